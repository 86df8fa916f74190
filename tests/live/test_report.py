# SPDX-License-Identifier: MIT
"""Reports of days that are over, of the open one, and of several: every field beside what is counted here, from the rows and
facts of the store."""
import contextlib
import datetime
import os
import sqlite3
import unittest
from collections import Counter, defaultdict

from centre import until
from hall import ALL_ROLES, OperatorCase, WideHall

INVALID = "org.varlink.service.InvalidParameter"
MINUTE = 60000
ENDS = ("served", "no_show", "cancelled", "void", "transferred", "never_called", "unfinished", "joined")
ENTRIES = ("issue", "next", "transfer", "back", "direct", "joined")
SERVED, NEVER_CALLED = 1, 6
DIRECT, JOIN = 5, 6  # entries
IMPLIED, INACCURATE, INTERRUPTED, NOT_RECORDED = 1, 2, 4, 8
ALL_TABLES = ["day", "month", "year", "agency", "service", "class", "counter", "operator", "hour", "weekday", "weekday_hour",
              "service_hour"]
AGENCY = {"passport": "police", "visa": "police", "deed": "notary", "archive": "notary", "few": "notary", "late": "notary"}
ONLY_IN_FULL = ("visit_ends", "entered", "visit_waiting", "way", "parked", "put_off", "outcomes", "lacked", "accuracy")
OUTCOMES = {"done": None, "missing": "visitor"}


class Ledger:
    """The store as it is on disk, and what reports count, in plain Python."""

    def __init__(self, centre):
        self.zone = centre.wall.zone
        with contextlib.closing(sqlite3.connect(f"file:{centre.folder / 'store'}?mode=ro", uri=True)) as store:
            store.row_factory = sqlite3.Row
            self.steps = [dict(row) for row in store.execute("SELECT * FROM step ORDER BY seq")]
            self.events = [dict(row) for row in store.execute("SELECT * FROM event ORDER BY seq")]
            names = {(row["kind"], row["id"]): row["key"] for row in store.execute("SELECT * FROM name")}
        kinds = {"service": 1, "class": 4, "counter": 8, "operator_id": 10, "outcome": 11}
        for row in self.steps:
            for column, kind in kinds.items():
                row[column] = names.get((kind, row[column]))
            entered = datetime.datetime.fromtimestamp(row["entered_ms"] / 1000, self.zone)
            row["date"] = str(datetime.date.fromordinal(datetime.date(1970, 1, 1).toordinal() + row["day"]))
            row["hour"], row["weekday"] = f"{entered.hour:02}", str(entered.isoweekday())
        self.names = names

    def of_days(self, days):
        return [row for row in self.steps if row["date"] in days]

    def visits(self, rows):
        """By (day, ticket): all its rows, in the order in which they ended."""
        visits = defaultdict(list)
        for row in sorted(rows, key=lambda row: (row["ended_ms"], row["entered_ms"], row["seq"])):
            visits[row["date"], row["ticket"]].append(row)
        return visits

    def facts(self, day, kind):
        ordinal = datetime.date.fromisoformat(day).toordinal() - datetime.date(1970, 1, 1).toordinal()
        return [event for event in self.events if event["kind"] == kind and event["day"] == ordinal]


def spread(lengths):
    if not lengths:
        return {"count": 0}
    lengths = sorted(lengths)
    nearest = {percent: lengths[-(-len(lengths) * percent // 100) - 1] for percent in (50, 90)}
    return {"count": len(lengths), "mean_ms": (sum(lengths) + len(lengths) // 2) // len(lengths),
            "median_ms": nearest[50], "p90_ms": nearest[90], "max_ms": lengths[-1]}


def counted(rows, keys):
    found = Counter(rows)
    return {key: found[place] for place, key in enumerate(keys, 1)}


def waited(row):
    return row["entry"] not in (DIRECT, JOIN)


def marked(row, marks):
    return bool(row["marks"] & marks)


def figures(rows, every):
    """What rows of final steps say of one line; `every`: all rows of the same days, for whole visits."""
    visits = Ledger.visits(None, every)
    last = {visit[-1]["seq"]: visit for visit in visits.values()}
    ended = [last[row["seq"]] for row in rows if row["seq"] in last]
    measured = [row for row in rows if waited(row) and (row["first_called_ms"] or row["ending"] == NEVER_CALLED
                                                        or row["waited_ms"] > row["target_ms"])]
    called = [row for row in measured if row["first_called_ms"]]
    within = sum(row["waited_ms"] <= row["target_ms"] for row in called)
    served = [row for row in rows if row["ending"] == SERVED]
    recorded = [row for row in served if row["outcome"] and not marked(row, NOT_RECORDED)]
    whole = [row for row in rows if not marked(row, INTERRUPTED)]
    sure = [row for row in whole if not marked(row, INACCURATE)]
    targets = [row["target_ms"] for row in rows if waited(row)]
    spent = [sum(row["waited_ms"] for row in visit if row["entry"] != DIRECT) for visit in ended
             if any(row["first_called_ms"] and row["entry"] != DIRECT for row in visit)
             and not any(marked(row, INTERRUPTED) for row in visit)]
    causes = Counter(OUTCOMES[row["outcome"]] for row in recorded)
    found = {
        "visit_ends": {"open": 0, **counted((visit[-1]["ending"] for visit in ended), ENDS)},
        "partly_served": sum(visit[-1]["ending"] != SERVED and any(row["ending"] == SERVED for row in visit) for visit in ended),
        "step_ends": {"open": 0, **counted((row["ending"] for row in rows), ENDS)},
        "people_served": sum(row["party"] for row in served), "quantity": sum(row["quantity"] for row in served),
        "called": len(called), "within": within, "measured": len(measured),
        "returned": sum(row["returns"] for row in rows), "recalls": sum(row["recalls"] for row in rows),
        "put_offs": sum(row["put_offs"] for row in rows),
        "fulfilled": causes[None], "not_recorded": len(served) - len(recorded),
        "not_fulfilled": {cause: causes[cause] for cause in ("visitor", "agency", "counter", "other")},
        "inaccurate": sum(marked(row, INACCURATE) for row in rows),
        "interrupted": sum(marked(row, INTERRUPTED) for row in rows),
        "implied": sum(marked(row, IMPLIED) for row in rows),
        "waiting": spread([row["waited_ms"] for row in whole if row["first_called_ms"] and waited(row)]),
        "visit_waiting": spread(spent),
        "way": spread([row["way_ms"] for row in whole if waited(row) and not marked(row, IMPLIED)
                       and (row["ending"] == SERVED or row["way_ms"] > 0)]),
        "service": spread([row["service_ms"] for row in sure if row["ending"] == SERVED and not marked(row, IMPLIED)]),
        "parked": spread([row["parked_ms"] for row in sure if row["parked_ms"] > 0]),
        "put_off": spread([row["put_off_ms"] for row in whole if row["put_offs"] > 0]),
        "outcomes": dict(Counter(row["outcome"] for row in recorded)),
    }
    if measured:
        found["level_percent"] = 100 * within / len(measured)
    if targets:
        found["target_from_ms"], found["target_to_ms"] = min(targets), max(targets)
    return found


class Report(OperatorCase):
    roles = ALL_ROLES + ', { role = "manager"; users = [ "nobody" ]; agencies = [ "notary" ]; }'
    hall = WideHall

    def report(self, day=None, to_day=None, **more):
        if day:
            more = {"from_day": day, "to_day": to_day or day, **more}
        return self.ask("Manager.GetReport", **{"whole": False, **more})["report"]

    def refused(self, error, method, fields=None, **parameters):
        super().refused(error, method, fields, **{"whole": False, **parameters})

    def table(self, report, by):
        return next(table["lines"] for table in report["tables"] if table["by"] == by)

    def line(self, report, by, key):
        return next(line for line in self.table(report, by) if line["key"] == key)

    # --- what happens ---

    def pass_by(self, minutes):
        self.centre.wall.go_by(minutes * 60)

    def serve(self, operator, minutes=7, outcome="done", **more):
        ticket = self.at(operator, "Next")["ticket"]["ticket"]
        self.pass_by(1)
        self.at(operator, "Arrive")
        self.pass_by(minutes)
        self.at(operator, "Finish", **{"outcome": outcome, "next": False, **more})
        return ticket

    def serve_all(self, operator):
        while "error" not in (reply := self.reply("Counter.Next", {}, operator)):
            self.at(operator, "Arrive")
            self.pass_by(2)
            self.at(operator, "Finish", outcome="done", next=False)
        self.assertEqual(reply["error"], "org.novbe.Refused.NobodyWaits")

    def miss(self, operator):
        self.at(operator, "Next")
        for _ in range(2):
            self.pass_by(1)
            self.at(operator, "Recall")
        self.pass_by(1)
        self.at(operator, "NoShow")

    def leave(self, operator):
        self.at(operator, "SignOut", leave_parked=True)

    def a_busy_day(self):
        """Of everything a little, with a restart; nobody is left."""
        self.issue("passport", party=2)
        self.issue("visa")
        self.issue("deed", **{"class": "elderly"})
        gone = self.issue("deed")
        self.issue("passport", "visa")
        self.issue("visa")
        one, two = self.sign_in("101", "1"), self.sign_in("102", "2")
        self.pass_by(4)
        self.serve(one, quantity=2)
        self.ask("Visitor.Cancel", **self.proof(gone))
        self.pass_by(11)
        self.serve(two, 3, "missing")
        self.miss(one)
        self.at(two, "Next")
        self.at(two, "Arrive")
        self.at(two, "Park")
        self.pass_by(2)
        self.serve(one)
        self.leave(one)
        self.at(two, "SignOut", leave_parked=True)
        self.restart()
        two = self.sign_in("102", "2")
        self.pass_by(3)
        self.issue("deed")
        self.serve_all(two)
        self.ask("Manager.Halt", reason="fire")
        self.pass_by(3)
        self.ask("Manager.Resume")
        self.issue("visa")
        self.pass_by(20)
        self.serve_all(two)
        self.leave(two)

    def a_quiet_day(self, *services):
        for service in services:
            self.issue(service)
        operator = self.sign_in("102", "2")
        for _ in services:
            self.pass_by(6)
            self.serve(operator, 2)
        self.leave(operator)

    def rolled(self, day):
        """A day is closed, and its roll-ups are there: nothing of it is counted anew."""
        ordinal = datetime.date.fromisoformat(day).toordinal() - datetime.date(1970, 1, 1).toordinal()

        def is_rolled():
            with contextlib.closing(sqlite3.connect(f"file:{self.centre.folder / 'store'}?mode=ro", uri=True)) as store:
                return store.execute("SELECT count(*) FROM rollup_day WHERE day = ?", (ordinal,)).fetchone()[0]
        until(is_rolled, f"{day} to be rolled up")

    # --- as it is told ---

    def same(self, told, rows, every, exact=True, short=False):
        """One line's figures, from rows; of those from facts, that they add up to them."""
        expected = figures(rows, every)
        told = dict(told)
        for name in ("level_percent",):
            self.assertAlmostEqual(told.pop(name, None) or 0, expected.pop(name, None) or 0)
        for name in ONLY_IN_FULL if short else ():
            self.assertIsNone(told.get(name), name)
            expected.pop(name, None)
        if not short:
            self.assertEqual({one["key"]: one["count"] for one in told.pop("outcomes")}, expected.pop("outcomes"))
        for name in ("waiting", "visit_waiting", "way", "service", "parked", "put_off"):
            if name in expected:
                self.same_spread(told.pop(name), expected.pop(name), exact, name)
        self.assertEqual({name: told[name] for name in expected}, expected)
        self.assertEqual(told.get("visit_difference", 0), 0)
        self.assertEqual(told.get("step_difference", 0), 0)

    def same_spread(self, told, expected, exact, name):
        told = dict(told)
        for percentile in () if exact else ("median_ms", "p90_ms"):
            if percentile in expected:
                off = abs(told.pop(percentile) - expected[percentile])
                self.assertLessEqual(off, expected.pop(percentile) * 0.01, name)
        self.assertEqual(told, expected, name)

    def same_lines(self, report, by, rows, key, exact=True, short=False):
        """A table has a line for each key that rows have, and its figures."""
        lines = {(line.get("period"), line["key"]): line["figures"] for line in self.table(report, by)}
        wanted = defaultdict(list)
        for row in rows:
            wanted[key(row)].append(row)
        wanted = {(None, of) if isinstance(of, str) else of: found for of, found in wanted.items() if of is not None}
        self.assertLessEqual(set(wanted), set(lines), by)
        for of in set(lines) - set(wanted):  # somebody was there, but nobody came
            self.assertIn(by, ("hour", "weekday_hour"))
            wanted[of] = []
        for of, found in wanted.items():
            with self.subTest(by=by, key=of):
                self.same(lines[of], found, rows, exact, short)


class Days(Report):
    """Three days: a busy one, a quiet one, and one that is open."""

    def setUp(self):
        super().setUp()
        self.first = self.centre.wall.date()
        self.a_busy_day()
        self.roll_over()
        self.second = self.centre.wall.date()
        self.a_quiet_day("passport", "deed", "visa")
        self.roll_over()
        self.third = self.centre.wall.date()

    def test_a_day(self):
        for rolled in (False, True):
            if rolled:
                self.rolled(self.first)
            self.check_day(self.first, rolled)

    def check_day(self, day, _):
        ledger = Ledger(self.centre)
        rows = ledger.of_days({day})
        report = self.report(day, tables=ALL_TABLES, whole=True, language="en")
        self.assertEqual((report["from_day"], report["to_day"], report["days"], report["open"], report["exact"]),
                         (day, day, 1, False, True))
        self.assertEqual((report["centre"], report["zone"], report.get("agencies")), ("Test centre", "Asia/Baku", None))
        self.same(report["figures"], rows, rows)
        keys = {"service": lambda row: row["service"], "class": lambda row: row["class"],
                "counter": lambda row: row["counter"], "agency": lambda row: AGENCY[row["service"]],
                "hour": lambda row: row["hour"], "weekday": lambda row: row["weekday"],
                "weekday_hour": lambda row: f"{row['weekday']}-{row['hour']}",
                "day": lambda row: row["date"], "month": lambda row: row["date"][:7], "year": lambda row: row["date"][:4]}
        for by, key in keys.items():
            self.same_lines(report, by, rows, key, exact=by in ("service", "agency", "day", "month", "year"))
        self.facts_of(report["figures"], ledger, day, rows)
        self.people_of(report, ledger, day)
        self.assertEqual({key: value for key, value in report["figures"]["accuracy"].items()},
                         self.ask("Manager.GetAccuracy", from_day=day, to_day=day)["all"])

    def facts_of(self, told, ledger, day, rows):
        issued = ledger.facts(day, 20)
        self.assertEqual(told["issued"], len(issued))
        self.assertEqual(told["people"], sum(event["value_6"] for event in issued))
        self.assertEqual({name: told["entered"][name] for name in ENTRIES}, counted((row["entry"] for row in rows), ENTRIES))
        self.assertEqual(sum(told["visit_ends"].values()), len(issued))

    def people_of(self, report, ledger, day):
        self.assertEqual(report["operator_report"], "team")
        team, = report["operators"]  # who has no profile of his own
        parts = ("serving_ms", "way_ms", "task_ms", "help_ms", "pause_ms", "halted_ms", "lost_ms", "idle_waiting_ms",
                 "idle_empty_ms")
        self.assertEqual(team["signed_in_ms"], sum(team[part] for part in parts))
        self.assertEqual((team["key"], team["operators"]), ("", 2))
        signed = Counter()
        for event in ledger.events:
            if event["kind"] in (60, 61):
                signed[event["day"]] += event["at_ms"] * (1 if event["kind"] == 61 else -1)
        ordinal = datetime.date.fromisoformat(day).toordinal() - datetime.date(1970, 1, 1).toordinal()
        self.assertEqual(team["signed_in_ms"], signed[ordinal])
        self.assertEqual(team["served"], report["figures"]["step_ends"]["served"])
        self.assertEqual({one["key"] for one in report["integrity_operators"]}, {"101", "102"})
        self.assertEqual({one["key"] for one in report["integrity_services"]},
                         {line["key"] for line in self.table(report, "service")})
        self.assertEqual(sum(one["parked_soon"] for one in report["integrity_operators"]), 1)

    def test_ranges_are_the_sums_of_their_days(self):
        self.a_quiet_day("visa", "visa")
        self.roll_over()
        self.rolled(self.third)
        ledger = Ledger(self.centre)
        days = {self.first, self.second, self.third}
        rows = ledger.of_days(days)
        report = self.report(self.first, self.third, tables=["day", "agency", "service", "hour", "weekday"])
        self.assertEqual((report["days"], report["exact"]), (3, False))
        self.same(report["figures"], rows, rows, exact=False)
        self.same_lines(report, "day", rows, lambda row: row["date"])
        self.same_lines(report, "service", rows, lambda row: row["service"], exact=False)
        self.same_lines(report, "agency", rows, lambda row: AGENCY[row["service"]], exact=False)
        self.same_lines(report, "hour", rows, lambda row: row["hour"], exact=False)
        self.same_lines(report, "weekday", rows, lambda row: row["weekday"], exact=False)
        for whole in (False, True):
            each = {"tables": ["service", "agency"], "whole": whole}
            by_day = self.report(self.first, self.third, each="day", **each)
            self.same_lines(by_day, "service", rows, lambda row: (row["date"], row["service"]), short=not whole)
            by_month = self.report(self.first, self.third, each="month", **each)
            self.same_lines(by_month, "service", rows, lambda row: (row["date"][:7], row["service"]), exact=False,
                            short=not whole)
        whole_year = self.report(self.first[:5] + "01-01", self.third, tables=["service"])
        self.assertEqual(whole_year["figures"], report["figures"])
        self.assertEqual(self.ask("Manager.ListReportDays")["days"], sorted(days))
        self.assertEqual(self.ask("Manager.ListReportDays", most=2)["days"], sorted(days)[1:])

    def test_the_open_day(self):
        ledger = Ledger(self.centre)
        already = len(ledger.facts(self.third, 20))  # by roll_over()
        self.issue("deed")
        self.issue("visa", "passport")
        operator = self.sign_in("102", "2")
        self.pass_by(5)
        self.serve(operator)
        self.at(operator, "Next")
        report = self.report(whole=True, tables=["service", "day"])
        told = report["figures"]
        self.assertTrue(report["open"] and report["exact"])
        self.assertEqual((told["issued"], told["visit_difference"], told["step_difference"]), (already + 2, 0, 0))
        self.assertEqual(told["visit_ends"]["open"] + sum(told["visit_ends"][end] for end in ENDS), already + 2)
        self.assertGreaterEqual(told["visit_ends"]["open"], 2)
        self.assertEqual([line["figures"]["step_difference"] for line in self.table(report, "service")],
                         [0] * len(self.table(report, "service")))
        two = self.report(self.second, self.third)
        self.assertEqual((two["open"], two["exact"], two["days"]), (True, False, 2))
        self.assertEqual(two["figures"]["issued"],
                         told["issued"] + self.report(self.second)["figures"]["issued"])

    def test_an_auditors_page_and_who_is_named(self):
        for way in ("named", "own", "team"):
            self.centre.write_config(f'report: {{ operators = "{way}"; }};\n')
            self.ask("Admin.Reload")
            report = self.report(self.first, whole=True, tables=["operator"])
            self.assertEqual(report["operator_report"], way)
            keys = {"named": ["101", "102"], "team": [""], "own": None}[way]
            operators = report.get("operators")
            self.assertEqual(operators and [one["key"] for one in operators], keys)
            self.assertEqual([[line["key"] for line in table["lines"]] for table in report["tables"]],
                             [keys] if keys else [])
            self.assertEqual(len(report["integrity_operators"]), 2)  # an administrator asks
        bare = self.report(self.first)
        for name in ("operators", "kiosks", "printers", "integrity_operators", "integrity_services"):
            self.assertIsNone(bare.get(name))

    @unittest.skipUnless(os.geteuid() == 0, "nobody else can be asked as")
    def test_a_manager_of_one_agency(self):
        asked = {"from_day": self.first, "to_day": self.second, "whole": True, "tables": ALL_TABLES}
        own, other, services = self.centre.as_user([
            ("org.novbe.Manager.GetReport", asked),
            ("org.novbe.Manager.GetReport", {"agencies": ["police"], "whole": False}),
            ("org.novbe.Manager.GetReport", {"services": ["visa"], "whole": False})])
        self.assert_error(other, "org.novbe.Refused.OtherAgency", agency="police")
        self.assert_error(services, "org.novbe.Refused.OtherAgency", agency="police")
        report = own["parameters"]["report"]
        self.check_notary(report)
        self.assertEqual(report, {**self.report(self.first, self.second, whole=True, tables=ALL_TABLES, agencies=["notary"]),
                                  "made_at": report["made_at"]})

    def check_notary(self, report):
        rows = Ledger(self.centre).of_days({self.first, self.second})
        own = [row for row in rows if AGENCY[row["service"]] == "notary"]
        self.assertEqual((report["agencies"], report["days"]), (["notary"], 2))
        self.assertTrue(own and len(own) < len(rows))
        self.same(report["figures"], own, rows, exact=False)
        self.assertEqual({table["by"] for table in report["tables"]},
                         {"day", "month", "year", "agency", "service", "service_hour"})
        self.assertEqual([line["key"] for line in self.table(report, "service")], ["deed"])
        self.same_lines(report, "day", own, lambda row: row["date"])
        for name in ("operators", "kiosks", "printers", "integrity_operators", "integrity_services"):
            self.assertIsNone(report.get(name))

    def test_services_and_agencies_that_are_asked_for(self):
        rows = Ledger(self.centre).of_days({self.first})
        report = self.report(self.first, services=["visa", "deed"])
        self.assertEqual(report["agencies"], ["police", "notary"])
        own = [row for row in rows if row["service"] in ("visa", "deed")]
        self.same(report["figures"], own, rows)
        self.assertEqual([table["by"] for table in report["tables"]], ["agency", "service"])
        self.refused("UnknownService", "Manager.GetReport", {"service": "none"}, services=["visa", "none"])
        self.refused("UnknownAgency", "Manager.GetReport", {"agency": "none"}, agencies=["none"])


class Beside(Report):
    def test_the_same_days_before(self):
        first = self.centre.wall.date()
        issued = []
        for services in (("visa",), ("visa", "deed"), ("passport", "visa", "visa")):
            self.a_quiet_day(*services)
            issued.append(len(services) + (1 if issued else 0))  # roll_over() takes one more
            self.centre.wall.go_by(6 * 86400)
            self.roll_over()
        day = self.centre.wall.date()
        report = self.report(day, tables=["day"])
        weeks, year = report["comparisons"]
        self.assertEqual((weeks["with"], year["with"], year["days"]), ("four_weeks", "year", 0))
        rows = Ledger(self.centre).of_days({first, *(str(datetime.date.fromisoformat(day) - datetime.timedelta(7 * week))
                                                     for week in (1, 2, 3))})
        self.assertEqual(weeks["days"], 3)
        self.assertAlmostEqual(weeks["issued"], sum(issued) / 3)
        self.assertAlmostEqual(weeks["served"], sum(row["ending"] == SERVED for row in rows) / 3)
        expected = figures(rows, rows)
        self.assertEqual((weeks["waiting_median_ms"], weeks["waiting_p90_ms"]),
                         (expected["waiting"]["median_ms"], expected["waiting"]["p90_ms"]))
        self.assertAlmostEqual(weeks["level_percent"], expected["level_percent"])
        self.assertEqual([one["with"] for one in self.report(first, day)["comparisons"]], ["year"])

    def test_a_year_before(self):
        self.a_quiet_day("visa", "deed")
        first = self.centre.wall.date()
        self.centre.wall.go_by(363 * 86400)
        self.roll_over()
        day = self.centre.wall.date()
        self.assertEqual(datetime.date.fromisoformat(day) - datetime.date.fromisoformat(first), datetime.timedelta(364))
        weeks, year = self.report(day)["comparisons"]
        self.assertEqual((weeks["days"], year["days"], year["issued"], year["served"]), (0, 1, 2.0, 2.0))

    def test_the_worst_hour(self):
        self.assertIsNone(self.report().get("worst"))
        now = self.now_ms()
        for counter in ("1", "2"):
            self.ask("Manager.SetShift", counter=counter, operator="10" + counter, what="present", until=now + 90 * MINUTE,
                     **{"from": now})
        self.issue("visa")
        self.issue("visa")
        self.issue("deed")
        day = self.centre.wall.date()
        hour = self.centre.wall.local().replace(minute=0, second=0, microsecond=0)
        self.pass_by(16)
        operator = self.sign_in("102", "2")
        for _ in range(3):
            self.serve(operator, 1)
        self.pass_by(1)  # none of it can be undone any more
        worst = self.report()["worst"]
        self.assertEqual((worst["day"], worst["service"], worst["name"], worst["late"], worst["measured"]),
                         (day, "visa", "visa", 2, 2))
        self.assertEqual(worst["hour"], int(hour.timestamp() * 1000))
        self.assertTrue(0 < worst["open"] <= 1)
        passed = self.now_ms() - now  # the day is open: what was planned so far
        self.assertAlmostEqual(worst["planned"], 2 * passed / 3600000, 2)
        report = self.report(tables=["service_hour", "hour"])
        self.assertEqual([line["key"] for line in self.table(report, "service_hour")],
                         [f"visa {hour.hour:02}", f"deed {hour.hour:02}"])
        line = self.line(report, "service_hour", f"visa {hour.hour:02}")
        self.assertEqual(line["agency"], "police")
        self.assertAlmostEqual(line["counters_planned_ms"], 2 * passed, delta=3000)
        deed = self.line(report, "service_hour", f"deed {hour.hour:02}")
        self.assertAlmostEqual(deed["counters_planned_ms"], passed, delta=2000)  # the first counter does not take it
        self.assertAlmostEqual(worst["open"], line["counters_open_ms"] / 3600000, 2)


class Events(Report):
    def kinds(self, report):
        return [(event["kind"], event.get("key")) for event in report["events"]]

    def test_what_broke_or_was_changed(self):
        day = self.centre.wall.date()
        self.assertEqual(self.report()["events"], [])
        self.ask("Manager.Halt", reason="fire")
        self.pass_by(3)
        self.ask("Manager.Resume")
        self.ask("Manager.CloseService", service="visa", reason="mistake", closing="all")
        self.pass_by(1)
        self.ask("Manager.OpenService", service="visa")
        self.ask("Manager.CloseService", service="deed", reason="mistake", closing="all")
        self.pass_by(1)
        self.ask("Manager.SetKioskClosed", kiosk="door", closed=True)
        self.pass_by(1)
        self.ask("Manager.SetKioskClosed", kiosk="door", closed=False)
        catalogue = self.centre.catalogue.read_text()
        self.centre.catalogue.write_text(catalogue.replace('key = "deed"; name', 'key = "deed"; promote_minutes = 50; name', 1)
                                         .replace("target_minutes = 15", "target_minutes = 10", 1))
        self.ask("Admin.Reload")
        self.pass_by(1)
        self.restart()
        wanted = [("halt", "fire"), ("closed_early", "visa"), ("closed_early", "deed"), ("kiosk", "door"),
                  ("target", "passport"), ("configuration", None), ("outage", None)]
        report = self.report(language="en")
        self.assertEqual(sorted(self.kinds(report), key=str), sorted(wanted, key=str))
        told = {(event["kind"], event.get("key")): event for event in report["events"]}
        self.assertEqual((told["halt", "fire"]["name"], told["target", "passport"]["before"],
                          told["target", "passport"]["after"]), ("Fire", 15, 10))
        self.assertAlmostEqual((told["halt", "fire"]["until"] - told["halt", "fire"]["from"]) / MINUTE, 3, 1)
        self.assertIsNone(told["closed_early", "deed"].get("until"))
        self.assertIsNotNone(told["closed_early", "visa"].get("until"))
        self.assertAlmostEqual((told["kiosk", "door"]["until"] - told["kiosk", "door"]["from"]) / MINUTE, 1, 1)
        self.roll_over()
        self.rolled(day)
        events = self.report(day, language="en")["events"]
        self.assertEqual(events, [{**event, **({"until": self.closed_at(day)} if event.get("key") == "deed" else {})}
                                  for event in report["events"]])
        own = self.report(day, agencies=["police"])
        self.assertLessEqual({("halt", "fire"), ("closed_early", "visa"), ("target", "passport")}, set(self.kinds(own)))
        self.assertFalse({("closed_early", "deed"), ("kiosk", "door"), ("configuration", None)} & set(self.kinds(own)))

    def closed_at(self, day):
        (closed,) = Ledger(self.centre).facts(day, 3)
        return closed["at_ms"]

    def test_a_halt_ends_with_its_day(self):
        first = self.centre.wall.date()
        self.ask("Manager.Halt", reason="fire")
        self.pass_by(3)
        self.ask("Manager.Resume")
        self.pass_by(3)
        self.ask("Manager.Halt", reason="mistake")
        self.roll_over()
        second = self.centre.wall.date()
        self.ask("Manager.Halt", reason="fire")
        self.pass_by(2)
        self.ask("Manager.Resume")
        self.ask("Manager.Halt", reason="mistake")
        short, night, other, now = self.report(first, second)["events"]
        self.assertAlmostEqual(short["until"] - short["from"], 3 * MINUTE, delta=2000)
        self.assertEqual(night["until"], self.closed_at(first))
        self.assertAlmostEqual(other["until"] - other["from"], 2 * MINUTE, delta=2000)
        self.assertIsNone(now.get("until"))

    def test_paper_that_was_out(self):
        for state in ("ready", "paper_out", "paper_out"):
            self.ask("Printer.ReportPrinter", printer="hall", state=state)
            self.pass_by(2)
        self.assertEqual(self.kinds(self.report()), [("paper", "hall")])
        self.ask("Printer.ReportPrinter", printer="hall", state="ready")
        paper, = self.report()["events"]
        self.assertAlmostEqual((paper["until"] - paper["from"]) / MINUTE, 4, 1)
        self.assertEqual(self.report(agencies=["police"])["events"], [])

    def test_a_store_that_failed(self):
        with self.failing_store():
            self.assertEqual(self.reply("Reception.Issue", {"services": ["visa"]})["error"], "org.novbe.Fault.StorageFailed")
        storage, = [event for event in self.report()["events"] if event["kind"] == "storage"]
        self.assertLessEqual(storage["from"], storage["until"])


class Asked(Report):
    def test_days_that_make_no_sense(self):
        day = self.centre.wall.date
        self.refused("TimeSpanWrong", "Manager.GetReport", from_day=day(), to_day=day(-1))
        self.refused("TimeSpanWrong", "Manager.GetReport", from_day=day(), to_day=day(1))
        self.refused("TimeSpanWrong", "Manager.GetReport", to_day=day(1))
        self.refused("TimeSpanWrong", "Manager.GetReport", from_day=day(-21 * 366))
        self.report(day(-20 * 365), day())
        for field in ("from_day", "to_day"):
            self.assert_error(self.reply("Manager.GetReport", {field: "soon", "whole": False}), INVALID, parameter=field)
        self.assert_error(self.reply("Manager.GetReport", {"whole": False, "language": "xx"}),
                          "org.novbe.Fault.LanguageUnknown", language="xx")
        for most in (0, -1):
            self.assert_error(self.reply("Manager.ListReportDays", {"most": most}), INVALID, parameter="most")

    def test_days_of_which_nothing_is_known(self):
        day = self.centre.wall.date
        report = self.report(day(-3653), day(-1), whole=True, tables=ALL_TABLES)
        self.assertEqual((report["days"], report["figures"]["issued"], report["open"]), (0, 0, False))
        self.assertEqual([table["lines"] for table in report["tables"]], [[] for _ in ALL_TABLES])
        self.assertEqual((report["operators"], report["kiosks"], report["printers"], report["events"]), ([], [], [], []))
        self.assertEqual(self.ask("Manager.ListReportDays")["days"], [])

    def test_names_are_in_the_language_asked_for(self):
        self.issue("visa")
        for language, name in (("az", "Sınaq mərkəzi"), ("ru", "Пробный центр"), (None, "Sınaq mərkəzi")):
            self.assertEqual(self.report(language=language)["centre"], name)
        weekday, = self.table(self.report(tables=["weekday"], language="en"), "weekday")
        self.assertEqual((weekday["key"], weekday["name"]), ("2", "Tuesday"))


if __name__ == "__main__":
    unittest.main()
