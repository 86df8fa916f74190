# SPDX-License-Identifier: MIT
"""The better part of an hour of a call centre that never was, written as recorded days are (bank_days.py): four counters; of every
eight who come one leaves, some come when a counter is free."""
import csv
import random

from bank_days import COLUMNS, NOBODY, NONE

DATE, FROM_S = "2010-09-02", 8 * 3600 + 2400
SERVERS = "ADA", "BORIS", "CHAVA", "DINA"


def clock(at_s):
    return f"{at_s // 3600}:{at_s // 60 % 60:02}:{at_s % 60:02}"


def calls(count):
    """Rows: 48 are forty minutes."""
    lot, free_s = random.Random(7), dict.fromkeys(SERVERS, FROM_S)
    for number in range(count):
        entered_s = FROM_S + 60 + number * 50 + lot.randrange(30)
        row = dict.fromkeys(COLUMNS, NONE)
        row.update({"vru+line": "AA0100", "call_id": str(number), "priority": lot.choice("012"), "type": lot.choice(("PS", "NW")),
                    "date": DATE, "vru_entry": clock(entered_s - 5), "vru_exit": clock(entered_s), "vru_time": "5",
                    "q_start": clock(entered_s), "q_time": "0", "ser_time": "0", "server": NOBODY, "outcome": "HANG"})
        server = min(free_s, key=free_s.get)
        called_s = max(entered_s + lot.randrange(120), free_s[server])
        if number % 8 == 7:
            called_s = entered_s + lot.randrange(30, 180)
        else:
            length_s = lot.randrange(30, 240)
            free_s[server] = called_s + 2 + length_s
            row.update({"outcome": "AGENT", "server": server, "ser_start": clock(called_s + 2),
                        "ser_exit": clock(free_s[server]), "ser_time": str(length_s)})
        row.update({"q_exit": clock(called_s), "q_time": str(called_s - entered_s)})
        yield row


def hung_up(row, waited):
    """The same call by somebody who was not answered, after waiting or at once."""
    unasked = dict.fromkeys(("ser_start", "ser_exit"), NONE) | {"ser_time": "0", "server": NOBODY, "outcome": "HANG"}
    return {**row, **unasked, **({} if waited else dict.fromkeys(("q_start", "q_exit"), NONE) | {"q_time": "0"})}


def write_rows(path, rows):
    with open(path, "w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    return path


def write_hour(path, count):
    return write_rows(path, calls(count))
