# SPDX-License-Identifier: MIT
"""Backups made while tickets are issued, and a centre that comes out of one."""
import os
import shutil
import subprocess
import threading
import unittest

from centre import NOVBED, OWNER_ROLES, until
from hall import HallCase


class Backup(HallCase):
    roles = OWNER_ROLES + ', { role = "counter"; users = [ "@owner" ]; }'

    def setUp(self):
        super().setUp()
        self.medium = self.centre.folder / "medium"
        self.medium.mkdir()
        self.backup = self.medium / "backup"

    def back_up(self):
        told = dict(line.split(" ", 1) for line in self.novbed("--backup", self.backup).splitlines() if " " in line)
        return {key: int(told[key]) for key in ("facts", "new")}

    def issue(self):
        return self.ask("Reception.Issue", services=["passport"])["ticket"]

    def verify(self, path):
        self.assertIn("whole", self.novbed("--verify", path))

    def test_made_once_then_grown_while_tickets_are_issued(self):
        self.issue()
        first = self.back_up()
        self.assertEqual(first["facts"], first["new"])
        ended = threading.Event()
        issued = []

        def visitors():
            talk = self.centre.talk()
            while not ended.is_set():
                issued.append(talk.call("org.novbe.Reception.Issue", {"services": ["passport"]}))

        thread = threading.Thread(target=visitors)
        thread.start()
        try:
            grown = [self.back_up() for _ in range(10)]
        finally:
            ended.set()
            thread.join()
        self.assertFalse([reply for reply in issued if "error" in reply])
        self.assertTrue(all(a["facts"] + b["new"] == b["facts"] for a, b in zip([first] + grown, grown)))
        self.assertGreater(sum(one["new"] for one in grown), 0, "tickets were issued meanwhile")
        self.verify(self.backup)
        self.assertEqual(sorted(path.name for path in self.medium.iterdir()), ["backup"], "one file, and nothing beside")

    def test_novbe_does_it_and_the_daemon_knows(self):
        self.issue()
        self.assertIsNone(self.ask("Admin.GetHealth").get("last_backup"))
        code, out, err = self.centre.novbe("backup", "--config", self.centre.config, self.backup)
        self.assertEqual(code, 0, err)
        self.assertIn("made\n", out)
        told = self.ask("Admin.GetHealth")["last_backup"]
        self.assertEqual((told["good"], told["text"]), (True, str(self.backup)))
        self.restart()
        self.assertEqual(self.ask("Admin.GetHealth")["last_backup"], told, "it is kept")
        code, _, err = self.centre.novbe("backup", "--config", self.centre.config, self.medium / "no" / "such")
        self.assertEqual(code, 1)
        self.assertIn("cannot make", err)
        told = self.ask("Admin.GetHealth")["last_backup"]
        self.assertFalse(told["good"])
        self.lose()
        code, out, err = self.centre.novbe("restore", "--config", self.centre.config, self.backup)
        self.assertEqual(code, 0, err)
        self.begin_again()

    def test_told_twice_with_one_id_is_kept_once(self):
        wish = {"good": True, "text": "a backup", "request": "b1"}
        self.assertFalse(self.ask("Admin.BackedUp", **wish)["repeated"])
        self.assertTrue(self.ask("Admin.BackedUp", **wish)["repeated"])

    def test_a_centre_comes_out_of_it(self):
        self.ask("Admin.SetPin", operator="101", pin="2468")
        kept = self.issue()
        shutil.copy(self.centre.folder / "store-pepper", self.medium / "pepper")
        self.back_up()
        lost = self.issue()
        self.lose()
        self.novbed("--restore", self.backup)
        shutil.copy(self.medium / "pepper", self.centre.folder / "store-pepper")
        self.begin_again()
        self.assertEqual(self.ask("Visitor.WhereAmI", ticket=kept["ticket"], code=kept["code"])["state"], "waiting")
        self.refused("WrongCode", "Visitor.WhereAmI", ticket=lost["ticket"], code=lost["code"])
        self.ask("Counter.SignIn", operator="101", pin="2468", counter="1")
        self.verify(self.centre.folder / "store")

    def drill(self, copies):
        """The machine is lost after a backup, and a centre comes out of it; the numbers that were given."""
        self.back_up()
        lost = [self.issue() for _ in range(5)] + [self.ask("Reception.Issue", services=["deed"])["ticket"]]
        self.lose()
        self.novbed("--restore", self.backup)
        self.begin_again()
        for ticket in lost:
            self.refused("WrongCode", "Visitor.WhereAmI", ticket=ticket["ticket"], code=ticket["code"])
            self.centre.wall.go_by(61)  # the brake on guessing
        again = [self.issue() for _ in range(5)] + [self.ask("Reception.Issue", services=["deed"])["ticket"]]
        self.assertTrue(all(len(ticket["code"]) == 6 for ticket in again), again)
        self.assertEqual(len({ticket["code"][0] for ticket in again}), 1, "the sign of the epoch")
        for ticket in again:
            self.assertEqual(self.ask("Visitor.WhereAmI", ticket=ticket["ticket"], code=ticket["code"])["state"], "waiting")
        return lost + again

    def test_no_number_is_given_twice_over_epochs(self):
        """Not by a series with numbers left, nor by one that had reached its last."""
        first = [self.issue() for _ in range(3)]
        given = first + self.drill(1) + self.drill(2)
        numbers = [ticket["ticket"] for ticket in given]
        self.assertEqual(len(set(numbers)), len(numbers), numbers)
        self.assertIn("KA10001", numbers)
        self.assertIn("KA20001", numbers)
        self.restart()
        self.assertEqual(self.issue()["ticket"], "KA20006")
        self.verify(self.centre.folder / "store")
        self.roll_over()
        self.assertEqual(self.issue()["ticket"], "KA002", "the next day is a day like any other")
        self.verify(self.centre.folder / "store")

    def test_one_backup_restored_twice_repeats_no_number(self):
        self.issue()
        self.back_up()
        given = []
        for _ in range(2):
            self.lose()
            self.novbed("--restore", self.backup)
            self.begin_again()
            given += [self.issue()["ticket"] for _ in range(2)]
        self.assertEqual(len(set(given)), 4, given)
        self.assertIn("KA20001", given)

    def test_a_backup_that_cannot_be_told(self):
        """On a medium that is only read: it is said."""
        self.issue()
        self.back_up()
        self.lose()
        self.backup.chmod(0o400)
        if os.geteuid() == 0:
            subprocess.run(["chattr", "+i", self.backup], check=False)
            self.addCleanup(subprocess.run, ["chattr", "-i", self.backup], check=False)
        done = subprocess.run([NOVBED, "--config", self.centre.config, "--restore", self.backup], capture_output=True,
                              text=True, timeout=60, check=False)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("restored a second time", done.stderr)
        self.begin_again()

    def test_an_epoch_begins_in_the_day_that_is_open_then(self):
        """The backup is of yesterday: the lost machine gave numbers today that nobody here knows."""
        self.issue()
        self.back_up()
        self.lose()
        self.centre.wall.reboot()
        self.centre.wall.go_by(86400)
        self.novbed("--restore", self.backup)
        self.begin_again()
        until(lambda: self.reply("Reception.Issue", {"services": ["visa"]}).get("parameters"), "the day to be open")
        self.assertEqual(self.issue()["day"], self.centre.wall.date())
        self.restart()
        self.assertEqual(self.ask("Reception.Issue", services=["deed"])["ticket"]["ticket"], "TU101")

    def test_what_does_not_fit_is_refused_with_what_to_do(self):
        self.back_up()
        self.assertIn("is there: stop the daemon and move it away", self.novbed("--restore", self.backup, code=73))
        self.assertIn("there is no backup", self.novbed("--restore", self.medium / "none", code=66))
        config = self.centre.config.read_text()
        self.lose()
        self.centre.config.write_text(config.replace('key = "test"', 'key = "other"'))
        self.assertIn("belongs to the centre test, not to other", self.novbed("--restore", self.backup, code=65))
        self.centre.config.write_text(config)
        (self.medium / "broken").write_bytes(self.backup.read_bytes()[:5000])
        self.novbed("--restore", self.medium / "broken", code=65)
        self.assertEqual(list(self.centre.folder.glob("store*")), [])
        self.novbed("--restore", self.backup)
        self.begin_again()
        self.issue()


if __name__ == "__main__":
    unittest.main()
