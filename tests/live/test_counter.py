# SPDX-License-Identifier: MIT
"""The operator at a counter, on a real daemon: in and out, calling, serving, moving, pausing, watching."""
import unittest

from hall import PIN, HallCase, Terminal

from centre import OWNER_ROLES, until

REFUSED = "org.novbe.Refused."
INVALID = "org.varlink.service.InvalidParameter"
REUSED = "org.novbe.Fault.RequestReused"
MINUTE = 60 * 1000
CLOCKS_MS = 50  # the daemon's clock stands still within a turn, and ours is another


class Counter(HallCase):
    roles = OWNER_ROLES + ', { role = "counter"; users = [ "@owner" ]; }'
    rules = "recall_gap_seconds = 5; lease_seconds = 10;"

    def setUp(self):
        super().setUp()
        for operator in ("101", "102"):
            self.ask("Admin.SetPin", operator=operator, pin=PIN)

    def issue(self, service="passport", **parameters):
        return self.ask("Reception.Issue", services=[service], **parameters)["ticket"]["ticket"]

    def at(self, operator="101", counter="1"):
        return Terminal(self, operator, counter)

    def ticket(self, number):
        return self.ask("Reception.GetTicket", ticket=number)["ticket"]


class InAndOut(Counter):
    def test_who_signs_in_is_told_who_and_where_he_is(self):
        session = self.at().signed_in["session"]
        self.assertLess(abs(session.pop("since") - self.now_ms()), MINUTE)
        self.assertEqual(session, {"operator": "101", "counter": "1", "profile": "police", "languages": ["az", "ru"],
                                   "activity": "free"})

    def test_refusals_of_sign_in(self):
        one = self.at()
        talk = self.centre.talk()
        sign_in = {"operator": "102", "pin": PIN, "counter": "1"}
        self.assert_error(self.reply("Counter.SignIn", sign_in, talk), REFUSED + "CounterTaken", counter="1",
                          operator="101")
        self.assert_error(self.reply("Counter.SignIn", {**sign_in, "counter": "77"}, talk),
                          REFUSED + "UnknownCounter", counter="77")
        self.assert_error(self.reply("Counter.Next", {}, talk), REFUSED + "NotSignedIn")
        self.assertEqual(one.watch()["session"]["counter"], "1")

    def test_nobody_signed_in_may_do_nothing(self):
        calls = {"Watch": {}, "ListWaiting": {}, "ListColleagues": {}, "Next": {}, "Recall": {}, "Arrive": {}, "NoShow": {}, "Undo": {},
                 "EndHelp": {}, "EndPause": {}, "EndTask": {}, "Park": {}, "SignOut": {"leave_parked": True},
                 "Choose": {"ticket": "KA001", "reason": "fire"}, "Finish": {"outcome": "done", "next": False},
                 "Transfer": {"service": "visa", "place": "keep", "returns": False}, "TakeUp": {"ticket": "KA001"},
                 "ComeBack": {"ticket": "KA001"}, "HandOver": {"operator": "102"}, "Help": {"ticket": "KA001"},
                 "ServeDirect": {"services": ["visa"]}, "Join": {"ticket": "KA001"}, "Pause": {"pause": "lunch"},
                 "EnterByHand": {"service": "visa", "from": 1, "until": 2}, "BeginTask": {"task": "mail"},
                 "Regain": {"token": "101.00"}}
        self.issue()
        for method, parameters in calls.items():
            with self.subTest(method):
                self.assert_error(self.reply("Counter." + method, parameters), REFUSED + "NotSignedIn")

    def test_signed_in_elsewhere_he_moves_with_his_ticket(self):
        old = self.at()
        number = self.issue()
        old.serve()
        new = self.at(counter="2")
        seen = new.watch()
        self.assertEqual((seen["ticket"]["ticket"], seen["ticket"]["state"], seen["ticket"]["counter"]),
                         (number, "serving", "2"))
        old.refused("NotSignedIn", "Finish", outcome="done", next=False)
        self.assert_error(old.reply("Regain", {"token": old.token}), REFUSED + "NotSignedIn")
        new.finish()
        self.at("102", "1")

    def test_the_old_connection_ends_and_nothing_is_lost(self):
        old = self.at()
        new = self.at()
        self.assertEqual(new.token, old.token, "the same session")
        old.talk.close()
        self.issue()
        new.serve()
        self.assertEqual(self.ask("Admin.ListOperators")["operators"][0]["counter"], "1")

    def test_one_terminal_changes_hands(self):
        one = self.at()
        self.issue()
        one.ask("Next")
        one.ask("SignIn", operator="102", pin=PIN, counter="2")
        self.assertEqual(one.watch()["session"]["operator"], "102")
        self.assert_error(one.reply("SignIn", {"operator": "102", "pin": PIN, "counter": "1"}),
                          REFUSED + "CounterTaken")

    def test_regain_after_the_connection_and_after_the_daemon(self):
        one = self.at()
        number = self.issue()
        one.serve()
        one.talk.close()
        other = self.centre.talk()
        session = self.reply("Counter.Regain", {"token": one.token}, other)["parameters"]["session"]
        self.assertEqual((session["operator"], session["counter"], session["activity"]), ("101", "1", "ticket"))
        self.restart()
        self.assertEqual(self.ask("Counter.Regain", token=one.token)["session"]["activity"], "ticket")
        self.assertEqual(self.ask("Counter.Finish", outcome="done", next=False)["ticket"]["ticket"], number)
        for token in ("", ".", "101", "101.", one.token[:-1], one.token + "0", one.token.replace("101", "102")):
            self.assert_error(self.reply("Counter.Regain", {"token": token}), REFUSED + "NotSignedIn")

    def test_a_lease_that_ends_gives_the_called_ticket_back(self):
        one = self.at()
        number = self.issue()
        one.ask("Next")
        one.talk.close()
        self.assertEqual(self.ticket(number)["state"], "called")
        until(lambda: self.ticket(number)["state"] == "waiting", "the lease to end")
        self.assert_error(self.reply("Counter.Regain", {"token": one.token}), REFUSED + "NotSignedIn")
        self.at("102", "1")

    def test_signing_out_leaves_nothing_behind(self):
        one, two = self.at(), self.at("102", "2")
        self.issue()
        self.issue()
        one.serve()
        one.ask("Park")
        held = one.serve()
        one.refused("TakerNeeded", "SignOut", {"tickets": 2}, leave_parked=False)
        one.refused("TakerNeeded", "SignOut", {"tickets": 2}, leave_parked=True)
        one.refused("NotSignedIn", "SignOut", {"operator": "555"}, taker="555", leave_parked=False)
        two.ask("BeginTask", task="mail")
        one.refused("TakerBusy", "SignOut", {"operator": "102", "activity": "task"}, taker="102", leave_parked=False)
        two.ask("EndTask")
        wish = {"taker": "102", "leave_parked": False, "request": "w1"}
        self.assertFalse(one.ask("SignOut", **wish)["repeated"])
        self.assertTrue(one.ask("SignOut", **wish)["repeated"])
        one.refused("NotSignedIn", "Next")
        seen = two.watch()
        self.assertEqual((seen["ticket"]["ticket"], len(seen["parked"])), (held, 1))

    def test_parked_tickets_stay_with_their_service(self):
        one = self.at()
        number = self.issue()
        one.serve()
        one.ask("Park")
        one.refused("TakerNeeded", "SignOut", {"tickets": 1}, leave_parked=False)
        one.ask("SignOut", leave_parked=True)
        self.assertEqual(self.at("102", "2").watch()["parked"][0]["ticket"], number)


class Bounded(Counter):
    roles = OWNER_ROLES + ', { role = "counter"; users = [ "@owner" ]; agencies = [ "notary" ]; }'

    def test_a_role_of_an_agency_signs_in_where_that_is_served(self):
        talk = self.centre.talk()
        sign_in = {"operator": "101", "pin": PIN, "counter": "1"}
        self.assert_error(self.reply("Counter.SignIn", sign_in, talk), REFUSED + "OtherAgency", agency="police")
        self.assertNotIn("error", self.reply("Counter.SignIn", {**sign_in, "counter": "2"}, talk))


class Calling(Counter):
    def test_an_ordinary_visitor(self):
        first, second = self.issue(party=2), self.issue("visa")
        one = self.at()
        called = one.ask("Next")["ticket"]
        self.assertEqual((called["ticket"], called["state"], called["counter"], called["operator"], called["calls"]),
                         (first, "called", "1", "101", 1))
        self.assertEqual(one.ask("Arrive")["ticket"]["state"], "serving")
        finished = one.finish(quantity=2, next=True)
        self.assertEqual((finished["ticket"]["ticket"], finished["ticket"]["end"]), (first, "served"))
        self.assertEqual((finished["called"]["ticket"], finished["called"]["state"]), (second, "called"))
        self.assertNotIn("called", one.finish(next=True), "nobody waits; the finish stands")
        self.assertEqual(self.ticket(second)["end"], "served")

    def test_refusals(self):
        one = self.at()
        one.refused("NobodyWaits", "Next", {"others": 0})
        for method in ("Recall", "Arrive", "NoShow", "Park"):
            one.refused("HoldsNone", method)
        one.refused("HoldsNone", "Finish", outcome="done", next=True)
        number = self.issue()
        self.issue("deed")
        one.serve()
        one.refused("HoldsTicket", "Next", {"ticket": number, "state": "serving"})
        one.refused("WrongState", "Arrive", {"ticket": number, "state": "serving"})
        one.refused("WrongState", "Recall")
        one.refused("WrongState", "NoShow")
        one.refused("UnknownOutcome", "Finish", {"outcome": "fine"}, outcome="fine", next=True)
        for quantity in (0, -1, 10000):
            self.assert_error(one.reply("Finish", {"outcome": "done", "next": True, "quantity": quantity}), INVALID,
                              parameter="quantity")
        one.finish()
        one.refused("NobodyWaits", "Next", {"others": 1})

    def test_a_halt_calls_nobody(self):
        one = self.at()
        self.issue()
        self.ask("Manager.Halt", reason="fire")
        one.refused("Halted", "Next", {"reason": "fire"})
        self.assertEqual(one.watch()["halted"], "fire")

    def test_chosen_with_a_reason(self):
        one = self.at()
        self.issue()
        wanted = self.issue("visa", needs=["low-desk"])
        other = self.issue("deed")
        two = self.at("102", "2")
        one.refused("UnknownTicket", "Choose", {"ticket": "KA999"}, ticket="KA999", reason="fire")
        one.refused("ReasonNeeded", "Choose", ticket=wanted, reason="whim")
        one.refused("NotInProfile", "Choose", {"service": "deed"}, ticket=other, reason="fire")
        two.refused("NeedNotMet", "Choose", {"needs": ["low-desk"]}, ticket=wanted, reason="fire")
        self.assertEqual(one.ask("Choose", ticket=wanted.lower(), reason="fire")["ticket"]["ticket"], wanted)
        two.refused("WrongState", "Choose", {"ticket": wanted, "state": "called"}, ticket=wanted, reason="fire")

    def test_recall_and_no_show_take_their_time(self):
        one = self.at()
        self.issue()
        called = one.ask("Next")["ticket"]
        one.refused("TooSoon", "Recall", {"from": called["recall_from"]})
        one.refused("TooFewCalls", "NoShow", {"limit": 2})
        until(lambda: self.now_ms() > called["recall_from"] + CLOCKS_MS, "the time of a recall")
        again = one.ask("Recall")["ticket"]
        self.assertEqual((again["calls"], again["calls_needed"]), (2, 0))
        one.refused("TooSoon", "NoShow", {"from": again["no_show_from"]})

    def test_the_same_wish_calls_one_ticket_over_a_kill(self):
        first = self.issue()
        self.issue()
        one = self.at()
        answers = [one.ask("Next", request="w1"), one.ask("Next", request="w1")]
        self.restart()
        self.ask("Counter.Regain", token=one.token)
        answers.append(self.ask("Counter.Next", request="w1"))
        self.assertEqual([one["ticket"]["ticket"] for one in answers], [first] * 3)
        self.assertEqual([one["repeated"] for one in answers], [False, True, True])
        finish = {"outcome": "done", "next": True, "request": "w2"}
        done, again = self.ask("Counter.Finish", **finish), self.ask("Counter.Finish", **finish)
        self.assertEqual((again["ticket"], again["called"], again["repeated"]), (done["ticket"], done["called"], True))
        self.assert_error(self.reply("Counter.Finish", {**finish, "outcome": "missing"}), REUSED)

    def test_undo(self):
        one = self.at()
        one.refused("NothingToUndo", "Undo")
        first, second = self.issue(), self.issue()
        one.ask("Next")
        self.assertEqual((one.watch()["undo"]["what"], one.ask("Undo")["ticket"]["state"]), ("call", "waiting"))
        one.serve()
        one.finish(next=True)
        undo = one.watch()["undo"]
        self.assertEqual((undo["what"], undo["ticket"]), ("finish_and_next", first))
        back = one.ask("Undo", request="w1")
        self.assertEqual((back["ticket"]["ticket"], back["ticket"]["state"], back["repeated"]),
                         (first, "serving", False))
        self.assertTrue(one.ask("Undo", request="w1")["repeated"])
        self.assertEqual(self.ticket(second)["state"], "waiting", "both are taken back")
        one.finish(next=True)
        one.ask("Arrive")
        one.refused("MovedOn", "Undo", {"ticket": second, "state": "serving"})


class Undone(Counter):
    rules = "undo_seconds = 1;"

    def test_not_for_long(self):
        one = self.at()
        self.issue()
        one.ask("Next")
        last = one.watch()["undo"]["until"]
        until(lambda: self.now_ms() > last + CLOCKS_MS, "the undo to be over")
        one.refused("TooLate", "Undo", {"until": last})
        self.assertNotIn("undo", one.watch())


class Moving(Counter):
    def test_transfer_and_back_with_return(self):
        one = self.at()
        number = self.issue()
        one.serve()
        sent = one.transfer(service="visa", place="front", returns=True)
        self.assertEqual([(step["service"], step["state"]) for step in sent["steps"]],
                         [("passport", "ended"), ("visa", "waiting")])
        two = self.at("102", "2")
        self.assertEqual(two.serve(), number)
        two.finish()
        back = one.ask("Next")["ticket"]
        self.assertEqual((back["ticket"], back["service"], back["for_operator"]), (number, "passport", "101"))

    def test_within_the_service_to_one_counter_or_operator(self):
        one, two = self.at(), self.at("102", "2")
        number = self.issue()
        one.serve()
        self.assertEqual(one.transfer(counter="2")["for_counter"], "2")
        one.refused("NobodyWaits", "Next")
        one.refused("ForOther", "Choose", {"ticket": number, "counter": "2"}, ticket=number, reason="fire")
        two.serve()
        self.assertEqual(two.transfer(operator="101")["for_operator"], "101")
        self.assertEqual(one.serve(), number)

    def test_refusals_of_transfer(self):
        one = self.at()
        self.issue()
        keep = {"place": "keep", "returns": False}
        one.refused("HoldsNone", "Transfer", service="visa", **keep)
        one.ask("Next")
        one.refused("WrongState", "Transfer", service="visa", place="keep", returns=True)
        one.refused("UnknownService", "Transfer", {"service": "vise"}, service="vise", **keep)
        one.refused("UnknownCounter", "Transfer", {"counter": "77"}, counter="77", **keep)
        one.refused("UnknownOperator", "Transfer", {"operator": "777"}, operator="777", **keep)
        one.refused("TransferForbidden", "Transfer", {"service": "deed"}, service="deed", **keep)
        one.refused("NothingChanges", "Transfer", **keep)
        wish = {"service": "visa", "request": "w1", **keep}
        self.assertEqual([one.ask("Transfer", **wish)["repeated"] for _ in range(2)], [False, True])

    def test_parked_taken_up_and_back(self):
        one, two = self.at(), self.at("102", "2")
        number, later = self.issue(), self.now_ms() + 30 * MINUTE
        one.serve()
        one.refused("TimeSpanWrong", "Park", until=self.now_ms() - MINUTE)
        one.refused("TimeSpanWrong", "Park", until=0)
        one.refused("TooLong", "Park", until=self.now_ms() + 600 * MINUTE)
        parked = one.ask("Park", until=later, request="w1")["ticket"]
        self.assertEqual((parked["state"], parked["until"]), ("parked", later))
        self.assertTrue(one.ask("Park", until=later, request="w1")["repeated"])
        self.assertEqual(two.watch()["parked"][0]["ticket"], number, "seen by all who serve it")
        self.assertEqual(two.ask("TakeUp", ticket=number)["ticket"]["counter"], "2")
        one.refused("WrongState", "TakeUp", {"state": "serving"}, ticket=number)
        two.ask("Park")
        self.assertEqual(one.ask("ComeBack", ticket=number)["ticket"]["state"], "waiting")
        one.refused("WrongState", "ComeBack", {"state": "waiting"}, ticket=number)
        one.refused("UnknownTicket", "ComeBack", {"ticket": "KA9"}, ticket="KA9")
        deed = self.issue("deed")
        two.ask("Choose", ticket=deed, reason="fire")
        two.ask("Park")
        one.refused("NotInProfile", "TakeUp", {"service": "deed"}, ticket=deed)
        one.refused("NotInProfile", "ComeBack", {"ticket": deed, "service": "deed"}, ticket=deed)

    def test_handed_over_and_helped(self):
        one, two = self.at(), self.at("102", "2")
        number = self.issue()
        one.refused("HoldsNone", "HandOver", operator="102")
        one.ask("Next")
        two.refused("WrongState", "Help", {"ticket": number, "state": "called"}, ticket=number)
        one.ask("Arrive")
        two.refused("UnknownTicket", "Help", {"ticket": "KA77"}, ticket="KA77")
        self.assertEqual(two.ask("Help", ticket=number)["ticket"]["counter"], "1")
        self.assertEqual((two.watch()["session"]["activity"], two.watch()["ticket"]["ticket"]), ("help", number))
        one.refused("TakerBusy", "HandOver", {"operator": "102", "activity": "help"}, operator="102")
        self.assertEqual(one.ask("ListColleagues")["colleagues"], [{"operator": "102", "counter": "2", "activity": "help"}])
        self.assertEqual(two.ask("ListColleagues")["colleagues"],
                         [{"operator": "101", "counter": "1", "activity": "ticket"}])
        two.ask("EndHelp")
        self.assertEqual([one["activity"] for one in one.ask("ListColleagues")["colleagues"]], ["free"])
        two.refused("HoldsNone", "EndHelp")
        one.refused("NotSignedIn", "HandOver", {"operator": "777"}, operator="777")
        self.assertEqual([one.ask("HandOver", operator="102", request="w1")["repeated"] for _ in range(2)],
                         [False, True])
        self.assertEqual(two.watch()["ticket"]["ticket"], number)
        one.refused("HoldsNone", "HandOver", operator="102")
        two.ask("SignOut", leave_parked=True, taker="101")
        self.assertEqual(one.ask("ListColleagues")["colleagues"], [])
        two.refused("NotSignedIn", "ListColleagues")

    def test_two_numbers_of_one_visitor(self):
        one = self.at()
        held, other = self.issue(), self.issue("visa")
        one.refused("HoldsNone", "Join", ticket=other)
        one.serve()
        one.refused("NothingChanges", "Join", ticket=held)
        one.refused("UnknownTicket", "Join", {"ticket": "KA99"}, ticket="KA99")
        joined = one.ask("Join", ticket=other)["ticket"]
        self.assertEqual([step["service"] for step in joined["steps"]], ["passport", "visa"])
        self.assertEqual(self.ticket(other)["end"], "joined")
        one.refused("WrongState", "Join", {"ticket": other, "state": "ended"}, ticket=other)


class WithoutTheUsualWay(Counter):
    def test_straight_to_the_counter(self):
        one = self.at()
        wish = {"services": ["passport", "visa"], "language": "ru", "party": 2, "class": "elderly",
                "needs": ["low-desk"], "request": "w1"}
        ticket = one.ask("ServeDirect", **wish)["ticket"]
        self.assertEqual((ticket["state"], ticket["channel"], ticket["party"], ticket["language"], ticket["class"]),
                         ("serving", "direct", 2, "ru", "elderly"))
        self.assertEqual(one.ask("ServeDirect", **wish)["ticket"]["ticket"], ticket["ticket"])
        one.refused("HoldsTicket", "ServeDirect", services=["visa"])
        one.finish()
        for error, fields in (("UnknownService", {"services": ["vise"]}), ("UnknownNeed", {"needs": ["wings"]}),
                              ("UnknownClass", {"class": "king"}), ("PartyTooLarge", {"party": 4}),
                              ("TooManySteps", {"services": ["visa"] * 9})):
            one.refused(error, "ServeDirect", **{"services": ["passport"], **fields})
        for field, value in (("services", []), ("party", 0)):
            self.assert_error(one.reply("ServeDirect", {"services": ["passport"], field: value}), INVALID,
                              parameter=field)

    def test_by_hand(self):
        one = self.at()
        day_began = self.ask("Reception.Issue", services=["visa"]) and self.now_ms() - 1000
        visit = {"service": "passport", "from": day_began - 2, "until": day_began}
        number = one.ask("EnterByHand", **visit, note="roll 7", request="w1")["ticket"]
        self.assertTrue(one.ask("EnterByHand", **visit, note="roll 7", request="w1")["repeated"])
        entered = self.ticket(number)
        self.assertEqual((entered["channel"], entered["end"], entered["counter"], entered["operator"]),
                         ("by_hand", "served", "1", "101"))
        self.assertNotIn("outcome", entered["steps"][0], "not recorded")
        known = one.ask("EnterByHand", **visit, outcome="missing", quantity=2, party=2)["ticket"]
        self.assertEqual(self.ticket(known)["steps"][0]["outcome"], "missing")
        for error, fields in (("UnknownOutcome", {"outcome": "fine"}), ("UnknownService", {"service": "vise"}),
                              ("UnknownClass", {"class": "king"}), ("PartyTooLarge", {"party": 4}),
                              ("TimeSpanWrong", {"until": self.now_ms() + MINUTE}),
                              ("TimeSpanWrong", {"from": day_began + 1}),
                              ("TimeSpanWrong", {"from": day_began - 48 * 60 * MINUTE})):
            one.refused(error, "EnterByHand", **{**visit, **fields})


class Away(Counter):
    def test_pause_now_and_after_the_visitor(self):
        one = self.at()
        one.refused("UnknownCode", "Pause", {"code": "siesta"}, pause="siesta")
        for minutes in (0, 721):
            self.assert_error(one.reply("Pause", {"pause": "lunch", "minutes": minutes}), INVALID,
                              parameter="minutes")
        one.refused("NothingChanges", "EndPause")
        session = one.ask("Pause", pause="lunch", request="w1")["session"]
        self.assertEqual((session["activity"], session["code"]), ("pause", "lunch"))
        self.assertLess(abs(session["until"] - session["since"] - 30 * MINUTE), 1000)
        self.assertTrue(one.ask("Pause", pause="lunch", request="w1")["repeated"])
        one.refused("NotFree", "Pause", {"activity": "pause"}, pause="lunch")
        self.issue()
        one.refused("NotFree", "Next", {"activity": "pause"})
        self.assertEqual(one.ask("EndPause")["session"]["activity"], "free")
        one.serve()
        self.issue()
        asked = one.ask("Pause", pause="lunch", minutes=5)["session"]
        self.assertEqual((asked["activity"], asked["next_pause"]), ("ticket", "lunch"))
        self.assertNotIn("called", one.finish(next=True), "the pause begins")
        self.assertEqual(one.watch()["session"]["activity"], "pause")

    def test_tasks(self):
        one = self.at()
        one.refused("UnknownCode", "BeginTask", {"code": "nap"}, task="nap")
        one.refused("NothingChanges", "EndTask")
        self.assertEqual(one.ask("BeginTask", task="mail")["session"]["code"], "mail")
        one.refused("NotFree", "BeginTask", {"activity": "task"}, task="mail")
        one.refused("NotFree", "Pause", {"activity": "task"}, pause="lunch")
        self.assertEqual(one.ask("EndTask")["session"]["activity"], "free")
        number = self.issue()
        one.ask("Next")
        one.refused("HoldsTicket", "BeginTask", {"ticket": number}, task="mail")


class Watching(Counter):
    def test_everything_stands_there(self):
        one = self.at()
        self.issue()
        self.issue("visa")
        seen = one.watch()
        self.assertEqual([(queue["service"], queue["tier"], queue["waiting"], queue["late"])
                          for queue in seen["queues"]], [("passport", 0, 1, 0), ("visa", 0, 1, 0)])
        self.assertNotIn("ticket", seen)
        number = one.serve()
        one.finish()
        day = one.watch()["day"]
        self.assertEqual((day["served"], day["no_shows"]), (1, 0))
        self.assertEqual(day["signed_in_ms"],
                         sum(day[word + "_ms"] for word in ("ticket", "help", "pause", "task", "free")))
        self.assertEqual(one.watch()["undo"]["ticket"], number)

    def test_who_helps_out_sees_its_first_choice_first(self):
        two = self.at("102", "2")
        self.assertEqual([(queue["service"], queue["tier"]) for queue in two.watch()["queues"]],
                         [("passport", 0), ("visa", 0), ("deed", 1), ("archive", 1)])

    def test_a_second_connection_watches_and_speaks_for_nobody(self):
        one, eye = self.at(), self.centre.talk()
        first = eye.call("org.novbe.Counter.Watch", {"token": one.token}, more=True)
        self.assertTrue(first["continues"])
        number = self.issue()
        one.serve()
        reply = eye.receive()["parameters"]
        while reply.get("ticket", {}).get("state") != "serving":
            reply = eye.receive()["parameters"]
        self.assertEqual(reply["ticket"]["ticket"], number)
        other = self.centre.talk()
        self.assertNotIn("error", self.reply("Counter.Watch", {"token": one.token}, other))
        self.assert_error(self.reply("Counter.Finish", {"outcome": "done", "next": False}, other),
                          REFUSED + "NotSignedIn")
        eye.close()
        one.finish()
        self.assert_error(self.reply("Counter.Watch", {"token": "101.x"}, other), REFUSED + "NotSignedIn")

    def test_it_ends_when_the_operator_leaves(self):
        one, eye = self.at(), self.centre.talk()
        eye.call("org.novbe.Counter.Watch", {"token": one.token}, more=True)
        one.ask("SignOut", leave_parked=False)
        reply = eye.receive()
        while "error" not in reply:
            reply = eye.receive()
        self.assert_error(reply, REFUSED + "NotSignedIn")
        self.assertNotIn("error", eye.call("org.varlink.service.GetInfo"), "the connection goes on")

    def test_the_list_is_the_order_of_calls(self):
        one = self.at()
        self.assertEqual(one.ask("ListWaiting"), {"tickets": []})
        numbers = [self.issue(), self.issue("visa"), self.issue(**{"class": "elderly"})]
        self.issue("deed")
        listed = [ticket["ticket"] for ticket in one.ask("ListWaiting")["tickets"]]
        self.assertEqual(listed, [numbers[2], numbers[0], numbers[1]])
        self.assertEqual(len(one.ask("ListWaiting", limit=2)["tickets"]), 2)
        called = []
        for _ in numbers:
            called.append(one.serve())
            one.finish()
        self.assertEqual(called, listed)
        for limit in (0, 501):
            self.assert_error(one.reply("ListWaiting", {"limit": limit}), INVALID, parameter="limit")


class Why(Counter):
    def test_asked_at_the_window(self):
        one = self.at()
        first, ahead, deed = self.issue(), self.issue("passport", **{"class": "elderly"}), self.issue("deed")
        one.serve()
        one.finish(next=True)
        call, = one.ask("Explain", ticket=first, language="en")["calls"]
        self.assertEqual((call["ticket"], call["counter"], call["operator"]), (first, "1", "101"))
        self.assertTrue(call["sentence"])
        self.assertNotIn("lder", one.ask("WhyBefore", ticket=first, before=ahead, language="en")["sentence"])
        one.refused("WrongState", "WhyBefore", ticket=ahead, before=first)
        one.refused("NotInProfile", "Explain", {"ticket": deed, "service": "deed"}, ticket=deed)
        for method, more in (("Explain", {}), ("WhyBefore", {"before": first})):
            one.refused("UnknownTicket", method, {"ticket": "KA99"}, ticket="KA99", **more)
            self.assert_error(self.reply("Counter." + method, {"ticket": first, **more}), REFUSED + "NotSignedIn")


if __name__ == "__main__":
    unittest.main()
