# SPDX-License-Identifier: MIT
"""A worker of novbe-printer before a real CUPS and a printer that fails: whatever it says of a job is true of the tray, or that
nobody can tell."""
import signal
import unittest

from centre import until
from probe import CupsCase


class PrinterFails(CupsCase):
    def test_good(self):
        key = self.accept()
        self.expect(key, "printed")
        self.assertEqual(self.came_out(key), 1)

    def test_paper_out_and_back(self):
        self.printer.set("paper_out")
        key = self.accept()
        until(lambda: self.probe.state()[1] == "paper_out", "paper_out")
        self.assertEqual(self.probe.look(key)[0], "active")
        self.printer.clear("paper_out")
        self.expect(key, "printed")

    def test_cancelled_without_paper(self):
        self.printer.set("paper_out")
        key = self.accept()
        until(lambda: self.printer.jobs(), "the job at the printer")
        self.probe.tell("cancel", key)
        self.expect(key, "not_printed")
        self.printer.clear("paper_out")
        self.expect_none(key, "not_printed")

    def test_cover_open(self):
        self.printer.set("cover_open")
        key = self.accept()
        until(lambda: self.probe.state()[1] == "cover_open", "cover_open")
        self.printer.clear("cover_open")
        self.expect(key, "printed")

    def test_printer_off_and_on(self):
        self.printer.off()
        key = self.accept()
        until(lambda: self.probe.state()[1] == "silent", "silent")
        self.assertEqual(self.probe.look(key)[0], "active")
        self.printer.on()
        self.expect(key, "printed")

    def test_printer_off_in_the_middle(self):
        self.expect(self.accept(), "printed")
        self.printer.set("paper_out")
        key = self.accept()
        until(lambda: self.printer.jobs()[1:], "the job at the printer")
        self.printer.off()
        (self.printer.folder / "control" / "paper_out").unlink()
        self.printer.on()
        self.expect(key, "unclear")

    def test_printer_frozen(self):
        self.printer.freeze()
        key = self.accept()
        self.assertEqual(self.probe.state()[1], "silent")
        self.printer.thaw()
        self.expect(key, "printed")

    def test_cancelled_while_it_hangs(self):
        """CUPS has dropped the job, and the printer, which is told nothing of it, prints it meanwhile."""
        self.printer.set("deaf")
        key = self.accept()
        until(self.printer.is_deaf, "the printer to be at it")
        self.printer.freeze()
        self.assertEqual(len(self.printer.backends(signal.SIGSTOP)), 1)
        self.probe.tell("cancel", key)
        until(lambda: not self.cups.run("lpstat", "-W", "not-completed", "-o"), "CUPS to drop it")
        self.assertEqual(self.probe.look(key)[0], "unreachable")
        self.printer.clear("deaf")
        until(self.printer.tray, "the paper")
        self.assertEqual(self.probe.look(key)[0], "unreachable")
        self.printer.thaw()
        self.expect(key, "printed")
        self.printer.backends(signal.SIGCONT)
        self.expect(self.accept(), "printed")

    def test_aborted(self):
        self.printer.set("abort")
        self.expect(self.accept(), "not_printed")


if __name__ == "__main__":
    unittest.main()
