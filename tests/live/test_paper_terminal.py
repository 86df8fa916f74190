#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Paper before the eyes of those who stand at a kiosk, with a real daemon and printers that the test speaks for: a roll
that is changed, and what a visitor is told of the paper that comes out, does not, or may have."""
import unittest

from centre import until
from kiosk import KioskCase

PIN = "4712"


class Printers(KioskCase):
    def setUp(self):
        super().setUp()
        self.ask("Admin.SetPaperPin", pin=PIN)
        for printer in ("entrance", "hall"):
            self.tell(printer)

    def open(self, **size):
        return super().open(arguments=("--language", "en"), **size)

    def tell(self, printer, state="ready"):
        self.ask("Printer.ReportPrinter", printer=printer, state=state)

    def printer(self, key="entrance"):
        printers = self.ask("Visitor.WatchPrinters", kiosk="door")["printers"]
        return next(one for one in printers if one["printer"] == key)

    def order(self):
        orders = until(lambda: self.ask("Printer.WatchOrders")["orders"], "an order")
        self.assertEqual(len(orders), 1, orders)
        return orders[0]

    def end(self, *states):
        """What becomes of the only order at the printer whose turn it is."""
        order = self.order()
        printer = order["turn"]
        self.ask("Printer.Take", order=order["order"], printer=printer)
        for state in states:
            self.ask("Printer.Report", order=order["order"], printer=printer, state=state)
        return printer


class Roll(Printers):
    def run_out(self):
        self.tell("entrance", "paper_out")
        self.assertFalse(self.printer()["ask_roll"])
        self.tell("entrance")
        self.assertTrue(self.printer()["ask_roll"])

    def wait_asked(self, terminal):
        """All of the page has come: nothing is left of the one before."""
        terminal.wait_for("Was a new roll put in")
        terminal.wait_gone("All services")

    def print_test(self, terminal):
        order = self.order()
        self.assertEqual((order["printers"], order["test"]), (["entrance"], {"printer": "entrance", "new_roll": True}))
        terminal.wait_for("A test paper is printing")
        self.tell("entrance", "printing")
        self.end("sent", "printed")
        self.tell("entrance")
        terminal.wait_for("Please take the test paper away")

    def test_asked_at_once_and_told(self):
        for columns, rows in ((80, 24), (43, 39)):
            with self.subTest(columns=columns):
                terminal = self.open(columns=columns, rows=rows)
                self.tell("hall", "silent")
                self.tell("entrance", "paper_out")
                terminal.wait_for("No paper: number shown on screen")
                self.tell("entrance")
                self.wait_asked(terminal)
                for digit in PIN:
                    terminal.touch(f"  {digit}  ")
                self.touch(terminal, "New roll", "A test paper is printing")
                self.print_test(terminal)
                self.assertFalse(self.printer()["ask_roll"])
                self.touch(terminal, "Done", "All services")
                self.assertFalse(terminal.shows("No paper"))
                terminal.close()

    def test_the_same_roll(self):
        terminal = self.open()
        self.run_out()
        self.wait_asked(terminal)
        terminal.write(PIN)
        self.touch(terminal, "The same roll", "All services")
        self.assertFalse(self.printer()["ask_roll"])
        self.assertEqual(self.ask("Printer.WatchOrders")["orders"], [])

    def test_a_wrong_pin_is_told_and_slows_down(self):
        terminal = self.open()
        self.run_out()
        self.wait_asked(terminal)
        terminal.write("9999\r")
        terminal.wait_for("The PIN does not match")
        self.assertFalse(terminal.shows("9999"))
        self.assertTrue(self.printer()["ask_roll"])

        def taken():
            """The right one, as soon as it is looked at again."""
            if terminal.shows("PIN of the paper"):
                terminal.write(PIN + "\r")
            return terminal.shows("A test paper is printing")

        until(taken, "the right PIN to be taken")

    def test_a_visitor_leaves_it_and_it_comes_back(self):
        terminal = self.open()
        self.run_out()
        self.wait_asked(terminal)
        self.touch(terminal, "Take a ticket", "All services")
        self.touch(terminal, "passport", "Take a ticket")
        self.touch(terminal, "Take a ticket", "Check code: [A-Z0-9]{5}")
        self.end("printed")
        terminal.key("Escape")
        terminal.wait_for("All services")
        self.centre.wall.go_by(310)
        self.tell("entrance"), self.tell("hall")
        self.wait_asked(terminal)

    def test_answered_at_reception(self):
        terminal = self.open()
        self.run_out()
        self.wait_asked(terminal)
        self.ask("Reception.ChangeRoll", printer="entrance")
        terminal.wait_for("All services")

    def test_from_the_corner(self):
        self.ask("Admin.SetKioskPin", pin="1111")
        terminal = self.open()
        terminal.key("F12")
        terminal.wait_for("Administrator")
        terminal.write("1111\r")
        terminal.wait_for("entrance: ready")
        terminal.wait_for("since [0-9]{2}:[0-9]{2}")
        self.touch(terminal, "New roll", "For staff: type the PIN of the paper")
        terminal.write(PIN + "\r")
        self.print_test(terminal)
        self.touch(terminal, "Done", "entrance: ready")


class Papers(Printers):
    def take_ticket(self, terminal):
        self.touch(terminal, "passport", "Take a ticket")
        self.touch(terminal, "Take a ticket", "Check code: [A-Z0-9]{5}")
        terminal.wait_for("Your ticket is on its way to the printer")

    def test_one_that_comes_out(self):
        terminal = self.open()
        self.take_ticket(terminal)
        order = self.order()["order"]
        self.ask("Printer.Take", order=order, printer="entrance")
        terminal.wait_for("Your ticket is printing")
        self.ask("Printer.Report", order=order, printer="entrance", state="printed")
        terminal.wait_for("✓ Please take your ticket")

    def test_one_that_comes_out_elsewhere(self):
        terminal = self.open()
        self.take_ticket(terminal)
        self.assertEqual(self.end("failed"), "entrance")
        self.assertEqual(self.end("printed"), "hall")
        terminal.wait_for("Your ticket lies at the printer hall")

    def test_one_that_fails_everywhere(self):
        terminal = self.open()
        self.take_ticket(terminal)
        self.end("failed"), self.end("failed")
        terminal.wait_for("could not be printed. Please write down or photograph your number: KA001")
        self.touch(terminal, "Print again", "Your ticket is on its way to the printer")
        self.assertFalse(self.order()["again"])
        self.end("printed")
        terminal.wait_for("Please take your ticket")

    def test_one_that_may_have_come_out(self):
        terminal = self.open()
        self.take_ticket(terminal)
        self.end("sent", "unknown")
        terminal.wait_for("may have come out, or may not")
        terminal.wait_for("the new one says “COPY”")
        self.touch(terminal, "Print again", "Your ticket is on its way to the printer")
        self.assertTrue(self.order()["again"])

    def test_no_printer_can_print(self):
        terminal = self.open()
        self.tell("entrance", "cover_open"), self.tell("hall", "jammed")
        terminal.wait_for("No paper: number shown on screen")
        self.touch(terminal, "passport", "There is no paper just now: your number is shown on the screen")
        self.touch(terminal, "Take a ticket", "Please write down or photograph your number: KA001")
        self.assertFalse(terminal.shows("Print again"))


if __name__ == "__main__":
    unittest.main()
