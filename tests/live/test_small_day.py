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
from books import Books  # noqa: E402
from centre import until  # noqa: E402
from day_run import DayRun  # noqa: E402
from plan import SMALL, Plan  # noqa: E402

SPEED = 25


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


if __name__ == "__main__":
    unittest.main()
