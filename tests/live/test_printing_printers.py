#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Tickets on paper while printers fail, one fault at a time: what is claimed in the end is what lies in the tray."""
import signal
import unittest

from centre import until
from printing import PaperCase

PROCESSING = 5  # of IPP


class PrinterFails(PaperCase):
    rules = "paper_seconds = 60;"

    def goes_on_after(self, begin, end, state):
        """Something begins at both printers, and a ticket is taken: the kiosk knew that no paper would come, and none does.
        It ends: who asks again has one paper."""
        for printer in (self.other, self.entrance):
            begin(printer)
        for printer in (self.other, self.entrance):
            self.until_state(printer.name, state)
        self.assertFalse(self.ask("Visitor.WatchPrinters", kiosk="door")["paper"])
        ticket = self.ticket()
        paper, = self.until_over(ticket)
        self.assertEqual((paper["state"], paper["tries"]), ("given_up", []), paper)
        for printer in (self.other, self.entrance):
            end(printer)
        for printer in (self.other, self.entrance):
            self.until_state(printer.name, "ready")
        self.assertTrue(self.ask("Visitor.WatchPrinters", kiosk="door")["paper"])
        self.assertEqual(self.tray(), {})
        self.ask("Visitor.Reprint", ticket=ticket["ticket"], code=ticket["code"], kiosk="door")
        nothing, paper = self.until_over(ticket)
        self.assertEqual((nothing["state"], paper["state"]), ("given_up", "printed"), self.evidence())
        self.assert_true(ticket)
        self.assertEqual(sum(self.tray().values()), 1)

    def test_paper_out_and_back(self):
        self.goes_on_after(lambda one: one.set("paper_out"), lambda one: one.clear("paper_out"), "paper_out")

    def test_cover_open_and_closed(self):
        self.goes_on_after(lambda one: one.set("cover_open"), lambda one: one.clear("cover_open"), "cover_open")

    def test_off_and_on(self):
        self.goes_on_after(lambda one: one.off(), lambda one: one.on(), "silent")

    def in_the_middle(self, begin, end, state=None):
        """The printer has the job when it begins; it ends when it is known, if it is to be."""
        self.entrance.set("slow", 3)
        self.other.set("slow", 3)
        ticket = self.ticket()
        paper = until(lambda: next((one for one in self.papers(ticket) if one["state"] == "sent"), None), "it to be sent")
        printer = self.cups.printers[paper["tries"][0]["printer"]]
        until(lambda: any(state == PROCESSING for _, state in printer.jobs()), "the printer to be at it")
        begin(printer)
        if state:
            self.until_state(printer.name, state)
        end(printer)
        self.entrance.clear("slow"), self.other.clear("slow")
        self.until_over(ticket)
        self.assert_true(ticket)
        return ticket

    def test_paper_runs_out_in_the_middle(self):
        ticket = self.in_the_middle(lambda one: one.set("paper_out"), lambda one: one.clear("paper_out"), "paper_out")
        self.one_paper(ticket)

    def test_its_cover_is_opened_in_the_middle(self):
        ticket = self.in_the_middle(lambda one: one.set("cover_open"), lambda one: one.clear("cover_open"),
                                    "cover_open")
        self.one_paper(ticket)

    def test_it_freezes_in_the_middle(self):
        self.one_paper(self.in_the_middle(lambda one: one.freeze(), lambda one: one.thaw(), "silent"))

    def test_it_is_switched_off_in_the_middle(self):
        self.in_the_middle(lambda one: one.off(), lambda one: one.on())

    def test_it_gives_the_job_up(self):
        self.entrance.set("abort"), self.other.set("abort")
        ticket = self.ticket()
        paper, = self.until_over(ticket)
        self.assertEqual([one["state"] for one in paper["tries"]], ["failed", "failed"], paper)
        self.assert_true(ticket)
        self.assertEqual(self.ask("Visitor.WhereAmI", ticket=ticket["ticket"], code=ticket["code"])["paper"], "failed")


class Deadline(PaperCase):
    rules = "paper_seconds = 5;"

    def test_the_next_printer_prints_a_copy_and_the_first_is_cancelled(self):
        self.entrance.set("slow", 600)
        self.other.set("slow", 600)
        ticket = self.ticket()
        paper = until(lambda: next((one for one in self.papers(ticket) if one["state"] == "sent"), None), "it to be sent")
        first = self.cups.printers[paper["tries"][0]["printer"]]
        second = self.other if first is self.entrance else self.entrance
        second.clear("slow")
        paper, = self.until_over(ticket)
        self.assertEqual(paper["state"], "printed", paper)
        self.assertTrue(paper["again"], paper)
        self.assert_true(ticket)
        self.assertEqual((first.names(), len(second.names())), ([], 1))
        first.clear("slow")
        later = self.ticket()
        self.one_paper(later)
        self.assertEqual(sum(self.tray().values()), 2)  # the old one is not spat out

    def test_a_paper_that_comes_out_after_its_copy_is_counted(self):
        """The first printer hangs with the job in it, and so does who would tell it that it is cancelled: its paper comes out
        when the copy has. Nothing was lost or hidden: two papers, which two people may hold."""
        self.entrance.set("deaf"), self.other.set("deaf")
        ticket = self.ticket()
        paper = until(lambda: next((one for one in self.papers(ticket) if one["state"] == "sent"), None), "it to be sent")
        first = self.cups.printers[paper["tries"][0]["printer"]]
        second = self.other if first is self.entrance else self.entrance
        until(first.is_deaf, "the printer to be at it")
        first.freeze()
        self.assertEqual(len(first.backends(signal.SIGSTOP)), 1)
        second.clear("deaf")
        self.until_copied(ticket, first, second)
        until(lambda: not self.cups.run("lpstat", "-W", "not-completed", "-o", first.name), "CUPS to drop the first")
        first.clear("deaf")
        until(first.tray, "the late paper")
        first.thaw()
        paper, = self.until_over(ticket)
        self.assertEqual({one["printer"]: (one["state"], one["papers"]) for one in paper["tries"]},
                         {first.name: ("printed", 1), second.name: ("printed", 1)}, self.evidence())
        self.assert_true(ticket)
        self.assertEqual(self.counted(ticket), 2)
        first.backends(signal.SIGCONT)
        self.one_paper(self.ticket())
        self.assert_true(ticket)

    def until_copied(self, ticket, first, second):
        """The copy is out and known to be, and the first is known to be late."""
        def copied():
            paper = self.paper(ticket)
            return paper if paper["state"] == "printed" else None
        paper = until(copied, "the copy", 60)
        self.assertTrue(paper["again"], paper)
        self.assertEqual([(one["printer"], one["state"], one["late"]) for one in paper["tries"]],
                         [(first.name, "sent", True), (second.name, "printed", False)], paper)
        self.assertEqual((first.names(), len(second.names()), self.counted(ticket)), ([], 1, 1))
        self.assert_true(ticket)

    def counted(self, ticket):
        """What a counter reads: "2 papers of KA001 came out: as many people may come"."""
        return self.ask("Reception.GetTicket", ticket=ticket["ticket"])["ticket"]["papers"]


if __name__ == "__main__":
    unittest.main()
