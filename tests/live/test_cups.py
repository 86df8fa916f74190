# SPDX-License-Identifier: MIT
"""A worker of novbe-printer before a real CUPS that fails: whatever goes wrong, what it says of a job is true of the tray, or says
that nobody can tell. And the ways in which it works."""
import os
import signal
import subprocess
import sys
import time
import unittest

from centre import BUILD, until
from cups import ROLL_STRICT
from escpos import Receipts
from printer_inside import Ipp
from probe import CupsCase, Probe


class CupsFails(CupsCase):
    def test_cups_killed_before(self):
        self.cups.kill9()
        key, handing = self.probe.print()
        self.assertEqual(handing, "refused")
        self.assertEqual(self.probe.look(key)[0], "unreachable")
        self.cups.start()
        self.expect(key, "unclear")
        self.assertIn("started anew", self.probe.why)
        self.expect(self.accept(), "printed")
        self.assertEqual(self.came_out(key), 0)

    def test_cups_killed_after(self):
        """Its backend may have gone on alone, and CUPS may print the job again: what is said is counted in the end."""
        key = self.accept()
        self.cups.kill9()
        self.cups.start()
        self.expect(key, "printed", "unclear")
        self.settle(key)

    def settle(self, key):
        until(lambda: not self.cups.run("lpstat", "-o") and all(state > 5 for _, state in self.printer.jobs()), "the end")
        self.assert_true(key, self.probe.look(key))

    def test_cups_restarted(self):
        self.printer.set("slow", 1)
        key = self.accept()
        self.cups.stop()
        self.cups.start()
        self.expect(key, "printed", "unclear")
        self.settle(key)

    def test_cups_frozen(self):
        self.make_history()
        self.cups.freeze()
        key, handing = self.probe.print()
        self.assertIn(handing, ("unsure", "refused"))
        self.assertEqual(self.probe.look(key)[0], "unreachable")
        self.assertEqual(self.probe.state()[1], "silent")
        self.cups.thaw()
        self.expect_none(key, "printed", "none")

    def test_queue_deleted(self):
        self.expect(self.accept(), "printed")
        self.printer.set("paper_out")
        key = self.accept()
        until(lambda: self.printer.jobs()[1:], "the job at the printer")
        self.cups.delete_queue("entrance")
        self.assertEqual(self.probe.state()[1], "stopped")
        self.assertEqual(self.probe.print()[1], "refused")
        self.printer.clear("paper_out")
        self.expect(key, "printed", "not_printed", "unclear")

    def test_queue_deleted_and_cancelled(self):
        """CUPS has dropped the job, the printer has not: it is told itself."""
        self.printer.set("paper_out")
        key = self.accept()
        until(lambda: self.printer.jobs(), "the job at the printer")
        self.cups.delete_queue("entrance")
        self.assertEqual(self.probe.look(key)[0], "active")
        self.probe.tell("cancel", key)
        self.expect(key, "not_printed")
        self.printer.clear("paper_out")
        until(lambda: self.printer.jobs() == [(key, 7)], "the printer to have nothing to do")
        self.assertEqual(self.came_out(key), 0)

    def orphan(self):
        """CUPS has a job, and the printer one of this name whose document nobody sends: what a backend leaves that is killed
        between the two requests it prints by, a few milliseconds."""
        self.cups.run("cupsdisable", "entrance")
        key = self.accept()
        status, _ = self.printer.ipp.ask(Ipp.CREATE_JOB, (Ipp.NAME, "job-name", key))
        self.assertEqual(status, 0)
        return key

    def test_queue_deleted_before_the_document_was_sent(self):
        """It is printed nowhere, which is known before the printer has lost its patience, and others are printed."""
        key = self.orphan()
        self.cups.delete_queue("entrance")
        self.assertEqual(self.probe.look(key)[0], "active")
        self.expect(key, "not_printed")
        self.assertEqual(self.printer.jobs(), [(key, 7)])
        self.cups.add_queue("entrance")
        until(lambda: self.probe.state()[1] == "ready", "the queue to be there again")
        self.expect(self.accept(), "printed")

    def test_cups_restarted_before_the_document_was_sent(self):
        """CUPS has it still, and the printer takes it once it has dropped what it waits for."""
        key = self.orphan()
        self.cups.stop()
        self.cups.start()
        self.cups.run("cupsenable", "entrance")
        self.expect(key, "printed", "unclear")
        self.settle(key)

    def test_disk_full(self):
        self.make_history()
        self.cups.fill_disk()
        key, handing = self.probe.print()
        self.assertEqual(handing, "refused", self.probe.handed)
        self.cups.free_disk()
        self.expect_none(key, "none")


class Ways(CupsCase):
    def test_times(self):
        """What it takes while nothing is wrong; the figures are for whoever reads the log."""
        hands, looks = [], []
        for _ in range(20):
            key = self.accept()
            hands.append(int(self.probe.handed[5]))
            start = time.monotonic()
            self.probe.look(key)
            looks.append(int((time.monotonic() - start) * 1000))
        print(f"  handed over in {sorted(hands)} ms, looked at in {sorted(looks)} ms", file=sys.stderr)
        self.assertLess(sorted(hands)[10], 150)

    def test_paper_as_it_was_drawn(self):
        """No filter of CUPS has touched it: every dot is where it was, black or white, and the cutter is told."""
        key = self.accept()
        self.expect(key, "printed")
        paper = self.printer.tray()[0]
        self.assertEqual(paper.name, key)
        self.assertEqual(paper.type, "image/urf")
        self.assertEqual(paper.options["IPP_FINISHINGS"], "trim")
        rows = paper.rows()
        self.assertEqual(len(rows[0]), 639)  # 80 mm at 203 dpi
        self.assertEqual(round(len(rows) * 25.4 / 203), int(self.probe.handed[3]))
        self.assertEqual(set(b"".join(rows)), {0, 255})
        paper.save(self.cups.folder / "paper.pgm")
        said = subprocess.run(["zbarimg", "--quiet", "--raw", self.cups.folder / "paper.pgm"], capture_output=True,
                              text=True, check=False, timeout=60).stdout
        self.assertEqual(said.strip(), "A001")
        self.assertNotIn("Started filter", self.cups.log())

    def test_worker_that_hangs_is_killed(self):
        """What it was asked is answered as not known, and found by the next one."""
        with Probe(self.cups, watchdog_ms=1500) as probe:
            worker = probe.worker()
            os.kill(worker, signal.SIGSTOP)
            key, handing = probe.print()
            self.assertEqual(handing, "unsure")
            self.assertNotEqual(until(lambda: probe.worker(), "the next worker"), worker)
            self.assert_true(key, probe.end(key))
            key, handing = probe.print()
            self.assertEqual((handing, probe.end(key)), ("accepted", ("printed", 1)))

    def test_worker_that_is_killed(self):
        worker = self.probe.worker()
        self.cups.freeze()
        self.probe.tell("print", "novbe/test/9/1/entrance", 9)
        time.sleep(0.1)
        os.kill(worker, signal.SIGKILL)
        self.assertEqual(self.probe.answer("handed")[2], "unsure")
        self.cups.thaw()
        self.expect(self.accept(), "printed")

    def test_worker_goes_with_its_parent(self):
        worker = self.probe.worker()
        with Probe(self.cups) as probe:
            other = probe.worker()
            os.kill(other, signal.SIGSTOP)
            os.kill(probe.process.pid, signal.SIGKILL)
            until(lambda: not alive(other), "the worker to go with its parent")
            probe.process.wait()
        self.assertTrue(alive(worker))

    def test_jobs_are_seen(self):
        """Of others, and of ours: what came out is counted, what may is named."""
        done = self.accept()
        self.expect(done, "printed")
        self.printer.set("paper_out")
        waits = self.accept()
        until(lambda: len(self.printer.jobs()) == 2, "the job at the printer")
        seen = self.probe.state()[2:]
        self.assertIn(f"{done}=printed:1", seen)
        self.assertIn(f"{waits}=active", seen)
        self.assertEqual([word for word in seen if word.startswith(waits + "=printed")], [])

    def test_queue_that_is_stopped(self):
        self.cups.run("cupsdisable", "entrance")
        self.assertEqual(self.probe.state()[1], "stopped")
        key = self.accept()
        self.assertEqual(self.probe.look(key)[0], "active")
        self.cups.run("cupsenable", "entrance")
        self.expect(key, "printed")
        self.cups.run("cupsreject", "entrance")
        self.assertEqual(self.probe.state()[1], "stopped")
        self.assertEqual(self.probe.print()[1], "refused")

    def test_paper_is_low(self):
        self.printer.set("paper_low")
        self.assertEqual(self.probe.state()[1], "paper_low")
        self.printer.clear("paper_low")
        until(lambda: self.probe.state()[1] == "ready", "ready")

    def test_printer_with_sizes_of_its_own(self):
        """80 mm would arrive as 79.72 mm, which it refuses: the smallest of its sizes that holds the page."""
        self.cups.add_printer("strict", ROLL_STRICT)
        with Probe(self.cups, "strict") as probe:
            key, handing = probe.print()
            self.assertEqual((handing, probe.handed[3]), ("accepted", "120"))
            self.assertEqual(probe.end(key), ("printed", 1))
        self.assertIn("y-dimension=12000", self.cups.printers["strict"].tray()[0].options["IPP_MEDIA_COL"])

    def test_printer_that_takes_another_format(self):
        """PWG raster goes through as it is, too."""
        ppd = (self.cups.folder / "cups" / "ppd" / "entrance.ppd").read_text()
        (self.cups.folder / "pwg.ppd").write_text(ppd.replace("image/urf image/urf", "image/pwg-raster image/pwg-raster"))
        self.cups.add_queue("pwg", "-P", str(self.cups.folder / "pwg.ppd"), uri=self.printer.uri)
        with Probe(self.cups, "pwg") as probe:
            key, _ = probe.print()
            self.assertEqual(probe.end(key), ("printed", 1))
        paper = self.printer.tray()[0]
        self.assertEqual((paper.type, len(paper.rows()[0])), ("image/pwg-raster", 639))
        self.assertNotIn("Started filter", self.cups.log())


class Receipt(CupsCase):
    """A printer that speaks ESC/POS on a raw port, by the filter of novbe: nobody else can be asked what came out."""

    printers = ()

    def setUp(self):
        self.receipts = Receipts()
        self.addCleanup(self.receipts.close)
        super().setUp()

    def prepare(self):
        self.cups.add_queue("entrance", "-P", str(BUILD / "ppd" / "novbe-escpos-80.ppd"), uri=self.receipts.uri)

    def came_out(self, key):
        return len(self.receipts.papers())

    def test_good(self):
        self.assertEqual(self.probe.first[1], "ready")
        key = self.accept()
        self.expect(key, "printed")
        self.assertEqual(len(self.receipts.tray), 1)
        self.assertEqual(self.receipts.tray[0].cut, "partial")
        self.assertLessEqual(self.cups.log().count("Started filter"), 1)

    def test_paper_out_and_back(self):
        self.receipts.paper_out = True
        self.assertEqual(self.probe.state()[1], "paper_out")
        key = self.accept()
        until(lambda: "novbe: nothing sent" in self.cups.log(), "the filter to wait")
        self.assertEqual(self.probe.look(key)[0], "active")
        until(lambda: self.probe.state()[1] == "paper_out", "the queue to say it")
        self.receipts.paper_out = False
        self.expect(key, "printed")

    def test_cancelled_without_paper(self):
        self.receipts.paper_out = True
        key = self.accept()
        until(lambda: "novbe: nothing sent" in self.cups.log(), "the filter to wait")
        self.probe.tell("cancel", key)
        self.expect(key, "not_printed")
        self.receipts.paper_out = False
        self.expect(self.accept(), "printed")

    def test_cancelled_behind_another(self):
        self.make_history()
        self.receipts.tray.clear()
        self.receipts.paper_out = True
        first = self.accept()
        until(lambda: "novbe: nothing sent" in self.cups.log(), "the filter to wait")
        second = self.accept()
        self.probe.tell("cancel", second)
        self.expect(second, "not_printed")
        self.receipts.paper_out = False
        self.expect(first, "printed")

    def test_states(self):
        self.receipts.cover_open = True
        self.assertEqual(self.probe.state()[1], "cover_open")
        self.receipts.cover_open, self.receipts.low = False, True
        self.assertEqual(self.probe.state()[1], "paper_low")
        self.receipts.low, self.receipts.mute = False, True
        self.assertEqual(self.probe.state()[1], "ready")  # it cannot tell
        self.receipts.off()
        self.assertEqual(self.probe.state()[1], "silent")


def alive(pid):
    try:
        with open(f"/proc/{pid}/stat", encoding="utf-8") as stat:
            return stat.read().rsplit(") ")[1][0] != "Z"
    except FileNotFoundError:
        return False


if __name__ == "__main__":
    unittest.main()
