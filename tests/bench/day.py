# SPDX-License-Identifier: MIT
"""A full centre's day in minutes, by real programs alone: 3,000 visitors at 5 kiosks, 40 operators at their counters, 5 boards, 2 receipt
printers, under a clock that goes 20 times as fast. The daemon is killed three times, a printer runs out of paper and is filled
again, a counter loses its terminal in the middle of a visitor and gets another one.

Each visitor keeps an account of what stood on the screens. In the evening it must agree with the ledger, the report must
add up, what is claimed of papers must be what lies in the trays, and no program may have grown or keep what it does not need.

NOVBE_DAY_SPEED: of the clock. NOVBE_DAY_SEED: of the lot. NOVBE_DAY_BREAK=books,claims,descriptors,memory,papers,printer,
processes,report: these are spoiled on purpose, and the bench must say so. tests/live/test_small_day.py is a small one of the same."""
import os
import signal
import sys

import bench

os.environ.setdefault("NOVBE_SOURCE", str(bench.SOURCE))
os.environ.setdefault("NOVBE_BUILD", str(bench.BUILD))
sys.path[:0] = [str(bench.SOURCE / "tests/live"), str(bench.SOURCE / "tests/stage"), str(bench.SOURCE / "tests/bench/soak")]
import machine  # noqa: E402
from day_run import DayRun  # noqa: E402
from plan import FULL, SMALL, Plan  # noqa: E402

SPEED = float(os.environ.get("NOVBE_DAY_SPEED", "20"))
SEED = int(os.environ.get("NOVBE_DAY_SEED", "1"))
SIZE = SMALL if os.environ.get("NOVBE_DAY_SIZE") == "small" else FULL
KILLS = 3
UNKNOWN_A_KILL = 2  # papers; as many as printers have in hand


for number in (signal.SIGTERM, signal.SIGHUP):  # then, too, nothing is left
    signal.signal(number, lambda *_: sys.exit("interrupted"))


def none(name, found):
    """Nothing of the kind may be."""
    for one in found[:20]:
        print(f"# {name}: {one}")
    bench.report(name, len(found), "", "0", not found)


day = DayRun(Plan(SIZE, SEED), SPEED, KILLS, os.environ.get("NOVBE_DAY_BREAK", ""),
             lambda words: print(f"# {words}", flush=True))
day.run()
books = day.books
bench.note("visitors with a ticket", len(books.by_number), "")
bench.report("visitors of the plan without a ticket", SIZE.visitors - len(books.by_number), "", "0",
             len(books.by_number) == SIZE.visitors)
for state in ("served", "left", "missed", "waits", "called"):
    bench.note(f"visitors who say: {state}", books.count(state), "")
none("accounts of visitors that differ from the ledger", day.wrong())
none("differences in the report", day.differences())
bench.report("novbed --verify", day.verified[1].split("\n")[-1], "", "whole", day.verified[0] == 0)
wrong, uncertain = day.wrong_papers()
none("papers claimed that do not lie in the trays, or the other way round", wrong)
bench.note("papers in the trays", sum(tray.count for tray in day.house.trays.values()), "")
bench.note("papers that cannot be read", sum(tray.unread for tray in day.house.trays.values()), "")
bench.report("papers of which nobody can know", uncertain, "", f"at most {UNKNOWN_A_KILL} a kill", uncertain <= UNKNOWN_A_KILL * KILLS)
third, end = day.resident["third"], day.resident["end"]
for kind, key, more in machine.most_grown(third, end):
    least, name = machine.GROWTH_KIB[kind], f"{kind} {key}".strip()
    bench.report(f"{name}, which has grown most of its kind: resident at a third, in the evening",
                 f"{third[kind, key] / 1024:.1f}, {end[kind, key] / 1024:.1f}", "MiB", f"at most {least / 1024:.0f} MiB more",
                 more <= least)
for when, (kib, count) in day.cupsd.items():
    bench.note(f"cupsd ({when}): resident; descriptors", f"{kib / 1024:.1f} MiB; {count}", "")
morning, evening = (sum(found.total() for found in when.values()) for when in (day.morning, day.evening))
bench.note("descriptors of all programs in the morning, in the evening", f"{morning}, {evening}", "")
none("descriptors that are open in the evening and were not in the morning", day.more_descriptors)
none("words of terminals and sanitizers on stderr", day.said)
none("zombies", day.zombies)
none("processes left over", day.leftover)
bench.note("faults", ", ".join(f"{what} {day.faults.count(what)}" for what in sorted(set(day.faults))), "")
bench.report("terminals cut off and come again", day.cut.cuts, "", "1", day.cut.cuts == 1)
bench.note("numbers that were gone from the screen before they were read", books.unread, "")
bench.note("visitors who got lost at a kiosk and began again", sum(kiosk.lost for kiosk in day.kiosks.values()), "")
bench.note("came to the kiosk later than planned, most", f"{max(books.late_s, default=0):.0f}", "s of the hall")
bench.note("a kiosk's visitor", f"{sum(kiosk.busy_s for kiosk in day.kiosks.values()) / SIZE.visitors * 1000:.0f}", "ms of ours")
bench.note("called and not seen on a board in time", sum(operator.fetched for operator in day.operators), "visitors")
bench.note("the day took", f"{day.took_s:.0f}", "s")
bench.end()
