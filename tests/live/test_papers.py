# SPDX-License-Identifier: MIT
"""Paper beside the usual, on a real daemon: what comes out late or twice, what became of it, tests, printers that take turns, and
what stands on paper of a hall with two zones. What is printed is scanned."""
import json
import subprocess
import unittest

from centre import BUILD, until
from hall import Hall, text
from paper import Paper

SCAN_CODE = BUILD / "tests" / "scan-code"


class TwoZones(Hall):
    """The notary is upstairs alone, visas are given in both zones; a kiosk with two printers beside it."""

    text = (Hall.text
            .replace('zones = (', f'zones = ( {{ key = "upper"; name = {text("Upstairs")}; }},', 1)
            .replace('label = "2"; zone = "hall"', 'label = "2"; zone = "upper"', 1)
            .replace('zones = [ "hall" ]', 'zones = [ "hall", "upper" ]', 1)
            .replace('slot_places = 1;', 'bring = { az = "Pasport\\nRüsum"; ru = "Паспорт\\nПошлина"; en = "Passport\\nFee"; };'
                     ' slot_places = 1;', 1)
            .replace('kiosks = (', 'kiosks = ( { key = "pair"; zone = "hall"; offers = [ "police", "notary" ];'
                     ' printers = [ "entrance", "hall", "desk" ]; printers_beside = 2; speak = false; },', 1))


class Late(Paper):
    """Papers that come out after all."""

    def counts(self, ticket):
        """As reception, and as the order says."""
        return self.ask("Reception.GetTicket", ticket=ticket["ticket"])["ticket"]["papers"]

    def found(self, **which):
        return self.ask("Admin.FindPapers", **which)["papers"]

    def test_what_failed_comes_out_all_the_same(self):
        for number, end in enumerate(("failed", "unknown", "given_up"), 1):
            self.tell("hall", "paper_out")
            ticket = self.issue()
            self.take(number, "entrance")
            self.report(number, "entrance", end, detail="who knows")
            self.assertEqual(self.counts(ticket), 0)
            self.assertEqual(self.report(number, "entrance", "printed", length_mm=166), {"papers": 1, "repeated": False})
            self.assertEqual((self.counts(ticket), self.paper(ticket)), (1, ("printed", "entrance")), end)
            self.restart()
            self.assertEqual((self.counts(ticket), self.paper(ticket)), (1, ("printed", "entrance")), end)

    def test_a_next_one_is_a_copy_since_the_first_came_out(self):
        ticket = self.issue()
        self.take(1, "entrance")
        self.report(1, "entrance", "failed")
        self.assertEqual((self.order()["turn"], self.order()["again"]), ("hall", False))
        self.take(1, "hall")
        self.report(1, "entrance", "printed")
        self.assertFalse(self.order()["again"], "it was taken as none, and says so on its paper")
        self.assertEqual(self.report(1, "hall", "printed")["papers"], 2)
        self.ask("Manager.Reprint", ticket=ticket["ticket"], printer="desk")
        self.assertTrue(self.order()["again"])
        self.assertEqual([(one["again"], [try_["papers"] for try_ in one["tries"]])
                          for one in self.found(ticket=ticket["ticket"])], [(False, [1, 1]), (True, [])])

    def test_twice_by_one_printer(self):
        ticket = self.issue()
        self.take(1, "entrance")
        self.report(1, "entrance", "sent")
        self.assertEqual(self.report(1, "entrance", "printed", papers=2, length_mm=150)["papers"], 2)
        self.assertEqual(self.report(1, "entrance", "printed", papers=3)["papers"], 3)
        for papers in (None, 1, 3):
            self.refused("NothingChanges", "Printer.Report", order=1, printer="entrance", state="printed", papers=papers)
        self.restart()
        self.assertEqual(self.counts(ticket), 3)
        self.assertEqual([one["papers"] for one in self.found(order=1)[0]["tries"]], [3])

    def test_an_order_tells_its_papers(self):
        self.issue()
        self.take(1, "entrance")
        self.keep_telling(31)
        until(lambda: self.order()["turn"] == "hall", "the next printer's turn")
        self.take(1, "hall")
        self.report(1, "hall", "printed", papers=2)
        order = self.order()
        self.assertEqual((order["papers"], [(one["state"], one["papers"]) for one in order["tries"]]),
                         (2, [("taken", 0), ("printed", 2)]))

    # --- what became of it ---

    def test_all_that_went_wrong(self):
        self.assertEqual(self.found(), [])
        well, failed, lost, double, cancelled = (self.issue(kiosk=None) for _ in range(5))
        for ticket in (well, failed, lost, double, cancelled):
            self.ask("Reception.Reprint", ticket=ticket["ticket"], printer="desk")
        self.ask("Visitor.Cancel", ticket=cancelled["ticket"], code=cancelled["code"])
        for order, state in ((1, "printed"), (2, "failed"), (3, "unknown")):
            self.take(order, "desk")
            self.report(order, "desk", state, detail="cutter jam" if state == "failed" else None)
        self.take(4, "desk")
        self.report(4, "desk", "printed", papers=2)
        self.assertEqual([(one["order"], one["ticket"], one["state"]) for one in self.found()],
                         [(4, double["ticket"], "printed"), (3, lost["ticket"], "unknown"),
                          (2, failed["ticket"], "given_up")])
        wrong = self.found(order=2)[0]
        for one in (wrong, wrong["tries"][0]):
            self.assertLess(abs(one.pop("at") - self.now_ms()), 10000)
        self.assertEqual(wrong, {"order": 2, "state": "given_up", "kind": "ticket", "ticket": failed["ticket"],
                                 "printers": ["desk"], "again": False,
                                 "tries": [{"printer": "desk", "state": "failed", "detail": "cutter jam", "late": False,
                                            "papers": 0}]})
        self.assertEqual(self.found(order=99), [])
        self.assertEqual(self.found(ticket=well["ticket"], order=2), [])
        self.refused("UnknownTicket", "Admin.FindPapers", {"ticket": "KA999"}, ticket="KA999")
        before = self.found()
        self.restart()
        self.assertEqual(self.found(), before)
        self.ask("Admin.CloseDay")
        self.assertEqual(self.found(), [], "today is over")

    def test_all_paper_of_a_ticket(self):
        ticket = self.issue()
        self.print_all()
        self.ask("Reception.Reprint", ticket=ticket["ticket"], printer="desk")
        self.ask("Manager.CloseService", service="visa", reason="mistake", closing="send_home")
        self.ask("Manager.Reprint", ticket=ticket["ticket"], printer="hall")
        self.assertEqual([(one["kind"], one["ticket"], one["printers"], one.get("turn"), one["again"])
                          for one in self.found(ticket=ticket["ticket"])],
                         [("ticket", ticket["ticket"], ["entrance", "hall"], None, False),
                          ("ticket", ticket["ticket"], ["desk"], None, True),
                          ("return_code", ticket["ticket"], ["hall"], "hall", False)])
        self.assertEqual(self.found(), [], "a ticket of no use is not missed")

    def test_no_more_than_256(self):
        self.tell("desk", "stopped")
        for _ in range(260):
            self.ask("Reception.PrintInformation", service="visa", printer="desk")
        self.assertEqual([one["order"] for one in self.found()], list(range(260, 4, -1)))
        self.assertEqual({one["kind"] for one in self.found()}, {"information"})

    # --- novbe ---

    def novbe(self, *words, code=0):
        done = self.centre.novbe(*words)
        self.assertEqual(done[0], code, done)
        return done[1] if code == 0 and not done[2] else done[2]

    def test_novbe_tells_it(self):
        self.assertEqual(self.novbe("paper"), "novbe: all paper of today came out as it should\n")
        ticket, bare = self.issue(language="ru"), self.issue(kiosk=None)
        self.take(1, "entrance")
        self.report(1, "entrance", "failed", detail="unsupported media")
        self.assertRegex(self.novbe("paper", ticket["ticket"]),
                         rf"\A\d\d:\d\d  order 1, ticket {ticket['ticket']}: failed, the next printer has its turn, "
                         r"it is the turn of hall\n"
                         r"       \d\d:\d\d  entrance: failed \(unsupported media\)\n"
                         rf"no paper of {ticket['ticket']}\n\Z")
        self.take(1, "hall")
        self.report(1, "hall", "printed", papers=2)
        for words, last in ((("paper",), "       2 papers"), (("paper", ticket["ticket"].lower()), "2 papers")):
            self.assertRegex(self.novbe(*words),
                             rf"\A\d\d:\d\d  order 1, ticket {ticket['ticket']}: printed\n"
                             r"       \d\d:\d\d  entrance: failed \(unsupported media\)\n"
                             r"       \d\d:\d\d  hall: printed, 2 papers\n"
                             rf"{last} of {ticket['ticket']}\n\Z")
        self.ask("Reception.Reprint", ticket=ticket["ticket"], printer="desk")
        self.take(2, "desk")
        self.keep_telling(31)
        self.assertIn("desk: is being prepared, late: it may still come out\n",
                      until(lambda: (said := self.novbe("paper", ticket["ticket"])) and "late" in said and said, "late"))
        self.assertIn("nobody can tell whether it came out, a copy\n", self.novbe("paper"))
        self.report(2, "desk", "printed")
        self.assertIn(f"\n3 papers of {ticket['ticket']}\n", self.novbe("paper", ticket["ticket"]))
        self.assertEqual(self.novbe("paper", bare["ticket"]), f"novbe: no paper was ordered of {bare['ticket']}\n")
        self.assertEqual(self.novbe("paper", "KA999", code=1), "novbe: there is no ticket KA999 in that business day\n")
        self.assertIn("Usage: novbe paper [TICKET] [--json]\n", self.novbe("paper", "KA001", "KA002", code=2))

    def test_novbe_tells_that_none_took_it(self):
        self.tell("entrance", "paper_out"), self.tell("hall", "stopped")
        ticket = self.issue()["ticket"]
        self.assertRegex(self.novbe("paper"), rf"\A\S+  order 1, ticket {ticket}: not printed: no printer took it\n\Z")

    def test_novbe_tells_slips_and_tests(self):
        self.ask("Reception.PrintInformation", service="deed", printer="desk")
        self.ask("Admin.PrintTest", printer="desk")
        for order in (1, 2):
            self.take(order, "desk")
            self.report(order, "desk", "printed", papers=2)
        self.assertRegex(self.novbe("paper"),
                         r"\A\S+  order 2, test paper: printed\n.*\n       2 papers of it\n"
                         r"\S+  order 1, slip about a service: printed\n.*\n       2 papers of it\n\Z")

    def test_novbe_tells_it_as_json(self):
        ticket = self.issue()["ticket"]
        self.print_all()
        for words, which in (((), {}), ((ticket,), {"ticket": ticket})):
            self.assertEqual(json.loads(self.novbe("paper", *words, "--json")), {"papers": self.found(**which)})


class Tests(Paper):
    """Test papers."""

    def test_a_test_paper(self):
        self.tell("desk", "paper_out")
        self.assertEqual(self.ask("Admin.PrintTest", printer="desk"), {"order": 1, "repeated": False})
        order = self.order()
        self.assertEqual((order["printers"], order["turn"], order["language"], order["again"], order["test"],
                          order.get("ticket"), order.get("code"), order.get("information")),
                         (["desk"], "desk", "az", False, {"printer": "desk", "new_roll": False}, None, None, None))
        self.restart()
        self.assertEqual(self.order()["test"], {"printer": "desk", "new_roll": False})
        self.take(1, "desk")
        self.assertEqual(self.report(1, "desk", "printed", length_mm=90)["papers"], 1)
        found, = self.ask("Admin.FindPapers", order=1)["papers"]
        self.assertEqual((found["kind"], found["state"], found.get("ticket")), ("test", "printed", None))
        self.refused("UnknownTerminal", "Admin.PrintTest", {"key": "fax"}, printer="fax")

    def test_its_printer_has_its_time(self):
        self.tell("desk", "stopped")
        order = self.ask("Admin.PrintTest", printer="desk")["order"]
        self.assertEqual(self.order()["turn"], "desk")
        self.keep_telling(31)
        until(lambda: not self.orders(), "the order to be given up")
        self.assertEqual([one["order"] for one in self.ask("Admin.FindPapers")["papers"]], [order])


class Turns(Paper):
    """A kiosk with two printers."""

    hall = TwoZones

    def test_they_take_turns(self):
        for _ in range(4):
            self.issue(kiosk="pair")
        self.assertEqual([one["turn"] for one in self.orders()], ["entrance", "hall"] * 2)
        self.assertEqual([one["printers"] for one in self.orders()][:2],
                         [["entrance", "hall", "desk"], ["hall", "entrance", "desk"]])
        for order in (2, 4):
            self.take(order, "hall")
            self.report(order, "hall", "printed")
        self.issue(kiosk="pair")
        self.assertEqual(self.orders()[-1]["turn"], "hall", "it has fewer")
        self.issue(kiosk="door")
        self.assertEqual(self.orders()[-1]["printers"], ["entrance", "hall"], "one of its own, and one that stands in")

    def test_one_that_cannot_print_has_none(self):
        self.tell("hall", "paper_out")
        for _ in range(2):
            self.issue(kiosk="pair")
        self.assertEqual([one["turn"] for one in self.orders()], ["entrance"] * 2)
        self.tell("entrance", "cover_open")
        self.assertEqual([one["turn"] for one in self.orders()], ["desk"] * 2)

    def test_the_others_stand_in(self):
        self.issue(kiosk="pair"), self.issue(kiosk="pair")
        order = self.orders()[1]
        turns = []
        while order["state"] in ("waiting", "failed"):
            turns.append(order["turn"])
            self.take(2, order["turn"])
            self.report(2, order["turn"], "failed")
            order = next((one for one in self.orders() if one["order"] == 2), {"state": "over"})
        self.assertEqual(turns, ["hall", "entrance", "desk"])
        before = self.orders()
        self.restart()
        self.assertEqual(self.orders(), before)


class Standing(Paper):
    """What stands on it."""

    hall = TwoZones

    def test_where_to_wait_and_what_to_bring(self):
        self.issue(services=["visa", "deed"], language="ru")
        self.assertEqual([(step["place"], step["bring"]) for step in self.order()["ticket"]["steps"]],
                         [("", []), ("Upstairs", ["Паспорт", "Пошлина"])])

    def scan(self, order):
        """The text of its QR code, read as kiosks and counters read it: kind, ticket, day, code."""
        what = order.get("ticket") or order["code"]
        return subprocess.run([SCAN_CODE, what["qr"]], capture_output=True, text=True, timeout=10, check=True).stdout.split()

    def test_what_is_printed_is_scanned(self):
        ticket = self.issue()
        self.assertEqual(self.scan(self.order()), ["ticket", ticket["ticket"], ticket["day"], ticket["code"]])
        self.ask("Manager.CloseService", service="visa", reason="mistake", closing="send_home")
        self.ask("Reception.Reprint", ticket=ticket["ticket"], printer="desk")
        kind, code = self.scan(self.orders()[-1])
        self.assertEqual(kind, "return_code")
        self.refused("WrongReturnCode", "Visitor.ReadReturnCode", {"why": "early", "service": "visa"}, return_code=code)
        slot = self.ask("Reception.ListSlots", service="passport")["slots"][0]["at"]
        booking = self.ask("Reception.Book", service="passport", slot_at=slot, printer="hall")["booking"]["booking"]
        kind, code = self.scan(self.orders()[-1])
        self.assertEqual((kind, code), ("booking", booking.replace("-", "")))
        self.ask("Visitor.CheckIn", booking=code)


if __name__ == "__main__":
    unittest.main()
