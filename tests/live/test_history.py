# SPDX-License-Identifier: MIT
"""A centre with days behind it, as tests/bench/history writes them for the benchmarks: the ledger is whole, its visits are
like those of a centre, their bytes are counted, and a daemon goes on with it. No time is measured.

NOVBE_TEST_VISITS says how many visits, about: three days, or with tests/run --long a fortieth of ten years."""
import contextlib
import os
import pathlib
import sqlite3
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "bench"))
from centre import NOVBED, TIMES, until
import living
import past

VISITS = int(os.environ.get("NOVBE_TEST_VISITS", past.FULL // 40 if TIMES > 1 else 3 * past.A_DAY))
# Of facts, rows and papers; the sums that reports are made of come on top, most in a history as short as this one.
BYTES_A_VISIT, BYTES_ROLLED = 1024, 64

# Of all visits, in percent; few are booked at first, as nobody could book the days before.
SHARES = {"booked": (1, 20), "no_show": (2, 12), "returned": (0.3, 4), "transferred": (1, 10), "parked": (0.5, 5),
          "cancelled": (0, 5), "put_off": (0, 3), "never_called": (0, 3)}


def novbed(*arguments):
    return subprocess.run([NOVBED, *arguments], capture_output=True, text=True, timeout=2400, check=False)


def rounds(wal):
    """How often the WAL has begun anew, as its head says (sqlite.org/fileformat2.html#walformat)."""
    with open(wal, "rb") as file:
        return int.from_bytes(file.read(16)[12:], "big")


class History(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.scratch = tempfile.TemporaryDirectory(prefix="novbe-test-history-")
        cls.addClassCleanup(cls.scratch.cleanup)
        cls.past = past.Past(pathlib.Path(cls.scratch.name))
        cls.past.write(VISITS)
        cls.figures = cls.past.figures
        cls.moment = cls.past.next_morning()

    def verified(self, path):
        ran = novbed("--verify", path)
        self.assertEqual((ran.returncode, ran.stdout.splitlines()[-1]), (0, "whole"), ran.stdout + ran.stderr)
        return dict(line.split(" ", 1) for line in ran.stdout.splitlines() if " " in line)

    def centre(self):
        """A daemon on the morning after."""
        centre = living.Living(self.moment, self.past.store)
        self.addCleanup(centre.close)
        return centre

    def test_1_it_is_whole_and_as_many_as_were_asked_for(self):
        told = self.verified(self.past.store)
        self.assertEqual(int(told["rows"].split()[0]), self.figures["facts"])
        self.assertGreater(self.figures["visits"], VISITS * 0.75)
        self.assertLess(self.figures["visits"], VISITS * 1.25)
        self.assertEqual(self.figures["days"], -(-VISITS // past.A_DAY))

    def test_2_it_is_like_a_centre(self):
        figures = self.figures
        for name, (least, most) in SHARES.items():
            self.assertTrue(least <= figures[name + "_percent"] <= most, f"{name}: {figures[name + '_percent']} %")
        self.assertTrue(5.5 <= figures["facts"] / figures["visits"] <= 8.5, "facts a visit")
        self.assertLess(figures["wait_p50_minutes"], figures["wait_p90_minutes"])
        self.assertTrue(0 < figures["wait_mean_minutes"] < 30, "minutes of waiting")
        self.assertTrue(2 < figures["service_mean_minutes"] < 15, "minutes of service")

    def test_3_its_bytes_are_few(self):
        visits, size = self.figures["visits"], self.past.store.stat().st_size
        with contextlib.closing(sqlite3.connect(f"file:{self.past.store}?mode=ro", uri=True)) as database:
            rolled, = database.execute("SELECT (SELECT sum(length(bytes)) FROM rollup_day) + (SELECT sum(length(bytes)) "
                                       "FROM rollup)").fetchone()
        print(f"{visits:.0f} visits, {size / visits:.0f} bytes each, {rolled / visits:.0f} of them roll-ups", flush=True)
        self.assertLessEqual((size - rolled) / visits, BYTES_A_VISIT)
        self.assertLessEqual(rolled / visits, BYTES_ROLLED)

    def test_4_a_daemon_goes_on_with_it(self):
        centre = self.centre()
        centre.set_pins(200)  # who serves all
        told = centre.crowd("a morning", kiosks=4, first=200, operators=1, backlog=50, tickets=300)
        self.assertGreaterEqual(told["issue"].count, 300)
        centre.restart()
        centre.daemon.stop()
        self.verified(centre.store)

    def test_5_a_backup_is_made_while_tickets_are_taken(self):
        """That the rests between its stretches hold no checkpoint up is shown by tests/daemon/store_copy, at every rest."""
        centre = self.centre()
        backup = centre.folder / "backup"
        wal = pathlib.Path(f"{centre.store}-wal")
        crowd = centre.begin_crowd("64 kiosks", kiosks=64, pace=1000, seconds=3000)
        self.addCleanup(crowd.communicate)
        self.addCleanup(crowd.kill)
        until(lambda: wal.exists() and rounds(wal) > 1, "the WAL to begin anew without a backup")
        copying = subprocess.Popen([NOVBED, "--config", centre.config, "--store", centre.store, "--backup", backup],
                                   stdout=subprocess.DEVNULL)
        self.assertEqual(copying.wait(2400), 0)
        self.assertIsNone(crowd.poll(), "tickets are taken")
        before = rounds(wal)
        until(lambda: rounds(wal) > before, "the WAL to begin anew after the backup")
        self.verified(backup)


if __name__ == "__main__":
    unittest.main()
