# SPDX-License-Identifier: MIT
"""What reports say of what broke or was changed when some of it is known no longer: texts are forgotten, facts damaged, days
deleted, or there is too much of it. What is not told is told to be so."""
import contextlib
import signal
import sqlite3
import unittest

from centre import SOURCE, until
from test_report import MINUTE, Report

HALT_ENDED, ISSUED = 5, 20


class Events(Report):
    def kinds(self, report):
        return [(event["kind"], event.get("key")) for event in report["events"]]

    def targets(self, events):
        return [(event["key"], event["before"], event["after"]) for event in events if event["kind"] == "target"]

    def edit(self, before, after):
        text = self.centre.catalogue.read_text()
        self.assertIn(before, text)
        self.centre.catalogue.write_text(text.replace(before, after, 1))

    def set_target(self, before, after):
        """Of the passport."""
        self.edit(f"target_minutes = {before}", f"target_minutes = {after}")

    def off(self, change):
        """While the daemon does not run."""
        self.centre.stop(signal.SIGTERM)
        change()
        self.centre.start()
        self.talk = self.centre.talk()

    def run_sql(self, *lines):
        with contextlib.closing(sqlite3.connect(self.centre.folder / "store", timeout=10)) as store:
            for line in lines:
                store.execute(line)
            store.commit()

    # --- texts that are forgotten ---

    def test_texts_that_are_forgotten_change_nothing(self):
        day = self.centre.wall.date()
        self.restart()
        self.set_target(15, 10)
        self.ask("Admin.Reload")
        self.ask("Admin.Reload")  # nothing changes
        told = self.report(language="en")["events"]
        self.assertEqual(self.targets(told), [("passport", 15, 10)])
        self.assertEqual([event["kind"] for event in told].count("configuration"), 1)
        self.run_sql("UPDATE text SET salt = NULL, body = NULL")
        self.assertEqual(self.report(language="en")["events"], told)
        self.roll_over()
        self.rolled(day)
        self.assertEqual(self.report(day, language="en")["events"], told)

    def test_older_ledgers_have_targets_in_texts_only(self):
        self.set_target(15, 10)
        self.ask("Admin.Reload")
        self.run_sql("DROP TRIGGER event_stays", "DELETE FROM event WHERE kind = 15")
        self.assertEqual(self.targets(self.report()["events"]), [("passport", 15, 10)])

    # --- a target that changes while the daemon does not run ---

    def test_a_restart_tells_of_a_changed_target(self):
        day = self.centre.wall.date()
        self.off(lambda: self.set_target(15, 20))
        for _ in range(2):
            self.restart()  # nothing more changes
        self.assertEqual(self.targets(self.report()["events"]), [("passport", 15, 20)])
        self.assertNotIn(("configuration", None), self.kinds(self.report()))
        self.set_target(20, 25)
        self.ask("Admin.Reload")
        self.off(lambda: self.set_target(25, 15))
        told = [("passport", 15, 20), ("passport", 20, 25), ("passport", 25, 15)]
        self.assertEqual(self.targets(self.report()["events"]), told)
        self.roll_over()
        self.rolled(day)
        self.assertEqual(self.targets(self.report(day)["events"]), told)
        self.centre.stop(signal.SIGTERM)
        self.novbed("--verify", self.centre.folder / "store")
        self.centre.start()

    def test_a_reload_that_is_not_kept_leaves_nothing_for_the_next_start(self):
        before = self.centre.catalogue.read_text()
        with self.failing_store():
            self.set_target(15, 20)
            self.assertEqual(self.reply("Admin.Reload", {})["error"], "org.novbe.Fault.StorageFailed")
        self.centre.catalogue.write_text(before)
        self.issue("visa")
        self.restart()
        self.assertEqual(self.targets(self.report()["events"]), [])

    # --- compared with days that had other targets ---

    def test_targets_that_changed_before_are_told_apart(self):
        self.a_quiet_day("passport")
        self.roll_over()
        changed = self.centre.wall.date()
        self.set_target(15, 10)
        self.ask("Admin.Reload")
        self.centre.wall.go_by(5 * 86400)
        self.roll_over()
        self.set_target(10, 5)
        self.ask("Admin.Reload")
        day = self.centre.wall.date()
        for rolled in (False, True):
            if rolled:
                self.rolled(changed)
            report = self.report(day)
            self.assertEqual(report["comparisons"][0]["days"], 1)
            self.assertEqual(self.targets(report["compared_targets"]), [("passport", 15, 10)])
        self.assertEqual(self.targets(report["events"]), [("passport", 10, 5)])
        own = self.report(day, agencies=["notary"])
        self.assertEqual(own["compared_targets"], [])
        other = self.report(self.centre.wall.date(-7), day)  # compared with a year before, of which nothing is known
        self.assertEqual([one["days"] for one in other["comparisons"]], [0])
        self.assertEqual((self.targets(other["events"]), other["compared_targets"]),
                         ([("passport", 15, 10), ("passport", 10, 5)], []))

    def test_targets_of_days_that_are_not_rolled_up(self):
        first = self.centre.wall.date()
        self.a_quiet_day("passport")
        self.roll_over()
        self.rolled(first)
        self.set_target(15, 10)
        self.ask("Admin.Reload")
        self.run_sql("DROP TRIGGER event_stays_as_it_is",  # a day that cannot be
                     f"UPDATE event SET hash = x'00' WHERE seq = (SELECT max(seq) FROM event WHERE kind = {ISSUED})")
        self.centre.wall.go_by(5 * 86400)
        self.roll_over()
        self.assertEqual(self.targets(self.report()["compared_targets"]), [("passport", 15, 10)])

    # --- facts that are damaged, left out, or deleted ---

    def a_halt(self):
        self.ask("Manager.Halt", reason="fire")
        self.pass_by(3)
        self.ask("Manager.Resume")

    def same_halt(self, report):
        self.assertEqual((report["halts"], report["outages"], report["clock_steps"]), (1, 0, 0))
        self.assertAlmostEqual(report["halted_ms"] / MINUTE, 3, 1)
        self.assertEqual([(one["key"], one["time_ms"]) for one in report["halt_reasons"]], [("fire", report["halted_ms"])])

    def test_a_damaged_fact_does_not_take_the_report_with_it(self):
        day = self.centre.wall.date()
        self.a_halt()
        self.ask("Manager.CloseService", service="visa", reason="mistake", closing="all")
        self.ask("Manager.OpenService", service="visa")
        self.roll_over()
        self.rolled(day)
        whole = self.report(day)
        self.assertEqual((whole["events_damaged"], whole["events_cut"], whole["events_from_day"]), (0, 0, day))
        self.run_sql("DROP TRIGGER event_stays_as_it_is",
                     f"UPDATE event SET hash = x'00' WHERE kind = {HALT_ENDED}")
        report = self.report(day)
        self.assertEqual(report["events_damaged"], 1)
        self.assertEqual(self.kinds(report), [("halt", "fire"), ("closed_early", "visa")])
        self.same_halt(report)

    def test_too_many_push_out_neither_halts_nor_targets(self):
        self.a_halt()
        self.set_target(15, 10)
        self.ask("Admin.Reload")
        for _ in range(1005):
            self.together(("Manager.SetKioskClosed", {"kiosk": "door", "closed": True}),
                          ("Manager.SetKioskClosed", {"kiosk": "door", "closed": False}))
            self.centre.wall.go_by(1)
        report = self.report()
        self.assertEqual(len(report["events"]), 1000)
        self.assertEqual(self.kinds(report)[0], ("halt", "fire"))
        self.assertEqual(self.targets(report["events"]), [("passport", 15, 10)])
        self.assertEqual(report["events_cut"], 1005 + 3 - 1000)  # the configuration is the oldest of the others
        self.assertIsNone(report.get("events_from_day"))
        self.same_halt(report)

    def test_of_days_long_ago_halts_and_targets_are_told(self):
        first = self.centre.wall.date()
        self.a_halt()
        self.set_target(15, 10)
        self.ask("Admin.Reload")
        self.ask("Manager.CloseService", service="visa", reason="mistake", closing="all")
        self.centre.wall.go_by(400 * 86400)
        self.roll_over()
        report = self.report(first, self.centre.wall.date())
        self.assertEqual(self.kinds(report), [("halt", "fire"), ("target", "passport")])
        self.assertEqual((report["events_from_day"], report["events_cut"]), (self.centre.wall.date(-365), 0))
        self.same_halt(report)
        self.rolled(first)
        self.assertEqual(self.kinds(self.report(first, self.centre.wall.date())), [("halt", "fire"), ("target", "passport")])

    def test_of_days_that_are_deleted_only_sums_are_known(self):
        self.centre.config.write_text(self.centre.config.read_text() + "storage: { keep_days = 2; };\n")
        self.ask("Admin.Reload")
        self.roll_over()
        first = self.centre.wall.date()
        self.a_halt()
        days = []
        for _ in range(4):
            days.append(self.centre.wall.date())
            self.roll_over()

        def first_kept():
            return self.report(first, days[-1]).get("events_from_day")
        until(lambda: first_kept() == days[-2], "the days before to go")
        report = self.report(first, days[-1])
        self.assertEqual(self.kinds(report), [])
        self.same_halt(report)
        self.assertIsNone(self.report(first).get("events_from_day"))
        text = self.centre.novbe("report", "--day", first, "--language", "en", "--languages",
                                 SOURCE / "conf" / "lang")[1]
        self.assertIn("1 halt of the hall (3 min", text)
        self.assertIn("told one by one no more", text)

    # --- the auditor's page ---

    def test_what_no_operator_did_is_told_too(self):
        day = self.centre.wall.date()
        first, second = self.issue("visa"), self.issue("visa")
        self.ask("Reception.Change", ticket=first["ticket"], reason="mistake", **{"class": "elderly"})
        self.ask("Reception.Change", ticket=first["ticket"], reason="mistake", service="passport")
        self.ask("Reception.Void", ticket=second["ticket"], reason="fire")
        one = self.sign_in("101", "1")
        self.at(one, "Next")
        self.at(one, "Finish", outcome="done", next=False)  # without an arrival
        for rolled in (False, True):
            if rolled:
                self.leave(one)
                self.roll_over()
                self.rolled(day)
            report = self.report(day, whole=True)
            operators, services = report["integrity_operators"], report["integrity_services"]
            nobody = next(line for line in operators if line.get("key") is None)
            self.assertEqual((nobody["class_changes"], nobody["service_changes"], nobody["voids"], nobody["called"]),
                             (1, 1, 1, 0))
            self.assertEqual([(reason["key"], reason["count"]) for reason in nobody["void_reasons"]], [("fire", 1)])
            for name in ("called", "served", "voids", "class_changes", "service_changes", "undos", "by_hand"):
                self.assertEqual(sum(line[name] for line in operators), sum(line[name] for line in services), name)
        self.assertEqual(report["figures"]["implied"], 1)


if __name__ == "__main__":
    unittest.main()
