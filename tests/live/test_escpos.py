# SPDX-License-Identifier: MIT
"""Receipt printers by novbe-escpos: what CUPS says of a job is what came out of the printer, and of our own jobs never two
come out, whoever is killed. A real cupsd, its socket backend, our PPD; the printer is escpos.py."""
import os
import subprocess
import time
import unittest

import escpos
from centre import BUILD, until
from receipt_shop import PAGE, Shop, decoded


class Good(unittest.TestCase):
    def test_dots_come_out_as_they_were_sent(self):
        with Shop() as shop:
            for name, data in (("pwg", escpos.pwg(PAGE)), ("grey", escpos.cups_raster(PAGE)),
                               ("bits", escpos.cups_raster(PAGE, grey=False))):
                with self.subTest(name):
                    title = shop.send(data)
                    job = shop.ends(title)
                    self.assertEqual((job.state, job.message, job.pages), ("completed", "novbe: printed", 1), shop.cups.log())
                    paper = shop.printer.tray.pop()
                    self.assertEqual(paper.rows, escpos.inked(PAGE))
                    self.assertEqual(paper.cut, "partial")
                    self.assertEqual(decoded(paper), "%T/A042/20261124/QJ0CU")
            self.assertEqual(shop.printer.tray, [])

    def test_a_ticket_takes_less_than_a_second(self):
        with Shop() as shop:
            shop.ends(shop.send(escpos.pwg(PAGE)))
            began = time.monotonic()
            for _ in range(5):
                shop.ends(shop.send(escpos.pwg(PAGE)))
            self.assertLess((time.monotonic() - began) / 5, 1, "SNMP is asked, or the end is waited for")
            self.assertEqual(len(shop.printer.papers()), 6)

    def test_wider_and_narrower_pages_are_printed_by_their_middle(self):
        with Shop() as shop:
            for width in (640, 639, 500):
                rows = escpos.page("A042", width)
                shop.ends(shop.send(escpos.pwg(rows)))
                left = (576 - width) // 2 if width < 576 else -((width - 576) // 2)
                fits = [([0] * max(left, 0) + row[max(-left, 0):] + [0] * 576)[:576] for row in rows]
                self.assertEqual(shop.printer.tray[-1].rows, escpos.inked(fits), width)

    def test_the_cutter_is_the_queues_or_the_jobs(self):
        with Shop(options=("-o", "CutMedia=None")) as shop:
            shop.ends(shop.send(escpos.pwg(PAGE)))
            self.assertEqual(shop.ends(shop.send(escpos.pwg(PAGE), None, "-o", "CutMedia=Full")).state, "completed")
            first, = shop.printer.papers()  # torn off together with the first
            self.assertEqual((first.cut, len(first.rows)), ("full", 2 * len(escpos.inked(PAGE))))

    def test_pages_of_a_job_of_somebody_else(self):
        with Shop() as shop:
            for _ in range(2):  # the same title is nothing to it
                job = shop.ends(shop.send(escpos.pwg(PAGE, PAGE), "novbe/report"))
                self.assertEqual((job.state, job.message, job.pages), ("completed", "novbe: printed", 2))
            self.assertEqual(len(shop.printer.papers()), 4)

    def test_a_text_is_printed_by_the_filters_of_cups(self):
        with Shop() as shop:
            job = shop.ends(shop.send(b"Hello\n", "hello", "-o", "media=Custom.80x100mm"))
            self.assertEqual(job.state, "completed", shop.cups.log()[-5000:])
            self.assertEqual(len(shop.printer.papers()), 1)
            self.assertGreater(sum(map(any, shop.printer.tray[0].rows)), 5)

    def test_dots_that_look_like_questions(self):
        rows = [[0] * 576 for _ in range(40)]
        for row in rows:
            row[:24] = [int(bit) for bit in f"{0x100401:024b}"]
        with Shop() as shop:
            self.assertEqual(shop.ends(shop.send(escpos.pwg(rows))).message, "novbe: printed")
            self.assertEqual(shop.printer.tray[0].rows, escpos.inked(rows))


class Hindered(unittest.TestCase):
    def test_paper_out_and_back(self):
        with Shop() as shop:
            for fault, reason in (("paper_out", "media-empty-error"), ("cover_open", "cover-open-error"), ("jam", "media-jam-error")):
                with self.subTest(fault):
                    setattr(shop.printer, fault, True)
                    title = shop.send(escpos.pwg(PAGE))
                    job = shop.says(title, "novbe: nothing sent: ")
                    until(lambda: reason in shop.queue_reasons(), f"{reason} among {shop.queue_reasons()}")
                    self.assertEqual(job.state, "processing")
                    setattr(shop.printer, fault, False)
                    self.assertEqual(shop.ends(title).message, "novbe: printed")
                    self.assertNotIn(reason, shop.queue_reasons())
            self.assertEqual(len(shop.printer.papers()), 3)

    def test_low_paper_is_said_and_taken_back(self):
        with Shop() as shop:
            shop.printer.low = True
            self.assertEqual(shop.ends(shop.send(escpos.pwg(PAGE))).message, "novbe: printed")
            self.assertIn("media-low-warning", shop.queue_reasons())
            shop.printer.low = False
            shop.ends(shop.send(escpos.pwg(PAGE)))
            self.assertNotIn("media-low-warning", shop.queue_reasons())

    def test_cancelled_while_paper_is_out_nothing_comes(self):
        with Shop() as shop:
            shop.printer.paper_out = True
            title = shop.send(escpos.pwg(PAGE))
            shop.says(title, "novbe: nothing sent: paper is out")
            shop.cancel(title)
            shop.settled()
            job = shop.ends(title)
            self.assertEqual((job.state, job.message), ("canceled", "novbe: nothing sent: cancelled"))
            shop.printer.paper_out = False
            other = shop.send(escpos.pwg(escpos.page("B007")))
            self.assertEqual(shop.ends(other).message, "novbe: printed")
            self.assertEqual([decoded(paper) for paper in shop.printer.tray], ["B007"])
            self.assertEqual(shop.queue_reasons(), ["none"], "what the cancelled job said is taken back")
            self.assertEqual(shop.job(title).message, "novbe: nothing sent: cancelled")

    def test_paper_out_in_the_middle(self):
        with Shop() as shop:
            shop.printer.band_s = 0.2
            title = shop.send(escpos.pwg(PAGE))
            until(lambda: shop.printer.bands == 1, "the first band")
            shop.printer.paper_out = True
            until(lambda: "media-empty-error" in shop.queue_reasons(), "paper out to be said")
            self.assertEqual(shop.job(title).message, "novbe: sending")
            shop.printer.paper_out = False
            self.assertEqual(shop.ends(title).message, "novbe: printed")
            self.assertEqual(shop.printer.tray[0].rows, escpos.inked(PAGE))
            self.assertEqual(shop.queue_reasons(), ["none"])

    def test_cancelled_in_the_middle_it_is_brought_to_its_end(self):
        with Shop() as shop:
            shop.printer.band_s = 0.3
            title = shop.send(escpos.pwg(PAGE))
            until(lambda: shop.printer.bands == 1, "the first band")
            shop.cancel(title)
            shop.settled()
            job = shop.ends(title)
            self.assertEqual((job.state, job.message, job.pages), ("canceled", "novbe: printed", 1))
            self.assertEqual(shop.printer.tray[0].rows, escpos.inked(PAGE))
            self.assertEqual(shop.printer.tray[0].cut, "partial")

    def test_off_and_on_again(self):
        with Shop() as shop:
            shop.printer.off()
            title = shop.send(escpos.pwg(PAGE))
            shop.says(title, "The printer may not exist")  # the backend's words, while it tries
            shop.printer.on()
            self.assertEqual(shop.ends(title).message, "novbe: printed")
            self.assertEqual(len(shop.printer.papers()), 1)

    def test_cancelled_while_it_is_off(self):
        with Shop() as shop:
            shop.printer.off()
            title = shop.send(escpos.pwg(PAGE))
            shop.says(title, "The printer may not exist")  # the backend's words, while it tries
            shop.cancel(title)
            shop.settled()
            self.assertEqual(shop.ends(title).message, "novbe: nothing sent: cancelled")
            shop.printer.on()
            shop.ends(shop.send(escpos.pwg(PAGE)))
            self.assertEqual(len(shop.printer.papers()), 1)

    def test_it_dies_in_the_middle(self):
        with Shop() as shop:
            shop.printer.die_after = 1
            title = shop.send(escpos.pwg(PAGE))
            job = shop.ends(title)
            self.assertIn(job.state, ("stopped", "aborted"))
            self.assertIn(job.message, ("novbe: uncertain: the connection to the printer ended",
                                        "Unable to write print data: Broken pipe"))  # of the backend, if it is faster
            self.assertEqual(job.pages, 0)
            self.assertEqual(len(shop.printer.papers()), 1)

    def test_mute(self):
        with Shop() as shop:
            shop.printer.mute = True
            job = shop.ends(shop.send(escpos.pwg(PAGE)))
            self.assertEqual((job.state, job.message), ("completed", "novbe: sent, not confirmed"))
            self.assertEqual(shop.printer.tray[0].rows, escpos.inked(PAGE))

    def test_it_falls_silent_in_the_middle(self):
        with Shop() as shop:
            shop.printer.band_s = 0.2
            title = shop.send(escpos.pwg(PAGE))
            until(lambda: shop.printer.bands == 1, "the first band")
            shop.printer.mute = True
            job = shop.ends(title, 60)
            self.assertEqual((job.state, job.message), ("stopped", "novbe: uncertain: the printer did not confirm it"))


class Bad(unittest.TestCase):
    def test_what_is_no_page_is_not_printed(self):
        whole = escpos.pwg(PAGE)
        colour = bytearray(whole)
        colour[4 + 384:4 + 404] = (8).to_bytes(4, "big") + (24).to_bytes(4, "big") + (576 * 3).to_bytes(4, "big") + \
            bytes(4) + (19).to_bytes(4, "big")
        with Shop() as shop:
            for data, why in ((whole[:3000], "it ends in the middle of a page"), (whole[:40], "it has no page"),
                              (bytes(colour), "it is neither black and white nor grey of 8 bits")):
                job = shop.ends(shop.send(data))
                self.assertEqual((job.state, job.message), ("stopped", f"novbe: nothing sent: {why}"))
            self.assertEqual(shop.printer.tray, [])

    def test_without_an_output_it_closes_nothing_that_it_has_not_opened(self):
        """What it might close instead is different each time: what lies in its memory."""
        for _ in range(20):
            done = subprocess.run(
                ["strace", "-qq", "-e", "trace=execve,close", "sh", "-c", 'exec "$0" 1 somebody title 1 "" >&-',
                 BUILD / "bin" / "novbe-escpos"], stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False,
                timeout=60, env={**os.environ, "ASAN_OPTIONS": "detect_leaks=0"})
            self.assertEqual(done.returncode, 1, done.stderr)
            closed = done.stderr.rsplit("execve(", 1)[1]
            self.assertIn("close(1)", closed)  # a library: it is watched
            self.assertNotRegex(closed, r"close\((0|2|-|\d{3})")


if __name__ == "__main__":
    unittest.main()
