# SPDX-License-Identifier: MIT
"""What the benchmarks share: a private daemon, medians, and lines of the form `name: value unit (goal ..., ok|short)`."""
import os
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

SOURCE = Path(os.environ.get("NOVBE_SOURCE") or Path(__file__).resolve().parents[2])
BUILD = Path(os.environ.get("NOVBE_BUILD") or SOURCE / "build")
CONFIG = SOURCE / "conf" / "novbe.conf"

# The lightest method that takes a parameter and answers out of the state.
METHOD, PARAMETERS = "org.novbe.Visitor.GetCentre", '{"language":"az"}'

short = []
shown = set()


def show(what, command):
    """Every command is printed, once."""
    if what not in shown:
        print(f"# {what}: {' '.join(str(word) for word in command)}", flush=True)
    shown.add(what)


def report(name, value, unit, goal, fine):
    """One figure; one that is short of its goal makes the benchmark end with 1."""
    print(f"{name}: {value} {unit} (goal {goal}, {'ok' if fine else 'short'})", flush=True)
    if not fine:
        short.append(name)


def note(name, value, unit):
    print(f"{name}: {value} {unit}", flush=True)


def end():
    sys.exit(1 if short else 0)


def median(values):
    return statistics.median(values)


class Daemon:
    """A private novbed, on the shipped configuration unless another is named, with a store in its folder unless there is one
    elsewhere; `start_ms` is from before its start to its READY=1."""

    def __init__(self, folder, config=CONFIG, store=None, environment=None, more=()):
        self.socket = folder / "socket"
        self.log = folder / "log"
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as notified:
            notified.bind(str(folder / "notify"))
            notified.settimeout(10)
            environment = {**os.environ, **(environment or {}), "NOTIFY_SOCKET": str(folder / "notify")}
            command = [BUILD / "bin/novbed", "--config", config, "--socket", self.socket, "--store",
                       store or folder / "store", *more]
            show("novbed", command)
            with open(self.log, "ab") as log:
                began = time.perf_counter()
                self.process = subprocess.Popen(command, env=environment, stderr=log)
            self.start_ms = self.wait_ready(notified, began)

    def wait_ready(self, notified, began):
        try:
            while b"READY=1" not in notified.recv(4096):
                pass
        except TimeoutError:
            self.process.kill()
            sys.exit(f"novbed was not ready within 10 s:\n{self.log.read_text()}")
        return (time.perf_counter() - began) * 1000

    def status(self, word):
        """The number after `word` in /proc/PID/status."""
        for line in Path(f"/proc/{self.process.pid}/status").read_text().splitlines():
            if line.startswith(word + ":"):
                return int(line.split()[1])
        sys.exit(f"/proc has no {word}")

    def wakeups(self):
        """How often its threads have been put on a processor."""
        total = 0
        for thread in Path(f"/proc/{self.process.pid}/task").iterdir():
            for line in (thread / "status").read_text().splitlines():
                if "ctxt_switches" in line:
                    total += int(line.split()[1])
        return total

    def settle(self):
        """Until it sleeps: READY=1 is said just before, and a second later it tidies up."""
        end = time.monotonic() + 10
        before, now = -1, self.wakeups()
        while before != now:
            if time.monotonic() > end:
                sys.exit("novbed does not come to rest within 10 s")
            time.sleep(1.5)
            before, now = now, self.wakeups()

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        if self.process.wait(10):
            sys.exit(f"novbed ended with {self.process.returncode}:\n{self.log.read_text()}")


@contextmanager
def daemon():
    with tempfile.TemporaryDirectory(prefix="novbe-bench-") as folder:
        running = Daemon(Path(folder))
        try:
            yield running
        finally:
            running.stop()


def load_command(socket_path, clients, pipeline, calls, method=METHOD, parameters=PARAMETERS):
    return [BUILD / "tests/load", socket_path, str(clients), str(pipeline), str(calls), method, parameters]


def load(socket_path, clients, pipeline, calls):
    """Calls a second."""
    return load_figures(socket_path, clients, pipeline, calls)[0]


def load_figures(socket_path, clients, pipeline, calls):
    """Calls a second; the median and the 99th percentile of a round in microseconds."""
    ran = subprocess.run(load_command(socket_path, clients, pipeline, calls), capture_output=True, text=True)
    if ran.returncode:
        sys.exit(ran.stderr)
    return [float(word) for word in ran.stdout.split()]
