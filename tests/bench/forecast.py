# SPDX-License-Identifier: MIT
"""How good the forecast is: centres made by chance (tests/bench/forecast/centre.h), their days played by the real engine, each
ticket told p10, p50 and p90 when it is issued and scored when it is called, if it could not be called at once. Beside it the
usual formula (people ahead x mean service / open counters) and the floor: the same futures by who knows the true laws,
speeds and chances. Then what one forecast of a whole hall costs. With the path of a call centre's log (`tests/bench/run forecast LOG.csv.gz`,
columns of AnonymousBank) the days that were are played too."""
import csv
import gzip
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import bench

PROGRAM = bench.BUILD / "tests/forecast-centre"
KINDS = ("small", "large", "priorities")
GOAL = {"small": 0.65, "large": 0.40, "priorities": 0.65}
# Centres by seed, days that teach, days that count.
LONG = {"small": (range(1, 4), 12, 20), "large": (range(1, 4), 8, 7), "priorities": (range(1, 4), 12, 20)}
# A first day tells little: many of them, or chance speaks.
FIRST = {"small": range(1, 301), "large": range(1, 5), "priorities": range(1, 41)}
LOG_TEACHES = 5  # days


def play(job):
    return played(job, None)


def played(job, rows):
    ran = subprocess.run([PROGRAM, *map(str, job)], capture_output=True, text=True, input=rows)
    if ran.returncode:
        sys.exit(ran.stderr)
    return {word: float(value) for word, value in (line.split() for line in ran.stdout.splitlines() if line[0] != "#")}


def play_all(jobs):
    with ThreadPoolExecutor(os.cpu_count()) as workers:
        return list(workers.map(play, jobs))


def mean(runs, word):
    """Over all tickets of all centres."""
    return sum(run[word] * run["count"] for run in runs) / sum(run["count"] for run in runs)


def ratio(runs, word, beside):
    return mean(runs, word) / mean(runs, beside)


def at_most(name, value, goal, digits=2):
    bench.report(name, f"{value:.{digits}f}", "", f"at most {goal}", value <= goal)


def within(name, value, low, high):
    bench.report(name, f"{100 * value:.1f}", "%", f"{low} to {high}", low <= 100 * value <= high)


def report_long(kind):
    seeds, teach, count = LONG[kind]
    runs = play_all([(kind, seed, teach, count) for seed in seeds])
    tickets, days = sum(run["count"] for run in runs), len(seeds) * count
    bench.note(f"{kind}: tickets scored", f"{tickets:.0f}", f"of {days} days; they wait {mean(runs, 'waited'):.1f} min")
    bench.note(f"{kind}: MAE of formula, ours, floor",
               f"{mean(runs, 'formula_mae'):.2f}, {mean(runs, 'ours_mae'):.2f}, {mean(runs, 'floor_mae'):.2f}", "min")
    at_most(f"{kind}: MAE beside the formula", ratio(runs, "ours_mae", "formula_mae"), GOAL[kind])
    at_most(f"{kind}: MAE beside the floor", ratio(runs, "ours_mae", "floor_mae"), 1.10)
    within(f"{kind}: called by p90", mean(runs, "ours_covered"), 87, 93)
    at_most(f"{kind}: mean p90 beside the mean wait",
            sum(run["ours_p90_to_wait"] * run["waited"] * run["count"] for run in runs) / mean(runs, "waited") / tickets, 1.6)
    for share in (50, 90):
        at_most(f"{kind}: pinball loss at p{share} beside the floor",
                ratio(runs, f"ours_pinball{share}", f"floor_pinball{share}"), 1.10)
    within(f"{kind}: the service or class called least by p90", min(run["group_least"] for run in runs), 82, 96)
    within(f"{kind}: the service or class called most by p90", max(run["group_most"] for run in runs), 82, 96)
    bench.note(f"{kind}: unknown", f"{sum(run['ours_unknown'] for run in runs):.0f}", "tickets")


def report_short(kind):
    first = play_all([(kind, seed, 0, 1) for seed in FIRST[kind]])
    at_most(f"{kind}: first day of all, MAE beside the formula", ratio(first, "ours_mae", "formula_mae"), 0.65)
    at_most(f"{kind}: first day of all, MAE beside the floor", ratio(first, "ours_mae", "floor_mae"), 1.10)
    seeds, teach, count = LONG[kind]
    blind = play_all([(kind, seed, teach, count, "no-floor", "no-rota") for seed in seeds])
    at_most(f"{kind}: rota unknown, MAE beside the formula", ratio(blind, "ours_mae", "formula_mae"), 0.85)
    bench.note(f"{kind}: rota unknown, called by p90", f"{100 * mean(blind, 'ours_covered'):.1f}", "%")


def report_cost(counters, services, waiting, goal):
    cost = play(("cost", counters, services, waiting))
    name = f"{counters} counters, {services} services, {waiting} waiting"
    bench.note(f"{name}: a copy of the hall", f"{cost['scene_ms']:.2f}", "ms")
    bench.note(f"{name}: one newcomer alone", f"{cost['one_ms']:.2f}", "ms")
    words = f"{name}: everybody, and {cost['newcomers']:.0f} who might come"
    if goal:
        bench.report(words, f"{cost['all_ms']:.1f}", "ms", f"at most {goal}", cost["all_ms"] <= goal)
    else:
        bench.note(words, f"{cost['all_ms']:.1f}", "ms")


def report_wild():
    """What the futures know nothing of: calls that are chosen by hand, services that end in a transfer, visitors who
    leave."""
    runs = play_all([("wild", seed, 8, 8, "no-floor") for seed in range(1, 4)])
    bench.note("5 % picks, transfers and leaving: MAE beside the formula", f"{ratio(runs, 'ours_mae', 'formula_mae'):.2f}", "")
    bench.note("5 % picks, transfers and leaving: called by p90", f"{100 * mean(runs, 'ours_covered'):.1f}", "%")


def seconds(clock):
    hours, minutes, rest = map(int, clock.split(":"))
    return 3600 * hours + 60 * minutes + rest


def rows_of(path):
    """Who queued or was served: day service class operator came called ended (tests/bench/forecast/log.h)."""
    services, operators, rows = {}, {}, []
    with gzip.open(path, "rt") as log:
        for call in csv.DictReader(log):
            queued, served = call["q_start"] != "0:00:00", call["outcome"] == "AGENT" and call["server"] != "NO_SERVER"
            if not served and not (queued and call["outcome"] == "HANG"):
                continue
            called = seconds(call["ser_start"]) if served else 0
            came = seconds(call["q_start"]) if queued else called
            called = max(called, came) if served else 0
            ended = max(seconds(call["ser_exit" if served else "q_exit"]), called + 1, came + 1)
            rows.append((int(call["date"][-2:]), services.setdefault(call["type"], len(services) + 1),
                         3 if call["priority"] == "2" else 1,
                         operators.setdefault(call["server"], len(operators) + 1) if served else 0, came, called, ended))
    rows.sort(key=lambda row: (row[0], row[4]))
    return "".join(" ".join(map(str, row)) + "\n" for row in rows)


def report_log(path):
    run = played(("log", LOG_TEACHES), rows_of(path))
    bench.note("log: calls scored", f"{run['count']:.0f}", f"they wait {run['waited']:.2f} min")
    at_most("log: MAE beside the formula", run["ours_mae"] / run["formula_mae"], 0.92)
    within("log: called by p90", run["ours_covered"], 87, 93)


report_cost(60, 40, 180, 15)
report_cost(200, 300, 180, 60)
report_cost(200, 300, 500, None)
for kind in KINDS:
    report_long(kind)
    report_short(kind)
report_wild()
if len(sys.argv) > 1:
    report_log(sys.argv[1])
else:
    bench.note("log", "not run", "(no path was given)")
bench.end()
