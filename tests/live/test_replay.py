#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""A recorded day goes through real programs, faster than it was (tests/stage/replay.py): a small one that is made here, with
all that conf/try --day says of it; words that are wrong; and one that is broken off and leaves nothing."""
import os
import pathlib
import re
import signal
import subprocess
import sys
import tempfile
import unittest

STAGE = pathlib.Path(__file__).resolve().parents[1] / "stage"
sys.path.insert(0, str(STAGE))

from centre import BUILD, until  # noqa: E402
from left import marked  # noqa: E402
from made_hour import SERVERS, calls, hung_up, write_hour, write_rows  # noqa: E402

REPLAY = STAGE / "replay.py"
VISITS, LEFT = 48, 6
SPEED = 60  # its hour is a minute
# A machine that builds and tests beside may hold up any of them; that a quiet one has none is measured, not tested.
LATE_S = 600


class Replay(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="novbe-replay-")
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.day = write_hour(self.folder / "day.csv", VISITS)
        self.own = self.folder / "own"
        self.own.mkdir()
        self.own.chmod(0o755)
        self.folder.chmod(0o755)

    def begin(self, *words, **variables):
        return subprocess.Popen([sys.executable, "-B", REPLAY, *map(str, words)], stdout=subprocess.PIPE,
                                stderr=subprocess.PIPE, text=True, env={**os.environ, "TMPDIR": str(self.own), "HOME": str(self.own), **variables})

    def run_it(self, *words, **variables):
        process = self.begin(*words, **variables)
        out, err = process.communicate(timeout=280)
        self.assertNotIn("Traceback", err)
        return process.returncode, out, err

    def left_behind(self):
        """Files of its own, and processes that know them."""
        return [*self.own.iterdir(), *marked(str(self.own).encode(), "cmdline", "environ").values()]

    def test_a_small_day(self):
        code, out, err = self.run_it(self.day, "--speed", SPEED, "--late", LATE_S)
        self.assertEqual((code, err), (0, ""), out + err)
        self.assertRegex(out, rf"visits +{VISITS} +{VISITS}\n")
        self.assertRegex(out, rf"served +{VISITS - LEFT} +{VISITS - LEFT}\n")
        left, = re.findall(rf"left, or taken out +{LEFT} +(\d+)\n", out)
        never, = re.findall(r"never called +0 +(\d+)\n", out)
        self.assertEqual(int(left) + int(never), LEFT)  # who was called here before he left then took somebody's place
        self.assertRegex(out, r"They left: [1-9]\d* by touch at a kiosk")  # on a busy machine some may get lost
        self.assertRegex(out, r"Difference +0 +it adds up")
        self.assertRegex(out, rf"{VISITS - LEFT} calls; late \(more than {LATE_S} s of that day, 10.00 s of ours\): 0\.")
        printed, = map(int, re.findall(rf"Papers: {VISITS} ordered, (\d+) printed, \d+ in the trays", out))
        self.assertGreater(printed, VISITS / 2)
        self.assertRegex(out, r"novbed --verify store\n(.*\n)*.*whole")
        self.assertRegex(out, rf"(?m)^09:00 +\d+ +\d+ +\d+ +{len(SERVERS)} +\d+ s$")
        self.assertIn("The board, and a kiosk:", out)
        self.assertEqual(self.left_behind(), [])

    def test_broken_off(self):
        process = self.begin(self.day, "--speed", SPEED)
        until(lambda: len(list(self.own.glob("novbe-terminal-*"))) >= 3, "programs to run")
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=60)
        self.assertEqual((process.returncode, err), (130, ""))
        until(lambda: not self.left_behind(), "all to be gone")

    def test_words_that_are_wrong(self):
        text = self.folder / "text"
        text.write_text("no day\n")
        for words, said in (((self.day, "--speed", "0"), "--speed is a number from 1 to 600, not 0"),
                            ((self.day, "--speed", "fast"), "--speed"), (("/nowhere.csv",), "/nowhere.csv: No such file"),
                            ((f"{self.day}:2011-01-01",), "no date '2011-01-01'"), ((text,), "neither a bank's calls nor")):
            with self.subTest(words):
                code, out, err = self.run_it(*words)
                self.assertEqual((code, out), (2, ""))
                self.assertIn(said, err)

    def test_nobody_came(self):
        day = write_rows(self.folder / "empty.csv", (hung_up(call, waited=False) for call in calls(4)))
        self.assertEqual(self.run_it(day), (2, "", f"{day}: nobody came that day\n"))

    def test_nobody_was_served(self):
        """Of all, or of those who came for one service: they left before they were called."""
        for types, served, median in (("PS NW", 0, "-"), ("NW", 4, r"\d+:\d\d")):
            with self.subTest(types):
                day = write_rows(self.folder / "left.csv", (hung_up(call, waited=True) if call["type"] in types else call
                                                            for call in calls(5)))
                code, out, err = self.run_it(day, "--speed", SPEED, "--late", LATE_S)
                self.assertEqual((code, err), (0, ""), out)
                self.assertRegex(out, rf"served +{served} +{served}\n")
                self.assertRegex(out, rf"median wait of called +{median} +{median}\n")
                self.assertEqual(self.left_behind(), [])

    def test_a_program_that_does_not_start(self):
        (self.folder / "bin").mkdir()
        (self.folder / "bin" / "novbed").write_text("#!/bin/sh\necho 'no room' >&2\nexit 3\n")
        (self.folder / "bin" / "novbed").chmod(0o755)
        (self.folder / "tests").symlink_to(BUILD / "tests")
        code, _, err = self.run_it(self.day, NOVBE_BUILD=str(self.folder))
        self.assertEqual((code, err), (1, "the daemon ended with 3:\nno room\n\n"))
        self.assertEqual(self.left_behind(), [])


if __name__ == "__main__":
    unittest.main()
