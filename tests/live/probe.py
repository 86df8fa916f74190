# SPDX-License-Identifier: MIT
"""What the tests of novbe-printer's worker share: one worker with nothing around it, a real CUPS, and whether what it says of a
job is true of the tray."""
import os
import select
import signal
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

    def __init__(self, cups, queue="entrance", watch_ms=60000, watchdog_ms=15000, server=None):
        self.cups = cups
        self.log = open(cups.folder / "probe.log", "ab")
        self.queue = queue
        self.order = 0
        self.process = subprocess.Popen(
            [PROBE, server or cups.socket, queue, str(watch_ms), str(watchdog_ms)], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=self.log, env={**os.environ, "NOVBE_TEST_LANGUAGES": str(SOURCE / "conf" / "lang")})
        self.text, self.why = b"", ""
        self.lines = []
        self.first = self.answer("state")  # it looks by itself when it starts

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
        try:
            return until(lambda: (lambda looked: looked[0] in OVER and looked)(self.look(key)), f"{key} to end", patience_s)
        except AssertionError as error:
            raise AssertionError(f"{error}: {self.look(key)}\n{self.cups.evidence()}") from None

    def state(self):
        self.tell("watch")
        return self.answer("state")

    def worker(self):
        """Its process; 0: there is none."""
        with open(f"/proc/{self.process.pid}/task/{self.process.pid}/children", encoding="utf-8") as children:
            return int((children.read().split() or ["0"])[0])

    def close(self):
        killed = self.process.poll() == -signal.SIGKILL
        self.process.stdin.close()
        code = self.process.wait(30)
        self.process.stdout.close()
        self.log.close()
        assert killed or code == 0, f"the probe ended with {code}"

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


def agrees(looked, count):
    """What was said of a job with how many papers of it came out."""
    state, papers = looked
    return count == papers if state == "printed" else count == 0 or state not in ("none", "not_printed")


class CupsCase(unittest.TestCase):
    printers = ("entrance",)

    def setUp(self):
        self.cups = Cups(*self.printers)
        self.addCleanup(self.finish)
        self.prepare()
        self.probe = Probe(self.cups)
        self.addCleanup(self.probe.close)

    def prepare(self):
        self.printer = self.cups.printers["entrance"]

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
        """What was said of the job agrees with the tray. What comes out between the look and the count is seen by another look."""
        count = self.came_out(key)
        while not agrees(looked, count) and (again := self.probe.end(key)) != looked:
            looked, count = again, self.came_out(key)
        state, papers = looked
        with self.subTest(said=looked, tray=count):
            self.assertTrue(agrees(looked, count))
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
        """A job that was over before the next one begins, by CUPS' clock of seconds, and a CUPS that is no longer new: so
        it is known to forget none."""
        self.expect(self.accept(), "printed")
        until(lambda: self.cups.run("lpstat", "-W", "completed", "-o"), "CUPS to know it")
        end = int(time.time())
        until(lambda: time.time() >= end + 2, "the next second but one")
