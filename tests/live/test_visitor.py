# SPDX-License-Identifier: MIT
"""What a visitor is shown, in which language, and what a ticket lets its visitor do."""
import time
import unittest

from centre import OWNER_ROLES, Case
from hall import VisitorCase as Visitor

SERVICES = "org.novbe.Visitor.ListServices"
MINUTE_MS = 60_000
REFUSED = "org.novbe.Refused."


class Languages(Case):
    def list(self, language):
        reply = self.centre.talk().call(SERVICES, {"language": language})["parameters"]
        return reply["groups"], reply["services"]

    def test_a_language_of_the_centre_needs_no_fallback(self):
        for language in ("az", "ru", "en"):
            groups, services = self.list(language)
            self.assertEqual([one["key"] for one in groups + services if one.get("fallback")], [], language)

    def test_what_a_language_lacks_is_marked_as_the_one_it_falls_back_to(self):
        """The texts of the programs are Japanese, those of this centre are not: each says so."""
        self.centre.config.write_text(self.centre.config.read_text().replace('"en" ]', '"en", "ja" ]', 1))
        self.assertNotIn("error", self.centre.talk().call("org.novbe.Admin.Reload"))
        english, japanese = self.list("en"), self.list("ja")
        for one, other in zip(english[0] + english[1], japanese[0] + japanese[1]):
            self.assertEqual((other["name"], other.get("fallback")), (one["name"], "en"))
        self.assertNotEqual([one["hours"] for one in english[1]], [one["hours"] for one in japanese[1]])


class Words(Visitor):
    def test_every_word_a_terminal_shows(self):
        words = self.ask("Visitor.GetWords", language="en")
        self.assertEqual([one["key"] for one in words["classes"]], ["regular", "elderly"])
        self.assertEqual([one.get("question") for one in words["classes"]], [None, "I am 65"])
        self.assertEqual([(one["key"], one["hard"]) for one in words["needs"]], [("step-free", True), ("low-desk", True)])
        self.assertEqual([(one["key"], one["digit"], one["fulfilled"], one["cause"]) for one in words["outcomes"]],
                         [("done", 1, True, "none"), ("missing", 2, False, "visitor")])
        self.assertEqual([(one["key"], one.get("minutes")) for one in words["pauses"]], [("lunch", 30)])
        self.assertEqual([(one["key"], one.get("minutes")) for one in words["tasks"]], [("mail", None)])
        self.assertEqual({one["key"] for one in words["reasons"]}, {"mistake", "fire"})
        self.assertEqual([one["key"] for one in words["zones"]], ["hall"])
        self.assertEqual([(one["key"], one["place"], one["zone"], one["meets"]) for one in words["counters"]],
                         [("1", "left", "hall", ["step-free", "low-desk"]), ("2", "right", "hall", ["step-free"])])
        self.assertEqual([one["zone"] for one in words["kiosks"]], ["hall"] * len(words["kiosks"]))
        self.assertIn("bare", [one["key"] for one in words["kiosks"]])
        self.assertEqual(words["transfers"], [{"service": "passport", "to": ["visa"]}])

    def test_a_language_the_centre_does_not_speak(self):
        self.assert_error(self.reply("Visitor.GetWords", {"language": "fr"}), "org.novbe.Fault.LanguageUnknown",
                          language="fr")

    def test_a_stream_comes_again_after_a_reload(self):
        talk = self.centre.talk()
        talk.ask("org.novbe.Visitor.GetWords", {"language": "en"}, more=True)
        self.assertTrue(talk.receive()["continues"])
        self.ask("Admin.Reload")
        self.assertEqual(len(talk.receive()["parameters"]["counters"]), 2)


class Issue(Visitor):
    def test_a_ticket(self):
        self.foresee()
        before = self.now_ms()
        ticket = self.issue("passport", "visa", **{"class": "elderly"}, needs=["step-free"], language="ru", party=3,
                            kiosk="door")
        self.assertEqual((ticket["ticket"], ticket["services"], ticket["ahead"]), ("KA001", ["passport", "visa"], 0))
        self.assertEqual((ticket.get("wait"), ticket["why_unknown"]), (None, "nobody_serves"))
        self.assertEqual(ticket["day"], self.ask("Visitor.GetCentre")["day"])
        self.assertTrue(before - 1000 <= ticket["issued_at"] <= self.now_ms() + 1000)
        self.assertRegex(ticket["proof"], "^[0-9a-f]{8}$")
        place = self.where(ticket)
        self.assertEqual((place["class"], place["needs"], place["language"], place["party"]),
                         ("elderly", ["step-free"], "ru", 3))
        self.assertEqual([(one["service"], one["state"]) for one in place["steps"]],
                         [("passport", "waiting"), ("visa", "planned")])

    def test_who_waits_for_the_same_service_is_ahead(self):
        self.issue()
        self.issue("passport")
        self.assertEqual(self.issue()["ahead"], 1)

    def test_refusals(self):
        for error, fields, parameters in (
                ("UnknownService", {"service": "none"}, {"services": ["none"]}),
                ("UnknownService", {"service": ""}, {"services": []}),
                ("UnknownClass", {"class": "none"}, {"class": "none"}),
                ("UnknownNeed", {"need": "none"}, {"needs": ["step-free", "none"]}),
                ("UnknownTerminal", {"key": "none"}, {"kiosk": "none"}),
                ("ServiceClosed", {"service": "archive", "opens_at": None}, {"services": ["archive"]}),
                ("ServiceClosed", {"service": "archive"}, {"services": ["visa", "archive"]}),
                ("PartyTooLarge", {"service": "passport", "limit": 3}, {"services": ["passport"], "party": 4}),
                ("PartyTooLarge", {"limit": 1}, {"party": 2**30}),
                ("TooManySteps", {"limit": 8}, {"services": ["visa"] * 9}),
                ("WrongReturnCode", {}, {"return_code": "none"})):
            with self.subTest(error=error, **parameters):
                self.refused(error, "Visitor.Issue", fields, **{"services": ["visa"], **parameters})
        self.assertEqual(self.wait_of("visa")["waiting"], 0)

    def test_a_party_that_is_none(self):
        for party in (0, -1, 2**40):
            reply = self.reply("Visitor.Issue", {"services": ["visa"], "party": party})
            self.assert_error(reply, "org.varlink.service.InvalidParameter", parameter="party")

    def test_a_language_the_centre_does_not_speak(self):
        reply = self.reply("Visitor.Issue", {"services": ["visa"], "language": "fr"})
        self.assert_error(reply, "org.novbe.Fault.LanguageUnknown", language="fr")

    def test_a_series_that_is_used_up(self):
        tickets = [self.issue("deed")["ticket"] for _ in range(4)]
        self.assertEqual(tickets, ["TU001", "TU002", "TU003", "TU004"])
        self.refused("SeriesExhausted", "Visitor.Issue", {"service": "deed", "limit": 4}, services=["deed"])
        self.assertEqual(self.wait_of("deed")["refused"], "exhausted")

    def test_the_same_wish_gives_the_same_ticket_over_a_crash(self):
        first = self.ask("Visitor.Issue", services=["visa"], request="one")
        again = self.ask("Visitor.Issue", services=["visa"], request="one")
        self.assertEqual((first["repeated"], again["repeated"]), (False, True))
        self.restart()
        after = self.ask("Visitor.Issue", services=["visa"], request="one")
        self.assertEqual(after, {**first, "repeated": True})
        self.assertEqual(again, after)
        self.assertEqual(self.wait_of("visa")["waiting"], 1)
        self.assert_error(self.reply("Visitor.Issue", {"services": ["passport"], "request": "one"}),
                          "org.novbe.Fault.RequestReused", request="one")


class Waits(Visitor):
    def test_every_service_with_what_a_visitor_would_meet(self):
        self.issue("passport")
        self.issue("passport")
        self.foresee()
        waits = {one["service"]: one for one in self.ask("Visitor.ListWaits")["waits"]}
        self.assertEqual(list(waits), ["passport", "visa", "deed", "archive"])
        self.assertEqual((waits["passport"]["waiting"], waits["passport"].get("refused")), (2, None))
        self.assertEqual(waits["archive"]["refused"], "closed")
        self.assertEqual(waits["visa"]["why_unknown"], "nobody_serves")

    def test_only_what_a_kiosk_offers(self):
        waits = self.ask("Visitor.ListWaits", kiosk="door")["waits"]
        self.assertEqual([one["service"] for one in waits], ["passport", "visa", "deed", "archive"])
        self.refused("UnknownTerminal", "Visitor.ListWaits", {"key": "none"}, kiosk="none")

    def test_a_stream_tells_what_changed(self):
        talk = self.centre.talk()
        talk.ask("org.novbe.Visitor.ListWaits", {"kiosk": "door"}, more=True)
        self.assertEqual([one["waiting"] for one in talk.receive()["parameters"]["waits"]], [0, 0, 0, 0])
        self.issue("visa")
        self.assertEqual([one["waiting"] for one in talk.receive()["parameters"]["waits"]], [0, 1, 0, 0])


class Place(Visitor):
    def setUp(self):
        super().setUp()
        self.foresee()

    """Where am I?"""

    def test_waiting(self):
        self.issue()
        ticket = self.issue()
        place = self.where(ticket)
        self.assertEqual((place["state"], place.get("end"), place["ahead"]), ("waiting", None, 1))
        self.assertEqual((place["service"], place.get("counter"), place.get("called_at")), ("visa", None, None))
        self.assertEqual((place["put_offs_left"], place["put_off_ms"]), (2, 60 * MINUTE_MS))
        self.assertEqual((place["paper"], place.get("printer"), place["before"]), ("none", None, []))
        self.assertEqual(self.ask("Visitor.WhereAmI", ticket=ticket["ticket"].lower(), code=ticket["code"].lower()),
                         place)

    def test_another_day_is_not_known(self):
        ticket = self.issue()
        self.assertEqual(self.ask("Visitor.WhereAmI", **self.proof(ticket, day=ticket["day"])), self.where(ticket))
        self.refused("WrongCode", "Visitor.WhereAmI", **self.proof(ticket, day="2020-02-29"))

    def test_wrong_codes_are_counted_and_then_not_looked_at(self):
        ticket = self.issue()
        wrong = "AAAAA" if ticket["code"] != "AAAAA" else "CCCCC"
        for left in (4, 3, 2):
            self.refused("WrongCode", "Visitor.WhereAmI", {"tries_left": left}, ticket=ticket["ticket"], code=wrong)
        self.refused("WrongCode", "Visitor.Cancel", {"tries_left": 1}, ticket="KA999", code=ticket["code"])
        self.refused("WrongCode", "Visitor.PutOff", {"tries_left": 0}, ticket="?", code=wrong, until=0)
        reply = self.reply("Visitor.WhereAmI", self.proof(ticket))
        self.assert_error(reply, REFUSED + "TooManyTries")
        self.assertTrue(0 < reply["parameters"]["from"] - self.now_ms() <= MINUTE_MS + 1000)

    def test_a_stream_goes_with_the_ticket_to_its_end(self):
        ahead, ticket = self.issue(), self.issue()
        talk = self.centre.talk()
        talk.ask("org.novbe.Visitor.WhereAmI", self.proof(ticket), more=True)
        self.assertEqual(talk.receive()["parameters"]["ahead"], 1)
        self.ask("Visitor.Cancel", **self.proof(ahead))
        while (state := talk.receive()["parameters"]["ahead"]) != 0:
            self.assertEqual(state, 1)
        self.ask("Visitor.Cancel", **self.proof(ticket))
        while (reply := talk.receive()).get("continues"):
            pass
        self.assertEqual((reply["parameters"]["state"], reply["parameters"]["end"]), ("ended", "cancelled"))
        self.assertEqual(self.where(ticket), reply["parameters"])


class DayClosed(Visitor):
    def test_a_closed_day_gives_no_tickets_and_knows_none(self):
        ticket = self.issue()
        talk = self.centre.talk()
        talk.ask("org.novbe.Visitor.WhereAmI", self.proof(ticket), more=True)
        self.assertEqual(talk.receive()["parameters"]["state"], "waiting")
        self.ask("Admin.CloseDay")
        while (reply := talk.receive()).get("continues"):
            pass
        if "error" in reply:
            self.assert_error(reply, REFUSED + "NoDay")
        else:
            self.assertEqual(reply["parameters"]["end"], "never_called")
        self.refused("NoDay", "Visitor.Issue", services=["visa"])
        self.assertEqual(self.wait_of("visa")["refused"], "no_day")
        self.refused("WrongCode", "Visitor.WhereAmI", **self.proof(ticket))


class Called(Visitor):
    roles = OWNER_ROLES + ', { role = "counter"; users = [ "@owner" ]; }'

    def setUp(self):
        super().setUp()
        self.ask("Admin.SetPin", operator="101", pin="1234")
        self.operator = self.centre.talk()
        self.at("SignIn", operator="101", pin="1234", counter="1")

    def at(self, method, **parameters):
        reply = self.reply("Counter." + method, parameters, self.operator)
        self.assertNotIn("error", reply, f"{method} {parameters}")
        return reply["parameters"]

    def before(self, ticket):
        return [(one["ticket"], one["counter"], one["why"]) for one in self.where(ticket)["before"]]

    def test_from_call_to_end(self):
        ticket = self.issue()
        talk = self.centre.talk()
        talk.ask("org.novbe.Visitor.WhereAmI", self.proof(ticket), more=True)
        for command, state, parameters in (("Next", "called", {}), ("Arrive", "serving", {}),
                                           ("Park", "parked", {"until": self.now_ms() + 5 * MINUTE_MS})):
            self.at(command, **parameters)
            while (place := talk.receive()["parameters"])["state"] != state:
                pass
            self.assertEqual(place.get("counter"), "1" if state != "parked" else None)
            self.assertEqual((place["why_unknown"], place.get("ahead")), ("not_waiting", None))
            self.assertIsNotNone(place["called_at"])
        self.assertEqual(place["until"], parameters["until"])
        self.assertEqual(self.ask("Visitor.ComeBack", **self.proof(ticket))["ahead"], 0)
        self.at("Next")
        self.refused("WrongState", "Visitor.PutOff", {"state": "called"}, **self.proof(ticket, until=self.now_ms() + MINUTE_MS))
        self.at("Finish", outcome="done", next=False)
        place = self.where(ticket)
        self.assertEqual((place["state"], place["end"], place["steps"][0]["counter"]), ("ended", "served", "1"))
        self.refused("WrongState", "Visitor.Cancel", {"state": "ended"}, **self.proof(ticket))

    def test_who_was_called_before_and_why(self):
        first, second = self.issue(), self.issue()
        ticket = self.issue()
        elderly = self.issue(**{"class": "elderly"})
        other = self.issue("deed")
        self.at("Choose", ticket=second["ticket"], reason="mistake")
        self.at("Finish", outcome="done", next=True)
        self.at("Finish", outcome="done", next=True)
        expected = [(first["ticket"], "1", "earlier"), (elderly["ticket"], "1", "goes_first"),
                    (second["ticket"], "1", "chosen")]
        self.assertEqual(self.before(ticket), expected)
        self.assertEqual(self.before(other), [])
        for one, _, why in expected:
            answer = self.ask("Visitor.WhyBeforeMe", **self.proof(ticket, before=one.lower(), language="en"))
            self.assertEqual(answer["why"], why)
            self.assertIn(one, answer["sentence"])
            self.assertNotIn("lder", answer["sentence"])  # nobody's class
        self.refused("WrongState", "Visitor.WhyBeforeMe", {"ticket": other["ticket"], "state": "waiting"},
                     **self.proof(ticket, before=other["ticket"]))
        self.refused("WrongState", "Visitor.WhyBeforeMe", {"state": "waiting"},
                     **self.proof(ticket, before=ticket["ticket"]))
        self.refused("UnknownTicket", "Visitor.WhyBeforeMe", {"ticket": "KA900"}, **self.proof(ticket, before="KA900"))
        self.refused("WrongCode", "Visitor.WhyBeforeMe", **{**self.proof(ticket, before=one), "code": "?"})
        self.assert_error(self.reply("Visitor.WhyBeforeMe", self.proof(ticket, before=one, language="fr")),
                          "org.novbe.Fault.LanguageUnknown", language="fr")
        self.restart()
        self.assertEqual(self.before(ticket), expected)


class OwnTicket(Visitor):
    def test_a_break_keeps_the_place(self):
        ticket, other = self.issue(), self.issue()
        until = self.now_ms() + 20 * MINUTE_MS
        first = self.ask("Visitor.PutOff", **self.proof(ticket, until=until, request="break"))
        again = self.ask("Visitor.PutOff", **self.proof(ticket, until=until, request="break"))
        self.assertEqual(first, {"until": until, "put_offs_left": 1, "repeated": False})
        self.assertEqual(again, {**first, "repeated": True})
        place = self.where(ticket)
        self.assertEqual((place["state"], place["until"], place.get("ahead")), ("put_off", until, None))
        self.assertEqual((place["why_unknown"], place.get("put_off_ms")), ("not_waiting", None))
        self.assertEqual(self.where(other)["ahead"], 0)
        self.restart()
        self.assertEqual(self.ask("Visitor.PutOff", **self.proof(ticket, until=until, request="break")), again)
        self.foresee()
        back = self.ask("Visitor.ComeBack", **self.proof(ticket, request="back"))
        self.assertEqual((back["ahead"], back["why_unknown"], back["repeated"]), (0, "nobody_serves", False))
        self.assertTrue(self.ask("Visitor.ComeBack", **self.proof(ticket, request="back"))["repeated"])
        self.assertEqual(self.where(other)["ahead"], 1)

    def test_a_break_has_its_limits(self):
        ticket = self.issue()
        self.refused("TimeSpanWrong", "Visitor.PutOff", **self.proof(ticket, until=self.now_ms() - 1000))
        reply = self.reply("Visitor.PutOff", self.proof(ticket, until=self.now_ms() + 61 * MINUTE_MS))
        self.assert_error(reply, REFUSED + "TooLong")
        self.assertTrue(abs(reply["parameters"]["until"] - self.now_ms() - 60 * MINUTE_MS) < MINUTE_MS)
        self.refused("WrongState", "Visitor.ComeBack", {"ticket": ticket["ticket"], "state": "waiting"},
                     **self.proof(ticket))
        for _ in range(2):
            self.ask("Visitor.PutOff", **self.proof(ticket, until=self.now_ms() + 5 * MINUTE_MS))
            self.refused("WrongState", "Visitor.PutOff", {"state": "put_off"},
                         **self.proof(ticket, until=self.now_ms() + 5 * MINUTE_MS))
            self.ask("Visitor.ComeBack", **self.proof(ticket))
        self.refused("LimitReached", "Visitor.PutOff", {"limit": 2},
                     **self.proof(ticket, until=self.now_ms() + 5 * MINUTE_MS))
        self.assertEqual(self.where(ticket)["put_offs_left"], 0)

    def test_a_break_ends_by_itself(self):
        ticket = self.issue()
        talk = self.centre.talk()
        self.ask("Visitor.PutOff", **self.proof(ticket, until=self.now_ms() + 300))
        talk.ask("org.novbe.Visitor.WhereAmI", self.proof(ticket), more=True)
        while (state := talk.receive()["parameters"]["state"]) != "waiting":
            self.assertEqual(state, "put_off")

    def test_cancelled_is_cancelled(self):
        ticket = self.issue("visa", "passport")
        first = self.ask("Visitor.Cancel", **self.proof(ticket, request="go"))
        self.assertEqual(first, {"repeated": False})
        self.restart()
        self.assertEqual(self.ask("Visitor.Cancel", **self.proof(ticket, request="go")), {"repeated": True})
        self.refused("WrongState", "Visitor.Cancel", {"ticket": ticket["ticket"], "state": "ended"},
                     **self.proof(ticket))
        self.refused("WrongState", "Visitor.Return", {"state": "ended"}, **self.proof(ticket))
        place = self.where(ticket)
        self.assertEqual((place["state"], place["end"], place.get("return_until")), ("ended", "cancelled", None))
        self.assertEqual(self.wait_of("visa")["waiting"], 0)

    def test_a_return_of_who_was_not_called(self):
        ticket = self.issue()
        self.refused("WrongState", "Visitor.Return", {"state": "waiting"}, **self.proof(ticket))


class Help(Visitor):
    def test_a_kiosk_asks_for_a_person_once(self):
        asked = self.ask("Visitor.AskForHelp", kiosk="door", page="services", language="ru", request="help")
        again = self.ask("Visitor.AskForHelp", kiosk="door", page="where am I")
        self.assertEqual(asked["help"], again["help"])
        self.assertTrue(self.ask("Visitor.AskForHelp", kiosk="door", page="services", language="ru",
                                 request="help")["repeated"])
        self.assertEqual(self.ask("Visitor.WatchHelp", help=asked["help"]), {"state": "asked"})
        self.assertEqual(self.ask("Visitor.WatchHelp", help="none"), {"state": "over"})

    def test_refusals(self):
        self.refused("UnknownTerminal", "Visitor.AskForHelp", {"key": "none"}, kiosk="none", page="services")
        reply = self.reply("Visitor.AskForHelp", {"kiosk": "door", "page": "services", "language": "fr"})
        self.assert_error(reply, "org.novbe.Fault.LanguageUnknown", language="fr")

    def test_a_stream_about_what_is_over_ends(self):
        talk = self.centre.talk()
        reply = talk.call("org.novbe.Visitor.WatchHelp", {"help": "none"}, more=True)
        self.assertEqual((reply["parameters"]["state"], reply.get("continues")), ("over", None))


class Slots(Visitor):
    def test_slots_of_a_day(self):
        slots = self.ask("Visitor.ListSlots", service="passport")
        self.assertTrue(all(one["at"] > self.now_ms() - 15 * MINUTE_MS and one["free"] == 2 for one in slots["slots"]))
        self.assertEqual(self.ask("Visitor.ListSlots", service="passport", day="2020-02-29"),
                         {"day": "2020-02-29", "slots": []})

    def test_refusals(self):
        self.refused("UnknownService", "Visitor.ListSlots", {"service": "none"}, service="none")
        self.refused("NotBookedHere", "Visitor.ListSlots", {"service": "visa"}, service="visa")
        reply = self.reply("Visitor.ListSlots", {"service": "passport", "day": "29.02.2020"})
        self.assert_error(reply, "org.varlink.service.InvalidParameter", parameter="day")
        for method, more in (("CheckIn", {}), ("MoveBooking", {"slot_at": 0}), ("CancelBooking", {})):
            self.refused("UnknownBooking", "Visitor." + method, {"booking": "ACDE-FGHJ"}, booking="ACDE-FGHJ", **more)
        self.refused("UnknownTerminal", "Visitor.CheckIn", {"key": "none"}, booking="ACDE-FGHJ", kiosk="none")

    def test_codes_cannot_be_tried_for_long(self):
        for _ in range(5):
            self.refused("UnknownBooking", "Visitor.CheckIn", booking="ACDE-FGHJ")
        self.refused("TooManyTries", "Visitor.CancelBooking", booking="ACDE-FGHJ")


class Bookings(Visitor):
    roles = OWNER_ROLES + ', { role = "reception"; users = [ "@owner" ]; }'

    def near_slot(self, service="passport"):
        """The first that can be checked in now."""
        return self.ask("Visitor.ListSlots", service=service, day=self.centre.wall.date())["slots"][0]["at"]

    def far_slots(self):
        """Slots of the day after tomorrow, none of which can be checked in yet."""
        return [one["at"] for one in self.ask("Visitor.ListSlots", service="passport",
                                              day=self.centre.wall.date(2))["slots"]]

    def book(self, slot_at, service="passport", **more):
        return self.ask("Reception.Book", service=service, slot_at=slot_at, **more)["booking"]["booking"]

    def free(self, slot_at):
        day = time.strftime("%Y-%m-%d", time.gmtime(slot_at / 1000 + 4 * 3600))
        slots = self.ask("Visitor.ListSlots", service="passport", day=day)["slots"]
        return {one["at"]: one["free"] for one in slots}.get(slot_at, 0)

    def test_in_its_time_it_becomes_a_ticket_once(self):
        slot = self.near_slot()
        code = self.book(slot, language="ru", party=2)
        first = self.ask("Visitor.CheckIn", booking=code.lower(), kiosk="door", request="here")
        self.assertEqual((first["result"], first["service"], first["slot_at"]), ("checked_in", "passport", slot))
        self.restart()
        self.assertEqual(self.ask("Visitor.CheckIn", booking=code.lower(), kiosk="door", request="here"),
                         {**first, "repeated": True})
        place = self.where(first["ticket"])
        self.assertEqual((place["language"], place["party"], place["state"]), ("ru", 2, "waiting"))
        for method, more in (("CheckIn", {}), ("MoveBooking", {"slot_at": slot})):
            self.refused("CheckedIn", "Visitor." + method, {"ticket": None}, booking=code, **more)

    def test_early_is_answered_with_what_to_do(self):
        slot = self.far_slots()[0]
        answer = self.ask("Visitor.CheckIn", booking=self.book(slot))
        self.assertEqual((answer["result"], answer["slot_at"], answer["check_in_from"]),
                         ("early", slot, slot - 30 * MINUTE_MS))
        self.assertEqual((answer.get("ticket"), answer.get("check_in_until")), (None, None))
        self.assertEqual((answer["walk_in"]["service"], answer["walk_in"]["waiting"]), ("passport", 0))
        self.assertTrue(self.now_ms() - 15 * MINUTE_MS < answer["next_slot"] < slot)

    def test_moved_and_given_up(self):
        here, there = self.far_slots()[:2]
        code = self.book(here)
        self.assertEqual((self.free(here), self.free(there)), (1, 2))
        moved = self.ask("Visitor.MoveBooking", booking=code, slot_at=there, request="move")
        self.assertEqual(moved, {"slot_at": there, "repeated": False})
        self.assertEqual((self.free(here), self.free(there)), (2, 1))
        self.refused("NoSlot", "Visitor.MoveBooking", {"service": "passport"}, booking=code, slot_at=there + 1)
        self.book(here), self.book(here)
        self.refused("SlotFull", "Visitor.MoveBooking", {"service": "passport", "limit": 2}, booking=code, slot_at=here)
        self.restart()
        self.assertTrue(self.ask("Visitor.MoveBooking", booking=code, slot_at=there, request="move")["repeated"])
        self.assertEqual(self.ask("Visitor.CancelBooking", booking=code, request="no"), {"repeated": False})
        self.assertEqual(self.ask("Visitor.CancelBooking", booking=code, request="no"), {"repeated": True})
        self.assertEqual(self.free(there), 2)
        self.refused("UnknownBooking", "Visitor.CancelBooking", {"booking": code}, booking=code)


if __name__ == "__main__":
    unittest.main()
