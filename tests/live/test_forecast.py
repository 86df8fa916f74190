# SPDX-License-Identifier: MIT
"""How long: from the hall to everybody who is told. What the figures are worth is measured elsewhere (tests/bench/forecast,
tests/daemon/engine/forecast.c); here they reach whom they are for, change with the hall, and are never made up."""
import unittest

from centre import until
from hall import ALL_ROLES, OperatorCase

MINUTE_MS = 60000
USUAL_MS = 10 * MINUTE_MS  # of every service of the small centre


class Forecast(OperatorCase):
    roles = ALL_ROLES

    def known(self, ticket):
        """Waits for the table that knows the ticket; its range."""
        until(lambda: self.where(ticket).get("wait"), "a range")
        return self.where(ticket)["wait"]

    def minutes(self, moment):
        return (moment - self.now_ms()) / MINUTE_MS

    def settled(self, ticket, least_minutes):
        """The range, once the forecast is of a hall in which so many minutes are to be waited."""
        until(lambda: self.minutes(self.known(ticket)["likely"]) >= least_minutes, "the new forecast")
        return self.known(ticket)


class Ranges(Forecast):
    def test_who_is_behind_waits_longer(self):
        operator = self.sign_in()
        served = self.issue("visa")
        self.at(operator, "Next")
        self.at(operator, "Arrive")
        tickets = [self.issue("visa") for _ in range(4)]
        last = self.settled(tickets[3], 15)
        ranges = [self.known(ticket) for ticket in tickets]
        for one in ranges:
            self.assertTrue(self.now_ms() - 1000 <= one["from"] <= one["likely"] <= one["until"], one)
        self.assertEqual([one["likely"] for one in ranges], sorted(one["likely"] for one in ranges))
        self.assertTrue(15 <= self.minutes(last["likely"]) <= 60, last)
        self.assertGreater(last["until"] - last["from"], 5 * MINUTE_MS, "nobody knows to the minute")
        place = self.where(served)
        self.assertEqual((place.get("wait"), place["why_unknown"]), (None, "not_waiting"))

    def test_a_second_counter_halves_it(self):
        self.sign_in()
        tickets = [self.issue("visa") for _ in range(9)]
        alone = self.minutes(self.settled(tickets[-1], 40)["likely"])
        self.sign_in("102", "2")
        until(lambda: self.minutes(self.known(tickets[-1])["likely"]) < alone * 0.75, "the new forecast")
        self.assertGreater(self.minutes(self.known(tickets[-1])["likely"]), alone * 0.25)

    def test_everybody_is_told_the_same(self):
        operator = self.sign_in()
        self.issue("visa"), self.issue("visa")
        ticket = self.issue("visa")
        self.settled(ticket, 10)
        hall, board, desk = self.together(("Manager.WatchHall", {}), ("Board.Watch", {"board": "hall"}),
                                          ("Visitor.ListWaits", {}))
        queue = next(one for one in hall["parameters"]["queues"] if one["service"] == "visa")
        waiting = next(one for one in board["parameters"]["waiting"] if one["service"] == "visa")
        wait = next(one for one in desk["parameters"]["waits"] if one["service"] == "visa")
        self.assertEqual(queue["wait"], waiting["wait"])
        self.assertEqual(queue["wait"], wait["wait"])
        seen, place = self.together(("Reception.GetTicket", {"ticket": ticket["ticket"]}),
                                    ("Visitor.WhereAmI", self.proof(ticket)))
        self.assertEqual(seen["parameters"]["ticket"]["wait"], place["parameters"]["wait"])
        self.assertGreater(queue["wait"]["likely"], place["parameters"]["wait"]["likely"], "a newcomer comes later")
        self.at(operator, "Next")

    def test_a_stream_tells_when_it_changes(self):
        self.sign_in()
        self.issue("visa"), self.issue("visa")
        ticket = self.issue("visa")
        before = self.settled(ticket, 10)
        talk = self.centre.talk()
        talk.ask("org.novbe.Visitor.WhereAmI", self.proof(ticket), more=True)
        talk.receive()
        self.sign_in("102", "2")
        while talk.receive()["parameters"]["wait"]["likely"] > before["likely"] - 2 * MINUTE_MS:
            pass

    def watch_visa(self):
        """What a kiosk is told of the service, one state after another."""
        talk = self.centre.talk()
        talk.ask("org.novbe.Visitor.ListWaits", {"kiosk": "door"}, more=True)
        while True:
            yield next(one for one in talk.receive()["parameters"]["waits"] if one["service"] == "visa")

    def test_a_quiet_hall_is_told_again(self):
        """Nothing happens for half an hour: who would come now waits as long as before, from now on."""
        self.sign_in()
        until(lambda: self.wait_of("visa").get("wait"), "a range")
        told = self.watch_visa()
        next(told)
        self.centre.wall.go_by(1800)
        self.assertGreater(next(told)["wait"]["until"], self.now_ms() - MINUTE_MS)

    def test_the_plan_counts(self):
        """Nobody is there yet, but somebody is planned."""
        self.foresee()
        local = self.centre.wall.local()
        begins = local.replace(hour=local.hour + 1, minute=0, second=0, microsecond=0)
        begins_ms = int(begins.timestamp() * 1000)
        self.ask("Manager.SetShift", counter="1", operator="101", what="present", until=begins_ms + 8 * 60 * MINUTE_MS,
                 **{"from": begins_ms})
        ticket = self.issue("visa")
        wait = self.known(ticket)
        self.assertTrue(begins_ms <= wait["likely"] <= begins_ms + 5 * MINUTE_MS, wait)


class Outlook(Forecast):
    def queue(self, service="visa"):
        return next(one for one in self.ask("Manager.WatchHall")["queues"] if one["service"] == service)

    def test_a_supervisor_knows_before_the_target_is_missed(self):
        """Fifteen minutes are the target; with one counter the eighth waits for more than an hour."""
        self.sign_in()
        tickets = [self.issue("visa") for _ in range(8)]
        self.settled(tickets[-1], 40)
        queue = self.queue()
        self.assertGreaterEqual(queue["will_be_late"], 4)
        self.assertEqual(queue["open_counter"], "2")
        self.assertLess(queue["late_with_it"], queue["will_be_late"])
        self.assertLess(abs(queue["target_missed_at"] - tickets[0]["issued_at"] - 15 * MINUTE_MS), MINUTE_MS)
        self.sign_in("102", "2")
        until(lambda: self.queue()["will_be_late"] < queue["will_be_late"], "the new forecast")
        self.assertIsNone(self.queue().get("open_counter"), "there is none left")

    def test_nothing_is_missed_where_nobody_can_come(self):
        """Nobody serves: whoever took a ticket now would wait too long, but of a service that is not open nobody takes one."""
        until(lambda: self.queue().get("target_missed_at"), "a forecast of what nobody serves")
        self.assertIsNone(self.queue("archive").get("target_missed_at"))

    def test_nothing_is_missed_where_nobody_waits(self):
        self.sign_in()
        until(lambda: self.wait_of("visa").get("wait"), "a range")
        queue = self.queue()
        self.assertEqual((queue["will_be_late"], queue.get("target_missed_at"), queue.get("open_counter")),
                         (0, None, None))


class Unknown(Forecast):
    def test_nobody_serves(self):
        self.foresee()
        ticket = self.issue("visa")
        self.assertEqual((ticket.get("wait"), ticket["why_unknown"]), (None, "nobody_serves"))

    def test_never_a_number_while_the_hall_stands_still(self):
        self.sign_in()
        ticket = self.issue("visa")
        self.known(ticket)
        self.ask("Manager.Halt", reason="fire")
        place = self.where(ticket)
        self.assertEqual((place.get("wait"), place["why_unknown"]), (None, "halted"))
        self.assertEqual((self.wait_of("visa").get("wait"), self.wait_of("visa")["why_unknown"]), (None, "halted"))
        self.ask("Manager.Resume")
        self.known(ticket)

    def test_who_needs_a_certain_counter(self):
        """How long is not known as the ticket is taken, and soon after."""
        self.sign_in()
        until(lambda: self.wait_of("visa").get("wait"), "a range")
        ticket = self.issue("visa", needs=["step-free"])
        self.assertEqual((ticket.get("wait"), ticket["why_unknown"]), (None, "no_forecast"))
        self.known(ticket)

    def test_after_a_crash_it_is_made_again(self):
        self.sign_in()
        self.issue("visa")
        ticket = self.issue("visa")
        self.settled(ticket, 5)
        self.restart()
        self.settled(ticket, 5)


class Promise(Forecast):
    def test_it_is_in_the_ledger(self):
        operator = self.sign_in()
        until(lambda: self.wait_of("visa").get("wait"), "a range")
        ticket = self.issue("visa")
        unknown = self.issue("visa", needs=["step-free"])
        again = self.ask("Visitor.Issue", services=["visa"], request="one")["ticket"]
        for _ in range(3):
            self.at(operator, "Next")
            self.at(operator, "Arrive")
            self.at(operator, "Finish", outcome="done", next=False)
        self.ask("Admin.CloseDay")
        steps = self.ask("Network.Ledger", from_seq=1)["steps"]
        rows = {steps["visit"][i]: (steps["likely_at"][i], steps["until_at"][i]) for i in range(len(steps["seq"]))}
        self.assertEqual(rows[1], (ticket["wait"]["likely"], ticket["wait"]["until"]))
        self.assertEqual(rows[2], (0, 0), unknown)
        self.assertEqual(rows[3], (again["wait"]["likely"], again["wait"]["until"]))

    def test_paper_says_what_was_told(self):
        """Also after a crash; what is printed again says what is true then."""
        self.ask("Printer.ReportPrinter", printer="entrance", state="ready")
        self.sign_in()
        self.issue("visa"), self.issue("visa")
        self.settled(self.issue("visa"), 10)
        ticket = self.issue("visa", kiosk="door")
        order = self.ask("Printer.WatchOrders")["orders"][0]
        self.assertEqual(order["ticket"]["wait"], ticket["wait"])
        self.sign_in("102", "2")
        until(lambda: self.known(ticket)["until"] < ticket["wait"]["until"] - MINUTE_MS, "the new forecast")
        self.assertEqual(self.ask("Printer.WatchOrders")["orders"][0]["ticket"]["wait"], ticket["wait"])
        self.restart()
        kept = self.ask("Printer.WatchOrders")["orders"][0]["ticket"]["wait"]
        self.assertEqual(kept, {**ticket["wait"], "from": ticket["issued_at"]})

    def test_the_centre_marks_it(self):
        operator = self.sign_in()
        until(lambda: self.wait_of("visa").get("wait"), "a range")
        told = [self.issue("visa")["wait"] for _ in range(3)]
        for _ in told:
            self.centre.wall.go_by(40 * 60)
            self.at(operator, "Next")
            self.at(operator, "Arrive")
            self.at(operator, "Finish", outcome="done", next=False)
        self.ask("Admin.CloseDay")
        steps = self.ask("Network.Ledger", from_seq=1)["steps"]
        errors = [abs(called - one["likely"]) for called, one in zip(steps["first_called_at"], told)]
        line = self.ask("Manager.GetAccuracy", from_day=self.centre.wall.date(), to_day=self.centre.wall.date())["all"]
        self.assertEqual((line["tickets"], line["promised"], line["called"]), (3, 3, 3))
        self.assertGreater(min(errors), MINUTE_MS)
        self.assertEqual(line["error_ms"], sum(errors) // 3)

    def test_one_that_has_passed_is_marked(self):
        self.sign_in()
        until(lambda: self.wait_of("visa").get("wait"), "a range")
        ticket = self.issue("visa")
        self.assertFalse(self.ask("Reception.GetTicket", ticket=ticket["ticket"])["ticket"]["promise_passed"])
        self.centre.wall.go_by((ticket["wait"]["until"] - self.now_ms()) / 1000 + 15 * 60)
        self.assertTrue(self.ask("Reception.GetTicket", ticket=ticket["ticket"])["ticket"]["promise_passed"])
        now_ms = self.now_ms()
        until(lambda: self.known(ticket)["until"] >= now_ms, "a new range")


if __name__ == "__main__":
    unittest.main()
