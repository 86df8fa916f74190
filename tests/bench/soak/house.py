# SPDX-License-Identifier: MIT
"""The centre of a day: novbed, novbe-printer, a private CUPS with receipt printers, and terminals, all real programs, under one
clock that goes faster than ours."""
import os
import pathlib
import subprocess
import tempfile
import threading
import time

from centre import BUILD, until
from cups import Cups
from escpos import Receipts
from hall import ALL_ROLES, PIN, Hall
from printing import PROGRAM, Printing
from terminal import Terminal

DAY = "2026-11-24"  # a Tuesday
PPD = BUILD / "ppd" / "novbe-escpos-80.ppd"
SIZES = {"visitor": (80, 40), "counter": (80, 24), "board": (44, 34)}
OPTIONS = {"visitor": "--kiosk", "counter": "--counter", "board": "--board"}
BATCH = 40  # papers that are read at once

# What would be too short where an hour is a minute: printers, and who reads screens, go by our time.
RULES = "served_percent = 0; paper_seconds = 3600; printer_silent_seconds = 3600; lease_seconds = 600; grace_minutes = 60;"


class DayHall(Hall):
    def __init__(self, plan):
        self.text = plan.catalogue()
        opens = plan.size.open_s - 120
        super().__init__(roles=ALL_ROLES, rules=RULES, begins=f"{DAY} {opens // 3600:02}:{opens // 60 % 60:02}", start=False,
                         limits="connections = 400; connections_per_user = 400;")


class DayPrinting(Printing):
    """It goes by our time, as CUPS does; what hour it is it knows from the hall's clock."""

    def start(self):
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(
                [PROGRAM, *map(str, self.arguments())], stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                env={**os.environ, **self.centre.wall.environment(), "NOVBE_TEST_CLOCK_PACE": "real"})


class Tray:
    """What came out of a receipt printer, read and thrown away: `tickets` as their codes say ("KM001")."""

    def __init__(self):
        self.printer = Receipts()
        self.count, self.batch = 0, []
        self.tickets, self.unread = [], 0

    def empty(self):
        while self.printer.tray:
            self.batch.append(self.printer.tray.pop(0))
            self.count += 1

    def read(self, whole=False):
        self.empty()
        while len(self.batch) >= (1 if whole else BATCH):
            papers, self.batch = self.batch[:BATCH], self.batch[BATCH:]
            with tempfile.TemporaryDirectory(prefix="novbe-tray-") as folder:
                paths = []
                for place, paper in enumerate(papers):
                    paths.append(pathlib.Path(folder) / f"{place}.pbm")
                    paths[-1].write_bytes(paper.pbm())
                done = subprocess.run(["zbarimg", "--quiet", "--raw", *map(str, paths)], capture_output=True, text=True,
                                      check=False)
            found = [line.split("/")[1] for line in done.stdout.split() if line.startswith("%T/")]
            self.tickets += found
            self.unread += len(papers) - len(found)


class House:
    """Everything that runs. Close it, or use it in a `with`."""

    def __init__(self, plan, speed):
        self.plan, self.speed = plan, speed
        self.parts, self.said = [], []
        self.terminals = {}  # (role, key)
        self.talks = threading.local()
        try:
            self.hall = self.part(DayHall(plan))
            self.hall.start()
            self.cups = self.part(Cups())
            self.trays = {}
            for key in plan.printers:
                self.trays[key] = Tray()
                self.part(self.trays[key].printer)
                self.cups.add_queue(key, "-P", str(PPD), uri=self.trays[key].printer.uri)
            self.printing = self.part(DayPrinting(self.hall, self.cups, plan.printers))
            self.rota()
            for counter in plan.counters:
                self.ask("Admin.SetPin", operator=plan.operator(counter), pin=PIN)
            until(lambda: all(one["state"] == "ready" for one in
                              self.ask("Visitor.WatchPrinters", kiosk=plan.kiosks[0])["printers"]), "the printers to be ready")
            for role, keys in (("board", plan.boards), ("visitor", plan.kiosks), ("counter", plan.counters)):
                for key in keys:
                    self.open(role, key)
        except BaseException:
            self.close()
            raise

    def part(self, part):
        self.parts.append(part)
        return part

    def rota(self):
        size = self.plan.size
        hours = f"{size.open_s // 3600:02}:{size.open_s // 60 % 60:02}-{size.shut_s // 3600:02}:{size.shut_s // 60 % 60:02}"
        self.ask("Manager.ImportRota", day=DAY, shifts=[
            {"counter": counter, "operator": self.plan.operator(counter), "hours": hours, "what": "present"}
            for counter in self.plan.counters])

    # --- time ---

    def begin(self):
        """From now on time flies."""
        self.hall.wall.go(self.speed)

    def second(self):
        """Of the day."""
        local = self.hall.wall.local()
        return local.hour * 3600 + local.minute * 60 + local.second + local.microsecond / 1e6

    def wait_until(self, second):
        while (left := second - self.second()) > 0:
            time.sleep(min(0.5, left / self.speed))

    def wait_for(self, seconds):
        self.wait_until(self.second() + seconds)

    # --- the daemon ---

    def ask(self, method, **parameters):
        """Each thread has a connection of its own."""
        talk = getattr(self.talks, "talk", None)
        if not talk:
            talk = self.talks.talk = self.hall.talk()
        reply = talk.call("org.novbe." + method, parameters)
        assert "error" not in reply, (method, parameters, reply)
        return reply["parameters"]

    def kill_daemon(self):
        """And start it again."""
        self.hall.stop(9)
        self.talks = threading.local()
        self.hall.start()

    # --- terminals ---

    def open(self, role, key):
        columns, rows = SIZES[role]
        more = ("--operator", self.plan.operator(key)) if role == "counter" else ()
        terminal = Terminal.of(self.hall, role, OPTIONS[role], key, "--language", "en", *more, columns=columns, rows=rows)
        self.terminals[role, key] = terminal
        return terminal

    def cut_off(self, role, key):
        """Its terminal is gone, as if a cable was torn out: the program is told by SIGHUP and ends; which processes those were."""
        terminal = self.terminals[role, key]
        pids = children(terminal.process.pid)
        terminal.process.kill()
        terminal.process.wait()
        terminal.process.stdin.close()
        terminal.process.stdout.close()
        self.listen(f"{role} {key}", terminal.said)
        terminal.folder.cleanup()
        until(lambda: not any(pathlib.Path(f"/proc/{pid}").exists() for pid in pids), "the programs of a lost terminal to end")
        return pids

    def programs(self):
        """(kind, pid) of all that is ours, guards apart."""
        found = [("novbed", self.hall.process.pid), ("novbe-printer", self.printing.process.pid)]
        found += [("novbe-" + role, children(terminal.process.pid)[-1]) for (role, _), terminal in self.terminals.items()]
        return found

    def close_terminals(self):
        while self.terminals:
            (role, key), terminal = self.terminals.popitem()
            self.listen(f"{role} {key}", terminal.said)
            terminal.close()

    def listen(self, who, path):
        """What was said of what went wrong: nothing may be, by a terminal or by a sanitizer."""
        words = path.read_text(errors="replace")
        if words and path.name == "stderr" or "Sanitizer" in words or "runtime error" in words:
            self.said.append(f"{who}: {words[-2000:]}")

    def close(self):
        self.close_terminals()
        if self.hall.log.exists():
            self.listen("novbed", self.hall.log)
        while self.parts:
            self.parts.pop().close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


def children(pid):
    """All processes below, the deepest last."""
    found = []
    try:
        below = pathlib.Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        below = []
    for child in map(int, below):
        found += [child, *children(child)]
    return found
