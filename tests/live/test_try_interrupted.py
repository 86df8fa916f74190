#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""conf/try is interrupted: while it or another one builds, while it starts, talks, or has its window open. It ends at once, and
nothing is left."""
import fcntl
import os
import signal
import time
import unittest

from centre import SOURCE, until
from trial import TrialCase

ENDINGS = ((signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129))


class Interrupted(TrialCase):
    def end(self, process, number, code):
        began = time.monotonic()
        process.send_signal(number)
        said, _ = process.communicate(timeout=30)
        self.assertEqual(process.returncode, code, said)
        self.assertLess(time.monotonic() - began, 20, "an interruption is heard at once")
        self.assert_nothing_left()

    def read_until(self, process, text):
        for line in process.stdout:
            if text in line:
                return
        self.fail(f"{text!r} was not said")

    def test_while_it_builds(self):
        for number, code in ENDINGS:
            with self.subTest(number):
                process = self.begin("--batch", NOVBE_BUILD=str(self.folder / "build"))
                self.read_until(process, "Building ...")
                until(lambda: list(self.folder.glob("build/CMake*")), "cmake to begin")
                self.end(process, number, code)

    def test_while_another_one_builds(self):
        held = os.open(SOURCE, os.O_RDONLY)
        fcntl.flock(held, fcntl.LOCK_EX)
        self.addCleanup(os.close, held)
        process = self.begin("--batch", NOVBE_BUILD=str(self.folder / "build"))
        self.read_until(process, "Another conf/try or tests/run is building")
        self.end(process, signal.SIGTERM, 143)

    def test_while_it_starts(self):
        for number, code in ENDINGS:
            with self.subTest(number):
                process = self.begin("--batch", "--built")
                until(lambda: self.scratch() and (self.scratch() / "cups").exists(), "a start")
                self.end(process, number, code)

    def test_while_it_talks(self):
        for number, code in ENDINGS:
            with self.subTest(number):
                process = self.begin("--batch", "--built")
                self.read_until(process, "The centre runs")
                self.end(process, number, code)

    def test_killed_outright(self):
        process = self.begin("--batch", "--built")
        self.read_until(process, "The centre runs")
        process.kill()
        process.communicate(timeout=30)
        until(lambda: not self.scratch(), "the folder to go")
        self.assert_nothing_left()

    def test_with_the_window_open(self):
        for name, code in (("TERM", 143), ("HUP", 129)):
            with self.subTest(name):
                terminal = self.open()
                terminal.wait_for("Leave: Ctrl-C")
                terminal.ask(f"kill {getattr(signal, 'SIG' + name).value}")
                until(lambda: terminal.ask("end") != "running", "its end")
                self.assertEqual(terminal.ask("end"), f"exit {code}")
                self.assertEqual(terminal.modes()[0], False, "the mouse is the terminal's again")
                self.assert_nothing_left()

if __name__ == "__main__":
    unittest.main()
