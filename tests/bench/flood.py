# SPDX-License-Identifier: MIT
"""One user floods, another is served: the 99th percentile of the other's calls, beside its usual one.

Usual is a hall at work: 16 terminals that ask one call after the other. The flood comes on top of it, from another user:
connections that always have 64 calls lying in the socket. Turn about, median of the ratios; the machine must have a
processor for the flood to come from, or what is measured is how the kernel shares two among three.
"""
import os
import subprocess

import bench

TERMINALS, CALLS, ROUNDS, GOAL = 16, 40_000, 5, 1.5
FLOODER = 65534  # nobody


def flooding(daemon, connections):
    options = {"user": FLOODER, "group": FLOODER, "extra_groups": []} if os.geteuid() == 0 else {}
    # What anybody may call, without a role.
    command = bench.load_command(daemon.socket, connections, 64, 10**9, "org.varlink.service.GetInfo", "{}")
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **options)


def p99(daemon):
    return bench.load_figures(daemon.socket, TERMINALS, 1, CALLS)[2]


def compare(daemon, connections):
    usual, flooded = [], []
    p99(daemon)
    for _ in range(ROUNDS):
        usual.append(p99(daemon))
        flood = flooding(daemon, connections)
        flooded.append(p99(daemon))
        if flood.poll() is not None:
            raise SystemExit("the flood ended before its time")
        flood.kill()
        flood.wait()
    ratio = bench.median([bad / good for bad, good in zip(flooded, usual)])
    label = f"flood of {connections} connections"
    bench.note(f"p99, {label}", f"{bench.median(flooded):.0f}", "us")
    bench.note("p99, usual", f"{bench.median(usual):.0f}", "us")
    bench.report(f"p99 beside usual, {label}", f"{ratio:.2f}", "times", f"<= {GOAL}", ratio <= GOAL)


with bench.daemon() as daemon:
    os.chmod(daemon.socket.parent, 0o755)
    compare(daemon, 1)
    compare(daemon, 32)
bench.end()
