# SPDX-License-Identifier: MIT
"""A real Chromium without a screen, told what to do over a pipe (DevTools protocol): no port, a profile of its own."""
import base64
import fcntl
import json
import os
import pathlib
import shutil
import signal
import subprocess
import tempfile
import threading

SWITCHES = ("--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run", "--no-default-browser-check",
            "--disable-extensions", "--disable-background-networking", "--disable-component-update", "--disable-sync",
            "--disable-crash-reporter", "--disable-dev-shm-usage", "--hide-scrollbars", "--password-store=basic",
            "--remote-debugging-pipe")
SECONDS = 60


def high(descriptor):
    """The same beyond those that the browser wants for itself (3 and 4)."""
    copy = fcntl.fcntl(descriptor, fcntl.F_DUPFD_CLOEXEC, 10)
    os.close(descriptor)
    return copy


class Browser:
    """Close it, or use it in a `with`."""

    def __init__(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="novbe-browser-"))
        (command_in, self.command), (self.answer, answer_out) = (map(high, os.pipe()) for _ in range(2))
        environment = {**os.environ, "HOME": str(self.folder), "XDG_CONFIG_HOME": str(self.folder),
                       "XDG_CACHE_HOME": str(self.folder), "TMPDIR": str(self.folder)}
        self.process = subprocess.Popen(
            ["bash", "-c", f'exec "$@" 3<&{command_in} 4>&{answer_out} {command_in}<&- {answer_out}>&-', "bash", "chromium",
             *SWITCHES, f"--user-data-dir={self.folder}/profile", "about:blank"],
            pass_fds=(command_in, answer_out), env=environment, start_new_session=True, stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        os.close(command_in)
        os.close(answer_out)
        self.number, self.buffer, self.events = 0, b"", []
        self.timer = threading.Timer(5 * SECONDS, self.kill)  # whatever it does, the test ends
        self.timer.daemon = True
        self.timer.start()
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        self.session = None
        self.session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log", "DOM"):
            self.call(f"{domain}.enable")

    def read(self):
        while b"\0" not in self.buffer:
            more = os.read(self.answer, 1 << 20)
            if not more:
                raise RuntimeError("the browser is gone")
            self.buffer += more
        message, _, self.buffer = self.buffer.partition(b"\0")
        return json.loads(message)

    def call(self, method, **parameters):
        self.number += 1
        message = {"id": self.number, "method": method, "params": parameters}
        if getattr(self, "session", None):
            message["sessionId"] = self.session
        data = json.dumps(message).encode() + b"\0"
        while data:
            data = data[os.write(self.command, data):]
        while True:
            answer = self.read()
            if answer.get("id") == self.number:
                if "error" in answer:
                    raise RuntimeError(f"{method}: {answer['error']}")
                return answer["result"]
            if "method" in answer:
                self.events.append(answer)

    def wait_event(self, method):
        while not any(event["method"] == method for event in self.events):
            self.events.append(self.read())

    def complaints(self):
        """What a console would have shown: warnings, errors, what a policy forbade."""
        self.evaluate("0")
        return [event for event in self.events
                if event["method"] in ("Runtime.consoleAPICalled", "Runtime.exceptionThrown", "Log.entryAdded")]

    def open(self, path, width=1280, height=900, dark=False, script=True):
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=width < 600)
        self.call("Emulation.setEmulatedMedia",
                  features=[{"name": "prefers-color-scheme", "value": "dark" if dark else "light"}])
        self.call("Emulation.setScriptExecutionDisabled", value=not script)
        self.events.clear()
        self.call("Page.navigate", url=pathlib.Path(path).resolve().as_uri())
        self.wait_event("Page.loadEventFired")

    def evaluate(self, expression):
        said = self.call("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in said:
            raise RuntimeError(said["exceptionDetails"])
        return said["result"].get("value")

    def click(self, expression):
        """The middle of an element, by the mouse."""
        x, y = self.evaluate(f"""(() => {{ const it = {expression}; it.scrollIntoView({{block: "center", inline: "center",
            behavior: "instant"}});
            const box = it.getBoundingClientRect(); return [box.x + box.width / 2, box.y + box.height / 2]; }})()""")
        for kind in ("mousePressed", "mouseReleased"):
            self.call("Input.dispatchMouseEvent", type=kind, x=x, y=y, button="left", clickCount=1)

    def press_enter(self):
        for kind in ("keyDown", "keyUp"):
            self.call("Input.dispatchKeyEvent", type=kind, key="Enter", code="Enter", text="\r" if kind == "keyDown" else "",
                      windowsVirtualKeyCode=13)

    def picture(self, path, whole=True):
        """A PNG of the page."""
        data = self.call("Page.captureScreenshot", format="png", captureBeyondViewport=whole)["data"]
        pathlib.Path(path).write_bytes(base64.b64decode(data))

    def print(self, path):
        """As the browser prints it: on the paper that the page asks for."""
        data = self.call("Page.printToPDF", preferCSSPageSize=True, printBackground=False)["data"]
        pathlib.Path(path).write_bytes(base64.b64decode(data))

    def kill(self):
        try:
            os.killpg(self.process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass

    def close(self):
        self.timer.cancel()
        try:
            self.session = None
            self.call("Browser.close")
            self.process.wait(SECONDS)
        except (RuntimeError, OSError, subprocess.TimeoutExpired):
            pass
        self.kill()
        self.process.wait()
        os.close(self.command)
        os.close(self.answer)
        shutil.rmtree(self.folder, ignore_errors=True)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()
