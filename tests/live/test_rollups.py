# SPDX-License-Identifier: MIT
"""What reports are made of is made by the daemon in the background: after every close of a day, of the days of an older
store, and again after the daemon was killed in the midst of it."""
import random
import signal
import sqlite3
import subprocess
import unittest

from centre import NOVBED, until
from hall import HallCase

DAYS, KILLS = 6, 10


class RollUps(HallCase):
    def rows(self, sql="SELECT last_seq, day, tally_by, bytes FROM rollup_day ORDER BY last_seq, tally_by"):
        database = sqlite3.connect(f"file:{self.centre.folder / 'store'}?mode=ro", uri=True)
        try:
            return database.execute(sql).fetchall()
        finally:
            database.close()

    def rolled_days(self):
        return self.rows("SELECT count(DISTINCT last_seq) FROM rollup_day")[0][0]

    def merged(self):
        return self.rows("SELECT (SELECT max(number) FROM rollup_day) = value FROM meta WHERE key = 'rolled'")[0][0]

    def live_days(self, count):
        for _ in range(count):
            for _ in range(8):
                self.ask("Reception.Issue", services=["passport"])
            self.roll_over()

    def novbed_on_store(self, option):
        done = subprocess.run([NOVBED, option, self.centre.folder / "store"], capture_output=True, text=True, timeout=60,
                              check=False)
        return done.returncode, done.stdout + done.stderr

    def assert_whole(self):
        code, said = self.novbed_on_store("--verify")
        self.assertEqual(code, 0, said)

    def stop(self, number=signal.SIGTERM):
        self.centre.stop(number)

    def rebuild(self):
        self.stop()
        code, said = self.novbed_on_store("--rebuild-rollups")
        self.assertEqual((code, said.splitlines()[0]), (0, f"days {DAYS}"))
        self.assert_whole()


class AfterTheDay(RollUps):
    def test_a_day_is_rolled_up_when_it_was_closed(self):
        for days in range(1, 3):
            self.live_days(1)
            until(lambda: self.rolled_days() == days, "the day to be rolled up")
        self.assert_whole()
        self.assertEqual(self.rows("SELECT count(DISTINCT level) FROM rollup"), [(2,)])
        self.restart()
        self.assertEqual(self.rolled_days(), 2)


class MadeAgain(RollUps):
    def setUp(self):
        super().setUp()
        self.live_days(DAYS)
        until(lambda: self.rolled_days() == DAYS, "the days to be rolled up")

    def test_roll_ups_are_made_again_as_they_were(self):
        before, periods = self.rows(), "SELECT * FROM rollup ORDER BY 1, 2, 3"
        sums = self.rows(periods)
        code, said = self.novbed_on_store("--rebuild-rollups")
        self.assertNotEqual(code, 0, "a daemon has it open")
        self.assertIn("has", said)
        self.rebuild()
        self.assertEqual(self.rolled_days(), 0)
        self.centre.start()
        until(lambda: self.rolled_days() == DAYS and self.merged(), "all days to be rolled up again")
        self.assertEqual(self.rows(), before)
        self.assertEqual(self.rows(periods), sums)
        self.assert_whole()

    def test_ended_or_killed_in_the_midst_it_goes_on(self):
        before, lot = self.rows(), random.Random(8)
        for _ in range(KILLS):
            self.rebuild()
            self.centre.start()
            enough = lot.randrange(DAYS)
            until(lambda: self.rolled_days() >= enough, "some of them")
            self.stop(lot.choice([signal.SIGKILL, signal.SIGTERM]))
            self.assert_whole()
            self.centre.start()
            until(lambda: self.rolled_days() == DAYS and self.merged(), "the rest of them")
            self.assertEqual(self.rows(), before)


if __name__ == "__main__":
    unittest.main()
