# SPDX-License-Identifier: MIT
"""What a supervisor's terminal asks of the daemon: what a move would do, a counter's profile for a time, how printers and
boards are; and what a visitor lacked, as the operator tells it."""
import unittest

from centre import until
from hall import ALL_ROLES, CATALOGUE, PIN, Hall, OperatorCase, Terminal, service, text

MINUTE = 60 * 1000
HOUR = 60 * MINUTE
INVALID = "org.varlink.service.InvalidParameter"
BRING = 'bring = { az = "Pasport\\nŞəkil\\nQəbz"; ru = "Паспорт\\nФото"; en = "Passport\\nPhotograph\\nReceipt"; };'


class BringHall(Hall):
    """Who comes for a visa brings three things."""

    text = CATALOGUE.replace(service("visa"), service("visa", BRING), 1)


class Moves(OperatorCase):
    roles = ALL_ROLES
    hall = BringHall

    def counter(self, key):
        return next(one for one in self.ask("Manager.WatchHall")["counters"] if one["counter"] == key)

    def terminal(self, operator="101", counter="1"):
        self.ask("Admin.SetPin", operator=operator, pin=PIN)
        return Terminal(self, operator, counter)


class Profiles(Moves):
    def test_those_there_are(self):
        profiles = {one.pop("profile"): one for one in self.ask("Manager.ListProfiles")["profiles"]}
        self.assertEqual(profiles, {
            "police": {"first": ["passport", "visa"], "helps": [], "counters": ["1"]},
            "all": {"first": ["passport", "visa"], "helps": ["deed", "archive"], "counters": ["2"]}})

    def test_for_a_time(self):
        one = self.terminal()
        self.issue("deed")
        one.refused("NobodyWaits", "Next", {"others": 1})
        eye = self.centre.talk()
        eye.ask("org.novbe.Counter.Watch", {"token": one.token}, more=True)
        eye.receive()
        ends = self.now_ms() + HOUR
        self.ask("Manager.SetProfile", counter="1", profile="all", until=ends)
        seen = eye.receive()["parameters"]
        while "profile_until" not in seen["session"]:
            seen = eye.receive()["parameters"]
        self.assertEqual((seen["session"]["profile"], seen["session"]["profile_until"]), ("all", ends))
        self.assertIn("deed", [queue["service"] for queue in seen["queues"]])
        self.assertEqual((self.counter("1")["profile"], self.counter("1")["profile_until"]), ("all", ends))
        self.assertIn("deed", self.counter("1")["services"])
        held = one.ask("Next")["ticket"]["ticket"]
        self.centre.wall.go_by(3600)
        until(lambda: "profile_until" not in self.counter("1"), "its time to be over")
        self.assertEqual((one.watch()["session"]["profile"], one.watch()["ticket"]["ticket"]), ("police", held))

    def test_outlives_a_restart_and_the_operator(self):
        one = self.terminal()
        ends = self.now_ms() + HOUR
        self.ask("Manager.SetProfile", counter="1", profile="all", until=ends)
        self.ask("Manager.SignOut", operator="101", leave_parked=False)
        self.restart()
        self.assertEqual((self.counter("1")["profile"], self.counter("1")["profile_until"]), ("all", ends))
        self.assertEqual(self.terminal("102").watch()["session"]["profile"], "all")
        self.ask("Manager.SetProfile", counter="1")
        self.assertEqual((self.counter("1")["profile"], self.counter("1").get("profile_until")), ("police", None))
        self.refused("NothingChanges", "Manager.SetProfile", counter="1")
        self.assertIsNotNone(one)

    def test_until_the_day_closes(self):
        self.ask("Manager.SetProfile", counter="1", profile="all")
        self.assertGreater(self.counter("1")["profile_until"], self.now_ms())
        self.ask("Admin.CloseDay")
        self.assertEqual(self.counter("1")["profile"], "police")
        self.refused("NoDay", "Manager.SetProfile", counter="1", profile="all")
        self.refused("NoDay", "Manager.PreviewProfile", counter="1", profile="all")

    def test_bad_input(self):
        for method in ("SetProfile", "PreviewProfile"):
            self.refused("UnknownCounter", "Manager." + method, {"counter": "9"}, counter="9", profile="all")
            self.refused("UnknownProfile", "Manager." + method, {"profile": "none"}, counter="1", profile="none")
            for moment in (0, -1, self.now_ms() - 1000):
                self.refused("TimeSpanWrong", "Manager." + method, counter="1", profile="all", until=moment)
        self.ask("Manager.SetProfile", counter="1", profile="all")
        self.refused("NothingChanges", "Manager.SetProfile", counter="1", profile="all")


class Previews(Moves):
    def setUp(self):
        super().setUp()
        self.foresee()

    def ask_of(self, method, queue, **parameters):
        answer = self.ask("Manager." + method, **parameters)
        return answer, next((one for one in answer["queues"] if one["service"] == queue), None)

    def shift(self, begins=None, hours=8, **more):
        begins = begins or self.now_ms()
        return {"counter": "2", "operator": "102", "what": "present", "from": begins, "until": begins + hours * HOUR, **more}

    def eight_wait(self):
        self.sign_in()
        return [self.issue("visa") for _ in range(8)]

    def test_a_second_counter(self):
        self.eight_wait()
        before = self.ask("Manager.GetRota")
        answer, visa = self.ask_of("PreviewShift", "visa", **self.shift())
        self.assertGreaterEqual(answer["late_now"], 4)
        self.assertLess(answer["late_then"], answer["late_now"])
        self.assertEqual((visa["late_now"], visa["late_then"]), (answer["late_now"], answer["late_then"]))
        self.assertLess(visa["wait_then"]["likely"], visa["wait_now"]["likely"] - 10 * MINUTE)
        self.assertLess(abs(visa["missed_now"] - self.now_ms() - 15 * MINUTE), MINUTE)
        self.assertEqual(self.ask("Manager.GetRota"), before, "nothing is changed")

    def test_who_is_absent_is_missed_and_a_move_helps(self):
        self.eight_wait()
        shift = self.ask("Manager.SetShift", **self.shift())["shift"]["shift"]
        answer, visa = self.ask_of("PreviewShift", "visa", shift=shift, **self.shift(hours=0))
        self.assertGreater(answer["late_then"], answer["late_now"])
        self.assertGreater(visa["late_then"], visa["late_now"])
        helps = answer["helps"]
        self.assertEqual((helps["what"], helps["counter"], helps.get("operator"), helps["profile"]), ("open", "2", None, "all"))
        self.assertLess(helps["late"], answer["late_then"])

    def test_back_from_a_pause_helps(self):
        self.eight_wait()
        two = self.terminal("102", "2")
        two.ask("Pause", pause="lunch", minutes=120)
        now = self.now_ms()
        answer = self.ask("Manager.PreviewShift", counter="1", operator="101", what="lunch",
                          **{"from": now + MINUTE, "until": now + 30 * MINUTE})
        self.assertEqual((answer["helps"]["what"], answer["helps"]["counter"], answer["helps"]["operator"]),
                         ("back", "2", "102"))
        self.assertLess(answer["helps"]["late"], answer["late_then"])

    def test_another_profile(self):
        self.terminal("102", "2")
        until(lambda: self.wait_of("deed").get("wait"), "a range")
        _, deed = self.ask_of("PreviewProfile", "deed", counter="2", profile="police")
        self.assertLess(deed["wait_now"]["from"], self.now_ms() + 5 * MINUTE)
        self.assertIsNone(deed.get("wait_then"), "nobody serves it then")
        self.assertEqual(self.counter("2")["profile"], "all")
        self.ask("Manager.SetProfile", counter="2", profile="police")
        _, deed = self.ask_of("PreviewProfile", "deed", counter="2")
        self.assertIsNone(deed.get("wait_now"))
        self.assertLess(deed["wait_then"]["from"], self.now_ms() + 5 * MINUTE)
        answer, _ = self.ask_of("PreviewProfile", "deed", counter="2", profile="police")
        self.assertEqual(answer["queues"], [], "so it is already")

    def test_bad_input(self):
        good = self.shift()
        for fields in ({"until": good["from"] - 1}, {"from": 0, "until": 1}, {"until": good["from"] + 72 * HOUR},
                       {"from": good["from"] + 24 * HOUR, "until": good["from"] + 25 * HOUR}):
            self.refused("TimeSpanWrong", "Manager.PreviewShift", **{**good, **fields})
        self.refused("UnknownCounter", "Manager.PreviewShift", {"counter": "9"}, **{**good, "counter": "9"})
        self.refused("UnknownOperator", "Manager.PreviewShift", {"operator": "9"}, **{**good, "operator": "9"})
        self.refused("UnknownTerminal", "Manager.PreviewShift", {"key": "x"}, **{**good, "shift": "x"})
        self.ask("Manager.Halt", reason="fire")
        self.refused("Halted", "Manager.PreviewShift", {"reason": "fire"}, **good)
        self.refused("Halted", "Manager.PreviewProfile", {"reason": "fire"}, counter="1", profile="all")
        self.refused("Halted", "Manager.PreviewClose", {"reason": "fire"}, service="visa", closing="all")
        self.ask("Manager.Resume")
        self.ask("Admin.CloseDay")
        self.refused("NoDay", "Manager.PreviewShift", **good)
        self.refused("NoDay", "Manager.PreviewClose", service="visa", closing="all")

    def test_a_service_closed_early(self):
        tickets = self.eight_wait()
        deed = self.issue("passport")
        answer, visa = self.ask_of("PreviewClose", "visa", service="visa", closing="to_ticket", last=tickets[3]["ticket"])
        self.assertEqual(answer["sent_home"], [one["ticket"] for one in tickets[4:]])
        self.assertIsNone(visa.get("wait_then"))
        self.assertLess(visa["late_then"], visa["late_now"])
        passport = next(one for one in answer["queues"] if one["service"] == "passport")
        self.assertLess(passport["wait_then"]["likely"], passport["wait_now"]["likely"] - 10 * MINUTE)
        self.assertEqual(self.ask("Manager.PreviewClose", service="visa", closing="all")["sent_home"], [])
        self.assertEqual(self.where(deed)["state"], "waiting")
        self.refused("UnknownTicket", "Manager.PreviewClose", {"ticket": "KA900"}, service="visa", closing="to_ticket",
                     last="KA900")
        self.refused("UnknownService", "Manager.PreviewClose", {"service": "moon"}, service="moon", closing="all")

    def test_who_asks_and_goes_is_no_matter(self):
        self.eight_wait()
        for _ in range(5):
            talk = self.centre.talk()
            talk.ask("org.novbe.Manager.PreviewShift", self.shift())
            talk.close()
        self.assertIn("late_now", self.ask("Manager.PreviewShift", **self.shift()))


class Devices(Moves):
    def test_printers(self):
        first = self.ask("Manager.WatchHall")["printers"]
        self.assertEqual([one["printer"] for one in first], ["entrance", "hall", "desk"])
        self.assertEqual([one["state"] for one in first], ["silent"] * 3)
        self.ask("Printer.ReportPrinter", printer="hall", state="cover_open", detail="door", tickets_left=7)
        hall = next(one for one in self.ask("Manager.WatchHall")["printers"] if one["printer"] == "hall")
        self.assertLess(abs(hall.pop("since") - self.now_ms()), 5000)
        self.assertEqual(hall, {"printer": "hall", "state": "cover_open", "detail": "door", "tickets_left": 7})

    def test_boards(self):
        eye = self.centre.talk()
        eye.ask("org.novbe.Manager.WatchHall", {}, more=True)
        self.assertEqual(eye.receive()["parameters"]["boards"], [{"board": "hall", "shown": False}])
        board = self.centre.talk()
        board.ask("org.novbe.Board.Watch", {"board": "hall"}, more=True)
        board.receive()
        self.assertEqual(eye.receive()["parameters"]["boards"], [{"board": "hall", "shown": True}])
        board.close()
        self.assertEqual(eye.receive()["parameters"]["boards"], [{"board": "hall", "shown": False}])
        self.ask("Board.ReportVoice", board="hall", call=1, spoken=1, dropped=0, backlog_ms=0)
        told, = self.ask("Manager.WatchHall")["boards"]
        self.assertLess(abs(told["voice_at"] - self.now_ms()), 5000)


class Lacked(Moves):
    def story(self, ticket, **more):
        return self.ask("Manager.Story", ticket=ticket, **more)["facts"]

    def test_is_a_fact_and_goes_with_the_finish(self):
        ticket = self.issue("visa")["ticket"]
        one = self.terminal()
        one.serve()
        one.ask("Finish", outcome="missing", lacked=[3, 1], next=False)
        facts = self.story(ticket, language="en")[-3:]
        self.assertEqual([fact["kind"] for fact in facts], ["lacked", "lacked", "finished"])
        self.assertEqual([fact["values"]["line"] for fact in facts[:2]], [1, 3])
        self.assertEqual([fact["sentence"] for fact in facts[:2]], ["Lacking: Passport", "Lacking: Receipt"])
        self.assertEqual(self.story(ticket, language="ru")[-2]["sentence"], "Не хватало: 3", "that language has two lines")
        one.ask("Undo")
        one.ask("Finish", outcome="done", next=False)
        self.assertEqual([fact["kind"] for fact in self.story(ticket)[-2:]], ["undone", "finished"])

    def test_stands_in_the_report_of_the_service(self):
        one = self.terminal()
        for lacked in ([3, 1], [3]):
            self.issue("visa")
            one.serve()
            one.ask("Finish", outcome="missing", lacked=lacked, next=False)
        self.centre.wall.go_by(60)  # over which nothing can be undone
        report = self.ask("Manager.GetReport", whole=False, tables=["service"], language="en")["report"]
        told, = [line["figures"] for line in report["tables"][0]["lines"] if line["key"] == "visa"]
        self.assertEqual(told["lacked"], [{"key": "3", "name": "Receipt", "count": 2},
                                          {"key": "1", "name": "Passport", "count": 1}])

    def test_makes_sense(self):
        self.issue("visa")
        one = self.terminal()
        one.refused("HoldsNone", "Finish", outcome="missing", lacked=[1], next=False)
        one.serve()
        one.refused("UnknownOutcome", "Finish", {"outcome": "none"}, outcome="none", lacked=[1], next=False)
        for outcome, lines in (("done", [1]), ("missing", [0]), ("missing", [4]), ("missing", [1, 1]), ("missing", [-1]),
                               ("missing", [2**62]), ("missing", list(range(1, 10)))):
            self.assert_error(one.reply("Finish", {"outcome": outcome, "lacked": lines, "next": False}), INVALID,
                              parameter="lacked")
        one.ask("Finish", outcome="missing", lacked=[], next=False)
        self.issue("passport")
        one.serve()
        self.assert_error(one.reply("Finish", {"outcome": "missing", "lacked": [1], "next": False}), INVALID,
                          parameter="lacked")


if __name__ == "__main__":
    unittest.main()
