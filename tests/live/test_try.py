#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""conf/try as a stranger runs it: the talk that shows everything by itself, and the window of four in which a visitor's ticket is
taken by touch, comes out as a picture, is called and seen; both leave nothing."""
import re
import subprocess
import unittest

from centre import until
from trial import TrialCase, PATIENCE_S

SHOWN = (
    r"The test paper came out of printer entrance-1",
    r"The centre runs: \d+\.\d s after the build\.",
    r"\(touched: First identity card\)\n(?s:.*)Birth certificate",
    r"\(touched: Take a ticket\)\n(?s:.*)Check code: [A-Z0-9]{5}",
    r"ticket KA001: printed",
    r"^ticket-002\.png$",
    r"Please go to counter 3",
    r"1 served",
    r'"repeated": true',
    r"\(exit code 1\)",
    r"Called to counter 3",
    r"KA001 was called to counter 3 at",
    r"This machine is the centre now",
    r"sent home KA003",
    r"^closed  .*\nvisits  +5\n",
    r"Difference +0 +it adds up",
    r"^whole$",
    r"nothing of it runs any more",
)


class Batch(TrialCase):
    def test_every_step_is_shown(self):
        code, said = self.run_try("--built", "--keep", str(self.folder / "kept"))  # no terminal: --batch
        self.assertEqual(code, 0, said)
        at = 0
        for pattern in SHOWN:
            found = re.compile(pattern, re.M).search(said, at)
            self.assertTrue(found, f"{pattern!r} is not shown, or not in its place:\n{said}")
            at = found.start()
        self.assert_nothing_left()
        self.assertEqual(len(list(self.folder.glob("kept/tickets/*.png"))), 2)

    def test_what_is_missing_is_seen(self):
        """A printer that prints nothing: the step fails, and says what it should have shown."""
        tools = self.folder / "tools"
        tools.mkdir()
        (tools / "raster-png").write_text("#!/bin/sh\nexit 1\n")
        (tools / "raster-png").chmod(0o755)
        code, said = self.run_try("--built", "--batch", NOVBE_BUILD=str(self.build_with(tools)))
        self.assertEqual(code, 1, said)
        self.assertNotIn("it adds up", said)
        self.assert_nothing_left()

    def build_with(self, tools):
        """The folder of what was built, with some tools that are others."""
        build = self.folder / "build"
        (build / "tests").mkdir(parents=True)
        (build / "bin").symlink_to(self.variables["NOVBE_BUILD"] + "/bin")
        (build / "tests" / "raster-png").symlink_to(tools / "raster-png")
        return build

    def test_two_at_once(self):
        both = [self.begin("--built", "--batch") for _ in range(2)]
        said = [process.communicate(timeout=PATIENCE_S)[0] for process in both]
        self.assertEqual([process.returncode for process in both], [0, 0], "\n".join(said))
        self.assert_nothing_left()


class Window(TrialCase):
    def wait_window(self, terminal):
        for pane in ("Kiosk: take", "Counter 3: call", "Manager: the hall", "Board: what", "All services", "Call the next",
                     "Look here", "Nobody is being called", "Leave: Ctrl-C"):
            terminal.wait_for(pane)

    def touch(self, terminal, label, then):
        """Touches it until what comes of it is seen: a page that has only just come takes no touch yet."""
        def reached():
            if not terminal.shows(then) and label in terminal.text():
                terminal.tap(label)
            return terminal.shows(then)
        try:
            until(reached, f"{label!r} to lead to {then!r}")
        except AssertionError as error:
            raise AssertionError(f"{error}; what is seen:\n{terminal.text()}") from None

    def leave(self, terminal):
        terminal.write("\x03")
        until(lambda: terminal.ask("end") != "running", "the window to close")
        self.assertEqual(terminal.ask("end"), "exit 0", terminal.text())
        self.assertRegex(terminal.text(), r"had started in \d+\.\d s\.")
        self.assert_nothing_left()

    def test_from_the_touch_to_the_call(self):
        terminal = self.open()
        self.wait_window(terminal)
        self.touch(terminal, "First identity card", "Please have these with you")
        self.touch(terminal, "Take a ticket", "Check code: [A-Z0-9]{5}")
        terminal.wait_for("Please take your ticket")
        picture = until(lambda: next(self.scratch().glob("tickets/*.png"), None), "a picture of the ticket")
        code = subprocess.run(["zbarimg", "--quiet", "--raw", picture], capture_output=True, text=True, check=False).stdout
        self.assertRegex(code, r"^%T/KA001/")
        terminal.tap("Free")
        terminal.key("Enter")
        terminal.wait_for("Please go to counter 3")
        terminal.wait_for("The visitor is here")
        self.leave(terminal)
        self.assertRegex(terminal.text(), "Papers that came out: 1")

    def test_every_size_that_is_told(self):
        for columns, rows in ((120, 36), (200, 60)):
            with self.subTest(columns=columns, rows=rows):
                terminal = self.open(columns=columns, rows=rows)
                self.wait_window(terminal)
                self.leave(terminal)

    def test_within_a_tmux_and_without_utf8(self):
        terminal = self.open(TMUX="/nowhere/tmux,1,0", TMUX_PANE="%7", LC_ALL="C", LANG="C")
        self.wait_window(terminal)
        terminal.wait_for("Hazırda heç kim çağırılmır")
        self.leave(terminal)


if __name__ == "__main__":
    unittest.main()
