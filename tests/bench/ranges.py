# SPDX-License-Identifier: MIT
"""What issuing feels of the forecast: the same crowd before two daemons in turns, one of which makes none. Futures are played
beside the loop (daemon/aside), so there is one answer only while another core has time for them."""
import bench
import living

ROUNDS, GOAL_P50, GOAL_P99 = 7, 1.1, 1.2
MOMENT = "2026-11-24 10:00"
MORNING = {"kiosks": 8, "operators": 16, "backlog": 180, "tickets": 800}
ISSUE = {"kiosks": 16, "pace": 40, "seconds": 10}


def open_hall(*more):
    hall = living.Living(MOMENT, more=more)
    hall.set_pins(*range(1, 21))
    hall.crowd("a morning", **MORNING)
    return hall


with open_hall() as telling, open_hall("--no-forecasts") as silent:
    with_ranges, without = [], []
    for _ in range(ROUNDS):
        with_ranges.append(telling.crowd("tickets, with ranges", **ISSUE)["issue"])
        without.append(silent.crowd("tickets, without", **ISSUE)["issue"])
    for name, goal in (("p50", GOAL_P50), ("p99", GOAL_P99)):
        told = [getattr(one, name) for one in with_ranges]
        bare = [getattr(one, name) for one in without]
        bench.note(f"{name} of issue, with ranges", f"{bench.median(told):.0f}", "us")
        bench.note(f"{name} of issue, without", f"{bench.median(bare):.0f}", "us")
        ratio = bench.median([a / b for a, b in zip(told, bare)])
        bench.report(f"{name} of issue, with ranges beside without", f"{ratio:.2f}", "times", f"<= {goal}", ratio <= goal)
bench.end()
