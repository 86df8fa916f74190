# SPDX-License-Identifier: MIT
"""Numbers in giant digits (kiosk/ui/digits.c), read off a screen."""
import re

from centre import SOURCE

# {sign: rows}, "#" is a dot.
GLYPHS = {sign: tuple(re.findall(r'"([.#]+)"', rows)) for sign, rows in
          re.findall(r"\{'(.)', \{(.*?)\}\}", (SOURCE / "kiosk/ui/digits.c").read_text())}
WIDTH, HEIGHT, GAP = 5, 7, 1
INKS = {17, 16}  # the ground of a dot in the theme "day", and of one that is new
UPPER, LOWER = "▀", "▄"


class Shapes(dict):
    """{rows: sign} of all that numbers have; `starts`: where their first dots are, (row, column), and what rows begin with them."""

    def __init__(self, shape_of):
        super().__init__({shape_of(rows): sign for sign, rows in GLYPHS.items() if sign.isalnum()})
        self.height = len(next(iter(self)))
        self.starts = {}
        for rows in self:
            y = next(y for y, row in enumerate(rows) if "#" in row)
            self.starts.setdefault((y, rows[y].index("#")), set()).add(rows[y])


def outline(rows):
    """As text alone shows it, two dots a cell, four cells high: where both are ink there is a blank, which might be the page's."""
    found = []
    for upper, lower in zip(rows[::2], (*rows[1::2], "." * WIDTH)):
        blank = [a == b == "#" for a, b in zip(upper, lower)]
        found += ["".join("." if both else dot for dot, both in zip(row, blank)) for row in (upper, lower)]
    return tuple(found)


INKED, OUTLINED = Shapes(tuple), Shapes(outline)
assert len(INKED) == len(OUTLINED) == 36, "two giant signs look alike"


def ink(lines, grounds=None):
    """Where there is ink on a page (Terminal.page), as (column, half row); of a text alone, where its outlines are."""
    found = set()
    for y, (line, ground) in enumerate(zip(lines, grounds or [bytes(len(line)) for line in lines])):
        if INKS.isdisjoint(ground) and UPPER not in line and LOWER not in line:
            continue
        for x, (sign, colour) in enumerate(zip(line.ljust(len(ground)), ground)):
            if colour in INKS or sign == UPPER:
                found.add((x, 2 * y))
            if colour in INKS or sign == LOWER:
                found.add((x, 2 * y + 1))
    return found


def numbers(found, across=1, down=1, shapes=INKED):
    """All that are seen, as (row, column, text), from above, in the units of the ink. A dot is so large: of ink() 1 by 1 the
    smallest, else 2 by 2, 4 by 4 ... What is inked above a number, as a title's ground is, may touch it."""
    def row_at(y, x):
        return "".join(["#" if (x + column * across, y) in found else "." for column in range(WIDTH)])

    def sign_at(y, x):
        return shapes.get(tuple(row_at(y + row * down, x) for row in range(shapes.height)))

    seen, step = [], (WIDTH + GAP) * across
    firsts = [(y, x) for x, y in found if (x - 1, y) not in found]
    for y, x in sorted({(y - row * down, x - column * across) for y, x in firsts for (row, column), rows in shapes.starts.items()
                        if row_at(y, x - column * across) in rows}):
        if any(top <= y < top + down and left <= x < left + step * len(text) for top, left, text in seen):
            continue
        text = ""
        while sign := sign_at(y, x + step * len(text)):
            text += sign
        if text:
            seen.append((y, x, text))
    return seen
