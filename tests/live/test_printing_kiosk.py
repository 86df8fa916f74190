#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""A kiosk on its terminal before the real novbe-printer, a CUPS and printers with trays: a roll is changed, printers fail while a
visitor waits, and what the visitor is told is what lies in the tray."""
import time
import unittest

from centre import until
from kiosk import KioskCase
from printing import PaperCase

PIN = "4712"
CHANGE_S = 60  # of a roll, by hand, from the closed cover on


class PaperKiosk(PaperCase, KioskCase):
    def open(self):
        return super().open(arguments=("--language", "en"))

    def printer(self, key="entrance"):
        return next(one for one in self.ask("Visitor.WatchPrinters", kiosk="door")["printers"] if one["printer"] == key)

    def take_ticket(self, terminal):
        """Its number, as it is shown."""
        self.touch(terminal, "passport", "Take a ticket")
        self.touch(terminal, "Take a ticket", "Check code: [A-Z0-9]{5}")
        return {"ticket": "KA001"}


class Roll(PaperKiosk):
    def test_a_new_roll(self):
        self.ask("Admin.SetPaperPin", pin=PIN)
        terminal = self.open()
        self.other.off()
        self.until_state("hall", "silent")
        self.entrance.set("cover_open")
        terminal.wait_for("No paper: number shown on screen")
        self.entrance.clear("cover_open")
        began = time.monotonic()
        terminal.wait_for("Was a new roll put in")
        terminal.wait_gone("All services")
        for digit in PIN:
            terminal.touch(f"  {digit}  ")
        self.touch(terminal, "New roll", "A test paper is printing|Please take the test paper away")
        terminal.wait_for("Please take the test paper away")
        self.assertLess(time.monotonic() - began, CHANGE_S)
        test, = self.entrance.tray()
        self.assertEqual(test.options.get("IPP_FINISHINGS"), "trim")
        self.assert_counted()
        self.touch(terminal, "Done", "All services")
        self.assertFalse(terminal.shows("No paper"))
        ticket = self.take_ticket(terminal)
        terminal.wait_for("Please take your ticket")
        paper = self.one_paper(ticket)
        self.assertEqual(paper["tries"][0]["printer"], "entrance")
        self.assertEqual(len(self.entrance.tray()), 2)
        self.assert_counted()
        self.assertFalse(self.printer()["ask_roll"])


    def assert_counted(self):
        """By the paper that lies in the tray: so many more of these fit on what is left of 80 m."""
        lengths = [len(page.rows()) * 25.4 / 203 for page in self.entrance.tray()]
        left = (80000 - sum(lengths)) * len(lengths) / sum(lengths)
        self.assertAlmostEqual(self.printer()["tickets_left"], left, delta=0.01 * left)


class Deadline(PaperKiosk):
    rules = "paper_seconds = 5;"

    def test_no_printer_in_its_time_and_then_again(self):
        """Both take the job and do nothing: when both have dropped it, the kiosk says so and shows the number. The new paper is
        the first that comes out, and no copy."""
        self.entrance.set("slow", 600), self.other.set("slow", 600)
        terminal = self.open()
        ticket = self.take_ticket(terminal)
        terminal.wait_for("could not be printed. Please write down or photograph your number: KA001")
        paper, = self.until_over(ticket)
        self.assertEqual((paper["state"], {one["state"] for one in paper["tries"]}), ("given_up", {"failed"}), paper)
        self.assertEqual({one["printer"] for one in paper["tries"]}, {"entrance", "hall"})
        self.assertEqual(self.tray(), {})
        self.entrance.clear("slow"), self.other.clear("slow")
        self.touch(terminal, "Print again", "Please take your ticket")
        first, second = self.until_over(ticket)
        self.assertEqual((first["papers"] if "papers" in first else 0, second["state"], second["again"]), (0, "printed", False))
        self.assert_true(ticket)
        self.assertEqual(sum(self.tray().values()), 1)

    def test_the_next_printer_has_it(self):
        self.entrance.set("slow", 600)
        terminal = self.open()
        ticket = self.take_ticket(terminal)
        terminal.wait_for("Your ticket lies at the printer hall")
        self.until_over(ticket)
        self.assert_true(ticket)


class Stale(PaperCase):
    """novbe-printer is away, a ticket's job waits for paper, the day is over, and then a new roll is put in."""

    rules = "paper_seconds = 60;"

    def assert_not_spat_out(self, close_day):
        self.entrance.set("slow", 600), self.other.set("slow", 600)
        ticket = self.ticket()
        until(lambda: any(one.jobs() for one in (self.entrance, self.other)), "a printer to have it")
        self.printing.kill9()
        for printer in (self.entrance, self.other):
            printer.set("paper_out")
        if close_day:
            self.ask("Admin.CloseDay")
        else:
            self.ask("Visitor.Cancel", ticket=ticket["ticket"], code=ticket["code"])
        self.centre.wall.go_by(90)
        self.printing.start()
        until(lambda: not any(state < 7 for one in (self.entrance, self.other) for _, state in one.jobs()),
              "the printers to have nothing to do")
        for printer in (self.entrance, self.other):
            printer.clear("slow"), printer.clear("paper_out")
        self.until_state("entrance", "ready")
        self.assertEqual(self.cups.run("lpstat", "-W", "not-completed", "-o"), "")
        self.assertEqual(self.tray(), {})

    def test_of_a_day_that_was_closed(self):
        self.assert_not_spat_out(close_day=True)

    def test_of_a_ticket_that_was_cancelled(self):
        self.assert_not_spat_out(close_day=False)


if __name__ == "__main__":
    unittest.main()
