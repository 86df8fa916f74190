#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""A visitor before a real xterm: clicks that the X server makes, and the picture looked at as a person would: where the buttons
are, which number it shows, what the QR code says. To look at the pictures yourself: NOVBE_PICTURES=/tmp python3 -B test_xterm.py"""
import re
import unittest

import giant
from centre import until
from hall import HallCase
from xterm import XTerm

BUTTON, ACTION, INK = "#005f87", "#005f00", "#00005f"  # kiosk/ui/theme.c, day


class Kiosk(HallCase):
    def open(self, **size):
        kiosk = XTerm.of(self.centre, "visitor", "--kiosk", "door", "--language", "en", **size)
        self.addCleanup(kiosk.close)
        return kiosk

    def cells(self, kiosk, path, colour):
        """Every cell whose corner has that colour."""
        width, height = kiosk.columns, kiosk.rows
        # One pixel a cell, near its upper left corner, where no letter reaches.
        said = kiosk.run("convert", str(path), "-crop", f"{kiosk.size[0]}x{kiosk.size[1]}+0+0", "+repage", "-filter", "point",
                         "-define", "sample:offset=3", "-sample", f"{width}x{height}!", "-depth", "8", "txt:-")
        return {(int(x), int(y)) for x, y, found in re.findall(r"^(\d+),(\d+):.*?(#[0-9A-F]{6})", said, re.M)
                if found.lower() == colour}

    def wait_cells(self, kiosk, colour, least):
        def look():
            cells = self.cells(kiosk, kiosk.picture(), colour)
            return cells if len(cells) >= least else None
        return until(look, f"{least} cells of {colour}")

    def read(self, cells):
        """The text that giant digits spell: dots from the cells of ink, which are two columns and a row of each, or more."""
        rows = [y for _, y in cells]
        high = (max(rows) - min(rows) + 1) // giant.HEIGHT
        self.assertGreaterEqual(high, 1, "digits of whole cells")
        return " ".join(text for _, _, text in giant.numbers(cells, 2 * high, high))

    def test_from_the_first_page_to_the_number(self):
        kiosk = self.open(columns=120, rows=36, font_size=12)
        buttons = self.wait_cells(kiosk, BUTTON, 60)
        self.assertGreater(min(y for _, y in buttons), kiosk.rows // 4, "buttons within reach")
        kiosk.click(*self.button_of(buttons, 0))
        action = self.wait_cells(kiosk, ACTION, 30)
        self.assertGreaterEqual(min(y for _, y in action), kiosk.rows // 2, "what goes on is in the lower half")
        until(lambda: self.click_until_issued(kiosk, action), "a ticket")
        ticket = self.issued()
        path = until(lambda: self.picture_with_code(kiosk), "a QR code in the picture")
        kind, number, day, code = kiosk.codes(path)[0].split("/")
        self.assertEqual((kind, number, day), ("%T", ticket, self.day()))
        self.assertEqual(self.ask("Visitor.WhereAmI", ticket=number, code=code)["state"], "waiting")
        header = {(x, y) for x, y in self.cells(kiosk, path, INK) if y >= 4}
        digits = {(x, y) for x, y in header if x < kiosk.columns // 2 + 10}
        self.assertEqual(self.read(digits), ticket)

    def button_of(self, cells, number):
        """The middle of a button: the first in reading order is 0."""
        rows = sorted({y for _, y in cells})
        top = rows[0]
        columns = sorted(x for x, y in cells if y == top)
        end = next((x for x, after in zip(columns, columns[1:]) if after != x + 1), columns[-1])
        self.assertEqual(number, 0)
        return (columns[0] + end) // 2, top + 1

    def issued(self):
        tickets = self.ask("Reception.FindTickets", limit=10)["tickets"]
        return tickets[0]["ticket"] if tickets else None

    def click_until_issued(self, kiosk, action):
        """A page takes no touch when it has only just come."""
        if not self.issued():
            kiosk.click(*self.button_of(action, 0))
        return self.issued()

    def picture_with_code(self, kiosk):
        path = kiosk.picture("ticket")
        return path if kiosk.codes(path) else None

    def day(self):
        return self.ask("Visitor.GetCentre")["day"].replace("-", "")


if __name__ == "__main__":
    unittest.main()
