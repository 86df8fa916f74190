# SPDX-License-Identifier: MIT
"""What a past day would have been: recorded, rehearsed as it was, and with other counters or targets."""
import json
import re
import unittest

from hall import ALL_ROLES, OperatorCase

INVALID = "org.varlink.service.InvalidParameter"
MINUTE_MS = 60_000


class WhatIf(OperatorCase):
    """Three for a passport, a minute apart from ten o'clock, five minutes each, all at counter 1; a fourth is for a deed and
    nobody is there who takes it. They wait 0, 4 and 8 minutes; with counter 2, too, 0, 0 and 3."""

    roles = ALL_ROLES + ', { role = "manager"; users = [ "64001" ]; agencies = [ "notary" ]; }'

    def setUp(self):
        super().setUp()
        self.day = self.centre.wall.date()

    def wait(self, minutes):
        self.centre.wall.go_by(60 * minutes)

    def serve(self, talk, minutes):
        self.at(talk, "Next")
        self.at(talk, "Arrive")
        self.wait(minutes)
        self.at(talk, "Finish", outcome="done", next=False)

    def play(self):
        talk = self.sign_in()
        self.issue("passport")
        self.at(talk, "Next")
        self.at(talk, "Arrive")
        for _ in range(2):
            self.wait(1)
            self.issue("passport")
        self.wait(3)
        self.at(talk, "Finish", outcome="done", next=False)
        self.serve(talk, 5)
        self.serve(talk, 5)
        self.issue("deed")
        self.at(talk, "SignOut", leave_parked=False)
        self.roll_over()

    def minutes(self, milliseconds):
        """The commands between two jumps of the clock take a moment of their own, in the rehearsal the mean of them."""
        minutes = round(milliseconds / MINUTE_MS)
        self.assertLess(abs(milliseconds - minutes * MINUTE_MS), 20_000, milliseconds)
        return minutes

    def waits(self, rehearsed):
        return [self.minutes(rehearsed[key]) for key in ("wait_mean_ms", "wait_p50_ms", "wait_p90_ms", "wait_max_ms")]

    def ends(self, rehearsed):
        ends = {key: rehearsed[key] for key in
                ("served", "transferred", "no_show", "left", "never_called", "unfinished")}
        self.assertEqual(sum(ends.values()), rehearsed["steps"])
        return {key: count for key, count in ends.items() if count}

    def test_a_day_beside_its_rehearsal_and_with_another_counter(self):
        self.play()
        out = self.ask("Manager.WhatIf", day=self.day)
        self.assertNotIn("changed", out)
        self.assertEqual(out["left_out"], 0)
        for column in ("recorded", "unchanged"):
            self.assertEqual((out[column]["visits"], self.ends(out[column])), (4, {"served": 3, "never_called": 1}))
            self.assertEqual(self.waits(out[column]), [4, 4, 8, 8], column)
            self.assertEqual((out[column]["within"], out[column]["measured"]), (3, 4))
        out = self.ask("Manager.WhatIf", day=self.day, open=[{"counter": "2", "hours": "10:00-12:00"}])
        self.assertEqual(self.ends(out["changed"]), {"served": 4}, "counter 2 takes deeds, too")
        passport = next(one for one in out["services"] if one["service"] == "passport")
        self.assertEqual(self.waits(passport["unchanged"]), [4, 4, 8, 8])
        self.assertEqual(self.waits(passport["changed"]), [1, 0, 3, 3])
        out = self.ask("Manager.WhatIf", day=self.day,
                       open=[{"counter": "2", "hours": "10:00-12:00", "profile": "police"}])
        self.assertEqual(self.ends(out["changed"]), {"served": 3, "never_called": 1}, "by a profile without deeds")

    def test_a_target_and_a_counter_that_is_closed(self):
        self.play()
        out = self.ask("Manager.WhatIf", day=self.day, targets=[{"service": "passport", "minutes": 5}])
        self.assertEqual((out["unchanged"]["within"], out["changed"]["within"]), (3, 2))
        self.assertEqual(self.waits(out["changed"]), [4, 4, 8, 8], "all alike: nobody goes before another")
        out = self.ask("Manager.WhatIf", day=self.day, close=[{"counter": "1", "hours": "10:03-20:00"}])
        self.assertEqual(self.ends(out["changed"]), {"served": 1, "never_called": 3})

    def test_how_many_counters_an_hour_needed(self):
        self.play()
        out = self.ask("Manager.CountersNeeded", day=self.day)
        self.assertEqual((out["percent"], out["least"], out["left_out"]), (90, True, 0))
        hour, = out["hours"]
        need, = hour["counters"]
        self.assertEqual((need["profile"], need["needed"], need["most"]), ("police", 1, 1))
        self.assertEqual((self.minutes(need["open_ms"]), hour["arrivals"], hour["within"], hour["measured"],
                          hour["reached"]), (15, 4, 3, 4, False), "nobody of the police takes deeds")

    def test_what_cannot_be_asked(self):
        self.play()
        today = self.centre.wall.date()
        for method in ("WhatIf", "CountersNeeded"):
            self.refused("DayNotOver", "Manager." + method, {"day": today}, day=today)
            self.refused("DayNotKept", "Manager." + method, {"day": "2020-01-01"}, day="2020-01-01")
            self.refused("UnknownService", "Manager." + method, {"service": "none"}, day=self.day,
                         targets=[{"service": "none", "minutes": 5}])
            self.assert_error(self.reply("Manager." + method, {
                "day": self.day, "targets": [{"service": "visa", "minutes": 5}, {"service": "visa", "minutes": -1}]}),
                INVALID, parameter="targets[1].minutes")
            self.assert_error(self.reply("Manager." + method, {"day": "yesterday"}), INVALID, parameter="day")
        hours = "10:00-11:00"
        for words, parameter in (({"open": [{"counter": "1", "hours": "11:00-10:00"}]}, "open[0].hours"),
                                 ({"open": [{"counter": "1", "hours": "10-11"}]}, "open[0].hours"),
                                 ({"open": [{"counter": "1", "hours": hours, "profile": "none"}]}, "open[0].profile"),
                                 ({"close": [{"counter": "1", "hours": hours}, {"counter": "1", "hours": ""}]},
                                  "close[1].hours")):
            self.assert_error(self.reply("Manager.WhatIf", {"day": self.day, **words}), INVALID, parameter=parameter)
        for words in ("open", "close"):
            self.refused("UnknownCounter", "Manager.WhatIf", {"counter": "99"}, day=self.day,
                         **{words: [{"counter": "99", "hours": hours}]})

    def test_a_counter_that_is_gone_was_there_on_that_day(self):
        self.play()
        self.centre.catalogue.write_text(re.sub(r'key = "1"; label', 'key = "11"; label',
                                                self.centre.catalogue.read_text()))
        self.ask("Admin.Reload")
        self.restart()
        out = self.ask("Manager.WhatIf", day=self.day)
        self.assertEqual((out["left_out"], out["unchanged"]["visits"]), (0, 4))
        self.assertEqual(self.waits(out["unchanged"]), [4, 4, 8, 8])

    # --- novbe whatif ---

    def novbe(self, *words):
        code, out, err = self.centre.novbe("whatif", "--day", self.day, *words)
        self.assertEqual((code, err), (0, ""), words)
        return out

    def line(self, out, name):
        return next(line.split()[len(name.split()):] for line in out.splitlines() if line.strip().startswith(name))

    def test_novbe_prints_the_days_side_by_side(self):
        self.play()
        out = self.novbe("--open", "2:police@10:00-11:00,11:30-12:00", "--target", "passport=5")
        self.assertEqual(self.line(out, "visits"), ["4", "4", "4"])
        self.assertEqual(self.line(out, "never called"), ["1", "1", "1"])
        lengths = [length.split(":") for length in self.line(out, "longest")]
        self.assertEqual([self.minutes((60 * int(minutes) + int(seconds)) * 1000) for minutes, seconds in lengths],
                         [8, 8, 3])
        self.assertEqual(self.line(out, "within target"), ["75", "%", "75", "%", "75", "%"])
        self.assertEqual(self.line(out, "passport")[0], "3")
        self.assertEqual(self.line(self.novbe(), "visits"), ["4", "4"], "without a change two columns")
        changed = json.loads(self.novbe("--open", "2@10:00-12:00", "--close", "1@10:00-12:00", "--json"))["changed"]
        self.assertEqual((changed["served"], self.waits(changed)[-1]), (4, 8), "counter 2 in place of 1")

    def test_novbe_prints_a_line_an_hour(self):
        self.play()
        out = self.novbe("--counters")
        self.assertEqual(self.line(out, "10:00-11:00")[:4], ["4", "0.3", "1", "75"])
        self.assertIn("all counters there are do not suffice", out)
        hours = json.loads(self.novbe("--counters", "--json", "--target", "passport=1"))["hours"]
        self.assertEqual(len(hours), 1)

    def test_novbe_says_what_is_wrong(self):
        for words in (("--open", "2"), ("--open", "@10:00-11:00"), ("--open", "2:@10:00-11:00"), ("--close", "2@"),
                      ("--target", "visa"), ("--target", "visa=ten"), ("--target", "=5"),
                      ("--counters", "--open", "2@10:00-11:00")):
            code, out, err = self.centre.novbe("whatif", "--day", self.day, *words)
            self.assertEqual((code, out), (2, ""), words)
            self.assertIn("Usage: novbe whatif", err)
        self.assertEqual(self.centre.novbe("whatif")[0], 2)
        self.assertEqual(self.centre.novbe("whatif", "--day", self.day),
                         (1, "", f"novbe: {self.day} is not over yet\n"))
        self.assertEqual(self.centre.novbe("whatif", "--day", "2020-01-01")[2],
                         "novbe: nothing is kept of 2020-01-01: none took place, or it is too long ago\n")


if __name__ == "__main__":
    unittest.main()
