# SPDX-License-Identifier: MIT
"""Offices that never were, whose queues are told as Warsaw's are (office_days.py): a hall is lived through second by second, and
every 5 minutes a snapshot is taken. What the file does not say is known here: who came, who was called, who served.

What is odd in real files is odd here: numbers that are not shown, series that begin at 201 or beside the others at 901, a letter
of another queue, somebody called who had been passed over, queues without numbers, minutes that never change, snapshots that
are missing, and counters that take several queues."""
import csv
import gzip
import random
from dataclasses import dataclass, field

from office_days import COLUMNS

OPENS_S, CLOSES_S, LAST_S = 8 * 3600, 16 * 3600, 18 * 3600
EVERY_S = 300


@dataclass
class MadeQueue:
    key: str
    letter: str
    name: str
    an_hour: float  # so many come
    begins: int = 1
    odd: str = ""  # blank, booked, foreign, passed, silent or setting
    line: list = field(default_factory=list)
    shown: str = ""
    issued: int = 0
    booked: int = 0
    came: int = 0
    called: int = 0


@dataclass
class MadeCounter:
    queues: tuple
    from_s: int
    until_s: int
    free_s: int = 0


# Two queues that are taken together, three that are, and two that are taken alone; who takes which from when until when.
QUEUES = (("11", "A", "Dowody", 14, 1, "blank"), ("12", "B", "Odbiór, wydawanie", 20, 1, ""),
          ("13", "C", "C: Pojazdy", 10, 201, "booked"), ("14", "D", "Geodezja", 6, 1, "passed"),
          ("15", "E", "Lokale", 4, 1, "foreign"), ("16", " ", "Kasa", 5, 1, "silent"),
          ("17", "A", 'Program "500+"', 8, 601, "setting"))
COUNTERS = ((("11", "12"), 8.0, 16.2), (("11", "12"), 8.3, 12.1), (("11", "12"), 12.6, 16.1), (("13", "14", "15"), 8.05, 16.0),
            (("13", "14", "15"), 9.1, 15.2), (("13", "14", "15"), 10.2, 14.1), (("16",), 8.0, 15.7), (("17",), 8.4, 16.3),
            (("17",), 9.6, 13.9))


class Office:
    """One day of one; `busy` times as many come as by QUEUES. `rows`: as in a file."""

    def __init__(self, name, date, seed, busy=1.0, missing=0.02):
        self.name, self.date, self.lot, self.missing = name, date, random.Random(seed), missing
        self.queues = {row[0]: MadeQueue(*row) for row in QUEUES}
        for queue in self.queues.values():
            queue.issued, queue.booked = queue.begins - 1, 900
            queue.an_hour *= busy
        self.counters = [MadeCounter(queues, int(begins * 3600), int(ends * 3600)) for queues, begins, ends in COUNTERS]
        self.rows = []
        snapshot_s = OPENS_S
        for at_s in range(OPENS_S - 120, LAST_S):
            self.second(at_s)
            if at_s == snapshot_s:
                self.look(at_s)
                snapshot_s += EVERY_S + 60 * self.lot.choice((-1, 0, 0, 0, 1)) + 1500 * (self.lot.random() < self.missing)

    def second(self, at_s):
        for queue in self.queues.values():
            if at_s < CLOSES_S and self.lot.random() < queue.an_hour / 3600:
                self.come(queue)
        for counter in self.counters:
            if counter.from_s <= at_s < counter.until_s and counter.free_s <= at_s:
                waiting = [self.queues[key] for key in counter.queues if self.queues[key].line]
                if waiting:
                    self.call(max(waiting, key=lambda queue: len(queue.line)))
                    counter.free_s = at_s + int(self.lot.gammavariate(2, 170))
        if at_s == LAST_S - 3600:
            for queue in self.queues.values():
                queue.line.clear()

    def come(self, queue):
        queue.came += 1
        if queue.odd == "booked" and self.lot.random() < 0.2:
            queue.booked += 1
            queue.line.append(f"{queue.letter}{queue.booked:03}")
        elif queue.odd == "foreign" and self.lot.random() < 0.2:
            queue.line.append(f"R{self.lot.randrange(10, 60):03}")
        else:
            queue.issued += 1
            queue.line.append(f"{queue.letter}{queue.issued:03}")

    def call(self, queue):
        passing = queue.odd == "passed" and len(queue.line) > 1 and self.lot.random() < 0.1
        queue.shown = queue.line.pop(1 if passing else 0)
        queue.called += 1

    def look(self, at_s):
        for place, queue in enumerate(self.queues.values(), 1):
            hidden = queue.odd == "silent" or queue.odd == "blank" and self.lot.random() < 0.4
            minutes = 60 if queue.odd == "setting" else (0 if not queue.called else 5 + queue.called % 3)
            taking = sum(queue.key in counter.queues and counter.from_s <= at_s < counter.until_s for counter in self.counters)
            self.rows.append(dict(zip(COLUMNS, (
                self.name, f"{at_s // 3600:02}:{at_s // 60 % 60:02}", self.date, "", str(minutes), str(place), queue.key,
                str(taking), queue.name, queue.letter, str(len(queue.line)), "" if hidden else queue.shown))))


def snapshot(**cells):
    """A line of a file."""
    return {**dict(zip(COLUMNS, ("UD_Made", "08:00", "2020-03-02", "1", "0", "1", "11", "1", "Dowody", "A", "0", ""))), **cells}


def write_rows(path, rows):
    with (gzip.open if str(path).endswith(".gz") else open)(path, "wt", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    return str(path)
