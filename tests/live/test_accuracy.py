# SPDX-License-Identifier: MIT
"""The centre marks its own forecasts: what was told at issue beside what happened."""
import contextlib
import itertools
import json
import sqlite3
import unittest

from hall import ALL_ROLES, OperatorCase

INVALID = "org.varlink.service.InvalidParameter"
MINUTE = 60000
COUNTS = ("tickets", "apart", "promised", "unknown", "silent", "called", "covered", "passed", "usual")


class Accuracy(OperatorCase):
    roles = ALL_ROLES + ', { role = "manager"; users = [ "nobody" ]; agencies = [ "notary" ]; }'

    def accuracy(self, **parameters):
        return self.ask("Manager.GetAccuracy", **parameters)

    def serve(self, *services, **more):
        """Tickets taken while nobody is there, called one after the other, seven minutes each. The operator leaves."""
        for service in services:
            self.issue(service, **more)
        operator = self.sign_in()
        for _ in services:
            self.centre.wall.go_by(420)
            self.at(operator, "Next")
            self.at(operator, "Arrive")
            self.at(operator, "Finish", outcome="done", next=False)
        self.at(operator, "SignOut", leave_parked=False)

    def counted(self, **counts):
        return {**{name: 0 for name in COUNTS}, **counts}


class ToldNothing(Accuracy):
    def test_every_ticket_is_in_one_number(self):
        self.assertEqual(self.accuracy(), {"all": self.counted(), "lines": []})
        self.issue("deed")
        self.serve("passport", "visa")
        now = self.now_ms() - MINUTE
        self.ask("Reception.EnterByHand", service="visa", **{"from": now, "until": now})
        day = self.ask("Admin.CloseDay")["day"]
        told = self.counted(tickets=4, unknown=2, silent=1, apart=1)
        self.assertEqual(self.accuracy(), {"all": told, "lines": []})
        self.assertEqual(self.accuracy(by="day"), {"all": told, "lines": [{**told, "key": day}]})
        self.assertEqual(self.accuracy(by="service", from_day=day, to_day=day)["lines"],
                         [self.counted(key="deed", tickets=1, silent=1),
                          self.counted(key="passport", tickets=1, unknown=1),
                          self.counted(key="visa", tickets=2, unknown=1, apart=1)])

    def test_days_that_make_no_sense(self):
        day = self.centre.wall.date
        self.refused("TimeSpanWrong", "Manager.GetAccuracy", from_day=day(), to_day=day(-1))
        self.refused("TimeSpanWrong", "Manager.GetAccuracy", from_day=day(-366))
        self.assertEqual(self.accuracy(from_day=day(-365), by="day")["lines"], [])
        for field in ("from_day", "to_day"):
            self.assert_error(self.reply("Manager.GetAccuracy", {field: "soon"}), INVALID, parameter=field)

    def test_at_the_command_line(self):
        self.serve("passport")
        day = self.ask("Admin.CloseDay")["day"]
        head = ["tickets", "promised", "called", "covered", "error", "bias", "usual", "ratio", "passed", "unknown", "apart"]
        line = ["1", "0", "0", "-", "-", "-", "-", "-", "0", "1", "0"]
        code, out, err = self.centre.novbe("accuracy", "--from", day, "--to", day, "--by", "day")
        self.assertEqual((code, err), (0, ""))
        self.assertEqual([words.split() for words in out.splitlines()], [head, [day, *line], ["all", *line]])
        code, out, err = self.centre.novbe("accuracy", "--by", "class", "--json")
        self.assertEqual((code, json.loads(out)), (0, self.accuracy(by="class")))
        self.assertEqual(self.centre.novbe("accuracy", "--by", "counter")[0], 2)
        self.assertEqual(self.centre.novbe("accuracy", day)[0], 2)
        self.assertEqual(self.centre.novbe("accuracy", "--from", self.centre.wall.date(1))[0], 1)


class Told(Accuracy):
    """Rows of two days, to which what was told is added behind the daemon's back; the figures are computed here, from
    what Network.Ledger says."""

    # of each ticket of a first step in the order of the rows: most likely and at the latest so many minutes after its
    # issue, and what the formula said; none: nothing
    promises = [(5, 10, 12), None, (10, 12, 5), (17, 20, None), (0, 1, 24), None, (9, 18, 30), (14, 7, 8)]

    def setUp(self):
        super().setUp()
        self.issue("deed")
        self.serve("passport", "visa", "passport")
        self.roll_over()
        self.serve("passport", "visa", **{"class": "elderly"})
        self.issue("deed")
        self.serve("passport")
        self.ask("Admin.CloseDay")
        self.tell()

    def tell(self):
        rows = [row for row in self.final_rows(self.ask("Network.Ledger", from_seq=1)) if row["step"] == 0]
        self.assertEqual({row["day"] for row in rows}, {self.centre.wall.date(-1), self.centre.wall.date()})
        self.centre.stop()
        with contextlib.closing(sqlite3.connect(self.centre.folder / "store")) as store:
            store.execute("DROP TRIGGER step_stays_as_it_is")
            for row, promise in itertools.zip_longest(rows, self.promises[:len(rows)]):
                row["told"] = [None if minute is None else row["issued_at"] + minute * MINUTE
                               for minute in promise or (None,) * 3]
                store.execute("UPDATE step SET likely_ms = ?, promised_ms = ?, usual_ms = ? WHERE seq = ?",
                              (*(at or 0 for at in row["told"]), row["seq"]))
            store.commit()
        self.begin_again()
        self.rows = rows

    def mean(self, numbers):
        return int(sum(numbers) / len(numbers)) if numbers else None

    def figures(self, rows):
        """As org.novbe.Manager.Accuracy defines them."""
        promised = [row for row in rows if row["told"][1]]
        called = [row for row in promised if row["first_called_at"]]
        usual = [row for row in called if row["told"][2]]
        off = {row["seq"]: row["first_called_at"] - row["told"][0] for row in called}
        formula = [abs(row["first_called_at"] - row["told"][2]) for row in usual]
        silent = [row for row in rows if not row["told"][1] and not row["first_called_at"]]
        found = self.counted(
            tickets=len(rows), promised=len(promised), called=len(called), usual=len(usual), silent=len(silent),
            unknown=len(rows) - len(promised) - len(silent),
            covered=sum(row["first_called_at"] <= row["told"][1] for row in called),
            passed=sum((row["first_called_at"] or row["ended_at"]) > -(-row["told"][1] // (5 * MINUTE)) * 5 * MINUTE
                       for row in promised))
        means = {"error_ms": self.mean([abs(number) for number in off.values()]),
                 "bias_ms": self.mean(list(off.values())), "usual_error_ms": self.mean(formula)}
        if formula:
            means["ratio"] = sum(abs(off[row["seq"]]) for row in usual) / sum(formula)
        return {**found, **{name: value for name, value in means.items() if value is not None}}

    def lines(self, rows, column):
        keys = sorted({row[column] for row in rows})
        return [{"key": key, **self.figures([row for row in rows if row[column] == key])} for key in keys]

    def same(self, found, expected):
        for one, other in zip([found["all"], *found["lines"]], [expected["all"], *expected["lines"]], strict=True):
            self.assertAlmostEqual(one.pop("ratio", None) or 0, other.pop("ratio", None) or 0)
            self.assertEqual(one, other)

    def test_the_figures_are_those_of_what_happened(self):
        both = {"from_day": self.centre.wall.date(-1), "to_day": self.centre.wall.date()}
        found = self.accuracy(**both)["all"]
        self.assertTrue(0 < found["covered"] < found["called"] and found["unknown"] and found["passed"], found)
        for column in ("day", "service", "class"):
            self.same(self.accuracy(by=column, **both),
                      {"all": self.figures(self.rows), "lines": self.lines(self.rows, column)})
        for day in both.values():
            rows = [row for row in self.rows if row["day"] == day]
            self.same(self.accuracy(by="service", from_day=day, to_day=day),
                      {"all": self.figures(rows), "lines": self.lines(rows, "service")})
        code, out, _ = self.centre.novbe("accuracy", "--from", both["from_day"])
        self.assertEqual((code, out.split()[-11:-8]), (0, [str(found[key]) for key in ("tickets", "promised", "called")]))

    def test_a_bounded_manager_is_told_of_his_services(self):
        asked = {"from_day": self.centre.wall.date(-1), "by": "service"}
        reply, = self.centre.as_user([("org.novbe.Manager.GetAccuracy", asked)])
        own = [row for row in self.rows if row["agency"] == "notary"]
        self.assertGreater(len(self.rows), len(own))
        self.same(reply["parameters"], {"all": self.figures(own), "lines": self.lines(own, "service")})


if __name__ == "__main__":
    unittest.main()
