#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""novbe-reception on a terminal before a real daemon: what a volunteer sees and does."""
import datetime
import signal
import unittest

from centre import until
from hall import ALL_ROLES, OperatorCase
from terminal import Terminal

MINUTE = 60 * 1000


class Desk(OperatorCase):
    roles = ALL_ROLES
    rules = "booking_early_minutes = 30; booking_late_minutes = 0; return_code_days = 14;"

    def setUp(self):
        super().setUp()
        for printer in ("entrance", "hall", "desk"):
            self.ask("Printer.ReportPrinter", printer=printer, state="ready")
        self.desk = self.open()

    def open(self, *arguments, **size):
        desk = Terminal.of(self.centre, "reception", "--printer", "desk", "--language", "en", *arguments, **size)
        self.addCleanup(desk.close)
        desk.wait_for("Older")  # the words of the centre are there
        return desk

    def give(self, keys="visa"):
        """A ticket by keys; its number."""
        known = {ticket["ticket"] for ticket in self.tickets()}
        self.desk.write(keys + "\r")
        fresh = until(lambda: [t for t in self.tickets() if t["ticket"] not in known], "a ticket to be there")
        code = self.desk.wait_for("Check code: ([A-Z0-9]+)").group(1)
        return fresh[0]["ticket"], code

    def tickets(self):
        return self.ask("Reception.FindTickets", limit=200)["tickets"]

    def ticket(self, number):
        return self.ask("Reception.GetTicket", ticket=number)["ticket"]

    def open_ticket(self, number):
        self.desk.key("F2")
        self.desk.wait_for("Find a ticket")
        self.desk.write(number[2:])
        self.desk.wait_for(rf"▸ {number}")
        self.desk.key("Enter")
        self.desk.wait_for("F2 Correct")

    def to_desk(self):
        """Back, page by page: an escape is a key of its own only when nothing comes behind it."""
        while not self.desk.shows("F5 Asking"):
            before = self.desk.text()
            self.desk.key("Escape")
            until(lambda: self.desk.text() != before, "the page below")

    def state(self, number):
        ticket = self.ticket(number)
        return ticket.get("end") or ticket["state"]

    def wait_state(self, number, state):
        until(lambda: self.state(number) == state, f"{number} to be {state}")


class Tickets(Desk):
    def test_a_ticket_and_its_paper(self):
        orders = self.centre.talk()
        number, code = self.give("1vi")
        ticket = self.ticket(number)
        self.assertEqual((ticket["service"], ticket["class"], ticket["language"], ticket["channel"]),
                         ("visa", "elderly", "az", "reception"))
        self.assertEqual(self.ask("Visitor.WhereAmI", ticket=number, code=code)["ticket"], number)
        self.desk.wait_for("on its way to the printer")
        order = self.ask("Printer.WatchOrders")["orders"][0]["order"]
        self.ask("Printer.Take", order=order, printer="desk")
        self.desk.wait_for("printing")
        self.ask("Printer.Report", order=order, printer="desk", state="printed")
        self.desk.wait_for("printed")
        orders.close()

    def test_everything_by_one_key(self):
        number, _ = self.give("2pas\t")  # a need, then Russian
        ticket = self.ticket(number)
        self.assertEqual((ticket["service"], ticket["needs"], ticket["language"], ticket["party"]),
                         ("passport", ["step-free"], "ru", 1))
        number, _ = self.give("pas\033[C\033[C+vis")  # for three people, then a second service
        ticket = self.ticket(number)
        self.assertEqual((ticket["party"], [step["service"] for step in ticket["steps"]]), (3, ["passport", "visa"]))

    def test_a_refusal_is_a_sentence_and_the_draft_is_kept(self):
        self.desk.write("archive")
        self.desk.wait_for("archive")
        self.desk.key("Enter")
        self.desk.wait_for("closed|open|hours")
        self.desk.wait_for("▸ archive")
        self.assertEqual(self.tickets(), [])

    def test_five_hundred_in_a_row_at_typing_speed(self):
        for given in range(25, 501, 25):
            self.desk.write("vi\r" * 25)  # all of them at once
            until(lambda: self.ask("Reception.WatchDesk", limit=1)["waiting_count"] == given, f"{given} tickets")

    def test_a_slip(self):
        self.desk.write("vis")
        self.desk.wait_for("▸ visa")
        self.desk.key("F9")
        self.desk.wait_for("The slip goes to the printer")
        self.assertEqual(self.tickets(), [])


class OneTicket(Desk):
    def test_found_and_corrected(self):
        number, _ = self.give()
        self.open_ticket(number)
        self.desk.key("F2", "1")
        self.desk.wait_for("Which service")
        self.desk.write("passp\r")
        self.desk.wait_for("Why")
        self.desk.key("1")
        self.desk.wait_for("Done")
        self.assertEqual(self.ticket(number)["service"], "passport")
        self.desk.key("F2", "2")
        self.desk.wait_for("Which class")
        self.desk.key("2", "1")
        until(lambda: self.ticket(number)["class"] == "elderly", "the class to change")
        self.desk.wait_for("Class Older")
        self.desk.key("F2", "3")
        self.desk.wait_for("Which needs")
        self.desk.key("1", "2", "Enter", "1")
        until(lambda: self.ticket(number)["needs"] == ["step-free", "low-desk"], "the needs to change")
        self.desk.wait_for("Needs Step-free, Low desk")
        self.desk.key("F2", "4")
        self.desk.wait_for("Which language")
        self.desk.key("3", "1")
        until(lambda: self.ticket(number)["language"] == "en", "the language to change")

    def test_note_break_transfer(self):
        number, _ = self.give("pas")
        self.open_ticket(number)
        self.desk.key("F3")
        self.desk.write("brings the form\r1")
        self.desk.wait_for("Note .*brings the form")
        self.assertTrue(self.ticket(number)["notes"][0]["for_next"])
        self.desk.key("F6")
        self.desk.wait_for("For how long")
        self.desk.key("1")
        self.wait_state(number, "put_off")
        self.desk.wait_for("on a break until")
        self.desk.key("F6")
        self.wait_state(number, "waiting")
        self.desk.wait_for("waiting")
        self.desk.key("F4")
        self.desk.wait_for("Which service")
        self.desk.key("2")
        self.desk.wait_for("Which counter")
        self.desk.key("1")
        self.desk.wait_for("Which place")
        self.desk.key("1")
        until(lambda: self.ticket(number)["service"] == "visa", "the ticket to be sent on")

    def test_sent_to_an_operator(self):
        number, _ = self.give("vis")
        self.open_ticket(number)
        self.desk.key("F4")
        self.desk.wait_for("Which service")
        self.desk.key("1")
        self.desk.wait_for("Which counter")
        self.desk.key("2")
        self.desk.wait_for("Number of the operator")
        self.desk.write("102\r")
        self.desk.wait_for("Which place")
        self.desk.key("1")
        until(lambda: self.ticket(number).get("for_operator") == "102", "the ticket to be sent on")

    def test_printed_again(self):
        number, _ = self.give()
        order = self.ask("Printer.WatchOrders")["orders"][0]["order"]
        self.ask("Printer.Take", order=order, printer="desk")
        self.ask("Printer.Report", order=order, printer="desk", state="printed")
        self.open_ticket(number)
        self.desk.wait_for("Paper printed")
        self.desk.key("F7")
        self.desk.wait_for("Sent to the printer once more")
        self.desk.wait_for("Paper on its way")
        order = self.ask("Printer.WatchOrders")["orders"][0]["order"]
        self.ask("Printer.Take", order=order, printer="desk")
        self.ask("Printer.Report", order=order, printer="desk", state="printed")
        self.desk.wait_for(f"2 papers of {number} came out")

    def test_void_and_cancelled_are_confirmed(self):
        number, _ = self.give()
        self.open_ticket(number)
        self.desk.key("F12")
        self.desk.wait_for("Why")
        self.desk.key("1")
        self.desk.wait_for("This cannot be undone")
        self.desk.key("Enter")  # "No" is first
        self.desk.wait_for("F2 Correct")
        self.assertEqual(self.state(number), "waiting")
        self.desk.key("F12", "1", "2")
        self.wait_state(number, "void")
        self.desk.wait_for("void")
        self.to_desk()
        other, _ = self.give()
        self.open_ticket(other)
        self.desk.key("F11")
        self.desk.wait_for("leave the queue")
        self.desk.key("2")
        self.wait_state(other, "cancelled")

    def test_two_tickets_of_one_visitor(self):
        stays, _ = self.give("pas")
        ends, _ = self.give("vis")
        self.open_ticket(ends)
        self.desk.key("F8")
        self.desk.wait_for("With which number")
        self.desk.write(stays + "\r")
        self.wait_state(ends, "joined")
        self.desk.wait_for(stays)
        self.desk.wait_for("Step 2 visa")

    def test_called_missed_returned_explained(self):
        number, _ = self.give("vis")
        other, _ = self.give("vis")
        counter = self.sign_in()
        self.at(counter, "Next")
        self.desk.wait_for(r"F6 Called 1")
        self.centre.wall.go_by(120)
        self.at(counter, "Recall")
        self.centre.wall.go_by(120)
        self.at(counter, "NoShow")
        self.desk.wait_for(r"F7 Missed 1")
        self.desk.key("F7", "Enter")
        self.desk.wait_for("did not come")
        self.desk.key("F9")
        self.desk.wait_for(f"{number}.*counter 1")
        self.desk.key("Escape")
        self.desk.wait_gone("Close")
        self.desk.key("F5")
        self.wait_state(number, "waiting")
        self.to_desk()
        self.open_ticket(other)
        self.desk.key("F10")
        self.desk.wait_for("Which number was before")
        self.desk.write(number + "\r")
        self.desk.wait_for(f"{number} .*(əvvəl|sizdən)")

    def test_a_refusal_stays_on_the_page_that_asked(self):
        number, _ = self.give()
        self.open_ticket(number)
        self.desk.key("F8")
        self.desk.wait_for("With which number")
        self.desk.write("ZZ999\r")
        self.desk.wait_for("ZZ999")
        self.desk.wait_for("With which number")
        self.to_desk()


class Booked(Desk):
    def slot(self, minutes):
        """One that begins within so many minutes."""
        slots = self.ask("Reception.ListSlots", service="passport")["slots"]
        return [slot["at"] for slot in slots if slot["at"] <= self.now_ms() + minutes * MINUTE][-1]

    def test_checked_in_by_service_and_time(self):
        booking = self.ask("Reception.Book", service="passport", slot_at=self.slot(25))["booking"]
        self.desk.key("F3")
        self.desk.wait_for("Bookings .*10:0")
        self.desk.write("passp")
        self.desk.wait_for(booking["booking"])
        self.desk.key("Enter")
        self.desk.wait_for("Check code")
        found = self.ask("Reception.FindBookings")["bookings"][0]
        self.assertEqual((found["state"], self.ticket(found["ticket"])["channel"]), ("checked_in", "booking"))

    def test_scanned_too_early_and_moved(self):
        day_slots = self.ask("Reception.ListSlots", service="passport")["slots"]
        far = day_slots[20]["at"]
        booking = self.ask("Reception.Book", service="passport", slot_at=far)["booking"]
        self.desk.write("%B/" + booking["booking"].replace("-", "") + "\r")
        self.desk.wait_for("The check-in begins at")
        self.desk.wait_for("passport")
        self.desk.touch("Move")
        until(lambda: self.ask("Reception.FindBookings")["bookings"][0]["slot_at"] < far, "the booking to move")

    def test_booked_moved_given_up(self):
        self.desk.write("\tpas")
        self.desk.wait_for("▸ passport")
        self.desk.key("F3")
        self.desk.wait_for("No bookings")
        self.desk.key("F2")
        self.desk.wait_for("Which time")
        self.desk.key("1")
        self.desk.wait_for("Booked for")
        booking = self.ask("Reception.FindBookings")["bookings"][0]
        self.assertEqual((booking["service"], booking["language"]), ("passport", "ru"))
        self.desk.wait_for(booking["booking"])
        self.desk.key("F4")
        self.desk.wait_for("Which time")
        self.desk.key("3")
        until(lambda: self.ask("Reception.FindBookings")["bookings"][0]["slot_at"] > booking["slot_at"], "it to move")
        self.desk.wait_for("▸ [0-9:]+ passport")
        self.desk.key("F8")
        self.desk.wait_for("Give the booking up")
        self.desk.key("2")
        until(lambda: self.ask("Reception.FindBookings")["bookings"][0]["state"] == "cancelled", "it to be given up")


class People(Desk):
    def test_help_is_answered_and_ended(self):
        asked = self.ask("Visitor.AskForHelp", kiosk="door", page="services", language="ru")["help"]
        self.desk.wait_for("HELP: door")
        watch = self.centre.talk()
        watch.ask("org.novbe.Visitor.WatchHelp", {"help": asked}, more=True)
        self.assertEqual(watch.receive()["parameters"]["state"], "asked")
        self.desk.key("F5", "Enter")
        self.assertEqual(watch.receive()["parameters"]["state"], "coming")
        self.desk.wait_for("somebody is coming")
        self.desk.key("Enter")
        self.assertEqual(watch.receive()["parameters"]["state"], "over")
        self.desk.wait_for("Nobody asks for you")

    def test_alarm_of_a_counter(self):
        self.ask("Counter.Alarm", counter="1")
        self.desk.wait_for("ALARM: counter 1")
        self.desk.key("F5", "Enter")
        self.desk.wait_for("Alarm, counter 1: somebody is coming")
        self.desk.key("Enter")
        self.desk.wait_for("Nobody asks for you")

    def test_message_and_closed_kiosk(self):
        self.ask("Manager.SendMessage", text="The lift is out of order")
        self.ask("Manager.SetKioskClosed", kiosk="door", closed=True)
        self.desk.wait_for("The lift is out of order")
        self.desk.wait_for("Kiosk out of use: door")
        self.desk.key("F5", "Enter")
        self.desk.wait_for("Message of a supervisor")
        self.desk.key("Escape")
        self.desk.wait_gone("Message of a supervisor")

    def test_a_halted_hall_says_so(self):
        self.ask("Manager.Halt", reason="fire")
        self.desk.wait_for("Halted: Fire")


class Scanned(Desk):
    def test_a_ticket_of_today(self):
        number, code = self.give()
        day = self.ask("Visitor.GetCentre")["day"].replace("-", "")
        self.desk.write(f"%T/{number}/{day}/{code}\r")
        self.desk.wait_for("F2 Correct")
        self.desk.wait_for(number)

    def test_what_is_no_code(self):
        self.desk.write("%X/KA001\r")
        self.desk.wait_for("no code of ours")
        self.assertEqual(self.tickets(), [])

    def test_a_return_code_of_another_day(self):
        number, code = self.give("vis")
        day = self.ask("Visitor.GetCentre")["day"].replace("-", "")
        self.roll_over()
        before = len(self.tickets())
        self.desk.write(f"%T/{number}/{day}/{code}\r")
        self.desk.wait_for("with return code")
        self.desk.key("Enter")
        until(lambda: len(self.tickets()) == before + 1, "a ticket with the code")
        self.assertEqual(self.tickets()[0]["service"], "visa")
        self.desk.key("F10", "1")
        self.desk.wait_for("Return codes")
        self.desk.wait_for("already used")


class Roll(Desk):
    def test_a_new_roll(self):
        self.desk.key("F10", "4")
        self.desk.wait_for("Is the new roll in the printer")
        self.desk.key("1")  # no
        self.desk.wait_for("F5 Asking")
        self.assertEqual(self.ask("Printer.WatchOrders")["orders"], [])
        self.desk.key("F10", "4")
        self.desk.wait_for("Is the new roll in the printer")
        self.desk.key("2")
        self.desk.wait_for("a test paper is printing")
        order = self.ask("Printer.WatchOrders")["orders"][0]
        self.assertEqual((order["printers"], order["test"]), (["desk"], {"printer": "desk", "new_roll": True}))


class Afterwards(Desk):
    def test_entered_by_hand(self):
        self.desk.key("F10", "2")
        self.desk.wait_for("Which service")
        self.desk.write("visa\r")
        self.desk.wait_for("From when")
        self.desk.write("9:10\r")
        self.desk.wait_for("A time is written so")
        self.desk.key(*["Backspace"] * 4)
        self.desk.write("09:10\r")
        self.desk.wait_for("Until when")
        self.desk.write("09:20\r")
        self.desk.wait_for("How did it end")
        self.desk.key("1", "2")
        self.desk.write("R 017\r")
        number = self.desk.wait_for("Entered as ([A-Z]+[0-9]+)").group(1)
        self.assertEqual(self.ticket(number)["channel"], "by_hand")


    def test_taken_in_from_paper(self):
        with self.lost_span():
            self.centre.wall.go_by(300)
            lost = self.ask("Visitor.Issue", services=["visa"])["ticket"]
            self.centre.wall.go_by(300)
        at = datetime.datetime.fromtimestamp(lost["issued_at"] / 1000, self.centre.wall.zone).strftime("%H:%M")
        self.desk.wait_for("Tickets on paper only")
        self.desk.key("F5", "Enter")
        self.desk.wait_for("Number on the paper")
        self.desk.write(lost["ticket"].lower() + "\r")
        self.desk.wait_for("Which service")
        self.desk.write("visa\r")
        self.desk.wait_for("Time on the paper")
        self.desk.write(at + "\r")
        self.desk.wait_for("Which class")
        self.desk.key("2")
        self.desk.wait_for("Check code on the paper")
        self.desk.write(lost["code"].lower() + "\r")
        self.desk.wait_for("Check code: " + lost["code"])
        ticket = self.ticket(lost["ticket"])
        self.assertEqual((ticket["channel"], ticket["class"], ticket["service"]), ("adopted", "elderly", "visa"))


class Handfuls(Desk):
    rules = "handful_tickets = 3;"

    def test_a_kiosk_that_is_asked_for_handfuls(self):
        for _ in range(3):
            self.ask("Visitor.Issue", services=["visa"], kiosk="door")
        self.refused("SlowDown", "Visitor.Issue", services=["visa"], kiosk="door")
        self.desk.wait_for("door: [34] tickets in a minute, visa")


class Stranger(OperatorCase):
    roles = '{ role = "visitor"; users = [ "@owner" ]; }'

    def test_who_may_not_is_told_so(self):
        desk = Terminal.of(self.centre, "reception", "--language", "en")
        self.addCleanup(desk.close)
        desk.wait_for("This cannot be done here")


class Away(Desk):
    def test_the_daemon_goes_and_comes(self):
        number, _ = self.give()
        self.centre.process.send_signal(signal.SIGKILL)
        self.centre.process.wait()
        self.desk.wait_for("Connecting|connecting")
        self.desk.write("vis")  # typing goes on
        self.desk.wait_for("▸ visa")
        self.centre.start()
        self.desk.wait_gone("Connecting|connecting")
        self.desk.key("Enter")
        until(lambda: len(self.fresh_tickets()) == 2, "the second ticket")
        self.assertIn(number, [ticket["ticket"] for ticket in self.fresh_tickets()])

    def fresh_tickets(self):
        self.talk = self.centre.talk()
        return self.tickets()

    def test_any_size_and_its_end(self):
        self.give()
        for columns, rows in ((43, 39), (200, 60), (20, 5), (120, 36)):
            self.desk.resize(columns, rows)
            self.desk.write("v")
            self.desk.key("Backspace")
        self.desk.wait_for("F8 Waiting")
        self.desk.write("\x11")
        self.assertEqual(self.desk.wait_end(), "exit 0", self.desk.said.read_text())


class Still(Desk):
    def test_nothing_is_written_when_nothing_changes(self):
        self.desk.wait_for("Nobody asks for you")
        until(lambda: self.desk.time("")[1] == 0, "the terminal to be quiet")


if __name__ == "__main__":
    unittest.main()
