# SPDX-License-Identifier: MIT
"""Durable tickets a second over 300 services: each call a wish of its own, answered when it is on disk.

Beside Redis 7 with appendfsync always, whose script does the same work (tickets.lua) or the least that could be called
a ticket (tickets_bare.lua), and beside PostgreSQL 15 with numbers without gaps (tickets.sql). Turn about, each on the
same disk (NOVBE_BENCH_DISK, else the folder of temporary files); what counts is the median of the ratios of neighbouring
runs. Every command is printed once."""
import contextlib
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import bench
import hall
from postgres import server, wait_for

HERE = Path(__file__).resolve().parent
ROUNDS = 3
SETTINGS = ((1, 1, 1.1), (64, 1, 1.4), (64, 16, 1.8))  # clients, pipelined, goal beside the same work in Redis
CALLS = {(1, 1): 8_000, (64, 1): 60_000, (64, 16): 120_000}
POSTGRES_GOAL, POSTGRES_CALLS = 10, 30_000
ISSUE = "org.novbe.Visitor.Issue"
TICKET = '{"services":["s@@@"],"language":"az","kiosk":"door","request":"wish-############"}'


@contextlib.contextmanager
def folder():
    with tempfile.TemporaryDirectory(prefix="novbe-bench-", dir=os.environ.get("NOVBE_BENCH_DISK")) as path:
        os.chmod(path, 0o755)
        yield Path(path)


def run_load(what, command):
    bench.show(what, command)
    ran = subprocess.run(command, capture_output=True, text=True)
    if ran.returncode:
        sys.exit(f"{what}: {ran.stderr}")
    return float(ran.stdout.split()[0])


# A server of its own for every run: the wishes of one run must not be known from another.


def novbe(clients, pipeline):
    with folder() as path:
        daemon = bench.Daemon(path, config=hall.write(path))
        try:
            return run_load(f"novbe, {clients} clients, {pipeline} in one go",
                            bench.load_command(daemon.socket, clients, pipeline, CALLS[clients, pipeline], ISSUE, TICKET))
        finally:
            daemon.stop()


def script_call(sha):
    words = ["EVALSHA", sha, "0", "wish-############", "s@@@", str(int(time.time() * 1000))]
    return f"*{len(words)}\\r\\n" + "".join(f"${len(word)}\\r\\n{word}\\r\\n" for word in words)


def redis(script, clients, pipeline):
    with folder() as path:
        socket = path / "socket"
        command = ["redis-server", "--port", "0", "--unixsocket", socket, "--save", "", "--appendonly", "yes",
                   "--appendfsync", "always", "--dir", path]
        bench.show("Redis", command)
        server = subprocess.Popen(command, executable="/usr/bin/redis-check-rdb", stdout=subprocess.DEVNULL)
        try:
            wait_for(["redis-cli", "-s", socket, "ping"], "PONG\n", "redis-server")
            loaded = subprocess.run(["redis-cli", "-s", socket, "SCRIPT", "LOAD", (HERE / script).read_text()],
                                    capture_output=True, text=True, check=True)
            return run_load(f"{script}, {clients} clients, {pipeline} in one go",
                            bench.load_command(socket, clients, pipeline, CALLS[clients, pipeline], "-",
                                               script_call(loaded.stdout.strip())))
        finally:
            server.terminate()
            server.wait(30)


def postgres(clients):
    """Transactions a second of pgbench, which is PostgreSQL's own."""
    with folder() as path, server(path, "max_connections=128", "shared_buffers=512MB", "synchronous_commit=on",
                                  "fsync=on") as sql:
        subprocess.run([*sql, "-f", HERE / "tickets.sql"], check=True)
        call = path / "call.sql"
        call.write_text("\\set service random(0, 299)\nSELECT issue('wish-' || gen_random_uuid(), :service, "
                        "1795424400000);\n")
        command = ["pgbench", "-h", path, *sql[3:5], "-n", "-f", call, "-c", str(clients), "-j", "2", "-t",
                   str(POSTGRES_CALLS // clients), "-M", "prepared", "postgres"]
        bench.show("pgbench", command)
        ran = subprocess.run(command, capture_output=True, text=True, check=True)
        line, = [line for line in ran.stdout.splitlines() if line.startswith("tps = ")]
        return float(line.split()[2])


def compare(clients, pipeline, goal):
    label = f"{clients} client{'s' if clients > 1 else ''}" + (f" pipelined by {pipeline}" if pipeline > 1 else "")
    ours, same, bare = [], [], []
    for _ in range(ROUNDS):
        ours.append(novbe(clients, pipeline))
        same.append(redis("tickets.lua", clients, pipeline))
        bare.append(redis("tickets_bare.lua", clients, pipeline))
    bench.note(f"tickets, {label}", f"{bench.median(ours):.0f}", "a second")
    bench.note(f"Redis, the same work, {label}", f"{bench.median(same):.0f}", "a second")
    bench.note(f"Redis, bare script, {label}", f"{bench.median(bare):.0f}", "a second")
    ratio = bench.median([our / their for our, their in zip(ours, same)])
    bench.report(f"tickets beside the same work in Redis, {label}", f"{ratio:.2f}", "times", f">= {goal}", ratio >= goal)
    bench.note(f"tickets beside a bare script in Redis, {label}",
               f"{bench.median([our / their for our, their in zip(ours, bare)]):.2f}", "times")


def compare_postgres(clients):
    ours, theirs = [], []
    for _ in range(ROUNDS):
        ours.append(novbe(clients, 1))
        theirs.append(postgres(clients))
    ratio = bench.median([our / their for our, their in zip(ours, theirs)])
    bench.note(f"PostgreSQL, {clients} clients", f"{bench.median(theirs):.0f}", "a second")
    bench.report(f"tickets beside PostgreSQL, {clients} clients", f"{ratio:.1f}", "times", f">= {POSTGRES_GOAL}",
                 ratio >= POSTGRES_GOAL)


for setting in SETTINGS:
    compare(*setting)
compare_postgres(64)
bench.end()
