#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""conf/try where something is missing or wrong: a sentence that says what to do, and nothing left behind."""
import fcntl
import os
import pathlib
import pty
import shutil
import struct
import subprocess
import tempfile
import termios
import unittest

from centre import BUILD, SOURCE
from trial import TRY, TrialCase


class Machine(TrialCase):
    """What a machine may lack."""

    def path_without(self, *names):
        """All programs of this machine but these."""
        folder = self.folder / "path"
        folder.mkdir()
        for path in ("/usr/sbin", "/usr/bin"):
            for program in pathlib.Path(path).iterdir():
                link = folder / program.name
                if program.name not in names and not link.is_symlink():
                    link.symlink_to(program)
        return str(folder)

    def refuse(self, said, *options, program=TRY, **variables):
        code, text = self.run_try(*options, program=program, **variables)
        self.assertEqual(code, 1, text)
        self.assertIn(said, text)
        self.assert_nothing_left()

    def test_no_apt(self):
        self.refuse("This machine has no apt", "--batch", PATH=self.path_without("apt-get", "dpkg-query"))

    def test_no_network(self):
        self.false_apt("echo 'Could not resolve deb.debian.org' >&2\nexit 100\n")
        self.refuse("is the network there", "--batch", PATH=self.path_with_false())

    def test_no_tmux(self):
        self.refuse("tmux is missing", "--batch", "--built", PATH=self.path_without("tmux"))

    def test_a_tree_that_is_not_ours(self):
        locked = self.folder / "locked"
        locked.mkdir(mode=0o555)
        as_other = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"] if os.geteuid() == 0 else []
        done = subprocess.run([*as_other, TRY, "--batch"], stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False,
                              env=self.environment(NOVBE_BUILD=str(locked / "build"), TMPDIR="/tmp"))
        self.assertEqual(done.returncode, 1, done.stdout + done.stderr)
        self.assertIn("You may not write to", done.stderr)

    def test_nothing_built(self):
        self.refuse("without --built, conf/try builds it", "--batch", "--built", NOVBE_BUILD=str(self.folder / "nothing"))

    def test_a_folder_that_holds_something(self):
        (self.folder / "file").touch()
        self.refuse("is not empty", "--batch", "--built", "--keep", str(self.folder))

    def test_wrong_options(self):
        for options in (["--quick"], ["--keep"], ["--day", ""], ["--speed", "60"]):
            code, said = self.run_try(*options)
            self.assertEqual(code, 2, said)
            self.assertIn("usage: conf/try", said)
        code, said = self.run_try("--help")
        self.assertEqual((code, said.count("--batch")), (0, 2), said)

    def test_a_path_with_spaces(self):
        place = self.folder / "a b"
        place.mkdir()
        shutil.copytree(SOURCE / "conf", place / "conf")
        (place / "build").symlink_to(BUILD)
        code, said = self.run_try("--batch", "--built", program=place / "conf" / "try", NOVBE_BUILD=None, TMPDIR=str(place))
        self.assertEqual(code, 0, said)
        self.assertIn("it adds up", said)
        self.assert_nothing_left()


class TerminalThatWillNotDo(TrialCase):
    def refuse(self, said, size, **variables):
        main, other = pty.openpty()
        if size:
            fcntl.ioctl(main, termios.TIOCSWINSZ, struct.pack("HHHH", size[1], size[0], 0, 0))
        done = subprocess.run([TRY, "--built"], stdin=other, stdout=other, stderr=subprocess.PIPE, text=True, check=False,
                              env=self.environment(**{"TERM": "xterm-256color", **variables}))
        os.close(main)
        os.close(other)
        self.assertEqual(done.returncode, 1, done.stderr)
        self.assertIn(said, done.stderr)
        self.assert_nothing_left()

    def test_no_size(self):
        self.refuse("does not tell its size", None)

    def test_too_small(self):
        self.refuse("has 119 columns and 36 rows", (119, 36))

    def test_unknown(self):
        for name in ("nonsense", "dumb", ""):
            with self.subTest(name):
                self.refuse("is not known here, or cannot show pages", (160, 48), TERM=name)


class Parts(TrialCase):
    """Parts of conf/show, by themselves."""

    def run_part(self, commands, **variables):
        """(exit code, all that is said), in a folder that is the scratch and the tree of what runs."""
        script = f"""set -euo pipefail
            for part in words centre paper; do source {SOURCE}/conf/show/$part.sh; done
            root={self.folder} scratch={self.folder}/scratch operator=103 patience=1
            {commands}"""
        (self.folder / "scratch").mkdir(exist_ok=True)
        done = subprocess.run(["bash", "-c", script], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                              text=True, check=False, timeout=60, env=self.environment(**variables))
        return done.returncode, done.stdout

    def test_a_sample_that_has_changed(self):
        """Each line that is changed for those who try it."""
        shutil.copytree(SOURCE / "conf", self.folder / "conf")
        self.assertEqual(self.run_part("sample"), (0, ""))
        for name, line in (("novbe", 'role = "admin"; users'), ("novbe", "    day_start ="), ("novbe", "    served_percent = 50"),
                           ("catalogue", "day = ["), ("catalogue", "breaks ="), ("catalogue", "profiles = ("),
                           ("catalogue", '{ id = "103";'), ("calendar", "days = (")):
            with self.subTest(line):
                shutil.rmtree(self.folder / "scratch")
                file = self.folder / "conf" / f"{name}.conf"
                text = file.read_text()
                self.assertIn(line, text)
                file.write_text(text.replace(line, "#" + line))
                code, said = self.run_part("sample")
                file.write_text(text)
                self.assertEqual(code, 1, said)
                self.assertIn(f"conf/{name}.conf has no line any more that conf/try must change", said)

    def test_a_printer_that_does_not_listen(self):
        self.false_program("ippeveprinter", "echo 'so slow today'\nexec sleep 1000\n")
        code, said = self.run_part("tickets=$scratch\ntrap 'kill $pid' EXIT\nbegin_printer",
                                   PATH=self.path_with_false())
        self.assertEqual(code, 1, said)
        self.assertRegex(said, r"so slow today\n\nThe printer \(ippeveprinter\) runs, and does not listen at its port \d+ \(above\)\.\n")


class Pictures(unittest.TestCase):
    """raster-png takes rasters, and nothing else."""

    def test_what_is_no_raster(self):
        with tempfile.TemporaryDirectory() as folder:
            for data in (b"", b"RaS2", b"RaS2" + bytes(1796), b"RaS2" + b"\xff" * 5000, b"UNIRAST\0" + bytes(400), b"%PDF-1.4\n"):
                source = pathlib.Path(folder) / "raster"
                source.write_bytes(data)
                done = subprocess.run([BUILD / "tests" / "raster-png", source, source.with_name("page.png")],
                                      capture_output=True, text=True, check=False)
                self.assertEqual(done.returncode, 1, f"{data[:20]}: {done.stderr}")
                self.assertRegex(done.stderr, "^raster-png: ")
                self.assertEqual([one.name for one in pathlib.Path(folder).iterdir()], ["raster"])


if __name__ == "__main__":
    unittest.main()
