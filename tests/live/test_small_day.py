#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""A small day of tests/bench/day: a hundred visitors at two kiosks, six operators, two boards, two receipt printers, all real
programs; the daemon is killed, a printer runs out of paper, a counter loses its terminal. Nothing is lost, all adds up, and
nothing is left."""
import os
import pathlib
import sys
import threading
import unittest

sys.path[:0] = [str(pathlib.Path(os.environ["NOVBE_SOURCE"]) / "tests" / part) for part in ("bench/soak", "stage")]
import machine  # noqa: E402
from books import Books, differences, wrong_papers  # noqa: E402
from centre import BUILD, until  # noqa: E402
from day_run import DayRun  # noqa: E402
from hands import Kiosk  # noqa: E402
from plan import SMALL, Plan  # noqa: E402
from stage import Stage  # noqa: E402

SPEED = 25
SANITIZED = "NOVBE_SANITIZE:BOOL=ON" in (BUILD / "CMakeCache.txt").read_text()  # what it frees it keeps for long


class SmallDay(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.day = DayRun(Plan(SMALL), SPEED, kills=1)
        cls.day.run()

    def test_everybody_has_a_ticket(self):
        self.assertEqual(len(self.day.books.by_number), SMALL.visitors)

    def test_the_faults_happened(self):
        self.assertEqual(self.day.faults, ["paper out", "kill"])
        self.assertEqual(self.day.cut.cuts, 1, "a terminal was cut off, and came again")

    def test_what_visitors_say_is_what_the_ledger_says(self):
        self.assertEqual(self.day.wrong(), [])
        self.assertGreater(self.day.books.count("served"), SMALL.visitors // 2)

    def test_the_report_adds_up_and_the_store_is_whole(self):
        self.assertEqual(self.day.differences(), [])
        self.assertEqual(self.day.report["figures"]["issued"], SMALL.visitors)
        self.assertEqual(self.day.verified[0], 0, self.day.verified[1])

    def test_papers_are_where_they_are_said_to_be(self):
        wrong, uncertain = self.day.wrong_papers()
        self.assertEqual(wrong, [])
        self.assertLessEqual(uncertain, 2)

    def test_no_program_has_grown(self):
        kinds = {kind for kind, _ in self.day.resident["end"]}
        self.assertEqual(kinds, set(machine.GROWTH_KIB), "of every kind one was measured")
        if not SANITIZED:
            self.assertEqual(self.day.grown(), [])

    def test_no_descriptor_is_kept(self):
        self.assertEqual(self.day.more_descriptors, [])

    def test_nothing_is_left(self):
        self.assertEqual(self.day.zombies, [])
        self.assertEqual(self.day.leftover, [])
        self.assertEqual(self.day.said, [])


class Unread(unittest.TestCase):
    """Whose page was gone too soon asks at reception, once all the others have read theirs."""

    def setUp(self):
        self.books = Books(["one", "two", "three"])

    def test_what_somebody_is_about_to_read_is_not_taken(self):
        reads, done = threading.Event(), []

        def read():
            with self.books.reading():
                reads.set()
                until(lambda: asked.is_set(), "the other to ask")
                self.books.took(self.books.accounts[0], "KA002", "ABCDE")

        asked = threading.Event()
        reader = threading.Thread(target=read)
        other = threading.Thread(target=lambda: done.append(
            self.books.took_unread(self.books.accounts[1], lambda: ["KA002", "KA001"])))
        reader.start()
        reads.wait()
        other.start()
        asked.set()
        reader.join()
        other.join()
        self.assertEqual((done, [one.number for one in self.books.accounts], self.books.strange),
                         ([True], ["KA002", "KA001", None], []))

    def test_nobody_is_given_what_another_has(self):
        for account, taken in zip(self.books.accounts, (True, False, False)):
            self.assertEqual(self.books.took_unread(account, lambda: ["KA001"]), taken)
        self.assertEqual((self.books.unread, self.books.strange), (1, []))


class Judged(unittest.TestCase):
    """What the day is judged by, in small."""

    def test_a_report_without_differences_says_nothing(self):
        self.assertEqual(differences({"figures": {"visit_difference": 0, "step_difference": None}}), [])
        self.assertEqual(differences({"figures": {"visit_difference": 0}, "tables": [{"step_difference": 2}]}),
                         ["tables.0.step_difference: 2"])
        for report in ({}, {"figures": {"visit_difference": None}}):
            self.assertEqual(len(differences(report)), 1, report)

    def test_a_claim_of_nothing_is_one_paper_or_none(self):
        def judged(states, *tray):
            tries = [{"printer": "one", "state": state, "papers": int(state == "printed")} for state in states]
            return [len(wrong_papers({"KM001": [{"tries": tries}]}, {"one": tray})[0]), tries]
        for states, tray, wrong in ((["printed"], 1, 0), (["printed"], 0, 1), (["unknown"], 0, 0), (["unknown"], 1, 0),
                                    (["unknown"], 2, 1), (["printed", "unknown"], 0, 1), (["printed", "unknown"], 2, 0)):
            self.assertEqual(judged(states, *["KM001"] * tray)[0], wrong, (states, tray))

    def test_one_that_grows_among_many_that_do_not(self):
        before = {("novbe-counter", str(key)): 5000 for key in range(40)}
        after = {**before, ("novbe-counter", "17"): 5000 + 1025}
        self.assertEqual(machine.grown(before, after), ["novbe-counter 17 has grown by 1025 KiB, 1024 at most"])
        self.assertEqual(machine.grown(before, {**after, ("novbe-counter", "17"): 5000 + 1024}), [])


class Restarted(unittest.TestCase):
    def test_who_asks_while_the_daemon_is_killed_waits(self):
        """A daemon that comes up only once somebody has asked in vain, or would have."""
        class Daemon:
            up, refused = True, threading.Event()

            def stop(self, _):
                self.up = False

            def start(self):
                asker.start()
                self.refused.wait(0.5)
                self.up = True

            def talk(self):
                if not self.up:
                    self.refused.set()
                    raise ConnectionRefusedError
                return self

            def call(self, *_):
                return {"parameters": {"up": self.up}}

        stage, answers = Stage.__new__(Stage), []
        stage.lock, stage.hall, stage.talk = threading.RLock(), Daemon(), None
        asker = threading.Thread(target=lambda: answers.append(stage.ask("Visitor.ListWaits")))
        stage.kill_and_start()
        asker.join()
        self.assertEqual(answers, [{"up": True}])


class Touches(unittest.TestCase):
    def test_who_is_asked_whether_he_is_still_there_touches_the_middle_of_the_answer(self):
        kiosk, touched = Kiosk.__new__(Kiosk), []
        kiosk.terminal = type("Terminal", (), {"tap": lambda _, *place: touched.append(place)})()
        kiosk.tap("Take a ticket", "Are you still there?\n\n   Go on")
        kiosk.tap("Take a ticket", "\n  Take a ticket")
        self.assertEqual(touched, [(5, 2), (8, 1)])


if __name__ == "__main__":
    unittest.main()
