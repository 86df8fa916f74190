# SPDX-License-Identifier: MIT
"""One call, shown on 500 boards while tickets are taken: from the moment at which the operator's terminal sends Counter.Next
to that at which the last board has read a state with the call as its newest. Both ends are one thread (tests/bench/crowd),
which reads the 500 messages itself; what that costs is in the figure."""
import bench
import living

ROUNDS, BOARDS, CALLS, GOAL_MS = 5, 500, 300, 20
STOCK = {"kiosks": 8, "tickets": 2000}
SHOW = {"operators": 1, "boards": BOARDS, "calls": CALLS, "kiosks": 4, "pace": 50}

with living.Living("2026-11-24 09:00") as hall:
    hall.set_pins(1)
    hall.crowd("who waits", **STOCK)
    told = [hall.crowd("calls", **SHOW) for _ in range(ROUNDS)]
    shown = [one["shown"] for one in told]
    bench.note("calls shown", sum(one.count for one in shown), f"on {BOARDS} boards, {SHOW['pace']} tickets a second meanwhile")
    for percentile in ("p50", "longest"):
        bench.note(f"a call on {BOARDS} boards, {percentile}",
                   f"{bench.median([getattr(one, percentile) for one in shown]) / 1000:.1f}", "ms")
    bench.note("p99 of issue meanwhile", f"{bench.median([one['issue'].p99 for one in told]) / 1000:.1f}", "ms")
    value = bench.median([one.p99 for one in shown]) / 1000
    bench.report(f"a call on {BOARDS} boards, p99", f"{value:.1f}", "ms", f"< {GOAL_MS}", value < GOAL_MS)
bench.end()
