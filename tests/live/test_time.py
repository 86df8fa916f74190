# SPDX-License-Identifier: MIT
"""What clocks do: set back, set forward by a day, both over a restart, daylight saving, a roll-over with people in the
hall, a week switched off. The shim of tests/stage/shift_clock.c tells the daemon the time."""
import unittest

from centre import OWNER_ROLES, until
from hall import Hall, HallCase

MINUTE_MS, DAY_S = 60000, 86400
INTERRUPTED = 4  # a mark of a final step; its ends:
SERVED, VOID, NEVER_CALLED = 0, 3, 5


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

    def new_day(self):
        """Tickets are given in the day that the wall clock tells."""
        def day():
            return self.reply("Reception.Issue", {"services": ["visa"]}).get("parameters", {}).get("ticket", {}).get("day")
        until(lambda: day() == self.centre.wall.date(), "the day of the wall clock")

    def start_again(self, seconds=0, reboot=False):
        self.centre.stop(9)
        self.centre.wall.set(seconds)
        if reboot:
            self.centre.wall.reboot()
        self.centre.start()
        self.talk = self.centre.talk()

    def check_same_day(self, first):
        """Tickets go on in the open day, their moments do not run backwards, and nothing was closed."""
        second = self.issue()
        self.assertEqual(second["day"], first["day"])
        self.assertGreaterEqual(second["issued_at"], first["issued_at"])
        self.assertEqual(self.sealed(), [])

    def test_set_back_by_an_hour_time_does_not_run_backwards_nor_stand_still(self):
        first = self.issue()
        self.centre.wall.set(-3600)
        self.look_at_clock()
        self.assertEqual(self.suspected(), [], "an hour within the day is followed")
        self.check_same_day(first)
        before = self.issue()["issued_at"]
        self.centre.wall.go_by(600)
        self.assertAlmostEqual(self.issue()["issued_at"] - before, 540000, delta=5000)
        self.centre.wall.go_by(10 * 3600)
        self.assertAlmostEqual(self.issue()["issued_at"], self.now_ms(), delta=5000)
        self.verify()

    def test_set_back_by_an_hour_over_a_restart(self):
        for reboot in (False, True):
            first = self.issue()
            self.start_again(-3600, reboot)
            self.assertEqual(self.suspected(), [])
            self.check_same_day(first)
            self.centre.wall.go_by(600)
            self.assertGreater(self.issue()["issued_at"], first["issued_at"] + 500000)
        self.verify()

    def test_forward_by_a_day_closes_nothing_until_somebody_says_so(self):
        first = self.issue()
        self.centre.wall.set(DAY_S)
        self.look_at_clock()
        self.assertEqual(len(self.suspected()), 1)
        self.check_same_day(first)
        self.centre.wall.set(-DAY_S)
        self.look_at_clock()
        self.assertEqual(self.suspected(), [], "the clock agrees again")
        self.centre.wall.set(DAY_S)
        self.look_at_clock()
        self.assertEqual(len(self.suspected()), 1)
        self.ask("Manager.TrustClock")
        self.new_day()
        self.assertEqual(self.sealed(), [first["day"]])
        self.verify()

    def test_forward_by_a_day_over_a_restart_of_the_daemon_is_noticed(self):
        """The machine ran on, so its own clock tells how long the daemon was away."""
        first = self.issue()
        self.start_again(DAY_S)
        self.check_same_day(first)
        self.assertEqual(len(self.suspected()), 1)
        self.ask("Manager.TrustClock")
        self.new_day()
        self.verify()

    def test_forward_by_a_day_over_a_restart_of_the_machine_is_a_day_switched_off(self):
        first = self.issue()
        self.start_again(DAY_S, reboot=True)
        self.new_day()
        self.assertEqual(self.sealed(), [first["day"]])
        self.verify()

    def test_back_by_a_day_over_a_restart(self):
        for reboot in (False, True):
            first = self.issue()
            self.start_again(-DAY_S, reboot)
            self.check_same_day(first)
            self.assertEqual(len(self.suspected()), 1)
        self.centre.wall.set(2 * DAY_S)
        self.look_at_clock()
        self.assertEqual(self.suspected(), [])
        self.verify()

    def test_a_clock_that_lost_its_battery(self):
        first = self.issue()
        self.start_again(-20 * 365 * DAY_S, reboot=True)
        self.check_same_day(first)
        self.assertEqual(len(self.suspected()), 1)

    def test_a_week_switched_off(self):
        tickets = self.fill_hall()
        self.start_again(7 * DAY_S, reboot=True)
        self.new_day()
        seal, = self.ask("Network.Seals")["seals"]
        self.assertEqual(seal["visits"], len(tickets))
        self.verify()

    def test_a_leap_of_the_clock_marks_what_was_open(self):
        self.centre.novbe("operator", "pin", "101", input="2468\n2468\n")
        tickets = self.fill_hall()
        self.centre.wall.set(300)
        self.look_at_clock()
        rows = self.close_day()
        marked = {ticket for ticket, row in rows.items() if row["marks"] & INTERRUPTED}
        self.assertEqual(marked, set(tickets.values()) - {tickets["cancelled"]})

    def fill_hall(self):
        """Somebody in every state."""
        self.ask("Admin.SetPin", operator="101", pin="2468")
        self.ask("Counter.SignIn", operator="101", pin="2468", counter="1")
        tickets = {}
        for state in ("serving", "waiting", "put_off", "cancelled"):
            tickets[state] = self.issue()["ticket"]
        self.ask("Counter.Next")
        self.ask("Counter.Arrive")
        self.ask("Reception.PutOff", ticket=tickets["put_off"], until=self.now_ms() + 20 * MINUTE_MS)
        self.ask("Reception.Void", ticket=tickets["cancelled"], reason="mistake")
        return tickets

    def close_day(self):
        """Final steps by ticket."""
        self.ask("Admin.CloseDay")
        return until(self.final_steps, "the rows of the day")

    def final_steps(self):
        return {row["ticket"]: row for row in self.final_rows(self.ask("Network.Ledger", from_seq=1))}

    def test_a_roll_over_with_visitors_in_the_hall(self):
        tickets = self.fill_hall()
        self.roll_over()
        seal = self.ask("Network.Seals")["seals"][-1]
        self.assertEqual(seal["visits"], len(tickets))
        ends = {ticket: row["end"] for ticket, row in self.final_steps().items()}
        self.assertEqual(ends, {tickets["serving"]: SERVED, tickets["waiting"]: NEVER_CALLED,
                                tickets["put_off"]: NEVER_CALLED, tickets["cancelled"]: VOID})
        self.assertNotIn("error", self.reply("Counter.SignIn", {"operator": "101", "pin": "2468", "counter": "1"}),
                         "nobody is signed in any more")
        self.verify()


class DaylightSaving(HallCase):
    """A day of 23 hours and one of 25: each closes once, at its midnight, and no moment is lost or twice."""

    roles = OWNER_ROLES + ', { role = "network"; users = [ "@owner" ]; }'

    def live_through(self, begins, hours):
        centre = Hall(roles=self.roles, begins=begins, zone="Europe/Berlin")
        self.addCleanup(centre.close)
        self.centre, self.talk = centre, centre.talk()
        day, moments = begins[:10], []
        for hour in range(hours + 2):
            ticket = self.ask("Reception.Issue", services=["visa"])["ticket"]
            moments.append(ticket["issued_at"])
            self.assertEqual(ticket["day"] == day, hour < hours, f"hour {hour}: {ticket['day']}")
            centre.wall.go_by(3600)
            until(lambda: self.reply("Reception.Issue", {"services": ["passport"]}).get("parameters", {})
                  .get("ticket", {}).get("day") == centre.wall.date(), "the day of the wall clock")
        self.assertEqual(self.ask("Network.Seals")["seals"][0]["day"], day)
        self.assertTrue(all(3590000 < b - a < 3610000 for a, b in zip(moments, moments[1:])), moments)
        code, out, err = centre.novbe("verify")
        self.assertEqual(code, 0, out + err)

    def test_forward(self):
        self.live_through("2027-03-28 00:00:30", 23)

    def test_back(self):
        self.live_through("2026-10-25 00:00:30", 25)


if __name__ == "__main__":
    unittest.main()
