# SPDX-License-Identifier: MIT
"""A worker of novbe-printer before a real CUPS and printers with a tray: whatever goes wrong, what it says of a job is
true of the tray, or says that nobody can tell."""
import os
import select
import subprocess
import sys
import time
import unittest

from centre import BUILD, SOURCE, until
from cups import Cups

PROBE = BUILD / "tests" / "cups-probe"
OVER = ("printed", "not_printed", "none", "unclear")


class Probe:
    """tests/live/cups_probe.c: one worker."""

    def __init__(self, cups, queue="entrance", watch_ms=60000, watchdog_ms=15000):
        self.log = open(cups.folder / "probe.log", "ab")
        self.queue = queue
        self.order = 0
        self.process = subprocess.Popen(
            [PROBE, cups.socket, queue, str(watch_ms), str(watchdog_ms)], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=self.log, env={**os.environ, "NOVBE_TEST_LANGUAGES": str(SOURCE / "conf" / "lang")})
        self.text = b""
        self.lines = []
        self.answer("state")  # it looks by itself when it starts

    def tell(self, *words):
        self.process.stdin.write(" ".join(map(str, words)).encode() + b"\n")
        self.process.stdin.flush()

    def read(self, patience_s=0.0):
        if select.select([self.process.stdout], [], [], patience_s)[0]:
            data = os.read(self.process.stdout.fileno(), 1 << 16)
            assert data, "the probe ended"
            self.text += data
            *lines, self.text = self.text.split(b"\n")
            self.lines += [line.decode().split() for line in lines]

    def answer(self, word, key=None, patience_s=40):
        """The next line that begins so."""
        end = time.monotonic() + patience_s
        while time.monotonic() < end:
            for line in self.lines:
                if line[0] == word and (key is None or line[1] == key):
                    self.lines.remove(line)
                    return line
            self.read(0.05)
        raise AssertionError(f"no {word} of {key} within {patience_s} s")

    def name(self):
        """Of a new job."""
        self.order += 1
        return f"novbe/test/{self.order}/{time.time_ns() // 1000000}/{self.queue}"

    def print(self, key=None):
        """(key, handing)"""
        key = key or self.name()
        self.tell("print", key, key.split("/")[2])
        self.handed = self.answer("handed", key)
        return key, self.handed[2]

    def look(self, key):
        """(state, papers)"""
        self.tell("look", key, key.split("/")[3])
        line = self.answer("looked", key)
        self.why = " ".join(line[4:])
        return line[2], int(line[3])

    def end(self, key, patience_s=60):
        """The first state that is no going on."""
        return until(lambda: (lambda looked: looked[0] in OVER and looked)(self.look(key)), f"{key} to end", patience_s)

    def state(self):
        self.tell("watch")
        return self.answer("state")

    def close(self):
        self.process.stdin.close()
        code = self.process.wait(30)
        self.process.stdout.close()
        self.log.close()
        assert code == 0, f"the probe ended with {code}"

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


class CupsCase(unittest.TestCase):
    printers = ("entrance",)

    def setUp(self):
        self.cups = Cups(*self.printers)
        self.addCleanup(self.finish)
        self.printer = self.cups.printers[self.printers[0]]
        self.probe = Probe(self.cups)
        self.addCleanup(self.probe.close)

    def finish(self):
        log = (self.cups.folder / "probe.log").read_text(errors="replace")
        self.cups.close()
        self.assertNotIn("Sanitizer", log)
        self.assertNotIn("runtime error", log)

    def accept(self):
        key, handing = self.probe.print()
        self.assertEqual(handing, "accepted", self.probe.handed)
        return key

    def came_out(self, key):
        return self.printer.names().count(key)

    def assert_true(self, key, looked):
        """What was said of the job agrees with the tray."""
        state, papers = looked
        count = self.came_out(key)
        with self.subTest(said=looked, tray=count):
            if state == "printed":
                self.assertEqual(count, papers)
            elif state in ("none", "not_printed"):
                self.assertEqual(count, 0)
        print(f"  {self.id().rsplit('.', 1)[1]}: said {state} {papers} ({self.probe.why}), tray {count}",
              file=sys.stderr)

    def expect(self, key, *states):
        looked = self.probe.end(key)
        self.assert_true(key, looked)
        self.assertIn(looked[0], states)
        return looked

    def expect_none(self, key, *states):
        """And what comes after it comes out alone."""
        looked = self.expect(key, *states)
        self.expect(self.accept(), "printed")
        self.assert_true(key, looked)

    def make_history(self):
        """A job that was over before the next one begins, by a clock of seconds: so who forgets nothing is known by it."""
        self.expect(self.accept(), "printed")
        end = int(time.time())
        until(lambda: time.time() >= end + 1, "the next second")


class Faults(CupsCase):
    def test_good(self):
        key = self.accept()
        self.expect(key, "printed")
        self.assertEqual(self.came_out(key), 1)

    def test_paper_out_and_back(self):
        self.printer.set("paper_out")
        key = self.accept()
        until(lambda: self.probe.state()[1] == "paper_out", "paper_out")
        self.assertEqual(self.probe.look(key)[0], "active")
        self.printer.clear("paper_out")
        self.expect(key, "printed")

    def test_cancelled_without_paper(self):
        self.printer.set("paper_out")
        key = self.accept()
        until(lambda: self.printer.jobs(), "the job at the printer")
        self.probe.tell("cancel", key)
        self.expect(key, "not_printed")
        self.printer.clear("paper_out")
        self.expect_none(key, "not_printed")

    def test_cover_open(self):
        self.printer.set("cover_open")
        key = self.accept()
        until(lambda: self.probe.state()[1] == "cover_open", "cover_open")
        self.printer.clear("cover_open")
        self.expect(key, "printed")

    def test_printer_off_and_on(self):
        self.printer.off()
        key = self.accept()
        until(lambda: self.probe.state()[1] == "silent", "silent")
        self.assertEqual(self.probe.look(key)[0], "active")
        self.printer.on()
        self.expect(key, "printed")

    def test_printer_off_in_the_middle(self):
        self.expect(self.accept(), "printed")
        self.printer.set("paper_out")
        key = self.accept()
        until(lambda: self.printer.jobs()[1:], "the job at the printer")
        self.printer.off()
        (self.printer.folder / "control" / "paper_out").unlink()
        self.printer.on()
        self.expect(key, "unclear")

    def test_printer_frozen(self):
        self.printer.freeze()
        key = self.accept()
        self.assertEqual(self.probe.state()[1], "silent")
        self.printer.thaw()
        self.expect(key, "printed")

    def test_aborted(self):
        self.printer.set("abort")
        self.expect(self.accept(), "not_printed")

    def test_cups_killed_before(self):
        self.cups.kill9()
        key, handing = self.probe.print()
        self.assertEqual(handing, "refused")
        self.assertEqual(self.probe.look(key)[0], "unreachable")
        self.cups.start()
        self.expect_none(key, "unclear")

    def test_cups_killed_after(self):
        key = self.accept()
        self.cups.kill9()
        self.cups.start()
        self.expect(key, "printed", "unclear")

    def test_cups_restarted(self):
        self.printer.set("slow", 1)
        key = self.accept()
        self.cups.stop()
        self.cups.start()
        self.expect(key, "printed", "unclear")

    def test_cups_frozen(self):
        self.make_history()
        self.cups.freeze()
        key, handing = self.probe.print()
        self.assertIn(handing, ("unsure", "refused"))
        self.assertEqual(self.probe.look(key)[0], "unreachable")
        self.assertEqual(self.probe.state()[1], "silent")
        self.cups.thaw()
        self.expect_none(key, "printed", "none")

    def test_queue_deleted(self):
        self.expect(self.accept(), "printed")
        self.printer.set("paper_out")
        key = self.accept()
        until(lambda: self.printer.jobs()[1:], "the job at the printer")
        self.cups.delete_queue("entrance")
        self.assertEqual(self.probe.state()[1], "stopped")
        self.assertEqual(self.probe.print()[1], "refused")
        self.printer.clear("paper_out")
        self.expect(key, "printed", "not_printed", "unclear")

    def test_disk_full(self):
        self.make_history()
        self.cups.fill_disk()
        key, handing = self.probe.print()
        self.assertEqual(handing, "refused", self.probe.handed)
        self.cups.free_disk()
        self.expect_none(key, "none")


class Ways(CupsCase):
    def test_times(self):
        hands, looks = [], []
        for _ in range(20):
            key = self.accept()
            hands.append(int(self.probe.handed[5]))
            start = time.monotonic()
            self.probe.look(key)
            looks.append((time.monotonic() - start) * 1000)
        print(f"  handed over in {sorted(hands)} ms, looked in {sorted(int(x) for x in looks)} ms", file=sys.stderr)


if __name__ == "__main__":
    unittest.main()
