#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""conf/try --batch: each step shows what it should, and where one does not conf/try fails; nothing is left."""
import re
import unittest

from trial import PATIENCE_S, TrialCase

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
        kept, home = self.folder / "what's kept", self.folder / "home"
        home.mkdir()
        code, said = self.run_try("--built", "--keep", str(kept), HOME=str(home))  # no terminal: --batch
        self.assertEqual(code, 0, said)
        at = 0
        for pattern in SHOWN:
            found = re.compile(pattern, re.M).search(said, at)
            self.assertTrue(found, f"{pattern!r} is not shown, or not in its place:\n{said}")
            at = found.start()
        self.assert_nothing_left()
        self.assertEqual(len(list(kept.glob("tickets/*.png"))), 2)
        self.assertEqual(list(home.rglob("*-runtime")), [])

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

if __name__ == "__main__":
    unittest.main()
