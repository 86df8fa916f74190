#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""novbe-board on a terminal of its own, before a real daemon: what a hall sees of calls, and what that costs."""
import json
import signal
import unittest

import giant
from centre import BUILD, until
from hall import ALL_ROLES, Hall, OperatorCase, text
from terminal import Terminal


class BoardCase(OperatorCase):
    roles = ALL_ROLES
    rules = "calls_before_no_show = 1; recall_gap_seconds = 5;"

    class hall(Hall):
        text = Hall.text.replace('voice = false; } );', f'voice = false; ticker = {text("Ticker")}; }} );')

    def open(self, *arguments, **size):
        terminal = Terminal.of(self.centre, "board", "--board", "hall", *arguments, **size)
        self.addCleanup(terminal.close)
        terminal.wait_for("Hazırda heç kim|yaxınlaşın|dayandırılıb")
        return terminal

    def pass_time(self, terminal, seconds):
        """A board sleeps until what it shows is over, by the clock as it was; a key makes it look at the clock."""
        self.centre.wall.go_by(seconds)
        terminal.key("x")

    def shows_number(self, terminal, number, scale):
        """Is it the newest call? `scale` as in kiosk/ui/digits.h, from 2 on."""
        dot, bottom = 2 * (scale - 1), 2 * (3 + 9 * scale)
        return any(text == number and row + giant.HEIGHT * dot <= bottom
                   for row, _, text in giant.numbers(giant.ink(*terminal.page()), dot, dot))

    def wait_number(self, terminal, number, scale):
        until(lambda: self.shows_number(terminal, number, scale), f"{number} to be called")

    def call(self, operator, *services, **more):
        ticket = self.issue(*services, **more)["ticket"]
        self.at(operator, "Next")
        return ticket


class Calls(BoardCase):
    def test_a_number_from_its_call_to_its_visitor(self):
        terminal, operator = self.open(), self.sign_in()
        ticket = self.call(operator)
        terminal.wait_for("1-ci pəncərəyə yaxınlaşın — left")
        self.wait_number(terminal, ticket, 2)
        until(lambda: terminal.looks(0, 1)[1] == 220, "the frame of what is new")
        self.centre.wall.go_by(6)
        self.at(operator, "Recall")
        self.assertTrue(terminal.shows("1-ci pəncərəyə"))
        self.at(operator, "Arrive")
        terminal.wait_for("Hazırda heç kim çağırılmır")

    def test_the_newest_has_a_place_of_its_own_and_the_others_a_list(self):
        terminal, one, other = self.open(), self.sign_in(), self.sign_in("102", "2")
        first = self.call(one)
        self.wait_number(terminal, first, 2)
        second = self.call(other)
        self.wait_number(terminal, second, 2)
        terminal.wait_for("→")
        self.at(other, "Arrive")
        self.wait_number(terminal, first, 2)
        terminal.wait_gone("→")

    def test_new_calls_are_framed_for_a_while(self):
        terminal, operator = self.open(), self.sign_in()
        self.call(operator)
        until(lambda: terminal.looks(0, 1)[1] == 220, "the frame of what is new")
        self.pass_time(terminal, 11)
        until(lambda: terminal.looks(0, 1)[1] != 220, "the frame to go")
        again = self.open()
        again.wait_for("1-ci pəncərəyə")
        self.assertNotEqual(again.looks(0, 1)[1], 220, "what was called before a board began is not new")

    def test_missed_and_called_back(self):
        self.centre.config.write_text(self.centre.config.read_text().replace("time_zone", "call_seconds = 10; time_zone"))
        self.ask("Admin.Reload")
        terminal, operator = self.open(), self.sign_in()
        missed = self.call(operator)
        self.centre.wall.go_by(11)
        self.at(operator, "NoShow")
        terminal.wait_for(f"(Aparata toxunun|терминал|any kiosk): .*{missed}")
        taken_back = self.call(operator)
        self.wait_number(terminal, taken_back, 2)
        self.at(operator, "Undo")
        terminal.wait_for(f"{taken_back}: (zəhmət olmasa, hələ gözləyin|пожалуйста, пока подождите|please wait)")

    def test_halts_and_closings_stand_there_in_every_language(self):
        terminal = self.open(columns=200, rows=60)
        self.ask("Manager.CloseService", service="deed", reason="mistake", closing="all")
        for words in ("Gözləyənlərin hamısı qəbul ediləcək", "Всех ожидающих примут", "All who are waiting will be served"):
            terminal.wait_for(words)
        self.ask("Manager.Halt", reason="fire")
        for words in ("Fire. Xidmət müvəqqəti", "Fire. Приём временно", "Fire. Service is suspended"):
            terminal.wait_for(words)
        self.ask("Manager.Resume")
        terminal.wait_for("Nobody is being called")

    def test_who_waits_and_the_ticker(self):
        terminal = self.open(columns=200, rows=60)
        for _ in range(3):
            self.issue("visa")
        terminal.wait_for(r"visa +3\b")
        self.assertTrue(terminal.shows("Ticker"))


class Around(BoardCase):
    def test_the_daemon_goes_and_comes_back(self):
        terminal, operator = self.open(), self.sign_in()
        ticket = self.call(operator)
        self.wait_number(terminal, ticket, 2)
        self.centre.stop(signal.SIGKILL)
        terminal.wait_for("Qoşulur")
        terminal.wait_for("Son məlumat: 10:0")
        self.wait_number(terminal, ticket, 2)
        self.centre.start()
        terminal.wait_gone("Qoşulur")
        terminal.wait_gone("Son məlumat")
        self.wait_number(terminal, ticket, 2)

    def test_every_size(self):
        terminal, operator = self.open(), self.sign_in()
        ticket = self.call(operator)
        for columns, rows, scale in ((120, 36, 2), (200, 60, 3), (300, 80, 4), (80, 24, 2)):
            terminal.resize(columns, rows)
            until(lambda: len(terminal.lines()) == rows, "the rows")
            self.wait_number(terminal, ticket, scale)
            terminal.wait_for("yaxınlaşın")

    def test_a_board_that_is_none(self):
        terminal = Terminal.of(self.centre, "board", "--board", "none")
        self.addCleanup(terminal.close)
        terminal.wait_for("Bu tablo mərkəzdə qeydiyyatda yoxdur")
        text_of = self.centre.catalogue.read_text()
        self.centre.catalogue.write_text(text_of.replace('boards = ( { key = "hall"', 'boards = ( { key = "none"'))
        self.ask("Admin.Reload")
        terminal.wait_for("Hazırda heç kim")

    def test_it_ends_by_ctrl_c_and_without_its_key(self):
        terminal = self.open()
        terminal.write(b"\x03")
        self.assertEqual(terminal.wait_end(), "exit 0")
        lacking = Terminal.of(self.centre, "board", columns=120)
        self.addCleanup(lacking.close)
        self.assertEqual(lacking.wait_end(), "exit 2")
        lacking.wait_for("--board KEY is missing")


class Voice(BoardCase):
    """With a voice of the test's making: it keeps its orders in a file, and says of each call what it is told to
    say, "" for nothing yet."""

    class hall(Hall):
        text = Hall.text.replace("voice = false; } );", "voice = true; } );")

    VOICE = """
import json, sys
for line in sys.stdin:
    with open(sys.argv[1] + "/orders", "a") as file:
        file.write(line)
    order, fate = json.loads(line), open(sys.argv[1] + "/fate").read()
    if "call" in order and fate:
        print(json.dumps({"call": order["call"], "fate": fate, "backlog_ms": 0}), flush=True)
"""

    def open(self, *arguments, **size):
        (self.centre.folder / "voice.py").write_text(self.VOICE)
        self.will_be("spoken")
        return super().open("--voice", f"python3 {self.centre.folder}/voice.py {self.centre.folder}", *arguments, **size)

    def will_be(self, fate):
        (self.centre.folder / "fate").write_text(fate)

    def orders(self, kind="call"):
        path = self.centre.folder / "orders"
        lines = path.read_text().splitlines() if path.exists() else []
        return [order for order in map(json.loads, lines) if order["order"] == kind]

    def test_what_is_new_is_spoken_once_in_the_language_of_its_ticket(self):
        one, other = self.sign_in(), self.sign_in("102", "2")
        self.call(one)
        terminal = self.open(columns=120, rows=36)
        terminal.wait_for("Пройдите к окну 1 — left")  # so it knows all names
        ticket = self.call(other, language="ru")
        self.wait_number(terminal, ticket, 2)
        until(self.orders, "an order to speak")
        order = self.orders()[0]
        self.assertEqual((order["ticket"], order["counter"], order.get("kind", "first")), (ticket, "2", "first"))
        self.assertEqual([saying["language"] for saying in order["sayings"]], ["ru", "az", "en"])
        self.assertEqual(order["sayings"][0]["text"], "right")
        self.will_be("")
        self.centre.wall.go_by(6)
        self.at(other, "Recall")
        until(lambda: len(self.orders()) == 2, "the recall to be spoken")
        self.assertEqual((self.orders()[1]["kind"], self.orders()[1]["ticket"]), ("again", ticket))
        self.at(other, "Arrive")
        until(lambda: self.orders("withdraw"), "the number to be withdrawn")
        self.assertEqual(self.orders("withdraw")[0]["ticket"], ticket)
        self.restart()
        terminal.wait_for("1-ci pəncərəyə")
        self.assertEqual(len(self.orders()), 2, "a daemon that comes back has nothing new to say")

    def test_what_became_of_calls_is_reported(self):
        said = self.centre.folder / "said"
        bridge = f"tee -a {said} | {BUILD}/bin/novbe --socket {self.centre.socket} bridge"
        terminal, operator = self.open("--via", bridge), self.sign_in()
        self.wait_number(terminal, self.call(operator), 2)
        self.at(operator, "Arrive")
        self.at(operator, "Finish", outcome="done", next=False)
        until(lambda: b'"org.novbe.Board.ReportVoice"' in said.read_bytes(), "a report")
        self.will_be("late")
        self.wait_number(terminal, self.call(operator), 2)
        until(lambda: said.read_bytes().count(b'"org.novbe.Board.ReportVoice"') == 2, "another report")
        messages = [json.loads(message) for message in said.read_bytes().split(b"\0") if b"ReportVoice" in message]
        reports = [message["parameters"] for message in messages]
        self.assertEqual([(report["board"], report["spoken"], report["dropped"]) for report in reports],
                         [("hall", 1, 0), ("hall", 0, 1)])
        self.assertEqual(reports[0]["call"], reports[1]["call"], "the last one that was spoken")

    def test_a_halt_is_heard_in_every_language(self):
        terminal = self.open()
        terminal.wait_for("Nobody is being called")  # so it knows the languages
        self.ask("Manager.Halt", reason="fire")
        until(lambda: self.orders("text"), "the halt to be spoken")
        order = self.orders("text")[0]
        self.assertEqual([saying["language"] for saying in order["sayings"]], ["az", "ru", "en"])
        self.assertTrue(order["interrupt"])
        terminal.write(b"\x03")
        self.assertEqual(terminal.wait_end(), "exit 0")


class Costs(BoardCase):
    def test_bytes_of_a_call_and_of_a_minute(self):
        terminal, one, other = self.open(columns=200, rows=60), self.sign_in(), self.sign_in("102", "2")
        self.call(one)
        terminal.wait_for("1-ci pəncərəyə")
        terminal.settle()
        ticket = self.call(other)
        self.wait_number(terminal, ticket, 3)
        terminal.wait_for("2-ci pəncərəyə")
        self.assertLess(terminal.bytes(), 8192)

    def test_bytes_of_a_minute(self):
        terminal = self.open(columns=200, rows=60)
        terminal.wait_for("10:0[0-9]")
        terminal.settle()
        before = terminal.shows("10:[0-9]+").group(0)
        self.pass_time(terminal, 60)
        until(lambda: not terminal.shows(before), "the next minute")
        self.assertLessEqual(terminal.bytes(), 64)


if __name__ == "__main__":
    unittest.main()
