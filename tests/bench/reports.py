# SPDX-License-Identifier: MIT
"""Reports over years of a centre: how long they take, warm and cold, whether issuing notices, and what PostgreSQL takes
for the same out of the same roll-ups, and out of raw rows (reports.sql). What both say is compared. See past.py for how
many visits there are and where: with few of them "ten years" are as many as were made."""
import contextlib
import datetime
import json
import os
import re
import socket
import sqlite3
import subprocess
import tempfile
import time
from pathlib import Path

import bench
import living
import past
from postgres import server

HERE = Path(__file__).resolve().parent
ROUNDS, SECONDS, CLIENTS = 7, 4, 8
EVERY_TABLE = ["agency", "service", "class", "counter", "operator", "hour", "weekday", "weekday_hour", "service_hour"]
GOALS = {"day": 30, "year": 50, "ten years": 150}  # ms
GOAL_BESIDE, GOAL_POSTGRES = 1.1, 1.0
COLUMNS = ("day", "service", "entry", "ending", "party", "first_called_ms", "waited_ms", "target_ms", "way_ms", "service_ms",
           "returns", "recalls", "put_offs", "quantity")


class Ledger:
    """What of the history is asked for: its last day, the last year that is whole if there is one, and all of it."""

    def __init__(self, store):
        with contextlib.closing(sqlite3.connect(f"file:{store}?mode=ro", uri=True)) as database:
            # Benchmarks before this one may have left short days behind.
            first, last = database.execute("SELECT min(day), max(day) FROM day WHERE events * 2 > (SELECT max(events) FROM day)"
                                           ).fetchone()
        self.first, self.last = (past.EPOCH + datetime.timedelta(days=day) for day in (first, last))
        year = self.last.year - (1 if self.first.year < self.last.year else 0)
        self.year = max(self.first, datetime.date(year, 1, 1)), min(self.last, datetime.date(year, 12, 31))

    def questions(self):
        whole = {"whole": True, "language": "az"}
        few = {"whole": False, "language": "az", "tables": ["service"]}
        return {"day": {"from_day": str(self.last), "to_day": str(self.last), "tables": EVERY_TABLE, **whole},
                "year": {"from_day": str(self.year[0]), "to_day": str(self.year[1]), "each": "month", **few},
                "ten years": {"from_day": str(self.first), "to_day": str(self.last), "each": "year", **few}}


def asked(hall, question):
    """The answer as it came, and ms until the last byte of it."""
    call = json.dumps({"method": "org.novbe.Manager.GetReport", "parameters": question}).encode() + b"\0"
    parts = []
    with socket.socket(socket.AF_UNIX) as talk:
        talk.settimeout(120)
        talk.connect(str(hall.socket))
        began = time.perf_counter()
        talk.sendall(call)
        while not parts or not parts[-1].endswith(b"\0"):
            parts.append(talk.recv(1 << 20))
            if not parts[-1]:
                raise SystemExit("novbed closed the connection")
        took = (time.perf_counter() - began) * 1000
    return b"".join(parts)[:-1], took


def report_of(answer):
    reply = json.loads(answer)
    if "error" in reply:
        raise SystemExit(f"GetReport: {reply}")
    return reply["parameters"]["report"]


def settle(hall):
    """Days that were closed are rolled up."""
    end = time.monotonic() + 120
    behind = True
    while behind:
        with contextlib.closing(sqlite3.connect(f"file:{hall.store}?mode=ro", uri=True)) as database:
            behind, = database.execute("SELECT (SELECT max(last_seq) FROM day) > (SELECT max(last_seq) FROM rollup_day)").fetchone()
        if time.monotonic() > end:
            raise SystemExit("days are not rolled up within 120 s")
        time.sleep(0.1)


def forget(store):
    """What the machine remembers of the file."""
    for name in (store, Path(f"{store}-wal")):
        if name.exists():
            with open(name, "rb") as file:
                os.fsync(file.fileno())
                os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def processor_ms(hall):
    """That all threads of novbed had so far."""
    threads = Path(f"/proc/{hall.daemon.process.pid}/task").iterdir()
    return sum(int((thread / "schedstat").read_text().split()[0]) for thread in threads) / 1e6


def measure(hall, questions):
    """Median ms of each, and the answers."""
    warm, answers = {}, {}
    settle(hall)
    for name, question in questions.items():
        forget(hall.store)
        bench.note(f"report of {name}, cold", f"{asked(hall, question)[1]:.1f}", "ms")
        times, began = [], processor_ms(hall)
        for _ in range(ROUNDS):
            answer, took = asked(hall, question)
            times.append(took)
        processor = (processor_ms(hall) - began) / ROUNDS
        answers[name] = report_of(answer)
        bench.note(f"report of {name}, its answer", f"{len(answer) / 1e6:.1f}", "MB")
        bench.note(f"report of {name}, processor time of novbed", f"{processor:.1f}", "ms")
        warm[name] = bench.median(times)
        bench.report(f"report of {name}, warm", f"{warm[name]:.1f}", "ms", f"< {GOALS[name]}", warm[name] < GOALS[name])
    return warm, answers


def beside(hall, questions):
    """Issue latency while reports are made one after the other, and without."""
    usual, with_reports, made = [], [], 0
    for _ in range(ROUNDS):
        usual.append(hall.crowd(f"{CLIENTS} clients", kiosks=CLIENTS, pace=300, seconds=SECONDS)["issue"])
        crowd = hall.begin_crowd(f"{CLIENTS} clients", kiosks=CLIENTS, pace=300, seconds=SECONDS)
        while crowd.poll() is None:
            for question in questions.values():
                asked(hall, question)
                made += 1
        with_reports.append(living.end_crowd(crowd)["issue"])
    for percentile in ("p50", "p99"):
        ratio = bench.median([getattr(a, percentile) / getattr(b, percentile) for a, b in zip(with_reports, usual)])
        name = f"{percentile} of issue beside usual, {made / ROUNDS / SECONDS:.0f} reports a second meanwhile"
        if percentile == "p50":
            bench.report(name, f"{ratio:.2f}", "times", f"<= {GOAL_BESIDE}", ratio <= GOAL_BESIDE)
        else:
            bench.note(name, f"{ratio:.2f}", "times")


# --- PostgreSQL ---

PERIOD = {"month": "extract(year FROM date '1970-01-01' + day::INT)::INT * 100 + extract(month FROM date '1970-01-01' + day::INT)::INT",
          "year": "extract(year FROM date '1970-01-01' + day::INT)::INT"}


def load(sql, store):
    """All final steps, as they are."""
    columns = ", ".join(f"{name} BIGINT NOT NULL" for name in COLUMNS)
    generated = ", ".join(f"{name} INT GENERATED ALWAYS AS ({how}) STORED" for name, how in PERIOD.items())
    subprocess.run([*sql, "-c", f"CREATE TABLE step ({columns}, {generated})"], check=True)
    loader = subprocess.Popen([*sql, "-c", f"COPY step ({', '.join(COLUMNS)}) FROM STDIN"], stdin=subprocess.PIPE, text=True)
    with contextlib.closing(sqlite3.connect(f"file:{store}?mode=ro", uri=True)) as database:
        lines = database.execute("SELECT " + " || char(9) || ".join(COLUMNS) + " FROM step")
        while part := lines.fetchmany(10_000):
            loader.stdin.write("\n".join(line for line, in part) + "\n")
    loader.stdin.close()
    if loader.wait():
        raise SystemExit("PostgreSQL did not take the rows")
    subprocess.run([*sql, "-f", HERE / "reports.sql"], check=True, stdout=subprocess.DEVNULL)


SUMS = ("period", "service", "steps", "people", "served", "no_show", "cancelled", "void", "transferred", "never_called", "unfinished",
        "joined", "called", "within", "returned", "recalls", "put_offs", "quantity", "waited_ms", "waited_most_ms", "service_ms",
        "service_most_ms")


def of_roll_ups(period, first, last):
    """Histograms as rows, added up by windows. The spreads are those that a short line of GetReport tells."""
    found = {f"found_{what}_{percent}": f"min(bucket) FILTER (WHERE what = {what} AND upto * 100 >= total * {percent})"
             for what in (1, 3) for percent in (50, 90)}
    percentiles = ", ".join(f"{how} AS {name}" for name, how in found.items())
    return f"""WITH histogram AS (SELECT period, service, what, bucket,
            sum(n) OVER (PARTITION BY period, service, what ORDER BY bucket) AS upto, sum(n) OVER (PARTITION BY period, service, what) AS total
            FROM buckets_{period} WHERE period BETWEEN {first} AND {last} AND what IN (1, 3)),
        found AS (SELECT period, service, {percentiles} FROM histogram GROUP BY 1, 2)
        SELECT {", ".join((*SUMS, *found))} FROM sums_{period} LEFT JOIN found USING (period, service)
        WHERE period BETWEEN {first} AND {last} ORDER BY period, service"""


def of_arrays(period, first, last):
    """Histograms as arrays of how many lie up to each bucket: the first bucket that reaches the rank, by binary search."""
    percentiles = ", ".join(f"{which}_buckets[1 + width_bucket((({total} * {percent} + 99) / 100 - 1)::INT, {which}_upto)]"
                            for which, total in (("waited", "called"), ("service", "served")) for percent in (50, 90))
    return f"""SELECT {", ".join(SUMS)}, {percentiles} FROM histograms_{period}
        WHERE period BETWEEN {first} AND {last} ORDER BY period, service"""


def of_rows(period, first_day, last_day):
    def spread(column, which):
        return f"percentile_disc(ARRAY[0.5, 0.9]) WITHIN GROUP (ORDER BY {column}) FILTER (WHERE {which}), avg({column}) FILTER (WHERE {which}), " \
               f"max({column}) FILTER (WHERE {which})"
    ends = ", ".join(f"count(*) FILTER (WHERE ending = {ending})" for ending in range(1, 9))
    return f"""SELECT {period}, service, count(*), {ends}, sum(party) FILTER (WHERE served), count(*) FILTER (WHERE was_called),
        count(*) FILTER (WHERE was_called AND waited_ms <= target_ms), sum(returns), sum(recalls), sum(put_offs), sum(quantity),
        {spread('waited_ms', 'was_called')}, {spread('service_ms', 'served')}
        FROM counted WHERE day BETWEEN {first_day} AND {last_day} GROUP BY 1, 2 ORDER BY 1, 2"""


def timed(sql, statement, rounds):
    """Median ms by psql's own clock, and the rows."""
    script = "\\timing on\n" + f"{' '.join(statement.split())};\n" * rounds
    ran = subprocess.run([*sql, "-v", "ON_ERROR_STOP=1"], input=script, stdout=subprocess.PIPE, text=True, check=True).stdout
    times = [float(found) for found in re.findall(r"^Time: ([0-9.]+) ms", ran, re.M)]
    rows = [line.split("|") for line in ran.split("Time:")[0].splitlines() if "|" in line]
    return bench.median(times), rows


def days(date):
    return (date - past.EPOCH).days


def same(answer, rows, period):
    """Do both say the same of each service and period? Of roll-ups."""
    # A service may have been entered in a period and have no step that ended in it: no row.
    lines = [line for table in answer["tables"] for line in table["lines"] if any(line["figures"]["step_ends"].values())]
    ours = sorted((line["figures"]["step_ends"]["served"], line["figures"]["called"], line["figures"]["within"]) for line in lines)
    theirs = sorted((int(row[4]), int(row[12]), int(row[13])) for row in rows)
    if ours != theirs:
        differ = [(a, b) for a, b in zip(ours, theirs) if a != b][:3]
        raise SystemExit(f"novbe and PostgreSQL differ by {period}: {len(ours)} and {len(theirs)} lines, {differ}")


def compare(ledger, warm, answers, store):
    with tempfile.TemporaryDirectory(prefix="novbe-bench-", dir=os.environ.get("NOVBE_BENCH_DISK")) as folder:
        os.chmod(folder, 0o755)
        with server(Path(folder), "shared_buffers=2GB", "work_mem=256MB", "fsync=off", "max_wal_size=8GB",
                    "jit=off") as sql:
            load(sql, store)
            # The goal is against roll-ups that can be added up, as novbe's can; the other way cannot, and shows what that costs.
            yardsticks = {"same roll-ups": of_roll_ups, "cumulated arrays": of_arrays}
            wanted = {"year": ("month", *(date.year * 100 + date.month for date in ledger.year), ledger.year),
                      "ten years": ("year", ledger.first.year, ledger.last.year, (ledger.first, ledger.last))}
            for name, (period, first, last, span) in wanted.items():
                raw, _ = timed(sql, of_rows(period, *map(days, span)), 3)
                bench.note(f"PostgreSQL, report of {name}, raw rows", f"{raw:.0f}", "ms")
                told = []
                for how, statement in yardsticks.items():
                    rolled, rows = timed(sql, statement(period, first, last), ROUNDS)
                    same(answers[name], rows, period)
                    told.append(rows)
                    bench.note(f"PostgreSQL, report of {name}, {how}", f"{rolled:.1f}", "ms")
                    ratio, what = rolled / warm[name], f"report of {name} beside PostgreSQL's {how}"
                    if statement is of_arrays:
                        bench.note(what, f"{ratio:.2f}", "times as fast")
                    else:
                        bench.report(what, f"{ratio:.2f}", "times as fast", f">= {GOAL_POSTGRES}", ratio >= GOAL_POSTGRES)
                if told[0] != told[1]:
                    raise SystemExit("PostgreSQL's two ways differ")
                bench.note(f"report of {name} beside PostgreSQL's raw rows", f"{raw / warm[name]:.0f}", "times as fast")


with past.opened() as history:
    ledger = Ledger(history.store)
    with living.Living(history.next_morning(), history.store) as hall:
        warm, answers = measure(hall, ledger.questions())
        beside(hall, ledger.questions())
    compare(ledger, warm, answers, history.store)
bench.end()
