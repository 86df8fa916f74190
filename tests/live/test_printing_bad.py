#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Paper with something wrong in what it is made of: it is named, in the log and by `novbe check`, and a plainer ticket comes out
rather than none."""
import os
import subprocess
import tempfile
import time
import types
import unittest
from unittest import mock

from centre import until
from hall import HallCase, text
from printing import PaperCase, PaperHall, Printing

NO_FONT_HAS_IT = "\U0010fff0"
LONG = "Donaudampfschifffahrtselektrizitaetenhauptbetriebswerkbauunterbeamtengesellschaft"


class BadNames(PaperHall):
    """A service with a sign that no font has, and a word that no paper is wide enough for."""

    text = PaperHall.text.replace(f'name = {text("visa")}', f'name = {text(f"visa {NO_FONT_HAS_IT} {LONG}")}')


class BadPaper(PaperCase):
    def check(self, cups=None):
        """What `novbe check` says, and its exit code."""
        with mock.patch.dict(os.environ, CUPS_SERVER=str(cups or self.cups.socket)):
            code, _, said = self.centre.novbe("check", self.centre.config)
        return code, said

    def write_layout(self, words):
        (self.centre.folder / "ticket.conf").write_text(words)

    def begin_again(self):
        self.printing.close()
        self.printing = Printing(self.centre, self.cups)
        self.addCleanup(self.printing.close)
        until(lambda: self.printing.said().count("event=ready") == 2, "it to begin again")

    def scanned(self, ticket):
        """What the code on the only paper says."""
        page, = self.entrance.tray() + self.other.tray()
        with tempfile.NamedTemporaryFile(suffix=".pgm") as picture:
            page.save(picture.name)
            said = subprocess.run(["zbarimg", "-q", "--raw", picture.name], capture_output=True, text=True, check=False)
        self.assertIn(ticket["code"], said.stdout)


class Layout(BadPaper):
    def test_a_mistake_in_the_layout(self):
        self.write_layout('ticket = (\n    { block = "number"; },\n    { block = "horoscope"; }\n);\n')
        code, said = self.check()
        self.assertEqual(code, 1, said)
        self.assertRegex(said, r"ticket\.conf:3: error: .*horoscope")
        self.begin_again()
        self.assertRegex(self.printing.said(), r"ticket\.conf:3: error: .*horoscope")
        ticket = self.ticket()
        self.one_paper(ticket)
        self.scanned(ticket)

    def test_a_logo_that_is_no_picture(self):
        (self.centre.folder / "logo.png").write_text("This is no picture.")
        self.write_layout('ticket = ( { block = "logo"; file = "logo.png"; }, { block = "number"; }, { block = "qr"; } );\n')
        code, said = self.check()
        self.assertEqual(code, 1, said)
        self.assertRegex(said, r"bad_picture: .*logo\.png")
        self.begin_again()
        ticket = self.ticket()
        self.one_paper(ticket)
        self.scanned(ticket)
        self.assertRegex(self.printing.said(), r"event=paper_trouble .*bad_picture.*logo\.png")

    def test_a_good_layout_is_taken_by_a_signal(self):
        tickets = [self.ticket()]
        self.one_paper(tickets[0])
        self.write_layout('ticket = ( { block = "number"; }, { block = "code"; } );\n')
        self.printing.process.send_signal(1)
        until(lambda: "event=reloaded" in self.printing.said(), "it to be read")
        tickets.append(self.ticket())
        self.one_paper(tickets[1])
        heights = sorted(len(page.rows()) for page in self.entrance.tray() + self.other.tray())
        self.assertLess(heights[0] * 1.5, heights[1])  # no QR code, no times


class Names(BadPaper):
    hall = BadNames

    def test_a_sign_that_no_font_has_and_a_word_too_long(self):
        code, said = self.check()
        self.assertEqual(code, 1, said)
        self.assertRegex(said, r"no_glyph: .*U\+10FFF0")
        self.assertRegex(said, r"broken_word: .*Donaudampfschiff")
        ticket = self.ticket()
        self.one_paper(ticket)
        self.scanned(ticket)
        self.assertRegex(self.printing.said(), r"event=paper_trouble .*U\+10FFF0")
        self.assertRegex(self.printing.said(), r"event=paper_trouble .*Donaudampfschiff")


class UnknownQueue(BadPaper):
    """The catalogue's printer `desk` has a queue that CUPS does not know."""

    def test_it_is_told_and_nothing_waits_for_it(self):
        self.printing.close()
        self.printing = Printing(self.centre, self.cups, ["entrance", "hall", "desk"])
        self.addCleanup(self.printing.close)

        def told():
            printers = self.ask("Admin.GetHealth")["printers"]
            return next((one for one in printers if one["printer"] == "desk" and one["state"] == "stopped"), None)
        desk = until(told, "desk to be told as stopped")
        self.assertRegex(desk["detail"], "no such queue")
        _, out, _ = self.centre.novbe("status")
        self.assertRegex(out, "desk.*stopped")
        ticket = self.ask("Reception.Issue", services=["visa"], printer="desk")["ticket"]
        paper, = self.until_over(ticket)
        self.assertEqual(paper["state"], "given_up", paper)
        self.assert_true(ticket)

    def test_it_is_named_in_the_log_when_it_is_missing_and_when_it_is_there(self):
        self.print_anew("entrance", "desk")

        def count(event):
            return self.printing.said().count(f"event={event} printer=desk queue=desk")
        until(lambda: count("queue_missing") == 1, "the queue to be missed")
        self.assertRegex(self.printing.said(), "level=warning event=queue_missing printer=desk")
        self.cups.add_printer("desk")
        until(lambda: count("queue_found") == 1, "the queue to be found")
        self.assertEqual(count("queue_missing"), 1)
        self.cups.delete_queue("desk")
        until(lambda: count("queue_missing") == 2, "the queue to be missed again")
        self.assertNotIn("printer=entrance queue=", self.printing.said())

    def test_novbe_check_names_it(self):
        code, said = self.check()
        self.assertEqual(code, 0, said)
        self.assertRegex(said, r'catalogue\.conf:\d+: warning: printer "desk": CUPS has no queue "desk"')
        self.assertEqual(said.count("has no queue"), 1, said)
        self.cups.add_printer("desk")
        code, said = self.check()
        self.assertEqual(code, 0, said)
        self.assertNotIn("queue", said)

    def test_novbe_check_without_cups(self):
        code, said = self.check(self.centre.folder / "no-cups")
        self.assertEqual(code, 0, said)
        self.assertEqual(said.count("CUPS does not answer"), 1, said)
        self.assertNotIn("has no queue", said)

    def test_a_printer_that_the_daemon_does_not_know_yet_keeps_no_other_from_printing(self):
        """The catalogue has a new printer, and novbe-printer has read it before the daemon."""
        self.printing.close()
        catalogue = self.centre.catalogue.read_text()
        new = catalogue.replace('{ key = "desk"; queue = "desk";', '{ key = "new"; queue = "new"; }, { key = "desk"; queue = "desk";')
        self.assertNotEqual(new, catalogue)
        self.centre.catalogue.write_text(new)
        self.printing = Printing(self.centre, self.cups, ["entrance", "new", "hall"])
        self.addCleanup(self.printing.close)
        self.one_paper(self.ticket())
        self.assertRegex(self.printing.said(), "event=printer_unknown printer=new")
        self.ask("Admin.Reload")
        until(lambda: any(one["printer"] == "new" and one["state"] == "stopped" for one in self.ask("Admin.GetHealth")["printers"]),
              "the new printer to be told of")
        self.one_paper(self.ticket())
        self.assertEqual(self.printing.said().count("event=printer_unknown"), 1)

    def test_novbe_printer_of_an_unknown_printer(self):
        wrong = Printing(self.centre, self.cups, ["nowhere"])
        self.assertEqual(wrong.process.wait(30), 64)
        self.assertIn('the catalogue has no printer "nowhere"', wrong.said())


class NoRole(HallCase):
    """Its user has no role that may print."""

    roles = '{ role = "visitor"; users = [ "@owner" ]; }'

    def test_it_is_told_once_and_what_to_do(self):
        printing = Printing(self.centre, types.SimpleNamespace(socket="/nowhere/cups"))
        self.addCleanup(printing.close)
        until(lambda: 'hint="this user needs the role' in printing.said(), "the role to be named")
        time.sleep(2.5)  # it goes on asking, every second, and is silent about it
        self.assertEqual(printing.said().count("PermissionDenied"), 1, printing.said())


if __name__ == "__main__":
    unittest.main()
