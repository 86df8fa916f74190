# SPDX-License-Identifier: MIT
"""A whole day of a bank happens again in a hall (replayed_day.py), and its report is held against figures that SQL counts in
the file itself: it knows neither the reader of the replay nor the ledger. Then roll-ups against SQL over the store's rows.

NOVBE_RECORDED_DAY=FILE[:DATE] names the day; else one is made here, as large (tests/stage/made_bank.py). Clocks stand still
meanwhile, so figures are equal to the ms.
"""
import contextlib
import csv
import io
import json
import os
import re
import sqlite3
import tempfile
import unittest
from collections import Counter

from centre import SOURCE, until
from hall import HallCase
from replayed_day import TARGET_MINUTES, BankHall, Replay  # who knows where those of tests/stage are
from made_bank import write_day
from recorded import read_day
from visits import open_plain_or_packed

DAY_S = 86400
SEED = 1999
CALLS = 700 if "NOVBE_TEST_TICKETS" in os.environ else 2345  # with sanitizers a smaller one
ENDS = ("served", "no_show", "cancelled", "void", "transferred", "never_called", "unfinished", "joined")
SPREADS = ("waiting", "visit_waiting", "way", "service")

# The file as it is, then its calls as visits. s(): seconds of a clock's text. Where a time of day is less than the one before
# it by half a day, midnight lies between.
VISITS = """
CREATE TEMP VIEW timed AS SELECT *, q_start != '0:00:00' AS queued, ser_time = '0' AND ser_start = '0:00:00' AS unnoted,
    s(vru_exit) + 86400 * (s(vru_exit) < s(vru_entry) - 43200) AS exit_s,
    s(q_start) + 86400 * (s(q_start) < s(vru_entry) - 43200) AS start_s
  FROM call WHERE date = :date;
CREATE TEMP VIEW entered AS SELECT *, CASE WHEN queued THEN start_s ELSE exit_s END AS entered_s,
    CASE WHEN queued THEN start_s + q_time ELSE exit_s END AS over_s FROM timed;
CREATE TEMP VIEW begun AS SELECT *, CASE WHEN unnoted THEN over_s ELSE
    max(over_s, s(ser_start) + 86400 * (s(ser_start) < over_s - 43200)) END AS began_s FROM entered
  WHERE entered_s < 86400 AND CASE outcome WHEN 'AGENT' THEN server != 'NO_SERVER' ELSE queued END;
CREATE TEMP VIEW served AS SELECT *, CASE WHEN unnoted THEN began_s ELSE
    max(began_s, s(ser_start) + ser_time + 86400 * (s(ser_start) < over_s - 43200)) END AS ended_s FROM begun;
CREATE TABLE visit AS SELECT lower(type) AS service, priority AS class, printf('%02d', entered_s / 3600) AS hour,
    CASE outcome WHEN 'AGENT' THEN server END AS server, entered_s, over_s, began_s, ended_s,
    min(over_s, 86400) - entered_s AS waited_s,
    CASE WHEN over_s >= 86400 THEN 'never_called' WHEN outcome = 'HANG' THEN 'cancelled' WHEN outcome = 'PHANTOM' THEN 'void'
         WHEN began_s >= 86400 THEN 'no_show' ELSE 'served' END AS ending,
    outcome = 'AGENT' AND over_s < 86400 AS called, outcome = 'AGENT' AND began_s < 86400 AND ended_s < 86400 AS whole,
    target_s(lower(type)) AS target_s FROM served;
"""


def seconds(text):
    hours, minutes, rest = text.split(":")
    return int(hours) * 3600 + int(minutes) * 60 + int(rest)


def nearest_rank(lengths, percent):
    return lengths[-(-len(lengths) * percent // 100) - 1]


def spread(lengths):
    if not lengths:
        return {"count": 0}
    lengths = sorted(lengths)
    return {"count": len(lengths), "mean_ms": (sum(lengths) + len(lengths) // 2) // len(lengths),
            "median_ms": nearest_rank(lengths, 50), "p90_ms": nearest_rank(lengths, 90), "max_ms": lengths[-1]}


class RawFile:
    """The file in SQL."""

    def __init__(self, path, date):
        self.sql = sqlite3.connect(":memory:")
        self.sql.row_factory = sqlite3.Row
        self.sql.create_function("s", 1, seconds)
        self.sql.create_function("target_s", 1, lambda service: TARGET_MINUTES.get(service, 2) * 60)
        with open_plain_or_packed(path) as file:
            head, *rows = csv.reader(file)
        self.sql.execute(f"CREATE TABLE call ({', '.join(map(json.dumps, head))})")
        self.sql.executemany(f"INSERT INTO call VALUES ({', '.join('?' * len(head))})", rows)
        # A view takes no parameters.
        self.sql.executescript(re.sub(":date", f"'{date}'", VISITS).replace("+ q_time", "+ CAST(q_time AS INTEGER)")
                               .replace("+ ser_time", "+ CAST(ser_time AS INTEGER)"))

    def rows(self, sql, *parameters):
        return self.sql.execute(sql, parameters).fetchall()

    def keys(self, column):
        return [row[0] for row in self.rows(f"SELECT DISTINCT {column} FROM visit WHERE {column} IS NOT NULL")]

    def lengths(self, what, condition, parameters):
        return [row[0] * 1000 for row in self.rows(f"SELECT {what} FROM visit WHERE {condition}", *parameters)]

    def figures(self, column="1", key=1):
        """What a report must say of the visits whose `column` is `key`, of the whole with none."""
        of = f"{column} = ? AND "
        said, = self.rows(f"""SELECT count(*) AS issued, sum(called) AS called, sum(called AND waited_s <= target_s) AS within,
            sum(called OR ending = 'never_called' OR waited_s > target_s) AS measured, min(target_s) * 1000 AS target_from_ms,
            max(target_s) * 1000 AS target_to_ms, sum(ending = 'served' AND NOT whole) AS not_recorded,
            sum(ending = 'served' AND whole) AS fulfilled FROM visit WHERE {of} 1""", key)
        ends = dict(self.rows(f"SELECT ending, count(*) FROM visit WHERE {of} 1 GROUP BY 1", key))
        waiting = spread(self.lengths("waited_s", of + "called", (key,)))
        return {**dict(said), "ends": {end: ends.get(end, 0) for end in ENDS}, "waiting": waiting, "visit_waiting": waiting,
                "way": spread(self.lengths("began_s - over_s", of + "ending = 'served'", (key,))),
                "service": spread(self.lengths("ended_s - began_s", of + "whole", (key,)))}

    def operators(self):
        """Of each server, what he did, in ms; of what he had at midnight what came before it."""
        return {row["server"]: dict(row) for row in self.rows("""SELECT server, count(*) AS called,
            sum(ending = 'served') AS served, sum(max(0, min(ended_s, 86400) - began_s)) * 1000 AS serving_ms,
            sum(min(began_s, 86400) - over_s) * 1000 AS way_ms FROM visit WHERE called GROUP BY 1""")}

    def waiting_spans(self):
        """When somebody waited, as (from, until) in seconds that do not touch."""
        spans = []
        for from_s, until_s in self.rows("SELECT entered_s, min(over_s, 86400) FROM visit WHERE over_s > entered_s ORDER BY 1"):
            if spans and from_s <= spans[-1][1]:
                spans[-1][1] = max(spans[-1][1], until_s)
            else:
                spans.append([from_s, until_s])
        return spans


def told(figures):
    """The same of a line of a report."""
    names = ("issued", "called", "within", "measured", "target_from_ms", "target_to_ms", "not_recorded", "fulfilled")
    ends = figures["visit_ends"]
    assert ends == figures["step_ends"] and ends["open"] == 0, figures
    return {**{name: figures.get(name) for name in names}, "ends": {end: ends[end] for end in ENDS},
            **{name: {key: value for key, value in figures[name].items() if value is not None} for name in SPREADS}}


class RecordedDay(HallCase):
    def setUp(self):
        words = os.environ.get("NOVBE_RECORDED_DAY")
        if not words:
            folder = tempfile.TemporaryDirectory()
            self.addCleanup(folder.cleanup)
            words = write_day(folder.name + "/calls.csv.gz", CALLS, SEED)
        day = read_day(words)
        self.date = day.date
        self.made = not os.environ.get("NOVBE_RECORDED_DAY")
        self.raw = RawFile(re.sub(r":\d{4}-\d\d-\d\d$", "", words), self.date)
        self.centre = BankHall(day)
        self.addCleanup(self.centre.close)
        self.talk = self.centre.talk()
        self.replay = Replay(self)
        self.replay.until_midnight()
        self.replay.close(self.date)

    def report(self, to_day=None, **more):
        return self.ask("Manager.GetReport", from_day=self.date, to_day=to_day or self.date,
                        **{"whole": False, **more})["report"]

    def table(self, report, by):
        return next(table["lines"] for table in report["tables"] if table["by"] == by)

    def store(self, sql, *parameters):
        with contextlib.closing(sqlite3.connect(f"file:{self.centre.folder / 'store'}?mode=ro", uri=True)) as store:
            store.row_factory = sqlite3.Row
            return store.execute(sql, parameters).fetchall()

    # --- held against each other ---

    def same(self, figures, expected, exact=True):
        found = told(figures)
        for name in () if exact else SPREADS:
            for percentile in ("median_ms", "p90_ms") if expected[name]["count"] else ():
                off = abs(found[name][percentile] - expected[name][percentile])
                self.assertLessEqual(off, expected[name][percentile] * 0.01, (name, percentile))
                found[name][percentile] = expected[name][percentile]
        self.assertEqual(found, expected)
        level = 100 * expected["within"] / expected["measured"] if expected["measured"] else None
        self.assertAlmostEqual(figures.get("level_percent") or 0, level or 0)
        self.assertEqual((figures.get("visit_difference") or 0, figures.get("step_difference") or 0), (0, 0))

    def same_lines(self, report, by, exact):
        lines = {line["key"]: line["figures"] for line in self.table(report, by)}
        if by == "hour":  # hours in which somebody was there, but nobody came
            lines = {key: figures for key, figures in lines.items() if figures["issued"] or key in self.raw.keys("hour")}
        self.assertEqual(sorted(lines), sorted(self.raw.keys(by)))
        for key, figures in lines.items():
            with self.subTest(by=by, key=key):
                self.same(figures, self.raw.figures(by, key), exact)

    def test_file_report_and_roll_ups_agree(self):
        report = self.report(tables=["service", "class", "counter", "operator", "hour", "agency", "service_hour"], whole=True)
        self.assertEqual((report["days"], report["open"], report["exact"]), (1, False, True))
        if self.made:
            self.check_made(self.raw.figures())
        self.same(report["figures"], self.raw.figures())
        self.same(self.table(report, "agency")[0]["figures"], self.raw.figures())
        for by, exact in (("service", True), ("class", False), ("hour", False)):
            self.same_lines(report, by, exact)
        self.check_operators(report)
        self.check_hours(report)
        self.check_late(report)
        self.check_formats(report)
        self.check_roll_ups()
        if not self.made:
            self.show(report)

    def check_made(self, figures):
        """There is some of everything that can be in a file."""
        self.assertTrue(all(figures["ends"][end] for end in ("served", "cancelled", "void", "never_called")), figures)
        self.assertTrue(figures["not_recorded"] and 0 < figures["within"] < figures["measured"], figures)
        self.assertTrue(any(seat.endswith(" 2") for seat in self.centre.seats))
        self.assertTrue(0 < sum(self.replay.chosen.values()) < self.replay.called)

    def servers(self, lines):
        """Lines by operator as (server, line): what the file says one did while busy is a second seat's."""
        names = {self.centre.operator(seat): re.sub(r" \d+$", "", seat) for seat in self.centre.seats}
        return [(names[line["key"]], line) for line in lines]

    def check_operators(self, report):
        expected = self.raw.operators()
        found = {server: dict.fromkeys(("called", "served", "serving_ms", "way_ms"), 0) for server in expected}
        for server, time in self.servers(report["operators"]):
            for name in ("served", "serving_ms", "way_ms"):
                found[server][name] += time[name]
        for server, line in self.servers(self.table(report, "operator")):
            found[server]["called"] += line["figures"]["called"]
        self.assertEqual({server: {"server": server, **numbers} for server, numbers in found.items()}, expected)
        self.assertEqual({line["key"]: line["chosen_calls"] for line in report["integrity_operators"] if line.get("key")},
                         self.replay.chosen)
        self.check_idle(report)

    def sessions(self):
        """By seat: from its first call to its last end, or to midnight; and when it had somebody. In seconds."""
        sessions = {}
        for visit in self.centre.visits:
            if visit.seat and visit.over_s < DAY_S:
                sessions.setdefault(visit.seat, []).append((visit.over_s, min(visit.ended_s, DAY_S)))
        return {seat: sorted(spans) for seat, spans in sessions.items()}

    def until_s(self, seat, busy):
        """When a seat was left. A visit that is not over keeps it until midnight."""
        after = any(visit.seat == seat and visit.ended_s >= DAY_S for visit in self.centre.visits)
        return DAY_S if after else max(end for _, end in busy)

    def check_idle(self, report):
        waiting, times = self.raw.waiting_spans(), {time["key"]: time for time in report["operators"]}
        for seat, busy in self.sessions().items():
            time = times[self.centre.operator(seat)]
            first, last = busy[0][0], self.until_s(seat, busy)
            free = list(zip([end for _, end in busy], [begin for begin, _ in busy[1:]] + [last]))
            idle = sum(max(0, min(until_s, end) - max(from_s, begin)) for from_s, until_s in free for begin, end in waiting)
            self.assertEqual({name: time[name + "_ms"] for name in ("signed_in", "idle_waiting", "idle_empty")},
                             {"signed_in": (last - first) * 1000, "idle_waiting": idle * 1000,
                              "idle_empty": (sum(until_s - from_s for from_s, until_s in free) - idle) * 1000}, seat)

    def check_hours(self, report):
        """How long counters were open in each hour: their operators neither paused nor were away."""
        open_ms = Counter()
        for seat, busy in self.sessions().items():
            last = self.until_s(seat, busy)
            for hour in range(24):
                open_ms[f"{hour:02}"] += max(0, min(last, (hour + 1) * 3600) - max(busy[0][0], hour * 3600)) * 1000
        self.assertEqual({line["key"]: line["counters_open_ms"] for line in self.table(report, "hour")},
                         {line["key"]: open_ms[line["key"]] for line in self.table(report, "hour")})
        self.assertEqual(sum(line["counters_open_ms"] for line in self.table(report, "hour")), sum(open_ms.values()))

    def check_late(self, report):
        """Where somebody waited beyond the target, and where most did."""
        rows = self.raw.rows("""SELECT service || ' ' || hour AS key, sum(called) AS called, sum(called AND waited_s <= target_s)
            AS within, sum(called OR ending = 'never_called' OR waited_s > target_s) AS measured FROM visit GROUP BY 1""")
        late = {row["key"]: dict(row) for row in rows if row["measured"] > row["within"]}
        lines = {line["key"]: line["figures"] for line in self.table(report, "service_hour")}
        self.assertEqual({key: {"key": key, **{name: figures[name] for name in ("called", "within", "measured")}}
                          for key, figures in lines.items()}, late)
        most, worst = max(row["measured"] - row["within"] for row in late.values()), report["worst"]
        row = late[f"{worst['service']} {(worst['hour'] - self.centre.midnight_ms) // 3600000:02}"]
        self.assertEqual((worst["late"], worst["measured"], worst["day"]), (most, row["measured"], self.date))
        self.assertEqual(row["measured"] - row["within"], most)

    # --- as novbe report gives it ---

    def asked(self, form):
        code, said, mistakes = self.centre.novbe("report", "--day", self.date, "--format", form, "--by", "service,class,hour",
                                                 "--languages", SOURCE / "conf" / "lang")
        self.assertEqual(code, 0, mistakes)
        return said

    def check_formats(self, report):
        printed = json.loads(self.asked("json"))
        self.assertEqual(told(printed["figures"]), told(report["figures"]))
        for by in ("service", "class", "hour"):
            self.assertEqual([told(line["figures"]) for line in self.table(printed, by)],
                             [told(line["figures"]) for line in self.table(report, by)])
        lines = {(row["table"], row["key"]): row for row in csv.DictReader(io.StringIO(self.asked("csv"), newline=""))}
        self.same_cells(next(row for (table, _), row in lines.items() if table == "report"), self.raw.figures())
        for key in self.raw.keys("service"):
            self.same_cells(lines["service", key], self.raw.figures("service", key))

    def same_cells(self, row, expected):
        flat = {**{f"visit_ends_{end}": count for end, count in expected["ends"].items()},
                **{f"step_ends_{end}": count for end, count in expected["ends"].items()},
                **{f"{name}_{part}": value for name in SPREADS for part, value in expected[name].items()},
                **{name: value for name, value in expected.items() if isinstance(value, int)}}
        self.assertEqual({name: row[name] for name in flat}, {name: str(value) for name, value in flat.items()})

    # --- roll-ups and rows ---

    def from_rows(self, service):
        """The same figures, by SQL over the final steps of the store."""
        condition = "(SELECT key FROM name WHERE kind = 1 AND id = service) = ? AND day = ?"
        of = (service, self.store("SELECT min(day) FROM step")[0][0])
        counts, = self.store(f"""SELECT count(*) AS issued, sum(first_called_ms > 0) AS called,
            sum(first_called_ms > 0 AND waited_ms <= target_ms) AS within,
            sum(first_called_ms > 0 OR ending = 6 OR waited_ms > target_ms) AS measured, min(target_ms) AS target_from_ms,
            max(target_ms) AS target_to_ms, sum(ending = 1 AND marks & 8 > 0) AS not_recorded,
            sum(ending = 1 AND marks & 8 = 0 AND outcome > 0) AS fulfilled FROM step WHERE {condition}""", *of)
        ends = dict(map(tuple, self.store(f"SELECT ending, count(*) FROM step WHERE {condition} GROUP BY 1", *of)))
        of_spread = {"waited": "first_called_ms > 0", "way": "ending = 1", "service": "ending = 1 AND marks & 2 = 0"}
        lengths = {name: spread([row[0] for row in self.store(f"SELECT {name}_ms FROM step WHERE {condition} AND {which}", *of)])
                   for name, which in of_spread.items()}
        return {**dict(counts), "ends": {end: ends.get(place, 0) for place, end in enumerate(ENDS, 1)},
                "waiting": lengths["waited"], "visit_waiting": lengths["waited"], "way": lengths["way"],
                "service": lengths["service"]}

    def check_roll_ups(self):
        until(lambda: self.store("SELECT count(*) FROM rollup")[0][0], "the day to be rolled up")
        day = self.report(tables=["service"])
        month = self.report(self.centre.wall.date(), tables=["service"], each="month", whole=True)
        for report, exact in ((day, True), (month, False)):
            lines = {line["key"]: line["figures"] for line in self.table(report, "service")}
            self.assertEqual(sorted(lines), sorted(self.raw.keys("service")))
            for key, figures in lines.items():
                with self.subTest(exact=exact, service=key):
                    self.same(figures, self.from_rows(key), exact)

    # --- a table for people ---

    def show(self, report):
        print(f"\n{self.date}: {len(self.centre.visits)} visits, {self.replay.called} calls, {sum(self.replay.chosen.values())} "
              f"of them not whom Next would have called; waiting and service in s: mean, median, 90 %, greatest")
        print(f"{'':10}{'issued':>8}{'served':>8}{'left':>8}{'void':>8}{'never':>8}{'level %':>8}{'waiting':>34}{'service':>32}")
        lines = [(line["key"], line["figures"], by) for by in ("service", "class") for line in self.table(report, by)]
        for key, figures, by in [("all", report["figures"], None), *lines]:
            self.show_line(f"{key} file", self.raw.figures(by, key) if by else self.raw.figures())
            self.show_line(f"{key} report", told(figures))

    def show_line(self, name, figures):
        lengths = [figures[what].get(part + "_ms", 0) / 1000 for what in ("waiting", "service")
                   for part in ("mean", "median", "p90", "max")]
        counts = [figures["issued"], *(figures["ends"][end] for end in ("served", "cancelled", "void", "never_called"))]
        print(f"{name:10}" + "".join(f"{count:8}" for count in counts) +
              f"{100 * figures['within'] / max(1, figures['measured']):8.2f}  " + "".join(f"{length:8.3f}" if length < 1000 else
                                                                                    f"{length:8.1f}" for length in lengths))


if __name__ == "__main__":
    unittest.main()
