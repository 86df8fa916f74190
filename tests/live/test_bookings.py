# SPDX-License-Identifier: MIT
"""Bookings over days, on a real daemon: slots, places, codes, moving, checking in, and what outlives a kill."""
import datetime
import unittest

from hall import HallCase

INVALID = "org.varlink.service.InvalidParameter"
QUARTER = 15 * 60 * 1000
DAY = 24 * 60 * 60 * 1000


class Bookings(HallCase):
    rules = "booking_early_minutes = 30; booking_late_minutes = 0;"

    def slots(self, service="passport", **parameters):
        return self.ask("Reception.ListSlots", service=service, **parameters)["slots"]

    def book(self, slot_at, service="passport", **parameters):
        return self.ask("Reception.Book", service=service, slot_at=slot_at, **parameters)["booking"]

    def found(self, **parameters):
        return self.ask("Reception.FindBookings", **parameters)["bookings"]

    def later(self, days):
        """That many days after the business day."""
        today = datetime.date.fromisoformat(self.ask("Visitor.GetCentre")["day"])
        return (today + datetime.timedelta(days=days)).isoformat()


class Slots(Bookings):
    def test_quarters_of_an_hour_of_a_day_that_is_open(self):
        day = self.later(2)
        slots = self.slots(day=day)
        self.assertEqual(len(slots), 96)
        self.assertEqual({slot["at"] % QUARTER for slot in slots}, {0})
        self.assertEqual([b["at"] - a["at"] for a, b in zip(slots, slots[1:])], [QUARTER] * 95)
        self.assertEqual({slot["free"] for slot in slots}, {2})

    def test_what_is_past_is_no_slot(self):
        now = self.now_ms()
        self.assertTrue(all(slot["at"] >= now - 1000 for slot in self.slots(day=self.later(0))))
        self.assertEqual(self.slots(day=self.later(-1)), [])
        self.assertEqual(self.slots(day=self.later(181)), [])

    def test_places_fill(self):
        slot = self.slots(day=self.later(1))[0]["at"]
        self.book(slot)
        self.assertEqual(self.slots(day=self.later(1))[0], {"at": slot, "free": 1})
        self.book(slot)
        self.assertEqual(self.slots(day=self.later(1))[0]["at"], slot + QUARTER, "a full one is left out")
        self.refused("SlotFull", "Reception.Book", {"service": "passport", "limit": 2}, service="passport", slot_at=slot)
        self.restart()
        self.refused("SlotFull", "Reception.Book", service="passport", slot_at=slot)

    def test_a_day_closed_by_the_supervisor_has_none(self):
        day, slot = self.later(1), self.slots(day=self.later(1))[40]["at"]
        booking = self.book(slot)["booking"]
        hit = self.ask("Manager.SetDay", day=day, open=["09:00-10:00"])["hit"]
        self.assertEqual([one["booking"] for one in hit], [booking])
        self.assertEqual(len(self.slots(day=day)), 4)
        self.restart()
        self.assertEqual(len(self.slots(day=day)), 4)
        self.assertEqual(self.found(day=day)[0]["state"], "open", "it stays, and somebody tells the visitor")

    def test_a_service_closed_early_has_none_today(self):
        self.ask("Manager.CloseService", service="passport", reason="fire", closing="all")
        self.assertEqual(self.slots(day=self.later(0)), [])
        self.assertEqual(self.ask("Reception.ListSlots", service="passport")["day"], self.later(1))

    def test_refusals(self):
        self.refused("UnknownService", "Reception.ListSlots", {"service": "x"}, service="x")
        self.refused("NotBookedHere", "Reception.ListSlots", {"service": "visa"}, service="visa")
        for day in ("2026-02-30", "tomorrow", ""):
            self.assert_error(self.reply("Reception.ListSlots", {"service": "passport", "day": day}), INVALID,
                              parameter="day")


class Book(Bookings):
    def test_all_of_it_is_kept_over_a_kill(self):
        slot = self.slots(day=self.later(3))[30]["at"]
        booked = self.book(slot, party=2, needs=["step-free"], language="ru", printer="entrance",
                           **{"class": "elderly"})
        self.assertRegex(booked["booking"], "^[0-9A-Z]{4}-[0-9A-Z]{4}$")
        self.restart()
        kept, = self.found(day=self.later(3))
        self.assertEqual(kept, booked)
        self.assertEqual((kept["slot_at"], kept["party"], kept["needs"], kept["language"], kept["class"], kept["state"]),
                         (slot, 2, ["step-free"], "ru", "elderly", "open"))
        self.assertEqual(self.found(), [], "none today")

    def test_found_by_service_and_time(self):
        day = self.later(1)
        slots = [slot["at"] for slot in self.slots(day=day)]
        for place in (5, 3, 4):
            self.book(slots[place])
        self.book(slots[4], service="deed")
        self.assertEqual([one["slot_at"] for one in self.found(day=day, service="passport")], slots[3:6])
        self.assertEqual(len(self.found(day=day, slot_from=slots[4], slot_until=slots[5])), 2)
        self.assertEqual([one["slot_at"] for one in self.found(day=day, limit=1)], [slots[3]])
        self.refused("UnknownService", "Reception.FindBookings", {"service": "x"}, service="x")
        self.assert_error(self.reply("Reception.FindBookings", {"limit": 0}), INVALID, parameter="limit")

    def test_refusals(self):
        slot = self.slots(day=self.later(1))[0]["at"]
        for error, fields, row in (("UnknownService", {"service": "x"}, {"service": "x"}),
                                   ("UnknownClass", {"class": "x"}, {"class": "x"}),
                                   ("UnknownNeed", {"need": "x"}, {"needs": ["x"]}),
                                   ("NotBookedHere", {"service": "visa"}, {"service": "visa"}),
                                   ("PartyTooLarge", {"limit": 3}, {"party": 4}),
                                   ("UnknownTerminal", {"key": "x"}, {"printer": "x"}),
                                   ("NoSlot", {"service": "passport"}, {"slot_at": slot + 1}),
                                   ("TimeSpanWrong", {}, {"slot_at": slot - 5 * DAY}),
                                   ("TimeSpanWrong", {}, {"slot_at": slot + 190 * DAY}),
                                   ("TimeSpanWrong", {}, {"slot_at": 2 ** 62}),
                                   ("TimeSpanWrong", {}, {"slot_at": -2 ** 62})):
            self.refused(error, "Reception.Book", fields, **{"service": "passport", "slot_at": slot, **row})
        self.assertEqual(self.found(day=self.later(1)), [])

    def test_the_same_wish_books_once(self):
        slot = self.slots(day=self.later(1))[0]["at"]
        first = self.ask("Reception.Book", service="passport", slot_at=slot, request="b")
        self.restart()
        self.assertEqual(self.ask("Reception.Book", service="passport", slot_at=slot, request="b"),
                         {**first, "repeated": True})
        self.assertEqual(len(self.found(day=self.later(1))), 1)


class Change(Bookings):
    def test_moved_between_days_and_within_one(self):
        today, tomorrow = self.slots(day=self.later(0)), self.slots(day=self.later(1))
        code = self.book(tomorrow[7]["at"])["booking"]
        for slot in (today[-1]["at"], today[-2]["at"], tomorrow[9]["at"], today[-1]["at"]):
            moved = self.ask("Reception.MoveBooking", booking=code.lower().replace("-", " "), slot_at=slot)["booking"]
            self.assertEqual((moved["booking"], moved["slot_at"], moved["state"]), (code, slot, "open"))
        self.restart()
        self.assertEqual([one["slot_at"] for one in self.found()], [today[-1]["at"]])
        self.assertEqual(self.slots(day=self.later(1)), tomorrow, "the places it left are free again")
        self.assertEqual([slot["free"] for slot in self.slots(day=self.later(0))[-2:]], [2, 1])

    def test_move_refuses(self):
        slots = self.slots(day=self.later(1))
        code = self.book(slots[0]["at"])["booking"]
        self.book(slots[1]["at"])
        self.book(slots[1]["at"])
        move = "Reception.MoveBooking"
        self.refused("SlotFull", move, {"service": "passport"}, booking=code, slot_at=slots[1]["at"])
        self.refused("NoSlot", move, {"service": "passport"}, booking=code, slot_at=slots[1]["at"] + 1)
        self.refused("TimeSpanWrong", move, booking=code, slot_at=slots[1]["at"] - 5 * DAY)
        self.refused("NothingChanges", move, booking=code, slot_at=slots[0]["at"])
        self.refused("UnknownBooking", move, {"booking": "AAAA-AAAA"}, booking="AAAA-AAAA", slot_at=0)
        self.refused("UnknownBooking", move, booking="A" * 100, slot_at=0)

    def test_cancelled_is_gone_and_its_place_free(self):
        slot = self.slots(service="deed", day=self.later(0))[-1]["at"]
        code = self.book(slot, service="deed")["booking"]
        self.ask("Reception.CancelBooking", booking=code, request="c")
        self.restart()
        self.assertTrue(self.ask("Reception.CancelBooking", booking=code, request="c")["repeated"])
        self.refused("UnknownBooking", "Reception.CancelBooking", {"booking": code}, booking=code)
        self.refused("UnknownBooking", "Reception.CheckIn", {"booking": code}, booking=code)
        self.assertEqual([one["state"] for one in self.found()], ["cancelled"])
        self.book(slot, service="deed")


class CheckIn(Bookings):
    def test_in_its_time_it_becomes_a_ticket(self):
        slot = self.slots()[0]["at"]
        code = self.book(slot, party=2, needs=["low-desk"])["booking"]
        self.restart()
        checked = self.ask("Reception.CheckIn", booking=code, printer="entrance", request="i")
        self.assertEqual((checked["result"], checked["slot_at"], checked["ticket"]["services"]),
                         ("checked_in", slot, ["passport"]))
        number = checked["ticket"]["ticket"]
        self.restart()
        self.assertEqual(self.ask("Reception.CheckIn", booking=code, printer="entrance", request="i"),
                         {**checked, "repeated": True})
        got = self.ask("Reception.GetTicket", ticket=number)["ticket"]
        self.assertEqual((got["channel"], got["slot_at"], got["party"], got["needs"]),
                         ("booking", slot, 2, ["low-desk"]))
        one, = self.found()
        self.assertEqual((one["state"], one["ticket"]), ("checked_in", number))
        for method, more in (("CheckIn", {}), ("CancelBooking", {}), ("MoveBooking", {"slot_at": slot + QUARTER})):
            self.refused("CheckedIn", "Reception." + method, {"ticket": number}, booking=code, **more)

    def test_early_is_told_from_when(self):
        for slot in (self.slots(day=self.later(0))[-1]["at"], self.slots(day=self.later(1))[0]["at"]):
            if slot < self.now_ms() + 40 * 60000:
                continue  # shortly before midnight no slot of today is that far away
            code = self.book(slot)["booking"]
            early = self.ask("Reception.CheckIn", booking=code)
            self.assertEqual((early["result"], early["slot_at"], early["check_in_from"]),
                             ("early", slot, slot - 2 * QUARTER))
            self.assertEqual(early["next_slot"], self.slots()[0]["at"])
            self.assertNotIn("ticket", early)
        self.assertEqual(self.ask("Reception.FindTickets")["tickets"], [])

    def test_refusals(self):
        self.refused("UnknownBooking", "Reception.CheckIn", {"booking": "x"}, booking="x")
        code = self.book(self.slots()[0]["at"])["booking"]
        self.refused("UnknownTerminal", "Reception.CheckIn", {"key": "x"}, booking=code, printer="x")
        self.ask("Manager.Halt", reason="fire")
        self.refused("Halted", "Reception.CheckIn", {"reason": "fire"}, booking=code)
        self.assertEqual(self.ask("Reception.WatchDesk")["halted"], "fire")
        self.refused("Halted", "Reception.Issue", {"reason": "fire"}, services=["passport"])
        self.ask("Manager.Resume")

    def test_a_slot_that_is_no_more_is_told_with_what_to_do(self):
        """To visitor and reception alike."""
        slot, day = self.slots()[0]["at"], self.later(0)
        code = self.book(slot)["booking"]
        hit = self.ask("Manager.SetDay", day=day, open=[])["hit"]
        self.assertEqual(hit, [{"booking": code, "service": "passport", "slot_at": slot}])
        self.restart()
        alert, = self.ask("Manager.WatchHall")["alerts"]
        self.assertEqual((alert["kind"], alert["service"], alert["limit"]), ("booking", "passport", 1))
        next_slot = self.slots()[0]["at"]
        self.assertGreater(next_slot, slot)
        for role, walk_in in (("Reception", None), ("Visitor", "passport")):
            closed = self.ask(role + ".CheckIn", booking=code)
            self.assertEqual((closed["result"], closed["slot_at"], closed["next_slot"]), ("closed", slot, next_slot))
            self.assertEqual([closed.get(name) for name in ("ticket", "check_in_from", "check_in_until")], [None] * 3)
            self.assertEqual(closed.get("walk_in", {}).get("service"), walk_in)
        self.refused("NoSlot", "Visitor.MoveBooking", booking=code, slot_at=slot + QUARTER)
        self.ask("Visitor.MoveBooking", booking=code, slot_at=next_slot)
        self.assertEqual(self.ask("Manager.WatchHall")["alerts"], [])
        self.assertEqual(self.ask("Manager.UnsetDay", day=day)["hit"], [])
        self.assertEqual(self.ask("Manager.PreviewDay", day=day, open=[])["hit"], [], "it is not there any more")

    def test_a_service_closed_early_is_told_with_what_to_do(self):
        """And who closes it is told before: whose time it is, though nobody knows their names."""
        slot = self.slots()[0]["at"]
        code = self.book(slot)["booking"]
        self.foresee("passport")
        hit = self.ask("Manager.PreviewClose", service="passport", closing="all")["hit"]
        self.assertEqual(hit, [{"booking": code, "service": "passport", "slot_at": slot}])
        self.assertEqual(self.ask("Manager.PreviewClose", service="visa", closing="all")["hit"], [])
        self.assertEqual(self.ask("Manager.CloseService", service="passport", reason="fire", closing="all")["hit"], hit)
        self.assertEqual([one["kind"] for one in self.ask("Manager.WatchHall")["alerts"]], ["booking"])
        closed = self.ask("Visitor.CheckIn", booking=code)
        self.assertEqual((closed["result"], closed["walk_in"]["refused"]), ("closed", "closed"))
        self.ask("Manager.OpenService", service="passport")
        self.assertEqual(self.ask("Visitor.CheckIn", booking=code)["result"], "checked_in")

    def test_the_visitor_can_do_it_alone(self):
        code = self.book(self.slots()[0]["at"])["booking"]
        self.assertEqual(self.reply("Visitor.CheckIn", {"booking": code.lower()})["parameters"]["result"], "checked_in")


class RollOver(Bookings):
    def test_bookings_of_a_day_enter_it_when_it_opens(self):
        today = self.later(1)
        slot = self.slots(day=today)[1]["at"]
        code = self.book(slot)["booking"]
        self.assertEqual(self.ask("Reception.CheckIn", booking=code)["result"], "early")
        self.roll_over()
        self.assertEqual(self.later(0), today)
        self.assertEqual([one["booking"] for one in self.found()], [code])
        checked = self.ask("Reception.CheckIn", booking=code)
        self.assertEqual(checked["result"], "checked_in")
        self.restart()
        self.assertEqual(self.found()[0]["ticket"], checked["ticket"]["ticket"])


if __name__ == "__main__":
    unittest.main()
