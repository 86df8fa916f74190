#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Receipt printers by novbe-escpos when cupsd is killed: of our own jobs never two come out."""
import os
import signal
import unittest

import escpos
from centre import until
from receipt_shop import PAGE, Shop, children, decoded


class Killed(unittest.TestCase):
    """cupsd is killed and started again, and gives what it had begun anew: nothing comes out twice."""

    def restart(self, shop):
        shop.cups.kill9()
        shop.cups.start()

    def test_while_paper_is_out(self):
        with Shop() as shop:
            shop.printer.paper_out = True
            title = shop.send(escpos.pwg(PAGE))
            shop.says(title, "novbe: nothing sent: paper is out")
            self.restart(shop)
            shop.says(title, "novbe: nothing sent: paper is out")
            shop.printer.paper_out = False
            job = shop.ends(title)
            self.assertEqual((job.state, job.message), ("completed", "novbe: printed"))
            shop.settled()
            self.assertEqual(len(shop.printer.papers()), 1)

    def test_killed_and_cancelled_while_paper_is_out(self):
        with Shop() as shop:
            shop.printer.paper_out = True
            title = shop.send(escpos.pwg(PAGE))
            shop.says(title, "novbe: nothing sent: paper is out")
            self.restart(shop)
            shop.says(title, "novbe: nothing sent: paper is out")
            shop.cancel(title)
            shop.settled()
            shop.printer.paper_out = False
            shop.ends(shop.send(escpos.pwg(escpos.page("B007"))))
            self.assertEqual([decoded(paper) for paper in shop.printer.tray], ["B007"])

    def test_in_the_middle_the_filter_goes_on(self):
        with Shop() as shop:
            shop.printer.band_s = 0.3
            title = shop.send(escpos.pwg(PAGE))
            until(lambda: shop.printer.bands == 1, "the first band")
            self.restart(shop)
            job = shop.ends(title)
            shop.settled()
            self.assertEqual((job.state, job.message), ("completed", "novbe: printed: by an earlier try"))
            self.assertEqual(len(shop.printer.papers()), 1)
            self.assertEqual(shop.printer.tray[0].cut, "partial")

    def test_in_the_middle_with_its_filter(self):
        with Shop() as shop:
            shop.printer.band_s = 0.3
            title = shop.send(escpos.pwg(PAGE))
            until(lambda: shop.printer.bands == 1, "the first band")
            shop.cups.kill9()
            for pid, _ in children("novbe-escpos", shop.cups.folder):
                os.kill(pid, signal.SIGKILL)
            shop.cups.start()
            job = shop.ends(title)
            self.assertEqual((job.state, job.message),
                             ("stopped", "novbe: uncertain: an earlier try did not come to its end"))
            self.restart(shop)  # and so it stays
            self.assertEqual(shop.ends(title).message, job.message)
            self.assertLessEqual(len(shop.printer.papers()), 1)

    def test_after_it_came_out(self):
        with Shop() as shop:
            title = shop.send(escpos.pwg(PAGE))
            self.assertEqual(shop.ends(title).message, "novbe: printed")
            again = shop.send(escpos.pwg(PAGE), title)
            until(lambda: shop.cups.log().count("by an earlier try") > 0, "it to be known")
            self.assertEqual(again, title)
            self.assertEqual(len(shop.printer.papers()), 1)


if __name__ == "__main__":
    unittest.main()
