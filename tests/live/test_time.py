# SPDX-License-Identifier: MIT
"""What clocks do: set back, set forward by a day, both over a restart, daylight saving, a roll-over with people in the
hall, a week switched off. The shim of tests/live/shift_clock.c tells the daemon the time."""
import datetime
import unittest
import zoneinfo

from centre import OWNER_ROLES, until
from hall import Hall, HallCase

MINUTE_MS, HOUR_MS, DAY_S = 60000, 3600000, 86400


class Time(HallCase):
    roles = OWNER_ROLES + ', { role = "counter"; users = [ "@owner" ]; }, { role = "network"; users = [ "@owner" ]; }'

    def issue(self, **more):
        return self.ask("Reception.Issue", services=["passport"], **more)["ticket"]

    def look_at_clock(self):
        """The daemon compares the wall clock once a minute, if there is anything to do."""
        self.centre.wall.go_by(61)
        self.ask("Visitor.GetCentre")
        self.reply("Reception.Issue", {"services": ["visa"]})

    def suspected(self):
        return [one for one in self.ask("Manager.WatchHall")["alerts"] if one["kind"] == "clock"]

    def story(self, ticket, **more):
        return self.ask("Manager.Story", ticket=ticket, **more)

    def sealed(self):
        return [seal["day"] for seal in self.ask("Network.Seals")["seals"]]

    def verify(self):
        code, out, err = self.centre.novbe("verify")
        self.assertEqual(code, 0, out + err)

    def test_set_back_by_an_hour_time_does_not_run_backwards(self):
        first = self.issue()
        self.centre.wall.set(-3600)
        self.look_at_clock()
        second = self.issue()
        self.assertGreaterEqual(second["issued_at"], first["issued_at"])
        self.assertEqual(second["day"], first["day"])
        self.restart()
        third = self.issue()
        self.assertGreaterEqual(third["issued_at"], second["issued_at"])
        self.assertEqual(self.suspected(), [], "an hour within the day is followed")
        self.verify()

    def test_forward_by_a_day_closes_nothing_until_somebody_says_so(self):
        first = self.issue()
        self.centre.wall.set(DAY_S)
        self.look_at_clock()
        self.assertEqual(len(self.suspected()), 1)
        self.assertEqual(self.issue()["day"], first["day"], "tickets go on in the open day")
        self.centre.wall.set(-DAY_S)
        self.look_at_clock()
        self.assertEqual(self.suspected(), [], "the clock agrees again")
        self.centre.wall.set(DAY_S)
        self.look_at_clock()
        self.assertEqual(len(self.suspected()), 1)
        self.ask("Manager.TrustClock")
        until(lambda: self.reply("Reception.Issue", {"services": ["visa"]})["parameters"].get("ticket", {})
              .get("day") == self.centre.wall.date(), "the new day, as the supervisor said")
        self.assertEqual(self.sealed(), [first["day"]])
        self.verify()

    def test_forward_by_a_day_over_a_restart(self):
        first = self.issue()
        self.centre.stop(9)
        self.centre.wall.set(DAY_S)
        self.centre.start()
        self.talk = self.centre.talk()
        self.check_day_after(first)

    def check_day_after(self, first):
        """A machine that was off for a day cannot tell from one whose clock was set: the day before is closed."""
        until(lambda: self.reply("Reception.Issue", {"services": ["visa"]})["parameters"].get("ticket", {})
              .get("day") == self.centre.wall.date(), "the new day")
        self.assertEqual(self.sealed(), [first["day"]])
        self.verify()

    def test_back_by_a_day_over_a_restart(self):
        first = self.issue()
        self.centre.stop(9)
        self.centre.wall.set(-DAY_S)
        self.centre.start()
        self.talk = self.centre.talk()
        second = self.issue()
        self.assertEqual(second["day"], first["day"], "a day that began is not left backwards")
        self.assertGreaterEqual(second["issued_at"], first["issued_at"])
        self.verify()


if __name__ == "__main__":
    unittest.main()
