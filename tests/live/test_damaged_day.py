# SPDX-License-Identifier: MIT
"""A closed day that the disk has changed, before it was rolled up: told, and nobody else notices."""
import contextlib
import datetime
import sqlite3
import unittest

from centre import until
from hall import ALL_ROLES, OperatorCase

ISSUED, CALLED = 20, 27


class DamagedDay(OperatorCase):
    roles = ALL_ROLES

    def a_day(self):
        """With one visit; closed, and not rolled up yet as far as the file says."""
        day = self.centre.wall.date()
        self.issue("visa")
        operator = self.sign_in()
        self.at(operator, "Next")
        self.at(operator, "Arrive")
        self.at(operator, "Finish", outcome="done", next=False)
        self.at(operator, "SignOut", leave_parked=False)
        self.roll_over()
        return day

    def damage(self, *statements):
        self.centre.stop(9)
        with contextlib.closing(sqlite3.connect(self.centre.folder / "store")) as store:
            for trigger, in store.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
                store.execute(f"DROP TRIGGER {trigger}")
            store.execute("DELETE FROM rollup_day")
            store.execute("DELETE FROM rollup")
            store.execute("UPDATE meta SET value = 0 WHERE key = 'rolled'")
            for statement in statements:
                self.assertGreater(store.execute(statement).rowcount, 0, statement)
            store.commit()
        self.begin_again()

    def ledger_troubles(self):
        return [one["text"] for one in self.ask("Admin.GetHealth")["troubles"] if one["kind"] == "ledger"]

    def report(self, day):
        return self.reply("Manager.GetReport", {"from_day": day, "to_day": day, "whole": True})

    def lives(self, day):
        """It is told, the day has no report and no what-if, all others have; the hall works."""
        until(self.ledger_troubles, "the damage to be told")
        text, = self.ledger_troubles()
        self.assertIn(f"what is kept of {day} is damaged", text)
        self.assertIn("event=roll_up_failed", self.centre.log.read_text())
        self.assertEqual(self.report(day)["error"], "org.novbe.Fault.StorageFailed")
        today = self.centre.wall.date()
        self.assertEqual(self.report(today)["parameters"]["report"]["figures"]["issued"], 1)
        self.issue("visa")
        self.assertEqual(self.report(today)["parameters"]["report"]["figures"]["issued"], 2)

    def of_day(self, day, kind):
        ordinal = datetime.date.fromisoformat(day).toordinal() - datetime.date(1970, 1, 1).toordinal()
        return f"WHERE kind = {kind} AND day = {ordinal}"

    def test_a_fact_of_another_ticket(self):
        """The engine would assert: nobody was issued this one."""
        day = self.a_day()
        self.damage(f"UPDATE event SET ticket = 77777 {self.of_day(day, CALLED)}")
        self.lives(day)
        what_if = self.reply("Manager.WhatIf", {"day": day})
        self.assertIn("error", what_if)
        self.issue("visa")

    def test_a_fact_that_is_gone(self):
        day = self.a_day()
        self.damage(f"DELETE FROM event {self.of_day(day, ISSUED)}")
        self.lives(day)

    def test_a_row_of_a_step(self):
        day = self.a_day()
        ordinal = datetime.date.fromisoformat(day).toordinal() - datetime.date(1970, 1, 1).toordinal()
        self.damage(f"UPDATE step SET ticket = 2000000000 WHERE day = {ordinal}")
        self.lives(day)

    def test_a_day_that_is_whole_is_rolled_up_again(self):
        day = self.a_day()
        self.damage()
        ordinal = datetime.date.fromisoformat(day).toordinal() - datetime.date(1970, 1, 1).toordinal()

        def is_rolled():
            with contextlib.closing(sqlite3.connect(f"file:{self.centre.folder / 'store'}?mode=ro", uri=True)) as store:
                return store.execute("SELECT count(*) FROM rollup_day WHERE day = ?", (ordinal,)).fetchone()[0]
        until(is_rolled, "the day to be rolled up")
        self.assertEqual(self.report(day)["parameters"]["report"]["figures"]["issued"], 1)
        self.assertEqual(self.ledger_troubles(), [])


if __name__ == "__main__":
    unittest.main()
