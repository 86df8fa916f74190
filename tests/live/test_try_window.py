#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""conf/try on a terminal: a window of four, in which a visitor's ticket is taken by touch, comes out as a picture, is called and
seen. When it is left, nothing of it is."""
import subprocess
import unittest

from centre import until
from trial import TrialCase


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

    def leave(self, terminal, touch=False):
        if touch:
            terminal.tap("Leave: Ctrl-C")
        else:
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
                self.leave(terminal, touch=True)

    def test_a_path_that_tmux_might_take_for_its_own(self):
        name = "it's #(echo no) ##S %H 50%%"
        terminal = self.open("--keep", str(self.folder / name))
        self.wait_window(terminal)
        self.assertIn(f"Tickets: {self.folder}/{name}/tickets", terminal.text())
        self.leave(terminal)

    def test_within_a_tmux_and_without_utf8(self):
        terminal = self.open(TMUX="/nowhere/tmux,1,0", TMUX_PANE="%7", LC_ALL="C", LANG="C")
        self.wait_window(terminal)
        terminal.wait_for("Hazırda heç kim çağırılmır")
        self.leave(terminal)


if __name__ == "__main__":
    unittest.main()
