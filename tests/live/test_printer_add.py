# SPDX-License-Identifier: MIT
"""novbe printer add, novbe printer test: a queue is made as tickets want it, the printer is seen to answer, a test paper
comes out, and whatever is wrong is said in a sentence."""
import concurrent.futures
import fcntl
import os
import re
import subprocess
import threading
import unittest

import escpos
from centre import BUILD, until
from cups import Cups
from escpos import Receipts
from hall import ALL_ROLES, HallCase
from printing import Printing


class Beside:
    """Plays novbe-printer: takes every order and says `state` of it."""

    def __init__(self, case, state, **more):
        self.case, self.state, self.more = case, state, more
        self.talk = case.centre.talk()
        self.done = threading.Event()
        self.thread = threading.Thread(target=self.work)

    def work(self):
        while not self.done.wait(0.02):
            for order in self.call("WatchOrders")["orders"]:
                if order["turn"] and not order["tries"]:
                    one = {"order": order["order"], "printer": order["turn"]}
                    self.call("Take", **one)
                    self.call("Report", **one, state="sent")
                    self.call("Report", **one, state=self.state, **self.more)

    def call(self, method, **parameters):
        return self.talk.call("org.novbe.Printer." + method, parameters)["parameters"]

    def __enter__(self):
        self.call("ReportPrinter", printer="entrance", state="ready")
        self.thread.start()

    def __exit__(self, *_):
        self.done.set()
        self.thread.join()


class Adding(HallCase):
    maxDiff = None
    roles = ALL_ROLES

    def cups(self, *printers):
        cups = Cups(*printers)
        self.addCleanup(cups.close)
        return cups

    def receipts(self):
        printer = Receipts()
        self.addCleanup(printer.close)
        return printer

    def novbe(self, *words, cups=None, path=None):
        """(exit code, output, errors)"""
        server = {"CUPS_SERVER": str(cups.socket) if cups else "/nowhere/cups.sock"}
        done = subprocess.run([BUILD / "bin" / "novbe", "--socket", self.centre.socket, *words], capture_output=True, text=True,
                              env={**os.environ, **self.centre.wall.environment(), **server, "PATH": path or os.environ["PATH"]},
                              timeout=120, check=False)
        return done.returncode, done.stdout, done.stderr

    def starts(self, *words, **environment):
        """It runs, and tells what it says as it says it."""
        return subprocess.Popen([BUILD / "bin" / "novbe", "--socket", self.centre.socket, *words], stdout=subprocess.PIPE,
                                text=True, env={**os.environ, **self.centre.wall.environment(),
                                                **{name: str(value) for name, value in environment.items()}})

    def add(self, *words, **options):
        return self.novbe("printer", "add", "--config", str(self.centre.config), *words, **options)

    def fails(self, sentence, *words, **options):
        code, out, errors = self.add(*words, **options)
        self.assertEqual(code, 1, (out, errors))
        self.assertIn(sentence, errors)

    def told(self, cups, name):
        return cups.run("lpoptions", "-p", name)

    def policies(self, cups):
        """Of all queues, what CUPS does about a job that fails."""
        return re.findall(r"^ErrorPolicy (.*)$", (cups.folder / "cups" / "printers.conf").read_text(), re.MULTILINE)


class Add(Adding):
    def test_a_receipt_printer(self):
        cups, printer = self.cups(), self.receipts()
        with Beside(self, "printed", papers=1):
            code, out, errors = self.add("--cut", "full", "entrance", printer.uri, cups=cups)
        self.assertEqual((code, errors), (0, ""), out)
        self.assertEqual(out, "The printer answers: it is ready.\n"
                              f"Queue entrance prints at {printer.uri}, by novbe-escpos.\n"
                              "A test paper is ordered at printer entrance.\n"
                              "The test paper came out of printer entrance.\n")
        self.assertIn("printer-is-accepting-jobs=true", self.told(cups, "entrance"))
        self.assertEqual(self.policies(cups), ["abort-job"])
        path = cups.folder / "page"
        path.write_bytes(escpos.pwg(escpos.page("A042")))
        cups.run("lp", "-d", "entrance", path)
        until(lambda: printer.tray, "the paper")
        self.assertEqual((printer.tray[0].rows, printer.tray[0].cut), (escpos.inked(escpos.page("A042")), "full"))
        self.assertIn("waiteof=false", cups.run("lpstat", "-v", "entrance"))

    def test_what_the_printer_says(self):
        cups, printer = self.cups(), self.receipts()
        for fault, sentence in (("paper_out", "The printer answers: it has no paper."), ("low", "The printer answers: its paper is low."),
                                ("cover_open", "The printer answers: its cover is open."),
                                ("mute", "The printer takes connections and answers no questions")):
            with self.subTest(fault):
                setattr(printer, fault, True)
                code, out, errors = self.add("--no-test", "entrance", printer.uri, cups=cups)
                setattr(printer, fault, False)
                self.assertEqual((code, errors), (0, ""), out)
                self.assertIn(sentence, out)
        self.assertNotIn("waiteof", cups.run("lpstat", "-v", "entrance"), "who confirms nothing is waited for")

    def test_the_width_is_the_catalogues(self):
        cups, printer = self.cups(), self.receipts()
        self.assertEqual(self.add("--no-test", "desk", printer.uri, cups=cups)[0], 0)
        path = cups.folder / "page"
        path.write_bytes(escpos.pwg(escpos.page("A042", 384)))
        cups.run("lp", "-d", "desk", path)
        until(lambda: printer.tray, "the paper")
        self.assertEqual(printer.tray[0].rows, escpos.inked(escpos.page("A042", 384)))

    def test_a_driverless_printer(self):
        cups = self.cups()
        printer = cups.add_printer("entrance", queue=False)
        code, out, errors = self.add("--no-test", "entrance", printer.uri, cups=cups)
        self.assertEqual((code, errors), (0, ""), out)
        self.assertEqual(out, f"Queue entrance prints at {printer.uri}.\n")
        self.assertEqual(self.policies(cups), ["abort-job"])
        path = cups.folder / "page"
        path.write_bytes(escpos.pwg(escpos.page("A042", 639)))
        cups.run("lp", "-d", "entrance", path)
        until(printer.tray, "the paper")

    def test_again_is_no_mistake(self):
        cups, printer = self.cups(), self.receipts()
        for cut in ("none", "partial"):
            self.assertEqual(self.add("--no-test", "--cut", cut, "entrance", printer.uri, cups=cups)[0], 0)
        ppd = cups.folder / "cups" / "ppd" / "entrance.ppd"
        self.assertIn("*DefaultCutMedia: Partial", ppd.read_text())

    def test_one_waits_for_another(self):
        """CUPS dies of two driverless printers that are made known to it at once."""
        cups = self.cups()
        printer = cups.add_printer("entrance", queue=False)
        with open(self.centre.config, "rb") as config:
            fcntl.flock(config, fcntl.LOCK_EX)
            with self.starts("printer", "add", "--config", self.centre.config, "--no-test", "entrance", printer.uri,
                             CUPS_SERVER=cups.socket) as running:
                self.assertEqual(running.stdout.readline(), "Another printer is being added: this one waits for it.\n")
                self.assertNotIn("entrance", cups.run("lpstat", "-v", check=False))
                fcntl.flock(config, fcntl.LOCK_UN)
                self.assertEqual(running.stdout.read(), f"Queue entrance prints at {printer.uri}.\n")
        self.assertEqual(running.returncode, 0)

    def test_all_at_once(self):
        cups = self.cups()
        printer = cups.add_printer("entrance", queue=False)
        with concurrent.futures.ThreadPoolExecutor() as threads:
            done = threads.map(lambda key: self.add("--no-test", key, printer.uri, cups=cups), ("entrance", "hall", "desk"))
        self.assertEqual([(code, errors) for code, _, errors in done], [(0, "")] * 3)
        self.assertEqual(self.policies(cups), ["abort-job"] * 3)

    def test_what_is_wrong_is_said(self):
        cups, printer = self.cups(), self.receipts()
        self.fails("the catalogue has no printer 'door'; it has: entrance, hall, desk", "door", printer.uri, cups=cups)
        self.fails("'entrance' is no address of a printer: it begins with none of ipp:", "entrance", "entrance", cups=cups)
        self.fails("'socket://:9100' is no address of a printer: it has no host", "entrance", "socket://:9100", cups=cups)
        self.fails("'half' is no cut: none, partial or full", "--cut", "half", "entrance", printer.uri, cups=cups)
        self.fails("how a printer of IPP cuts comes with each ticket", "--cut", "full", "entrance", "ipp://localhost/ipp", cups=cups)
        self.fails("CUPS did not make the queue entrance", "entrance", printer.uri)
        self.fails("there is no lpadmin here: the package cups-client has it, in /usr/sbin", "entrance", printer.uri, cups=cups,
                   path="/nowhere")
        printer.off()
        for scheme in ("socket", "ipp"):
            self.fails(f"nobody answers at 127.0.0.1 port {printer.port}: Connection refused", "entrance",
                       f"{scheme}://127.0.0.1:{printer.port}/ipp/print", cups=cups)
        self.fails("nobody answers at printer.invalid port 9100", "entrance", "socket://printer.invalid", cups=cups)
        self.centre.config.write_text("centre: {")
        self.fails("novbe.conf:1", "entrance", printer.uri, cups=cups)

    def test_not_even_a_printer_of_ipp(self):
        cups, printer = self.cups(), self.receipts()
        self.fails("does not say what he can print", "entrance", f"ipp://127.0.0.1:{printer.port}/ipp/print", cups=cups)

    def test_a_test_paper_that_does_not_come(self):
        for state, detail, sentence in (
                ("failed", "the head is too hot", "The test paper did not come out of printer entrance (the head is too hot).\n"),
                ("unknown", "it was switched off", "Look at printer entrance: nobody can tell whether the test paper came out "
                                                   "(it was switched off).\n")):
            with self.subTest(state), Beside(self, state, detail=detail):
                code, out, errors = self.novbe("printer", "test", "entrance")
                self.assertEqual((code, errors), (1, ""))
                self.assertEqual(out, "A test paper is ordered at printer entrance.\n" + sentence)

    def test_two_papers_of_one_test(self):
        with Beside(self, "printed", papers=2):
            code, out, _ = self.novbe("printer", "test", "entrance")
        self.assertEqual(code, 0)
        self.assertIn("The test paper came out of printer entrance 2 times.\n", out)

    def test_nobody_takes_it(self):
        with self.starts("printer", "test", "entrance") as running:
            said = [running.stdout.readline(), running.stdout.readline()]
            self.assertTrue(said[1].startswith("Nobody takes it: is novbe-printer running"), said)
            self.centre.wall.go_by(60)  # its turn is over
            self.assertEqual(running.stdout.read(),
                             "The test paper did not come out of printer entrance (nothing was said of it).\n")
        self.assertEqual(running.returncode, 1)

    def test_no_such_printer_to_test(self):
        code, out, errors = self.novbe("printer", "test", "door")
        self.assertEqual((code, out), (1, ""))
        self.assertIn("door", errors)


class Whole(Adding):
    """With the real novbe-printer: from an address to a paper that lies there."""

    def set_up(self, cups, printer, uri):
        printing = Printing(self.centre, cups, [printer])
        self.addCleanup(printing.close)
        code, out, errors = self.add(printer, uri, cups=cups)
        self.assertEqual((code, errors), (0, ""), out + printing.said())
        self.assertTrue(out.endswith(f"A test paper is ordered at printer {printer}.\n"
                                     f"The test paper came out of printer {printer}.\n"), out)

    def test_a_driverless_printer(self):
        cups = self.cups()
        printer = cups.add_printer("entrance", queue=False)
        self.set_up(cups, "entrance", printer.uri)
        paper, = printer.tray()
        self.assertEqual((paper.type, len(paper.rows()[0]), paper.options.get("IPP_FINISHINGS")), ("image/urf", 639, "trim"))

    def test_a_receipt_printer(self):
        cups, printer = self.cups(), self.receipts()
        self.set_up(cups, "desk", printer.uri)
        paper, = printer.papers()
        self.assertEqual((len(paper.rows[0]), paper.cut), (384 // 8, "partial"))


if __name__ == "__main__":
    unittest.main()
