# SPDX-License-Identifier: MIT
"""Receipt printers by novbe-escpos: what CUPS says of a job is what came out of the printer, and of our own jobs never two
come out, whoever is killed. A real cupsd, its socket backend, our PPD; the printer is escpos.py."""
import contextlib
import getpass
import http.client
import os
import pathlib
import signal
import socket
import subprocess
import tempfile
import time
import unittest

import escpos
from centre import BUILD, until
from cups import Cups, Ipp
from escpos import Receipts

PPD = BUILD / "ppd" / "novbe-escpos-80.ppd"
# By name: of a job that is over "all" is what is in memory still.
WANTED = ("job-id", "job-name", "job-state", "job-printer-state-message", "job-printer-state-reasons", "job-impressions-completed")
ENDED = {5: "processing", 6: "stopped", 7: "canceled", 8: "aborted", 9: "completed"}


class Connection(http.client.HTTPConnection):
    def __init__(self, path):
        super().__init__("localhost", timeout=10)
        self.path = path

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.connect(str(self.path))


class Job:
    def __init__(self, group):
        self.id = group["job-id"][0]
        self.name = group.get("job-name", [""])[0]
        self.state = ENDED.get(group["job-state"][0], "pending")
        self.message = group.get("job-printer-state-message", [""])[0]
        self.pages = group.get("job-impressions-completed", [0])[0]
        self.reasons = group.get("job-printer-state-reasons", [])

    def __repr__(self):
        return f"<{self.name} {self.state} {self.message!r} pages {self.pages} {self.reasons}>"


class Shop:
    """A printer and its queue."""

    def __init__(self, **options):
        self.printer = Receipts()
        self.cups = Cups()
        self.cups.add_queue("till", "-P", str(options.pop("ppd", PPD)), *options.pop("options", ()),
                            uri=self.printer.uri + options.pop("uri", ""), policy="abort-job")
        self.count = 0

    def __enter__(self):
        return self

    def __exit__(self, failed, *_):
        self.cups.close()
        self.printer.close()
        assert failed or self.printer.letters == b"", self.printer.letters

    def key(self):
        self.count += 1
        return f"novbe/test/{self.count}/1795946719852/till"

    def send(self, data, title=None, *options):
        """Hands a job over; its title."""
        title = title or self.key()
        path = self.cups.folder / "document"
        path.write_bytes(data)
        self.cups.run("lp", "-d", "till", "-t", title, *options, path)
        return title

    def ask(self, operation, *attributes):
        uri = (Ipp.URI, "printer-uri", "ipp://localhost/printers/till")
        body = b"\2\0" + operation.to_bytes(2, "big") + b"\0\0\0\1\1"
        for tag, name, *values in ((Ipp.CHARSET, "attributes-charset", "utf-8"),
                                   (Ipp.LANGUAGE, "attributes-natural-language", "en"), uri,
                                   (Ipp.NAME, "requesting-user-name", getpass.getuser()),  # names are for the jobs' owner
                                   *attributes):
            body += b"".join(Ipp.field(tag, "" if place else name, value) for place, value in enumerate(values))
        connection = Connection(self.cups.socket)
        try:
            connection.request("POST", "/printers/till", body + b"\3", {"Content-Type": "application/ipp"})
            return Ipp.decode(connection.getresponse().read())[1]
        finally:
            connection.close()

    def job(self, title):
        for which in ("not-completed", "completed"):
            groups = self.ask(Ipp.GET_JOBS, (Ipp.KEYWORD, "which-jobs", which), (Ipp.KEYWORD, "requested-attributes", *WANTED))
            for group in groups:
                if group.get("job-name", [""])[0] == title:
                    return Job(group)
        return None

    def ends(self, title, patience_s=30):
        """The job when it is over and nothing of it runs any more."""
        def over():
            job = self.job(title)
            return job if job and job.state not in ("pending", "processing") else None
        return self.until(over, f"{title} to end", patience_s)

    def until(self, fact, what, patience_s=30):
        try:
            return until(fact, what, patience_s)
        except AssertionError as mistake:
            raise AssertionError(f"{mistake}\n{self.printer}\n{self.cups.log()[-8000:]}") from mistake

    def says(self, title, words):
        def it_does():
            job = self.job(title)
            return job if job and job.message.startswith(words) else None
        return self.until(it_does, f"{title} to say {words}, not {self.job(title)}")

    def queue_reasons(self):
        groups = self.ask(Ipp.GET_PRINTER, (Ipp.KEYWORD, "requested-attributes", "printer-state-reasons"))
        return [reason for group in groups for reason in group.get("printer-state-reasons", [])]

    def cancel(self, title):
        self.cups.run("cancel", f"till-{self.job(title).id}")

    def settled(self):
        """Every process that this CUPS has started is gone."""
        until(lambda: not children("novbe-escpos", self.cups.folder), "the filters to end")


def children(name, folder):
    """Processes of this name that a CUPS in this folder started."""
    found = []
    for entry in pathlib.Path("/proc").glob("[0-9]*"):
        try:
            words = (entry / "cmdline").read_bytes()
            if pathlib.Path(os.readlink(entry / "exe")).name == name and str(folder).encode() in (entry / "environ").read_bytes():
                found.append((int(entry.name), words))
        except OSError:
            continue
    return found


def decoded(paper):
    with tempfile.NamedTemporaryFile(suffix=".pbm") as file:
        file.write(paper.pbm())
        file.flush()
        done = subprocess.run(["zbarimg", "--quiet", "--raw", file.name], capture_output=True, text=True, check=False)
    return done.stdout.strip()


PAGE = escpos.page("%T/A042/20261124/QJ0CU")


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

    def test_whenever_it_is_killed(self):
        moments = {"connected": lambda printer: printer.connections, "asked": lambda printer: printer.asked,
                   "asked more": lambda printer: printer.asked > 3, "first band": lambda printer: printer.bands,
                   "last band": lambda printer: printer.bands == 2, "cut": lambda printer: printer.tray}
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
            self.assertEqual((len(whole), job.state), (1, "completed"), job)
        else:
            self.assertTrue(job.message.startswith("novbe: uncertain"), job)
            self.assertEqual(job.state, "stopped")

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
