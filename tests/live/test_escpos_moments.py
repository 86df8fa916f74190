#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Receipt printers by novbe-escpos when cupsd is killed at any moment: what is said of a job is what came out."""
import contextlib
import os
import signal
import unittest

import escpos
from centre import until
from receipt_shop import PAGE, Shop, children


class Moments(unittest.TestCase):
    """cupsd is killed at every moment of a job, and its filter with it or not."""

    def test_whenever_it_is_killed(self):
        moments = {"connected": lambda printer: printer.connections, "asked": lambda printer: printer.asked,
                   "asked more": lambda printer: printer.asked > 3, "first band": lambda printer: printer.bands,
                   "last band": lambda printer: printer.bands >= 2, "cut": lambda printer: printer.tray}
        for name, fact in moments.items():
            for filters in ("live", "die"):
                with self.subTest(name, filters=filters), Shop() as shop:
                    shop.printer.band_s = 0.05
                    title = shop.send(escpos.pwg(PAGE))
                    until(lambda: fact(shop.printer), name)
                    shop.cups.kill9()
                    for pid, _ in children("novbe-escpos", shop.cups.folder) if filters == "die" else ():
                        with contextlib.suppress(ProcessLookupError):
                            os.kill(pid, signal.SIGKILL)
                    shop.cups.start()
                    self.is_true(shop, shop.ends(title))

    def is_true(self, shop, job):
        """What is said of the job is what came out, and that is never more than one."""
        shop.settled()
        papers = shop.printer.papers()
        whole = [paper for paper in papers if paper.cut and paper.rows == escpos.inked(PAGE)]
        self.assertLessEqual(len(papers), 1, job)
        if job.message.startswith("novbe: printed"):
            self.assertEqual(len(whole), 1, job)
            # Killed after it threw the job's data away and before it wrote down that it was over, CUPS aborts it then.
            if job.state != "completed":
                self.assertEqual(job.state, "aborted", job)
                self.assertIn("Aborting job because it has no files", shop.cups.log())
        else:
            self.assertTrue(job.message.startswith("novbe: uncertain"), job)
            self.assertEqual(job.state, "stopped")


if __name__ == "__main__":
    unittest.main()
