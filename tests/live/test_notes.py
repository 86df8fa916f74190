# SPDX-License-Identifier: MIT
"""Notes of staff on a real daemon: written, read by those whom they concern, gone when the day closes; and the rating."""
import contextlib
import os
import sqlite3
import unittest

from centre import OWNER_ROLES
from hall import OperatorCase

INVALID = "org.varlink.service.InvalidParameter"
OTHER = "org.novbe.Refused.OtherAgency"
OWN, NEXT, DESK = "has no passport with him", "speaks slowly, please wait", "his son comes at noon"


class Notes(OperatorCase):
    roles = (OWNER_ROLES + ', { role = "reception"; users = [ "@owner" ]; }, { role = "counter"; users = [ "@owner" ]; },'
             ' { role = "reception"; users = [ "64001" ]; agencies = [ "notary" ]; },'
             ' { role = "reception"; users = [ "64002" ]; agencies = [ "police" ]; },'
             ' { role = "manager"; users = [ "64003" ]; agencies = [ "notary" ]; },'
             ' { role = "manager"; users = [ "64004" ]; agencies = [ "police" ]; },'
             ' { role = "auditor"; users = [ "64005" ]; },'
             ' { role = "counter"; users = [ "64006" ]; agencies = [ "police" ]; },'
             ' { role = "visitor"; users = [ "64007" ]; }')

    def issue(self, *services, **more):
        return self.ask("Reception.Issue", services=list(services), **more)["ticket"]

    def notes(self, ticket):
        return [(one["text"], one.get("operator"), one["for_next"]) for one in ticket["notes"]]

    def texts(self, ticket):
        return [one["text"] for one in ticket["notes"]]

    def seen(self, number):
        return self.ask("Reception.GetTicket", ticket=number)["ticket"]

    def told(self, number, **more):
        facts = self.ask("Manager.Story", ticket=number, language="en", **more)["facts"]
        return [(one["sentence"], one.get("text")) for one in facts if one["kind"] == "noted"]

    def verify(self):
        code, out, err = self.centre.novbe("verify")
        self.assertEqual(code, 0, out + err)

    def sql(self, query):
        with contextlib.closing(sqlite3.connect(self.centre.folder / "store")) as store:
            return store.execute(query).fetchall()


class Written(Notes):
    def test_by_reception_and_at_the_counter_oldest_first(self):
        number = self.issue("visa", note=DESK)["ticket"]
        operator = self.sign_in()
        self.at(operator, "Next")
        self.assertFalse(self.at(operator, "AddNote", text=OWN, for_next=False, request="n1")["repeated"])
        self.ask("Reception.AddNote", ticket=number.lower(), text=NEXT, for_next=True, request="n2")
        expected = [(DESK, None, False), (OWN, "101", False), (NEXT, None, True)]
        self.assertEqual(self.notes(self.seen(number)), expected)
        self.assertEqual(self.notes(self.at(operator, "Watch")["ticket"]), expected)
        self.assertEqual(self.notes(self.ask("Manager.ListTickets", service="visa")["tickets"][0]), expected)
        self.assertEqual(self.notes(self.ask("Reception.WatchDesk")["called"][0]), expected)
        self.assertEqual(self.told(number), [("Note by reception", DESK), ("Note by operator 101", OWN),
                                             ("Note by reception", NEXT)])
        self.assertIn(OWN, self.centre.novbe("story", number)[1])
        self.restart()
        self.assertEqual(self.notes(self.seen(number)), expected)
        self.assertTrue(self.ask("Reception.AddNote", ticket=number.lower(), text=NEXT, for_next=True,
                                 request="n2")["repeated"])
        reused = self.reply("Reception.AddNote", {"ticket": number, "text": OWN, "for_next": True, "request": "n2"})
        self.assert_error(reused, "org.novbe.Fault.RequestReused", request="n2")
        self.assertEqual(len(self.seen(number)["notes"]), 3)
        self.verify()

    def test_the_desk_is_told_at_once(self):
        number = self.issue("visa")["ticket"]
        talk = self.centre.talk()
        talk.ask("org.novbe.Reception.WatchDesk", {}, more=True)
        self.assertEqual(talk.receive()["parameters"]["waiting"][0]["notes"], [])
        self.ask("Reception.AddNote", ticket=number, text=DESK, for_next=False)
        self.assertEqual(self.texts(talk.receive()["parameters"]["waiting"][0]), [DESK])

    def test_refusals(self):
        add = "Reception.AddNote"
        number = self.issue("visa")["ticket"]
        self.refused("UnknownTicket", add, {"ticket": "KA9"}, ticket="KA9", text=DESK, for_next=False)
        for text in ("", "x" * 501, "\u0259" * 251, "bell\u0007", "left\u202eright"):
            for method, parameters in ((add, {"ticket": number, "text": text, "for_next": False}),
                                       ("Reception.Issue", {"services": ["visa"], "note": text})):
                field = "text" if method == add else "note"
                self.assert_error(self.reply(method, parameters), INVALID, parameter=field)
        for text in ("x" * 500, "\u0259" * 250, "two\nlines", *map(str, range(7))):
            self.ask(add, ticket=number, text=text, for_next=False)
        self.refused("LimitReached", add, {"limit": 10}, ticket=number, text=DESK, for_next=False)
        operator = self.sign_in()
        for before, error, fields in (([], "HoldsNone", {}), (["Next"], "LimitReached", {"limit": 10})):
            for method in before:
                self.at(operator, method)
            reply = self.reply("Counter.AddNote", {"text": DESK, "for_next": False}, operator)
            self.assert_error(reply, "org.novbe.Refused." + error, **fields)
        self.assert_error(self.reply("Counter.AddNote", {"text": DESK, "for_next": False}),
                          "org.novbe.Refused.NotSignedIn", operator=None)
        self.assert_error(self.reply("Counter.AddNote", {"text": "", "for_next": False}, operator), INVALID,
                          parameter="text")
        self.at(operator, "Finish", outcome="done", next=False)
        self.refused("WrongState", add, {"ticket": number, "state": "ended"}, ticket=number, text=DESK, for_next=False)
        self.ask("Admin.CloseDay")
        self.refused("UnknownTicket", add, ticket=number, text=DESK, for_next=False)

    def test_who_helps_writes_none(self):
        number = self.issue("visa")["ticket"]
        holder, helper = self.sign_in(), self.sign_in("102", "2")
        self.at(holder, "Next")
        self.at(holder, "Arrive")
        self.assertEqual(self.texts(self.at(helper, "Help", ticket=number)["ticket"]), [])
        self.assert_error(self.reply("Counter.AddNote", {"text": OWN, "for_next": False}, helper),
                          "org.novbe.Refused.HoldsNone")
        self.at(holder, "AddNote", text=OWN, for_next=False)
        self.assertEqual(self.texts(self.at(helper, "Watch")["ticket"]), [OWN])


class Read(Notes):
    """A visit that a notary's operator served, with a note of their own and one for the next counter, and that waits at
    the police now; the notary's operator takes both agencies, the police's one only theirs."""

    def setUp(self):
        super().setUp()
        self.number = self.issue("deed", "visa")["ticket"]
        self.both, self.police = self.sign_in("102", "2"), self.sign_in()
        self.at(self.both, "Next")
        self.at(self.both, "AddNote", text=OWN, for_next=False)
        self.at(self.both, "AddNote", text=NEXT, for_next=True)

    def as_user(self, uid, *calls):
        return [reply.get("parameters", {}) if "error" not in reply else reply["error"]
                for reply in self.centre.as_user([["org.novbe." + method, parameters] for method, parameters in calls],
                                                 uid=uid)]

    def go_on(self):
        self.at(self.both, "Finish", outcome="done", next=False)

    def test_the_next_counter_sees_what_is_for_it(self):
        self.go_on()
        waiting, = self.at(self.police, "ListWaiting")["tickets"]
        self.assertEqual(self.notes(waiting), [(NEXT, "102", True)])
        self.assertEqual(self.texts(self.at(self.police, "Next")["ticket"]), [NEXT])
        self.at(self.police, "AddNote", text=DESK, for_next=False)
        self.assertEqual(self.texts(self.at(self.police, "Watch")["ticket"]), [NEXT, DESK])
        self.at(self.police, "Park")
        parked, = self.at(self.both, "Watch")["parked"]
        self.assertEqual(self.texts(parked), [OWN, NEXT, DESK])
        self.assertEqual(self.texts(self.at(self.both, "TakeUp", ticket=self.number)["ticket"]), [OWN, NEXT, DESK])

    def test_who_wrote_it_reads_it_wherever_he_sits(self):
        self.go_on()
        self.at(self.police, "SignOut", leave_parked=False)
        self.at(self.both, "SignOut", leave_parked=False)
        author = self.sign_in("102", "1")  # takes nothing of the notary's there
        self.assertEqual(self.texts(self.at(author, "Next")["ticket"]), [OWN, NEXT])

    @unittest.skipIf(os.geteuid() != 0, "needs root to be somebody else")
    def test_agencies(self):
        get = ("Reception.GetTicket", {"ticket": self.number})
        find, desk = ("Reception.FindTickets", {}), ("Reception.WatchDesk", {})
        lists = {service: ("Manager.ListTickets", {"service": service}) for service in ("deed", "visa")}
        story = ("Manager.Story", {"ticket": self.number})

        def told(answer):
            return [one.get("text") for one in answer["facts"] if one["kind"] == "noted"]

        def receptions(uid, expected):
            ticket, found, seen = self.as_user(uid, get, find, desk)
            if expected is None:
                self.assertEqual((ticket, found, seen["called"] + seen["waiting"]), (OTHER, {"tickets": []}, []))
                return
            for one in (ticket["ticket"], found["tickets"][0], (seen["called"] + seen["waiting"])[0]):
                self.assertEqual(self.texts(one), expected, uid)

        receptions(64001, [OWN, NEXT])
        receptions(64002, None)
        self.assertEqual(self.texts(self.as_user(64003, lists["deed"])[0]["tickets"][0]), [OWN, NEXT])
        self.assertEqual(self.as_user(64004, lists["deed"])[0], OTHER)
        self.go_on()
        receptions(64001, None)
        receptions(64002, [NEXT])
        self.assertEqual(self.as_user(64003, lists["visa"])[0], OTHER)
        self.assertEqual(self.texts(self.as_user(64004, lists["visa"])[0]["tickets"][0]), [NEXT])
        self.assertEqual(told(self.as_user(64003, story)[0]), [OWN, NEXT])
        self.assertEqual(told(self.as_user(64004, story)[0]), [None, NEXT])
        audit, looked, changed = self.as_user(64005, story, get, (
            "Reception.AddNote", {"ticket": self.number, "text": DESK, "for_next": True}))
        self.assertEqual((told(audit), self.texts(looked["ticket"])), ([OWN, NEXT], [OWN, NEXT]))
        self.assertEqual(changed, "org.varlink.service.PermissionDenied")
        self.assertEqual(self.as_user(64001, ("Reception.AddNote", {"ticket": self.number, "text": DESK,
                                                                    "for_next": True}))[0], OTHER)
        self.assertEqual(self.as_user(64007, get)[0], "org.varlink.service.PermissionDenied")
        self.assertEqual(self.texts(self.seen(self.number)), [OWN, NEXT])

    @unittest.skipIf(os.geteuid() != 0, "needs root to be somebody else")
    def test_a_terminal_of_one_agency_shows_no_notes_of_another(self):
        """Whatever the operator takes: the account is the police's."""
        self.go_on()
        self.at(self.both, "SignOut", leave_parked=False)
        self.at(self.police, "SignOut", leave_parked=False)
        signed, called, seen = self.as_user(64006, ("Counter.SignIn", {"operator": "101", "pin": "1234", "counter": "2"}),
                                            ("Counter.Next", {}), ("Counter.Watch", {}))
        self.assertEqual(signed["session"]["profile"], "all")
        self.assertEqual((self.texts(called["ticket"]), self.texts(seen["ticket"])), ([NEXT], [NEXT]))

    def test_no_answer_that_is_kept_holds_them(self):
        self.go_on()
        first = self.at(self.police, "Next", request="call")
        self.assertEqual(self.texts(first["ticket"]), [NEXT])
        again = self.at(self.police, "Next", request="call")
        self.assertEqual(again, {"ticket": {**first["ticket"], "notes": []}, "repeated": True})
        self.issue("visa", note=DESK)
        both = self.at(self.police, "Finish", outcome="done", next=True, request="both")
        self.assertEqual((self.texts(both["ticket"]), self.texts(both["called"])), ([NEXT], [DESK]))
        kept = b"".join(bytes(answer, "utf-8") if isinstance(answer, str) else answer
                        for answer, in self.sql("SELECT answer FROM request"))
        self.assertIn(b'"notes":[]', kept)
        for text in (OWN, NEXT, DESK):
            self.assertNotIn(text.encode(), kept)


class Erased(Notes):
    def test_at_day_close_and_the_ledger_still_holds(self):
        number = self.issue("visa", note=DESK)["ticket"]
        self.ask("Reception.AddNote", ticket=number, text=NEXT, for_next=True)
        entered = self.ask("Reception.EnterByHand", service="visa", note="roll 017", until=self.now_ms() - 60_000,
                           **{"from": self.now_ms() - 120_000})["ticket"]
        self.assertEqual(self.told(number), [("Note by reception", DESK), ("Note by reception", NEXT)])
        self.verify()
        day = self.ask("Visitor.GetCentre")["day"]
        self.ask("Admin.CloseDay")
        self.assertEqual(self.told(number, day=day), [("Note by reception", None)] * 2)
        by_hand = self.ask("Manager.Story", ticket=entered, day=day)["facts"]
        self.assertEqual([one.get("text") for one in by_hand if one.get("text")], ["roll 017"])
        self.assertEqual(self.sql("SELECT count(*) FROM text JOIN event ON event.text = text.id WHERE kind = 50"
                                  " AND (salt IS NOT NULL OR body IS NOT NULL)"), [(0,)])
        self.verify()
        self.roll_over()
        self.assertEqual(self.told(number, day=day), [("Note by reception", None)] * 2)
        self.verify()


class Rating(Notes):
    def rate(self, ticket, stars, **more):
        return self.ask("Visitor.Rate", ticket=ticket["ticket"], code=ticket["code"], stars=stars, **more)

    def rating_refused(self, error, fields, new, **more):
        self.refused(error, "Visitor.Rate", fields,
                     **{"ticket": new["ticket"], "code": new["code"], "stars": 4, **more})

    def figures(self):
        figures = self.ask("Manager.WatchHall")["figures"]
        return figures["ratings"], figures["stars"]

    def test_once_a_visit_after_its_end(self):
        ticket = self.issue("visa", "passport")
        operator = self.sign_in()
        self.at(operator, "Next")
        self.rating_refused("WrongState", {"ticket": ticket["ticket"], "state": "called"}, ticket)
        self.at(operator, "Finish", outcome="done", next=True)
        self.rating_refused("WrongState", {"state": "called"}, ticket)
        self.at(operator, "Finish", outcome="done", next=False)
        self.rating_refused("WrongCode", {"tries_left": 4}, ticket, code="?")
        for stars in (0, 6, -1, 2**40):
            reply = self.reply("Visitor.Rate", {"ticket": ticket["ticket"], "code": ticket["code"], "stars": stars})
            self.assert_error(reply, INVALID, parameter="stars")
        self.assertEqual(self.figures(), (0, 0))
        self.assertEqual(self.rate(ticket, 4, request="well"), {"repeated": False})
        self.restart()
        self.assertEqual(self.rate(ticket, 4, request="well"), {"repeated": True})
        self.rating_refused("LimitReached", {"limit": 1}, ticket, stars=1)
        self.assertEqual(self.ask("Visitor.WhereAmI", ticket=ticket["ticket"], code=ticket["code"])["stars"], 4)
        facts = self.ask("Manager.Story", ticket=ticket["ticket"], language="en")["facts"]
        self.assertIn("Rated 4 of 5", [one["sentence"] for one in facts])
        left = self.issue("visa")
        self.ask("Visitor.Cancel", ticket=left["ticket"], code=left["code"])
        self.rate(left, 1)
        self.assertEqual(self.figures(), (2, 5))
        self.ask("Admin.CloseDay")
        self.assertEqual(self.sql("SELECT name, value FROM day_figure WHERE name IN ('ratings', 'stars') ORDER BY name"),
                         [("ratings", 2), ("stars", 5)])
        self.rating_refused("WrongCode", {}, ticket)
        self.verify()

    def test_what_was_joined_is_rated_where_it_goes_on(self):
        ticket, joined = self.issue("visa"), self.issue("passport")
        self.ask("Reception.Join", ticket=joined["ticket"], to=ticket["ticket"])
        self.rating_refused("WrongState", {"ticket": joined["ticket"], "state": "ended"}, joined)
        for _ in range(4):
            self.rating_refused("WrongCode", {}, ticket, ticket="KA9")
        self.rating_refused("WrongCode", {"tries_left": 0}, ticket, ticket="KA9")
        self.rating_refused("TooManyTries", {}, ticket)


if __name__ == "__main__":
    unittest.main()
