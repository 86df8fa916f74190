# SPDX-License-Identifier: MIT
"""A real xterm on a screen of its own (Xvfb): clicked as a finger would, and looked at as a picture."""
import os
import pathlib
import re
import shutil
import subprocess
import tempfile

from centre import SOURCE, BUILD, until

SCREEN = (1280, 800)
FONT = ("-fa", "DejaVu Sans Mono", "-fd", "IPAGothic")


class XTerm:
    """A program in an xterm. Close it, or use it in a `with`."""

    def __init__(self, *command, columns=80, rows=24, font_size=18, environment=None):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="novbe-xterm-"))
        self.columns, self.rows = columns, rows
        self.x_server = self.start_x()
        self.variables = {**os.environ, "DISPLAY": self.display, "XENVIRONMENT": "/dev/null"}
        self.process = subprocess.Popen(
            ["xterm", *FONT, "-fs", str(font_size), "-geometry", f"{columns}x{rows}+0+0", "-b", "0", "-bw", "0", "+sb",
             "-uc", "-bg", "#eeeeee", "-fg", "#1c1c1c", "-tn", "xterm-256color", "-xrm", "XTerm*boldColors: false",
             "-xrm", "XTerm*omitTranslation: popup-menu", "-xrm", "XTerm*allowWindowOps: false", "-e",
             *map(str, command)],
            env={**self.variables, **(environment or {})}, stderr=subprocess.DEVNULL)
        self.window = until(self.find_window, "xterm's window")
        geometry = self.run("xdotool", "getwindowgeometry", "--shell", self.window)
        self.size = tuple(int(re.search(rf"{side}=(\d+)", geometry).group(1)) for side in ("WIDTH", "HEIGHT"))
        self.cell = self.size[0] / columns, self.size[1] / rows

    @classmethod
    def of(cls, centre, role, *arguments, environment=None, **size):
        """novbe-<role> before a private centre, on its clock."""
        return cls(BUILD / "bin" / f"novbe-{role}", "--socket", centre.socket, "--languages", SOURCE / "conf" / "lang",
                   *arguments, environment={**centre.wall.environment(), **(environment or {})}, **size)

    def start_x(self):
        """The server takes a display that is free, and says which."""
        reader, writer = os.pipe()
        process = subprocess.Popen(
            ["Xvfb", "-displayfd", str(writer), "-screen", "0", f"{SCREEN[0]}x{SCREEN[1]}x24", "-nolisten", "tcp",
             "-noreset"], pass_fds=[writer], stderr=subprocess.DEVNULL)
        os.close(writer)
        with os.fdopen(reader) as said:
            self.display = ":" + said.readline().strip()
        assert self.display != ":", "Xvfb did not start"
        return process

    def run(self, *command):
        return subprocess.run(command, env=self.variables, check=True, capture_output=True, text=True, timeout=30).stdout

    def find_window(self):
        found = subprocess.run(["xdotool", "search", "--onlyvisible", "--class", "xterm"], env=self.variables,
                               capture_output=True, text=True, timeout=30, check=False).stdout.split()
        return found[0] if found else None

    def click(self, x, y):
        """The middle of a cell."""
        self.run("xdotool", "mousemove", str(round((x + 0.5) * self.cell[0])), str(round((y + 0.5) * self.cell[1])),
                 "click", "1")

    def type(self, text):
        """Keys that the X server makes: those that are only sent to a window, xterm does not believe."""
        self.run("xdotool", "windowfocus", "--sync", self.window, "type", text)

    def key(self, name):
        self.run("xdotool", "windowfocus", "--sync", self.window, "key", name)

    def picture(self, name="screen"):
        """A picture of all of the screen, as the path of a PNG file."""
        path = self.folder / f"{name}.png"
        self.run("import", "-window", "root", str(path))
        keep = os.environ.get("NOVBE_PICTURES")  # a folder in which somebody wants to look at them
        if keep:
            shutil.copy(path, pathlib.Path(keep) / f"{name}.png")
        return path

    def colour(self, path, x, y):
        """"#rrggbb" near the upper left corner of a cell, where no letter is."""
        at = f"{round((x + 0.1) * self.cell[0]) + 1},{round((y + 0.02) * self.cell[1]) + 1}"
        said = self.run("convert", str(path), "-depth", "8", "-format", f"%[hex:u.p{{{at}}}]", "info:")
        return "#" + said.strip().lower()[:6]

    def codes(self, path):
        """What the QR codes in the picture say."""
        done = subprocess.run(["zbarimg", "--quiet", "--raw", str(path)], capture_output=True, text=True, timeout=60,
                              check=False)
        return done.stdout.split()

    def close(self):
        self.process.terminate()
        self.process.wait(timeout=30)
        self.x_server.terminate()
        self.x_server.wait(timeout=30)
        shutil.rmtree(self.folder)

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        self.close()
