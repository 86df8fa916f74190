# SPDX-License-Identifier: MIT
"""What reception does before the counter, on a real daemon: every method, its refusals, the same wish twice."""
import os
import unittest

from hall import HallCase

REUSED = "org.novbe.Fault.RequestReused"
INVALID = "org.varlink.service.InvalidParameter"
MINUTE = 60 * 1000


class Reception(HallCase):
    def issue(self, service="passport", **parameters):
        return self.ask("Reception.Issue", services=[service], **parameters)["ticket"]["ticket"]

    def ticket(self, number):
        return self.ask("Reception.GetTicket", ticket=number)["ticket"]


class Issue(Reception):
    def test_everything_asked_for_stands_in_the_ticket(self):
        self.foresee()
        new = self.ask("Reception.Issue", services=["passport", "visa"], needs=["low-desk"], language="ru",
                       party=3, note="left the stroller outside", printer="entrance", **{"class": "elderly"})["ticket"]
        self.assertEqual((new["ticket"], new["services"], new["ahead"], new["why_unknown"]),
                         ("KA001", ["passport", "visa"], 0, "nobody_serves"))
        self.assertRegex(new["code"], "^[0-9A-Z]{5}$")
        self.assertRegex(new["proof"], "^[0-9a-f]{8}$")
        got = self.ticket("ka1")
        self.assertEqual((got["class"], got["needs"], got["language"], got["party"], got["channel"], got["state"]),
                         ("elderly", ["low-desk"], "ru", 3, "reception", "waiting"))
        self.assertEqual([(step["service"], step["state"]) for step in got["steps"]],
                         [("passport", "waiting"), ("visa", "planned")])
        self.assertNotIn("code", got, "nobody but the visitor gets the code")

    def test_the_next_one_is_behind_it(self):
        self.issue()
        self.assertEqual(self.ask("Reception.Issue", services=["passport"])["ticket"]["ahead"], 1)

    def test_refusals_name_what_is_wrong(self):
        issue = "Reception.Issue"
        self.refused("UnknownService", issue, {"service": "pasport"}, services=["passport", "pasport"])
        self.refused("UnknownClass", issue, {"class": "king"}, services=["visa"], **{"class": "king"})
        self.refused("UnknownNeed", issue, {"need": "wings"}, services=["visa"], needs=["low-desk", "wings"])
        self.refused("UnknownTerminal", issue, {"key": "fax"}, services=["visa"], printer="fax")
        self.refused("ServiceClosed", issue, {"service": "archive"}, services=["archive"])
        self.refused("PartyTooLarge", issue, {"service": "passport", "limit": 3}, services=["passport"], party=4)
        self.refused("TooManySteps", issue, {"limit": 8}, services=["visa"] * 9)
        self.refused("WrongReturnCode", issue, services=["visa"], return_code="ABCDE")
        self.assert_error(self.reply(issue, {"services": []}), INVALID, parameter="services")
        self.assert_error(self.reply(issue, {"services": ["visa"], "party": 0}), INVALID, parameter="party")
        self.assert_error(self.reply(issue, {"services": ["visa"], "language": "fr"}),
                          "org.novbe.Fault.LanguageUnknown", language="fr")
        for _ in range(4):
            self.issue("deed")
        self.refused("SeriesExhausted", issue, {"service": "deed", "limit": 4}, services=["deed"])
        self.assertEqual(len(self.ask("Reception.FindTickets")["tickets"]), 4, "a refusal leaves nothing")

    def test_the_same_wish_is_one_ticket_over_a_kill(self):
        wish = {"services": ["visa"], "request": "w1"}
        first = self.ask("Reception.Issue", **wish)
        again = self.ask("Reception.Issue", **wish)
        self.restart()
        later = self.ask("Reception.Issue", **wish)
        self.assertEqual((first["repeated"], again["repeated"], later["repeated"]), (False, True, True))
        self.assertEqual((again["ticket"], later["ticket"]), (first["ticket"], first["ticket"]))
        self.assert_error(self.reply("Reception.Issue", {"services": ["passport"], "request": "w1"}), REUSED,
                          request="w1")
        self.assertEqual(self.issue(), "KA002")


class Find(Reception):
    def numbers(self, **parameters):
        return [one["ticket"] for one in self.ask("Reception.FindTickets", **parameters)["tickets"]]

    def test_by_part_of_the_number_service_and_time(self):
        self.issue("passport")
        self.issue("visa")
        self.issue("deed")
        issued = self.ticket("KA002")["issued_at"]
        self.assertEqual(self.numbers(), ["TU001", "KA002", "KA001"], "newest first")
        self.assertEqual(self.numbers(number="a00"), ["KA002", "KA001"])
        self.assertEqual(self.numbers(number="2"), ["KA002"])
        self.assertEqual(self.numbers(service="visa"), ["KA002"])
        self.assertEqual(self.numbers(limit=1), ["TU001"])
        self.assertEqual(self.numbers(issued_until=issued - MINUTE), [])
        self.assertIn("KA002", self.numbers(issued_from=issued, issued_until=issued + 1))

    def test_refusals(self):
        self.refused("UnknownService", "Reception.FindTickets", {"service": "vise"}, service="vise")
        self.refused("UnknownTicket", "Reception.GetTicket", {"ticket": "KA001"}, ticket="KA001")
        for limit in (0, -1, 501):
            self.assert_error(self.reply("Reception.FindTickets", {"limit": limit}), INVALID, parameter="limit")

    def test_the_desk_shows_who_waits_and_comes_again(self):
        desk = self.centre.talk()
        first = desk.call("org.novbe.Reception.WatchDesk", {"limit": 1}, more=True)
        self.assertEqual(first["parameters"]["waiting"], [])
        self.issue("passport")
        self.issue("visa")
        reply = desk.receive()["parameters"]
        while reply["waiting_count"] < 2:
            reply = desk.receive()["parameters"]
        self.assertEqual([one["ticket"] for one in reply["waiting"]], ["KA001"], "the longest wait, no more than asked")
        self.assert_error(self.reply("Reception.WatchDesk", {"limit": 0}), INVALID, parameter="limit")


class Correct(Reception):
    def test_only_what_is_named_changes(self):
        number = self.issue("passport", needs=["low-desk"], language="ru")
        before = self.ticket(number)
        changed = self.ask("Reception.Change", ticket=number, reason="mistake", service="visa")["ticket"]
        self.assertEqual((changed["service"], changed["needs"], changed["language"], changed["class"]),
                         ("visa", ["low-desk"], "ru", "regular"))
        self.assertGreaterEqual(changed["waited_ms"], before["waited_ms"])
        changed = self.ask("Reception.Change", ticket=number, reason="mistake", language="en", needs=[],
                           **{"class": "elderly"})["ticket"]
        self.assertEqual((changed["service"], changed["needs"], changed["language"], changed["class"]),
                         ("visa", [], "en", "elderly"))

    def test_change_refuses(self):
        number, change = self.issue(), "Reception.Change"
        self.refused("UnknownTicket", change, {"ticket": "KA999"}, ticket="KA999", reason="mistake", service="visa")
        self.refused("ReasonNeeded", change, ticket=number, reason="whim", service="visa")
        self.refused("UnknownService", change, {"service": "v"}, ticket=number, reason="mistake", service="v")
        self.refused("UnknownClass", change, {"class": "k"}, ticket=number, reason="mistake", **{"class": "k"})
        self.refused("UnknownNeed", change, {"need": "n"}, ticket=number, reason="mistake", needs=["n"])
        self.refused("NothingChanges", change, ticket=number, reason="mistake", service="passport")
        self.ask("Reception.Cancel", ticket=number)
        self.refused("WrongState", change, {"ticket": number, "state": "ended"}, ticket=number, reason="mistake",
                     service="visa")

    def test_void_and_cancel_end_it_each_in_its_way(self):
        void, cancelled = self.issue(), self.issue()
        self.refused("ReasonNeeded", "Reception.Void", ticket=void, reason="")
        self.ask("Reception.Void", ticket=void, reason="mistake", request="v")
        self.assertTrue(self.ask("Reception.Void", ticket=void, reason="mistake", request="v")["repeated"])
        self.ask("Reception.Cancel", ticket=cancelled)
        self.restart()
        self.assertEqual([self.ticket(number)["end"] for number in (void, cancelled)], ["void", "cancelled"])
        self.refused("WrongState", "Reception.Void", {"state": "ended"}, ticket=void, reason="mistake")
        self.refused("WrongState", "Reception.Cancel", {"state": "ended"}, ticket=void)
        self.refused("UnknownTicket", "Reception.Cancel", ticket="KA100")

    def test_two_tickets_of_one_visitor_become_one_visit(self):
        stays, ends = self.issue("passport"), self.issue("deed")
        joined = self.ask("Reception.Join", ticket=ends, to=stays)["ticket"]
        self.assertEqual((joined["ticket"], [step["service"] for step in joined["steps"]]),
                         (stays, ["passport", "deed"]))
        self.assertEqual(self.ticket(ends)["end"], "joined")
        self.refused("WrongState", "Reception.Join", {"ticket": ends}, ticket=ends, to=stays)
        self.refused("NothingChanges", "Reception.Join", ticket=stays, to=stays)
        self.refused("UnknownTicket", "Reception.Join", {"ticket": "ZZ1"}, ticket="ZZ1", to=stays)
        self.refused("UnknownTicket", "Reception.Join", {"ticket": "ZZ1"}, ticket=stays, to="ZZ1")
        full = self.ask("Reception.Issue", services=["visa"] * 8)["ticket"]["ticket"]
        self.refused("TooManySteps", "Reception.Join", {"limit": 8}, ticket=stays, to=full)

    def test_a_visit_entered_by_hand_is_marked_and_done(self):
        until = self.now_ms() - MINUTE
        visit = {"service": "passport", "from": until - 10 * MINUTE, "until": until, "outcome": "done", "quantity": 2,
                 "party": 2, "counter": "1", "operator": "101", "note": "roll 17", "request": "h"}
        number = self.ask("Reception.EnterByHand", **visit)["ticket"]
        self.assertEqual(self.ask("Reception.EnterByHand", **visit), {"ticket": number, "repeated": True})
        got = self.ticket(number)
        self.assertEqual((got["channel"], got["end"], got["party"], got["steps"][0]["outcome"]),
                         ("by_hand", "served", 2, "done"))
        for error, fields in (("UnknownService", {"service": "x"}), ("UnknownCounter", {"counter": "x"}),
                              ("UnknownOperator", {"operator": "x"}), ("UnknownOutcome", {"outcome": "x"}),
                              ("UnknownClass", {"class": "x"}), ("PartyTooLarge", {"party": 9}),
                              ("TimeSpanWrong", {"until": visit["from"] - 1}),
                              ("TimeSpanWrong", {"from": until - 26 * 60 * MINUTE}),
                              ("TimeSpanWrong", {"until": self.now_ms() + 10 * MINUTE})):
            self.refused(error, "Reception.EnterByHand", **{**visit, **fields, "request": None})
        self.assert_error(self.reply("Reception.EnterByHand", {**visit, "quantity": 0, "request": None}), INVALID,
                          parameter="quantity")


class Move(Reception):
    def test_a_transfer_goes_where_the_catalogue_lets_it(self):
        number = self.issue("passport")
        moved = self.ask("Reception.Transfer", ticket=number, service="visa", place="front")["ticket"]
        self.assertEqual((moved["service"], moved["state"], [step.get("end") for step in moved["steps"]]),
                         ("visa", "waiting", ["transferred", None]))
        named = self.ask("Reception.Transfer", ticket=number, counter="2", operator="102", place="keep")["ticket"]
        self.assertEqual((named["for_counter"], named["for_operator"]), ("2", "102"))
        self.refused("TransferForbidden", "Reception.Transfer", {"service": "deed"}, ticket=number, service="deed",
                     place="end")
        self.refused("NothingChanges", "Reception.Transfer", ticket=number, place="end")
        self.refused("UnknownService", "Reception.Transfer", {"service": "x"}, ticket=number, service="x", place="end")
        self.refused("UnknownCounter", "Reception.Transfer", {"counter": "x"}, ticket=number, counter="x", place="end")
        self.refused("UnknownOperator", "Reception.Transfer", {"operator": "x"}, ticket=number, operator="x",
                     place="end")
        self.refused("UnknownTicket", "Reception.Transfer", ticket="KA9", place="end")
        self.ask("Reception.Cancel", ticket=number)
        self.refused("WrongState", "Reception.Transfer", {"state": "ended"}, ticket=number, service="visa",
                     place="end")

    def test_put_off_and_back(self):
        number, until = self.issue(), self.now_ms() + 20 * MINUTE
        off = self.ask("Reception.PutOff", ticket=number, until=until, request="p")
        self.assertEqual((off["ticket"]["state"], off["ticket"]["until"]), ("put_off", until))
        self.restart()
        self.assertEqual(self.ask("Reception.PutOff", ticket=number, until=until, request="p"),
                         {**off, "repeated": True}, "answered as then")
        self.refused("WrongState", "Reception.PutOff", {"state": "put_off"}, ticket=number, until=until)
        self.assertEqual(self.ask("Reception.ComeBack", ticket=number)["ticket"]["state"], "waiting")
        self.refused("WrongState", "Reception.ComeBack", {"state": "waiting"}, ticket=number)
        self.refused("TimeSpanWrong", "Reception.PutOff", ticket=number, until=self.now_ms() - MINUTE)
        self.refused("TooLong", "Reception.PutOff", ticket=number, until=self.now_ms() + 500 * MINUTE)
        self.ask("Reception.PutOff", ticket=number, until=until)
        self.ask("Reception.ComeBack", ticket=number)
        self.refused("LimitReached", "Reception.PutOff", {"limit": 2}, ticket=number, until=until)
        self.refused("UnknownTicket", "Reception.PutOff", ticket="KA9", until=until)
        self.refused("UnknownTicket", "Reception.ComeBack", ticket="KA9")

    def test_who_did_not_miss_a_call_cannot_return(self):
        number = self.issue()
        self.refused("WrongState", "Reception.Return", {"ticket": number, "state": "waiting"}, ticket=number)
        self.refused("UnknownTicket", "Reception.Return", ticket="KA9")


class Why(Reception):
    def test_who_was_not_called_has_nothing_to_explain(self):
        number, other = self.issue(), self.issue()
        self.assertEqual(self.ask("Reception.Explain", ticket=number), {"calls": []})
        self.refused("UnknownTicket", "Reception.Explain", {"ticket": "KA9"}, ticket="KA9")
        self.refused("UnknownTicket", "Reception.WhyBefore", {"ticket": "KA9"}, ticket="KA9", before=other)
        self.refused("UnknownTicket", "Reception.WhyBefore", {"ticket": "KA9"}, ticket=number, before="KA9")
        self.refused("WrongState", "Reception.WhyBefore", {"ticket": other}, ticket=number, before=other)


class Help(Reception):
    def desk(self):
        return self.ask("Reception.WatchDesk")["helps"]

    def test_a_kiosk_asks_somebody_comes_and_it_is_over(self):
        name = self.ask("Visitor.AskForHelp", kiosk="door", page="services", language="ru")["help"]
        one, = self.desk()
        self.assertEqual([one.get(key) for key in ("help", "kiosk", "zone", "page", "language", "coming")],
                         [name, "door", "hall", "services", "ru", False])
        self.assertFalse(self.ask("Reception.AnswerHelp", help=name, request="a")["repeated"])
        self.assertTrue(self.ask("Reception.AnswerHelp", help=name, request="a")["repeated"])
        self.assertTrue(self.desk()[0]["coming"])
        self.refused("NothingChanges", "Reception.AnswerHelp", help=name)
        self.ask("Reception.EndHelp", help=name)
        self.assertEqual(self.desk(), [])
        self.refused("NothingChanges", "Reception.EndHelp", help=name)

    def test_a_help_that_is_over_cannot_be_answered(self):
        self.refused("NothingChanges", "Reception.AnswerHelp", help="ABCDE")
        self.refused("NothingChanges", "Reception.EndHelp", help="ABCDE")


@unittest.skipIf(os.geteuid() != 0, "needs root to be somebody else")
class Bounded(HallCase):
    """Reception of one agency touches only its tickets."""

    roles = ('{ role = "reception"; users = [ "@owner" ]; },'
             ' { role = "reception"; users = [ "64001" ]; agencies = [ "notary" ]; }, '
             ' { role = "auditor"; users = [ "64002" ]; }')

    def as_notary(self, *calls, uid=64001):
        return self.centre.as_user([["org.novbe." + method, parameters] for method, parameters in calls], uid=uid)

    def test_others_tickets_are_not_touched(self):
        number = self.ask("Reception.Issue", services=["visa"])["ticket"]["ticket"]
        slot = self.ask("Reception.ListSlots", service="passport")["slots"][-1]["at"]
        code = self.ask("Reception.Book", service="passport", slot_at=slot)["booking"]["booking"]
        touching = [("Reception.GetTicket", {}), ("Reception.Reprint", {"printer": "desk"}), ("Reception.Cancel", {}), ("Reception.ComeBack", {}),
                    ("Reception.Return", {}), ("Reception.PutOff", {"until": 0}),
                    ("Reception.Void", {"reason": "mistake"}), ("Reception.Transfer", {"place": "end"}),
                    ("Reception.Change", {"reason": "mistake"}), ("Reception.Explain", {}),
                    ("Reception.WhyBefore", {"before": number})]
        calls = [(method, {"ticket": number, **more}) for method, more in touching]
        calls += [("Reception.Issue", {"services": ["deed", "visa"]}),
                  ("Reception.EnterByHand", {"service": "visa", "from": 1, "until": 2}),
                  ("Reception.Book", {"service": "passport", "slot_at": slot}),
                  ("Reception.MoveBooking", {"booking": code, "slot_at": slot}),
                  ("Reception.CancelBooking", {"booking": code}), ("Reception.CheckIn", {"booking": code})]
        for call, reply in zip(calls, self.as_notary(*calls)):
            self.assertEqual((reply.get("error"), reply["parameters"]),
                             ("org.novbe.Refused.OtherAgency", {"agency": "police"}), call)

    def test_others_tickets_are_not_shown(self):
        self.ask("Reception.Issue", services=["visa"])
        own = self.ask("Reception.Issue", services=["deed"])["ticket"]["ticket"]
        found, desk = self.as_notary(("Reception.FindTickets", {}), ("Reception.WatchDesk", {}))
        self.assertEqual([one["ticket"] for one in found["parameters"]["tickets"]], [own])
        self.assertEqual([one["ticket"] for one in desk["parameters"]["waiting"]], [own])

    def test_an_auditor_looks_and_changes_nothing(self):
        number = self.ask("Reception.Issue", services=["visa"])["ticket"]["ticket"]
        looks, changes = self.as_notary(("Reception.GetTicket", {"ticket": number}),
                                        ("Reception.Cancel", {"ticket": number}), uid=64002)
        self.assertEqual(looks["parameters"]["ticket"]["ticket"], number)
        self.assertEqual(changes["error"], "org.varlink.service.PermissionDenied")


if __name__ == "__main__":
    unittest.main()
