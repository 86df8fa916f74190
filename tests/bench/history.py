# SPDX-License-Identifier: MIT
"""Years of a centre in one store: what they cost to write, their size, and how fast they are proved whole.

The visits are made by the rules of the engine itself (tests/bench/history), 16,400 a day at 200 counters over 300
services. See past.py for how many there are and where."""
import subprocess
import time

import bench
import past

GOAL_BYTES, GOAL_FACTS, ROUNDS = 1024, 1_000_000, 3


def verify(history):
    """Facts a second."""
    command = [bench.BUILD / "bin/novbed", "--verify", history.store]
    bench.show("verify", command)
    began = time.perf_counter()
    ran = subprocess.run(command, capture_output=True, text=True)
    took = time.perf_counter() - began
    lines = ran.stdout.splitlines()
    if ran.returncode or lines[-1] != "whole":
        raise SystemExit(f"the history is not whole:\n{ran.stdout}{ran.stderr}")
    rows, = [int(line.split()[1]) for line in lines if line.startswith("rows ")]
    return rows / took


with past.opened() as history:
    figures = history.figures
    if figures:
        visits, facts = figures["visits"], figures["facts"]
        size = figures["bytes"] / visits
        bench.note("days written", f"{figures['days']:.0f}", f"of {past.said()} ({past.FULL / visits:.0f} times that is all)")
        bench.note("facts a visit", f"{facts / visits:.2f}", "facts")
        bench.note("visits written", f"{visits / figures['seconds']:.0f}", "a second")
        bench.note("facts written", f"{facts / figures['seconds']:.0f}", "a second")
        for name in ("booked", "no_show", "returned", "transferred", "parked", "cancelled", "put_off", "never_called"):
            bench.note(f"visits {name.replace('_', ' ')}", f"{figures[name + '_percent']:.1f}", "%")
        bench.note("wait for the first call, mean, median, p90", f"{figures['wait_mean_minutes']:.1f}, "
                   f"{figures['wait_p50_minutes']:.0f}, {figures['wait_p90_minutes']:.0f}", "minutes")
        bench.report("bytes a visit", f"{size:.0f}", "bytes", f"<= {GOAL_BYTES}", size <= GOAL_BYTES)
    rate = bench.median([verify(history) for _ in range(ROUNDS if past.VISITS < past.FULL / 10 else 1)])
    bench.report("facts verified", f"{rate:.0f}", "a second", f">= {GOAL_FACTS}", rate >= GOAL_FACTS)
bench.end()
