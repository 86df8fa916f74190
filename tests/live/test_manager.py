# SPDX-License-Identifier: MIT
"""What a supervisor sees of the hall and does in it."""
import datetime
import signal
import unittest

from centre import Case

MANAGER = "org.novbe.Manager."


class Manager(Case):
    def setUp(self):
        super().setUp()
        self.manager = self.centre.talk()

    def restart(self):
        self.centre.stop(signal.SIGKILL)
        self.centre.start()
        self.manager = self.centre.talk()

    def ask(self, method, **parameters):
        return self.manager.call(MANAGER + method, parameters)

    def hall(self):
        return self.ask("WatchHall")["parameters"]

    def today(self, ahead=0):
        return self.centre.wall.date(ahead)


class Halt(Manager):
    def test_a_halt_needs_a_reason_holds_over_a_kill_and_is_done_once(self):
        self.assert_error(self.ask("Halt", reason="none"), "org.novbe.Refused.ReasonNeeded")
        wish = {"reason": "evacuation", "request": "fire"}
        self.assertFalse(self.ask("Halt", **wish)["parameters"]["repeated"])
        self.assert_error(self.ask("Halt", reason="evacuation"), "org.novbe.Refused.Halted", reason="evacuation")
        self.restart()
        hall = self.hall()
        self.assertEqual((hall["halted"], {one["why_unknown"] for one in hall["queues"]}), ("evacuation", {"halted"}))
        self.assertFalse(any(one["open"] for one in hall["queues"]))
        self.assertTrue(self.ask("Halt", **wish)["parameters"]["repeated"])
        self.assertFalse(self.ask("Resume")["parameters"]["repeated"])
        self.assertNotIn("halted", self.hall())
        self.assert_error(self.ask("Resume"), "org.novbe.Refused.NotHalted")

    def test_who_watches_is_told(self):
        watcher = self.centre.talk()
        watcher.ask(MANAGER + "WatchHall", more=True)
        self.assertNotIn("halted", watcher.receive()["parameters"])
        self.ask("Halt", reason="evacuation")
        told = watcher.receive()
        self.assertEqual((told["parameters"]["halted"], told["continues"]), ("evacuation", True))


class Services(Manager):
    def queue(self, key):
        return [one for one in self.hall()["queues"] if one["service"] == key][0]

    def test_a_service_is_closed_early_and_opened_again(self):
        self.ask("SetDay", day=self.today(), service="stay-register", open=["00:00-24:00"])
        self.assertTrue(self.queue("stay-register")["open"])
        wish = {"service": "stay-register", "reason": "system-down", "closing": "send_home", "request": "down"}
        self.assert_error(self.ask("CloseService", **{**wish, "reason": "none", "request": "other"}),
                          "org.novbe.Refused.ReasonNeeded")
        self.assertEqual(self.ask("CloseService", **wish)["parameters"], {"sent_home": [], "hit": [], "repeated": False})
        self.restart()
        self.assertTrue(self.ask("CloseService", **wish)["parameters"]["repeated"])
        queue = self.queue("stay-register")
        self.assertEqual((queue["open"], queue["closed"]), (False, "system-down"))
        self.assertNotIn("error", self.ask("OpenService", service="stay-register"))
        self.assertTrue(self.queue("stay-register")["open"])
        self.assert_error(self.ask("OpenService", service="stay-register"), "org.novbe.Refused.NothingChanges")

    def test_what_is_not_known_is_named(self):
        self.assert_error(self.ask("CloseService", service="none", reason="system-down", closing="all"),
                          "org.novbe.Refused.UnknownService", service="none")
        self.assert_error(self.ask("CloseService", service="stay-register", reason="system-down", closing="to_ticket",
                                   last="Z999"), "org.novbe.Refused.UnknownTicket", ticket="Z999")
        self.assert_error(self.ask("OpenService", service="none"), "org.novbe.Refused.UnknownService")
        self.assert_error(self.ask("ListTickets", service="none"), "org.novbe.Refused.UnknownService")
        self.assert_error(self.ask("ListTickets", service="stay-register", limit=0),
                          "org.varlink.service.InvalidParameter")
        self.assert_error(self.ask("Release", ticket="Z999", reason="mistake"), "org.novbe.Refused.UnknownTicket",
                          ticket="Z999")
        self.assert_error(self.ask("SignOut", operator="101", leave_parked=False), "org.novbe.Refused.NotSignedIn",
                          operator="101")
        self.assert_error(self.ask("TrustClock"), "org.novbe.Refused.NothingChanges")


class Tickets(Manager):
    def setUp(self):
        super().setUp()
        self.ask("SetDay", day=self.today(), service="stay-register", open=["00:00-24:00"])

    def issue(self):
        reply = self.manager.call("org.novbe.Visitor.Issue", {"services": ["stay-register"], "language": "en"})
        return reply["parameters"]["ticket"]

    def story(self, ticket, **parameters):
        return self.ask("Story", ticket=ticket, **parameters)["parameters"]["facts"]

    def test_tickets_are_listed_in_the_order_of_calling(self):
        tickets = [self.issue()["ticket"] for _ in range(3)]
        listed = self.ask("ListTickets", service="stay-register")["parameters"]["tickets"]
        self.assertEqual([(one["ticket"], one["state"], one["ahead"]) for one in listed],
                         [(ticket, "waiting", place) for place, ticket in enumerate(tickets)])
        self.assertEqual(len(self.ask("ListTickets", service="stay-register", limit=2)["parameters"]["tickets"]), 2)
        queue = [one for one in self.hall()["queues"] if one["service"] == "stay-register"][0]
        self.assertEqual((queue["waiting"], queue["issued"], queue["late"]), (3, 3, 0))
        figures = self.hall()["figures"]
        self.assertEqual((figures["visits"], figures["visit_ends"]["open"], figures["people"]), (3, 3, 3))

    def test_who_waits_behind_the_last_is_sent_home(self):
        first, last, behind = (self.issue()["ticket"] for _ in range(3))
        reply = self.ask("CloseService", service="stay-register", reason="system-down", closing="to_ticket", last=last)
        self.assertEqual(reply["parameters"]["sent_home"], [behind])
        waiting = self.ask("ListTickets", service="stay-register")["parameters"]["tickets"]
        self.assertEqual([one["ticket"] for one in waiting], [first, last])
        ends = self.hall()["figures"]["visit_ends"]
        self.assertEqual((ends["open"], ends["never_called"]), (2, 1))

    def test_a_story_tells_every_fact_in_the_language_asked_for_and_no_code(self):
        ticket = self.issue()
        self.ask("CloseService", service="stay-register", reason="system-down", closing="send_home")
        facts = self.story(ticket["ticket"], language="en")
        self.assertEqual([one["kind"] for one in facts], ["issued", "step_entered", "never_called", "return_given", "step_final"])
        self.assertEqual([one["sentence"] for one in facts],
                         ["Issued at a kiosk", "Joined the queue: Registering your place of stay",
                          "Not called: the service closed early",
                          "Got a return code, good until " + "/".join(reversed(self.today(14).split("-"))),
                          "The result is final"])
        self.assertEqual(facts[2]["reason"], "system-down")
        self.assertFalse(any("code" in one["values"] for one in facts))
        for language in ("az", "ru"):
            other = self.story(ticket["ticket"].lower(), language=language, day=self.today())
            self.assertTrue(all(one["sentence"] != two["sentence"] for one, two in zip(facts, other)))
        self.restart()
        self.assertEqual(self.story(ticket["ticket"], language="en"), facts)
        self.assertEqual(self.ask("Explain", ticket=ticket["ticket"])["parameters"], {"calls": []})

    def test_stories_that_cannot_be_told(self):
        ticket = self.issue()["ticket"]
        for method in ("Story", "Explain"):
            for name in ("Z999", "", "12", "A"):
                self.assert_error(self.ask(method, ticket=name), "org.novbe.Refused.UnknownTicket", ticket=name)
            self.assert_error(self.ask(method, ticket=ticket, day=self.today(-1)), "org.novbe.Refused.UnknownTicket")
            self.assert_error(self.ask(method, ticket=ticket, day="soon"), "org.varlink.service.InvalidParameter")
            self.assert_error(self.ask(method, ticket=ticket, language="xx"), "org.novbe.Fault.LanguageUnknown")

    def test_who_asked_and_went_is_not_missed(self):
        ticket = self.issue()["ticket"]
        for _ in range(20):
            talk = self.centre.talk()
            talk.ask(MANAGER + "Story", {"ticket": ticket})
            talk.close()
        self.assertTrue(self.story(ticket))


class Rota(Manager):
    def moment(self, hour, ahead=0):
        date = self.centre.wall.local().replace(hour=hour, minute=0, second=0, microsecond=0)
        return int((date + datetime.timedelta(days=ahead)).timestamp() * 1000)

    def shifts(self, day=None):
        return self.ask("GetRota", day=day)["parameters"]["shifts"]

    def test_a_shift_is_planned_changed_and_taken_off(self):
        watcher = self.centre.talk()
        watcher.ask(MANAGER + "GetRota", {}, more=True)
        self.assertEqual(watcher.receive()["parameters"]["shifts"], [])
        wish = {"counter": "1", "operator": "101", "from": self.moment(0), "until": self.moment(0, 1),
                "what": "present", "request": "plan"}
        planned = self.ask("SetShift", **wish)["parameters"]["shift"]
        self.assertEqual(watcher.receive()["parameters"]["shifts"], [planned])
        self.assertEqual([(one["kind"], one["counter"], one["operator"]) for one in self.hall()["alerts"]],
                         [("absent", "1", "101")])
        self.restart()
        self.assertEqual(self.shifts(), [planned])
        again = self.ask("SetShift", **wish)["parameters"]
        self.assertEqual((again["shift"], again["repeated"]), (planned, True))
        fields = {"shift": planned["shift"], "counter": "1", "operator": "101", "from": self.moment(0)}
        self.assertEqual(self.ask("SetShift", until=self.moment(0, 1), what="absent", **fields)["parameters"]["shift"],
                         {**planned, "what": "absent"})
        self.assertEqual(self.hall()["alerts"], [])
        self.assertNotIn("error", self.ask("SetShift", until=self.moment(0), what="absent", **fields))
        self.assertEqual(self.shifts(), [])

    def test_a_rota_is_imported_as_a_whole(self):
        rows = [{"counter": "1", "operator": "101", "hours": "09:00-13:00", "what": "present"},
                {"counter": "1", "operator": "101", "hours": "13:00-14:00", "what": "lunch"},
                {"counter": "2", "hours": "09:00-18:00", "what": "present"}]
        day = self.today(1)
        shifts = self.ask("ImportRota", day=day, shifts=rows)["parameters"]["shifts"]
        self.assertEqual([(one["counter"], one.get("operator"), one["from"], one["what"]) for one in shifts],
                         [("1", "101", self.moment(9, 1), "present"), ("1", "101", self.moment(13, 1), "lunch"),
                          ("2", None, self.moment(9, 1), "present")])
        self.assert_error(self.ask("ImportRota", day=day, shifts=[rows[0], {**rows[1], "counter": "none"}]),
                          "org.novbe.Refused.UnknownCounter", counter="none")
        self.assertEqual(self.shifts(day), shifts)
        self.assertEqual(len(self.ask("ImportRota", day=day, shifts=rows[:1])["parameters"]["shifts"]), 1)
        self.assertEqual(len(self.shifts(day)), 1)

    def test_what_makes_no_sense_is_refused(self):
        good = {"counter": "1", "from": self.moment(9), "until": self.moment(10), "what": "present"}
        wrong = "org.novbe.Refused.TimeSpanWrong"
        for fields in ({"until": self.moment(8)}, {"until": self.moment(9, 1)},
                       {"from": self.moment(9, -1), "until": self.moment(10, -1)}):
            self.assert_error(self.ask("SetShift", **{**good, **fields}), wrong)
        self.assert_error(self.ask("SetShift", **{**good, "counter": "none"}), "org.novbe.Refused.UnknownCounter")
        self.assert_error(self.ask("SetShift", **{**good, "operator": "none"}), "org.novbe.Refused.UnknownOperator",
                          operator="none")
        for shift in ("none", self.today() + "-9", self.today() + "-x"):
            self.assert_error(self.ask("SetShift", shift=shift, **good), "org.novbe.Refused.UnknownTerminal", key=shift)
        row = {"counter": "1", "hours": "13:00-09:00", "what": "present"}
        self.assert_error(self.ask("ImportRota", day=self.today(), shifts=[row]), wrong)
        self.assert_error(self.ask("ImportRota", day=self.today(-1), shifts=[]), wrong)
        self.assert_error(self.ask("GetRota", day="soon"), "org.varlink.service.InvalidParameter")
        self.assertEqual(self.shifts(), [])


class Bounded(Case):
    roles = ('{ role = "admin"; users = [ "@owner" ]; }, '
             '{ role = "manager"; users = [ "nobody" ]; agencies = [ "migration" ]; }')

    def test_an_agency_s_manager_sees_and_touches_what_is_theirs(self):
        hall, halt, rota, day, close, tickets, own = self.centre.as_user([
            (MANAGER + "WatchHall",), (MANAGER + "Halt", {"reason": "evacuation"}), (MANAGER + "GetRota",),
            (MANAGER + "CloseDay",),
            (MANAGER + "CloseService", {"service": "tax-person", "reason": "system-down", "closing": "all"}),
            (MANAGER + "ListTickets", {"service": "tax-person"}),
            (MANAGER + "CloseService", {"service": "stay-register", "reason": "system-down", "closing": "all"})])
        services = {one["key"] for one in self.centre.talk().call(MANAGER + "ListServices")["parameters"]["services"]
                    if one["agency"] == "migration"}
        self.assertEqual({one["service"] for one in hall["parameters"]["queues"]}, services)
        self.assertTrue(hall["parameters"]["counters"])
        self.assertTrue(all(services & set(one["services"]) for one in hall["parameters"]["counters"]))
        for refused in (halt, rota, day):
            self.assert_error(refused, "org.varlink.service.PermissionDenied")
        for refused in (close, tickets):
            self.assert_error(refused, "org.novbe.Refused.OtherAgency", agency="tax")
        self.assertNotIn("error", own)


if __name__ == "__main__":
    unittest.main()
