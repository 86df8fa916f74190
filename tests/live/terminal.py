# SPDX-License-Identifier: MIT
"""Real terminal programs on a terminal of their own, read through libvterm (tests/stage/terminal_screen.c): what a person
would see, and keys and touches as a terminal sends them."""
import pathlib
import re
import subprocess
import tempfile
import time
import unicodedata

from centre import BUILD, SOURCE, until

KEYS = {"Enter": "\r", "Escape": "\033", "Tab": "\t", "Backtab": "\033[Z", "Up": "\033[A", "Down": "\033[B",
        "Right": "\033[C", "Left": "\033[D", "Home": "\033[H", "End": "\033[F", "PageUp": "\033[5~",
        "PageDown": "\033[6~", "Backspace": "\x7f", "Delete": "\033[3~"}
for number, code in enumerate((11, 12, 13, 14, 15, 17, 18, 19, 20, 21, 23, 24), 1):
    KEYS[f"F{number}"] = f"\033[{code}~"
GHOST_S = 0.3  # so long a page takes no touch after it has come (kiosk/ui/stage.h)


def width(text):
    """Columns on a terminal."""
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)


class Terminal:
    """A program on a terminal. Close it, or use it in a `with`."""

    def __init__(self, *command, columns=80, rows=24, environment=None):
        self.folder = tempfile.TemporaryDirectory(prefix="novbe-terminal-")
        self.said = pathlib.Path(self.folder.name) / "stderr"
        self.columns, self.rows = columns, rows
        # The terminal itself is in real time, whatever the clock of the program is.
        variables = [f"{name}={value}" for name, value in {"TERM": "xterm-256color", **(environment or {})}.items()]
        with open(self.said, "wb") as said:
            self.process = subprocess.Popen(
                [BUILD / "tests" / "terminal-screen", str(columns), str(rows), "env", *variables, *map(str, command)],
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=said, start_new_session=True)

    @classmethod
    def of(cls, centre, role, *arguments, environment=None, **size):
        """novbe-<role> before a private centre, on its clock."""
        return cls(BUILD / "bin" / f"novbe-{role}", "--socket", centre.socket, "--languages", SOURCE / "conf" / "lang",
                   *arguments, environment={**centre.wall.environment(), **(environment or {})}, **size)

    def ask(self, line):
        self.process.stdin.write(line.encode() + b"\n")
        self.process.stdin.flush()
        return self.process.stdout.readline().decode().rstrip("\n")

    # --- what is seen ---

    def rows_of(self, question):
        count = int(self.ask(question).split()[1])
        return [self.process.stdout.readline().decode().rstrip("\n") for _ in range(count)]

    def lines(self):
        return self.rows_of("text")

    def page(self):
        """(lines, the colours under their cells; 255 for the terminal's own), both of one moment: what is asked at once is answered
        before anything more is read."""
        lines = self.rows_of("text\ngrounds")
        count = int(self.process.stdout.readline().split()[1])
        return lines, [bytes.fromhex(self.process.stdout.readline().decode()) for _ in range(count)]

    def changed(self, seconds):
        """Waits, so long at most, until something has come since it was last asked what is seen; has it?"""
        return self.ask(f"changed {max(0, int(seconds * 1000))}") == "changed 1"

    def text(self):
        return "\n".join(line.rstrip() for line in self.lines())

    def shows(self, pattern):
        """The match of a regular expression in what is seen, spaces between words as they come."""
        return re.search(re.sub(r"\\? ", r"\\s+", pattern), self.text())

    def wait_for(self, pattern):
        try:
            return until(lambda: self.shows(pattern), f"{pattern!r} to be shown")
        except AssertionError as error:
            raise AssertionError(f"{error}; what is seen:\n{self.text()}\n{self.ended()}") from None

    def wait_gone(self, pattern):
        try:
            until(lambda: not self.shows(pattern), f"{pattern!r} to be gone")
        except AssertionError as error:
            raise AssertionError(f"{error}; what is seen:\n{self.text()}") from None

    def looks(self, x, y):
        """(text, ground, bold, reverse, underline) of a cell; colours of the 256, -1 for the terminal's own."""
        return tuple(map(int, self.ask(f"looks {x} {y}").split()[1:]))

    def find(self, label):
        """Column and row of the middle of a text that is seen on one line."""
        for y, line in enumerate(self.lines()):
            at = line.find(label)
            if at >= 0:
                return width(line[:at]) + width(label) // 2, y
        raise AssertionError(f"{label!r} is not seen:\n{self.text()}")

    def bytes(self):
        """How many the program has written since this was last asked."""
        return int(self.ask("bytes").split()[1])

    def settle(self):
        """Waits until all of a page has come, and counts bytes from there."""
        self.time("")
        self.bytes()

    def time(self, data):
        """Types it, and waits until all is quiet: (microseconds until the last byte of what came of it, how many bytes)."""
        return tuple(map(int, self.ask("time " + data.encode().hex()).split()[1:]))

    def modes(self):
        """(mouse, cursor, alternate screen), each as asked for by the program."""
        return tuple(value == "1" for value in self.ask("modes").split()[1:])

    # --- what is done ---

    def write(self, data):
        data = data.encode() if isinstance(data, str) else data
        for at in range(0, len(data), 2000):
            self.ask("write " + data[at:at + 2000].hex())

    def key(self, *names):
        """Keys by name ("Enter", "F5", "a"), one write each."""
        for name in names:
            self.write(KEYS.get(name, name))

    def press(self, x, y):
        self.write(f"\033[<0;{x + 1};{y + 1}M")

    def release(self, x, y):
        self.write(f"\033[<0;{x + 1};{y + 1}m")

    def tap(self, place, y=None):
        """A cell, or a text that is seen."""
        x, y = (place, y) if y is not None else self.find(place)
        self.write(f"\033[<0;{x + 1};{y + 1}M\033[<0;{x + 1};{y + 1}m")

    def touch(self, label):
        """Waits for a button, and until its page takes touches; taps it once, and waits for what comes of it."""
        self.wait_for(re.escape(label))
        time.sleep(GHOST_S + 0.05)
        before = self.text()
        self.tap(label)
        until(lambda: self.text() != before, f"{label!r} to do something")

    def resize(self, columns, rows):
        self.columns, self.rows = columns, rows
        self.ask(f"resize {columns} {rows}")

    def kill(self, signal):
        self.ask(f"kill {int(signal)}")

    # --- its end ---

    def ended(self):
        """"running", "exit CODE" or "signal N"."""
        return self.ask("end")

    def wait_end(self):
        until(lambda: self.ended() != "running", "the program to end")
        return self.ended()

    def close(self):
        self.process.stdin.close()
        self.process.wait(timeout=30)
        self.process.stdout.close()
        self.folder.cleanup()

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        self.close()
