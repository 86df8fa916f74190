# SPDX-License-Identifier: MIT
"""Days that really happened, read from files of two shapes, known by their first line: a bank's calls (bank_days.py) and
snapshots of the queues of offices (office_days.py).

read_day("FILE"), read_day("FILE:DATE") and read_day("FILE:DATE:OFFICE") are a Day (visits.py). What the file has more than one
of has to be named; a ValueError says what there is. As a program it prints what is in a file:

    python3 tests/stage/recorded.py FILE[:DATE[:OFFICE]]
"""
import os
import re
import statistics
import sys
from collections import Counter

import bank_days
import office_days
from visits import Row, read_table

SHAPES = (bank_days, office_days)


class Recording:
    """A file, and the days in it by (date, office)."""

    def __init__(self, path):
        self.path = str(path)
        self.columns, table = read_table(self.path, {shape.COLUMNS: shape.WHAT for shape in SHAPES})
        self.shape = next(shape for shape in SHAPES if shape.COLUMNS == self.columns)
        self.lines, date = {}, self.columns.index("date")
        office = self.columns.index(self.shape.OFFICE) if self.shape.OFFICE else None
        for line, cells in table:
            key = cells[date], None if office is None else cells[office]
            if key not in self.lines:
                self.check(line, *key)
            self.lines.setdefault(key, []).append((line, cells))

    def check(self, line, date, office):
        row = Row(self.path, line, {"date": date, self.shape.OFFICE: office})
        if not re.fullmatch(r"\d{4}-\d\d-\d\d", date):
            raise row.wrong("date", "is no date")
        if office is not None and not office.strip():
            raise row.wrong(self.shape.OFFICE, "is no office")

    def dates(self):
        return sorted({date for date, _ in self.lines})

    def offices(self, date):
        return sorted({office for of, office in self.lines if of == date and office is not None})

    def day(self, date, office):
        rows = [Row(self.path, line, dict(zip(self.columns, cells))) for line, cells in self.lines[date, office]]
        return self.shape.day_of(rows, date, office)


def one_of(path, what, wanted, there):
    """`wanted`, or what there is if that is one thing."""
    said = f"no {what} '{wanted}': " if wanted else ""
    if not there:
        raise ValueError(f"{path}: {said}there are none in it" if said else f"{path}: no {what} in it")
    if wanted not in there and (wanted or len(there) > 1):
        raise ValueError(f"{path}: {said}{what} is needed, one of {', '.join(there)}")
    return wanted or there[0]


def named(words):
    """(path, date or None, office or None) of FILE[:DATE[:OFFICE]]."""
    return re.fullmatch(r"(.*?)(?::(\d{4}-\d\d-\d\d)(?::(.+))?)?", str(words), re.S).groups()


def read_day(words):
    path, date, office = named(words)
    recording = Recording(path)
    date = one_of(path, "date", date, recording.dates())
    if office is not None or recording.shape.OFFICE:
        office = one_of(path, "office", office, recording.offices(date))
    return recording.day(date, office)


# --- what there is to replay ---

HEAD = f"{'date':10}  {'office':20}{'visits':>8}{'left':>8}{'counters':>10}{'peak waiting':>14}{'median wait':>13}"


def peak_waiting(visits):
    """How many waited at once, at most."""
    # Who is called the moment he comes has not waited.
    waits = [visit for visit in visits if visit.over_s > visit.entered_s]
    steps = [(visit.entered_s, 1) for visit in waits] + [(visit.over_s, -1) for visit in waits]
    waiting = peak = 0
    for _, step in sorted(steps):
        waiting += step
        peak = max(peak, waiting)
    return peak


def line_of(day, office):
    waits = [visit.over_s - visit.entered_s for visit in day.visits if visit.ending == "served"]
    wait = f"{statistics.median(waits) / 60:.1f} min" if waits else "-"
    return (f"{day.date:10}  {office or '-':20}{len(day.visits):8}{sum(visit.ending != 'served' for visit in day.visits):8}"
            f"{len(day.seats):10}{peak_waiting(day.visits):14}{wait:>13}")


def tell(words):
    path, date, office = named(words)
    recording = Recording(path)
    dates = [one_of(path, "date", date, recording.dates())] if date else recording.dates()
    chosen = [(one, place) for one in dates for place in
              ([one_of(path, "office", office, recording.offices(one))] if office else recording.offices(one) or [None])]
    print(f"{path}: {recording.shape.WHAT}, {len(dates)} {'day' if len(dates) == 1 else 'days'}\n{HEAD}")
    for one, place in chosen:
        day = recording.day(one, place)
        print(line_of(day, place), flush=True)  # the next takes a moment
    if date and len(chosen) == 1:
        counts = Counter(visit.service for visit in day.visits)
        print("".join(f"\n{counts[key]:8}  {name}" for key, name in day.services.items()))


def main(words):
    if len(words) != 1 or words[0].startswith("-"):
        print("usage: recorded.py FILE[:DATE[:OFFICE]]", file=sys.stderr)
        return 2
    try:
        tell(words[0])
    except BrokenPipeError:  # whoever reads has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    except OSError as error:
        print(f"{error.filename or words[0]}: {error.strerror}", file=sys.stderr)
        return 1
    except ValueError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
