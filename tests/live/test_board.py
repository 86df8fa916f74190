# SPDX-License-Identifier: MIT
"""What the boards of the hall show and say."""
import unittest

from centre import OWNER_ROLES, until
from hall import HallCase

BOARD = OWNER_ROLES + ', { role = "board"; users = [ "@owner" ]; }, { role = "counter"; users = [ "@owner" ]; }'


def without_forecast(state):
    """A forecast is made anew after a start."""
    waiting = [{key: one[key] for key in ("service", "waiting")} for one in state["waiting"]]
    return {**state, "waiting": waiting}


class Board(HallCase):
    roles = BOARD

    def watch(self):
        return self.ask("Board.Watch", board="hall")

    def issue(self, service="visa", **more):
        return self.ask("Visitor.Issue", services=[service], **more)["ticket"]


class Watch(Board):
    def test_an_empty_hall(self):
        self.assertEqual(self.watch(), {"zones": ["hall"], "voice": False, "calls": [], "please_wait": [], "missed": [],
                                        "waiting": [], "closings": [], "ticker": {}, "messages": []})

    def test_a_board_that_is_none(self):
        self.refused("UnknownTerminal", "Board.Watch", {"key": "none"}, board="none")

    def test_only_services_that_somebody_waits_for(self):
        self.issue("visa")
        self.issue("visa")
        self.issue("deed")
        self.foresee()
        waiting = {one["service"]: one for one in self.watch()["waiting"]}
        self.assertEqual({key: one["waiting"] for key, one in waiting.items()}, {"visa": 2, "deed": 1})
        self.assertEqual((waiting["visa"].get("wait"), waiting["visa"]["why_unknown"]), (None, "nobody_serves"))

    def test_a_service_that_closes_early(self):
        ticket = self.issue("visa")
        self.ask("Manager.CloseService", service="visa", reason="fire", closing="to_ticket", last=ticket["ticket"])
        self.ask("Manager.CloseService", service="deed", reason="mistake", closing="all")
        closings = {one["service"]: one for one in self.watch()["closings"]}
        self.assertEqual(closings["visa"], {"service": "visa", "reason": "fire", "closing": "to_ticket",
                                            "last": ticket["ticket"]})
        self.assertEqual((closings["deed"]["closing"], closings["deed"].get("last")), ("all", None))
        self.ask("Manager.OpenService", service="visa")
        self.assertEqual([one["service"] for one in self.watch()["closings"]], ["deed"])

    def test_a_stream_tells_of_a_halt_and_its_end(self):
        talk = self.centre.talk()
        self.issue("visa")
        talk.ask("org.novbe.Board.Watch", {"board": "hall"}, more=True)
        self.assertIsNone(talk.receive()["parameters"].get("halted"))
        self.ask("Manager.Halt", reason="fire")
        while (state := talk.receive()["parameters"]).get("halted") != "fire":
            pass
        self.assertEqual(state["waiting"][0]["why_unknown"], "halted")
        self.ask("Manager.Resume")
        while (state := talk.receive()["parameters"]).get("halted"):
            pass
        while state["waiting"][0]["why_unknown"] == "no_forecast":
            state = talk.receive()["parameters"]
        self.assertEqual(state["waiting"][0]["why_unknown"], "nobody_serves")

    def test_a_board_that_a_reload_takes_away_shows_nothing(self):
        talk = self.centre.talk()
        self.issue("visa")
        talk.ask("org.novbe.Board.Watch", {"board": "hall"}, more=True)
        self.assertEqual(len(talk.receive()["parameters"]["waiting"]), 1)
        text = self.centre.catalogue.read_text()
        self.centre.catalogue.write_text(text.replace('boards = ( { key = "hall"', 'boards = ( { key = "other"'))
        self.ask("Admin.Reload")
        while talk.receive()["parameters"]["zones"]:
            pass
        self.refused("UnknownTerminal", "Board.Watch", {"key": "hall"}, board="hall")


class Calls(Board):
    rules = "calls_before_no_show = 1; recall_gap_seconds = 5;"

    def sign_in(self, operator, counter):
        """A connection that speaks for the operator."""
        talk = self.centre.talk()
        self.at(talk, "SignIn", operator=operator, pin="1234", counter=counter)
        return talk

    def operator(self, operator="101", counter="1"):
        self.ask("Admin.SetPin", operator=operator, pin="1234")
        return self.sign_in(operator, counter)

    def at(self, talk, method, **parameters):
        reply = self.reply("Counter." + method, parameters, talk)
        self.assertNotIn("error", reply, f"{method} {parameters}")
        return reply["parameters"]

    def calls(self):
        return [(one["ticket"], one["counter"], one["kind"]) for one in self.watch()["calls"]]

    def test_newest_first_until_the_visitor_arrives(self):
        one, other = self.operator(), self.operator("102", "2")
        first = self.issue("visa", language="ru", needs=["step-free"])
        second = self.issue("visa")
        self.at(one, "Next")
        self.at(other, "Next")
        shown = self.watch()["calls"]
        self.assertEqual([one["ticket"] for one in shown], [second["ticket"], first["ticket"]])
        self.assertGreater(shown[0]["call"], shown[1]["call"])
        self.assertEqual((shown[1]["counter"], shown[1]["language"], shown[1]["needs"], shown[1]["kind"]),
                         ("1", "ru", ["step-free"], "first"))
        self.at(one, "Arrive")
        self.assertEqual(self.calls(), [(second["ticket"], "2", "first")])

    def test_a_call_is_the_same_after_a_crash(self):
        self.issue("visa")
        self.at(self.operator(), "Next")
        before = self.watch()
        self.restart()
        self.assertEqual(self.watch(), before)

    def test_a_call_that_is_taken_back(self):
        operator = self.operator()
        ticket = self.issue("visa")["ticket"]
        self.at(operator, "Next")
        before = self.watch()["calls"][0]["call"]
        self.at(operator, "Undo")
        state = self.watch()
        self.assertEqual((state["calls"], [one["ticket"] for one in state["please_wait"]]), ([], [ticket]))
        self.restart()
        self.assertEqual(without_forecast(self.watch()), without_forecast(state))
        self.at(self.sign_in("101", "1"), "Next")
        state = self.watch()
        self.assertEqual((state["please_wait"], state["calls"][0]["kind"]), ([], "first"))
        self.assertGreater(state["calls"][0]["call"], before)

    def test_a_call_goes_with_its_operator(self):
        operator = self.operator()
        ticket = self.issue("visa")["ticket"]
        self.at(operator, "Next")
        before = self.watch()["calls"][0]["call"]
        self.sign_in("101", "2")
        self.assertEqual(self.calls(), [(ticket, "2", "moved")])
        self.assertGreater(self.watch()["calls"][0]["call"], before)

    def test_recalled_missed_and_back(self):
        self.centre.config.write_text(self.centre.config.read_text().replace("time_zone", "call_seconds = 10; time_zone"))
        self.ask("Admin.Reload")
        operator = self.operator()
        ticket = self.issue("visa")
        proof = {"ticket": ticket["ticket"], "code": ticket["code"]}
        self.at(operator, "Next")
        until(lambda: "error" not in self.reply("Counter.Recall", {}, operator), "a recall to be possible")
        self.assertEqual(self.calls(), [(ticket["ticket"], "1", "again")])
        until(lambda: "error" not in self.reply("Counter.NoShow", {}, operator), "a no-show to be possible")
        state = self.watch()
        self.assertEqual((state["calls"], [one["ticket"] for one in state["missed"]]), ([], [ticket["ticket"]]))
        place = self.ask("Visitor.WhereAmI", **proof)
        self.assertEqual((place["end"], place["return_until"] - state["missed"][0]["at"]), ("no_show", 15 * 60_000))
        back = self.ask("Visitor.Return", **proof, request="back")
        self.assertEqual((back["ahead"], back["repeated"]), (0, False))
        self.assertEqual(self.watch()["missed"], [])
        self.restart()
        self.assertEqual(self.ask("Visitor.Return", **proof, request="back"), {**back, "repeated": True})
        self.refused("WrongState", "Visitor.Return", {"state": "waiting"}, **proof)


class Voice(Board):
    def report(self, **more):
        return {"board": "hall", "call": 5, "spoken": 3, "dropped": 0, "backlog_ms": 100, **more}

    def test_a_report_is_taken_once(self):
        self.assertEqual(self.ask("Board.ReportVoice", **self.report(request="one")), {"repeated": False})
        self.assertEqual(self.ask("Board.ReportVoice", **self.report(request="one")), {"repeated": True})
        self.restart()
        self.assertEqual(self.ask("Board.ReportVoice", **self.report(request="one")), {"repeated": True})
        self.assert_error(self.reply("Board.ReportVoice", self.report(request="one", dropped=2)),
                          "org.novbe.Fault.RequestReused", request="one")

    def alerts(self):
        return [(one["key"], one["limit"]) for one in self.ask("Manager.WatchHall")["alerts"] if one["kind"] == "voice"]

    def test_dropped_calls_are_an_alert_for_ten_minutes(self):
        self.ask("Board.ReportVoice", **self.report())
        self.assertEqual(self.alerts(), [])
        self.ask("Board.ReportVoice", **self.report(dropped=2))
        self.ask("Board.ReportVoice", **self.report(dropped=1))
        self.assertEqual(self.alerts(), [("hall", 3)])
        self.centre.wall.go_by(590)
        self.assertEqual(self.alerts(), [("hall", 3)])
        self.centre.wall.go_by(11)
        self.assertEqual(self.alerts(), [])

    def test_refusals(self):
        self.refused("UnknownTerminal", "Board.ReportVoice", {"key": "none"}, **self.report(board="none"))
        for field in ("call", "spoken", "dropped", "backlog_ms"):
            self.assert_error(self.reply("Board.ReportVoice", self.report(**{field: -1})),
                              "org.varlink.service.InvalidParameter", parameter=field)


if __name__ == "__main__":
    unittest.main()
