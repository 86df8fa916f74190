# SPDX-License-Identifier: MIT
"""What the tests of conf/try share: it runs in a folder of the test's own, and nothing of it may be left there or run on."""
import os
import pathlib
import shutil
import subprocess
import tempfile
import unittest

from centre import BUILD, SOURCE, until
from left import marked
from terminal import Terminal

TRY = SOURCE / "conf" / "try"
PATIENCE_S = 120


def running(folder):
    """What runs and has to do with this folder, by command line or environment."""
    return list(marked(os.fsencode(folder) + b"/novbe-try.", "cmdline", "environ").values())


class TrialCase(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="try-"))
        self.folder.chmod(0o755)
        self.addCleanup(shutil.rmtree, self.folder)
        self.variables = {"TMPDIR": str(self.folder), "NOVBE_BUILD": str(BUILD)}
        for name in ("ASAN_OPTIONS", "UBSAN_OPTIONS"):  # what programs say is gone with the centre, but for this
            self.variables[name] = f"{os.environ.get(name, '')}:log_path={self.folder}/sanitizer"

    def environment(self, **more):
        variables = {**os.environ, **self.variables, **more}
        return {name: value for name, value in variables.items() if value is not None}

    def begin(self, *options, program=TRY, group=False, **variables):
        """conf/try without a terminal, going on; in a group of processes of its own, as a shell starts it."""
        return subprocess.Popen([program, *options], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                stderr=subprocess.STDOUT, text=True, env=self.environment(**variables), start_new_session=group)

    def run_try(self, *options, program=TRY, **variables):
        """(exit code, all that it said)."""
        process = self.begin(*options, program=program, **variables)
        said, _ = process.communicate(timeout=PATIENCE_S)
        return process.returncode, said

    def open(self, *options, columns=160, rows=48, **variables):
        terminal = Terminal(TRY, "--built", *options, columns=columns, rows=rows,
                            environment={**self.variables, **variables})
        self.addCleanup(terminal.close)
        return terminal

    def false_program(self, name, text):
        """In the folder `false`, which may stand before others in PATH (path_with_false)."""
        program = self.folder / "false" / name
        program.parent.mkdir(exist_ok=True)
        program.write_text("#!/bin/sh\n" + text)
        program.chmod(0o755)

    def path_with_false(self):
        return f"{self.folder / 'false'}:{os.environ['PATH']}"

    def false_apt(self, text):
        """A machine that lacks all packages, whose apt-get does this."""
        self.false_program("dpkg-query", "exit 1\n")
        self.false_program("apt-get", text)
        self.false_program("sudo", 'exec "$@"\n')
        if os.geteuid() != 0:  # whoever is not root locks a file of his own
            self.false_program("flock", 'shift\nexec "$@"\n')

    def scratch(self):
        """The folder of the centre that runs; None: there is none."""
        return next(self.folder.glob("novbe-try.*"), None)

    def assert_nothing_left(self):
        until(lambda: not running(self.folder), f"an end of {running(self.folder)}")
        self.assertIsNone(self.scratch(), "the folder is still there")
        self.assertEqual([one.read_text(errors="replace") for one in self.folder.glob("sanitizer*")], [])
