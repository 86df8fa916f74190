# SPDX-License-Identifier: MIT
"""What the daemon does for its store by itself: old days go, the WAL is carried when nobody calls, a disk that fills is
told before it is full."""
import contextlib
import signal
import sqlite3
import subprocess
import unittest

from centre import NOVBED, OWNER_ROLES, until
from hall import ALL_ROLES, PIN, Hall, HallCase, Terminal

ROLES = OWNER_ROLES + ', { role = "network"; users = [ "@owner" ]; }'


class Upkeep(HallCase):
    roles = ROLES
    storage = "keep_days = 2;"

    def setUp(self):
        self.centre = Hall(roles=self.roles, start=False)
        self.addCleanup(self.centre.close)
        self.centre.config.write_text(self.centre.config.read_text() + f"storage: {{ {self.storage} }};\n")
        self.centre.start()
        self.talk = self.centre.talk()

    def verified(self):
        done = subprocess.run([NOVBED, "--verify", self.centre.folder / "store"], capture_output=True, text=True,
                              timeout=60, check=False)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        return dict(line.split(" ", 1) for line in done.stdout.splitlines() if " " in line)

    def log(self):
        return self.centre.log.read_text()


class Retention(Upkeep):
    def test_days_go_when_they_are_old_and_the_rest_proves_itself(self):
        days = []
        for _ in range(5):
            days.append(self.centre.wall.date())
            for _ in range(20):
                self.ask("Reception.Issue", services=["passport"])
            self.roll_over()

        def kept():
            page = self.ask("Network.Ledger", from_seq=1)
            return sorted({row["day"] for row in self.final_rows(page)})

        until(lambda: kept() == days[-2:], "the days before to go")
        verified = self.verified()
        self.assertEqual(int(verified["days"]), 5, "all seals are there")
        self.assertLess(int(verified["rows"]), int(verified["head"].split(":")[0]))
        self.assertEqual([seal["day"] for seal in self.ask("Network.Seals")["seals"]], days)
        self.restart()
        self.ask("Reception.Issue", services=["passport"])
        self.verified()

    def test_nothing_goes_without_being_told(self):
        config = self.centre.config.read_text()
        self.centre.config.write_text(config.replace("keep_days = 2;", "keep_days = 0;"))
        self.ask("Admin.Reload")
        for _ in range(4):
            self.roll_over()
        self.assertEqual(int(self.verified()["rows"]), int(self.verified()["head"].split(":")[0]))


class Nameless(Upkeep):
    roles = ALL_ROLES
    storage = "name_days = 1;"

    def rows(self, sql):
        with contextlib.closing(sqlite3.connect(self.centre.folder / "store")) as store:
            return store.execute(sql).fetchall()

    def works(self, operator):
        """A visitor is served."""
        self.ask("Admin.SetPin", operator=operator, pin=PIN)
        at = Terminal(self, operator, "1")
        self.ask("Reception.Issue", services=["passport"])
        at.serve()
        at.finish()
        at.ask("SignOut", leave_parked=False)

    def names(self):
        return {key for key, in self.rows("SELECT key FROM name WHERE kind = 10")}

    def test_old_days_know_nobody_by_name_and_prove_themselves(self):
        self.ask("Admin.AddOperator", operator="777", pin=PIN, languages=[])
        for day in range(4):
            self.works("777" if day == 0 else "101")
            self.roll_over()
            if day == 0:
                self.ask("Admin.RemoveOperator", operator="777")
            self.centre.stop(signal.SIGKILL)  # in the middle of whatever it does for the store
            self.centre.start()
            self.talk = self.centre.talk()

        def forgotten():
            return "777" not in self.names()

        until(forgotten, "the name of who left to be forgotten")
        self.assertIn("101", self.names())
        verified = self.verified()
        self.assertIn("names 1", verified["forgotten:"])
        self.assertEqual(self.ask("Admin.Verify")["names_forgotten"], 1)
        self.assertIn("1 names of operators are forgotten", self.centre.novbe("verify")[1])
        self.restart()
        self.verified()


class Wal(Upkeep):
    def test_it_is_carried_when_nobody_calls(self):
        for _ in range(50):
            self.ask("Reception.Issue", services=["passport"])
        path = self.centre.folder / "store"
        before = path.stat().st_mtime_ns
        until(lambda: path.stat().st_mtime_ns > before, "the WAL to be carried into the file")
        self.ask("Visitor.GetCentre")  # answered in a later turn: it is carried to its end
        self.centre.stop(9)
        (self.centre.folder / "store-wal").unlink()
        (self.centre.folder / "store-shm").unlink()
        self.assertEqual(int(self.verified()["rows"]) > 100, True, "all of it was in the file")
        self.centre.start()


class DiskLow(Upkeep):
    storage = "warn_mib = 1048576; stop_mib = 0;"

    def test_it_is_told(self):
        self.ask("Reception.Issue", services=["passport"])
        until(lambda: "event=disk_low" in self.log(), "the warning")
        self.ask("Admin.Reload")
        self.assertIn("event=configuration_loaded", self.log(), "the log goes on")


class DiskShort(Upkeep):
    storage = "warn_mib = 1048576; stop_mib = 1048576;"

    def test_tickets_go_on_and_the_log_is_cut(self):
        self.ask("Reception.Issue", services=["passport"])
        until(lambda: "event=disk_short" in self.log(), "the warning")
        self.ask("Admin.Reload")
        self.ask("Reception.Issue", services=["passport"])
        self.assertNotIn("event=configuration_loaded", self.log())
        text = self.centre.config.read_text()
        self.centre.config.write_text(text.replace("stop_mib = 1048576", "stop_mib = 0").replace("warn_mib = 1048576", "warn_mib = 0"))
        self.ask("Admin.Reload")
        self.centre.wall.go_by(11)
        self.ask("Reception.Issue", services=["passport"])
        until(lambda: "event=disk_has_room" in self.log(), "the end of it")


if __name__ == "__main__":
    unittest.main()
