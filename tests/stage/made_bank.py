# SPDX-License-Identifier: MIT
"""A day of a call centre that never was, written as recorded ones are (bank_days.py), with all that is odd in those: two
clocks that differ, two calls at once, nobody named, nothing noted of a service, phantoms, and a midnight at which some wait
and some are served."""
import csv
import gzip
import random

from bank_days import COLUMNS, NOBODY, NONE
from visits import DAY_S

DATE = "2010-09-02"
SERVERS = ("ADA", "BORIS", "CHAVA", "DINA", "EZRA", "FANYA", "GAD", "HILA", "IDO", "JUDITH", "KEREN", "LEA", "MEIR", "NOA")
TYPES = {"PS": 65, "NW": 16, "IN": 8, "NE": 8, "TT": 2, "PE": 1}
PRIORITIES = {"0": 43, "2": 37, "1": 20}
OPENS_S, SHARP_S = 7 * 3600, DAY_S - 120  # from then on nearly everybody queues


def drawn(lot, shares):
    return lot.choices(list(shares), list(shares.values()))[0]


def clock(at_s):
    at_s %= DAY_S
    return f"{at_s // 3600}:{at_s // 60 % 60:02}:{at_s % 60:02}"


class Day:
    def __init__(self, calls, seed):
        self.lot = random.Random(seed)
        self.free_s = {server: OPENS_S for server in SERVERS}
        self.mean_s = (DAY_S - OPENS_S) / calls * len(SERVERS) * 1.1  # so many calls keep so many busy
        at = sorted(self.lot.uniform(OPENS_S, DAY_S) for _ in range(calls - 12))
        at += sorted(self.lot.uniform(SHARP_S, DAY_S - 20) for _ in range(12))
        self.rows = [self.call(number, int(entry_s)) for number, entry_s in enumerate(sorted(at))]

    def call(self, number, entry_s):
        lot = self.lot
        row = dict.fromkeys(COLUMNS, NONE)
        exit_s = min(entry_s + lot.randrange(4, 15), DAY_S - 10)
        row.update({"vru+line": f"AA0{lot.randrange(100, 217)}", "call_id": str(number), "priority": drawn(lot, PRIORITIES),
                    "type": drawn(lot, TYPES), "date": DATE, "vru_entry": clock(entry_s), "vru_exit": clock(exit_s),
                    "vru_time": str(exit_s - entry_s), "q_time": "0", "ser_time": "0", "server": NOBODY, "outcome": "HANG"})
        if lot.random() < 0.05:
            return row
        server = min(self.free_s, key=self.free_s.get)
        called_s = max(exit_s, int(self.free_s[server]))
        if called_s == exit_s and lot.random() < 0.4 and exit_s < SHARP_S:
            return self.answered(row, server, exit_s)  # free, and no moment in the queue
        patience_s = int(lot.expovariate(1 / 300)) + (90 if exit_s > SHARP_S else 0)
        gone = called_s - exit_s > patience_s
        left_s = exit_s + patience_s if gone else called_s + (lot.randrange(30) if exit_s < SHARP_S else 95)
        row.update({"q_start": clock(exit_s), "q_exit": clock(left_s), "q_time": str(left_s - exit_s)})
        if gone:
            return row
        if lot.random() < 0.01:
            row["outcome"] = "PHANTOM"
            return row
        return self.answered(row, server, left_s)

    def answered(self, row, server, called_s):
        lot = self.lot
        row.update({"outcome": "AGENT", "server": server})
        odd = lot.random()
        if odd < 0.005:
            row["server"] = NOBODY
        elif odd < 0.01:
            return row  # nothing was noted of the service
        elif odd < 0.03:
            row["server"] = lot.choice(SERVERS)  # busy with another, more often than not
        began_s = called_s + drawn(lot, {-2: 10, -1: 55, 0: 30, 2: 5})
        length_s = int(lot.lognormvariate(0, 0.9) * self.mean_s * 0.67)
        if called_s > SHARP_S:
            length_s += 120
        row.update({"ser_start": clock(began_s), "ser_exit": clock(began_s + length_s), "ser_time": str(length_s)})
        self.free_s[server] = max(called_s, began_s + length_s)
        return row


def write_day(path, calls, seed):
    """FILE of that many calls; the same seed makes the same."""
    with gzip.open(path, "wt", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(Day(calls, seed).rows)
    return path
