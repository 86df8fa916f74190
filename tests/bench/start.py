# SPDX-License-Identifier: MIT
"""From the start of the process to READY=1, with the shipped catalogue."""
import bench

ROUNDS, GOAL_MS = 20, 30

times = []
for _ in range(ROUNDS):
    with bench.daemon() as daemon:
        times.append(daemon.start_ms)
value = bench.median(times)
bench.report("start to ready", f"{value:.1f}", "ms", f"< {GOAL_MS}", value < GOAL_MS)
bench.end()
