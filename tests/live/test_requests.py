# SPDX-License-Identifier: MIT
"""The same request twice is done once: every method that takes an id, twice in one turn, again after the daemon was killed, and
again when the day is over. Each is answered what was answered then, and nothing else happens.

The day runs through all methods in an order in which each can be done; tests/live/every_call.py looks that none is left out.
"""
import datetime
import unittest

import record
from hall import ALL_ROLES, PIN, HallCase, WideHall, Terminal

from centre import until

MINUTE = 60 * 1000


def without_notes(answer):
    """As it is repeated: notes are erased at the close of the day, so none are kept with an answer."""
    return {name: {**value, "notes": []} if isinstance(value, dict) and "notes" in value else value
            for name, value in answer.items()}


class Requests(HallCase):
    roles = ALL_ROLES
    hall = WideHall
    rules = "calls_before_no_show = 1; recall_gap_seconds = 5; lease_seconds = 3600; undo_seconds = 60;"

    def setUp(self):
        super().setUp()
        self.done = []  # (method, parameters, answer)
        for operator in ("101", "102"):
            self.ask("Admin.SetPin", operator=operator, pin=PIN)
        self.one, self.two = Terminal(self, "101", "1"), Terminal(self, "102", "2")

    # --- a request, and the same again ---

    def twice(self, method, talk=None, **parameters):
        """Twice in one turn; what was answered."""
        wish = {**parameters, "request": f"wish {len(self.done)}"}
        first, again = self.together((method, wish), (method, wish), talk=talk)
        self.assertNotIn("error", first, (method, parameters))
        self.assertIs(first["parameters"].pop("repeated"), False, method)
        self.assertIs(again["parameters"].pop("repeated", None), True, (method, again))
        self.assertEqual(without_notes(first["parameters"]), again["parameters"], method)
        record.repeated("org.novbe." + method, "turn")
        self.done.append((method, wish, again["parameters"]))
        return first["parameters"]

    def again(self, how):
        """All of them once more."""
        for method, wish, answer in self.done:
            self.assertEqual(self.ask(method, **wish), {**answer, "repeated": True}, method)
            record.repeated("org.novbe." + method, how)

    def by(self, terminal, method, **parameters):
        return self.twice("Counter." + method, talk=terminal.talk, **parameters)

    def issue(self, service="passport", **parameters):
        return self.ask("Reception.Issue", services=[service], **parameters)["ticket"]["ticket"]

    def ticket(self, service="passport"):
        """With its code."""
        ticket = self.ask("Visitor.Issue", services=[service])["ticket"]
        return {"ticket": ticket["ticket"], "code": ticket["code"]}

    # --- the day ---

    def missed(self):
        """A visitor is called and does not come: to be returned by reception, and by himself."""
        mine, theirs = self.ticket(), self.ticket("visa")
        for terminal, ticket in ((self.one, mine), (self.two, theirs)):
            terminal.ask("Choose", ticket=ticket["ticket"], reason="fire")
        self.centre.wall.go_by(11)
        self.by(self.one, "Recall")
        self.by(self.one, "NoShow")
        self.two.ask("NoShow")
        self.twice("Visitor.Return", **mine)
        self.twice("Reception.Return", ticket=theirs["ticket"])
        self.twice("Visitor.Cancel", **mine)
        self.twice("Visitor.Rate", **mine, stars=2)
        self.twice("Reception.Cancel", ticket=theirs["ticket"])

    def at_the_counter(self):
        one, two = self.one, self.two
        first, second, third = self.issue(), self.issue(), self.issue()
        self.by(one, "Next")
        self.by(one, "Undo")
        self.by(one, "Choose", ticket=first, reason="fire")
        self.by(one, "Arrive")
        self.by(one, "AddNote", text="a form is missing", for_next=True)
        self.by(one, "Join", ticket=third)
        self.by(one, "Park")
        self.by(one, "ComeBack", ticket=first)
        one.ask("Next")
        one.ask("Park")
        self.by(one, "TakeUp", ticket=first)
        self.by(two, "Help", ticket=first)
        self.by(two, "EndHelp")
        self.by(one, "HandOver", operator="102")
        self.by(two, "Transfer", place="end", returns=False, service="visa")
        one.ask("Choose", ticket=second, reason="fire")
        self.by(one, "Finish", outcome="done", next=False)
        self.by(one, "ServeDirect", services=["passport"])
        one.finish()
        now = self.now_ms()
        self.by(one, "EnterByHand", service="visa", **{"from": now - 9 * MINUTE, "until": now - 5 * MINUTE})

    def without_a_visitor(self):
        self.by(self.one, "Pause", pause="lunch")
        self.by(self.one, "EndPause")
        self.by(self.one, "BeginTask", task="mail")
        self.by(self.one, "EndTask")
        self.by(self.one, "SignOut", leave_parked=False)
        Terminal(self, "101", "3").talk.close()
        self.twice("Manager.SignOut", operator="101", leave_parked=False)

    def released(self):
        """The terminal is gone, and with it who served."""
        ticket = self.issue("deed")
        self.two.ask("Choose", ticket=ticket, reason="fire")
        self.two.ask("Arrive")
        self.two.talk.close()
        until(lambda: self.is_lost("102"), "the terminal to be gone")
        self.twice("Manager.Release", ticket=ticket, reason="fire")

    def is_lost(self, operator):
        counters = self.ask("Manager.WatchHall")["counters"]
        return any(one.get("operator") == operator and one["session"] == "lost" for one in counters)

    def at_reception(self):
        slots = self.ask("Reception.ListSlots", service="passport")["slots"]
        ticket = self.twice("Reception.Issue", services=["visa"])["ticket"]["ticket"]
        self.twice("Reception.Change", ticket=ticket, reason="mistake", **{"class": "elderly"})
        self.twice("Reception.AddNote", ticket=ticket, text="with a pram", for_next=False)
        self.twice("Reception.PutOff", ticket=ticket, until=self.now_ms() + 10 * MINUTE)
        self.twice("Reception.ComeBack", ticket=ticket)
        self.twice("Reception.Transfer", ticket=ticket, place="end", counter="2")
        self.twice("Reception.Join", ticket=self.issue(), to=ticket)
        self.twice("Reception.Void", ticket=ticket, reason="mistake")
        now = self.now_ms()
        self.twice("Reception.EnterByHand", service="visa", **{"from": now - 9 * MINUTE, "until": now - 5 * MINUTE})
        booking = self.twice("Reception.Book", service="passport", slot_at=slots[5]["at"])["booking"]["booking"]
        self.twice("Reception.MoveBooking", booking=booking, slot_at=slots[0]["at"])
        self.twice("Reception.CheckIn", booking=booking)
        other = self.ask("Reception.Book", service="passport", slot_at=slots[5]["at"])["booking"]["booking"]
        self.twice("Reception.CancelBooking", booking=other)

    def at_the_kiosk(self):
        slots = self.ask("Visitor.ListSlots", service="passport")["slots"]
        ticket = self.twice("Visitor.Issue", services=["visa"], kiosk="door")["ticket"]
        proof = {"ticket": ticket["ticket"], "code": ticket["code"]}
        self.twice("Visitor.PutOff", **proof, until=self.now_ms() + 10 * MINUTE)
        self.twice("Visitor.ComeBack", **proof)
        booking = self.ask("Reception.Book", service="passport", slot_at=slots[5]["at"])["booking"]["booking"]
        self.twice("Visitor.MoveBooking", booking=booking, slot_at=slots[0]["at"])
        self.twice("Visitor.CheckIn", booking=booking)
        other = self.ask("Reception.Book", service="passport", slot_at=slots[6]["at"])["booking"]["booking"]
        self.twice("Visitor.CancelBooking", booking=other)
        name = self.twice("Visitor.AskForHelp", kiosk="door", page="services")["help"]
        self.twice("Reception.AnswerHelp", help=name)
        self.twice("Reception.EndHelp", help=name)
        self.twice("Visitor.ReportSessions", kiosk="door", **{"from": self.now_ms() - MINUTE}, until=self.now_ms(),
                   open_ms=MINUTE, busy_ms=0, to_ticket_ms=[20_000], answered=0, helped=0, refused=0, given_up=0,
                   abandoned=1)
        self.twice("Board.ReportVoice", board="hall", call=5, spoken=3, dropped=0, backlog_ms=100)

    def on_paper(self):
        self.twice("Printer.ReportPrinter", printer="entrance", state="ready")
        ticket = self.ask("Visitor.Issue", services=["visa"], kiosk="door")["ticket"]
        order, = [one["order"] for one in self.ask("Printer.WatchOrders")["orders"]
                  if (one.get("ticket") or {}).get("ticket") == ticket["ticket"]]
        self.twice("Printer.Take", order=order, printer="entrance")
        self.twice("Printer.Report", order=order, printer="entrance", state="printed")
        self.twice("Visitor.Reprint", ticket=ticket["ticket"], code=ticket["code"], kiosk="door")
        self.twice("Reception.Reprint", ticket=ticket["ticket"], printer="desk")
        self.by(self.two, "Reprint", ticket=ticket["ticket"], printer="desk")
        self.twice("Manager.Reprint", ticket=ticket["ticket"], printer="desk")
        self.twice("Reception.PrintInformation", service="visa", printer="desk")
        self.twice("Admin.PrintTest", printer="desk")

    def among_staff(self):
        """Before somebody signs out: an alarm is over, a message is read and gone, when they are asked for again."""
        first = self.by(self.one, "Alarm")["alarm"]
        self.by(self.two, "AnswerAlarm", alarm=first)
        self.by(self.two, "EndAlarm", alarm=first)
        second = self.one.ask("Alarm")["alarm"]
        self.twice("Reception.AnswerAlarm", alarm=second)
        self.twice("Reception.EndAlarm", alarm=second)
        message = self.twice("Manager.SendMessage", text="Training at five")["message"]
        self.by(self.one, "ReadMessage", message=message)
        self.twice("Manager.TakeBackMessage", message=message)

    def in_the_corner(self):
        self.twice("Admin.SetKioskPin", pin=PIN)
        token = self.ask("Visitor.OpenCorner", kiosk="bare", pin=PIN)["token"]
        self.twice("Visitor.SetKioskClosed", kiosk="bare", token=token, closed=True)
        self.twice("Manager.SetKioskClosed", kiosk="bare", closed=False)
        self.twice("Admin.SetPaperPin", pin=PIN)
        self.twice("Reception.ChangeRoll", printer="desk")

    def by_the_manager(self):
        now = self.now_ms()
        later = str(datetime.date.fromisoformat(self.ask("Visitor.GetCentre")["day"]) + datetime.timedelta(days=3))
        self.twice("Manager.CloseService", service="visa", reason="fire", closing="send_home")
        self.twice("Manager.OpenService", service="visa")
        self.twice("Manager.Halt", reason="fire")
        self.twice("Manager.Resume")
        self.twice("Manager.SetDay", day=later, service="deed", open=["10:00-12:00"])
        self.twice("Manager.UnsetDay", day=later, service="deed")
        self.twice("Manager.SetShift", counter="1", what="present", **{"from": now, "until": now + 60 * MINUTE})
        self.twice("Manager.ImportRota", day=later, shifts=[{"counter": "1", "hours": "09:00-12:00", "what": "present"}])
        self.twice("Manager.SetProfile", counter="2", profile="police", until=now + 60 * MINUTE)
        self.twice("Manager.SetProfile", counter="2")
        slot = self.ask("Reception.ListSlots", service="passport")["slots"][7]["at"]
        row = {"outside": "e1", "service": "passport", "slot_at": slot, "cancelled": False}
        self.twice("Network.Book", bookings=[row])

    def by_the_administrator(self):
        self.twice("Admin.AddOperator", operator="201", pin=PIN, languages=["az"])
        self.twice("Admin.SetPin", operator="201", pin="1357")
        self.twice("Admin.RemoveOperator", operator="201")
        self.twice("Admin.BackedUp", good=True, text="a day on a tape")

    def state(self):
        """What must not change by asking again."""
        hall = self.ask("Manager.WatchHall")
        found = self.ask("Reception.FindTickets", limit=100)["tickets"]
        operators = self.ask("Admin.ListOperators")["operators"]
        days = self.ask("Manager.ListDays")["days"]
        return (hall["figures"], hall["closed_kiosks"], hall["alarms"], hall["messages"], sorted((one["ticket"], one["state"], one.get("end")) for one in found), operators, days)

    def test_every_request_is_done_once(self):
        for part in (self.at_reception, self.at_the_kiosk, self.on_paper, self.missed, self.at_the_counter, self.among_staff,
                     self.without_a_visitor, self.released, self.in_the_corner, self.by_the_manager,
                     self.by_the_administrator):
            part()
        before = self.state()
        self.restart()
        self.again("restart")
        self.assertEqual(self.state(), before)
        self.twice("Admin.CloseDay")
        self.again("day")
        self.restart()
        self.again("restart")
        self.assertEqual(self.reply("Reception.Issue", {"services": ["visa"]}).get("error"), "org.novbe.Refused.NoDay")

    def test_a_ticket_is_adopted_once(self):
        self.issue()
        with self.lost_span():
            lost = self.ticket()
        self.one = self.two = None  # their machine is gone
        self.twice("Reception.Adopt", **lost, services=["passport"])
        before = self.state()
        self.restart()
        self.again("restart")
        self.assertEqual(self.state(), before)
        self.twice("Manager.CloseDay")
        self.again("day")
        self.restart()
        self.again("restart")

    def test_a_clock_is_trusted_once(self):
        """Set into the next day, the wall clock is not believed until somebody says so: then this day closes."""
        self.centre.wall.go_by(61)  # it is looked at once a minute
        self.centre.wall.set(20 * 3600)
        self.issue()
        self.twice("Manager.TrustClock")
        until(lambda: self.ask("Visitor.GetCentre")["day"] == self.centre.wall.date(), "the next day")
        self.again("day")
        self.restart()
        self.again("restart")

    def test_another_wish_under_the_same_id(self):
        self.ask("Reception.Issue", services=["visa"], request="one")
        self.assert_error(self.reply("Reception.Issue", {"services": ["deed"], "request": "one"}),
                          "org.novbe.Fault.RequestReused", request="one")
        self.assertFalse(self.ask("Visitor.Issue", services=["visa"], request="one")["repeated"], "another method")


if __name__ == "__main__":
    unittest.main()
