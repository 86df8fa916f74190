# SPDX-License-Identifier: MIT
"""Reads numbers in giant digits (kiosk/ui/digits.c) off the text of a screen, as they are drawn smallest: two dots a cell. A cell of
which both dots are ink is a blank in ink, which the text alone does not tell from paper; no two signs that tickets have are alike
without it, which is looked at when this is read."""
import os
import pathlib
import re

ROWS = 4
BLOCKS = {(False, False): " ", (False, True): "▄", (True, False): "▀", (True, True): " "}


def draw(glyph):
    rows = [*glyph, "." * len(glyph[0])]
    return tuple("".join(BLOCKS[upper == "#", lower == "#"] for upper, lower in zip(rows[at], rows[at + 1]))
                 for at in range(0, 2 * ROWS, 2))


def read_glyphs():
    text = (pathlib.Path(os.environ["NOVBE_SOURCE"]) / "kiosk/ui/digits.c").read_text()
    return {sign: draw(re.findall(r'"([.#]+)"', rows)) for sign, rows in re.findall(r"\{'(.)', \{(.*?)\}\}", text)}


GLYPHS = read_glyphs()
SIGNS = {glyph: sign for sign, glyph in GLYPHS.items() if sign.isalnum()}
assert len(SIGNS) == len([sign for sign in GLYPHS if sign.isalnum()]), "two giant signs look alike"
WIDTH = 5


def sign_at(block, x):
    return SIGNS.get(tuple(row[x:x + WIDTH].ljust(WIDTH) for row in block))


def numbers(lines):
    """All that are seen, as (row, column, number), from above."""
    found = []
    for y in range(len(lines) - ROWS + 1):
        block = lines[y:y + ROWS]
        x, longest = 0, max(map(len, block))
        while x < longest:
            number, at = "", x
            while (sign := sign_at(block, at)):
                number, at = number + sign, at + WIDTH + 1
            if number:
                found.append((y, x, number))
                x = at
            else:
                x += 1
    return found
