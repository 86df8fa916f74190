# SPDX-License-Identifier: MIT
"""Checked calls a second beside GET of Redis over its Unix socket, in one run, turn about.

Both are asked by 64 clients at once, then by 64 clients that send 16 calls in one go. What counts is the median of the
ratios of neighbouring runs: the machine's moods fall on both."""
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

import bench

CLIENTS, ROUNDS = 64, 5
GOALS = {1: 0.8, 16: 0.25}
# About two seconds each.
CALLS = {1: 200_000, 16: 500_000}
REDIS_CALLS = {1: 200_000, 16: 2_000_000}


def redis_benchmark(socket, command, calls, pipeline):
    ran = subprocess.run(["redis-benchmark", "-s", socket, "-t", command, "-c", str(CLIENTS), "-n", str(calls),
                          "-P", str(pipeline), "--csv"], capture_output=True, text=True, check=True)
    return float(ran.stdout.splitlines()[-1].split('","')[1])


def wait_for(socket):
    end = time.monotonic() + 10
    while subprocess.run(["redis-cli", "-s", socket, "ping"], capture_output=True, text=True).stdout != "PONG\n":
        if time.monotonic() > end:
            sys.exit("redis-server did not answer within 10 s")
        time.sleep(0.02)


@contextmanager
def redis():
    """Package redis-tools holds the server too: what it is called tells it what to be."""
    with tempfile.TemporaryDirectory(prefix="novbe-bench-") as folder:
        socket = Path(folder, "socket")
        server = subprocess.Popen(["redis-server", "--port", "0", "--unixsocket", socket, "--save", "", "--dir", folder],
                                  executable="/usr/bin/redis-check-rdb", stdout=subprocess.DEVNULL)
        try:
            wait_for(socket)
            redis_benchmark(socket, "set", 1000, 1)
            yield socket
        finally:
            server.terminate()
            server.wait(10)


def compare(daemon, socket, pipeline):
    ours, theirs = [], []
    bench.load(daemon.socket, CLIENTS, pipeline, CALLS[pipeline] // 10)
    for _ in range(ROUNDS):
        ours.append(bench.load(daemon.socket, CLIENTS, pipeline, CALLS[pipeline]))
        theirs.append(redis_benchmark(socket, "get", REDIS_CALLS[pipeline], pipeline))
    ratio = bench.median([our / their for our, their in zip(ours, theirs)])
    label = f"{CLIENTS} clients" + (f" pipelined by {pipeline}" if pipeline > 1 else "")
    bench.note(f"calls, {label}", f"{bench.median(ours):.0f}", "a second")
    bench.note(f"Redis GET, {label}", f"{bench.median(theirs):.0f}", "a second")
    bench.report(f"calls beside Redis GET, {label}", f"{ratio:.2f}", "times", f">= {GOALS[pipeline]}",
                 ratio >= GOALS[pipeline])


with bench.daemon() as daemon, redis() as socket:
    for pipeline in GOALS:
        compare(daemon, socket, pipeline)
bench.end()
