# SPDX-License-Identifier: MIT
"""A terminal that several look at: it is read only when something has changed, and numbers in giant digits are read, too."""
import os
import pathlib
import re
import threading
import time

from terminal import Terminal

GLYPHS = {sign: tuple(re.findall(r'"([.#]+)"', rows)) for sign, rows in
          re.findall(r"\{'(\w)', \{(.*?)\}\}", (pathlib.Path(os.environ["NOVBE_SOURCE"]) / "kiosk/ui/digits.c").read_text())}
SIGNS = {rows: sign for sign, rows in GLYPHS.items()}
INKS = 17, 16  # the ground of a dot in the theme "day", and of one that is new
LOOK_S, DRAWN_S = 0.5, 0.003
UPPER, LOWER = "▀", "▄"


class NotSeen(AssertionError):
    """It did not come in time."""


def dots(lines, grounds):
    """Where there is ink, as (column, half row)."""
    found = set()
    for y, (line, ground) in enumerate(zip(lines, grounds)):
        for x, colour in enumerate(ground):
            sign = line[x] if x < len(line) else " "
            if colour in INKS or sign == UPPER:
                found.add((x, 2 * y))
            if colour in INKS or sign == LOWER:
                found.add((x, 2 * y + 1))
    return found


def read_digits(lines, grounds):
    """The number in giant digits that stands furthest left; None: there is none. Its first letter must be one with a stroke
    down its left side (K), from which the size of a dot is known."""
    ink = dots(lines, grounds)
    for left, top in sorted(ink):
        rows = 0
        while (left, top + rows) in ink:
            rows += 1
        if rows % 7:
            continue
        dot, text = rows // 7, ""
        while True:
            at = left + 6 * dot * len(text)
            glyph = tuple("".join("#" if (at + column * dot, top + row * dot) in ink else "." for column in range(5))
                          for row in range(7))
            if glyph not in SIGNS:
                return text or None
            text += SIGNS[glyph]
    return None


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
            number = read_digits(self.lines(), self.grounds())
            if number and number == before and re.fullmatch(r"[A-Z]{1,2}\d{3,}", number):
                return number
            if time.monotonic() > end:
                raise NotSeen(f"no number is seen:\n{self.text()}\n{self.ended()}")
            self.changed(DRAWN_S if number else LOOK_S)
            before = number
