#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The paper of the tests themselves: what a printer says came out lies in its tray, also when it lays down many at once."""
import os
import subprocess
import unittest

from cups import Cups


class Tray(unittest.TestCase):
    def setUp(self):
        self.cups = Cups(start=False)
        self.addCleanup(self.cups.close)
        self.printer = self.cups.add_printer("entrance", queue=False)
        self.document = self.cups.folder / "document"

    def lay(self, number):
        """What ippeveprinter starts for a job."""
        return subprocess.Popen([self.cups.folder / "mechanism", self.document], stderr=subprocess.DEVNULL,
                                env={**os.environ, "NOVBE_TEST_PRINTER": str(self.printer.folder),
                                     "NOVBE_TEST_PORT": str(self.printer.port), "IPP_JOB_ID": str(number),
                                     "IPP_JOB_NAME": f"job {number}"})

    def test_many_at_once(self):
        self.document.write_bytes(b"x" * 30000)
        running = [self.lay(number) for number in range(20)]
        self.assertEqual([one.wait(60) for one in running], [0] * 20)
        self.assertEqual(sorted(self.printer.names()), sorted(f"job {number}" for number in range(20)))
        self.assertEqual({len(paper.data) for paper in self.printer.tray()}, {30000})

    def test_what_cannot_be_laid_down_is_not_said_to_be(self):
        self.assertEqual(self.lay(1).wait(60), 1)
        self.assertEqual(self.printer.tray(), [])


if __name__ == "__main__":
    unittest.main()
