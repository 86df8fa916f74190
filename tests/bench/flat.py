# SPDX-License-Identifier: MIT
"""Does a centre feel the years behind it? How fast the daemon is there after a restart, and its memory; the longest anybody
is kept waiting in a whole day, its end and the next one's beginning included; then the same crowd before a daemon with a history
and before one without, turn about.

Each round is a day of 3,000 tickets in a minute or so: kiosks that issue as long as fewer than 200 wait, operators who call,
meet and finish as fast as they are answered. Every call is a wish with an id of its own."""
import time

import bench
import living
import past

ROUNDS, TICKETS = 5, 3000
GOAL_RATIO, GOAL_TURN_MS, GOAL_START_MS, GOAL_MIB = 1.2, 50, 100, 32
CROWDS = {"one kiosk, one operator": {"kiosks": 1, "first": 200, "operators": 1, "backlog": 50, "tickets": 500},
          "8 kiosks, 16 operators": {"kiosks": 8, "operators": 16, "backlog": 200, "tickets": TICKETS}}
MEASURES = ("issue", "next", "finish", "finish_next")


def compare(label, with_past, without, rounds):
    crowd = CROWDS[label]
    pairs = []
    for hall in (with_past, without):
        hall.crowd(label, **crowd)
    for _ in range(rounds):
        pairs.append((with_past.crowd(label, **crowd), without.crowd(label, **crowd)))
    for measure in MEASURES:
        for percentile in ("p50", "p99"):
            values = [tuple(getattr(side[measure], percentile) for side in pair) for pair in pairs]
            name = f"{percentile} of {measure.replace('_', ' and ')}, {label}"
            ratio = bench.median([behind / empty for behind, empty in values])
            bench.note(f"{name}, with the past", f"{bench.median([behind for behind, _ in values]):.0f}", "us")
            bench.note(f"{name}, without", f"{bench.median([empty for _, empty in values]):.0f}", "us")
            bench.report(f"{name}, beside none", f"{ratio:.2f}", "times", f"<= {GOAL_RATIO}", ratio <= GOAL_RATIO)


def whole_day(hall, what):
    """The longest wait of somebody who asks for next to nothing all the time."""
    longest = {}

    def watch(part, act):
        pings = hall.begin_crowd("pings", pings=1, seconds=part[1])
        act()
        longest[part[0]] = living.end_crowd(pings)["ping"].longest / 1000

    def work():
        hall.crowd("a day", **CROWDS["8 kiosks, 16 operators"])

    def close():
        hall.ask("Admin.CloseDay")

    def roll_over():
        local = hall.wall.local()
        hall.wall.go_by((24 - local.hour) * 3600 - local.minute * 60 - local.second + 1)
        while hall.ask("Admin.GetHealth").get("day") in (None, str(local.date())):
            time.sleep(0.05)

    watch(("work", 15), work)
    watch(("its close", 5), close)
    watch(("the next day's beginning", 5), roll_over)
    for part, value in longest.items():
        bench.note(f"longest wait in a day {what}, {part}", f"{value:.1f}", "ms")
    value = max(longest.values())
    bench.report(f"longest wait in a day {what}", f"{value:.1f}", "ms", f"<= {GOAL_TURN_MS}", value <= GOAL_TURN_MS)


def restart(hall):
    calm = bench.median([hall.restart() for _ in range(ROUNDS)])
    killed = []
    for _ in range(ROUNDS):
        hall.crowd("before a kill", kiosks=4, tickets=100)
        hall.kill()
        killed.append(hall.start())
    for what, value in (("stopped", calm), ("killed", bench.median(killed))):
        bench.report(f"start to ready with a past, {what} before", f"{value:.0f}", "ms", f"< {GOAL_START_MS}",
                     value < GOAL_START_MS)


def memory(hall):
    talks = [hall.talk() for _ in range(300)]
    for number, talk in enumerate(talks):
        if number % 3 == 0:
            talk.ask("org.novbe.Board.Watch", {"board": "hall"}, more=True)
            talk.receive()
        else:
            talk.call("org.novbe.Visitor.GetCentre", {"language": "az"})
    resident = hall.daemon.status("VmRSS") / 1024
    for talk in talks:
        talk.close()
    bench.report("resident with a past and 300 connections", f"{resident:.1f}", "MiB", f"< {GOAL_MIB}", resident < GOAL_MIB)
    hall.crowd("a sign-in", operators=4, seconds=1)
    bench.note("at its greatest, sign-ins included", f"{hall.daemon.status('VmHWM') / 1024:.1f}", "MiB")


# First the day of a centre, whose memory holds no more than such a day; then the crowds, which leave a day of ten times as many.
with past.opened() as history:
    with living.Living(history.next_morning(), history.store) as with_past:
        with_past.set_pins(*range(1, 17), 200)
        with_past.crowd("a day", **CROWDS["8 kiosks, 16 operators"])
        restart(with_past)
        memory(with_past)
        whole_day(with_past, f"with {past.said()} behind")
    morning = history.next_morning()
    with living.Living(morning, history.store) as with_past, living.Living(morning) as without:
        for one in (with_past, without):
            one.set_pins(*range(1, 17), 200)
        compare("one kiosk, one operator", with_past, without, ROUNDS)
        compare("8 kiosks, 16 operators", with_past, without, ROUNDS)
bench.end()
