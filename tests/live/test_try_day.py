#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""conf/try --day: a recorded day is handed to tests/stage/replay.py, from wherever the tree lies; what cannot be is said before
anything is installed or built."""
import shutil
import subprocess
import sys
import unittest

from centre import BUILD, SOURCE
from trial import TrialCase

sys.path.insert(0, str(SOURCE / "tests" / "stage"))

from made_hour import write_hour  # noqa: E402


class Day(TrialCase):
    def tree(self, name, *parts):
        """A tree of that name, with copies of these parts of ours."""
        place = self.folder / name
        for part in parts:
            copy = shutil.copytree if (SOURCE / part).is_dir() else shutil.copy
            (place / part).parent.mkdir(parents=True, exist_ok=True)
            copy(SOURCE / part, place / part)
        return place

    def test_it_is_handed_over(self):
        """With its words; the end of conf/try is that of the replay."""
        place = self.tree("a tree", "conf")
        (place / "tests" / "stage").mkdir(parents=True)
        (place / "tests" / "stage" / "replay.py").write_text(
            "import os, sys\nprint(sys.argv[1:], os.environ['TMPDIR'] == os.environ['NOVBE_TRY'])\nsys.exit(7)\n")
        (self.folder / "a log").touch()
        day = f"{self.folder}/a log:2026-11-24:3"
        for options, words in (([], []), (["--speed", "12.5"], ["--speed", "12.5"])):
            code, said = self.run_try("--built", "--day", day, *options, program=place / "conf" / "try")
            self.assertEqual((code, said), (7, f"{[day, *words]} True\n"))
            self.assert_nothing_left()

    def test_a_path_with_spaces(self):
        place = self.tree("a b", "conf", "tests/stage", "tests/live", "kiosk/ui/digits.c")
        (place / "build").symlink_to(BUILD)
        day = write_hour(place / "a day.csv", 3)
        code, said = self.run_try("--built", "--day", str(day), program=place / "conf" / "try", NOVBE_BUILD=None,
                                  NOVBE_SOURCE=None, TMPDIR=str(self.folder))
        self.assertEqual(code, 0, said)
        self.assertIn("All is as it should be", said)
        self.assert_nothing_left()

    def test_a_printer_of_a_path_with_spaces(self):
        """What its mechanism starts when something is wrong with it."""
        place = self.tree("a b", "tests/live")
        done = subprocess.run([sys.executable, "-B", "-c", "from cups import Cups\nwith Cups('entrance') as cups:\n"
                               "    cups.printers['entrance'].set('paper_out')\n    print(cups.printers['entrance'].reasons())"],
                              cwd=place / "tests" / "live", env=self.environment(), capture_output=True, text=True, check=False)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("media-", done.stdout)

    def test_wrong_words_are_told_at_once(self):
        """And not by those who would have to be installed first."""
        self.false_apt("exit 1\n")
        path = self.path_with_false()
        file = self.folder / "a day"
        file.touch()
        for said, *words in (("no file '/nowhere.csv'", "/nowhere.csv"), (f"no file '{self.folder}/no'", f"{self.folder}/no:2020-01-13:3"),
                             (f"no file '{self.folder}'", str(self.folder)), ("not 0.", f"{file}:2020-01-13", "--speed", "0"),
                             ("not 600.1", f"{file}:2020-01-13:a b", "--speed", "600.1"), ("not 601", str(file) + ":2020-01-13", "--speed", "601"),
                             ("not 1000", f"{file}:2020-01-13", "--speed", "1000"), ("not fast", f"{file}:2020-01-13", "--speed", "fast"),
                             ("--keep is not for it", f"{file}:2020-01-13", "--keep", str(self.folder / "kept")),
                             ("--batch is not for it", f"{file}:2020-01-13", "--batch")):
            with self.subTest(words):
                code, text = self.run_try("--day", *words, PATH=path)
                self.assertEqual(code, 2, text)
                self.assertIn(said, text)
        self.assertFalse((self.folder / "kept").exists())
        for speed in ("1", "600", "600.0", "59.5", "007"):
            with self.subTest(speed):
                code, text = self.run_try("--day", f"{file}:2020-01-13:a b", "--speed", speed, PATH=path)
                self.assertEqual(code, 1, text)

    def test_built_without_the_stage(self):
        day = self.folder / "day"
        day.touch()
        for name in ("terminal-screen", "libshift-clock.so"):
            with self.subTest(name):
                build = self.folder / f"no {name}"
                (build / "tests").mkdir(parents=True)
                (build / "bin").symlink_to(BUILD / "bin")
                for one in {"raster-png", "terminal-screen", "libshift-clock.so"} - {name}:
                    (build / "tests" / one).symlink_to(BUILD / "tests" / one)
                code, said = self.run_try("--built", "--day", str(day), NOVBE_BUILD=str(build))
                self.assertEqual(code, 1, said)
                self.assertIn(f"holds no {name}: without --built, conf/try builds it", said)
                self.assert_nothing_left()


if __name__ == "__main__":
    unittest.main()
