# SPDX-License-Identifier: MIT
"""Does anybody feel that a backup is made? 64 clients that issue as fast as they are answered, while `novbe backup` reads
the store and without, turn about; then the whole of it under a steady load, with the greatest size that the WAL came to;
then hourly increments, one after the other. See past.py for the store's size."""
import os
import signal
import statistics
import subprocess
import time
from contextlib import contextmanager
from pathlib import Path

import bench
import living
import past

ROUNDS, SECONDS, CLIENTS, GOAL = 5, 4, 64, 1.5
STEADY, WINDOW = 3000, 5  # tickets a second, seconds: a centre's whole day in each second
GOAL_WAL_MIB = 64


class Medium:
    """Where backups go."""

    def __init__(self, hall):
        self.hall = hall
        self.file = hall.folder / "backup"
        self.new = Path(f"{self.file}.new")

    def begin(self):
        command = [bench.BUILD / "bin/novbe", "--socket", self.hall.socket, "backup", "--config", self.hall.config, "--store",
                   self.hall.store, self.file]
        bench.show("backup", command)
        # In a group of its own: novbe has novbed do it.
        return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True)

    def end(self, running, what):
        """It was "made" or has "grown"."""
        out, error = running.communicate()
        if running.returncode or what not in out.split():
            raise SystemExit(f"the backup was not {what}: {out}{error}")

    def is_copying(self):
        """Else it is verified."""
        return Path(f"{self.new}-journal").exists() or Path(f"{self.file}-journal").exists()

    @contextmanager
    def making(self):
        """A whole one is under way, and is given up in the end."""
        for path in (self.new, Path(f"{self.new}-journal")):
            path.unlink(missing_ok=True)
        running = self.begin()
        while running.poll() is None and not (self.new.exists() and self.new.stat().st_size > 1 << 20):
            time.sleep(0.01)
        try:
            yield running
        finally:
            if running.poll() is None:
                os.killpg(running.pid, signal.SIGKILL)
            running.communicate()


def wal_mib(hall):
    """It never shrinks while the daemon runs, so this is the greatest."""
    return Path(f"{hall.store}-wal").stat().st_size / 2**20


def issue(hall):
    return hall.crowd(f"{CLIENTS} clients", kiosks=CLIENTS, seconds=SECONDS)["issue"]


def tell(what, beside, usual):
    for percentile in ("p50", "p99"):
        with_it = [getattr(one, percentile) for one in beside]
        without = [getattr(one, percentile) for one in usual]
        ratio = bench.median([a / b for a, b in zip(with_it, without)])
        bench.note(f"{percentile} of issue, {CLIENTS} clients, {what}", f"{bench.median(with_it):.0f}", "us")
        bench.note(f"{percentile} of issue, {CLIENTS} clients, without", f"{bench.median(without):.0f}", "us")
        name = f"{percentile} of issue beside usual, {what}"
        if percentile == "p99":
            bench.report(name, f"{ratio:.2f}", "times", f"<= {GOAL}", ratio <= GOAL)
        else:
            bench.note(name, f"{ratio:.2f}", "times")


def turn_about(hall, medium):
    usual, beside = [], []
    for _ in range(ROUNDS):
        usual.append(issue(hall))
        with medium.making() as running:
            beside.append(issue(hall))
            if running.poll() is not None or not medium.is_copying():
                print(f"# a copy of {past.said()} was read before {SECONDS} s were over: take more", flush=True)
    tell(f"a backup of {past.said()} being read", beside, usual)


def whole(hall, medium):
    """From its beginning to its end: what is read, then what is verified."""
    def steady():
        return hall.crowd("steady", kiosks=CLIENTS, pace=STEADY, seconds=WINDOW)["issue"].p99
    usual = [steady() for _ in range(3)]
    began, phases = time.monotonic(), {"read": [], "verified": []}
    running = medium.begin()
    while running.poll() is None:
        phase = "read" if medium.is_copying() or not medium.new.exists() else "verified"
        phases[phase].append(steady())
    medium.end(running, "made")
    bench.note(f"a backup of {past.said()} at {STEADY} tickets a second took", f"{time.monotonic() - began:.0f}", "s")
    bench.note("p99 of issue, steady, without", f"{bench.median(usual):.0f}", "us")
    for phase, values in phases.items():
        if values:
            bench.note(f"p99 of issue, steady, while it is {phase}, median and worst of {len(values)} windows",
                       f"{statistics.median(values):.0f}, {max(values):.0f}", "us")


def increments(hall, medium):
    """Each of what came since the last; there is always one under way."""
    usual, beside, made = [], [], 0
    for _ in range(ROUNDS):
        usual.append(issue(hall))
        crowd = hall.begin_crowd(f"{CLIENTS} clients", kiosks=CLIENTS, seconds=SECONDS)
        while crowd.poll() is None:
            running = medium.begin()
            medium.end(running, "grown")
            made += 1
        beside.append(living.end_crowd(crowd)["issue"])
    tell("increments one after the other", beside, usual)
    bench.note("increments made", made, f"in {ROUNDS * SECONDS} s")


with past.opened() as history:
    with living.Living(history.next_morning(), history.store) as hall:
        medium = Medium(hall)
        issue(hall)
        bench.note("the WAL without a backup", f"{wal_mib(hall):.1f}", "MiB")
        turn_about(hall, medium)
        whole(hall, medium)
        increments(hall, medium)
        size = wal_mib(hall)
        bench.report("the WAL at its greatest", f"{size:.1f}", "MiB", f"< {GOAL_WAL_MIB}", size < GOAL_WAL_MIB)
bench.end()
