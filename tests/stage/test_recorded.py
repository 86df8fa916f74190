# SPDX-License-Identifier: MIT
"""Files of recorded days, as recorded.py reads them: all are made here."""
import tempfile
import unittest

from made_bank import DATE, write_day
from recorded import read_day
from visits import open_plain_or_packed

SEED = 1999


class Calls(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.packed, self.path = write_day(folder.name + "/calls.csv.gz", 300, SEED), folder.name + "/calls.csv"
        with open_plain_or_packed(self.packed) as file:
            self.lines = file.read().splitlines()

    def write(self, *lines):
        with open(self.path, "w", encoding="utf-8") as file:
            file.write("\n".join(lines) + "\n")

    def call(self, **cells):
        row = {**dict(zip(self.lines[0].split(","), self.lines[1].split(","))), "date": "2010-08-03", **cells}
        return ",".join(row.values())

    def test_plain_or_packed_it_is_the_same(self):
        self.write(*self.lines)
        self.assertEqual(read_day(self.path), read_day(self.packed))
        self.assertEqual(read_day(self.path + ":" + DATE), read_day(self.packed))
        self.assertEqual(self.packed, write_day(self.packed, 300, SEED + 1))
        self.assertNotEqual(read_day(self.path), read_day(self.packed))

    def test_what_becomes_of_a_call(self):
        noted = {"outcome": "AGENT", "server": "AVI", "vru_entry": "23:55:00", "vru_exit": "23:55:10"}
        queued = {"q_start": "23:55:10", "q_exit": "23:56:10", "q_time": "60"}
        for cells, expected in (
                ({**noted, **queued, "ser_start": "23:56:09", "ser_exit": "0:00:20", "ser_time": "251"},
                 ("served", 86110, 86170, 86170, 86420)),
                ({**noted, **queued, "q_exit": "0:01:00", "q_time": "350", "ser_start": "0:01:02", "ser_exit": "0:01:09",
                  "ser_time": "7"}, ("served", 86110, 86460, 86462, 86469)),
                ({**noted, "ser_start": "23:55:12", "ser_exit": "23:56:00", "ser_time": "48", "q_start": "0:00:00"},
                 ("served", 86110, 86110, 86112, 86160)),
                ({**noted, **queued, "ser_start": "0:00:00", "ser_exit": "0:00:00", "ser_time": "0"},
                 ("served", 86110, 86170, 86170, 86170)),
                ({**noted, **queued, "outcome": "HANG"}, ("left", 86110, 86170, None, None)),
                ({**noted, **queued, "outcome": "PHANTOM"}, ("void", 86110, 86170, None, None)),
                ({**noted, **queued, "server": "NO_SERVER"}, None),
                ({**noted, "outcome": "HANG", "q_start": "0:00:00"}, None),
                ({**noted, "vru_exit": "0:00:10", "q_start": "0:00:00"}, None)):  # of the next day
            self.write(self.lines[0], self.call(**cells))
            found = [(visit.ending, visit.entered_s, visit.over_s, visit.began_s, visit.ended_s)
                     for visit in read_day(self.path).visits]
            self.assertEqual(found, [expected] if expected else [], cells)

    def test_a_day_tells_what_is_in_it(self):
        day = read_day(self.packed)
        self.assertEqual((day.date, day.zone), (DATE, "Asia/Jerusalem"))
        self.assertEqual(sorted({visit.service for visit in day.visits}), list(day.services))
        self.assertEqual(sorted({visit.seat for visit in day.visits if visit.seat}), day.seats)
        self.assertEqual(day.visits, sorted(day.visits, key=lambda visit: visit.entered_s))

    def test_files_that_are_none(self):
        other = "2010-08-03"
        for lines, words, sentence in (
                (["a,b", "1,2"], self.path, ":1: neither a bank's calls.*: its columns are a, b$"),
                ([""], self.path, "its columns are none$"),
                (self.lines[:1], self.path, "no date in it$"),
                (self.lines, f"{self.path}:{other}", f"no date '{other}': date is needed, one of {DATE}$"),
                ([*self.lines, self.call()], self.path, f"csv: date is needed, one of {other}, {DATE}$"),
                (self.lines, f"{self.path}:{DATE}:here", "no office 'here': there are none in it$"),
                ([*self.lines, "AA,1"], self.path, ":302: priority: missing: the line has 2 of 16 cells$"),
                ([*self.lines, self.call(date="3 August")], self.path, ":302: date: '3 August' is no date$"),
                (self.lines + [self.call(date=DATE, q_start="24:00:00")], self.path, ":302: q_start: '24:00:00' is no time of day$"),
                (self.lines + [self.call(date=DATE, outcome="")], self.path, ":302: outcome: '' is none of"),
                (self.lines + [self.call(date=DATE, server='"')], self.path, ":302: no line of a table: ")):
            self.write(*lines)
            with self.assertRaisesRegex(ValueError, sentence):
                read_day(words)


if __name__ == "__main__":
    unittest.main()
