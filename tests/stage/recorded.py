# SPDX-License-Identifier: MIT
"""Days that really happened, read from files of two shapes, known by their first line: a bank's calls (bank_days.py).

read_day("FILE"), read_day("FILE:DATE") and read_day("FILE:DATE:OFFICE") are a Day (visits.py). What the file has more than one
of has to be named; a ValueError says what there is.
"""
import re

import bank_days
from visits import Row, read_table

SHAPES = (bank_days,)


class Recording:
    """A file, and the days in it by (date, office)."""

    def __init__(self, path):
        self.path = str(path)
        self.columns, self.table = read_table(self.path)
        self.shape = next((shape for shape in SHAPES if shape.COLUMNS == self.columns), None)
        if not self.shape:
            raise ValueError(f"{self.path}:1: neither {' nor '.join(shape.WHAT for shape in SHAPES)}: its columns are "
                             f"{', '.join(self.columns) or 'none'}")
        self.lines = {}
        for line, cells in self.table:
            self.lines.setdefault(self.key(line, cells), []).append((line, cells))

    def key(self, line, cells):
        date = cells[self.columns.index("date")]
        if not re.fullmatch(r"\d{4}-\d\d-\d\d", date):
            raise Row(self.path, line, {"date": date}).wrong("date", "is no date")
        return date, cells[self.columns.index(self.shape.OFFICE)] if self.shape.OFFICE else None

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
