# SPDX-License-Identifier: MIT
"""Paper on a real daemon: every place that orders it, every method of org.novbe.Printer with every refusal, whose turn
it is as printers fail and time goes by, and what visitors and staff are told of it."""
import json
import resource
import unittest

from centre import until
from paper import INVALID, REFUSED, Paper

REUSED = "org.novbe.Fault.RequestReused"
FAILED = "org.novbe.Fault.StorageFailed"
PIN = "2468"


class Ordering(Paper):
    """Every place that orders."""

    def test_a_kiosk_orders_all_that_stands_on_a_ticket(self):
        self.issue(kiosk=None)
        self.assertEqual(self.orders(), [])
        ticket = self.issue(services=["visa", "deed"], language="ru", party=1)
        order = self.order()
        self.assertLess(abs(order.pop("at") - self.now_ms()), 5000)
        self.assertEqual(order.pop("until") - ticket["issued_at"], 30000)
        self.assertEqual(order, {
            "order": 1, "state": "waiting", "printers": ["entrance", "hall"], "language": "ru", "again": False,
            "turn": "entrance", "tries": [], "papers": 0, "wanted": True,
            "ticket": {"ticket": ticket["ticket"], "code": ticket["code"], "day": ticket["day"],
                       "issued_at": ticket["issued_at"], "text": "", "party": 1, "ahead": 1, "proof": ticket["proof"],
                       "steps": [{"service": "visa", "name": "visa", "agency": "Police", "place": "Hall", "bring": [],
                                  "done": False},
                                 {"service": "deed", "name": "deed", "agency": "Notary", "place": "Hall", "bring": [],
                                  "done": False}],
                       "qr": f"%T/{ticket['ticket']}/{ticket['day'].replace('-', '')}/{ticket['code']}"}})
        self.assertEqual(self.paper(ticket), ("waiting", None))

    def test_a_kiosk_without_printers_orders_nothing(self):
        ticket = self.issue(kiosk="bare")
        self.assertEqual(self.orders(), [])
        self.assertEqual(self.paper(ticket), ("none", None))
        self.refused("UnknownTerminal", "Visitor.Reprint", {"key": "bare"}, kiosk="bare", ticket=ticket["ticket"],
                     code=ticket["code"])

    def test_what_is_true_of_a_ticket_stays_so_on_its_paper(self):
        first, second = self.issue(services=["visa", "passport"]), self.issue()
        operator = self.at_counter()
        operator.call("org.novbe.Counter.Next")
        operator.call("org.novbe.Counter.Arrive")
        operator.call("org.novbe.Counter.Finish", {"outcome": "done", "next": False})
        self.assertEqual([one["ticket"]["ahead"] for one in self.orders()], [0, 1])
        self.assertFalse(self.orders()[0]["ticket"]["steps"][0]["done"])
        self.ask("Reception.Reprint", ticket=first["ticket"], printer="desk")
        again = self.orders()[-1]
        self.assertEqual(([step["done"] for step in again["ticket"]["steps"]], again["ticket"]["proof"],
                          again["printers"], again["again"]), ([True, False], first["proof"], ["desk"], False))
        self.ask("Reception.Reprint", ticket=second["ticket"], printer="desk")
        self.assertEqual(self.orders()[-1]["ticket"]["ahead"], 0)
        def without_forecast(orders):  # which is made anew after a start
            return [{**one, "ticket": {**one["ticket"], "wait": None}} for one in orders]

        before = without_forecast(self.orders())
        self.restart()
        self.assertEqual(without_forecast(self.orders()), before)

    def at_counter(self):
        self.ask("Admin.SetPin", operator="101", pin=PIN)
        talk = self.centre.talk()
        self.assertNotIn("error", talk.call("org.novbe.Counter.SignIn",
                                            {"operator": "101", "pin": PIN, "counter": "1"}))
        return talk

    def slot(self):
        return next(one["at"] for one in self.ask("Reception.ListSlots", service="passport")["slots"])

    def test_reception_issues_books_and_checks_in_on_paper(self):
        ticket = self.ask("Reception.Issue", services=["visa"], printer="desk", language="en")["ticket"]
        order = self.order()
        self.assertEqual((order["ticket"]["ticket"], order["printers"], order["language"]),
                         (ticket["ticket"], ["desk"], "en"))
        slot = self.slot()
        booking = self.ask("Reception.Book", service="passport", slot_at=slot, printer="desk",
                           language="ru")["booking"]["booking"]
        self.assertEqual(self.ask("Reception.Book", service="passport", slot_at=slot)["booking"]["service"], "passport")
        slip = self.orders()[-1]
        self.assertEqual(len(self.orders()), 2)
        self.assertEqual((slip["language"], slip.get("ticket"), slip["code"]),
                         ("ru", None, {"service": "passport", "name": "passport", "code": booking, "slot_at": slot,
                                       "qr": "%B/" + booking.replace("-", "")}))
        checked = self.ask("Reception.CheckIn", booking=booking, printer="hall")["ticket"]
        self.assertEqual((self.orders()[-1]["ticket"]["ticket"], self.orders()[-1]["printers"]),
                         (checked["ticket"], ["hall"]))

    def test_a_visitor_checks_in_on_paper(self):
        slot = self.slot()
        codes = [self.ask("Reception.Book", service="passport", slot_at=slot)["booking"]["booking"] for _ in range(2)]
        ticket = self.ask("Visitor.CheckIn", booking=codes[0], kiosk="door")["ticket"]
        self.assertEqual(self.order()["ticket"]["ticket"], ticket["ticket"])
        self.ask("Visitor.CheckIn", booking=codes[1], kiosk="bare")
        self.assertEqual(len(self.orders()), 1)

    def test_a_slip_about_a_service(self):
        self.assertEqual(self.ask("Reception.PrintInformation", service="deed", printer="desk", language="en"),
                         {"repeated": False})
        slip = self.order()
        self.assertEqual((slip["printers"], slip["language"], slip.get("ticket"), slip.get("code")),
                         (["desk"], "en", None, None))
        self.assertEqual((slip["information"]["service"], slip["information"]["name"], slip["information"]["bring"]),
                         ("deed", "deed", []))
        self.assertTrue(slip["information"]["hours"])
        self.refused("UnknownService", "Reception.PrintInformation", {"service": "dead"}, service="dead", printer="desk")
        self.refused("UnknownTerminal", "Reception.PrintInformation", {"key": "fax"}, service="deed", printer="fax")
        self.assert_error(self.reply("Reception.PrintInformation",
                                     {"service": "deed", "printer": "desk", "language": "fr"}),
                          "org.novbe.Fault.LanguageUnknown", language="fr")
        self.assertEqual(len(self.orders()), 1, "a refusal orders nothing")

    def test_printed_again_for_a_visitor(self):
        ticket = self.issue()
        proof = {"ticket": ticket["ticket"], "code": ticket["code"], "kiosk": "door"}
        self.refused("NothingChanges", "Visitor.Reprint", **proof)
        self.print_all()
        self.assertEqual(self.ask("Visitor.Reprint", **proof), {"repeated": False})
        again = self.order()
        self.assertEqual((again["again"], again["ticket"]["code"], again["printers"]),
                         (True, ticket["code"], ["entrance", "hall"]))
        self.refused("WrongCode", "Visitor.Reprint", **{**proof, "code": "AAAAA"})
        self.refused("WrongCode", "Visitor.Reprint", **{**proof, "ticket": "KA999"})
        self.refused("UnknownTerminal", "Visitor.Reprint", {"key": "window"}, **{**proof, "kiosk": "window"})
        for _ in range(3):
            self.print_all()
            self.ask("Visitor.Reprint", **proof)
        self.print_all()
        self.refused("LimitReached", "Visitor.Reprint", {"limit": 5}, **proof)
        self.ask("Reception.Reprint", ticket=ticket["ticket"], printer="desk")

    def test_who_is_sent_home_has_the_return_code_on_paper(self):
        ticket = self.issue(language="ru")
        self.ask("Manager.CloseService", service="visa", reason="mistake", closing="send_home")
        self.assertEqual(self.orders(), [], "the ticket is of no use any more")
        code = self.where(ticket)["return_code"]
        proof = {"ticket": ticket["ticket"], "code": ticket["code"], "kiosk": "door"}
        self.ask("Visitor.Reprint", **proof)
        order = self.order()
        self.assertEqual((order["code"], order.get("ticket"), order["language"], order["again"], order["wanted"]),
                         ({"service": "visa", "name": "visa", "code": code, "qr": "%R/" + code.replace("-", "")}, None, "ru",
                          False, True))
        self.assertEqual(self.paper(ticket), ("waiting", None))
        self.refused("NothingChanges", "Visitor.Reprint", **proof)
        before = self.orders()
        self.restart()
        self.assertEqual(self.orders(), before)
        self.take(2, "entrance")
        self.assertEqual(self.report(2, "entrance", "printed")["papers"], 1)
        self.assertEqual(self.paper(ticket), ("printed", "entrance"))
        self.assertEqual(self.ask("Reception.GetTicket", ticket=ticket["ticket"])["ticket"]["papers"], 0)
        self.ask("Reception.Reprint", ticket=ticket["ticket"], printer="desk")
        self.assertEqual((self.order()["again"], self.order()["code"]["code"]), (True, code))

    def test_too_many_wrong_codes(self):
        ticket = self.issue()
        for _ in range(5):
            self.refused("WrongCode", "Visitor.Reprint", ticket=ticket["ticket"], code="AAAAA", kiosk="door")
        self.refused("TooManyTries", "Visitor.Reprint", ticket=ticket["ticket"], code=ticket["code"], kiosk="door")

    def test_printed_again_by_staff(self):
        ticket = self.issue()["ticket"]
        self.ask("Reception.Reprint", ticket=ticket, printer="desk")
        self.assertEqual((self.orders()[-1]["printers"], len(self.orders())), (["desk"], 2))
        for role in ("Reception", "Manager"):
            self.refused("UnknownTicket", role + ".Reprint", {"ticket": "KA999"}, ticket="KA999", printer="desk")
            self.refused("UnknownTerminal", role + ".Reprint", {"key": "fax"}, ticket=ticket, printer="fax")
        self.assertEqual(self.ask("Manager.Reprint", ticket=ticket, printer="desk"), {"repeated": False})
        self.assertEqual((self.orders()[-1]["printers"], len(self.orders())), (["desk"], 3))
        operator = self.at_counter()
        self.assertEqual(operator.call("org.novbe.Counter.Reprint", {"ticket": ticket, "printer": "desk"}),
                         {"parameters": {"repeated": False}})
        self.assertEqual(len(self.orders()), 4)
        deed = self.issue(services=["deed"])["ticket"]
        for parameters, error, fields in (({"ticket": "KA999", "printer": "desk"}, "UnknownTicket", {"ticket": "KA999"}),
                                          ({"ticket": ticket, "printer": "fax"}, "UnknownTerminal", {"key": "fax"}),
                                          ({"ticket": deed, "printer": "desk"}, "NotInProfile", {"service": "deed"})):
            self.assert_error(operator.call("org.novbe.Counter.Reprint", parameters), REFUSED + error, **fields)
        self.refused("NotSignedIn", "Counter.Reprint", ticket=ticket, printer="desk")

    def test_a_day_that_is_closed_has_no_paper(self):
        ticket = self.issue()["ticket"]
        order = self.order()
        self.take(order["order"], "entrance")
        self.issue()
        self.ask("Admin.CloseDay")
        self.assertEqual(self.orders(), [])
        self.printer_refused("UnknownOrder", "Report", {"order": 1}, order=1, printer="entrance", state="printed")
        self.refused("UnknownTicket", "Reception.Reprint", ticket=ticket, printer="desk")
        self.ask("Reception.PrintInformation", service="deed", printer="desk")
        self.assertEqual(self.order()["order"], 3)
        self.restart()
        self.assertEqual(self.order()["order"], 3, "slips are printed on any day")


class Printing(Paper):
    """What novbe-printer does."""

    def test_from_the_order_to_the_paper(self):
        ticket = self.issue()
        self.assertEqual(self.take(1, "entrance"), {"again": False, "repeated": False})
        self.assertEqual((self.order()["state"], self.paper(ticket)), ("taken", ("printing", "entrance")))
        self.assertEqual(self.report(1, "entrance", "sent", detail="job 7"), {"papers": 0, "repeated": False})
        order = self.order()
        self.assertLess(abs(order["tries"][0].pop("at") - self.now_ms()), 5000)
        self.assertEqual((order["state"], order["turn"], order["tries"]),
                         ("sent", "entrance", [{"printer": "entrance", "state": "sent", "detail": "job 7", "late": False,
                                               "papers": 0}]))
        self.assertEqual(self.report(1, "entrance", "printed"), {"papers": 1, "repeated": False})
        self.assertEqual((self.orders(), self.paper(ticket)), ([], ("printed", "entrance")))
        self.assertEqual([(one["paper"], one["papers"]) for one in self.ask("Reception.FindTickets")["tickets"]],
                         [("printed", 1)])

    def test_refusals_of_take(self):
        self.issue()
        self.printer_refused("UnknownOrder", "Take", {"order": 2}, order=2, printer="entrance")
        self.printer_refused("NotItsTurn", "Take", {"order": 1, "turn": "entrance"}, order=1, printer="hall")
        self.refused("UnknownTerminal", "Printer.Take", {"key": "desk"}, order=1, printer="desk")
        self.refused("UnknownTerminal", "Printer.Take", {"key": "fax"}, order=1, printer="fax")
        self.take(1, "entrance")
        for printer in ("entrance", "hall"):
            self.refused("NothingChanges", "Printer.Take", order=1, printer=printer)
        self.report(1, "entrance", "printed")
        self.refused("NothingChanges", "Printer.Take", order=1, printer="entrance")

    def test_refusals_of_report(self):
        self.issue()
        report = "Printer.Report"
        self.printer_refused("UnknownOrder", "Report", {"order": 0}, order=0, printer="entrance", state="sent")
        self.refused("NothingChanges", report, order=1, printer="entrance", state="printed")
        self.refused("UnknownTerminal", report, {"key": "desk"}, order=1, printer="desk", state="printed")
        self.take(1, "entrance")
        self.refused("NothingChanges", report, order=1, printer="hall", state="printed")
        for state in ("waiting", "taken"):
            self.assert_error(self.reply(report, {"order": 1, "printer": "entrance", "state": state}), INVALID,
                              parameter="state")
        self.report(1, "entrance", "sent")
        self.refused("NothingChanges", report, order=1, printer="entrance", state="sent")
        self.report(1, "entrance", "unknown")
        for state in ("sent", "failed", "unknown", "given_up"):
            self.refused("NothingChanges", report, order=1, printer="entrance", state=state)
        for field, values in (("length_mm", (0, -1, 10001)), ("papers", (0, -1, 1001, 1 << 40))):
            for value in values:
                self.assert_error(self.reply(report, {"order": 1, "printer": "entrance", "state": "printed", field: value}),
                                  INVALID, parameter=field)
        self.report(1, "entrance", "printed")
        for state in ("sent", "printed", "failed", "unknown", "given_up"):
            self.refused("NothingChanges", report, order=1, printer="entrance", state=state)

    def test_refusals_of_the_rest(self):
        tell = "Printer.ReportPrinter"
        self.refused("UnknownTerminal", tell, {"key": "fax"}, printer="fax", state="ready")
        self.assert_error(self.reply(tell, {"printer": "hall", "state": "ready", "tickets_left": -1}), INVALID,
                          parameter="tickets_left")
        self.refused("UnknownTerminal", "Printer.WatchOrders", {"key": "fax"}, printers=["hall", "fax"])
        self.refused("UnknownTerminal", "Visitor.WatchPrinters", {"key": "window"}, kiosk="window")

    def test_each_end(self):
        for state, paper, printer in (("printed", "printed", "entrance"), ("unknown", "unknown", "entrance"),
                                      ("given_up", "failed", None)):
            ticket = self.issue()
            order = self.order()["order"]
            self.take(order, "entrance")
            self.report(order, "entrance", state)
            self.assertEqual((self.orders(), self.paper(ticket)), ([], (paper, printer)), state)

    def test_the_same_wish_twice_over_a_kill(self):
        self.issue()
        wishes = [("Printer.Take", {"order": 1, "printer": "entrance"}, {"order": 1, "printer": "hall"}),
                  ("Printer.Report", {"order": 1, "printer": "entrance", "state": "sent"},
                   {"order": 1, "printer": "entrance", "state": "failed"}),
                  ("Printer.ReportPrinter", {"printer": "hall", "state": "jammed"}, {"printer": "hall", "state": "ready"}),
                  ("Reception.Reprint", {"ticket": "KA001", "printer": "desk"}, {"ticket": "KA001", "printer": "hall"}),
                  ("Reception.PrintInformation", {"service": "deed", "printer": "desk"},
                   {"service": "visa", "printer": "desk"})]
        for method, wish, other in wishes:
            first = self.ask(method, **wish, request="w")
            self.assertFalse(first["repeated"])
            self.assertEqual(self.ask(method, **wish, request="w"), {**first, "repeated": True}, method)
            self.assert_error(self.reply(method, {**other, "request": "w"}), REUSED, request="w")
        before = self.orders()
        self.assertEqual(len(before), 3)
        self.restart()
        for method, wish, _ in wishes:
            self.assertTrue(self.ask(method, **wish, request="w")["repeated"], method)
        self.assertEqual(self.orders(), before)

    def test_a_ticket_and_its_reprint_are_ordered_once_over_a_kill(self):
        wish = {"services": ["visa"], "kiosk": "door", "request": "w"}
        ticket = self.ask("Visitor.Issue", **wish)["ticket"]
        self.ask("Visitor.Issue", **wish)
        self.take(1, "entrance")
        self.report(1, "entrance", "printed")
        again = {"ticket": ticket["ticket"], "code": ticket["code"], "kiosk": "door", "request": "w"}
        for repeated in (False, True):
            self.assertEqual(self.ask("Visitor.Reprint", **again), {"repeated": repeated})
        self.restart()
        self.assertTrue(self.ask("Visitor.Issue", **wish)["repeated"])
        self.assertTrue(self.ask("Visitor.Reprint", **again)["repeated"])
        self.assertEqual(self.order()["order"], 2)
        self.ask("Admin.SetPin", operator="101", pin=PIN)
        talk = self.centre.talk()
        talk.call("org.novbe.Counter.SignIn", {"operator": "101", "pin": PIN, "counter": "1"})
        for repeated in (False, True):
            self.assertEqual(talk.call("org.novbe.Counter.Reprint",
                                       {"ticket": ticket["ticket"], "printer": "desk", "request": "w"}),
                             {"parameters": {"repeated": repeated}})
        self.assertEqual(len(self.orders()), 2)

    def test_killed_at_each_state_it_picks_up(self):
        for _ in range(4):
            self.issue()
        self.take(2, "entrance")
        self.take(3, "entrance")
        self.report(3, "entrance", "sent", detail="job 3")
        self.take(4, "entrance")
        self.report(4, "entrance", "failed", detail="no such queue")
        before = self.orders()
        self.assertEqual([one["state"] for one in before], ["waiting", "taken", "sent", "failed"])
        self.assertEqual([one["turn"] for one in before], ["entrance"] * 3 + ["hall"])
        self.restart()
        self.assertEqual(self.orders(), before)
        self.report(3, "entrance", "printed")
        self.take(4, "hall")

    def test_what_could_not_be_written_was_not_ordered_nor_taken(self):
        first = self.issue()
        self.limit_files(4096)
        calls = [("Visitor.Issue", {"services": ["visa"], "kiosk": "door"}),
                 ("Printer.Take", {"order": 1, "printer": "entrance"}),
                 ("Printer.ReportPrinter", {"printer": "entrance", "state": "jammed"}), ("Printer.WatchOrders", {}),
                 ("Visitor.WatchPrinters", {"kiosk": "door"})]
        self.talk.send(b"".join(json.dumps({"method": "org.novbe." + method, "parameters": parameters}).encode() + b"\0"
                                for method, parameters in calls))
        replies = [self.talk.receive() for _ in calls]
        for reply in replies[:3]:
            self.assert_error(reply, FAILED)
        self.assertEqual([(one["order"], one["state"], one["turn"]) for one in replies[3]["parameters"]["orders"]],
                         [(1, "waiting", "entrance")])
        self.assertEqual([one["state"] for one in replies[4]["parameters"]["printers"]], ["ready", "ready"])
        self.limit_files(resource.RLIM_INFINITY)
        self.take(1, "entrance")
        self.assertEqual(self.issue()["ticket"], f"KA{int(first['ticket'][2:]) + 1:03}")
        self.assertEqual([(one["order"], one["state"]) for one in self.orders()], [(1, "taken"), (2, "waiting")])

    def test_orders_for_some_printers_only(self):
        self.issue()
        self.ask("Reception.PrintInformation", service="deed", printer="desk")
        for printers, orders in ((["desk"], [2]), (["hall"], [1]), (["entrance", "desk"], [1, 2]), ([], []),
                                 (None, [1, 2])):
            self.assertEqual([one["order"] for one in self.orders(printers=printers)], orders, printers)

    def test_a_cancelled_ticket_is_not_wanted(self):
        taken, waiting = self.issue(), self.issue()
        self.take(1, "entrance")
        for ticket in (taken, waiting):
            self.ask("Visitor.Cancel", ticket=ticket["ticket"], code=ticket["code"])
        order = self.order()
        self.assertEqual((order["order"], order["wanted"]), (1, False))
        self.assertEqual(self.paper(waiting), ("failed", None))
        self.report(1, "entrance", "given_up")
        self.assertEqual(self.paper(taken), ("failed", None))

    def test_only_the_roles_printer_and_admin(self):
        self.centre.write_config()
        without = self.centre.config.read_text().replace('"printer"; users', '"network"; users')
        self.centre.config.write_text(without)
        self.ask("Admin.Reload")
        self.ask("Printer.WatchOrders")
        self.centre.config.write_text(without.replace('"admin"; users', '"network"; users'))
        self.ask("Admin.Reload")
        for method in ("WatchOrders", "Take", "Report", "ReportPrinter"):
            self.assert_error(self.talk.call("org.novbe.Printer." + method, {}),
                              "org.varlink.service.PermissionDenied")


class Turns(Paper):
    """Whose turn it is."""

    def test_a_printer_that_cannot_print_is_passed_over(self):
        first = self.issue()
        self.tell("entrance", "paper_out")
        self.assertEqual((self.order()["turn"], self.order()["state"]), ("hall", "waiting"))
        self.assertFalse(self.order()["again"])
        second = self.issue()
        self.assertEqual(self.orders()[1]["turn"], "hall")
        self.tell("hall", "cover_open", detail="cover")
        self.assertEqual((self.orders(), self.paper(first), self.paper(second)),
                         ([], ("failed", None), ("failed", None)))
        self.assertEqual(self.paper(self.issue()), ("failed", None))
        self.tell("hall", "paper_low")
        self.issue()
        self.assertEqual(self.order()["turn"], "hall")

    def test_one_that_failed_goes_to_the_next(self):
        ticket = self.issue()
        self.take(1, "entrance")
        self.report(1, "entrance", "failed", detail="unsupported media")
        order = self.order()
        self.assertEqual((order["state"], order["turn"], order["again"], order["tries"][0]["detail"]),
                         ("failed", "hall", False, "unsupported media"))
        self.assertEqual(self.paper(ticket), ("waiting", None))
        self.take(1, "hall")
        self.report(1, "hall", "failed")
        self.assertEqual((self.orders(), self.paper(ticket)), ([], ("failed", None)))

    def test_a_deadline_and_the_copy_and_two_papers(self):
        ticket = self.issue()
        watch = self.stream("Printer.WatchOrders")
        where = self.stream("Visitor.WhereAmI", ticket=ticket["ticket"], code=ticket["code"])
        self.assertEqual(where.receive()["parameters"]["paper"], "waiting")
        self.take(1, "entrance")
        self.report(1, "entrance", "sent")
        self.until_told(where, lambda state: (state["paper"], state.get("printer")) == ("printing", "entrance"), "printing")
        self.keep_telling(29)
        self.assertEqual(self.order()["turn"], "entrance")
        self.keep_telling(2)
        self.until_told(watch, lambda state: state["orders"][0]["turn"] == "hall", "the next printer's turn")
        order = self.order()
        self.assertEqual((order["state"], order["again"], order["tries"][0]["late"]), ("waiting", True, True))
        self.assertEqual(self.take(1, "hall"), {"again": True, "repeated": False})
        self.assertEqual(self.report(1, "hall", "printed")["papers"], 1)
        self.until_told(where, lambda state: (state["paper"], state["printer"]) == ("printed", "hall"), "printed")
        order = self.order()
        self.assertEqual((order["state"], order.get("turn"), order.get("until")), ("printed", None, None))
        self.restart()
        self.assertEqual(self.report(1, "entrance", "printed")["papers"], 2)
        self.assertEqual(self.orders(), [])
        self.assertEqual([(one["paper"], one["papers"]) for one in self.ask("Reception.FindTickets")["tickets"]],
                         [("printed", 2)])

    def test_nobody_left_and_one_late_is_unknown(self):
        ticket = self.issue()
        self.take(1, "entrance")
        for _ in range(2):
            self.keep_telling(31)
        self.assertEqual((self.order()["state"], self.paper(ticket)), ("unknown", ("unknown", "entrance")))
        self.ask("Visitor.Reprint", ticket=ticket["ticket"], code=ticket["code"], kiosk="door")
        self.assertTrue(self.orders()[1]["again"], "it is offered again, as a copy")
        self.report(1, "entrance", "failed")
        self.assertFalse(self.order()["again"], "now it is known that there is none")

    def test_a_printer_that_nobody_tells_of_is_silent(self):
        kiosk = self.stream("Visitor.WatchPrinters", kiosk="door")
        self.assertTrue(kiosk.receive()["parameters"]["paper"])
        self.centre.wall.go_by(55)
        self.tell("hall", "printing")
        ticket = self.issue()
        self.assertEqual(self.order()["turn"], "entrance")
        self.centre.wall.go_by(6)
        until(lambda: self.order()["turn"] == "hall", "the silent printer to be passed over")
        state = self.until_told(kiosk, lambda state: state["printers"][0]["state"] == "silent", "silence")
        self.assertEqual((state["paper"], [one["state"] for one in state["printers"]]), (True, ["silent", "printing"]))
        self.assertEqual(self.paper(ticket), ("waiting", None))

    def test_a_time_of_its_own(self):
        self.set_rules("paper_seconds = 5; papers = 1;")
        ticket = self.issue()
        self.assertEqual(self.order()["until"] - self.order()["at"], 5000)
        self.keep_telling(6)
        until(lambda: self.order()["turn"] == "hall", "the next printer's turn")
        self.take(1, "hall")
        self.report(1, "hall", "printed")
        self.refused("LimitReached", "Visitor.Reprint", {"limit": 1}, ticket=ticket["ticket"], code=ticket["code"],
                     kiosk="door")

    def test_a_printer_that_leaves_the_catalogue_has_no_turn(self):
        self.issue(), self.issue()
        self.take(2, "entrance")
        catalogue = self.centre.catalogue.read_text()
        catalogue = catalogue.replace('{ key = "entrance"; queue = "entrance"; width_mm = 80; },', "")
        self.centre.catalogue.write_text(catalogue.replace('"entrance", "hall"', '"hall"'))
        self.ask("Admin.Reload")
        self.assertEqual([one["turn"] for one in self.orders()], ["hall", "entrance"])
        self.refused("UnknownTerminal", "Printer.ReportPrinter", printer="entrance", state="ready")
        self.report(2, "entrance", "printed")
        self.assertEqual(self.order()["order"], 1)

    def test_the_power_was_gone_and_so_are_the_visitors(self):
        ticket = self.issue()
        self.centre.stop(9)
        self.centre.wall.go_by(600)
        self.centre.start()
        self.talk = self.centre.talk()
        until(lambda: self.paper(ticket) == ("failed", None), "the order to be given up")
        self.assertEqual(self.orders(), [])


class Telling(Paper):
    """What is shown of printers."""

    def alerts(self):
        return [(one["key"], one["state"], one.get("limit")) for one in self.ask("Manager.WatchHall")["alerts"]
                if one["kind"] == "paper"]

    def test_a_supervisor_is_alerted(self):
        self.assertEqual(self.alerts(), [])
        hall = self.stream("Manager.WatchHall")
        hall.receive()
        self.tell("hall", "paper_low", tickets_left=40)
        self.centre.wall.go_by(2)
        self.tell("desk", "jammed", detail="roller")
        self.assertEqual(self.alerts(), [("desk", "jammed", None), ("hall", "paper_low", 40)])
        self.until_told(hall, lambda state: len(state["alerts"]) == 2, "the alerts")
        self.tell("desk", "ready"), self.tell("hall", "printing")
        self.assertEqual(self.alerts(), [])
        self.centre.wall.go_by(62)
        self.assertEqual(sorted(self.alerts()),
                         [(printer, "silent", None) for printer in ("desk", "entrance", "hall")], "nobody tells of them")

    def test_after_a_restart_there_is_a_minute_to_tell(self):
        self.tell("entrance", "paper_out")
        self.restart()
        self.assertEqual(self.alerts(), [])
        self.assertFalse(self.ask("Visitor.WatchPrinters", kiosk="door")["paper"])
        self.issue()
        self.assertEqual(self.order()["turn"], "entrance")
        self.centre.wall.go_by(62)
        self.assertEqual(len(self.alerts()), 3)

    def test_a_kiosk_knows_whether_it_can_offer_paper(self):
        self.tell("entrance", "paper_low", tickets_left=12)
        printers = self.ask("Visitor.WatchPrinters", kiosk="door")
        for printer in printers["printers"]:
            self.assertLess(abs(printer.pop("since") - self.now_ms()), 10000)
        self.assertEqual(printers, {"paper": True, "printers": [
            {"printer": "entrance", "state": "paper_low", "tickets_left": 12, "ask_roll": False},
            {"printer": "hall", "state": "ready", "ask_roll": False}]})
        self.assertEqual(self.ask("Visitor.WatchPrinters", kiosk="bare"), {"paper": False, "printers": []})
        watch = self.stream("Visitor.WatchPrinters", kiosk="door")
        self.assertTrue(watch.receive()["parameters"]["paper"])
        self.tell("entrance", "paper_out")
        self.tell("hall", "stopped")
        self.until_told(watch, lambda state: not state["paper"], "no paper")
        self.tell("hall", "ready")
        self.until_told(watch, lambda state: state["paper"], "paper again")

    def test_since_is_when_it_became_so(self):
        since = self.ask("Visitor.WatchPrinters", kiosk="door")["printers"][0]["since"]
        self.centre.wall.go_by(20)
        self.tell("entrance", "ready", detail="still")
        self.assertEqual(self.ask("Visitor.WatchPrinters", kiosk="door")["printers"][0]["since"], since)


if __name__ == "__main__":
    unittest.main()
