#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What lies in the tray is what was drawn: every dot of a ticket, in each language, in both resolutions and both widths, through
a real CUPS; how large its number and its code are there; and whether it was cut."""
import os
import pathlib
import re
import sqlite3
import subprocess
import tempfile
import unittest

from centre import BUILD, until
from cups import ROLL
from escpos import Receipts
from hall import text
from printing import PROGRAM, PaperCase, PaperHall

NAMES = {"az": "Şəxsiyyət vəsiqəsi, çıxarış, ağ ölçü", "ru": "Удостоверение личности, съёмка, щит", "en": "Identity card"}
# All that stands on a ticket and does not change with the clock.
LAYOUT = """ticket = ( { block = "logo"; file = "logo.png"; width_mm = 30; }, { block = "number"; height_mm = 15; },
    { block = "where"; }, { block = "service"; strong = true; }, { block = "text"; text = { az = "Ğğ Əə İı"; ru = "Йй Ыы"; en = "Qq"; }; },
    { block = "qr"; module_mm = 0.6; }, { block = "code"; }, { block = "proof"; }, { block = "issued"; size = "small"; }%s );
"""
ROLL_300 = ROLL.replace("203dpi", "300dpi").replace("RS203", "RS300")
LOGO_DOTS = (0.6, 0.5)  # of its width, of its height are black


class LetteredHall(PaperHall):
    """Its service has letters that not every font has; the queue of its desk has paper of 58 mm."""

    text = PaperHall.text.replace(f'name = {text("visa")}',
                                  "name = { " + " ".join(f'{code} = "{name}";' for code, name in NAMES.items()) + " }")


def bands(rows, paper=255):
    """(first row, rows) of each run of rows that have something on them."""
    found, inside = [], False
    for at, row in enumerate(rows):
        blank = row.count(paper) == len(row)
        if not blank and not inside:
            found.append((at, []))
        if not blank:
            found[-1][1].append(row)
        inside = not blank
    return found


def trimmed(rows):
    """Without what is blank at the sides."""
    left = min(row.index(0) for row in rows if 0 in row)
    right = max(row.rindex(0) for row in rows if 0 in row)
    return [row[left:right + 1] for row in rows]


def inked(rows):
    """Without what is blank below."""
    return rows[:max(at for at, row in enumerate(rows) if 0 in row) + 1]


class Dots(PaperCase):
    hall = LetteredHall
    dpi = 203

    def lay_out(self, cut=True):
        """In force from the next start of novbe-printer on."""
        folder = pathlib.Path(self.centre.folder)
        subprocess.run(["convert", "-size", "800x400", "xc:white", "-fill", "black", "-draw", "rectangle 160,100 639,299",
                        folder / "logo.png"], check=True)
        (folder / "ticket.conf").write_text(LAYOUT % (', { block = "cut"; }' if cut else ""))

    def take_ticket(self, language="az", **more):
        return self.ask("Visitor.Issue", services=["visa"], kiosk="door", language=language, **more)["ticket"]

    def preview(self, ticket, *arguments):
        """(what it says in the terminal, the rows of its picture)."""
        with tempfile.TemporaryDirectory() as folder:
            path = f"{folder}/ticket.png"
            done = subprocess.run(
                [PROGRAM, "--config", self.centre.config, "--socket", self.centre.socket, "--preview", ticket["ticket"], "--png",
                 path, *arguments], env={**os.environ, **self.centre.wall.environment()}, capture_output=True, text=True,
                check=True)
            self.assertEqual(done.stderr, "")
            dots = subprocess.run(["convert", path, "-depth", "8", "gray:-"], capture_output=True, check=True).stdout
            width = int(subprocess.run(["identify", "-format", "%w", path], capture_output=True, check=True).stdout)
        return done.stdout, [dots[at:at + width] for at in range(0, len(dots), width)]

    def paper_of(self, ticket):
        """Its only page in the trays."""
        order = str(self.one_paper(ticket)["order"])
        page, = [one for one in self.entrance.tray() + self.other.tray() if one.name.split("/")[2] == order]
        return page

    def proof_of(self, ticket):
        """What the ledger says: the beginning of the hash of the last entry before the ticket was issued."""
        issued = 20  # daemon/schema.sql
        with sqlite3.connect(f"file:{self.centre.folder}/store?mode=ro", uri=True) as store:
            (seq,), = store.execute("SELECT seq FROM event WHERE kind = ? AND value_1 = ?",
                                    (issued, int(ticket["ticket"][-3:]))).fetchall()
            (before,), = store.execute("SELECT lower(hex(hash)) FROM event WHERE seq = ?", (seq - 1,)).fetchall()
        return before[:8]

    # --- what is looked at ---

    def assert_code(self, rows, ticket):
        """A QR code of whole dots: each module is one square of one colour, of 0.6 mm or the next whole dots above."""
        codes = [band for _, band in bands(rows) if len(band) == len(trimmed(band)[0])]
        code, = [trimmed(band) for band in codes if len(band) * 25.4 / self.dpi > 12]
        module = len(re.match(rb"\0+", code[0])[0]) / 7  # of the finder at the corner
        self.assertEqual(module, -(-0.6 * self.dpi // 25.4))
        module = int(module)
        self.assertEqual(len(code) % module, 0)
        for y in range(0, len(code), module):
            for x in range(0, len(code), module):
                square = {dot for row in code[y:y + module] for dot in row[x:x + module]}
                self.assertEqual(len(square), 1, (x, y))
        with tempfile.NamedTemporaryFile(suffix=".pgm") as picture:
            blank = b"\xff" * (len(code[0]) + 8 * module)
            side = b"\xff" * 4 * module
            picture.write(b"P5 %d %d 255\n" % (len(blank), len(code) + 8 * module)
                          + b"".join([blank] * 4 * module + [side + row + side for row in code] + [blank] * 4 * module))
            picture.flush()
            said = subprocess.run(["zbarimg", "-q", "--raw", picture.name], capture_output=True, text=True, check=False).stdout
        self.assertEqual(said.strip(), f"%T/{ticket['ticket']}/{ticket['day'].replace('-', '')}/{ticket['code']}")

    def assert_logo(self, band):
        """The black rectangle within the picture of 30 mm; its edges may be between dots."""
        logo = trimmed(band)
        self.assertEqual({dot for row in logo[1:-1] for dot in row[1:-1]}, {0})
        width, height = (len(logo[0]) * 25.4 / self.dpi / 30, len(logo) * 25.4 / self.dpi / 15)
        self.assertAlmostEqual(width, LOGO_DOTS[0], delta=0.01)
        self.assertAlmostEqual(height, LOGO_DOTS[1], delta=0.02)

    def assert_paper(self, rows, ticket):
        found = bands(rows)
        self.assert_logo(found[0][1])
        self.assertGreaterEqual(len(found[1][1]) * 25.4 / self.dpi, 15 - 0.5 * 25.4 / self.dpi)  # the number
        self.assert_code(rows, ticket)


class Fine(Dots):
    """300 dots an inch."""

    attributes, dpi = ROLL_300, 300

    def test_a_ticket(self):
        self.lay_out()
        self.print_anew()
        ticket = self.take_ticket()
        page = self.paper_of(ticket)
        rows = page.rows()
        self.assertEqual(len(rows[0]), 80 * 300 * 10 // 254)
        self.assert_paper(rows, ticket)


class Usual(Dots):
    """203 dots an inch."""

    def test_every_dot_in_every_language(self):
        self.lay_out()
        self.printing.close()
        tickets, drawn = [], []
        for language, name in NAMES.items():
            tickets.append(self.take_ticket(language))
            said, rows = self.preview(tickets[-1])
            drawn.append(rows)
            self.assertIn(name.split(",", maxsplit=1)[0], said)
            self.assertIn(tickets[-1]["proof"], said)
            self.assertEqual(tickets[-1]["proof"], self.proof_of(tickets[-1]))
        self.print_anew()
        for ticket, rows in zip(tickets, drawn):
            printed = self.paper_of(ticket).rows()
            self.assertTrue(inked(printed) == inked(rows), ticket)
            self.assert_paper(printed, ticket)
        self.assertNotIn("paper_trouble", self.printing.said())

    def test_a_copy_says_so_in_its_language(self):
        """White on a black bar over the width, above all else, which is as on the first paper."""
        self.lay_out()
        self.print_anew()
        for language, word in (("az", "TƏKRAR"), ("ru", "ПОВТОР"), ("en", "COPY")):
            ticket = self.take_ticket(language)
            first = self.paper_of(ticket)
            self.ask("Visitor.Reprint", ticket=ticket["ticket"], code=ticket["code"], kiosk="door")
            order = str(self.until_over(ticket)[1]["order"])
            page, = [one for one in self.entrance.tray() + self.other.tray() if one.name.split("/")[2] == order]
            said, drawn = self.preview(ticket)
            self.assertIn(word, said)
            rows = page.rows()
            self.assertTrue(inked(rows) == inked(drawn), ticket)
            (_, bar), *rest = bands(rows)
            self.assertEqual(set(trimmed(bar)[0]), {0})
            self.assertAlmostEqual(len(trimmed(bar)[0]) * 25.4 / 203, 72, delta=0.2)
            self.assertEqual([band for _, band in rest], [band for _, band in bands(first.rows())])
            self.assert_true(ticket)

    def test_a_paper_without_cut_is_not_cut(self):
        cut = self.paper_of(self.take_ticket())
        self.assertEqual(cut.options.get("IPP_FINISHINGS"), "trim")
        self.lay_out(cut=False)
        self.print_anew()
        whole = self.paper_of(self.take_ticket())
        self.assertIn(whole.options.get("IPP_FINISHINGS"), (None, "none"))


class Receipt(Dots):
    """A receipt printer of 58 mm, by novbe-escpos."""

    def receipt(self):
        printer = Receipts()
        self.addCleanup(printer.close)
        self.cups.add_queue("desk", "-P", str(BUILD / "ppd" / "novbe-escpos-58.ppd"), uri=printer.uri)
        return printer

    def take_ticket(self, language="az", **more):
        return self.ask("Reception.Issue", services=["visa"], printer="desk", language=language, **more)["ticket"]

    def print_one(self, printer, ticket):
        """The rows of its paper, a byte each dot as of others, and how it was cut."""
        until(lambda: [one["state"] for one in self.papers(ticket)] == ["printed"], "the paper")
        paper, = printer.papers()
        width = max(map(len, paper.rows))
        return [bytes(255 * (byte >> 7 - bit & 1 ^ 1) for byte in row.ljust(width, b"\0") for bit in range(8))
                for row in paper.rows], paper.cut

    def test_every_dot_and_its_cut(self):
        printer = self.receipt()
        self.lay_out()
        self.printing.close()
        ticket = self.take_ticket()
        _, drawn = self.preview(ticket, "--width", "58")
        self.print_anew("entrance", "hall", "desk")
        rows, cut = self.print_one(printer, ticket)
        self.assertEqual(cut, "partial")
        self.assertTrue(trimmed(inked(rows)) == trimmed(inked(drawn)))
        self.assert_paper(rows, ticket)

    def test_a_paper_without_cut_is_not_cut(self):
        printer = self.receipt()
        self.lay_out(cut=False)
        self.print_anew("entrance", "hall", "desk")
        _, cut = self.print_one(printer, self.take_ticket())
        self.assertIsNone(cut)


if __name__ == "__main__":
    unittest.main()
