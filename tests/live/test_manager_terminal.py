#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""novbe-manager on a terminal before a real daemon: what a supervisor sees of the hall and does in it."""
import signal
import unittest

from centre import until
from hall import ALL_ROLES, OperatorCase
from terminal import Terminal

MINUTE_MS = 60 * 1000


class Supervisor(OperatorCase):
    roles = ALL_ROLES

    def setUp(self):
        super().setUp()
        self.page = self.open()

    def open(self, *arguments, **size):
        page = Terminal.of(self.centre, "manager", "--language", "en", *arguments, **size)
        self.addCleanup(page.close)
        page.wait_for("passport")  # the hall, and the names of the centre
        page.wait_for("1 Hall")
        return page

    def watched(self):
        return self.ask("Manager.WatchHall")

    def queue(self, service="visa"):
        return next(one for one in self.watched()["queues"] if one["service"] == service)

    def wait_hall(self, predicate, what):
        return until(lambda: predicate(self.watched()), what)

    def go_to(self, number, words):
        self.page.key(number)
        self.page.wait_for(words)


class Hall(Supervisor):
    def test_somebody_waits_too_long_the_service_is_closed_and_opened_again(self):
        counter = self.sign_in()
        number = self.issue("visa")["ticket"]
        self.page.wait_for(r"○ visa +1 ")
        self.centre.wall.go_by(16 * 60)
        self.page.wait_for(r"visa: 1 late, " + number)
        self.page.wait_for(r"● visa +1 +16/15 min")
        self.page.wait_for(r"“visa”: 1 person has waited longer than 15 minutes")
        self.page.key("F2")
        self.page.wait_for("What about those who wait")
        self.page.key("1")
        self.page.wait_for("Why\\?")
        self.page.key("1")
        self.page.wait_for("Shall it be so")
        self.page.key("2")
        self.page.wait_for("Closed. Sent home: 0")
        self.assertEqual((self.queue()["closed"], self.queue()["open"]), ("mistake", False))
        self.page.wait_for(r"visa .* closed")
        self.page.key("F2")  # and undone
        self.page.wait_for("Are you sure")
        self.page.key("2")
        self.page.wait_for("Done")
        self.wait_hall(lambda _: self.queue()["open"] and not self.queue().get("closed"), "the service to be open")
        counter.close()

    def test_a_no_does_nothing(self):
        self.page.key("F2")
        self.page.wait_for("What about those who wait")
        self.page.key("1", "1")
        self.page.wait_for("Shall it be so")
        self.page.key("Enter")  # "No" is first
        self.page.wait_for("Nothing needs you")
        self.assertEqual([queue for queue in self.watched()["queues"] if queue.get("closed")], [])

    def test_sent_home_behind_the_last_one(self):
        self.foresee()
        first, last, behind = (self.issue("visa")["ticket"] for _ in range(3))
        self.page.wait_for(r"visa +3 ")
        self.page.key("F2")
        self.page.wait_for("3 waiting")
        self.page.key("2")
        self.page.wait_for(f"1 +{first}.*2 +{last}.*3 +{behind}".replace(".*", r"[\s\S]*"))
        self.page.key("2", "1")
        self.page.wait_for("Shall it be so")
        self.page.wait_for(f"Sent home then: 1. {behind}")
        self.page.key("2")
        self.page.wait_for("Closed. Sent home: 1")
        self.assertEqual([ticket["ticket"] for ticket in self.ask("Manager.ListTickets", service="visa")["tickets"]],
                         [first, last])

    def test_letters_narrow_and_enter_opens_the_tickets_and_their_stories(self):
        counter = self.sign_in()
        number = self.issue("visa")["ticket"]
        self.at(counter, "Next")
        self.page.write("vis")
        self.page.wait_gone("passport")
        self.page.key("Enter")
        self.page.wait_for(f"▸ {number}.*called to counter 1")
        self.page.key("Enter")
        self.page.wait_for("Release the ticket")
        self.page.wait_for("counter 1")
        self.page.key("F2")
        self.page.wait_for("Close")
        self.page.key("Escape")
        self.page.wait_gone("Close")
        self.at(counter, "Arrive")
        self.page.wait_for("▸ .*Came to counter 1")
        counter.close()

    def test_mouse(self):
        self.issue("visa")
        self.page.wait_for(r"visa +1 ")
        self.page.touch("Counters")
        self.page.wait_for("Counter 2")
        self.page.touch("Hall")
        self.page.wait_for("Look here")
        self.page.touch("visa")
        self.page.wait_for("Close the service")

    def test_five_hundred_tickets_and_a_small_terminal(self):
        for _ in range(20):
            self.together(*[("Visitor.Issue", {"services": ["visa"]}) for _ in range(25)])
        self.page.wait_for(r"visa +500 ")
        self.page.key("Enter")
        self.page.wait_for("Ticket +Waited")
        self.page.key("End")
        self.page.resize(120, 40)
        self.page.wait_for("Ticket +Waited")
        self.page.key("Escape")
        self.page.wait_for("Look here")


class WholeHall(Supervisor):
    def choose(self, words):
        """An action of its page."""
        self.go_to("5", "Hours of today")
        self.page.write(words)
        self.page.key("Enter")

    def test_halt_and_resume(self):
        self.choose("halt")
        self.page.wait_for("Why\\?")
        self.page.key("2")
        self.page.wait_for("No tickets, no calls")
        self.page.key("2")
        self.page.wait_for("THE HALL IS HALTED since .*: Fire")
        self.assertEqual(self.watched()["halted"], "fire")
        self.choose("goes")
        self.page.wait_for("Are you sure")
        self.page.key("2")
        self.wait_hall(lambda hall: "halted" not in hall, "the hall to go on")
        self.page.wait_for("Done")
        self.page.wait_gone("HALTED")

    def test_a_message_to_a_counter_is_read_and_one_to_all_is_taken_back(self):
        counter = self.sign_in()
        self.page.key("F10")
        self.page.wait_for("To whom")
        self.page.write("counter 1")
        self.page.wait_for("▸ .*Counter 1")
        self.page.key("Enter")
        self.page.wait_for("For how long")
        self.page.key("1")
        self.page.wait_for("Text")
        self.page.write("Tea is ready\r")
        self.page.wait_for("Done")
        message = self.at(counter, "Watch")["messages"][0]
        self.assertEqual(message["text"], "Tea is ready")
        self.at(counter, "ReadMessage", message=message["message"])
        self.go_to("4", "Counter 1 .*read by 1")
        self.page.key("F10", "1", "1")
        self.page.wait_for("Text")
        self.page.write("Close the windows\r")
        self.page.wait_for("All staff .*read by 0")
        self.page.write("windows")
        self.page.wait_for("▸ Message +All staff")
        self.page.key("Enter")
        self.page.wait_for("Are you sure")
        self.page.key("2")
        self.wait_hall(lambda hall: len(hall["messages"]) == 1, "the message to be gone")
        counter.close()

    def test_a_message_to_the_boards(self):
        self.page.key("F10", "2", "1")
        self.page.wait_for("Text")
        self.page.write("Lift is out of order\r")
        self.page.wait_for("Done")
        message = self.watched()["messages"][0]
        self.assertEqual((message["text"], message["boards"]), ("Lift is out of order", True))
        self.go_to("4", "All boards")

    def test_a_kiosk_is_taken_out_of_use_and_back(self):
        self.go_to("4", "Board")
        self.page.key("F2")
        self.page.wait_for("Which kiosk")
        self.page.wait_for("2 +bare")
        self.page.key("2")
        self.page.wait_for("Are you sure")
        self.page.key("2")
        self.page.wait_for("Kiosk +bare +out of use")
        self.assertEqual(self.watched()["closed_kiosks"], ["bare"])
        self.page.write("bare")
        self.page.key("Enter")
        self.page.wait_for("Are you sure")
        self.page.key("2")
        self.wait_hall(lambda hall: not hall["closed_kiosks"], "the kiosk to be in use")
        self.page.wait_for("Done")

    def test_printers_as_they_are(self):
        self.ask("Printer.ReportPrinter", printer="hall", state="cover_open")
        self.go_to("4", "Printer +hall +cover open")
        self.ask("Printer.ReportPrinter", printer="hall", state="ready")
        self.page.wait_for("Printer +hall +ready")

    def test_hours_of_today_and_back(self):
        self.choose("hours of today")
        self.page.wait_for("Whose hours")
        self.page.write("visa")
        self.page.key("Enter")
        self.page.wait_for("Hours .09:00")
        self.page.write("25:00\r")
        self.page.wait_for("Hours are written so")
        self.page.key(*["Backspace"] * 5)
        self.page.write("-\r")
        self.page.wait_for("Bookings hit: 0")
        self.page.key("2")
        self.wait_hall(lambda _: not self.queue()["open"], "visa to be closed")
        self.choose("usual")
        self.page.write("visa")
        self.page.key("Enter")
        self.page.wait_for("Are you sure")
        self.page.key("2")
        self.wait_hall(lambda _: self.queue()["open"], "visa to be open")

    def test_the_day_is_closed(self):
        self.issue("visa")
        self.go_to("6", "so far at")
        self.page.wait_for("1 visit")
        self.choose("close the day")
        self.page.wait_for("Every ticket ends now")
        self.page.key("2")
        self.page.wait_for("Done")
        self.page.wait_for("No business day is open")
        self.go_to("6", r"1 was never called")
        self.page.wait_gone("so far at")
        self.assertNotIn("day", self.watched())

    def test_an_alarm_is_answered_and_ended(self):
        counter = self.sign_in()
        self.at(counter, "Alarm")
        self.page.wait_for("ALARM: Counter 1, Hall")
        self.page.key("F9")
        self.page.wait_for("somebody is coming")
        self.assertTrue(self.watched()["alarms"][0]["coming"])
        self.page.key("F9")
        self.page.wait_gone("somebody is coming")
        self.assertEqual(self.watched()["alarms"], [])
        counter.close()


class Report(Supervisor):
    """A day on which one was served and one never called."""

    def setUp(self):
        super().setUp()
        counter = self.sign_in()
        self.issue("visa")
        self.at(counter, "Next")
        self.at(counter, "Arrive")
        self.at(counter, "Finish", outcome="done", next=False)
        counter.close()
        self.issue("passport")

    def close(self):
        self.day = self.ask("Manager.CloseDay")["day"]
        self.page.wait_for("No business day is open")
        self.page.key("6")
        self.page.wait_for("2 visits .2 people.")

    def choose(self, days):
        self.page.key("F2")
        self.page.wait_for("Which days")
        self.page.write(days + "\r")

    def test_a_closed_day_its_sentences_and_their_tables(self):
        self.close()
        self.page.wait_for("1 was never called")
        self.page.wait_for(r"Served +1 ")
        self.page.wait_for(r"Difference +0")
        self.page.key("Down", "Down", "Enter")  # within the target
        self.page.wait_for(r"visa +1 +1 +0 ")
        self.page.wait_for(r"All +2 +1 +1 ")
        self.page.write("pas")
        self.page.wait_gone(r"visa +1 +1 +0 ")
        self.page.key("Escape")
        self.page.wait_for(r"visa +1 +1 +0 ")
        self.page.key("Right", "Right", "F3")
        self.page.wait_for(r"Served▾[\s\S]*visa[\s\S]*passport")
        self.page.key("F3")
        self.page.wait_for(r"Served▴[\s\S]*passport[\s\S]*visa")
        self.page.key("Escape")
        self.page.wait_for("Tables")
        self.page.key("Tab")
        self.page.write("does it")
        self.page.key("Enter")
        self.page.wait_for("It adds up")
        self.page.wait_for(r"Never called +1 +1")

    def test_other_days_weeks_and_what_is_not_yet(self):
        self.close()
        self.page.key("PageUp")
        self.page.wait_for("no visits")
        self.page.key("PageDown")
        self.page.wait_for("2 visits")
        self.page.key("m")
        self.page.wait_for(r"01/11/2026 – 24/11/2026 +Made on")
        self.page.key("Tab")
        self.page.write("day by")
        self.page.key("Enter")
        self.page.wait_for("Median")
        self.page.key("Escape")
        self.choose("soon")
        self.page.wait_for("Days are written so")
        self.page.key(*["Backspace"] * 4)
        self.page.write("31.12.2098\r")
        self.page.wait_for("31/12/2098: These times do not fit")
        self.choose(self.day)
        self.page.wait_gone("do not fit")
        self.page.wait_for("Waiting through the day")
        self.page.key("Tab")
        self.page.wait_for("2 visits")

    def test_it_is_made_while_the_terminal_goes_on(self):
        self.centre.process.send_signal(signal.SIGSTOP)
        self.page.key("6")
        self.page.wait_for("is being made")
        self.page.key("2")
        self.page.wait_for("Counter 1")
        self.page.key("6", "PageUp", "PageUp", "t")
        self.page.wait_for("is being made")
        self.centre.process.send_signal(signal.SIGCONT)
        self.page.wait_for("so far at")
        self.page.wait_for("2 visits")
        self.page.wait_gone("is being made")


class Staff(Supervisor):
    def plan(self, operator="101", counter="1", minutes=(-30, 240)):
        now = self.now_ms()
        return self.ask("Manager.SetShift", counter=counter, operator=operator, what="present",
                        **{"from": now + minutes[0] * MINUTE_MS, "until": now + minutes[1] * MINUTE_MS})["shift"]

    def shifts(self):
        return self.ask("Manager.GetRota")["shifts"]

    def test_absent_today_shows_what_it_does(self):
        self.plan()
        self.foresee()
        for _ in range(3):
            self.issue("visa")
        self.go_to("3", "Counter 1 +101 .*MISSING")
        self.page.key("Enter")
        self.page.wait_for("Absent today")
        self.page.key("1")
        self.page.wait_for("Shall it be so")
        self.page.wait_for("Late: |No queue changes|foresee|known")
        self.page.key("2")
        self.page.wait_for("Done")
        self.assertEqual([shift["what"] for shift in self.shifts()], ["absent"])
        self.page.wait_for("101 .*absent")

    def test_lunch_moves_and_somebody_more_is_planned(self):
        self.plan()
        self.go_to("3", "Counter 1 +101")
        self.page.key("Enter", "4")
        self.page.wait_for("At what time")
        self.page.write("25:99\r")
        self.page.wait_for("A time is written so")
        self.page.key(*["Backspace"] * 5)
        self.page.write(self.centre.wall.local().strftime("%H:59\r"))
        self.page.wait_for("For how long")
        self.page.key("2")
        self.page.wait_for("Shall it be so")
        self.page.key("2")
        until(lambda: [shift["what"] for shift in self.shifts()].count("lunch") == 1, "the lunch to be planned")

    def test_another_profile_for_a_time(self):
        counter = self.sign_in()
        self.go_to("2", "Counter 1 +101 +free")
        self.page.key("Enter")
        self.page.wait_for("Another profile")
        self.page.write("another")
        self.page.key("Enter")
        self.page.wait_for("Which profile")
        self.page.write("all")
        self.page.key("Enter")
        self.page.wait_for("For how long")
        self.page.key("2")
        self.page.wait_for("Shall it be so")
        self.page.key("2")
        self.page.wait_for("Done")
        one = next(counter for counter in self.watched()["counters"] if counter["counter"] == "1")
        self.assertEqual(one["profile"], "all")
        self.page.wait_for(r"\[all until ")
        counter.close()

    def test_somebody_who_left_is_signed_out(self):
        counter = self.sign_in()
        self.go_to("2", "Counter 1 +101 +free")
        self.page.key("Enter")
        self.page.wait_for("Sign the operator out")
        self.page.write("sign")
        self.page.key("Enter")
        self.page.wait_for("Who takes over")
        self.page.key("1")
        self.page.wait_for("What about what is parked")
        self.page.key("2")
        self.page.wait_for("Are you sure")
        self.page.key("2")
        self.page.wait_for("Counter 1 +closed")
        counter.close()

    def test_a_ticket_is_taken_from_a_terminal_that_is_gone(self):
        counter = self.sign_in()
        number = self.issue("visa")["ticket"]
        self.at(counter, "Next")
        self.go_to("2", f"Counter 1 +101 +{number}")
        counter.close()
        self.page.wait_for("● Counter 1 +101 +terminal gone")
        self.page.key("Enter")
        self.page.wait_for("Release the ticket")
        self.page.write("release")
        self.page.key("Enter")
        self.page.wait_for("Why\\?")
        self.page.key("1", "2")
        until(lambda: self.ask("Reception.GetTicket", ticket=number)["ticket"]["state"] == "waiting", "it to wait again")


class Away(Supervisor):
    def test_the_daemon_is_away_and_comes_back(self):
        self.centre.stop(signal.SIGKILL)
        self.page.wait_for("Connecting")
        self.page.wait_for("visa")  # the last state stays
        self.centre.start()
        self.talk = self.centre.talk()
        self.page.wait_gone("Connecting")
        self.issue("visa")
        self.page.wait_for(r"visa +1 ")

    def test_it_ends_with_its_key(self):
        self.page.write("\x11")
        self.assertEqual(self.page.wait_end(), "exit 0")


class ReadOnly(OperatorCase):
    """Whoever may only read sees all of it; what is refused is said in words."""

    roles = '{ role = "auditor"; users = [ "@owner" ]; }, { role = "visitor"; users = [ "@owner" ]; }'

    def test_an_auditor_sees_and_cannot_act(self):
        page = Terminal.of(self.centre, "manager", "--language", "en")
        self.addCleanup(page.close)
        page.wait_for("passport")
        page.key("F2", "1", "1")
        page.wait_for("Shall it be so")
        page.key("2")
        page.wait_for("You may not do this")
        self.assertNotIn("closed", str(self.ask("Manager.WatchHall")["queues"]))


if __name__ == "__main__":
    unittest.main()
