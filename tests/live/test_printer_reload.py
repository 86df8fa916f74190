# SPDX-License-Identifier: MIT
"""Files that are edited while novbe-printer prints: what it has read is in force at all printers, also after the process of one was
killed, until a reload takes all of the new ones or none."""
import os
import pathlib
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

    def workers(self):
        pid = self.printing.process.pid
        return set(map(int, pathlib.Path(f"/proc/{pid}/task/{pid}/children").read_text().split()))

    def kill_workers(self):
        before = self.workers()
        for worker in before:
            os.kill(worker, signal.SIGKILL)
        until(lambda: len(self.workers() - before) == len(before), "other workers")

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

    def test_an_edited_layout_that_nobody_has_reloaded(self):
        before = self.length()
        self.layout.write_text(LONG)
        self.kill_workers()
        self.assert_as_before(before)
        self.reload("reloaded")
        self.assertGreater(self.length(), before)

    def test_a_catalogue_that_is_half_saved(self):
        before = self.length()
        text = self.centre.catalogue.read_text()
        self.centre.catalogue.write_text(text[:len(text) // 2])
        self.kill_workers()
        self.assert_as_before(before)
        self.reload("not_reloaded")
        self.assert_as_before(before)
        self.centre.catalogue.write_text(text)
        self.reload("reloaded")
        self.assert_as_before(before)

    def test_a_worker_has_nothing_of_the_program(self):
        """Neither its descriptors, which would keep alive what it closes, nor its handlers of signals."""
        self.length(), self.length()
        for worker in self.workers():
            folder = pathlib.Path("/proc", str(worker))
            self.assertEqual(sorted(path.name for path in (folder / "fd").iterdir()), ["0", "1", "2", "3"])
            status = dict(line.split(":\t", 1) for line in (folder / "status").read_text().splitlines())
            for number in (signal.SIGCHLD, signal.SIGHUP, signal.SIGINT, signal.SIGTERM):
                self.assertFalse(int(status["SigCgt"], 16) >> number - 1 & 1, (number, status))
            self.assertEqual(int(status["SigBlk"], 16), 0)


if __name__ == "__main__":
    unittest.main()
