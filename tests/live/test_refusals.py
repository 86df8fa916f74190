# SPDX-License-Identifier: MIT
"""What is refused wherever it is asked: when the day closes, when the hall is halted, when somebody guesses codes, when another
agency asks; and the refusals that no other test of a method meets."""
import os
import signal
import unittest

from hall import ALL_ROLES, PIN, HallCase, WideHall, Terminal

REFUSED = "org.novbe.Refused."
MINUTE = 60 * 1000


class Refusals(HallCase):
    roles = ALL_ROLES
    hall = WideHall
    rules = "calls_before_no_show = 1; recall_gap_seconds = 5; lease_seconds = 600; undo_seconds = 60;"

    def ticket(self, *services, **more):
        """With its code."""
        ticket = self.ask("Visitor.Issue", services=list(services) or ["visa"], **more)["ticket"]
        return {"ticket": ticket["ticket"], "code": ticket["code"]}

    def number(self, *services, **more):
        return self.ticket(*services, **more)["ticket"]

    def booking(self, place=0, service="passport"):
        slot = self.ask("Reception.ListSlots", service=service)["slots"][place]["at"]
        return self.ask("Reception.Book", service=service, slot_at=slot)["booking"]["booking"], slot

    def at(self, operator="101", counter="1"):
        self.ask("Admin.SetPin", operator=operator, pin=PIN)
        return Terminal(self, operator, counter)

    def all_refused(self, error, calls, replies):
        for (method, parameters), reply in zip(calls, replies, strict=True):
            self.assertEqual(reply.get("error"), REFUSED + error, (method, parameters, reply))

    def hand(self, **more):
        return {"service": "visa", "from": self.now_ms() - 9 * MINUTE, "until": self.now_ms() - 5 * MINUTE, **more}


class Closing(Refusals):
    """The day is being closed from the very moment it is asked for, and as long as it takes: some tickets a turn, and a call."""

    TICKETS = 3000

    def setUp(self):
        super().setUp()
        for _ in range(self.TICKETS // 40):
            self.together(*[("Reception.Issue", {"services": ["visa"]})] * 40)

    def closed_with(self, calls, talk=None):
        """The daemon stands still until both have written: it finds the closing first, then the calls."""
        closer, talk = self.centre.talk(), talk or self.talk
        self.assertIn("parameters", closer.call("org.novbe.Visitor.GetCentre", {}))
        self.centre.process.send_signal(signal.SIGSTOP)
        try:
            closer.ask("org.novbe.Admin.CloseDay", {})
            talk.send_all(*(("org.novbe." + method, parameters) for method, parameters in calls))
        finally:
            self.centre.process.send_signal(signal.SIGCONT)
        self.all_refused("NoDay", calls, [talk.receive() for _ in calls])
        self.assertNotIn("error", closer.receive())

    def test_for_visitors_and_reception(self):
        proof, (booking, slot), other = self.ticket(), self.booking(3), self.booking(4)[1]
        number = proof["ticket"]
        later = self.now_ms() + 5 * MINUTE
        self.closed_with([
            ("Visitor.Issue", {"services": ["visa"]}), ("Visitor.PutOff", {**proof, "until": later}),
            ("Visitor.ComeBack", proof), ("Visitor.Return", proof), ("Visitor.Cancel", proof),
            ("Visitor.Rate", {**proof, "stars": 5}), ("Reception.AddNote", {"ticket": number, "text": "x", "for_next": True}),
            ("Visitor.CheckIn", {"booking": booking}), ("Visitor.MoveBooking", {"booking": booking, "slot_at": other}),
            ("Visitor.CancelBooking", {"booking": booking}),
            ("Reception.Issue", {"services": ["visa"]}),
            ("Reception.Change", {"ticket": number, "reason": "mistake", "class": "elderly"}),
            ("Reception.Transfer", {"ticket": number, "place": "end", "counter": "2"}),
            ("Reception.Return", {"ticket": number}), ("Reception.PutOff", {"ticket": number, "until": later}),
            ("Reception.ComeBack", {"ticket": number}), ("Reception.Cancel", {"ticket": number}),
            ("Reception.Void", {"ticket": number, "reason": "mistake"}),
            ("Reception.Join", {"ticket": number, "to": number}), ("Reception.EnterByHand", self.hand()),
            ("Reception.Adopt", {"ticket": "KA900", "services": ["visa"]}),
            ("Reception.Book", {"service": "passport", "slot_at": slot}),
            ("Reception.MoveBooking", {"booking": booking, "slot_at": other}),
            ("Reception.CancelBooking", {"booking": booking}), ("Reception.CheckIn", {"booking": booking}),
            ("Manager.CloseService", {"service": "visa", "reason": "fire", "closing": "all"}),
            ("Manager.OpenService", {"service": "visa"}), ("Manager.Halt", {"reason": "fire"}), ("Manager.Resume", {}),
            ("Manager.Release", {"ticket": number, "reason": "fire"})])
        self.refused("NoDay", "Admin.CloseDay")
        code = self.ask("Visitor.FindReturnCode", **proof, day=self.centre.wall.date())["return_code"]["return_code"]
        self.refused("NoDay", "Visitor.ReadReturnCode", return_code=code)

    def test_at_the_counter(self):
        held, number, one = self.number(), self.number(), self.at()
        self.at("102", "2")
        calls = [("Counter." + method, parameters) for method, parameters in [
            ("Next", {}), ("Choose", {"ticket": number, "reason": "fire"}), ("Recall", {}), ("Arrive", {}),
            ("Finish", {"outcome": "done", "next": False}), ("NoShow", {}), ("Undo", {}),
            ("Transfer", {"place": "end", "returns": False, "service": "visa"}), ("Park", {}), ("TakeUp", {"ticket": number}),
            ("ComeBack", {"ticket": number}), ("HandOver", {"operator": "102"}), ("Help", {"ticket": number}), ("EndHelp", {}),
            ("ServeDirect", {"services": ["visa"]}), ("EnterByHand", self.hand()), ("Join", {"ticket": number}),
            ("AddNote", {"text": "x", "for_next": True}), ("Pause", {"pause": "lunch"}), ("EndPause", {}), ("BeginTask", {"task": "mail"}), ("EndTask", {})]]
        one.ask("Choose", ticket=held, reason="fire")
        self.closed_with(calls, talk=one.talk)
        self.refused("NoDay", "Counter.SignIn", operator="101", pin=PIN, counter="1")


class Halted(Refusals):
    def test_no_tickets_calls_and_no_shows(self):
        proof, (booking, _) = self.ticket(), self.booking()
        number, one = proof["ticket"], self.at()
        self.ask("Manager.Halt", reason="fire")
        calls = [("Visitor.Issue", {"services": ["visa"]}), ("Visitor.Return", proof), ("Visitor.CheckIn", {"booking": booking}),
                 ("Reception.Issue", {"services": ["visa"]}), ("Reception.Return", {"ticket": number}),
                 ("Reception.Transfer", {"ticket": number, "place": "end", "counter": "2"}),
                 ("Reception.CheckIn", {"booking": booking})]
        self.all_refused("Halted", calls, self.together(*calls))
        calls = [("Counter." + method, parameters) for method, parameters in [
            ("Next", {}), ("Choose", {"ticket": number, "reason": "fire"}), ("Recall", {}), ("NoShow", {}),
            ("Transfer", {"place": "end", "returns": False, "service": "visa"}), ("TakeUp", {"ticket": number}),
            ("ServeDirect", {"services": ["visa"]})]]
        self.all_refused("Halted", calls, self.together(*calls, talk=one.talk))
        self.ask("Manager.Resume")
        self.assertEqual(one.ask("Next")["ticket"]["ticket"], number)


class Codes(Refusals):
    def test_who_guesses_must_wait_whatever_he_asks(self):
        proof, other = self.ticket(), self.number()
        wrong = {**proof, "code": "AAAAA"}
        for method in ("ComeBack", "Return", "Cancel", "WhereAmI"):
            self.refused("WrongCode", "Visitor." + method, **wrong)
        self.refused("WrongCode", "Visitor.PutOff", **wrong, until=self.now_ms() + 5 * MINUTE)
        calls = [("Visitor." + method, parameters) for method, parameters in [
            ("WhereAmI", proof), ("WhyBeforeMe", {**proof, "before": other}), ("PutOff", {**proof, "until": self.now_ms() + MINUTE}),
            ("ComeBack", proof), ("Return", proof), ("Cancel", proof), ("CheckIn", {"booking": "ACDE-FGHJ"}),
            ("MoveBooking", {"booking": "ACDE-FGHJ", "slot_at": 0}), ("CancelBooking", {"booking": "ACDE-FGHJ"})]]
        self.all_refused("TooManyTries", calls, self.together(*calls))


class Busy(Refusals):
    def test_with_a_ticket(self):
        number = [self.number() for _ in range(2)][1]
        one = self.at()
        one.ask("Next")
        for method, parameters in (("Next", {}), ("Choose", {"ticket": number, "reason": "fire"}), ("Help", {"ticket": number}),
                                   ("TakeUp", {"ticket": number}), ("ServeDirect", {"services": ["visa"]}),
                                   ("BeginTask", {"task": "mail"})):
            one.refused("HoldsTicket", method, {"state": "called"}, **parameters)

    def test_otherwise(self):
        served, number = self.number(), self.number()
        one = self.at()
        self.assertEqual(one.serve(), served)
        one.finish()
        one.ask("BeginTask", task="mail")
        for method, parameters in (("Next", {}), ("Choose", {"ticket": number, "reason": "fire"}), ("Help", {"ticket": number}),
                                   ("TakeUp", {"ticket": number}), ("ServeDirect", {"services": ["visa"]}), ("Undo", {}),
                                   ("BeginTask", {"task": "mail"}), ("Pause", {"pause": "lunch"})):
            one.refused("NotFree", method, {"activity": "task"}, **parameters)

    def test_a_parked_ticket_that_is_not_for_him(self):
        one, two = self.at(), self.at("102", "2")
        sent = self.number()
        self.ask("Reception.Transfer", ticket=sent, place="end", counter="2")
        two.serve()
        two.ask("Park")
        one.refused("ForOther", "TakeUp", {"counter": "2"}, ticket=sent)
        needs = self.number(needs=["low-desk"])
        self.assertEqual(one.serve(), needs)
        one.ask("Park")
        two.refused("NeedNotMet", "TakeUp", {"needs": ["low-desk"]}, ticket=needs)
        one.refused("UnknownTicket", "TakeUp", {"ticket": "KA900"}, ticket="KA900")

    def test_no_deeper_and_no_longer(self):
        full, more = self.number(*["visa"] * 8), self.number()
        one = self.at()
        one.serve()
        one.refused("TooManySteps", "Join", {"limit": 8}, ticket=more)
        one.finish()
        self.set_rules(self.rules + " nested_returns = 0;")
        passport = self.number("passport")
        one.ask("Choose", ticket=passport, reason="fire")
        one.ask("Arrive")
        one.refused("TooDeep", "Transfer", {"limit": 0}, service="visa", place="end", returns=True)
        self.assertTrue(full)


class NoPlace(Refusals):
    def test_full_and_late(self):
        self.ask("Visitor.Issue", services=["few"])
        for role in ("Visitor", "Reception"):
            self.refused("ServiceFull", role + ".Issue", {"service": "few", "limit": 1}, services=["few"])
            self.refused("TooLateToday", role + ".Issue", {"service": "late"}, services=["late"])

    def test_it_has_that_slot(self):
        booking, slot = self.booking()
        for role in ("Visitor", "Reception"):
            self.refused("NothingChanges", role + ".MoveBooking", booking=booking, slot_at=slot)

    def test_a_slot_that_is_past(self):
        booking, slot = self.booking()
        for role in ("Visitor", "Reception"):
            self.refused("TimeSpanWrong", role + ".MoveBooking", booking=booking, slot_at=slot - 30 * MINUTE)

    def test_it_has_its_ticket_already(self):
        booking, slot = self.booking()
        number = self.ask("Visitor.CheckIn", booking=booking)["ticket"]["ticket"]
        self.refused("CheckedIn", "Visitor.CheckIn", booking=booking)
        self.refused("CheckedIn", "Visitor.MoveBooking", booking=booking, slot_at=slot)
        for method, more in (("CheckIn", {}), ("MoveBooking", {"slot_at": slot}), ("CancelBooking", {})):
            self.refused("CheckedIn", "Reception." + method, {"ticket": number}, booking=booking, **more)

    def test_no_number_is_left(self):
        booking, _ = self.booking(service="deed")
        one = self.at(counter="3")
        for _ in range(4):
            self.number("deed")
        deed = {"service": "deed", "limit": 4}
        self.refused("SeriesExhausted", "Visitor.Issue", deed, services=["deed"])
        self.refused("SeriesExhausted", "Reception.Issue", deed, services=["deed"])
        self.refused("SeriesExhausted", "Visitor.CheckIn", deed, booking=booking)
        self.refused("SeriesExhausted", "Reception.CheckIn", deed, booking=booking)
        self.refused("SeriesExhausted", "Reception.EnterByHand", deed, **self.hand(service="deed"))
        one.refused("SeriesExhausted", "EnterByHand", deed, **self.hand(service="deed"))
        one.refused("SeriesExhausted", "ServeDirect", deed, services=["deed"])

    def test_a_no_show_who_comes_back_too_late_or_too_often(self):
        late, often = self.ticket(), self.ticket()
        one, two = self.at(), self.at("102", "2")
        one.ask("Choose", ticket=late["ticket"], reason="fire")
        two.ask("Choose", ticket=often["ticket"], reason="fire")
        self.centre.wall.go_by(11)
        two.ask("NoShow")
        self.set_rules(self.rules + " grace_minutes = 0; returns = 0;")
        one.ask("NoShow")
        self.refused("LimitReached", "Visitor.Return", {"limit": 0}, **often)
        self.refused("LimitReached", "Reception.Return", {"limit": 0}, ticket=often["ticket"])
        self.centre.wall.go_by(1)
        self.refused("TooLate", "Visitor.Return", **late)
        self.refused("TooLate", "Reception.Return", ticket=late["ticket"])


class Staff(Refusals):
    def test_release_and_sign_out(self):
        number, other = self.number(), self.number()
        one, two = self.at(), self.at("102", "2")
        release = "Manager.Release"
        self.refused("WrongState", release, {"state": "waiting"}, ticket=number, reason="fire")
        self.assertEqual(one.serve(), number)
        self.refused("HeldByOther", release, {"operator": "101", "counter": "1"}, ticket=number, reason="fire")
        self.refused("HeldByOther", "Reception.Transfer", {"operator": "101"}, ticket=number, place="end", counter="2")
        self.refused("ReasonNeeded", release, ticket=number, reason="whim")
        self.refused("UnknownTicket", release, {"ticket": "KA900"}, ticket="KA900", reason="fire")
        self.refused("TakerNeeded", "Manager.SignOut", {"tickets": 1}, operator="101", leave_parked=False)
        two.serve()
        self.refused("TakerBusy", "Manager.SignOut", {"operator": "102", "ticket": other}, operator="101", taker="102",
                     leave_parked=False)
        two.finish()
        self.ask("Manager.SignOut", operator="101", taker="102", leave_parked=False)
        self.assertEqual(two.watch()["ticket"]["ticket"], number)
        self.assertEqual(self.ask("Reception.WhyBefore", ticket=self.number(), before=number)["sentence"] != "", True)

    def test_keys_that_there_are_not(self):
        day = self.ask("Visitor.GetCentre")["day"]
        row = {"counter": "1", "operator": "999", "hours": "09:00-18:00", "what": "present"}
        self.refused("UnknownOperator", "Manager.ImportRota", {"operator": "999"}, day=day, shifts=[row])
        for method, more in (("PreviewDay", {"open": []}), ("UnsetDay", {}), ("SetDay", {"open": []})):
            self.refused("UnknownAgency", "Manager." + method, {"agency": "moon"}, day=day, agency="moon", **more)
            self.refused("UnknownService", "Manager." + method, {"service": "moon"}, day=day, service="moon", **more)
        self.refused("UnknownTicket", "Reception.Void", {"ticket": "KA900"}, ticket="KA900", reason="mistake")


@unittest.skipIf(os.geteuid() != 0, "needs root to be somebody else")
class OtherAgency(Refusals):
    roles = ALL_ROLES + (', { role = "manager"; users = [ "64001" ]; agencies = [ "notary" ]; }'
                         ', { role = "reception"; users = [ "64001" ]; agencies = [ "notary" ]; }')

    def test_is_not_touched(self):
        number, one = self.number(), self.at()
        day = self.ask("Visitor.GetCentre")["day"]
        own = self.number("deed")
        calls = [("Manager." + method, parameters) for method, parameters in [
            ("Explain", {"ticket": number}), ("Story", {"ticket": number}), ("OpenService", {"service": "visa"}),
            ("Release", {"ticket": number, "reason": "fire"}), ("SignOut", {"operator": "101", "leave_parked": False}),
            ("Reprint", {"ticket": number, "printer": "desk"}),
            ("PreviewDay", {"day": day, "service": "visa", "open": []}), ("SetDay", {"day": day, "service": "visa", "open": []}),
            ("UnsetDay", {"day": day, "service": "visa"}), ("SetProfile", {"counter": "1", "profile": "all"}),
            ("PreviewProfile", {"counter": "1", "profile": "all"}), ("PreviewClose", {"service": "visa", "closing": "all"}),
            ("SetProfile", {"counter": "2", "profile": "police"})]]
        calls += [("Reception.Join", {"ticket": own, "to": number}), ("Reception.Join", {"ticket": number, "to": own})]
        replies = self.centre.as_user([["org.novbe." + method, parameters] for method, parameters in calls], uid=64001)
        for (method, _), reply in zip(calls, replies, strict=True):
            self.assert_error(reply, REFUSED + "OtherAgency", agency="police")
        self.assertEqual(one.watch()["session"]["operator"], "101")


if __name__ == "__main__":
    unittest.main()
