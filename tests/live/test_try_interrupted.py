#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""conf/try is interrupted: while packages are installed, while it or another one builds, while it starts, talks, plays a day, or has
its window open. It ends at once, and nothing is left."""
import fcntl
import os
import pathlib
import signal
import sys
import time
import unittest

from centre import SOURCE, until
from trial import TrialCase, running

sys.path.insert(0, str(SOURCE / "tests" / "stage"))

from made_hour import write_hour  # noqa: E402

ENDINGS = ((signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129))


class Interrupted(TrialCase):
    def end(self, process, number, code):
        began = time.monotonic()
        process.send_signal(number)
        said, _ = process.communicate(timeout=30)
        self.assertEqual(process.returncode, code, said)
        self.assertLess(time.monotonic() - began, 20, "an interruption is heard at once")
        self.assert_nothing_left()
        return said

    def read_until(self, process, text):
        for line in process.stdout:
            if text in line:
                return
        self.fail(f"{text!r} was not said")

    def begin_packages(self, apt):
        self.false_apt(f"cd {self.folder}\n{apt}")
        process = self.begin("--batch", group=True, PATH=self.path_with_false(), NOVBE_BUILD=str(self.folder / "build"))
        until((self.folder / "begun").exists, "apt-get to begin")
        (self.folder / "begun").unlink()
        return process

    def ends_with(self, process, code):
        said, _ = process.communicate(timeout=30)
        self.assertEqual(process.returncode, code, said)
        self.assertNotIn("Building", said)
        self.assert_nothing_left()

    def test_while_packages_are_fetched(self):
        """Ctrl-C is heard by all that runs in a terminal."""
        for number, code in ENDINGS:
            with self.subTest(number):
                process = self.begin_packages("touch begun\nexec sleep 1000\n")
                os.killpg(process.pid, number)
                self.ends_with(process, code)

    def test_while_packages_are_installed(self):
        """What apt has begun it ends, whatever happens to conf/try: else it would refuse all work from then on."""
        for number, code in (*ENDINGS, (signal.SIGKILL, -signal.SIGKILL)):
            with self.subTest(number):
                process = self.begin_packages("case \"$*\" in *update* | *download-only*) exit 0 ;; esac\n"
                                              "touch begun\nuntil [ -e go-on ]; do sleep 0.1; done\ntouch ended\n")
                if number == signal.SIGKILL:
                    process.kill()
                else:
                    os.killpg(process.pid, number)
                time.sleep(1)  # in which whoever ends it would
                (self.folder / "go-on").touch()
                until((self.folder / "ended").exists, "apt-get to end")
                self.ends_with(process, code)
                for name in ("go-on", "ended"):
                    (self.folder / name).unlink()

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

    def begin_day(self):
        """It is played: somebody has a ticket."""
        process = self.begin("--built", "--day", str(write_hour(self.folder / "day.csv", 48)))
        self.read_until(process, "latest call")
        until(lambda: [one for one in running(self.folder) if "cupsd" in one], "CUPS")
        return process

    def test_while_a_day_is_played(self):
        for number, code in ENDINGS:
            with self.subTest(number):
                self.assertNotIn("Traceback", self.end(self.begin_day(), number, code))

    def test_a_day_is_killed_outright(self):
        process = self.begin_day()
        process.kill()
        process.communicate(timeout=30)
        until(lambda: not self.scratch(), "the folder to go")
        self.assert_nothing_left()

    def test_a_day_that_hangs(self):
        """What plays it does not end by itself, nor can it end what it has started."""
        process = self.begin_day()
        hung = [int(one.name) for one in pathlib.Path("/proc").glob("[0-9]*") if self.is_part(one, "replay.py")]
        self.assertEqual(len(hung), 1)
        os.kill(hung[0], signal.SIGSTOP)
        self.end(process, signal.SIGTERM, 143)

    def is_part(self, process, name):
        try:
            words = (process / "cmdline").read_bytes().split(b"\0")
            return any(word.endswith(name.encode()) for word in words) and str(self.folder).encode() in b" ".join(words)
        except OSError:  # it has ended
            return False

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
