# SPDX-License-Identifier: MIT
"""Files that are edited while novbe-printer prints: a reload takes all of the new ones or none."""
import signal
import unittest

from centre import until
from printing import PaperCase

SHORT = 'ticket = ( { block = "number"; height_mm = 15; }, { block = "code"; } );\n'
LONG = 'ticket = ( { block = "number"; height_mm = 30; }, { block = "gap"; height_mm = 40; }, { block = "code"; } );\n'
WRONG = 'ticket = (\n    { block = "number"; },\n    { block = "horoscope"; }\n);\n'


class Edited(PaperCase):
    rules = "paper_seconds = 60;"

    def setUp(self):
        super().setUp()
        self.layout = self.centre.folder / "ticket.conf"
        self.lengths = []
        self.layout.write_text(SHORT)
        self.reload("reloaded")

    def reload(self, event):
        count = self.printing.said().count(f"event={event}")
        self.printing.process.send_signal(signal.SIGHUP)
        until(lambda: self.printing.said().count(f"event={event}") > count, f"it to be {event}")

    def length(self):
        """Of a ticket that is printed now, in rows."""
        papers = {page.path for page in self.entrance.tray() + self.other.tray()}
        self.one_paper(self.ticket())
        page, = (page for page in self.entrance.tray() + self.other.tray() if page.path not in papers)
        return len(page.rows())

    def assert_as_before(self, before):
        """At both, which take turns."""
        self.assertEqual([self.length(), self.length()], [before, before])

    def test_a_mistake_in_the_layout_changes_nothing(self):
        before = self.length()
        self.layout.write_text(WRONG)
        self.reload("not_reloaded")
        self.assertRegex(self.printing.said(), r"ticket\.conf:3: error: .*horoscope")
        self.assert_as_before(before)
        self.layout.write_text(LONG)
        self.reload("reloaded")
        self.assertGreater(self.length(), before)


if __name__ == "__main__":
    unittest.main()
