# SPDX-License-Identifier: MIT
"""A machine was lost after its backup, and visitors hold papers that nobody here knows: reception enters them, they keep their
turn, and the day reconciles with them told apart."""
import os
import unittest
from datetime import datetime

from hall import ALL_ROLES, PIN, HallCase, Terminal

REFUSED = "org.novbe.Refused."
MINUTE = 60_000
ADOPTED = 5  # of the words of org.novbe.Network.Channel


class Adopt(HallCase):
    roles = ALL_ROLES + ', { role = "reception"; users = [ "64001" ]; agencies = [ "notary" ]; }'

    def issue(self, *services, **more):
        return self.ask("Visitor.Issue", services=list(services) or ["passport"], **more)["ticket"]

    def adopt(self, ticket, **more):
        return self.ask("Reception.Adopt", **{"ticket": ticket, "services": ["passport"], **more})["ticket"]

    def adopted(self):
        """In all figures of the open day."""
        health, figures = self.ask("Admin.GetHealth"), self.ask("Manager.WatchHall")["figures"]
        self.assertEqual((health["tickets"], health["adopted"]), (figures["visits"], figures["adopted"]))
        return figures["visits"], figures["adopted"]

    def clock(self, moment):
        return datetime.fromtimestamp(moment / 1000, self.centre.wall.zone).strftime("%H:%M")


class Turn(Adopt):
    def test_who_holds_a_paper_keeps_the_turn(self):
        known = self.issue()
        self.centre.wall.go_by(60)
        with self.lost_span():
            self.centre.wall.go_by(600)
            first, second = self.issue(), self.issue()
            self.centre.wall.go_by(600)
            third = self.issue()
            self.centre.wall.go_by(600)
        fresh = self.issue()
        self.assertEqual([one["ticket"] for one in (known, first, second, third, fresh)],
                         ["KA001", "KA002", "KA003", "KA004", "KA10001"])
        minute = first["issued_at"] // MINUTE * MINUTE  # as the papers show it
        last = self.adopt("KA004", at=third["issued_at"], code=third["code"].lower())
        self.assertEqual({name: last[name] for name in ("ticket", "code", "services", "issued_at", "ahead")},
                         {"ticket": "KA004", "code": third["code"], "services": ["passport"],
                          "issued_at": third["issued_at"], "ahead": 1})
        after = self.adopt("KA003", at=second["issued_at"] // MINUTE * MINUTE)
        self.assertEqual((after["issued_at"], after["ahead"]), (second["issued_at"] // MINUTE * MINUTE, 1))
        self.assertNotEqual(after["code"], second["code"], "nobody has read it: a new one")
        self.assertEqual(self.adopt("ka2", at=minute, code=first["code"])["ahead"], 1)
        self.assertEqual(self.adopted(), (5, 3))
        for ticket, code in (("KA002", first["code"]), ("KA003", after["code"]), ("KA004", third["code"])):
            self.assertEqual(self.ask("Visitor.WhereAmI", ticket=ticket, code=code)["state"], "waiting")
        self.restart()
        self.assertEqual(self.adopted(), (5, 3))
        self.ask("Admin.SetPin", operator="101", pin=PIN)
        one = Terminal(self, "101", "1")
        for number in ("KA001", "KA002", "KA003", "KA004", "KA10001"):
            self.assertEqual(one.serve(), number)
            one.finish()
        ticket = self.ask("Reception.GetTicket", ticket="KA002")["ticket"]
        self.assertEqual(ticket["channel"], "adopted")
        self.assertGreater(ticket["waited_ms"], 19 * MINUTE, "since its paper was issued")
        self.assertEqual(self.issue()["ticket"], "KA10002", "the series goes on where it was")

    def test_a_paper_that_does_not_tell_when(self):
        """It counts from the last moment that the copy knows, in the order of the numbers; its times are marked."""
        self.issue()
        self.centre.wall.go_by(60)
        with self.lost_span():
            self.centre.wall.go_by(600)
            told = self.issue()
        span, = self.ask("Reception.WatchDesk")["lost"]
        self.assertTrue(span["from"] < told["issued_at"] < span["until"])
        self.assertEqual(self.adopt("KA002", at=told["issued_at"])["ahead"], 1)
        self.assertEqual(self.adopt("KA007")["ahead"], 1)
        before = self.adopt("KA005")
        self.assertEqual((before["ahead"], before["issued_at"]), (1, span["from"]))
        self.ask("Admin.CloseDay")
        rows = {row["ticket"]: row for row in self.final_rows(self.ask("Network.Ledger", from_seq=1))}
        self.assertEqual({ticket: row["marks"] for ticket, row in rows.items()},
                         {"KA001": 0, "KA002": 0, "KA005": 2, "KA007": 2})
        self.assertEqual(rows["KA002"]["issued_at"], told["issued_at"])

    def test_as_on_the_paper(self):
        self.issue("deed")
        with self.lost_span():
            pass
        self.ask("Manager.Halt", reason="fire")  # they are in the hall, and out of it together
        self.adopt("KA005", services=["passport", "visa"], party=3, needs=["low-desk"], language="ru", printer="desk",
                   **{"class": "elderly"})
        ticket = self.ask("Reception.GetTicket", ticket="KA005")["ticket"]
        self.assertEqual([ticket[name] for name in ("party", "needs", "language", "class", "paper")],
                         [3, ["low-desk"], "ru", "elderly", "waiting"])
        self.assertEqual([step["service"] for step in ticket["steps"]], ["passport", "visa"])
        self.adopt("KA006")
        orders = self.ask("Printer.WatchOrders")["orders"]
        self.assertEqual([one["ticket"]["ticket"] for one in orders], ["KA005"], "nothing is printed unasked")

    def test_its_story_in_every_language(self):
        with self.lost_span():
            lost = self.issue()
        self.adopt("KA001", at=lost["issued_at"])
        self.adopt("KA002")
        time = self.clock(lost["issued_at"])
        for language, entered in (("en", "Adopted"), ("az", "Kağız biletdən"), ("ru", "по бумажному")):
            facts = self.ask("Manager.Story", ticket="KA001", language=language)["facts"]
            self.assertEqual([one["kind"] for one in facts], ["issued", "step_entered", "adopted"])
            self.assertIn(entered, facts[0]["sentence"])
            self.assertIn(time, facts[2]["sentence"])
            unread = self.ask("Manager.Story", ticket="KA002", language=language)["facts"]
            self.assertNotEqual(unread[2]["sentence"].replace(self.clock(unread[2]["values"]["issued_ms"]), time),
                                facts[2]["sentence"])
        self.assertEqual(facts[2]["values"], {"issued_ms": lost["issued_at"], "assumed": 0})


class Day(Adopt):
    def test_it_reconciles(self):
        self.issue()
        with self.lost_span():
            self.issue()
            self.issue("deed")
        self.issue()
        self.adopt("KA002")
        self.adopt("TU001", services=["deed"])
        self.ask("Reception.Void", ticket="TU001", reason="mistake")
        self.restart()
        closed = self.ask("Admin.CloseDay")
        self.assertEqual((closed["visits"], closed["adopted"]), (4, 2))
        self.assertEqual(sum(closed["visit_ends"].values()), 4)
        rows = self.final_rows(self.ask("Network.Ledger", from_seq=1))
        self.assertEqual(sorted(row["ticket"] for row in rows if row["channel"] == ADOPTED), ["KA002", "TU001"])
        seal, = self.ask("Network.Seals")["seals"]
        self.assertEqual((seal["visits"], seal["adopted"]), (4, 2))
        self.assertIn("whole", self.novbed("--verify", self.centre.folder / "store"))
        self.roll_over()
        self.refused("NothingLost", "Reception.Adopt", ticket="KA009", services=["passport"])
        self.assertEqual(self.ask("Reception.WatchDesk")["lost"], [])

    def test_a_backup_of_yesterday(self):
        """All of today was lost: its numbers from the first on, from the begin of the day."""
        self.issue()
        with self.lost_span():
            self.centre.wall.go_by(86400)
            self.centre.wall.reboot()
        span, = self.ask("Reception.WatchDesk")["lost"]
        self.assertEqual(self.clock(span["from"]), "00:00")
        self.adopt("KA001", at=span["from"] + 9 * 60 * MINUTE)
        self.assertEqual(self.ask("Reception.GetTicket", ticket="KA001")["ticket"]["channel"], "adopted")

    def test_lost_twice(self):
        self.issue()
        for _ in range(2):
            self.centre.wall.go_by(600)
            with self.lost_span():
                self.issue()
            self.issue()
        self.assertEqual(len(self.ask("Reception.WatchDesk")["lost"]), 2)
        self.assertEqual(self.adopt("KA002")["ahead"], 1)
        self.adopt("KA10002")
        self.assertEqual(self.adopted(), (5, 2))
        self.assertIn("whole", self.novbed("--verify", self.centre.folder / "store"))


class Refusals(Adopt):
    def test_what_was_not_lost(self):
        known = self.issue()
        self.refused("NothingLost", "Reception.Adopt", ticket="KA002", services=["passport"])
        with self.lost_span():
            lost = self.issue()
        wish = {"ticket": "KA002", "services": ["passport"]}
        for error, fields, more in (
                ("TicketKnown", {"ticket": "KA001", "state": "waiting"}, {"ticket": known["ticket"]}),
                ("NotLost", {"why": "series"}, {"ticket": "TU001"}),
                ("NotLost", {"why": "number"}, {"ticket": "KA013"}),
                ("NotLost", {"why": "new"}, {"ticket": "KA10002"}),
                ("NotLost", {"why": "code"}, {"code": self.issue()["code"]}),
                ("OutsideLostSpan", {}, {"at": known["issued_at"] - 5 * MINUTE}),
                ("UnknownService", {"service": "moon"}, {"services": ["passport", "moon"]}),
                ("UnknownClass", {"class": "moon"}, {"class": "moon"}),
                ("UnknownNeed", {"need": "moon"}, {"needs": ["moon"]}),
                ("UnknownTerminal", {"key": "moon"}, {"printer": "moon"}),
                ("PartyTooLarge", {"limit": 3}, {"party": 4}),
                ("TooManySteps", {"limit": 8}, {"services": ["passport"] * 9})):
            self.refused(error, "Reception.Adopt", fields, **{**wish, **more})
        for parameter, wrong in (("ticket", "42"), ("ticket", ""), ("services", []), ("code", "12345"), ("code", lost["code"] + "AA"),
                                 ("at", 0), ("party", 0), ("request", "")):
            self.assert_error(self.reply("Reception.Adopt", {**wish, parameter: wrong}),
                              "org.varlink.service.InvalidParameter", parameter=parameter)
        self.assertEqual(self.adopted(), (2, 0))

    @unittest.skipIf(os.geteuid() != 0, "needs root to be somebody else")
    def test_of_another_agency(self):
        with self.lost_span():
            pass
        replies = self.centre.as_user([["org.novbe.Reception.Adopt", {"ticket": "KA001", "services": ["passport"]}],
                                       ["org.novbe.Reception.Adopt", {"ticket": "TU001", "services": ["deed"]}]], uid=64001)
        self.assert_error(replies[0], REFUSED + "OtherAgency", agency="police")
        self.assertEqual(replies[1]["parameters"]["ticket"]["ticket"], "TU001")


class Command(Adopt):
    def novbe(self, *words, code=0):
        done = self.centre.novbe("adopt", *words)
        self.assertEqual(done[0], code, done)
        return done[1] if code == 0 else done[2]

    def test_novbe_adopt(self):
        self.issue()
        self.assertIn("nothing was lost", self.novbe("KA002", "--service", "passport", code=1))
        with self.lost_span():
            lost = self.issue()
            self.centre.wall.go_by(120)
        time = self.clock(lost["issued_at"])
        self.assertRegex(self.novbe("ka2", "--service", "passport", "--at", time, "--code", lost["code"]),
                         rf"^KA002  issued {time}, ahead of it 1, (wait (unknown: )?[a-z0-9]|not called before )[^,]*,"
                         rf" code {lost['code']}\n$")
        self.novbe("KA003", "--service", "passport", "--service", "visa", "--class", "elderly", "--needs", "low-desk,step-free",
                   "--language", "ru", "--party", "2", "--printer", "desk")
        ticket = self.ask("Reception.GetTicket", ticket="KA003")["ticket"]
        self.assertEqual([ticket[name] for name in ("class", "language", "party", "paper", "channel")],
                         ["elderly", "ru", 2, "waiting", "adopted"])
        self.assertEqual([len(ticket["needs"]), len(ticket["steps"])], [2, 2])
        self.assertEqual(self.novbe("KA002", "--service", "visa", code=1), "novbe: ticket KA002 is known here: waiting\n")
        self.assertEqual(self.novbe("KA10007", "--service", "visa", code=1),
                         "novbe: the machine that was lost cannot have issued KA10007: new\n")
        self.assertRegex(self.novbe("KA004", "--service", "visa", "--at", "00:00", code=1),
                         r"^novbe: tickets were lost from \d\d:\d\d to \d\d:\d\d only\n$")
        for words in (["KA004"], ["--service", "visa"], ["KA004", "--service", "visa", "--at", "noon"],
                      ["KA004", "--service", "visa", "--party", "0"], ["KA004", "--service", "visa", "--needs", ","]):
            self.assertIn("Usage: novbe adopt", self.novbe(*words, code=2))
        _, told, _ = self.centre.novbe("close-day")
        self.assertIn("visits               3\n  issued here        1\n  adopted            2\n  never called       3\n", told)


if __name__ == "__main__":
    unittest.main()
