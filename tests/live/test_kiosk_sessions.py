#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""How kiosks were used: what novbe-visitor on a real terminal tells of its sessions stands in the store, each once; what
nobody may tell is refused; how long a call for help waited is kept beside it."""
import contextlib
import signal
import sqlite3
import unittest

from centre import until
from hall import VisitorCase
from kiosk import KioskCase

COLUMNS = "what, lasted_ms, open_ms, busy_ms, tickets, answered, helped, refused, given_up, abandoned, text"
SESSIONS, HELP, HELP_OVER = 1, 2, 3
MINUTE = 60_000


class Kept:
    """Rows of the table as dictionaries."""

    def rows(self, what=SESSIONS):
        with contextlib.closing(sqlite3.connect(self.centre.folder / "store")) as store:
            rows = store.execute(f"SELECT {COLUMNS} FROM kiosk_use WHERE what = ? ORDER BY number", (what,))
            names = [name.strip() for name in COLUMNS.split(",")]
            return [dict(zip(names, row)) for row in rows]

    def sums(self, *names):
        return tuple(sum(row[name] for row in self.rows()) for name in names)


class Walk(Kept, KioskCase):
    def take_ticket(self, terminal):
        self.touch(terminal, "passport", "Növbə götür")
        self.centre.wall.go_by(8)
        self.touch(terminal, "Növbə götür", "Yoxlama kodu")
        terminal.key("Escape")
        terminal.wait_for("Bütün xidmətlər")

    def leave_alone(self, terminal):
        """Nobody touches it any more; what is told of the hall wakes the program, which looks at the clock."""
        def back():
            self.centre.wall.go_by(70)
            self.issue("visa")
            return terminal.shows("Bütün xidmətlər")

        self.touch(terminal, "passport", "Növbə götür")
        until(back, "the first page to be back")

    def next_one(self, terminal):
        """The first page is back, and whoever touches it then is another visitor."""
        terminal.wait_for("Bütün xidmətlər")
        terminal.settle()
        self.centre.wall.go_by(11)

    def end(self, terminal):
        terminal.kill(signal.SIGTERM)
        self.assertEqual(terminal.wait_end(), "exit 0")

    def test_one_with_a_ticket_and_one_left(self):
        terminal = self.open()
        self.take_ticket(terminal)
        self.leave_alone(terminal)
        self.end(terminal)
        row, = self.rows()
        self.assertEqual([row[name] for name in ("tickets", "answered", "helped", "refused", "given_up", "abandoned")],
                         [1, 0, 0, 0, 0, 1])
        self.assertIn(int(row["text"]), range(8000, 60_000))
        self.assertGreaterEqual(row["busy_ms"], 70_000)
        self.assertLessEqual(row["busy_ms"], row["open_ms"])
        self.assertLessEqual(row["open_ms"], row["lasted_ms"])

    def test_answered_refused_helped_given_up(self):
        ticket = self.issue("passport")
        terminal = self.open()
        self.scan(terminal, ticket)
        self.touch(terminal, "Fasilə lazımdır", "10 dəqiqə")
        terminal.key("Escape", "Escape", "Escape")
        self.next_one(terminal)
        self.touch(terminal, "Növbəm", "Yoxlama")
        terminal.write("KA001 XXXXX\r")
        terminal.wait_for("kod")
        terminal.key("Escape")
        self.next_one(terminal)
        self.touch(terminal, "passport", "Növbə götür")
        terminal.key("Escape")
        self.next_one(terminal)
        self.touch(terminal, "Kömək", "Əməkdaş çağır")
        self.touch(terminal, "Əməkdaş çağır", "Çağırış göndərildi")
        terminal.key("Escape", "Escape")
        self.next_one(terminal)
        self.touch(terminal, "passport", "Növbə götür")
        terminal.key("Escape")
        self.next_one(terminal)
        terminal.key("F2")
        self.end(terminal)
        self.assertEqual(self.sums("tickets", "answered", "refused", "given_up", "helped", "abandoned"),
                         (0, 1, 1, 2, 1, 0))

    def test_a_daemon_that_was_away_is_told_afterwards(self):
        terminal = self.open()
        self.take_ticket(terminal)
        self.centre.stop(signal.SIGKILL)
        terminal.wait_for("Qoşulur")
        self.centre.wall.go_by(700)
        terminal.key("F2")
        self.centre.start()
        self.talk = self.centre.talk()
        until(self.rows, "what was counted to be told")
        self.assertEqual(self.sums("tickets"), (1,))
        self.end(terminal)
        self.assertEqual(self.sums("tickets"), (1,))

    def test_nothing_is_told_of_an_hour_in_which_nothing_was(self):
        terminal = self.open()
        self.end(terminal)
        self.assertEqual(self.sums("tickets", "given_up", "abandoned", "busy_ms"), (0, 0, 0, 0))


class Told(Kept, VisitorCase):
    def told(self, minutes=10, ago=0, **more):
        until_ms = self.now_ms() - ago * MINUTE
        return {"kiosk": "door", "from": until_ms - minutes * MINUTE, "until": until_ms, "open_ms": minutes * MINUTE,
                "busy_ms": MINUTE, "to_ticket_ms": [31_000, 45_000], "answered": 1, "helped": 0, "refused": 0,
                "given_up": 2, "abandoned": 3, **more}

    def test_it_is_kept_once(self):
        told = self.told(request="once")
        self.assertFalse(self.ask("Visitor.ReportSessions", **told)["repeated"])
        self.assertTrue(self.ask("Visitor.ReportSessions", **told)["repeated"])
        row, = self.rows()
        self.assertEqual((row["lasted_ms"], row["open_ms"], row["busy_ms"], row["text"]),
                         (10 * MINUTE, 10 * MINUTE, MINUTE, "31000 45000"))
        self.assertEqual((row["tickets"], row["answered"], row["given_up"], row["abandoned"]), (2, 1, 2, 3))

    def test_the_same_time_is_not_told_again_not_even_after_a_restart(self):
        self.ask("Visitor.ReportSessions", **self.told())
        for _ in range(2):
            self.refused("TimeSpanWrong", "Visitor.ReportSessions", **self.told())
            self.centre.stop(signal.SIGKILL)
            self.centre.start()
            self.talk = self.centre.talk()
        self.centre.wall.go_by(600)
        self.ask("Visitor.ReportSessions", **self.told())
        self.assertEqual(self.sums("tickets"), (4,))

    def test_a_connection_speaks_for_one_kiosk(self):
        self.ask("Visitor.ReportSessions", **self.told())
        reply = self.reply("Visitor.ReportSessions", self.told(kiosk="bare"))
        self.assert_error(reply, "org.varlink.service.PermissionDenied")
        reply = self.reply("Visitor.ReportSessions", self.told(kiosk="bare"), self.centre.talk())
        self.assertNotIn("error", reply)

    def test_what_cannot_be(self):
        self.refused("UnknownTerminal", "Visitor.ReportSessions", {"key": "none"}, **self.told(kiosk="none"))
        for wrong in ({"open_ms": 11 * MINUTE}, {"busy_ms": 11 * MINUTE}, {"busy_ms": -1}, {"open_ms": -1},
                      {"until": self.told()["from"]}, {"from": -5}, {"until": self.now_ms() + 10 * MINUTE},
                      {"from": self.now_ms() - 25 * 60 * MINUTE}, {"until": 2**63 - 1}, {"from": -2**63}):
            with self.subTest(wrong=wrong):
                self.refused("TimeSpanWrong", "Visitor.ReportSessions", **self.told(**wrong))
        self.refused("TimeSpanWrong", "Visitor.ReportSessions", **self.told(ago=24 * 60))  # of a day that is over
        for field, value in (("answered", -1), ("abandoned", 10_001), ("to_ticket_ms", [-1]),
                             ("to_ticket_ms", [24 * 60 * MINUTE + 1]), ("to_ticket_ms", [1] * 257)):
            with self.subTest(field=field):
                self.assert_error(self.reply("Visitor.ReportSessions", self.told(**{field: value})),
                                  "org.varlink.service.InvalidParameter", parameter=field)
        self.assertEqual(self.rows(), [])

    def test_no_day(self):
        self.ask("Admin.CloseDay")
        self.refused("NoDay", "Visitor.ReportSessions", **self.told())

    def test_how_long_help_took(self):
        for answered in (True, False):
            name = self.ask("Visitor.AskForHelp", kiosk="door", page="services")["help"]
            self.centre.wall.go_by(90)
            if answered:
                self.ask("Reception.AnswerHelp", help=name)
            self.ask("Reception.EndHelp", help=name)
        came, = self.rows(HELP)
        over, = self.rows(HELP_OVER)
        for row in (came, over):
            self.assertIn(row["lasted_ms"], range(90_000, 120_000))


if __name__ == "__main__":
    unittest.main()
