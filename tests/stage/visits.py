# SPDX-License-Identifier: MIT
"""What a recorded day is, whatever file it came from (recorded.py), and how such files are read: tables in CSV, plain or packed by
gzip. What is wrong in one is a ValueError that names the file, the line and the field."""
import csv
import gzip
import re
import zlib
from dataclasses import dataclass

DAY_S = 86400


@dataclass
class Visit:
    """Seconds of the day; after midnight they go on."""

    service: str  # a key of Day.services
    priority: str
    entered_s: int
    ending: str  # served, left or void
    over_s: int  # called, left or taken out
    seat: str = None  # of served; one of Day.seats
    began_s: int = None
    ended_s: int = None


@dataclass
class Day:
    name: str  # for people
    date: str  # YYYY-MM-DD
    zone: str  # as tzdata has it
    visits: list  # in the order in which they came
    services: dict  # key: name for people
    seats: list  # names, each a counter that serves one visit at a time


class Row:
    """A line of a table; row["field"] is its text."""

    def __init__(self, path, line, cells):
        self.path, self.line, self.cells = path, line, cells

    def __getitem__(self, field):
        return self.cells[field]

    def wrong(self, field, why):
        return ValueError(f"{self.path}:{self.line}: {field}: '{self.cells[field]}' {why}")


def open_plain_or_packed(path):
    with open(path, "rb") as file:
        packed = file.read(2) == b"\x1f\x8b"
    # What is no text is said of its line (read_table), not of the block in which it is read.
    how = {"encoding": "utf-8-sig", "errors": "surrogateescape", "newline": ""}
    return gzip.open(path, "rt", **how) if packed else open(path, **how)


def read_table(path, known):
    """(columns, [(line, cells)]) of a file whose columns are among those known; every line has as many cells."""
    table, line = [], 0
    try:
        with open_plain_or_packed(path) as file:
            reader = csv.reader(file, strict=True)
            columns = tuple(next(reader, ()))
            if columns not in known:
                raise ValueError(f"{path}:1: neither {' nor '.join(known.values())}: its columns are "
                                 f"{ascii(', '.join(columns))}")
            line = reader.line_num
            for cells in reader:
                line += 1  # where it begins: a quoted cell may have lines of its own
                if len(cells) != len(columns):
                    raise ValueError(f"{path}:{line}: {missing(columns, cells)}")
                if not (text := "".join(cells)).isascii():
                    text.encode()
                table.append((line, cells))
                line = reader.line_num
    except EOFError:
        raise ValueError(f"{path}:{line}: the packed file is cut short: this is the last whole line") from None
    except (gzip.BadGzipFile, zlib.error) as error:
        raise ValueError(f"{path}:{line}: the packed file is damaged after this line: {error}") from None
    except UnicodeEncodeError:
        field = next(name for name, cell in zip(columns, cells) if re.search("[\udc80-\udcff]", cell))
        raise ValueError(f"{path}:{line}: {field}: is no text in UTF-8") from None
    except csv.Error as error:
        raise ValueError(f"{path}:{line + 1}: no line of a table: {error}") from None
    return columns, table


def missing(columns, cells):
    if len(cells) > len(columns):
        return f"{len(cells)} cells where there are {len(columns)} columns: nothing is known of '{cells[len(columns)]}'"
    return f"{columns[len(cells)]}: missing: the line has {len(cells)} of {len(columns)} cells"
