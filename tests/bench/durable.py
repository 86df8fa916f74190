# SPDX-License-Identifier: MIT
"""Durable events a second, by events a turn: every turn is one transaction and one fsync. Beside each event of two goes
the answer to a request. What the disk does with a page appended and synced is printed first, to compare machines by; it
is no bound: SQLite writes over a WAL that has its length, and a disk may answer that faster or slower."""
import os
import subprocess
import tempfile
import time

import bench

ROUNDS = 3
TURNS = {1: 4000, 64: 200_000, 1024: 400_000}  # events a turn: events
GOAL_TURN_MS, GOAL_ROW_BYTES = 50, 250


def syncs_a_second(folder):
    """Pages appended, each followed by fdatasync."""
    count, page = 2000, b"\0" * 4096
    with open(os.path.join(folder, "sync"), "wb", buffering=0) as file:
        began = time.perf_counter()
        for _ in range(count):
            file.write(page)
            os.fdatasync(file)
        return count / (time.perf_counter() - began)


def durable(turn):
    """Events a second, the longest turn in ms, bytes a row."""
    with tempfile.TemporaryDirectory(prefix="novbe-bench-", dir=os.environ.get("NOVBE_BENCH_DISK")) as folder:
        ran = subprocess.run([bench.BUILD / "tests/durable", folder, str(TURNS[turn]), str(turn)], capture_output=True,
                             text=True, check=True)
    return [float(word) for word in ran.stdout.split()]


with tempfile.TemporaryDirectory(prefix="novbe-bench-", dir=os.environ.get("NOVBE_BENCH_DISK")) as scratch:
    syncs = bench.median([syncs_a_second(scratch) for _ in range(ROUNDS)])
bench.note("syncs of a page", f"{syncs:.0f}", "a second")
for turn in TURNS:
    rounds = [durable(turn) for _ in range(ROUNDS)]
    rate = bench.median([figures[0] for figures in rounds])
    longest = bench.median([figures[1] for figures in rounds])
    row = bench.median([figures[2] for figures in rounds])
    bench.note(f"durable events, {turn} a turn", f"{rate:.0f}", "a second")
    bench.report(f"longest turn of {turn}", f"{longest:.1f}", "ms", f"< {GOAL_TURN_MS}", longest < GOAL_TURN_MS)
    bench.report(f"bytes a row, {turn} a turn", f"{row:.0f}", "bytes", f"< {GOAL_ROW_BYTES}", row < GOAL_ROW_BYTES)
bench.end()
