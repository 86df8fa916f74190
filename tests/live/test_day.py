# SPDX-License-Identifier: MIT
"""Days that a supervisor closes or opens at other hours: said, asked, taken back, kept over a kill."""
import contextlib
import datetime
import signal
import sqlite3
import unittest

from centre import Case
from hall import HallCase

MANAGER = "org.novbe.Manager."


class Day(Case):
    def setUp(self):
        super().setUp()
        self.manager = self.centre.talk()

    def ask(self, method, **parameters):
        return self.manager.call(MANAGER + method, parameters)

    def day(self, ahead=0):
        return self.centre.wall.date(ahead)

    def open_services(self):
        return {one["service"] for one in self.ask("WatchHall")["parameters"]["queues"] if one["open"]}

    def said(self):
        return self.ask("ListDays")["parameters"]["days"]


class Days(Day):
    def test_the_later_word_counts_and_can_be_taken_back(self):
        self.assertNotIn("error", self.ask("SetDay", day=self.day(), agency="migration", open=["00:00-24:00"]))
        self.assertIn("stay-register", self.open_services())
        texts = {"az": "Sanitar günü", "en": "Cleaning day"}
        self.assertNotIn("error", self.ask("SetDay", day=self.day(), open=[], texts=texts))
        self.assertEqual(self.open_services(), set())
        self.assertNotIn("error", self.ask("SetDay", day=self.day(), service="stay-register", open=["00:00-24:00"]))
        self.assertEqual(self.open_services(), {"stay-register"})
        said = self.said()
        self.assertEqual([(one.get("agency"), one.get("service"), one["open"]) for one in said],
                         [("migration", None, ["00:00-24:00"]), (None, None, []),
                          (None, "stay-register", ["00:00-24:00"])])
        self.assertEqual(said[1]["texts"], texts)
        self.assertNotIn("error", self.ask("UnsetDay", day=self.day()))
        self.assertIn("stay-extend", self.open_services())
        self.assert_error(self.ask("UnsetDay", day=self.day()), "org.novbe.Refused.NothingChanges")

    def test_a_day_to_come_changes_nothing_today(self):
        before = self.open_services()
        self.assertNotIn("error", self.ask("SetDay", day=self.day(7), open=["10:00-12:00", "13:00-15:00"]))
        self.assertEqual(self.open_services(), before)
        self.assertEqual([(one["day"], one["open"]) for one in self.said()],
                         [(self.day(7), ["10:00-12:00", "13:00-15:00"])])

    def test_what_was_said_is_kept_over_a_kill_and_done_once(self):
        wish = {"day": self.day(), "open": [], "request": "close"}
        self.assertEqual(self.ask("SetDay", **wish)["parameters"], {"hit": [], "repeated": False})
        self.ask("SetDay", day=self.day(3), service="stay-register", open=["09:00-10:00"])
        self.centre.stop(signal.SIGKILL)
        self.centre.start()
        self.manager = self.centre.talk()
        self.assertEqual(self.open_services(), set())
        self.assertEqual([one["day"] for one in self.said()], [self.day(), self.day(3)])
        self.assertTrue(self.ask("SetDay", **wish)["parameters"]["repeated"])
        self.assert_error(self.ask("SetDay", **{**wish, "open": ["09:00-10:00"]}), "org.novbe.Fault.RequestReused")

    def test_a_preview_changes_nothing(self):
        before = self.open_services()
        self.assertEqual(self.ask("PreviewDay", day=self.day(), open=[])["parameters"], {"hit": []})
        self.assertEqual((self.open_services(), self.said()), (before, []))

    def test_what_makes_no_sense_is_refused(self):
        wrong = "org.novbe.Refused.TimeSpanWrong"
        for spans in (["9:00-10:00"], ["10:00-09:00"], ["09:00-11:00", "10:00-12:00"], ["09:00-25:00"], ["09:00"],
                      [f"{hour:02}:00-{hour:02}:30" for hour in range(9)]):
            self.assert_error(self.ask("SetDay", day=self.day(), open=spans), wrong)
            self.assert_error(self.ask("PreviewDay", day=self.day(), open=spans), wrong)
        self.assert_error(self.ask("SetDay", day=self.day(-1), open=[]), wrong)
        self.assert_error(self.ask("UnsetDay", day=self.day(-1)), wrong)
        self.assert_error(self.ask("SetDay", day=self.day(), agency="none", open=[]),
                          "org.novbe.Refused.UnknownAgency", agency="none")
        self.assert_error(self.ask("SetDay", day=self.day(), service="none", open=[]),
                          "org.novbe.Refused.UnknownService", service="none")
        self.assert_error(self.ask("SetDay", day=self.day(), agency="tax", service="stay-register", open=[]),
                          "org.novbe.Refused.UnknownService")
        for fields in ({"day": "soon"}, {"day": self.day(), "texts": {"xx": "?"}}):
            self.assert_error(self.ask("SetDay", open=[], **fields), "org.varlink.service.InvalidParameter")
        self.assertEqual(self.said(), [])


class Close(Day):
    def close(self, **parameters):
        return self.centre.talk().call("org.novbe.Admin.CloseDay", parameters)

    def issue(self, count):
        self.ask("SetDay", day=self.day(), service="stay-register", open=["00:00-24:00"])
        talk = self.centre.talk()
        for _ in range(count):
            talk.ask("org.novbe.Visitor.Issue", {"services": ["stay-register"], "language": "en"})
        return [talk.receive()["parameters"]["ticket"]["ticket"] for _ in range(count)]

    def test_a_day_closed_by_hand_reconciles_to_zero_and_stays_closed(self):
        tickets = self.issue(200)
        wish = {"day": self.day(), "request": "evening"}
        first, twin = self.centre.talk(), self.centre.talk()
        first.ask("org.novbe.Admin.CloseDay", wish)
        twin.ask("org.novbe.Admin.CloseDay", wish)
        answer, again = first.receive()["parameters"], twin.receive()["parameters"]
        self.assertEqual((answer["day"], answer["visits"], answer["visit_ends"]["open"],
                          answer["visit_ends"]["never_called"], answer["step_ends"]["open"]),
                         (self.day(), 200, 0, 200, 0))
        self.assertEqual(sorted((answer.pop("repeated"), again.pop("repeated"))), [False, True])
        self.assertEqual(again, answer)
        no_day = "org.novbe.Refused.NoDay"
        for _ in range(2):
            self.assertNotIn("day", self.ask("WatchHall")["parameters"])
            self.assert_error(self.close(), no_day)
            self.assert_error(self.ask("Halt", reason="evacuation"), no_day)
            self.assert_error(self.ask("CloseService", service="stay-register", reason="overload", closing="all"),
                              no_day)
            self.assertTrue(self.close(**wish)["parameters"]["repeated"])
            self.centre.stop(signal.SIGKILL)
            self.centre.start()
            self.manager = self.centre.talk()
        facts = self.ask("Story", ticket=tickets[-1], day=self.day(), language="en")["parameters"]["facts"]
        self.assertEqual([one["kind"] for one in facts][-2:], ["return_given", "step_final"])
        self.assertEqual(facts[-3]["sentence"], "Not called before the close of the day")

    def test_a_supervisor_closes_it_too(self):
        self.issue(3)
        self.assert_error(self.ask("CloseDay", day="soon"), "org.varlink.service.InvalidParameter")
        wish = {"day": self.day(), "request": "evening"}
        answer = self.ask("CloseDay", **wish)["parameters"]
        self.assertEqual((answer["day"], answer["visits"], answer["visit_ends"]["never_called"],
                          answer["step_ends"]["open"], answer["repeated"]), (self.day(), 3, 3, 0, False))
        self.assertEqual(self.ask("CloseDay", **wish)["parameters"], {**answer, "repeated": True})
        self.assert_error(self.ask("CloseDay"), "org.novbe.Refused.NoDay")

    def test_a_store_is_verified_beside_the_work(self):
        self.issue(20)
        self.close()
        talk = self.centre.talk()
        talk.ask("org.novbe.Admin.Verify", more=True)
        begun, done = talk.receive(), talk.receive()
        self.assertEqual((begun["continues"], begun["parameters"]["done"]), (True, False))
        self.assertEqual((done["parameters"]["done"], done["parameters"]["findings"]), (True, []))
        self.assertGreaterEqual(done["parameters"]["facts"], begun["parameters"]["of"])
        with contextlib.closing(sqlite3.connect(self.centre.folder / "store")) as store:
            store.execute("DROP TRIGGER event_stays_as_it_is")
            store.execute("UPDATE event SET at_ms = at_ms + 1 WHERE kind = 20 AND value_1 = 7")
            seq, = store.execute("SELECT seq FROM event WHERE kind = 20 AND value_1 = 7").fetchone()
            store.commit()
        found = self.centre.talk().call("org.novbe.Admin.Verify")["parameters"]["findings"]
        self.assertEqual([(one["kind"], one["seq"]) for one in found], [("edited", seq)])

    def test_a_daemon_that_ends_lets_go_of_what_is_read(self):
        """And a caller who has gone is not waited for. That nothing leaks, and nobody is answered who has gone, is told
        by the sanitizers."""
        ticket, = self.issue(1)
        for _ in range(20):
            talk = self.centre.talk()
            for _ in range(4):
                talk.ask("org.novbe.Manager.Story", {"ticket": ticket})
                talk.ask("org.novbe.Admin.Verify")
                talk.ask("org.novbe.Manager.Explain", {"ticket": "ZZ999"})
        self.centre.talks[-1].close()
        self.assertEqual(self.ask("Story", ticket=ticket)["parameters"]["facts"][0]["kind"], "issued")
        self.assertEqual(self.centre.stop(), 0)
        self.centre.start()

    def test_a_late_call_closes_no_other_day(self):
        self.assert_error(self.close(day=self.day(-1)), "org.novbe.Refused.NoDay")
        self.assert_error(self.close(day="soon"), "org.varlink.service.InvalidParameter")
        self.assertEqual(self.ask("WatchHall")["parameters"]["day"], self.day())


class Hit(HallCase):
    def test_bookings_outside_the_new_hours_are_hit_and_stay(self):
        today = datetime.date.fromisoformat(self.ask("Visitor.GetCentre")["day"])
        day = str(today + datetime.timedelta(days=2))
        slots = [one["at"] for one in self.ask("Reception.ListSlots", service="passport", day=day)["slots"]]
        early, late = ({"booking": self.ask("Reception.Book", service="passport", slot_at=at)["booking"]["booking"],
                        "service": "passport", "slot_at": at} for at in (slots[8], slots[60]))
        wish = {"day": day, "service": "passport", "open": ["10:00-18:00"]}
        for method in ("PreviewDay", "SetDay"):
            self.assertEqual(self.ask("Manager." + method, **wish)["hit"], [early])
            self.assertEqual(self.ask("Manager." + method, **{**wish, "open": []})["hit"], [early, late])
        self.assertEqual(self.ask("Manager.PreviewDay", **{**wish, "service": "deed"})["hit"], [])
        self.assertEqual([one["booking"] for one in self.ask("Reception.FindBookings", day=day)["bookings"]],
                         [early["booking"], late["booking"]])


class Bounded(Case):
    roles = ('{ role = "admin"; users = [ "@owner" ]; }, '
             '{ role = "manager"; users = [ "nobody" ]; agencies = [ "migration" ]; }')

    def test_an_agency_s_manager_says_only_what_is_theirs(self):
        day = Day.day(self)
        own, other, whole = self.centre.as_user([
            (MANAGER + "SetDay", {"day": day, "agency": "migration", "open": []}),
            (MANAGER + "SetDay", {"day": day, "service": "tax-person", "open": []}),
            (MANAGER + "SetDay", {"day": day, "open": []})])
        self.assertNotIn("error", own)
        self.assert_error(other, "org.novbe.Refused.OtherAgency", agency="tax")
        self.assert_error(whole, "org.varlink.service.PermissionDenied")


if __name__ == "__main__":
    unittest.main()
