#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What all terminals are made of (kiosk/ui), on a real terminal: a sample program of one page (sample_terminal.c)."""
import os
import pathlib
import random
import signal
import time
import unittest

from centre import BUILD, SOURCE, Case, until
from terminal import Terminal

SAMPLE = BUILD / "tests" / "sample-terminal"


class TerminalCase(Case):
    def open(self, *arguments, environment=None, **size):
        terminal = Terminal(SAMPLE, "--socket", self.centre.socket, "--languages", SOURCE / "conf" / "lang", *arguments,
                            environment={**self.centre.wall.environment(), **(environment or {})}, **size)
        self.addCleanup(terminal.close)
        return terminal


class Page(TerminalCase):
    def test_letters_clock_and_names_of_the_centre(self):
        terminal = self.open()
        terminal.wait_for("Nümunə: ə ş ğ — 日本")
        terminal.wait_for("Sınaq mərkəzi")
        terminal.wait_for("10:0[0-9]")
        self.assertEqual(terminal.modes(), (True, False, True), "mouse, no cursor, the alternate screen")

    def test_keys_touches_and_codes_do_what_they_do(self):
        terminal = self.open()
        terminal.wait_for("Sınaq mərkəzi")
        terminal.tap("choice 2")
        terminal.wait_for("choice 2 taken 1")
        terminal.key("3")
        terminal.wait_for("choice 3 taken 1")
        terminal.key("Down", "Enter")  # the first key shows the focus, the second takes it
        terminal.wait_for("choice 1 taken 1")
        terminal.write("%T/A042/20261129/ACDEF\r")
        terminal.wait_for("scanned %T/A042/20261129/ACDEF")
        self.assertTrue(terminal.shows("choice 1 taken 1"), "a scanned code is no key")

    def test_twelve_taps_in_one_write_are_twelve(self):
        terminal = self.open()
        terminal.wait_for("Sınaq mərkəzi")
        x, y = terminal.find("choice 1")
        terminal.write(f"\033[<0;{x + 1};{y + 1}M\033[<0;{x + 1};{y + 1}m" * 12)
        terminal.wait_for("choice 1 taken 12")

    def test_sliding_off_takes_nothing(self):
        terminal = self.open()
        terminal.wait_for("Sınaq mərkəzi")
        x, y = terminal.find("choice 1")
        terminal.press(x, y)
        until(lambda: terminal.looks(x, y)[1] == 220, "the button to show the finger")
        terminal.release(*terminal.find("choice 3"))
        until(lambda: terminal.looks(x, y)[1] != 220, "the button to show it no more")
        self.assertTrue(terminal.shows("choice 1 taken 0"))
        self.assertTrue(terminal.shows("choice 3 taken 0"))

    def test_torn_and_senseless_input(self):
        chance = random.Random(6)
        terminal = self.open()
        terminal.wait_for("Sınaq mərkəzi")
        x, y = terminal.find("choice 1")
        for byte in f"\033[<0;{x + 1};{y + 1}M\033[<0;{x + 1};{y + 1}m".encode():
            terminal.write(bytes([byte]))
        terminal.wait_for("choice 1 taken 1")
        for _ in range(50):  # no "q" and "a", which end it
            terminal.write(bytes(chance.choice(b"\033[<;:?0123456789MmOPRS~\x80\xff\xc3\x9b\x00\x03") for _ in range(40)))
            terminal.resize(chance.randint(1, 220), chance.randint(1, 70))
        terminal.resize(80, 24)
        time.sleep(1.1)  # what is torn is thrown away after a second
        terminal.write("%T/A042/20261129/ACDEF\r")  # behind all that
        terminal.wait_for("scanned %T/A042/20261129/ACDEF")
        before = int(terminal.wait_for("choice 2 taken ([0-9]+)").group(1))
        terminal.tap("choice 2")
        terminal.wait_for(f"choice 2 taken {before + 1}")

    def test_every_size(self):
        terminal = self.open()
        terminal.wait_for("Sınaq mərkəzi")
        for columns, rows in ((43, 39), (200, 60), (80, 24), (300, 80), (20, 5), (80, 24)):
            terminal.resize(columns, rows)
            until(lambda: len(terminal.lines()) == rows, "the rows")
            terminal.wait_for("Nümunə" if columns > 20 else "N")
            until(lambda: terminal.lines()[-1].startswith(" q "), "the key bar in the last row")


    def test_another_size_and_back_before_anybody_looks(self):
        terminal = self.open()
        terminal.wait_for("Sınaq mərkəzi")
        for _ in range(30):
            terminal.resize(20, 5)
            terminal.resize(80, 24)
            terminal.wait_for("Nümunə: ə ş ğ — 日本")
            terminal.wait_for("choice 3 taken 0")


class Daemon(TerminalCase):
    def test_it_goes_and_comes_back(self):
        terminal = self.open()
        terminal.wait_for("Sınaq mərkəzi")
        self.centre.stop(signal.SIGKILL)
        terminal.wait_for("Qoşulur")
        self.assertTrue(terminal.shows("Sınaq mərkəzi"), "the last state stays")
        terminal.tap("choice 1")
        terminal.wait_for("choice 1 taken 1")
        self.centre.start()
        terminal.wait_gone("Qoşulur")

    def test_nobody_there_yet(self):
        self.centre.stop()
        terminal = self.open()
        terminal.wait_for("Qoşulur")
        self.centre.start()
        terminal.wait_for("Sınaq mərkəzi")
        self.assertFalse(terminal.shows("Qoşulur"))

    def test_through_a_command(self):
        bridge = f"{BUILD}/bin/novbe --socket {self.centre.socket} bridge"
        terminal = self.open("--via", bridge)
        terminal.wait_for("Sınaq mərkəzi")
        self.centre.stop(signal.SIGKILL)
        terminal.wait_for("Qoşulur")
        self.centre.start()
        terminal.wait_gone("Qoşulur")
        terminal.key("q")
        self.assertEqual(terminal.wait_end(), "exit 0")


class End(TerminalCase):
    RESTORED = (False, True, False)

    def assert_restored(self, terminal):
        until(lambda: terminal.modes() == self.RESTORED, "no mouse, a cursor, the first screen")

    def test_by_a_key(self):
        terminal = self.open(columns=200)
        terminal.wait_for("Sınaq mərkəzi")
        terminal.key("l", "q")
        self.assertEqual(terminal.wait_end(), "exit 0")
        self.assert_restored(terminal)
        terminal.wait_for("sample_said.*kept until the end")

    def test_by_every_signal(self):
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            terminal = self.open()
            terminal.wait_for("Sınaq mərkəzi")
            terminal.kill(number)
            self.assertEqual(terminal.wait_end(), "exit 0", number)
            self.assert_restored(terminal)

    def test_by_its_own_fault(self):
        terminal = self.open(environment={"ASAN_OPTIONS": "handle_abort=0"})
        terminal.wait_for("Sınaq mərkəzi")
        terminal.key("a")
        self.assertEqual(terminal.wait_end(), f"exit {128 + signal.SIGABRT}")
        self.assert_restored(terminal)
        terminal.wait_for("sample-terminal: ended by signal 6, Aborted")

    def test_killed(self):
        terminal = self.open()
        terminal.wait_for("Sınaq mərkəzi")
        terminal.kill(signal.SIGKILL)  # the parent; the child sets the terminal right
        self.assertEqual(terminal.wait_end(), "signal 9")
        self.assert_restored(terminal)


class Refused(TerminalCase):
    def said(self, *arguments, environment=None):
        terminal = self.open(*arguments, environment=environment, columns=200)
        self.assertNotEqual(terminal.wait_end(), "exit 0")
        self.assertEqual(terminal.modes(), (False, True, False))
        return " ".join(terminal.text().split())

    def test_a_terminal_that_is_not_known(self):
        self.assertIn('the terminal "nonsense" is not known here', self.said(environment={"TERM": "nonsense"}))
        self.assertIn("TERM=xterm-256color", self.said(environment={"TERM": ""}))

    def test_languages_that_are_not_there(self):
        empty = self.centre.folder / "empty"
        empty.mkdir()
        self.assertIn("no language files", self.said("--languages", empty))
        self.assertIn("--language names", self.said("--language", "xx"))

    def test_a_language_file_that_is_broken(self):
        folder = self.centre.folder / "broken"
        folder.mkdir()
        (folder / "az.conf").write_text('code = "az";\n')
        self.assertIn("az.conf", self.said("--languages", folder))

    def test_a_command_line_that_is_wrong(self):
        self.assertIn('there is no theme "pink"', self.said("--theme", "pink"))
        self.assertIn("more than it takes", self.said("and", "more"))


class Quiet(TerminalCase):
    def test_only_what_changes_is_sent(self):
        terminal = self.open(columns=200, rows=60)
        terminal.wait_for("Sınaq mərkəzi")
        terminal.settle()
        _, sent = terminal.time("2")
        self.assertTrue(terminal.shows("choice 2 taken 1"))
        self.assertLess(sent, 64)

    def test_a_terminal_without_colours(self):
        terminal = self.open(environment={"TERM": "vt100"})
        terminal.wait_for("Sınaq mərkəzi")
        terminal.key("Down")
        x, y = terminal.find("choice 1")
        until(lambda: terminal.looks(x, y)[3] == 1, "the focus to be reversed")
        self.assertEqual(terminal.looks(x, y)[:2], (-1, -1))


if __name__ == "__main__":
    unittest.main()
