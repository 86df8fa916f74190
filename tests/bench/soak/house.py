# SPDX-License-Identifier: MIT
"""The centre of a day (tests/stage/stage.py), with receipt printers: one that speaks IPP takes a second for a paper, which for 3,000
papers is 25 minutes whatever the clock says; one behind novbe-escpos takes less than a tenth of that."""
import pathlib
import subprocess
import tempfile

import stage
from centre import BUILD, until
from cups import Cups
from escpos import Receipts
from hall import PIN
from printing import Printing

DAY = "2026-11-24"  # a Tuesday
PPD = BUILD / "ppd" / "novbe-escpos-80.ppd"
SIZES = {"visitor": (80, 40), "counter": (80, 24), "board": (44, 34)}
OPTIONS = {"visitor": "--kiosk", "counter": "--counter", "board": "--board"}
CAN_PRINT = ("ready", "printing", "paper_low")  # of Visitor.KioskPrinter
BATCH = 40  # papers that are read at once
# Who reads screens does it by our time.
RULES = "lease_seconds = 600; grace_minutes = 60;"


class Tray:
    """What came out of a receipt printer, read and thrown away: `tickets` as their codes say ("KM001")."""

    def __init__(self):
        self.printer = Receipts()
        self.count, self.batch = 0, []
        self.tickets, self.unread = [], 0

    def read(self, whole=False):
        while self.printer.tray:
            self.batch.append(self.printer.tray.pop(0))
            self.count += 1
        while len(self.batch) >= (1 if whole else BATCH):
            papers, self.batch = self.batch[:BATCH], self.batch[BATCH:]
            found = tickets_on(papers)
            self.tickets += found
            self.unread += len(papers) - len(found)


def tickets_on(papers):
    with tempfile.TemporaryDirectory(prefix="novbe-tray-") as folder:
        paths = [pathlib.Path(folder) / f"{place}.pbm" for place in range(len(papers))]
        for path, paper in zip(paths, papers):
            path.write_bytes(paper.pbm())
        done = subprocess.run(["zbarimg", "--quiet", "--raw", *map(str, paths)], capture_output=True, text=True, check=False)
    return [line.split("/")[1] for line in done.stdout.split() if line.startswith("%T/")]


class House(stage.Stage):
    """Everything that runs. Close it, or use it in a `with`."""

    def __init__(self, plan, speed):
        self.plan = plan
        self.terminals = {}  # by (role, key)
        self.trays, self.said = {}, []
        opens_s = plan.size.open_s
        super().__init__(plan.catalogue(), begins=f"{DAY} {opens_s // 3600:02}:{opens_s // 60 % 60:02}", speed=speed,
                         kiosks=plan.kiosks, boards=plan.boards, printers=plan.printers, rules=RULES)

    def open(self, kiosks, boards, printers):
        self.cups = Cups()
        self.closing.callback(self.cups.close)
        for key in printers:
            self.trays[key] = Tray()
            self.closing.callback(self.trays[key].printer.close)
            self.cups.add_queue(key, "-P", str(PPD), uri=self.trays[key].printer.uri)
        self.hall.limits = "connections = 400; connections_per_user = 400;"
        self.hall.write_config()
        self.hall.start()
        self.printing = Printing(self.hall, self.cups, printers, stage.REAL)
        self.closing.callback(self.printing.close)
        self.rota()
        for counter in self.plan.counters:
            self.ask("Admin.SetPin", operator=self.plan.operator(counter), pin=PIN)
        for role, keys in (("board", boards), ("visitor", kiosks), ("counter", self.plan.counters)):
            for key in keys:
                self.open_terminal(role, key)
        self.kiosks.update((key, self.terminals["visitor", key]) for key in kiosks)

    def open_terminal(self, role, key):
        more = ("--operator", self.plan.operator(key)) if role == "counter" else ()
        self.terminals[role, key] = self.terminal(role, OPTIONS[role], key, *more, size=SIZES[role])
        return self.terminals[role, key]

    def rota(self):
        size = self.plan.size
        hours = "-".join(f"{second // 3600:02}:{second // 60 % 60:02}" for second in (size.open_s, size.shut_s))
        self.ask("Manager.ImportRota", day=DAY, shifts=[
            {"counter": counter, "operator": self.plan.operator(counter), "hours": hours, "what": "present"}
            for counter in self.plan.counters])

    # --- time ---

    def second(self):
        """Of the day."""
        local = self.wall.local()
        return local.hour * 3600 + local.minute * 60 + local.second + local.microsecond / 1e6

    def wait_for(self, seconds):
        self.rest(seconds * 1000)

    # --- what goes wrong ---

    def cut_off(self, role, key):
        """Its terminal is gone, as if a cable was torn out: the program is told by SIGHUP, and ends."""
        terminal = self.terminals[role, key]
        pids = children(terminal.process.pid)
        terminal.process.kill()
        until(lambda: not any(pathlib.Path(f"/proc/{pid}").exists() for pid in pids), "the programs of a lost terminal to end")
        self.listen(f"{role} {key}", terminal.said)
        terminal.close()

    # --- what is seen of it ---

    def printer_state(self, key):
        """As kiosks are told."""
        printers = self.ask("Visitor.WatchPrinters", kiosk=self.plan.kiosks[0])["printers"]
        return next(one["state"] for one in printers if one["printer"] == key)

    def programs(self):
        """(kind, key, pid) of all that is ours, guards apart."""
        found = [("novbed", "", self.hall.process.pid), ("novbe-printer", "", self.printing.process.pid)]
        found += [("novbe-printer, worker", key, pid) for key, pid in workers(self.printing.process.pid)]
        return found + [("novbe-" + role, key, children(terminal.process.pid)[-1])
                        for (role, key), terminal in self.terminals.items()]

    def listen(self, who, path):
        """What was said of what went wrong: nothing may be, by a terminal or by a sanitizer."""
        words = path.read_text(errors="replace") if path.exists() else ""
        if words and path.name == "stderr" or "Sanitizer" in words or "runtime error" in words:
            self.said.append(f"{who}: {words[-2000:]}")

    def close_terminals(self):
        while self.terminals:
            (role, key), terminal = self.terminals.popitem()
            self.listen(f"{role} {key}", terminal.said)
            terminal.close()

    def close(self):
        self.close_terminals()
        if hasattr(self, "hall"):
            self.listen("novbed", self.hall.log)
        super().close()


def workers(printer):
    """(printer, pid) of each process of novbe-printer that talks with one: it has that printer's key for its name."""
    for pid in pathlib.Path(f"/proc/{printer}/task/{printer}/children").read_text().split():
        yield pathlib.Path(f"/proc/{pid}/comm").read_text().strip(), int(pid)


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
