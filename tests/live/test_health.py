# SPDX-License-Identifier: MIT
"""How the daemon is: every figure moved by a fact, read as monitors read it, and the exit codes they go by."""
import contextlib
import json
import math
import os
import re
import signal
import sqlite3
import unittest

from centre import OWNER_ROLES, Centre, Case, until
from hall import HallCase

PIN = "2468"
DAY_S = 24 * 60 * 60
REASON = "fire"

NAME = re.compile(r"[a-zA-Z_:][a-zA-Z0-9_:]*")
LABEL = re.compile(r'([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\["\\n])*)"(,|$)')
ESCAPES = {r"\\": "\\", r"\"": '"', r"\n": "\n"}


class Metrics:
    """The text format of Prometheus, version 0.0.4, read as strictly as it is written down
    (https://prometheus.io/docs/instrumenting/exposition_formats/): samples[name, labels] is a number."""

    def __init__(self, text):
        self.types, self.helps, self.samples = {}, {}, {}
        self.family = None
        assert text.endswith("\n"), "the last line does not end"
        for line in text[:-1].split("\n"):
            if line.startswith("#"):
                self.read_comment(line)
            elif line:
                self.read_sample(line)

    def read_comment(self, line):
        word, name, rest = line.split(" ", 3)[1:]
        assert NAME.fullmatch(name), line
        if word == "HELP":
            assert name not in self.helps and name not in self.types, f"a second time: {line}"
            self.helps[name] = re.sub(r"\\.", lambda found: {**ESCAPES}[found.group()], rest)
        elif word == "TYPE":
            assert name not in self.types, f"a second time: {line}"
            assert rest in ("counter", "gauge", "histogram", "summary", "untyped"), line
            assert rest != "counter" or name.endswith("_total"), line
            self.types[name] = rest
        self.family = name

    def read_sample(self, line):
        name = NAME.match(line).group()
        assert name == self.family and name in self.types, f"not under its type: {line}"
        rest, labels = line[len(name):], {}
        if rest.startswith("{"):
            inside, rest = rest[1:].rsplit("} ", 1)
            while inside:
                found = LABEL.match(inside)
                assert found and found.group(1) not in labels, line
                labels[found.group(1)] = re.sub(r"\\.", lambda one: ESCAPES[one.group()], found.group(2))
                inside = inside[found.end():]
        else:
            assert rest.startswith(" "), line
            rest = rest[1:]
        assert re.fullmatch(r"[-+]?[0-9]+(\.[0-9]+)?", rest), line
        key = name, tuple(sorted(labels.items()))
        assert key not in self.samples, f"a second time: {line}"
        self.samples[key] = float(rest)

    def __call__(self, name, **labels):
        """None: there is no such sample."""
        return self.samples.get((name, tuple(sorted(labels.items()))))


class HealthCase(HallCase):
    roles = OWNER_ROLES + "".join(f', {{ role = "{role}"; users = [ "@owner" ]; }}' for role in ("counter", "printer"))
    rules = "lease_seconds = 10;"

    def health(self):
        return self.ask("Admin.GetHealth")

    def metrics(self):
        code, out, err = self.centre.novbe("status", "--metrics")
        self.assertEqual((code, err), (0, ""))
        return Metrics(out)

    def troubles(self):
        """Those of the hall's printers aside, of which nobody tells."""
        return [(one["severity"], one["kind"]) for one in self.health()["troubles"] if one["kind"] != "printer"]

    def status(self):
        """Exit code and text of `novbe status`."""
        code, out, err = self.centre.novbe("status")
        self.assertEqual(err, "")
        return code, out

    def set_storage(self, options):
        text = re.sub(r"storage: \{[^}]*\};\n", "", self.centre.config.read_text())
        self.centre.config.write_text(text + f"storage: {{ {options} }};\n")
        self.ask("Admin.Reload")

    def verify(self):
        return self.ask("Admin.Verify")["findings"]

    def seconds(self):
        return self.centre.wall.now_ms() / 1000


class Hall(HealthCase):
    def test_tickets_and_who_waits(self):
        self.assertEqual((self.health()["tickets"], self.health()["waiting"]), (0, 0))
        for _ in range(3):
            self.ask("Reception.Issue", services=["visa"])
        self.ask("Reception.Issue", services=["deed"])
        number = self.ask("Reception.Issue", services=["visa"])["ticket"]["ticket"]
        self.ask("Reception.Void", ticket=number, reason="mistake")
        health, metrics = self.health(), self.metrics()
        self.assertEqual((health["tickets"], health["waiting"]), (5, 4))
        self.assertEqual((metrics("novbe_tickets"), metrics("novbe_waiting")), (5, 4))
        self.assertIn("5, 4 waiting", self.status()[1])

    def test_sessions(self):
        self.ask("Admin.SetPin", operator="101", pin=PIN)
        talk = self.centre.talk()
        self.assertNotIn("error", self.reply("Counter.SignIn", {"operator": "101", "pin": PIN, "counter": "1"}, talk))
        self.assertEqual((self.health()["sessions_present"], self.health()["sessions_lost"]), (1, 0))
        self.assertEqual(self.metrics()("novbe_sessions", state="present"), 1)
        talk.close()
        until(lambda: self.health()["sessions_lost"] == 1, "the session to be lost")
        self.assertEqual(self.health()["sessions_present"], 0)
        self.assertEqual(self.metrics()("novbe_sessions", state="lost"), 1)

    def test_a_halt_is_critical(self):
        self.assertIsNone(self.health().get("halted"))
        self.assertEqual(self.status()[0], 1)  # the printer
        self.ask("Manager.Halt", reason=REASON)
        self.assertEqual(self.health()["halted"], REASON)
        self.assertEqual(self.troubles(), [("critical", "halt")])
        self.assertEqual(self.health()["troubles"][0]["kind"], "halt")  # before the warning
        self.assertEqual(self.metrics()("novbe_halted"), 1)
        code, out = self.status()
        self.assertEqual(code, 2)
        self.assertRegex(out, r"(?m)^CRITICAL +the hall is halted: fire, since \d\d:\d\d$")
        self.ask("Manager.Resume")
        self.assertEqual((self.troubles(), self.status()[0]), ([], 1))

    def test_the_day(self):
        day = self.health()["day"]
        self.assertEqual(day, self.centre.wall.date())
        self.assertEqual(self.metrics()("novbe_day_open"), 1)
        self.ask("Admin.CloseDay")
        self.assertIsNone(self.health().get("day"))
        self.assertEqual(self.metrics()("novbe_day_open"), 0)
        self.assertIn("no business day is open", self.status()[1])

    def test_printers_of_which_nobody_tells_are_silent(self):
        started = self.seconds()
        printers = self.health()["printers"]
        self.assertLess(abs(printers[0].pop("since") / 1000 - started), 60)
        self.assertEqual(printers[0], {"printer": "entrance", "state": "silent", "waiting": 0})
        self.assertEqual({(one["severity"], one["kind"], one["key"], one["text"]) for one in self.health()["troubles"]},
                         {("warning", "printer", one["printer"], f"printer {one['printer']}: silent")
                          for one in printers})
        metrics = self.metrics()
        self.assertEqual(metrics("novbe_printer_state", printer="entrance", state="silent"), 1)
        self.assertEqual(metrics("novbe_trouble", severity="warning", kind="printer", key="entrance"), 1)
        self.assertEqual(metrics("novbe_troubles", severity="warning"), len(printers))
        self.assertEqual(metrics("novbe_troubles", severity="critical"), 0)

    def test_a_printer_is_as_it_was_told(self):
        self.ask("Visitor.Issue", services=["visa"], kiosk="door")
        for printer in self.health()["printers"]:
            self.ask("Printer.ReportPrinter", printer=printer["printer"], state="ready")
        self.ask("Printer.ReportPrinter", printer="entrance", state="paper_out")
        told = {one["printer"]: (one["state"], one["waiting"]) for one in self.health()["printers"]}
        self.assertEqual((told["entrance"], told["hall"]), (("paper_out", 0), ("ready", 1)))
        trouble, = self.health()["troubles"]
        self.assertEqual((trouble["key"], trouble["text"]), ("entrance", "printer entrance: paper_out"))
        self.assertEqual(self.metrics()("novbe_printer_state", printer="entrance", state="paper_out"), 1)

    def test_a_clock_that_is_not_trusted_is_a_warning(self):
        self.assertEqual(self.troubles(), [])
        self.assertLess(abs(self.health()["clock_off_ms"]), 1000)
        self.centre.wall.set(2 * DAY_S)
        self.centre.wall.go_by(61)  # it is looked at every minute
        health = self.health()
        self.assertTrue(health["clock_suspect"])
        self.assertLess(abs(health["clock_off_ms"] - 2 * DAY_S * 1000), 10000)
        self.assertEqual(self.troubles(), [("warning", "clock")])
        metrics = self.metrics()
        self.assertEqual(metrics("novbe_clock_suspect"), 1)
        self.assertAlmostEqual(metrics("novbe_clock_offset_seconds"), 2 * DAY_S, delta=10)
        self.ask("Manager.TrustClock")
        self.assertEqual((self.health()["clock_suspect"], self.troubles()), (False, []))


class Store(HealthCase):
    def test_commits_and_turns_are_timed(self):
        before = self.health()
        for _ in range(10):
            self.ask("Reception.Issue", services=["visa"])
        after = self.health()
        for figure in ("commits", "commits_timed"):
            self.assertEqual(after[figure] - before[figure], 10, figure)
        self.assertGreaterEqual(after["seq"], before["seq"] + 10)
        self.assertGreater(after["commit_p50_us"], 0)
        self.assertLessEqual(after["commit_p50_us"], after["commit_p99_us"])
        self.assertLessEqual(after["commit_p99_us"], after["commit_max_us"])
        self.assertLessEqual(after["commit_max_us"], after["turn_max_us"])  # a commit is part of a turn
        metrics = self.metrics()
        for quantile in ("p50", "p99", "max"):
            self.assertTrue(math.isclose(metrics(f"novbe_commit_{quantile}_seconds"), after[f"commit_{quantile}_us"] / 1e6))
        self.assertGreaterEqual(metrics("novbe_turn_max_seconds"), after["turn_max_us"] / 1e6)
        self.assertEqual(metrics("novbe_commits_total"), after["commits"])

    def test_the_longest_turn_is_that_of_a_reload(self):
        catalogue = self.centre.catalogue.read_text()

        def turn_of_reload(text):
            self.centre.wall.go_by(601)  # what took long before is forgotten
            self.centre.catalogue.write_text(text)
            self.ask("Admin.Reload")
            return self.health()["turn_max_us"]

        # Another turn may be held up by chance: then both are looked at again.
        until(lambda: turn_of_reload(catalogue) < turn_of_reload(catalogue + "# of no use\n" * 300000), "the longer reload to be longer")

    def test_what_took_long_is_forgotten_after_ten_minutes(self):
        self.ask("Reception.Issue", services=["visa"])
        self.assertGreater(self.health()["commits_timed"], 0)
        self.centre.wall.go_by(601)
        health = self.health()
        self.assertEqual([health[name] for name in ("commits_timed", "commit_p50_us", "commit_p99_us", "commit_max_us")],
                         [0, 0, 0, 0])
        self.assertGreater(health["commits"], 0)

    def test_bytes(self):
        self.ask("Reception.Issue", services=["visa"])
        health, metrics = self.health(), self.metrics()
        for field, metric, path in (("database_bytes", "novbe_database_bytes", "store"),
                                    ("wal_bytes", "novbe_wal_bytes", "store-wal")):
            size = (self.centre.folder / path).stat().st_size
            self.assertEqual((health[field], metrics(metric)), (size, size))
        disk = os.statvfs(self.centre.folder)
        self.assertEqual(health["disk_bytes"], disk.f_blocks * disk.f_frsize)
        self.assertLess(abs(health["disk_free_bytes"] - disk.f_bavail * disk.f_frsize), 1 << 30)  # others write too
        self.assertEqual(metrics("novbe_disk_bytes"), health["disk_bytes"])

    def test_a_disk_that_gets_full_is_a_warning_and_then_critical(self):
        self.assertEqual(self.troubles(), [])
        self.set_storage("warn_mib = 1048576;")
        self.assertEqual(self.troubles(), [("warning", "disk")])
        self.assertEqual(self.status()[0], 1)
        self.set_storage("warn_mib = 1048576; stop_mib = 1048576;")
        self.assertEqual(self.troubles(), [("critical", "disk")])
        code, out = self.status()
        self.assertEqual(code, 2)
        self.assertRegex(out, r"(?m)^CRITICAL +\d+ MiB are free for the store, less than storage\.stop_mib, 1048576$")

    def test_a_store_that_fails_is_critical_until_it_works(self):
        self.assertIsNone(self.health().get("last_outage"))
        since = self.seconds()
        with self.failing_store():
            self.assert_error(self.reply("Reception.Issue", {"services": ["visa"]}), "org.novbe.Fault.StorageFailed")
            health, metrics = self.health(), self.metrics()
            self.assertGreater(health["commits_failed"], 0)
            self.assertLess(abs(health["storage_failed_since"] / 1000 - since), 60)
            self.assertEqual(self.troubles(), [("critical", "storage")])
            self.assertEqual(metrics("novbe_storage_failed"), 1)
            self.assertAlmostEqual(metrics("novbe_storage_failed_timestamp_seconds"), health["storage_failed_since"] / 1000)
            self.assertGreater(metrics("novbe_commits_failed_total"), 0)
            self.assertEqual(self.status()[0], 2)
        self.assertEqual(self.troubles(), [])
        for _ in range(2):
            outage = self.health()["last_outage"]
            self.assertIsNone(self.health().get("storage_failed_since"))
            self.assertEqual(outage["since"], health["storage_failed_since"])
            self.assertLess(outage["since"], outage["until"])
            metrics = self.metrics()
            self.assertEqual(metrics("novbe_storage_failed"), 0)
            self.assertIsNone(metrics("novbe_storage_failed_timestamp_seconds"))
            self.assertAlmostEqual(metrics("novbe_last_outage_seconds"), (outage["until"] - outage["since"]) / 1000)
            self.assertIn("last outage", self.status()[1])
            self.restart()  # it is known after it, too


class Ledger(HealthCase):
    def test_the_last_verify_is_known_also_after_a_restart(self):
        self.assertIsNone(self.health().get("last_verify"))
        self.assertIsNone(self.metrics()("novbe_last_verify_good"))
        self.assertIn("never", self.status()[1])
        self.assertEqual(self.verify(), [])
        checked = self.health()["last_verify"]
        self.assertLess(abs(checked["at"] / 1000 - self.seconds()), 60)
        self.assertEqual((checked["good"], checked["text"]), (True, ""))
        self.assertEqual(self.metrics()("novbe_last_verify_good"), 1)
        self.assertAlmostEqual(self.metrics()("novbe_last_verify_timestamp_seconds"), checked["at"] / 1000)
        self.restart()
        self.assertEqual(self.health()["last_verify"], checked)

    def test_who_asked_for_a_verify_need_not_wait_for_it(self):
        talk = self.centre.talk()
        talk.ask("org.novbe.Admin.Verify", {}, more=True)
        talk.receive()
        talk.close()
        until(lambda: self.health().get("last_verify"), "the verify to end")

    def test_a_verify_while_the_store_fails_is_answered_and_kept_when_it_works(self):
        with self.failing_store():
            self.assertEqual(self.verify(), [])
            self.assertIsNone(self.health().get("last_verify"))
        self.assertTrue(self.health()["last_verify"]["good"])
        with self.failing_store():
            self.assert_error(self.reply("Reception.Issue", {"services": ["visa"]}), "org.novbe.Fault.StorageFailed")
        self.restart()
        self.assertTrue(self.health()["last_verify"]["good"])
        with contextlib.closing(sqlite3.connect(self.centre.folder / "store")) as store:
            self.assertEqual(store.execute("SELECT what, count(*) FROM health GROUP BY what").fetchall(), [(1, 1), (3, 2)])

    def test_a_ledger_that_was_changed_is_critical_until_a_verify_finds_nothing(self):
        self.ask("Reception.Issue", services=["visa"])

        def change(by):
            with contextlib.closing(sqlite3.connect(self.centre.folder / "store")) as store:
                store.execute("DROP TRIGGER IF EXISTS event_stays_as_it_is")
                store.execute("UPDATE event SET at_ms = at_ms + ? WHERE kind = 20", (by,))
                store.commit()

        change(1)
        self.assertEqual([one["kind"] for one in self.verify()], ["edited"])
        for _ in range(2):
            checked = self.health()["last_verify"]
            self.assertFalse(checked["good"])
            self.assertRegex(checked["text"], r"^findings: 1; the first: edited: ")
            self.assertEqual(self.troubles(), [("critical", "ledger")])
            self.assertEqual(self.metrics()("novbe_last_verify_good"), 0)
            self.assertEqual(self.status()[0], 2)
            self.restart()
        change(-1)
        self.assertEqual(self.verify(), [])
        self.assertEqual((self.troubles(), self.health()["last_verify"]["good"]), ([], True))

    def test_a_ledger_that_is_not_verified_for_long_is_a_warning(self):
        self.centre.wall.go_by(7 * DAY_S)
        self.assertEqual(self.troubles(), [])
        self.centre.wall.go_by(2 * DAY_S)
        self.assertEqual(self.troubles(), [("warning", "verify")])
        code, out = self.status()
        self.assertEqual(code, 1)
        self.assertRegex(out, r"(?m)^warning +the ledger was never verified for 9 days, storage\.verify_days is 8, since ")
        self.assertEqual(self.verify(), [])
        self.assertEqual(self.troubles(), [])
        self.centre.wall.go_by(9 * DAY_S)
        self.assertEqual(self.troubles(), [("warning", "verify")])
        self.set_storage("verify_days = 0;")
        self.assertEqual(self.troubles(), [])

    def test_there_is_no_backup_yet(self):
        self.assertIsNone(self.health().get("last_backup"))
        self.assertIsNone(self.metrics()("novbe_last_backup_good"))


class Forms(HealthCase):
    def test_json_is_both_answers(self):
        code, out, _ = self.centre.novbe("status", "--json")
        self.assertEqual(code, 1)
        status, health = json.loads(out), self.health()
        self.assertEqual(status["centre"], "test")
        self.assertEqual(set(status["health"]), set(health))
        self.assertEqual(status["health"]["printers"], health["printers"])
        self.ask("Manager.Halt", reason=REASON)
        self.assertEqual(self.centre.novbe("status", "--json")[0], 2)

    def test_metrics_tell_of_the_daemon_too(self):
        metrics = self.metrics()
        status = self.centre.status()
        self.assertEqual(metrics("novbe_info", version=status["version"], centre="test"), 1)
        self.assertEqual(metrics("novbe_services"), status["services"])
        self.assertGreater(metrics("novbe_calls_total"), 0)
        self.assertAlmostEqual(metrics("novbe_configuration_loaded_timestamp_seconds"), status["loaded_at"] / 1000)
        self.assertEqual(set(metrics.helps), set(metrics.types))

    def test_the_parser_is_strict(self):
        good = '# HELP a_total A.\n# TYPE a_total counter\na_total{x="\\"",y="z"} 1.5\n'
        self.assertEqual(Metrics(good)("a_total", x='"', y="z"), 1.5)
        for bad in (good[:-1], good.replace("a_total{", "b{"), good + "a_total{x=\"\\\"\",y=\"z\"} 2\n", good.replace("1.5", "many"),
                    good.replace("counter", "number"), good + "# TYPE a_total gauge\n", good.replace("a_total", "a"),
                    good.replace("# TYPE a_total counter\n", ""), good.replace('",y', '" y')):
            with self.subTest(bad), self.assertRaises(AssertionError):
                Metrics(bad)

    def test_metrics_are_all_or_nothing_and_no_verdict(self):
        self.ask("Manager.Halt", reason=REASON)
        self.assertEqual(self.metrics()("novbe_halted"), 1)  # with exit code 0
        os.kill(self.centre.process.pid, signal.SIGSTOP)
        try:
            self.assertEqual(self.centre.novbe("status", "--metrics")[:2], (3, ""))
            self.assertEqual(self.centre.novbe("status")[:2], (3, ""))
        finally:
            os.kill(self.centre.process.pid, signal.SIGCONT)

    def test_one_form_at_a_time(self):
        code, out, err = self.centre.novbe("status", "--json", "--metrics")
        self.assertEqual((code, out), (2, ""))
        self.assertIn("Usage: novbe status", err)


class Verdict(Case):
    def test_no_daemon_is_3(self):
        for form in ([], ["--json"], ["--metrics"]):
            code, out, err = self.centre.novbe("--socket", self.centre.folder / "nobody", "status", *form)
            self.assertEqual((code, out), (3, ""))
            self.assertIn("cannot reach the daemon", err)

    def test_all_is_well_is_0(self):
        """Where no printer is that nobody tells of."""
        catalogue = self.centre.catalogue.read_text()
        folder = self.centre.folder / "catalogue"
        folder.symlink_to(self.centre.catalogue.parent / "catalogue")
        self.centre.catalogue = self.centre.folder / "catalogue.conf"
        catalogue = re.sub(r"(?ms)^printers = \(.*?^\);", "printers = ( );", catalogue)
        self.centre.catalogue.write_text(re.sub(r"printers = \[[^\]]*\];", "printers = [ ];", catalogue))
        self.centre.write_config()
        code, out, err = self.centre.novbe("reload")
        self.assertEqual(code, 0, out + err)
        code, out, _ = self.centre.novbe("status")
        self.assertEqual(code, 0, out)
        self.assertRegex(out, r"(?m)^all is well$")
        self.assertEqual(self.centre.novbe("status", "--json")[0], 0)


class Refused(unittest.TestCase):
    def test_who_may_not_ask_does_not_know(self):
        with Centre(roles='{ role = "visitor"; users = [ "@owner" ]; }') as centre:
            for form in ([], ["--json"], ["--metrics"]):
                code, out, err = centre.novbe("status", *form)
                self.assertEqual((code, out), (3, ""), form)
                self.assertRegex(err, "PermissionDenied|no role")


if __name__ == "__main__":
    unittest.main()
