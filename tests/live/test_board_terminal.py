#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""novbe-board on a terminal of its own, before a real daemon: what a hall sees of calls, and what that costs."""
import re
import signal
import unittest

from centre import SOURCE, until
from hall import ALL_ROLES, Hall, OperatorCase, text
from terminal import Terminal

INK = 17  # the ground of a dot in the theme "day"
GLYPHS = {sign: re.findall(r'"([.#]+)"', rows) for sign, rows in
          re.findall(r"\{'(.)', \{(.*?)\}\}", (SOURCE / "kiosk/ui/digits.c").read_text())}


def dots(number, scale):
    """Cells of ink of a number, as (column, row); `scale` as in kiosk/ui/digits.h, from 2 on."""
    cells, left = set(), 0
    for sign in number:
        rows = GLYPHS[sign]
        for row, line in enumerate(rows):
            for column, dot in enumerate(line):
                if dot == "#":
                    cells |= {((left + column) * 2 * (scale - 1) + x, row * (scale - 1) + y)
                              for x in range(2 * (scale - 1)) for y in range(scale - 1)}
        left += len(rows[0]) + 1
    return cells


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

    def ink(self, terminal, top, bottom):
        return {(x, y) for y in range(top, bottom) for x in range(terminal.columns) if terminal.looks(x, y)[1] == INK}

    def shows_number(self, terminal, number, scale):
        """Is it the newest call?"""
        bottom = 3 + 9 * scale
        seen = self.ink(terminal, 3 if terminal.rows >= 50 else 1, bottom)
        wanted = dots(number, scale)
        first = min(wanted, key=lambda cell: (cell[1], cell[0]))
        return any({(x + left - first[0], y + top - first[1]) for x, y in wanted} <= seen for left, top in seen)

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
        until(lambda: "error" not in self.reply("Counter.Recall", {}, operator), "a recall to be possible")
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
        self.centre.wall.go_by(11)
        until(lambda: terminal.looks(0, 1)[1] != 220, "the frame to go")
        again = self.open()
        again.wait_for("1-ci pəncərəyə")
        self.assertNotEqual(again.looks(0, 1)[1], 220, "what was called before a board began is not new")

    def test_missed_and_called_back(self):
        self.centre.config.write_text(self.centre.config.read_text().replace("time_zone", "call_seconds = 10; time_zone"))
        self.ask("Admin.Reload")
        terminal, operator = self.open(), self.sign_in()
        missed = self.call(operator)
        until(lambda: "error" not in self.reply("Counter.NoShow", {}, operator), "a no-show to be possible")
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


class Costs(BoardCase):
    def test_bytes_of_a_call_and_of_a_minute(self):
        terminal, one, other = self.open(columns=200, rows=60), self.sign_in(), self.sign_in("102", "2")
        self.call(one)
        terminal.wait_for("1-ci pəncərəyə")
        terminal.bytes()
        ticket = self.call(other)
        self.wait_number(terminal, ticket, 3)
        terminal.wait_for("2-ci pəncərəyə")
        self.assertLess(terminal.bytes(), 8192)

    def test_bytes_of_a_minute(self):
        terminal = self.open(columns=200, rows=60)
        terminal.wait_for("10:0[0-9]")
        terminal.bytes()
        before = terminal.shows("10:[0-9]+").group(0)
        self.centre.wall.go_by(60)
        until(lambda: not terminal.shows(before), "the next minute")
        self.assertLessEqual(terminal.bytes(), 64)


if __name__ == "__main__":
    unittest.main()
