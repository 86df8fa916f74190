# SPDX-License-Identifier: MIT
"""Files of recorded days, as recorded.py reads them: all are made here (made_bank.py, made_offices.py). What must be true of every
day of an office is asked of a real file, too, where NOVBE_RECORDED_OFFICES=FILE names one."""
import csv
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest
from bisect import bisect, insort
from collections import Counter, defaultdict

import office_days
from made_bank import DATE, write_day
from made_offices import Office, snapshot, write_rows
from office_counters import Counters
from recorded import Recording, peak_waiting, read_day
from visits import DAY_S, Visit, open_plain_or_packed

HERE = pathlib.Path(__file__).resolve().parent
OFFICES = os.environ.get("NOVBE_RECORDED_OFFICES")
TIMES = int(os.environ.get("NOVBE_TEST_TIMES", "1"))
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
                (["a,b", "1,2"], self.path, ":1: neither a bank's calls.*: its columns are 'a, b'$"),
                ([""], self.path, "its columns are ''$"),
                (self.lines[:1], self.path, "no date in it$"),
                (self.lines, f"{self.path}:{other}", f"no date '{other}': date is needed, one of {DATE}$"),
                ([*self.lines, self.call()], self.path, f"csv: date is needed, one of {other}, {DATE}$"),
                (self.lines, f"{self.path}:{DATE}:here", "no office 'here': there are none in it$"),
                ([*self.lines, "AA,1"], self.path, ":302: priority: missing: the line has 2 of 16 cells$"),
                ([*self.lines, self.call(date="3 August")], self.path, ":302: date: '3 August' is no date$"),
                (self.lines + [self.call(date=DATE, q_start="24:00:00")], self.path, ":302: q_start: '24:00:00' is no time"),
                (self.lines + [self.call(date=DATE, outcome="")], self.path, ":302: outcome: '' is none of"),
                (self.lines + [self.call(date=DATE, server='"')], self.path, ":302: no line of a table: ")):
            self.write(*lines)
            with self.assertRaisesRegex(ValueError, sentence):
                read_day(words)


def at(row):
    hours, minutes = row["time"].split(":")
    return int(hours) * 3600 + int(minutes) * 60


class OfficeCase(unittest.TestCase):
    """What is true of every day of an office, whatever the file says."""

    def agrees(self, day, rows):
        self.waiting_agrees(day, rows)
        self.counters_agree(rows)
        self.assertEqual(day.visits, sorted(day.visits, key=lambda visit: visit.entered_s))
        self.assertEqual(sorted({visit.service for visit in day.visits}), sorted(day.services))
        self.assertEqual({visit.seat for visit in day.visits if visit.seat}, set(day.seats))
        self.assertEqual(len(day.seats), len(set(day.seats)))
        self.in_turn(day)

    def waiting_agrees(self, day, rows):
        """In every snapshot of every queue just as many wait as it says."""
        entered, over = defaultdict(list), defaultdict(list)
        for visit in day.visits:
            entered[visit.service].append(visit.entered_s)
            insort(over[visit.service], visit.over_s)
        for row in rows:
            key = (row["literaGrupy"].strip() + row["idGrupy"]).lower()
            waiting = bisect(entered[key], at(row)) - bisect(over[key], at(row))
            self.assertEqual(str(waiting), row["liczbaKlwKolejce"], row)

    def counters_agree(self, rows):
        """And as many counters take the queue."""
        told = defaultdict(Counter)
        for row in rows:
            told[at(row)][row["idGrupy"]] = int(row["liczbaCzynnychStan"])
        counters = Counters([(at_s, +told[at_s]) for at_s in sorted(told)], 300).all
        for at_s, queues in told.items():
            found = Counter()
            for counter in counters:
                for from_s, until_s, taken in counter.spans:
                    if from_s < at_s < until_s:
                        found.update(taken)
            self.assertEqual(found, +queues, at_s)

    def in_turn(self, day):
        """A counter has one visit at a time, and a queue is served in the order in which they came."""
        free_s, called = {}, {}
        served = [visit for visit in day.visits if visit.ending == "served"]
        for visit in sorted(served, key=lambda visit: (visit.over_s, visit.ended_s)):
            self.assertTrue(visit.entered_s <= visit.over_s <= visit.began_s <= visit.ended_s, visit)
            self.assertLessEqual(free_s.get(visit.seat, 0), visit.over_s, visit)
            free_s[visit.seat] = visit.ended_s
        for visit in served:
            self.assertLessEqual(called.get(visit.service, 0), visit.over_s, visit)
            called[visit.service] = visit.over_s
        for visit in day.visits:
            if visit.ending != "served":
                self.assertEqual((visit.ending, visit.seat, visit.began_s, visit.ended_s), ("left", None, None, None))
                self.assertLessEqual(visit.entered_s, visit.over_s)


class Small(unittest.TestCase):
    def counters(self, *states):
        """Of each counter, when it took which queues: as (the snapshot before, the first without it, queues)."""
        return [[(from_s, until_s, "".join(sorted(queues))) for from_s, until_s, queues in counter.spans]
                for counter in Counters([(place, Counter(state)) for place, state in enumerate(states)], 1).all]

    def test_which_counters_there_were(self):
        for states, expected, why in (
                (("", "ab", "ab"), [[(0, 3, "ab")]], "two queues, one counter"),
                (("aab", "aab"), [[(-1, 2, "ab")], [(-1, 2, "a")]], "as few as possible"),
                (("", "abc", "c", "abc", "ab"), [[(0, 2, "ab"), (2, 5, "ab")], [(0, 4, "c")]], "told apart by how they move later"),
                (("abc", "c", "abc", "ab"), [[(-1, 1, "ab"), (1, 4, "ab")], [(-1, 3, "c")]], "those of the morning, too"),
                (("ab", "a", ""), [[(-1, 1, "ab"), (0, 2, "a")]], "it takes a queue no more"),
                (("a", "", "b"), [[(-1, 1, "a"), (1, 3, "b")]], "one that was closed opens for another queue"),
                (("ab", "c"), [[(-1, 1, "ab"), (0, 2, "c")]], "at once"),
                (("", ""), [], "none")):
            self.assertEqual(self.counters(*states), expected, why)

    def test_how_many_waited_at_most(self):
        def visit(entered_s, over_s):
            return Visit("a", "regular", entered_s, "left", over_s)
        self.assertEqual(peak_waiting([]), 0)
        self.assertEqual(peak_waiting([visit(1, 3), visit(2, 5), visit(3, 4), visit(6, 7)]), 2)
        self.assertEqual(peak_waiting([visit(1, 9), visit(2, 2)]), 1)


class MadeOffices(OfficeCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.path = folder.name + "/queues.csv"

    def read(self, *rows, words=""):
        return read_day(write_rows(self.path, rows) + words)

    def test_every_snapshot_is_as_the_file_says(self):
        for seed in range(6 * TIMES):
            made = Office("UD_Made", "2020-03-02", seed, busy=(0.5, 1, 2)[seed % 3], missing=(0, 0.02, 0.2)[seed % 3])
            with self.subTest(seed=seed):
                day = self.read(*made.rows)
                self.agrees(day, made.rows)
                self.assertEqual((day.name, day.date, day.zone), ("UD Made, 2020-03-02", "2020-03-02", "Europe/Warsaw"))

    def test_as_many_came_and_were_called_as_there_were(self):
        for seed in range(6 * TIMES):
            made = Office("UD_Made", "2020-03-02", seed, missing=0)
            day = self.read(*made.rows)
            came = Counter(visit.service for visit in day.visits)
            served = Counter(visit.service for visit in day.visits if visit.seat)
            for queue in made.queues.values():
                key = (queue.letter.strip() + queue.key).lower()
                with self.subTest(seed=seed, queue=queue.name):
                    if queue.odd in ("", "blank", "setting"):
                        self.assertEqual((came[key], served[key]), (queue.came, queue.called))
                    elif queue.odd == "silent":  # nobody is known who came and was called between two snapshots
                        self.assertTrue(0 < came[key] <= queue.came)
                    else:
                        self.assertLessEqual(abs(came[key] - queue.came), max(4, queue.came * 0.15))

    def test_counters_are_told_apart(self):
        """Three queues move together; the sum over the queues is nearly three times as much."""
        for seed in range(6 * TIMES):
            made = Office("UD_Made", "2020-03-02", seed, busy=2, missing=0)
            self.assertLessEqual(abs(len(self.read(*made.rows).seats) - len(made.counters)), 2)

    def test_it_is_always_the_same_day(self):
        made = [row for name in ("UD_One", "UD_Two") for row in Office(name, "2020-03-02", 4).rows]
        write_rows(self.path, made)
        one = read_day(self.path + ":2020-03-02:UD_One")
        for seed in ("1", "2"):
            told = subprocess.run([sys.executable, "-B", "-c", "import recorded, sys; print(repr(recorded.read_day(sys.argv[1])))",
                                   self.path + ":2020-03-02:UD_One"], cwd=HERE, env={**os.environ, "PYTHONHASHSEED": seed},
                                  capture_output=True, text=True, check=True).stdout
            self.assertEqual(told, repr(one) + "\n")
        # Whatever else is in the file, and in whatever order.
        self.assertEqual(self.read(*reversed(made[:len(made) // 2])), one)
        two = read_day(write_rows(self.path + ".gz", made) + ":2020-03-02:UD_Two")
        self.assertNotEqual(two.visits, one.visits)

    # --- one queue, told in a few snapshots ---

    def queue(self, *told, more=()):
        """(visits, served, left) of a queue of which each 5 minutes is told: how many wait and the number called last."""
        rows = [snapshot(time=f"{8 + place // 12:02}:{place % 12 * 5:02}", liczbaKlwKolejce=str(waiting), aktualnyNumer=number,
                         **dict(more)) for place, (waiting, number) in enumerate(told)]
        day = self.read(*rows)
        self.agrees(day, rows)
        served = [visit for visit in day.visits if visit.ending == "served"]
        return len(day.visits), len(served), sum(visit.over_s < DAY_S for visit in day.visits if visit.ending == "left")

    def test_what_numbers_say(self):
        for told, expected, why in (
                ([(0, ""), (2, "A003")], (5, 3, 0), "issued are the number and those who wait"),
                ([(0, "A002"), (1, ""), (0, ""), (1, "A006")], (7, 6, 0), "a number not shown"),
                ([(3, "A002"), (1, "A002"), (1, "A004")], (5, 4, 0), "an old number on the screen"),
                ([(3, "A002"), (0, "A002"), (0, "A002")], (5, 2, 3), "gone without a number"),
                ([(2, "A001"), (0, "")], (3, 3, 0), "gone while no number is shown: called"),
                ([(4, "")], (4, 0, 0), "waiting to the last"),
                ([(1, ""), (0, ""), (2, ""), (1, "")], (3, 2, 0), "a queue without numbers"),
                ([(0, "P203"), (0, "P207")], (2, 2, 0), "letters of other queues are a call each"),
                ([(0, "A203"), (0, "A207")], (7, 7, 0), "a series that begins at 201"),
                ([(0, "A174"), (1, "A175")], (2, 1, 0), "a series that was not begun anew"),
                ([(0, "A099"), (0, "A101")], (2, 2, 0), "and one that passes a hundred"),
                ([(0, "A005"), (0, "A004"), (0, "A006")], (6, 6, 0), "one who had been passed over"),
                ([(0, "A005"), (0, "A902"), (0, "A006"), (0, "A903")], (9, 9, 0), "a series beside the first"),
                ([(0, "A005"), (0, "A950"), (0, "A006")], (7, 7, 0), "a wrong number once"),
                ([(0, "A004"), (0, "A024"), (0, "A001"), (0, "A003")], (27, 27, 0), "begun anew within the day")):
            self.assertEqual(self.queue(*told), expected, why)

    def test_after_closing_they_left(self):
        self.assertEqual(self.queue((3, "A001"), (0, ""), more={"liczbaCzynnychStan": "0"}.items()), (4, 1, 3))

    def test_what_is_missing(self):
        """No number of waiting people is no snapshot; no counters are as many as before; an hour's gap is an interval."""
        rows = [snapshot(), snapshot(time="08:05", liczbaKlwKolejce=""), snapshot(idGrupy="12", liczbaKlwKolejce=""),
                snapshot(time="09:05", liczbaKlwKolejce="2", aktualnyNumer="A030", liczbaCzynnychStan="", czasObslugi="", status="",
                         lp="")]
        day = self.read(*rows)
        self.assertEqual((len(day.visits), day.services, day.seats), (32, {"a11": "A: Dowody"}, ["1 A"]))
        self.assertTrue(all(8 * 3600 < visit.entered_s <= 9 * 3600 + 300 for visit in day.visits if visit.ending == "left"))

    def test_nobody(self):
        day = self.read(snapshot(), snapshot(time="08:05"))
        self.assertEqual((day.visits, day.services, day.seats), ([], {}, []))

    def test_services_are_as_long_as_the_vendor_says(self):
        """Where nobody else is called; but a number that never changes is none."""
        def mean_minutes(*minutes):
            rows = [snapshot(time=f"{8 + place // 2:02}:{place % 2 * 30:02}", liczbaCzynnychStan="9",
                             aktualnyNumer=f"A{place * 2 + 2:03}", czasObslugi=minutes[place % len(minutes)],
                             idGrupy=str(queue), name=f"UD_{queue}")
                    for queue in range(20) for place in range(24)]
            write_rows(self.path, rows)
            lengths = [visit.ended_s - visit.began_s for queue in range(20)
                       for visit in read_day(f"{self.path}:2020-03-02:UD_{queue}").visits]
            self.assertEqual(len(lengths), 960)
            return sum(lengths) / 60 / len(lengths)
        self.assertAlmostEqual(mean_minutes("14", "16"), 15, delta=1.5)
        self.assertAlmostEqual(mean_minutes("60"), office_days.USUAL_MINUTES, delta=0.7)
        self.assertAlmostEqual(mean_minutes("0"), office_days.USUAL_MINUTES, delta=0.7)
        self.assertAlmostEqual(mean_minutes("3"), 3, delta=0.4)

    # --- files that are none ---

    def test_which_day_is_needed(self):
        rows = [snapshot(name=name, date=date) for name in ("UD_One", "UD_Two") for date in ("2020-03-02", "2020-03-03")]
        for words, sentence in (
                ("", "csv: date is needed, one of 2020-03-02, 2020-03-03$"),
                (":2020-03-04", "csv: no date '2020-03-04': date is needed, one of 2020-03-02, 2020-03-03$"),
                (":2020-03-02", "csv: office is needed, one of UD_One, UD_Two$"),
                (":2020-03-02:UD", "csv: no office 'UD': office is needed, one of UD_One, UD_Two$")):
            with self.assertRaisesRegex(ValueError, sentence):
                self.read(*rows, words=words)
        self.assertEqual(self.read(*rows, words=":2020-03-02:UD_Two").name, "UD Two, 2020-03-02")
        self.assertEqual(self.read(*rows[:1]).name, "UD One, 2020-03-02")

    def test_broken_lines(self):
        for cells, sentence in (
                ({"time": "24:00"}, "time: '24:00' is no time of day"), ({"time": ""}, "time: '' is no time of day"),
                ({"time": "08:00"}, "time: '08:00' is there twice for queue 11"),
                ({"date": "2.3.2020"}, "date: '2.3.2020' is no date"), ({"name": " "}, "name: ' ' is no office"),
                ({"liczbaKlwKolejce": "-1"}, "liczbaKlwKolejce: '-1' is no number"),
                ({"liczbaKlwKolejce": "99999999"}, "liczbaKlwKolejce: '99999999' is no number"),
                ({"liczbaCzynnychStan": "two"}, "liczbaCzynnychStan: 'two' is no number"),
                ({"czasObslugi": "1.5"}, "czasObslugi: '1.5' is no number"), ({"idGrupy": ""}, "idGrupy: '' is no queue"),
                ({"aktualnyNumer": "17"}, "aktualnyNumer: '17' is no letter with a number"),
                ({"aktualnyNumer": "A123456"}, "aktualnyNumer: 'A123456' is no letter with a number")):
            with self.subTest(cells=cells), self.assertRaisesRegex(ValueError, f"csv:5: {sentence}$"):
                self.read(snapshot(), snapshot(idGrupy="12", nazwaGrupy="over\ntwo"), snapshot(**{"time": "08:05", **cells}))

    def bytes_of(self, path):
        with open(path, "rb") as file:
            return file.read()

    def test_files_cut_short_or_damaged(self):
        whole = write_rows(self.path, Office("UD_Made", "2020-03-02", 1).rows)
        packed = self.bytes_of(write_rows(self.path + ".gz", Office("UD_Made", "2020-03-02", 1).rows))
        plain = self.bytes_of(whole)
        for end, content, sentence in (
                (".gz", packed[:len(packed) // 2], r"gz:\d\d+: the packed file is cut short: this is the last whole line$"),
                (".gz", packed[:-4], r"gz:\d\d+: the packed file is cut short"),
                (".gz", packed[:12], r"gz:0: the packed file is cut short"),
                (".gz", packed[:-8] + b"\0" * 8, r"gz:\d+: the packed file is damaged after this line: "),
                (".gz", packed[:300] + b"\xff" * 9 + packed[309:], r"gz:\d+: "),
                ("", plain[:plain.index(b"UD_Made", 2000) + 20], r"csv:\d+: status: missing: the line has 3 of 12 cells$"),
                ("", plain + b",,,\xff,,,,,,,,\n", rf"csv:{plain.count(10) + 1}: status: is no text in UTF-8$"),
                ("", plain + b'"open', r"csv:\d+: no line of a table: "),
                ("", plain + b"1,2,3,4,5,6,7,8,9,10,11,12,13\n", "13 cells where there are 12 columns: nothing is known of '13'$"),
                ("", b"", "csv:1: neither a bank's calls nor snapshots of the queues of Warsaw's offices: its columns are ''$"),
                ("", b"\x00\x01\x02", "csv:1: neither "),
                ("", plain.split(b"\n")[0] + b"\n", "csv: no date in it$")):
            with open(self.path + end, "wb") as file:
                file.write(content)
            with self.subTest(sentence=sentence), self.assertRaisesRegex(ValueError, sentence):
                read_day(self.path + end)

    # --- as a program ---

    def program(self, *words):
        ran = subprocess.run([sys.executable, "-B", HERE / "recorded.py", *words], capture_output=True, text=True)
        return ran.returncode, ran.stdout, ran.stderr

    def test_it_tells_what_is_in_a_file(self):
        write_rows(self.path, [row for name in ("UD_One", "UD_Two") for row in Office(name, "2020-03-02", 3).rows])
        code, said, mistakes = self.program(self.path)
        self.assertEqual((code, mistakes), (0, ""))
        title, head, *lines = said.splitlines()
        self.assertEqual(title, self.path + ": snapshots of the queues of Warsaw's offices, 1 day")
        self.assertEqual([line.split()[:2] for line in lines], [["2020-03-02", "UD_One"], ["2020-03-02", "UD_Two"]])
        day = read_day(self.path + ":2020-03-02:UD_Two")
        left = sum(visit.ending == "left" for visit in day.visits)
        self.assertEqual(lines[1].split()[2:6],
                         [str(number) for number in (len(day.visits), left, len(day.seats), peak_waiting(day.visits))])
        code, said, mistakes = self.program(self.path + ":2020-03-02:UD_Two")
        counts = Counter(visit.service for visit in day.visits)
        self.assertTrue(said.startswith(title + "\n" + head + "\n" + lines[1] + "\n\n"), said)
        self.assertEqual(said.splitlines()[4:], [f"{counts[key]:8}  {name}" for key, name in day.services.items()])
        self.assertIn("  A: Dowody\n", said)
        self.assertIn("  C: Pojazdy\n", said)

    def test_it_tells_of_a_bank(self):
        packed = write_day(self.path + ".gz", 200, SEED)
        code, said, mistakes = self.program(packed)
        self.assertEqual((code, mistakes), (0, ""))
        self.assertRegex(said, f"^.*: a bank's calls, 1 day\ndate .*\n{DATE}  - +{len(read_day(packed).visits)} ")

    def test_it_says_what_is_wrong(self):
        self.assertEqual(self.program()[0::2], (2, "usage: recorded.py FILE[:DATE[:OFFICE]]\n"))
        self.assertEqual(self.program(self.path), (1, "", self.path + ": No such file or directory\n"))
        write_rows(self.path, [snapshot(), snapshot(time="8")])
        self.assertEqual(self.program(self.path)[0::2], (1, self.path + ":3: time: '8' is no time of day\n"))
        self.assertEqual(self.program(self.path + ":2020-03-03"),
                         (1, "", self.path + ": no date '2020-03-03': date is needed, one of 2020-03-02\n"))


class RealOffices(OfficeCase):
    @unittest.skipUnless(OFFICES, "NOVBE_RECORDED_OFFICES names no file")
    def test_every_day_agrees(self):
        recording = Recording(OFFICES)
        with open_plain_or_packed(OFFICES) as file:
            rows = defaultdict(list)
            for row in csv.DictReader(file):
                rows[row["date"], row["name"]].append(row)
        self.assertEqual(sorted(recording.lines), sorted(rows))
        for key in sorted(rows):
            with self.subTest(day=key):
                self.agrees(recording.day(*key), rows[key])


if __name__ == "__main__":
    unittest.main()
