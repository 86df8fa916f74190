# SPDX-License-Identifier: MIT
"""A terminal that several look at: it is read only when something has changed, and numbers in giant digits are read, too."""
import re
import threading
import time

import giant
from terminal import Terminal

LOOK_S, DRAWN_S = 0.5, 0.003
DOTS = 1, 2, 4, 6  # as large as digits are drawn here
TICKET = re.compile(r"[A-Z]{1,2}\d{3,}")


class NotSeen(AssertionError):
    """It did not come in time."""


def read_digits(page):
    """The ticket's number in giant digits that stands furthest left; None: there is none."""
    ink = giant.ink(*page)
    found = [(column, text) for dot in DOTS for _, column, text in giant.numbers(ink, dot, dot) if TICKET.fullmatch(text)]
    return min(found)[1] if found else None


class Screen(Terminal):
    def __init__(self, *command, **options):
        self.lock = threading.RLock()
        super().__init__(*command, **options)

    def ask(self, line):
        with self.lock:
            return super().ask(line)

    def rows_of(self, question):
        with self.lock:
            return super().rows_of(question)

    def page(self):
        with self.lock:
            return super().page()

    def see(self, pattern, patience_s=30):
        """The match of a pattern in what is seen, as soon as it is; NotSeen if it does not come."""
        end = time.monotonic() + patience_s
        while not (match := self.shows(pattern)):
            left_s = end - time.monotonic()
            if left_s <= 0:
                raise NotSeen(f"{pattern!r} is not seen:\n{self.text()}\n{self.ended()}")
            self.changed(min(left_s, LOOK_S))
        return match

    def see_number(self, patience_s=30):
        """A ticket's, in giant digits; the same twice, as one that is just being drawn may look like another."""
        end, before = time.monotonic() + patience_s, None
        while True:
            number = read_digits(self.page())
            if number and number == before:
                return number
            if time.monotonic() > end:
                raise NotSeen(f"no number is seen:\n{self.text()}\n{self.ended()}")
            self.changed(DRAWN_S if number else LOOK_S)
            before = number
