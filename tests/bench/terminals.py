# SPDX-License-Identifier: MIT
"""Terminals as people feel them: how long a touch takes until the next page is drawn, while the daemon is busy with a crowd; what
each terminal holds in memory, and how often it wakes up when nothing happens.

The touch is timed on a terminal of its own (tests/stage/terminal_screen.c): from the bytes of the release to the last byte of the page.
Wake-ups are those that the kernel counted of the terminal's process, over a minute in which the clock moves on once."""
import os
import statistics
import time

import bench
import living
from terminal import GHOST_S, Terminal

MOMENT = "2026-11-24 10:00"
ROUNDS, GOAL_MS, GOAL_MIB, GOAL_WAKE_UPS = 25, 30, 12, 3
MORNING = {"kiosks": 8, "operators": 16, "backlog": 180, "tickets": 400}
CROWD = {"kiosks": 16, "pace": 100, "seconds": 30}
QUIET_S = int(os.environ.get("NOVBE_BENCH_IDLE_SECONDS", "65"))
PROGRAMS = {"visitor": ("--kiosk", "door"), "reception": ("--printer", "entrance"), "counter": ("--counter", "30"),
            "board": ("--board", "hall")}


def child_of(process):
    """The process that draws: the last of those that the terminal's started (kiosk/ui/guard.h)."""
    pid = process.pid
    while True:
        with open(f"/proc/{pid}/task/{pid}/children") as file:
            children = file.read().split()
        if not children:
            return pid
        pid = int(children[0])


def status(pid, word):
    with open(f"/proc/{pid}/status") as file:
        return next(int(line.split()[1]) for line in file if line.startswith(word + ":"))


def touch(terminal, label):
    x, y = terminal.find(label)
    time.sleep(GHOST_S + 0.05)
    return terminal.time(f"\033[<0;{x + 1};{y + 1}M\033[<0;{x + 1};{y + 1}m")


def pages(hall):
    """From the first page to the list of agencies and back, again and again, beside a crowd."""
    with Terminal.of(hall, "visitor", *PROGRAMS["visitor"], "--language", "en", columns=80, rows=24) as terminal:
        terminal.wait_for("All services")
        running = hall.begin_crowd("a crowd", **CROWD)
        took, sizes = [], []
        while len(took) < 2 * ROUNDS:
            for label, then in (("All services", "Agency 1"), ("Back", "All services")):
                us, size = touch(terminal, label)
                terminal.wait_for(then)
                took.append(us / 1000)
                sizes.append(size)
        living.end_crowd(running)
    middle, worst = statistics.median(took), sorted(took)[int(0.95 * len(took))]
    bench.note("a page", statistics.median(sizes), "bytes")
    bench.report("touch to next page, p50", f"{middle:.1f}", "ms", f"<= {GOAL_MS}", middle <= GOAL_MS)
    bench.report("touch to next page, p95", f"{worst:.1f}", "ms", f"<= {GOAL_MS}", worst <= GOAL_MS)


def idle(hall):
    terminals = {role: Terminal.of(hall, role, *options, "--language", "en", columns=80, rows=24)
                 for role, options in PROGRAMS.items()}
    try:
        time.sleep(5)  # names, first states
        pids = {role: child_of(terminal.process) for role, terminal in terminals.items()}
        before = {role: status(pid, "voluntary_ctxt_switches") for role, pid in pids.items()}
        time.sleep(QUIET_S)
        for role, pid in pids.items():
            woken = status(pid, "voluntary_ctxt_switches") - before[role]
            resident = status(pid, "VmRSS") / 1024
            bench.report(f"novbe-{role}: resident", f"{resident:.1f}", "MiB", f"<= {GOAL_MIB}", resident <= GOAL_MIB)
            bench.report(f"novbe-{role}: wake-ups in {QUIET_S} s", woken, "times", f"<= {GOAL_WAKE_UPS}", woken <= GOAL_WAKE_UPS)
    finally:
        for terminal in terminals.values():
            terminal.close()


with living.Living(MOMENT) as hall:
    hall.set_pins(*range(1, 21))
    idle(hall)
    hall.crowd("a morning", **MORNING)
    pages(hall)
bench.end()
