# SPDX-License-Identifier: MIT
"""What a centre hands to the country, on a real daemon: pages of final steps, seals, bookings from outside."""
import json
import os
import unittest

from centre import until
from hall import HallCase

INVALID = "org.varlink.service.InvalidParameter"
REUSED = "org.novbe.Fault.RequestReused"


class Network(HallCase):
    roles = ", ".join(f'{{ role = "{role}"; users = [ "@owner" ]; }}' for role in ("network", "reception", "visitor"))

    def final(self, count, from_seq=1):
        """The page once it has so many rows."""
        watch = self.centre.talk()
        watch.ask("org.novbe.Network.WatchHead", {}, more=True)
        page = self.ask("Network.Ledger", from_seq=from_seq)
        while len(page["steps"]["seq"]) < count:
            watch.receive()
            page = self.ask("Network.Ledger", from_seq=from_seq)
        return page


class Ledger(Network):
    def test_a_new_centre_has_nothing_to_hand_out(self):
        page = self.ask("Network.Ledger", from_seq=1)
        self.assertEqual((self.final_rows(page), page["names"], page["next_seq"], page["more"]), ([], [], 1, False))
        self.assertEqual(self.ask("Network.Seals"), {"seals": []})
        head = self.ask("Network.WatchHead")
        self.assertEqual(head["centre"], "test")
        self.assertNotIn("sealed_day", head)

    def test_a_step_that_is_final_is_a_row(self):
        new = self.ask("Reception.Issue", services=["passport"], party=2, language="ru",
                       **{"class": "elderly"})["ticket"]
        self.ask("Reception.Void", ticket=new["ticket"], reason="mistake")
        page = self.final(1)
        row, = self.final_rows(page)
        self.assertEqual([row[key] for key in ("day", "visit", "step", "ticket", "service", "agency", "class",
                                               "language", "counter", "operator", "outcome", "party", "end",
                                               "channel", "issued_at", "first_called_at")],
                         [new["day"], 1, 0, "KA001", "passport", "police", "elderly", "ru", None, None, None, 2, 3, 1,
                          new["issued_at"], 0], "end 3 is void, channel 1 is reception")
        self.assertEqual(page["next_seq"], row["seq"] + 1)
        self.assertNotIn(new["code"], str(page))

    def test_a_visit_by_hand_without_an_outcome_is_marked(self):
        then = self.now_ms() - 60000
        self.ask("Reception.EnterByHand", service="visa", **{"from": then, "until": then})
        self.ask("Reception.EnterByHand", service="visa", outcome="done", **{"from": then, "until": then})
        rows = self.final_rows(self.final(2))
        self.assertEqual([(row["channel"], row["outcome"], row["marks"] & 8) for row in rows],
                         [(4, None, 8), (4, "done", 0)])

    def test_asking_from_the_last_seq_on_gives_what_is_new_and_twice_the_same(self):
        for service in ("passport", "visa", "deed"):
            number = self.ask("Reception.Issue", services=[service])["ticket"]["ticket"]
            self.ask("Reception.Cancel", ticket=number)
        whole = self.final(3)
        rows = self.final_rows(whole)
        self.assertEqual([row["ticket"] for row in rows], ["KA001", "KA002", "TU001"])
        self.restart()
        self.assertEqual(self.ask("Network.Ledger", from_seq=1), whole, "the same over a kill")
        rest = self.final_rows(self.ask("Network.Ledger", from_seq=rows[0]["seq"] + 1))
        self.assertEqual([row["seq"] for row in rest], [row["seq"] for row in rows[1:]])
        none = self.ask("Network.Ledger", from_seq=whole["next_seq"])
        self.assertEqual((self.final_rows(none), none["next_seq"]), ([], whole["next_seq"]))

    def test_pages_end_and_the_next_one_goes_on(self):
        """A page is at most 1 MiB: what is behind it comes with the next."""
        count, then = 9000, self.now_ms() - 60000
        talk = self.centre.talk()
        for i in range(0, count, 50):
            for number in range(i + 1, i + 51):
                talk.ask("org.novbe.Reception.EnterByHand", {"service": "visa", "from": then, "until": then})
            for _ in range(50):
                self.assertNotIn("error", talk.receive())
        pages = until(lambda: self.pages(count), "all to be final")
        seqs = [seq for page in pages for seq in page["steps"]["seq"]]
        self.assertEqual(seqs, sorted(set(seqs)))
        self.assertEqual([page["more"] for page in pages], [True] * (len(pages) - 1) + [False])
        self.assertGreater(len(pages), 1)
        self.assertTrue(all(len(json.dumps(page, separators=(",", ":"))) <= 1 << 20 for page in pages))

    def pages(self, count):
        """All pages there are, once they have so many rows."""
        pages, more, from_seq = [], True, 1
        while more:
            pages.append(self.ask("Network.Ledger", from_seq=from_seq))
            more, from_seq = pages[-1]["more"], pages[-1]["next_seq"]
        return pages if sum(len(page["steps"]["seq"]) for page in pages) == count else None

    def test_a_caller_who_leaves_takes_his_page_with_him(self):
        for _ in range(20):
            leaving = self.centre.talk()
            leaving.ask("org.novbe.Network.Ledger", {"from_seq": 1})
            leaving.close()
        self.assertEqual(self.ask("Network.Ledger", from_seq=1)["next_seq"], 1)

    def test_seals_take_a_day(self):
        self.assert_error(self.reply("Network.Seals", {"from_day": "yesterday"}), INVALID, parameter="from_day")
        self.assertEqual(self.ask("Network.Seals", from_day="2026-01-01"), {"seals": []})

    def test_a_day_that_is_over_is_sealed_and_final(self):
        today = self.centre.wall.date(1)
        for _ in range(3):
            new = self.ask("Reception.Issue", services=["visa"])["ticket"]
        self.roll_over()
        seal, = self.ask("Network.Seals")["seals"]
        self.assertEqual((seal["day"], seal["visits"], seal["steps"]), (new["day"], 3, 3))
        self.assertRegex(seal["head"] + seal["seal"], "^[0-9a-f]{128}$")
        self.assertEqual(self.ask("Network.Seals", from_day=today), {"seals": []})
        self.assertEqual(self.ask("Network.WatchHead")["sealed_day"], new["day"])
        rows = self.final_rows(self.ask("Network.Ledger", from_seq=1))
        self.assertEqual([(row["ticket"], row["day"], row["end"]) for row in rows],
                         [(ticket, new["day"], 5) for ticket in ("KA001", "KA002", "KA003")], "5: never called")
        self.assertTrue(all(seal["first_seq"] <= row["seq"] <= seal["last_seq"] for row in rows))


class Book(Network):
    def slot(self, place=-1, service="passport"):
        return self.ask("Reception.ListSlots", service=service)["slots"][place]["at"]

    def book(self, *rows, **parameters):
        rows = [{"service": "passport", "cancelled": False, **row} for row in rows]
        return self.ask("Network.Book", bookings=rows, **parameters)

    def one(self, **row):
        result, = self.book(row)["results"]
        self.assertEqual(result["outside"], row["outside"])
        return result.get("booking"), result.get("refused")

    def test_the_same_id_is_the_same_booking(self):
        first, second = self.slot(-1), self.slot(-2)
        code, refused = self.one(outside="e1", slot_at=first, party=2, **{"class": "elderly"})
        self.assertIsNone(refused)
        self.assertEqual(self.one(outside="e1", slot_at=first), (code, None), "again")
        self.restart()
        self.assertEqual(self.one(outside="e1", slot_at=second), (code, None), "moved")
        found, = self.ask("Reception.FindBookings")["bookings"]
        self.assertEqual((found["booking"], found["slot_at"], found["party"], found["class"], found["state"]),
                         (code, second, 2, "elderly", "open"))
        self.assertEqual(self.one(outside="e1", slot_at=second, cancelled=True), (None, None))
        self.assertEqual(self.one(outside="e1", slot_at=second, cancelled=True), (None, None), "cancelled again")
        again, refused = self.one(outside="e1", slot_at=second)
        self.assertNotEqual(again, code, "given up and booked anew")
        self.assertIsNone(refused)

    def test_the_national_code_names_a_service(self):
        code, refused = self.one(outside="n", service="N-1", slot_at=self.slot(service="deed"))
        self.assertIsNone(refused)
        self.assertEqual(self.ask("Reception.FindBookings")["bookings"][0]["service"], "deed")

    def test_each_row_is_refused_for_itself(self):
        slot = self.slot(service="deed")
        rows = [({"service": "x"}, "unknown_service"), ({"class": "x"}, "unknown_class"),
                ({"needs": ["x"]}, "unknown_need"), ({"service": "visa"}, "not_booked_here"),
                ({"party": 4}, "party_too_large"), ({"party": 0}, "party_too_large"), ({"slot_at": 0}, "past"),
                ({"slot_at": slot + 1}, "no_slot"), ({"service": "deed"}, None), ({"service": "deed"}, "slot_full")]
        rows = [({"outside": str(i), "slot_at": slot, **row}, refused) for i, (row, refused) in enumerate(rows)]
        results = self.book(*(row for row, _ in rows))["results"]
        self.assertEqual([result.get("refused") for result in results], [refused for _, refused in rows])

    def test_who_is_checked_in_is_not_cancelled(self):
        code, _ = self.one(outside="c", slot_at=self.slot(0))
        early = self.ask("Reception.CheckIn", booking=code)
        self.assertEqual(early["result"], "checked_in")
        self.assertEqual(self.one(outside="c", slot_at=self.slot(-1)), (None, "checked_in"))
        self.assertEqual(self.one(outside="c", slot_at=0, cancelled=True), (None, "checked_in"))

    def test_the_same_call_twice_books_once(self):
        row = {"outside": "r", "slot_at": self.slot()}
        first = self.book(row, request="b")
        self.restart()
        self.assertEqual(self.book(row, request="b"), {**first, "repeated": True})
        self.assert_error(self.reply("Network.Book", {"bookings": [], "request": "b"}), REUSED)

    def test_too_many_rows_and_ids_without_end(self):
        row = {"outside": "x", "service": "passport", "slot_at": 0, "cancelled": True}
        self.assertEqual(len(self.book(*[row] * 500)["results"]), 500)
        self.assert_error(self.reply("Network.Book", {"bookings": [row] * 501}), INVALID, parameter="bookings")
        for outside in ("", "x" * 128):
            self.assert_error(self.reply("Network.Book", {"bookings": [row, {**row, "outside": outside}]}), INVALID,
                              parameter="bookings[1].outside")


@unittest.skipIf(os.geteuid() != 0, "needs root to be somebody else")
class Roles(Network):
    def test_only_the_network_may(self):
        calls = [["org.novbe.Network.Ledger", {"from_seq": 1}], ["org.novbe.Network.Book", {"bookings": []}]]
        for reply in self.centre.as_user(calls, uid=64001):
            self.assertEqual(reply["error"], "org.varlink.service.PermissionDenied")


if __name__ == "__main__":
    unittest.main()
