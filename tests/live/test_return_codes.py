# SPDX-License-Identifier: MIT
"""Return codes on a real daemon: who gets one, how it is told again, and what it does another day."""
import contextlib
import json
import os
import resource
import sqlite3
import unittest

from centre import OWNER_ROLES, until
from hall import OperatorCase

MINUTE_MS = 60_000
DAY_S = 86400
CODE = "^[0-9A-Z]{4}-[0-9A-Z]{4}$"


class Returns(OperatorCase):
    roles = OWNER_ROLES + ', { role = "counter"; users = [ "@owner" ]; }'

    def send_home(self, service="visa", **more):
        return self.ask("Manager.CloseService", service=service, reason="mistake", closing="send_home", **more)

    def sent_home(self, service="visa", waited_s=0):
        """A ticket that was sent home today, its service open again, and its return code."""
        ticket = self.issue(service)
        self.centre.wall.go_by(waited_s)
        self.assertEqual(self.send_home(service)["sent_home"], [ticket["ticket"]])
        code = self.where(ticket)["return_code"]
        self.ask("Manager.OpenService", service=service)
        return ticket, code

    def roll_over(self):
        super().roll_over()
        for one in self.ask("Reception.FindTickets")["tickets"]:  # by which it was found out
            self.ask("Reception.Cancel", ticket=one["ticket"])

    def find(self, **more):
        return self.ask("Reception.FindReturnCodes", **more)["return_codes"]

    def wrong(self, why, code, method="Visitor.Issue", service="visa", **fields):
        self.refused("WrongReturnCode", method, {"why": why, **fields}, services=[service], return_code=code)

    def figures(self):
        figures = self.ask("Manager.WatchHall")["figures"]
        return figures["return_codes"], figures["return_codes_used"]

    def verify(self):
        code, out, err = self.centre.novbe("verify")
        self.assertEqual(code, 0, out + err)


class Given(Returns):
    def test_who_is_sent_home_is_told_at_once_and_later(self):
        served, ticket = self.issue("passport"), self.issue()
        talk = self.centre.talk()
        talk.ask("org.novbe.Visitor.WhereAmI", self.proof(ticket), more=True)
        self.assertIsNone(talk.receive()["parameters"].get("return_code"))
        self.assertEqual(self.send_home()["sent_home"], [ticket["ticket"]])
        while (reply := talk.receive()).get("continues"):
            pass
        place = reply["parameters"]
        self.assertEqual((place["state"], place["end"]), ("ended", "never_called"))
        self.assertRegex(place["return_code"], CODE)
        self.assertEqual(place["return_code_until"], self.centre.wall.date(14))
        self.assertIsNone(self.where(served).get("return_code"))
        self.assertEqual(self.where(ticket)["return_code"], place["return_code"])
        self.restart()
        self.assertEqual(self.where(ticket)["return_code"], place["return_code"])
        told = self.ask("Visitor.FindReturnCode", **self.proof(ticket))["return_code"]
        self.assertEqual(told, {"return_code": place["return_code"], "service": "visa", "ticket": ticket["ticket"],
                                "day": ticket["day"], "until": self.centre.wall.date(14),
                                "waited_ms": told["waited_ms"]})
        self.assertLess(told["waited_ms"], 60_000)
        self.assertEqual(self.figures(), (1, 0))

    def test_the_same_closing_twice_gives_one_code(self):
        ticket = self.issue()
        self.assertFalse(self.send_home(request="early")["repeated"])
        code = self.where(ticket)["return_code"]
        self.assertTrue(self.send_home(request="early")["repeated"])
        self.assertEqual([one["return_code"] for one in self.find()], [code])

    def test_who_is_never_called_finds_it_when_the_day_is_closed(self):
        tickets = [self.issue() for _ in range(70)]  # more than a turn of the closing takes
        self.ask("Admin.CloseDay")
        self.refused("WrongCode", "Visitor.WhereAmI", **self.proof(tickets[0]))
        codes = {self.ask("Visitor.FindReturnCode", **self.proof(one))["return_code"]["return_code"] for one in tickets}
        self.assertEqual(len(codes), 70)
        self.roll_over()
        old = self.proof(tickets[69], day=tickets[69]["day"])
        self.assertIn(self.ask("Visitor.FindReturnCode", **old)["return_code"]["return_code"], codes)
        self.refused("WrongCode", "Visitor.FindReturnCode", **self.proof(tickets[69]))  # of today's there is none such
        self.verify()

    def test_reception_finds_it_without_the_paper(self):
        first, _ = self.sent_home(waited_s=90)
        self.sent_home("passport")
        self.roll_over()
        self.sent_home()
        found = self.find(number="ka00", day=first["day"])
        self.assertEqual([(one["ticket"], one["service"]) for one in found], [("KA002", "passport"), ("KA001", "visa")])
        self.assertTrue(90_000 <= found[1]["waited_ms"] < 120_000)
        self.assertEqual([one["ticket"] for one in self.find(number="1", service="visa", day=first["day"])], ["KA001"])
        self.assertEqual([one["day"] for one in self.find(limit=1)], [self.centre.wall.date()])
        self.assertEqual(self.find(day="2020-02-29"), [])
        self.refused("UnknownService", "Reception.FindReturnCodes", {"service": "none"}, service="none")
        for field, value in (("day", "yesterday"), ("limit", 0)):
            self.assert_error(self.reply("Reception.FindReturnCodes", {field: value}),
                              "org.varlink.service.InvalidParameter", parameter=field)
        code, out, _ = self.centre.novbe("return-code", "KA001", "--day", first["day"])
        self.assertEqual(code, 0)
        self.assertIn(found[1]["return_code"], out)

    def test_guessing_is_braked(self):
        ticket, code = self.sent_home()
        wrong = "AAAAA" if ticket["code"] != "AAAAA" else "CCCCC"
        self.refused("WrongCode", "Visitor.FindReturnCode", {"tries_left": 4}, ticket=ticket["ticket"], code=wrong)
        self.refused("WrongCode", "Visitor.FindReturnCode", {"tries_left": 3}, ticket="?", code=wrong)
        self.refused("WrongReturnCode", "Visitor.Issue", {"why": "unknown", "service": None, "tries_left": 2},
                     services=["visa"], return_code="ACDE-FGHJ")
        self.refused("WrongReturnCode", "Visitor.ReadReturnCode", {"why": "unknown", "tries_left": 1}, return_code="none")
        self.refused("WrongReturnCode", "Visitor.ReadReturnCode", {"why": "unknown", "tries_left": 0}, return_code="")
        for method, parameters in (("Issue", {"services": ["visa"], "return_code": code}),
                                   ("ReadReturnCode", {"return_code": code}), ("FindReturnCode", self.proof(ticket))):
            self.refused("TooManyTries", "Visitor." + method, **parameters)
        self.issue()  # who names no code waits for nothing
        self.wrong("early", code, "Reception.Issue", tries_left=None)  # nor does reception


class Used(Returns):
    def test_another_day_it_goes_ahead_once(self):
        ticket, code = self.sent_home(waited_s=90 * 60)
        self.wrong("early", code, service="visa")
        self.refused("WrongReturnCode", "Visitor.ReadReturnCode", {"why": "early", "service": "visa"}, return_code=code)
        self.roll_over()
        early = self.issue()
        self.centre.wall.go_by(80 * 60)
        later = self.issue()
        read = self.ask("Visitor.ReadReturnCode", return_code=code.lower().replace("-", " "))["return_code"]
        self.assertEqual((read["service"], read["ticket"], read["day"]), ("visa", ticket["ticket"], ticket["day"]))
        wish = {"services": ["visa"], "return_code": code.lower().replace("-", ""), "request": "back"}
        back = self.ask("Visitor.Issue", **wish)["ticket"]
        self.assertEqual(back["ahead"], 0)
        self.assertEqual(self.where(later)["ahead"], 2)
        self.restart()
        self.assertEqual(self.ask("Visitor.Issue", **wish), {"ticket": back, "repeated": True})
        for method in ("Visitor.Issue", "Reception.Issue"):
            self.wrong("used", code, method, tries_left=None)
        self.assertEqual(self.figures(), (0, 1))
        operator = self.sign_in()
        self.assertEqual(self.at(operator, "Next")["ticket"]["ticket"], back["ticket"])
        explained, = self.at(operator, "Explain", ticket=back["ticket"], language="en")["calls"]
        self.assertEqual(explained["why"], "returned")
        self.assertIn("return code", explained["sentence"])
        self.assertIn("return code", self.centre.novbe("explain", back["ticket"], "--language", "en")[1])
        answer = self.ask("Visitor.WhyBeforeMe", **self.proof(early, before=back["ticket"], language="en"))
        self.assertEqual(answer["why"], "returned")
        self.assertIn("return code", answer["sentence"])
        before, = self.where(early)["before"]
        self.assertEqual((before["ticket"], before["why"]), (back["ticket"], "returned"))
        story = self.ask("Manager.Story", ticket=back["ticket"], language="en")["facts"]
        used = next(one for one in story if one["kind"] == "return_used")
        self.assertIn("return code of " + "/".join(reversed(ticket["day"].split("-"))), used["sentence"])
        self.assertTrue(90 * MINUTE_MS <= used["values"]["credit_ms"] < 92 * MINUTE_MS)
        story = self.ask("Manager.Story", ticket=ticket["ticket"], day=ticket["day"], language="en")["facts"]
        given = next(one for one in story if one["kind"] == "return_given")
        self.assertNotIn("code", given["values"])
        self.assertNotIn(code, str(story))
        found, = self.find(day=ticket["day"])
        self.assertEqual(found["used"], self.centre.wall.date())
        self.ask("Admin.CloseDay")
        self.verify()
        with contextlib.closing(sqlite3.connect(self.centre.folder / "store")) as store:
            figures = store.execute("SELECT name, value FROM day_figure JOIN day USING (last_seq)"
                                    " WHERE name LIKE 'return_codes%' AND value > 0 ORDER BY last_seq, name").fetchall()
        self.assertEqual(figures, [("return_codes", 1), ("return_codes", 2), ("return_codes_used", 1)])

    def test_only_for_its_service_first_of_the_visit(self):
        _, code = self.sent_home()
        self.roll_over()
        self.wrong("other_service", code, service="passport")
        self.refused("WrongReturnCode", "Reception.Issue", {"why": "other_service"}, services=["passport", "visa"],
                     return_code=code)
        back = self.issue("visa", "passport", return_code=code)
        self.assertEqual(back["services"], ["visa", "passport"])

    def test_a_refusal_leaves_it_good(self):
        _, code = self.sent_home()
        self.roll_over()
        self.refused("UnknownClass", "Visitor.Issue", services=["visa"], return_code=code, **{"class": "king"})
        self.send_home()
        self.refused("ServiceClosed", "Visitor.Issue", services=["visa"], return_code=code)
        self.ask("Manager.OpenService", service="visa")
        back = self.issue(return_code=code)
        self.wrong("used", code)
        self.ask("Reception.Void", ticket=back["ticket"], reason="mistake")
        self.assertIsNone(self.find()[0].get("used"))
        again = self.ask("Reception.Issue", services=["visa"], return_code=code)["ticket"]
        self.ask("Reception.Cancel", ticket=again["ticket"])
        self.wrong("used", code)
        self.restart()
        self.wrong("used", code)
        self.verify()

    def test_what_could_not_be_written_was_neither_given_nor_used(self):
        def limit_files(size):
            resource.prlimit(self.centre.process.pid, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))

        def failed(method, **parameters):
            self.assert_error(self.reply(method, parameters), "org.novbe.Fault.StorageFailed")

        closing = {"service": "passport", "reason": "mistake", "closing": "send_home", "request": "close"}
        _, code = self.sent_home()
        self.roll_over()
        waits = self.issue("passport")
        limit_files(4096)
        failed("Visitor.Issue", services=["visa"], return_code=code, request="back")
        failed("Manager.CloseService", **closing)
        self.assertEqual([one.get("used") for one in self.find()], [None])
        limit_files(resource.RLIM_INFINITY)
        self.assertFalse(self.ask("Visitor.Issue", services=["visa"], return_code=code, request="back")["repeated"])
        self.assertFalse(self.ask("Manager.CloseService", **closing)["repeated"])
        self.assertEqual(len(self.find()), 2)
        self.assertRegex(self.where(waits)["return_code"], CODE)
        self.verify()

    def test_two_in_one_turn(self):
        _, code = self.sent_home()
        self.roll_over()
        call = {"method": "org.novbe.Visitor.Issue", "parameters": {"services": ["visa"], "return_code": code}}
        talk = self.centre.talk()
        talk.send(2 * (json.dumps(call).encode() + b"\0"))
        self.assertIn("ticket", talk.receive()["parameters"])
        self.assert_error(talk.receive(), "org.novbe.Refused.WrongReturnCode", why="used")

    def test_a_centre_that_was_switched_off_counts_from_when_it_is_back(self):
        ticket = self.issue()
        self.centre.stop(9)
        self.centre.wall.go_by(20 * DAY_S)  # more days than a code is good for
        self.centre.start()
        self.talk = self.centre.talk()
        until(lambda: self.reply("Visitor.Issue", {"services": ["visa"]}).get("parameters", {}).get("ticket"),
              "the day to be open")
        told = self.ask("Visitor.FindReturnCode", **self.proof(ticket, day=ticket["day"]))["return_code"]
        self.assertEqual(told["until"], self.centre.wall.date(14))
        self.centre.stop()
        self.centre.wall.go_by(14 * DAY_S)
        self.centre.start()
        self.talk = self.centre.talk()
        until(lambda: self.reply("Visitor.ReadReturnCode", {"return_code": told["return_code"]})
              .get("parameters", {}).get("return_code"), "the last day on which it counts")
        self.issue(return_code=told["return_code"])
        self.verify()

    def test_after_its_last_day_it_is_over_and_then_forgotten(self):
        ticket, code = self.sent_home()
        for days, why in ((15, "expired"), (31, "unknown")):
            self.centre.wall.go_by(days * DAY_S)
            until(lambda: self.reply("Reception.Issue", {"services": ["visa"], "return_code": code})
                  .get("parameters", {}).get("why") == why, why)
            self.assertEqual(len(self.find(day=ticket["day"])), 1 if why == "expired" else 0)
            self.restart()
            self.wrong(why, code, "Reception.Issue", service="visa")


class Rules(Returns):
    rules = "return_code_days = 1; return_code_minutes = 30;"

    def test_the_centre_says_how_long_and_how_far(self):
        _, code = self.sent_home()
        self.roll_over()
        self.issue()
        self.centre.wall.go_by(31 * 60)
        other = self.issue()
        self.assertEqual(self.issue(return_code=code)["ahead"], 1)
        self.assertEqual(self.where(other)["ahead"], 2)


class NoCodes(Returns):
    rules = "return_code_days = 0;"

    def test_none_where_the_centre_gives_none(self):
        ticket = self.issue()
        self.send_home()
        place = self.where(ticket)
        self.assertEqual((place["end"], place.get("return_code"), place.get("return_code_until")),
                         ("never_called", None, None))
        self.assertEqual((self.find(), self.figures()), ([], (0, 0)))
        self.refused("WrongCode", "Visitor.FindReturnCode", **self.proof(ticket))


@unittest.skipIf(os.geteuid() != 0, "needs root to be somebody else")
class Bounded(Returns):
    roles = (OWNER_ROLES + ', { role = "reception"; users = [ "64001" ]; agencies = [ "notary" ]; }')

    def test_reception_of_an_agency_sees_its_own_only(self):
        _, visa = self.sent_home("visa")
        _, deed = self.sent_home("deed")
        found, = self.centre.as_user([["org.novbe.Reception.FindReturnCodes", {}]], uid=64001)
        self.assertEqual([one["return_code"] for one in found["parameters"]["return_codes"]], [deed])
        self.assertEqual({one["return_code"] for one in self.find()}, {visa, deed})


if __name__ == "__main__":
    unittest.main()
