# SPDX-License-Identifier: MIT
"""What a daemon costs that nobody talks to: resident memory, and how often it wakes up."""
import os
import time

import bench

# Longer than a minute shows a timer that goes off on the minute.
SECONDS = int(os.environ.get("NOVBE_BENCH_IDLE_SECONDS", "65"))
GOAL_MIB = 8

with bench.daemon() as daemon:
    daemon.settle()
    resident = daemon.status("VmRSS") / 1024
    bench.report("resident when idle", f"{resident:.2f}", "MiB", f"< {GOAL_MIB}", resident < GOAL_MIB)
    before = daemon.wakeups()
    time.sleep(SECONDS)
    count = daemon.wakeups() - before
    bench.report(f"wake-ups in {SECONDS} s", count, "times", "0", count == 0)
bench.end()
