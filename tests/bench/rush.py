# SPDX-License-Identifier: MIT
"""The worst minutes of a centre. It is restarted at eleven, with 300 terminals before it: counters, kiosks, boards, desks,
managers, all with a stream of what they show; how long until the last of them is current again. And everybody signs in within
a minute, each PIN checked by Argon2id: what issuing feels of it. See past.py for the years behind it."""
import subprocess
import time

import bench
import living
import past

ROUNDS, GOAL_S = 5, 2
KINDS = {"counters": 180, "kiosks": 60, "boards": 50, "desks": 6, "managers": 4}
FIRST = 21  # counter of theirs; those before are the crowd's
MORNING = {"kiosks": 8, "operators": 16, "backlog": 200, "tickets": 1500}
SIGN_INS, GOAL_RATIO = 200, 1.2
ISSUE = {"kiosks": 16, "pace": 200, "seconds": 20}
SIGNERS = range(1, 21)


class Terminals:
    def __init__(self, hall):
        command = [bench.BUILD / "tests/watchers", hall.socket, living.PIN, FIRST, *KINDS.values()]
        bench.show("watchers", command)
        self.process = subprocess.Popen([str(word) for word in command], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def current(self, times):
        """When the last of them had had the whole state so often."""
        line = self.process.stdout.readline().split()
        if line[:2] != ["current", str(times)]:
            raise SystemExit(f"the terminals ended, or said: {line}")
        return float(line[2])

    def close(self):
        self.process.communicate()


def restart(hall):
    terminals = Terminals(hall)
    after_kill, after_ready = [], []
    try:
        terminals.current(1)
        for times in range(2, ROUNDS + 2):
            hall.crowd("before a kill", kiosks=4, tickets=100)
            killed = time.monotonic()
            hall.kill()
            hall.start()
            ready = time.monotonic()
            current = terminals.current(times)
            after_kill.append(current - killed)
            after_ready.append(current - ready)
    finally:
        terminals.close()
    count = sum(KINDS.values())
    bench.note("terminals", ", ".join(f"{number} {kind}" for kind, number in KINDS.items()), f"({count}), {past.said()} behind")
    bench.note("the last is current, after READY=1", f"{bench.median(after_ready):.2f}", "s")
    bench.report(f"the last of {count} terminals is current, after a kill", f"{bench.median(after_kill):.2f}", "s",
                 f"<= {GOAL_S}", bench.median(after_kill) <= GOAL_S)
    bench.report("the same, at its worst", f"{max(after_kill):.2f}", "s", f"<= {GOAL_S}", max(after_kill) <= GOAL_S)


def sign_in(hall):
    usual, beside, sign_ins = [], [], []
    hall.crowd("tickets", **ISSUE)
    for _ in range(ROUNDS):
        usual.append(hall.crowd("tickets", **ISSUE)["issue"])
        told = hall.crowd("tickets, sign-ins", **ISSUE, sign_ins=SIGN_INS)
        beside.append(told["issue"])
        sign_ins.append(told["sign_in"])
    ratio = bench.median([a.p99 / b.p99 for a, b in zip(beside, usual)])
    bench.note(f"sign-ins in {ISSUE['seconds']} s", bench.median([one.count for one in sign_ins]), f"({SIGN_INS} a minute)")
    bench.note("sign-in, p50", f"{bench.median([one.p50 for one in sign_ins]) / 1000:.0f}", "ms")
    bench.note("p50 of issue, with sign-ins", f"{bench.median([one.p50 for one in beside]):.0f}", "us")
    bench.note("p50 of issue, without", f"{bench.median([one.p50 for one in usual]):.0f}", "us")
    bench.note("p99 of issue, with sign-ins", f"{bench.median([one.p99 for one in beside]):.0f}", "us")
    bench.note("p99 of issue, without", f"{bench.median([one.p99 for one in usual]):.0f}", "us")
    bench.report(f"p99 of issue, {SIGN_INS} sign-ins a minute, beside none", f"{ratio:.2f}", "times", f"<= {GOAL_RATIO}",
                 ratio <= GOAL_RATIO)


with past.opened() as history, living.Living(history.next_morning(hour=11), history.store) as hall:
    hall.set_pins(*range(1, FIRST + KINDS["counters"]))
    sign_in(hall)
    hall.crowd("a morning", **MORNING)
    restart(hall)
bench.end()
