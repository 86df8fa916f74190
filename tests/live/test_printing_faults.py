#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Two hundred tickets while everything fails at random, one thing after another: not one claim is wrong. NOVBE_SEED repeats what
is drawn, NOVBE_TEST_TICKETS changes how many."""
import contextlib
import os
import random
import time
import unittest

from centre import TIMES, until
from printing import PaperCase

TICKETS = int(os.environ.get("NOVBE_TEST_TICKETS", "200")) * TIMES
PACE_S = 0.8  # two printers confirm about one a second each
QUIET_S = (4, 9)
KNOWN_S = 5  # so long after its end it may take until it is known that a fault is over
FAULT_S = (0.3, 5)
SETTLE_S = 90
UNCERTAIN_MOST = 0.05


def is_uncertain(paper):
    """Nobody can tell what became of one of its tries, be it that the next printer printed it."""
    return paper["state"] == "unknown" or any(one["state"] == "unknown" for one in paper["tries"])


class Faults(PaperCase):
    rules = "paper_seconds = 12; papers = 100;"

    def setUp(self):
        super().setUp()
        self.seed = int(os.environ.get("NOVBE_SEED", random.randrange(1 << 30)))
        self.chance = random.Random(self.seed)
        self.fault = None  # (name, what ends it, when)
        self.next_fault = time.monotonic() + 3
        self.troubled = []  # spans (begin, end) in which something was wrong

    # --- what may fail: begins, and answers what ends it ---

    def control(self, name, value=""):
        printer = self.chance.choice([self.entrance, self.other])
        printer.set(name, value)
        return lambda: printer.clear(name)

    def paper_out(self):
        return self.control("paper_out")

    def cover_open(self):
        return self.control("cover_open")

    def gives_up(self):
        return self.control("abort")

    def slow(self):
        return self.control("slow", 3)

    def switched_off(self):
        printer = self.chance.choice([self.entrance, self.other])
        printer.off()
        return printer.on

    def frozen(self):
        printer = self.chance.choice([self.entrance, self.other])
        printer.freeze()
        return printer.thaw

    def cups_killed(self):
        self.cups.kill9()
        return self.cups.start

    def cups_stopped(self):
        self.cups.stop()
        return self.cups.start

    def cups_frozen(self):
        self.cups.freeze()
        return self.cups.thaw

    def queue_deleted(self):
        """And made anew."""
        name = self.chance.choice(sorted(self.cups.printers))
        self.cups.delete_queue(name)
        return lambda: self.cups.add_queue(name)

    def disk_full(self):
        self.cups.fill_disk()
        return self.cups.free_disk

    def program_killed(self):
        self.printing.kill9()
        return self.printing.start

    def daemon_killed(self):
        self.centre.process.kill()
        self.centre.process.wait()
        self.centre.start()
        self.talk = self.centre.talk()
        return lambda: None

    KINDS = (paper_out, cover_open, gives_up, slow, switched_off, frozen, cups_killed, cups_stopped, cups_frozen,
             queue_deleted, disk_full, program_killed, daemon_killed)

    def turn_fate(self):
        """Begins a fault, or ends it, when its time has come."""
        now = time.monotonic()
        if self.fault and now >= self.fault[2]:
            self.fault[1]()
            self.troubled[-1][1] = time.monotonic()
            self.fault, self.next_fault = None, time.monotonic() + self.chance.uniform(*QUIET_S)
        elif not self.fault and now >= self.next_fault:
            kind = self.KINDS[self.drawn % len(self.KINDS)] if self.drawn < len(self.KINDS) else self.chance.choice(self.KINDS)
            self.drawn += 1
            self.troubled.append([time.monotonic(), None, kind.__name__])
            self.fault = (kind.__name__, kind(self), time.monotonic() + self.chance.uniform(*FAULT_S))

    drawn = 0

    def lacks_kinds(self):
        """Two hundred are there for every kind."""
        return TICKETS >= 200 and self.drawn < len(self.KINDS)

    def settle(self):
        """The fault ends, and everything else too."""
        if self.fault:
            self.fault[1]()
            self.troubled[-1][1] = time.monotonic()
            self.fault = None
        for printer in self.cups.printers.values():
            until(printer.answers, "the printer")

    def is_quiet(self):
        """No order is open, and no printer has anything to do."""
        busy = any(state < 7 for printer in self.cups.printers.values() for _, state in printer.jobs())
        return not busy and not self.cups.run("lpstat", "-W", "not-completed", "-o").strip()

    def faults_of(self, began, ended):
        """What was wrong while it was under way, or taken to be."""
        return {kind for begin, end, kind in self.troubled if begin < ended and end + KNOWN_S > began}

    def test_two_hundred_tickets(self):
        began, ended, tickets = {}, {}, []
        while len(tickets) < TICKETS or self.lacks_kinds():
            self.turn_fate()
            ticket = self.ticket()
            tickets.append(ticket)
            began[ticket["ticket"]] = time.monotonic()
            time.sleep(self.chance.expovariate(1 / PACE_S))
            for one in tickets:
                if one["ticket"] not in ended and self.is_ended(self.papers(one)[0]):
                    ended[one["ticket"]] = time.monotonic()
        self.settle()
        for ticket in tickets:
            self.until_over(ticket, SETTLE_S)
            ended.setdefault(ticket["ticket"], time.monotonic())
        until(self.is_quiet, "everything to be quiet", SETTLE_S)
        self.judge(tickets, began, ended)

    def judge(self, tickets, began, ended):
        def wrong():
            return self.wrong(sum((self.papers(one) for one in tickets), []), self.tray())

        with contextlib.suppress(AssertionError):  # what CUPS printed again is counted within seconds
            until(lambda: not wrong(), "truth", 20)
        self.assertEqual(wrong(), [], f"seed {self.seed}; {self.troubled}; {self.printing.said()[-20000:]}")
        papers = {ticket["ticket"]: self.papers(ticket) for ticket in tickets}
        tray = self.tray()
        faults = {one: self.faults_of(began[one], ended[one]) for one in papers}
        good = [one for one in papers if not faults[one]]
        unknown = [one for one, of in papers.items() if any(is_uncertain(paper) for paper in of)]
        in_the_end = [one for one in unknown if any(paper["state"] == "unknown" for paper in papers[one])]
        faulty = len(papers) - len(good)
        not_once = [one for one in good if papers[one][0]["state"] != "printed"
                    or sum(of["papers"] for of in papers[one][0]["tries"]) != 1]
        kinds = sorted({kind for _, _, kind in self.troubled})
        of_unknown = [(one, sorted(faults[one]), [(of["state"], of.get("detail")) for of in papers[one][0]["tries"]])
                      for one in unknown]
        print(f"\n{len(papers)} tickets, {len(good)} of them good, {len(self.troubled)} faults of {len(kinds)} kinds, "
              f"{sum(tray.values())} papers; of {faulty} faulty ones {len(unknown)} uncertain, {len(in_the_end)} of them in the "
              f"end, too; seed {self.seed}", *of_unknown, sep="\n")
        self.assertEqual(not_once, [], f"seed {self.seed}: good ones that are not printed once")
        self.assertEqual([one for one in unknown if one in good], [], f"seed {self.seed}: {of_unknown}")
        self.assertLessEqual(len(unknown), UNCERTAIN_MOST * faulty, f"seed {self.seed}: {of_unknown}")
        if TICKETS >= 200:
            self.assertEqual(len(kinds), len(self.KINDS), kinds)


if __name__ == "__main__":
    unittest.main()
