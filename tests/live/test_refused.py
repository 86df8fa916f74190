# SPDX-License-Identifier: MIT
"""Every error of org.novbe.Refused from a real daemon, each with all its fields as the interface says: a test an error,
found by its name in the interface file. What a field must say is told here whole: one too few or too many is wrong."""
import datetime
import os
import re
import unittest

from centre import OWNER_ROLES, SOURCE, until
from hall import CATALOGUE, OperatorCase

MINUTE_MS = 60_000
ERRORS = re.findall(r"^error (\w+) ", (SOURCE / "common/interface/org.novbe.Refused.varlink").read_text(), re.M)
# A day that is open is never opened again: the daemon does that by itself.
NEVER = {"DayOpen"}


class Refused(OperatorCase):
    rules = "nested_returns = 1;"
    roles = OWNER_ROLES + "".join(f', {{ role = "{role}"; users = [ "@owner" ]; }}' for role in
                                  ("reception", "counter", "board")) + (
        ', { role = "reception"; users = [ "64001" ]; agencies = [ "notary" ]; }')

    def exact(self, error, fields, method, talk=None, **parameters):
        """The error, and its fields: all of them, a number told as a function must be so."""
        reply = self.reply(method, parameters, talk)
        self.assertEqual(reply.get("error"), "org.novbe.Refused." + error, reply)
        told = reply.get("parameters", {})
        for name, value in fields.items():
            if callable(value):
                self.assertTrue(value(told[name]), (name, told))
        self.assertEqual({name: None if callable(fields.get(name)) else value for name, value in told.items()},
                         {name: None if callable(value) else value for name, value in fields.items()})

    def soon(self, after_ms=0, slack_ms=5000):
        return lambda moment: abs(moment - self.now_ms() - after_ms) < slack_ms

    def serve(self, talk, *services):
        ticket = self.issue(*services)
        self.at(talk, "Next")
        self.at(talk, "Arrive")
        return ticket["ticket"]

    def change_catalogue(self, before, after):
        self.assertEqual(CATALOGUE.count(before), 1)
        self.centre.catalogue.write_text(CATALOGUE.replace(before, after))
        self.ask("Admin.Reload")

    def slot(self, service="passport"):
        """One that can be checked in now."""
        day = self.ask("Visitor.GetCentre")["day"]
        return self.ask("Visitor.ListSlots", service=service, day=day)["slots"][0]["at"]

    def book(self, service="passport"):
        return self.ask("Reception.Book", service=service, slot_at=self.slot(service))["booking"]["booking"]

    # --- the day ---

    def day_not_over(self):
        today = self.centre.wall.date()
        self.exact("DayNotOver", {"day": today}, "Manager.WhatIf", day=today)

    def report_too_long(self):
        day = self.centre.wall.date()
        for _ in range(10):
            self.issue("deed")
            self.issue("passport", **{"class": "elderly"})
            self.roll_over()
        asked = {"whole": False, "from_day": day, "tables": ["day", "agency", "service", "class"]}
        self.ask("Manager.GetReport", **asked, each="day")
        self.centre.limits = "reply_bytes = 65536;"
        self.centre.write_config()
        self.ask("Admin.Reload")
        self.exact("ReportTooLong", {}, "Manager.GetReport", **asked, each="day")
        self.ask("Manager.GetReport", **asked, each="month")

    def day_not_kept(self):
        self.exact("DayNotKept", {"day": "2020-01-02"}, "Manager.CountersNeeded", day="2020-01-02")

    def no_day(self):
        self.ask("Admin.CloseDay")
        for method, parameters in (("Visitor.Issue", {"services": ["visa"]}), ("Manager.Resume", {}),
                                   ("Manager.Halt", {"reason": "fire"}), ("Admin.CloseDay", {})):
            self.exact("NoDay", {}, method, **parameters)

    def halted(self):
        operator = self.sign_in()
        self.ask("Manager.Halt", reason="fire")
        self.exact("Halted", {"reason": "fire"}, "Visitor.Issue", services=["visa"])
        self.exact("Halted", {"reason": "fire"}, "Counter.Next", operator)
        self.exact("Halted", {"reason": "fire"}, "Manager.Halt", reason="mistake")  # for what it is, not for what was asked

    def not_halted(self):
        self.exact("NotHalted", {}, "Manager.Resume")

    # --- keys ---

    def unknown_service(self):
        self.exact("UnknownService", {"service": "none"}, "Visitor.Issue", services=["visa", "none"])
        self.exact("UnknownService", {"service": "none"}, "Manager.CloseService", service="none", reason="fire",
                   closing="all")
        number = self.issue()["ticket"]
        for method, more in (("Change", {"reason": "mistake"}), ("Transfer", {"place": "end"})):
            self.exact("UnknownService", {"service": "none"}, "Reception." + method, ticket=number, service="none", **more)

    def unknown_class(self):
        for method in ("Visitor.Issue", "Reception.Issue"):
            self.exact("UnknownClass", {"class": "king"}, method, services=["visa"], **{"class": "king"})
        self.exact("UnknownClass", {"class": "king"}, "Reception.Change", ticket=self.issue()["ticket"], reason="mistake",
                   **{"class": "king"})

    def unknown_need(self):
        for method in ("Visitor.Issue", "Reception.Issue"):
            self.exact("UnknownNeed", {"need": "wings"}, method, services=["visa"], needs=["step-free", "wings"])

    def unknown_counter(self):
        number = self.issue()["ticket"]
        self.exact("UnknownCounter", {"counter": "9"}, "Reception.Transfer", ticket=number, counter="9", place="end")
        self.exact("UnknownCounter", {"counter": "9"}, "Manager.SetShift", counter="9", until=self.now_ms() + MINUTE_MS,
                   what="present", **{"from": self.now_ms()})

    def unknown_profile(self):
        self.exact("UnknownProfile", {"profile": "none"}, "Manager.SetProfile", counter="1", profile="none")
        self.exact("UnknownProfile", {"profile": "none"}, "Manager.PreviewProfile", counter="1", profile="none")

    def no_forecast(self):
        """While the disk fails nothing is known."""
        self.foresee()
        now = self.now_ms()
        shift = {"counter": "1", "what": "present", "from": now, "until": now + MINUTE_MS}
        with self.failing_store():
            self.assertEqual(self.reply("Visitor.Issue", {"services": ["visa"]})["error"], "org.novbe.Fault.StorageFailed")
            self.exact("NoForecast", {}, "Manager.PreviewShift", **shift)
            self.exact("NoForecast", {}, "Manager.PreviewProfile", counter="1", profile="all")
            self.exact("NoForecast", {}, "Manager.PreviewClose", service="visa", closing="all")
        until(lambda: "error" not in self.reply("Manager.PreviewShift", shift), "something to be known again")

    def unknown_operator(self):
        number = self.issue()["ticket"]
        self.exact("UnknownOperator", {"operator": "999"}, "Reception.Transfer", ticket=number, operator="999", place="end")
        self.exact("UnknownOperator", {"operator": "999"}, "Admin.SetPin", operator="999", pin="1234")

    def unknown_outcome(self):
        operator = self.sign_in()
        self.serve(operator)
        self.exact("UnknownOutcome", {"outcome": "none"}, "Counter.Finish", operator, outcome="none", next=False)
        self.exact("UnknownOutcome", {"outcome": "none"}, "Reception.EnterByHand", service="visa", outcome="none",
                   until=self.now_ms(), **{"from": self.now_ms()})

    def unknown_code(self):
        operator = self.sign_in()
        self.exact("UnknownCode", {"code": "tea"}, "Counter.Pause", operator, pause="tea")
        self.exact("UnknownCode", {"code": "tea"}, "Counter.BeginTask", operator, task="tea")

    def unknown_agency(self):
        day = self.ask("Visitor.GetCentre")["day"]
        self.exact("UnknownAgency", {"agency": "none"}, "Manager.SetDay", day=day, agency="none", open=[])

    def unknown_terminal(self):
        self.exact("UnknownTerminal", {"key": "none"}, "Visitor.Issue", services=["visa"], kiosk="none")
        self.exact("UnknownTerminal", {"key": "none"}, "Reception.Issue", services=["visa"], printer="none")
        self.exact("UnknownTerminal", {"key": "none"}, "Board.Watch", board="none")

    def unknown_ticket(self):
        operator = self.sign_in()
        for text in ("KA900", "?"):
            self.exact("UnknownTicket", {"ticket": text}, "Reception.Cancel", ticket=text)
            self.exact("UnknownTicket", {"ticket": text}, "Counter.TakeUp", operator, ticket=text)
            self.exact("UnknownTicket", {"ticket": text}, "Manager.Story", ticket=text)
            self.exact("UnknownTicket", {"ticket": text}, "Manager.CloseService", service="visa", reason="fire",
                       closing="to_ticket", last=text)

    def unknown_booking(self):
        self.exact("UnknownBooking", {"booking": "acde-fghj"}, "Visitor.CheckIn", booking="acde-fghj")
        self.exact("UnknownBooking", {"booking": "ACDE-FGHJ"}, "Reception.CancelBooking", booking="ACDE-FGHJ")

    def reason_needed(self):
        operator = self.sign_in()
        number = self.issue()["ticket"]
        given = {"reason": "none"}
        self.exact("ReasonNeeded", given, "Counter.Choose", operator, ticket=number, **given)
        self.exact("ReasonNeeded", given, "Reception.Void", ticket=number, **given)
        self.exact("ReasonNeeded", given, "Reception.Change", ticket=number, language="en", **given)
        self.exact("ReasonNeeded", given, "Manager.Halt", **given)
        self.exact("ReasonNeeded", given, "Manager.CloseService", service="visa", closing="to_ticket", last="KA9", **given)
        self.at(operator, "Next")
        self.exact("ReasonNeeded", given, "Manager.Release", ticket=number, **given)
        self.exact("ReasonNeeded", {"reason": ""}, "Reception.Void", ticket=number, reason="")

    # --- who may ---

    def wrong_code(self):
        ticket = self.issue()
        self.exact("WrongCode", {"tries_left": 4}, "Visitor.WhereAmI", ticket=ticket["ticket"], code="?")
        self.exact("WrongCode", {"tries_left": 3}, "Visitor.Rate", ticket="KA9", code=ticket["code"], stars=5)

    def too_many_tries(self):
        for _ in range(5):
            self.reply("Visitor.WhereAmI", {"ticket": "KA1", "code": "?"})
        self.exact("TooManyTries", {"from": self.soon(MINUTE_MS)}, "Visitor.WhereAmI", ticket="KA1", code="?")

    def wrong_pin(self):
        talk = self.centre.talk()
        later = {"from": lambda moment: moment >= self.now_ms() - 5000}
        self.exact("WrongPin", later, "Counter.SignIn", talk, operator="999", pin="1234", counter="1")
        self.exact("WrongPin", later, "Visitor.OpenCorner", talk, kiosk="door", pin="1234")

    @unittest.skipIf(os.geteuid() != 0, "needs root to be somebody else")
    def other_agency(self):
        number = self.issue()["ticket"]
        reply, = self.centre.as_user([["org.novbe.Reception.Cancel", {"ticket": number}]], uid=64001)
        self.assertEqual(reply, {"error": "org.novbe.Refused.OtherAgency", "parameters": {"agency": "police"}})

    def not_signed_in(self):
        self.exact("NotSignedIn", {}, "Counter.Next")
        operator = self.sign_in()
        self.serve(operator)
        self.exact("NotSignedIn", {"operator": "102"}, "Counter.HandOver", operator, operator="102")
        self.exact("NotSignedIn", {"operator": "999"}, "Counter.HandOver", operator, operator="999")
        self.exact("NotSignedIn", {"operator": "102"}, "Manager.SignOut", operator="102", leave_parked=False)

    def counter_taken(self):
        self.sign_in()
        self.ask("Admin.SetPin", operator="102", pin="1234")
        self.exact("CounterTaken", {"counter": "1", "operator": "101"}, "Counter.SignIn", self.centre.talk(),
                   operator="102", pin="1234", counter="1")

    def corner_shut(self):
        self.exact("CornerShut", {}, "Visitor.SetKioskClosed", kiosk="door", token="?", closed=True)

    # --- is there a place? ---

    def kiosk_closed(self):
        code = self.book()
        self.ask("Manager.SetKioskClosed", kiosk="door", closed=True)
        self.exact("KioskClosed", {"kiosk": "door"}, "Visitor.Issue", services=["visa"], kiosk="door")
        self.exact("KioskClosed", {"kiosk": "door"}, "Visitor.CheckIn", booking=code, kiosk="door")

    def slow_down(self):
        self.centre.config.write_text(self.centre.config.read_text().replace("handful_tickets = 0", "handful_tickets = 1"))
        self.ask("Admin.Reload")
        self.issue("visa", kiosk="door")
        self.exact("SlowDown", {"service": "visa", "until": self.soon(15_000)}, "Visitor.Issue", services=["visa", "deed"],
                   kiosk="door")


    def service_closed(self):
        self.exact("ServiceClosed", {"service": "archive"}, "Visitor.Issue", services=["archive"])
        self.ask("Manager.CloseService", service="visa", reason="fire", closing="all")
        self.exact("ServiceClosed", {"service": "visa"}, "Visitor.Issue", services=["passport", "visa"])
        local = self.centre.wall.local()
        opens = local.replace(hour=local.hour + 1, minute=0, second=0, microsecond=0)
        self.ask("Manager.SetDay", day=self.centre.wall.date(), service="deed", open=[opens.strftime("%H:%M-23:59")])
        self.exact("ServiceClosed", {"service": "deed", "opens_at": int(opens.timestamp() * 1000)}, "Visitor.Issue",
                   services=["deed"])

    def too_late_today(self):
        self.change_catalogue('slot_places = 1;', 'slot_places = 1; cutoff_minutes = 30;')
        local = self.centre.wall.local()
        closes = local.replace(hour=local.hour + 1, minute=0, second=0, microsecond=0)
        self.ask("Manager.SetDay", day=self.centre.wall.date(), service="deed", open=[closes.strftime("00:00-%H:%M")])
        self.centre.wall.go_by((closes - local).total_seconds() - 20 * 60)
        self.exact("TooLateToday", {"service": "deed", "until": int(closes.timestamp() * 1000) - 30 * MINUTE_MS},
                   "Visitor.Issue", services=["deed"])

    def not_served_today(self):
        local = self.centre.wall.local()
        closes = local.replace(hour=local.hour + 1, minute=0, second=0, microsecond=0)
        self.ask("Manager.SetDay", day=self.centre.wall.date(), service="deed", open=[closes.strftime("00:00-%H:%M")])
        self.sign_in("102", "2")
        self.centre.wall.go_by((closes - local).total_seconds() - 20)
        until(lambda: self.wait_of("deed").get("refused") == "too_late", "the forecast")
        opens = (closes + datetime.timedelta(days=1)).replace(hour=0)
        self.exact("NotServedToday", {"service": "deed", "opens_at": int(opens.timestamp() * 1000)}, "Visitor.Issue",
                   services=["deed"])
        self.ask("Reception.Issue", services=["deed"])

    def service_full(self):
        self.change_catalogue('slot_places = 1;', 'slot_places = 1; daily_limit = 2;')
        self.issue("deed"), self.issue("deed")
        self.exact("ServiceFull", {"service": "deed", "limit": 2}, "Visitor.Issue", services=["visa", "deed"])

    def series_exhausted(self):
        code = self.book("deed")
        for _ in range(4):
            self.issue("deed")
        fields = {"service": "deed", "limit": 4}
        self.exact("SeriesExhausted", fields, "Visitor.Issue", services=["deed"])
        self.exact("SeriesExhausted", fields, "Visitor.CheckIn", booking=code)
        self.exact("SeriesExhausted", fields, "Reception.CheckIn", booking=code)
        self.exact("SeriesExhausted", fields, "Reception.EnterByHand", service="deed", until=self.now_ms() - 1000,
                   **{"from": self.now_ms() - 2000})
        self.exact("SeriesExhausted", fields, "Counter.ServeDirect", self.sign_in("102", "2"), services=["deed"])

    def party_too_large(self):
        self.exact("PartyTooLarge", {"service": "passport", "limit": 3}, "Visitor.Issue", services=["passport"], party=4)
        self.exact("PartyTooLarge", {"service": "passport", "limit": 3}, "Reception.Book", service="passport",
                   slot_at=self.slot(), party=4)

    def too_many_steps(self):
        self.exact("TooManySteps", {"limit": 8}, "Visitor.Issue", services=["visa"] * 9)
        one, other = self.issue(*["visa"] * 8), self.issue()
        self.exact("TooManySteps", {"limit": 8}, "Reception.Join", ticket=other["ticket"], to=one["ticket"])

    def slot_full(self):
        slot = self.slot("deed")
        self.ask("Reception.Book", service="deed", slot_at=slot)
        self.exact("SlotFull", {"service": "deed", "limit": 1}, "Reception.Book", service="deed", slot_at=slot)

    def not_booked_here(self):
        self.exact("NotBookedHere", {"service": "visa"}, "Visitor.ListSlots", service="visa")
        self.exact("NotBookedHere", {"service": "visa"}, "Reception.Book", service="visa", slot_at=self.slot())

    def no_slot(self):
        code, slot = self.book(), self.slot() + 1
        for method, more in (("Reception.Book", {"service": "passport"}), ("Reception.MoveBooking", {"booking": code}),
                             ("Visitor.MoveBooking", {"booking": code})):
            self.exact("NoSlot", {"service": "passport"}, method, slot_at=slot, **more)

    def checked_in(self):
        code = self.book()
        number = self.ask("Visitor.CheckIn", booking=code)["ticket"]["ticket"]
        self.exact("CheckedIn", {}, "Visitor.CheckIn", booking=code)
        self.exact("CheckedIn", {"ticket": number}, "Reception.CheckIn", booking=code)
        self.exact("CheckedIn", {"ticket": number}, "Reception.CancelBooking", booking=code)

    def wrong_return_code(self):
        ticket = self.issue()
        self.ask("Manager.CloseService", service="visa", reason="fire", closing="send_home")
        self.ask("Manager.OpenService", service="visa")
        code = self.ask("Visitor.FindReturnCode", ticket=ticket["ticket"], code=ticket["code"])["return_code"]["return_code"]
        for method, more in (("Visitor.Issue", {"services": ["visa"]}), ("Reception.Issue", {"services": ["visa"]}),
                             ("Visitor.ReadReturnCode", {})):
            self.exact("WrongReturnCode", {"why": "early", "service": "visa"}, method, return_code=code, **more)
        self.exact("WrongReturnCode", {"why": "other_service", "service": "visa"}, "Visitor.Issue", services=["passport"],
                   return_code=code)
        self.exact("WrongReturnCode", {"why": "unknown"}, "Reception.Issue", services=["visa"], return_code="?")
        self.exact("WrongReturnCode", {"why": "unknown", "tries_left": 4}, "Visitor.Issue", services=["visa"],
                   return_code="?")

    # --- a paper of the machine that was lost ---

    def adopt(self, error, fields, ticket, **more):
        self.exact(error, fields, "Reception.Adopt", ticket=ticket, services=["visa"], **more)

    def nothing_lost(self):
        self.adopt("NothingLost", {}, "KA001")

    def ticket_known(self):
        number = self.issue()["ticket"]
        with self.lost_span():
            pass
        self.adopt("TicketKnown", {"ticket": number, "state": "waiting"}, number.lower())

    def not_lost(self):
        self.issue()
        with self.lost_span():
            code = self.issue()["code"]
        for number, why in (("TU001", "series"), ("KA013", "number"), ("KA20001", "number"), ("KA10001", "new")):
            self.adopt("NotLost", {"ticket": number, "why": why}, number)
        self.adopt("NotLost", {"ticket": "ka2", "why": "code"}, "ka2", code="1" + code)
        self.ask("Reception.Adopt", ticket="KA002", services=["visa"], code=code)

    def outside_lost_span(self):
        self.issue()
        self.centre.wall.go_by(60)
        with self.lost_span():
            self.centre.wall.go_by(600)
        span = {"from": self.soon(after_ms=-660_000), "until": self.soon()}
        for moment in (self.now_ms() - 15 * MINUTE_MS, self.now_ms() + MINUTE_MS):
            self.adopt("OutsideLostSpan", span, "KA002", at=moment)

    # --- a ticket in another state ---

    def wrong_state(self):
        operator = self.sign_in()
        number = self.issue()["ticket"]
        self.exact("WrongState", {"ticket": number, "state": "waiting"}, "Reception.ComeBack", ticket=number.lower())
        self.at(operator, "Next")
        self.exact("WrongState", {"ticket": number, "state": "called"}, "Reception.PutOff", ticket=number,
                   until=self.now_ms() + MINUTE_MS)
        self.exact("WrongState", {"ticket": number, "state": "called"}, "Counter.Transfer", operator, counter="2",
                   place="end", returns=True)
        ended = self.issue()["ticket"]
        self.ask("Reception.Cancel", ticket=ended)
        self.exact("WrongState", {"ticket": ended, "state": "ended"}, "Reception.Join", ticket=self.issue()["ticket"],
                   to=ended)

    def held_by_other(self):
        operator = self.sign_in()
        number = self.serve(operator, "passport")
        fields = {"ticket": number, "counter": "1", "operator": "101"}
        self.exact("HeldByOther", fields, "Manager.Release", ticket=number, reason="mistake")
        self.exact("HeldByOther", fields, "Reception.Transfer", ticket=number, service="visa", place="end")
        operator.close()
        until(lambda: self.ask("Manager.WatchHall")["counters"][0]["session"] == "lost", "the terminal to be gone")
        self.centre.wall.go_by(70)
        self.issue()  # the lease is over
        self.exact("HeldByOther", {"ticket": number, "operator": "101"}, "Reception.Transfer", ticket=number,
                   service="visa", place="end")

    def for_other(self):
        self.sign_in("102", "2")
        operator = self.sign_in()
        number = self.issue()["ticket"]
        self.ask("Reception.Transfer", ticket=number, counter="2", place="end")
        self.exact("ForOther", {"ticket": number, "counter": "2"}, "Counter.Choose", operator, ticket=number,
                   reason="mistake")
        other = self.issue()["ticket"]
        self.ask("Reception.Transfer", ticket=other, operator="102", place="end")
        self.exact("ForOther", {"ticket": other, "operator": "102"}, "Counter.Choose", operator, ticket=other,
                   reason="mistake")

    def not_in_profile(self):
        operator = self.sign_in()
        number = self.issue("deed")["ticket"]
        fields = {"ticket": number, "service": "deed"}
        self.exact("NotInProfile", fields, "Counter.Choose", operator, ticket=number, reason="mistake")
        self.exact("NotInProfile", fields, "Counter.Explain", operator, ticket=number)
        self.ask("Reception.PutOff", ticket=number, until=self.now_ms() + MINUTE_MS)
        self.exact("NotInProfile", fields, "Counter.ComeBack", operator, ticket=number)

    def need_not_met(self):
        operator = self.sign_in("102", "2")
        number = self.issue(needs=["step-free", "low-desk"])["ticket"]
        self.exact("NeedNotMet", {"ticket": number, "needs": ["step-free", "low-desk"]}, "Counter.Choose", operator,
                   ticket=number, reason="mistake")

    def moved_on(self):
        operator = self.sign_in()
        self.issue("passport")
        number = self.issue()["ticket"]
        self.at(operator, "Next")
        self.at(operator, "Finish", outcome="done", next=True)
        self.at(operator, "Arrive")
        self.exact("MovedOn", {"ticket": number, "state": "serving"}, "Counter.Undo", operator)

    # --- at the counter ---

    def holds_ticket(self):
        operator = self.sign_in()
        number = self.serve(operator)
        self.exact("HoldsTicket", {"ticket": number, "state": "serving"}, "Counter.Next", operator)

    def holds_none(self):
        operator = self.sign_in()
        for method, more in (("Arrive", {}), ("Finish", {"outcome": "done", "next": False}), ("EndHelp", {}),
                             ("AddNote", {"text": "x", "for_next": False}), ("Join", {"ticket": "KA1"})):
            self.exact("HoldsNone", {}, "Counter." + method, operator, **more)

    def not_free(self):
        operator = self.sign_in()
        self.at(operator, "Pause", pause="lunch")
        self.exact("NotFree", {"activity": "pause"}, "Counter.Next", operator)
        self.at(operator, "EndPause")
        self.at(operator, "BeginTask", task="mail")
        self.exact("NotFree", {"activity": "task"}, "Counter.Next", operator)
        self.exact("NotFree", {"activity": "task"}, "Counter.Pause", operator, pause="lunch")

    def nobody_waits(self):
        operator = self.sign_in()
        self.issue("deed"), self.issue(needs=["low-desk"])
        self.at(operator, "Next")
        self.at(operator, "Finish", outcome="done", next=False)
        self.exact("NobodyWaits", {"others": 1}, "Counter.Next", operator)

    def taker_needed(self):
        operator = self.sign_in()
        self.serve(operator)
        self.at(operator, "Park")
        self.serve(operator)
        self.exact("TakerNeeded", {"tickets": 2}, "Counter.SignOut", operator, leave_parked=False)
        self.exact("TakerNeeded", {"tickets": 2}, "Manager.SignOut", operator="101", leave_parked=False)

    def taker_busy(self):
        operator, other = self.sign_in(), self.sign_in("102", "2")
        self.serve(operator)
        number = self.serve(other)
        self.exact("TakerBusy", {"operator": "102", "activity": "ticket", "ticket": number}, "Counter.HandOver", operator,
                   operator="102")
        self.at(other, "Finish", outcome="done", next=False)
        self.at(other, "Pause", pause="lunch")
        self.exact("TakerBusy", {"operator": "102", "activity": "pause"}, "Counter.SignOut", operator, taker="102",
                   leave_parked=False)

    def nothing_to_undo(self):
        self.exact("NothingToUndo", {}, "Counter.Undo", self.sign_in())

    # --- times and limits ---

    def too_soon(self):
        operator = self.sign_in()
        self.issue()
        self.at(operator, "Next")
        self.exact("TooSoon", {"from": self.soon(15_000)}, "Counter.Recall", operator)

    def too_few_calls(self):
        operator = self.sign_in()
        self.issue()
        self.at(operator, "Next")
        self.exact("TooFewCalls", {"limit": 2, "from": self.soon(15_000)}, "Counter.NoShow", operator)

    def too_late(self):
        operator = self.sign_in()
        self.serve(operator)
        self.at(operator, "Finish", outcome="done", next=False)
        self.centre.wall.go_by(20)
        self.exact("TooLate", {"until": self.soon(-10_000)}, "Counter.Undo", operator)

    def limit_reached(self):
        number = self.issue()["ticket"]
        for _ in range(2):
            self.ask("Reception.PutOff", ticket=number, until=self.now_ms() + MINUTE_MS)
            self.ask("Reception.ComeBack", ticket=number)
        self.exact("LimitReached", {"limit": 2}, "Reception.PutOff", ticket=number, until=self.now_ms() + MINUTE_MS)

    def too_long(self):
        number = self.issue()["ticket"]
        self.exact("TooLong", {"until": self.soon(60 * MINUTE_MS)}, "Reception.PutOff", ticket=number,
                   until=self.now_ms() + 61 * MINUTE_MS)

    def time_span_wrong(self):
        number = self.issue()["ticket"]
        self.exact("TimeSpanWrong", {}, "Reception.PutOff", ticket=number, until=self.now_ms() - 1000)

    # --- moving ---

    def transfer_forbidden(self):
        operator = self.sign_in("102", "2")
        number = self.issue()["ticket"]
        self.exact("TransferForbidden", {"service": "deed"}, "Reception.Transfer", ticket=number, service="deed",
                   place="end")
        self.at(operator, "Next")
        self.exact("TransferForbidden", {"service": "passport"}, "Counter.Transfer", operator, service="passport",
                   place="end", returns=False)

    def too_deep(self):
        operator = self.sign_in()
        self.serve(operator, "passport")
        self.at(operator, "Transfer", service="visa", place="front", returns=True)
        self.at(operator, "Next")
        self.at(operator, "Arrive")
        self.exact("TooDeep", {"limit": 1}, "Counter.Transfer", operator, counter="2", place="end", returns=True)

    def nothing_changes(self):
        self.exact("NothingChanges", {}, "Manager.OpenService", service="visa")


def method_of(error):
    return re.sub(r"(?<!^)(?=[A-Z])", "_", error).lower()


for error in ERRORS:
    if error not in NEVER:
        setattr(Refused, "test_" + method_of(error),
                getattr(Refused, method_of(error), lambda self: self.fail("there is no script of this error")))


class Whole(unittest.TestCase):
    def test_every_error_was_found(self):
        self.assertGreater(len(ERRORS), 50)
        self.assertLessEqual(NEVER, set(ERRORS))


if __name__ == "__main__":
    unittest.main()
