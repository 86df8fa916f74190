# SPDX-License-Identifier: MIT
"""What the boards of the hall show and say."""
import unittest

from centre import OWNER_ROLES
from hall import HallCase

BOARD = OWNER_ROLES + ', { role = "board"; users = [ "@owner" ]; }'


class Board(HallCase):
    roles = BOARD

    def watch(self):
        return self.ask("Board.Watch", board="hall")

    def issue(self, service="visa", **more):
        return self.ask("Visitor.Issue", services=[service], **more)["ticket"]


class Watch(Board):
    def test_an_empty_hall(self):
        self.assertEqual(self.watch(), {"zones": ["hall"], "voice": False, "calls": [], "please_wait": [], "missed": [],
                                        "waiting": [], "closings": []})

    def test_a_board_that_is_none(self):
        self.refused("UnknownTerminal", "Board.Watch", {"key": "none"}, board="none")

    def test_only_services_that_somebody_waits_for(self):
        self.issue("visa")
        self.issue("visa")
        self.issue("deed")
        waiting = {one["service"]: one for one in self.watch()["waiting"]}
        self.assertEqual({key: one["waiting"] for key, one in waiting.items()}, {"visa": 2, "deed": 1})
        self.assertEqual((waiting["visa"].get("wait"), waiting["visa"]["why_unknown"]), (None, "no_forecast"))

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
        self.assertEqual(state["waiting"][0]["why_unknown"], "no_forecast")

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

    def test_refusals(self):
        self.refused("UnknownTerminal", "Board.ReportVoice", {"key": "none"}, **self.report(board="none"))
        for field in ("call", "spoken", "dropped", "backlog_ms"):
            self.assert_error(self.reply("Board.ReportVoice", self.report(**{field: -1})),
                              "org.varlink.service.InvalidParameter", parameter=field)


if __name__ == "__main__":
    unittest.main()
