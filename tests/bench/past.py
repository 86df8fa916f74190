# SPDX-License-Identifier: MIT
"""A centre with years behind it, for benchmarks to stand on.

NOVBE_BENCH_VISITS says how many visits (a fortieth of 41 million by itself), NOVBE_BENCH_DISK in which folder. With
NOVBE_BENCH_STORE the history is kept in that folder, made if it is not there, and gone on with from day to day: 41
million visits take 33 GB and a quarter of an hour. NOVBE_BENCH_A_DAY: how many a day, 16400 by itself; with fewer the
same number of visits makes more days."""
import datetime
import math
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from pathlib import Path

import bench
import hall

FULL = 41_000_000
A_DAY = int(os.environ.get("NOVBE_BENCH_A_DAY", 16_400))
VISITS = int(os.environ.get("NOVBE_BENCH_VISITS", FULL // 40))
LAST = datetime.date(2026, 11, 23)
EPOCH = datetime.date(1970, 1, 1)


class Past:
    """`folder` holds novbe.conf and the store."""

    def __init__(self, folder):
        self.folder, self.store, self.config = folder, folder / "store", folder / "novbe.conf"
        self.figures = {}

    def write(self, visits):
        """What the generator says of it."""
        hall.write_busy(self.folder)
        days = math.ceil(visits / A_DAY)
        command = [bench.BUILD / "tests/history", self.store, self.config, str(days), str(A_DAY), str(LAST), "1"]
        bench.show("history", command)
        ran = subprocess.run(command, capture_output=True, text=True)
        if ran.returncode:
            sys.exit(ran.stderr)
        self.figures = {name: float(value) for name, value in (line.split() for line in ran.stdout.splitlines())}

    def next_morning(self, hour=9):
        """The first working morning that the store knows nothing of: "2026-11-24 09:00"."""
        database = sqlite3.connect(f"file:{self.store}?mode=ro", uri=True)
        try:
            last, = database.execute("SELECT max((SELECT ifnull(max(day), 0) FROM day), ifnull((SELECT day FROM event "
                                     "WHERE day > 0 ORDER BY seq DESC LIMIT 1), 0))").fetchone()
        finally:
            database.close()
        day = EPOCH + datetime.timedelta(days=last + 1) if last else LAST + datetime.timedelta(days=1)
        while day.weekday() > 4:
            day += datetime.timedelta(days=1)
        return f"{day} {hour:02}:00"


def said():
    return f"{VISITS / 1e6:.3g} million visits"


class opened:
    """The history, in a `with`."""

    def __enter__(self):
        kept = os.environ.get("NOVBE_BENCH_STORE")
        self.scratch = None if kept else tempfile.mkdtemp(prefix="novbe-bench-", dir=os.environ.get("NOVBE_BENCH_DISK"))
        folder = Path(kept or self.scratch)
        folder.mkdir(parents=True, exist_ok=True)
        past, made = Past(folder), folder / "made"
        try:
            if not made.exists():
                past.write(VISITS)
                made.write_text(f"{VISITS}\n")
            elif int(made.read_text()) != VISITS:
                sys.exit(f"{folder} holds {made.read_text().strip()} visits, NOVBE_BENCH_VISITS wants {VISITS}")
        except BaseException:
            self.__exit__()
            raise
        return past

    def __exit__(self, *_):
        if self.scratch:
            shutil.rmtree(self.scratch)
