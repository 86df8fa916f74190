# SPDX-License-Identifier: MIT
"""What a board costs: novbe-board on a terminal of 200 x 60 (tests/stage/terminal_screen.c), in a hall of 300 services and 200 counters
that speaks three languages. Bytes of a call beside those that the cells it changes need by themselves, each run of them
with its colours and the way to it; the processor's time for it; a minute of the clock; what it wakes up for and holds in
memory when nothing happens."""
import re
import sys
import time
from pathlib import Path

import bench
import living

sys.path.append(str(bench.SOURCE / "tests/live"))
from centre import until  # noqa: E402
from terminal import Terminal  # noqa: E402

COLUMNS, ROWS, OPERATORS, CALLS, QUIET_S, IDLE_S = 200, 60, 8, 10, 0.4, 30
SERVICES = [f"s{number:03}" for number in range(0, 300, 7)]


class Board(Terminal):
    """The board before a hall."""

    def __init__(self, hall):
        command = [bench.BUILD / "bin/novbe-board", "--socket", hall.socket, "--languages", bench.SOURCE / "conf/lang",
                   "--board", "hall"]
        bench.show("board", command)
        super().__init__(*command, columns=COLUMNS, rows=ROWS, environment=hall.wall.environment())
        self.wait_for("Hazırda heç kim")
        wanted = str(hall.socket).encode()
        self.programs = [path.parent for path in Path("/proc").glob("[0-9]*/cmdline")
                         if b"novbe-board" in self.words(path)[0] and wanted in self.words(path)]

    @staticmethod
    def words(path):
        try:
            return path.read_bytes().split(b"\0")
        except OSError:
            return [b""]

    def cpu_ms(self):
        return sum(int((path / "schedstat").read_text().split()[0]) for path in self.programs) / 1e6

    def wakeups(self):
        return sum(int(count) for path in self.programs
                   for count in re.findall(r"ctxt_switches:\s+(\d+)", (path / "status").read_text()))

    def resident_mib(self):
        return sum(int(re.search(r"VmRSS:\s+(\d+)", (path / "status").read_text())[1]) for path in self.programs) / 1024

    def settled_bytes(self):
        """Bytes since they were last asked for, when no more come."""
        total, more = 0, self.bytes()
        while more or not total:
            total += more
            time.sleep(QUIET_S)
            more = self.bytes()
        return total

    def cells(self):
        rows = [line.ljust(COLUMNS) for line in self.lines()]
        return [[(rows[y][x], self.looks(x, y)) for x in range(COLUMNS)] for y in range(ROWS)]


def colours(look, before):
    """From one look to another in the words of xterm-256color."""
    text, ground, bold, *_ = look
    attributes = "" if before and before[2:] == look[2:] else "\033(B\033[0;1m" if bold else "\033(B\033[m"
    return f"{attributes}\033[38;5;{text}m\033[48;5;{ground}m"


def needed(before, after):
    """Bytes of the cells that differ: the way to each run of them, their colours where these change, and their letters."""
    total, look = 0, None
    for y in range(ROWS):
        at = None
        for x in range(COLUMNS):
            if before[y][x] == after[y][x]:
                continue
            letter, wanted = after[y][x]
            if at is None:
                total += len(f"\033[{y + 1};{x + 1}H")
            elif at != x:
                total += len(f"\033[{x - at}C")
            if wanted != look:
                total += len(colours(wanted, look))
                look = wanted
            total += len(letter.encode())
            at = x + 1
    return total


def show_calls(hall, board):
    """(bytes, those needed, ms of the processor) of each call."""
    hall.set_pins(*range(1, OPERATORS + 1))
    talks = [hall.talk() for _ in range(OPERATORS)]
    for number, talk in enumerate(talks, 1):
        talk.call("org.novbe.Counter.SignIn", {"operator": str(1000 + number), "pin": living.PIN, "counter": f"{number}"})
    figures = []
    for call in range(CALLS):
        for service in SERVICES:
            hall.ask("Visitor.Issue", services=[service], language=("az", "ru", "en")[call % 3])
        hall.wall.go_by(61)  # what was new is not any more
        board.key("x")
        board.settled_bytes()
        before, spent = board.cells(), board.cpu_ms()
        reply = talks[call % OPERATORS].call("org.novbe.Counter.Next", {})
        if "error" in reply:
            sys.exit(f"Next: {reply}")
        count = board.settled_bytes()
        figures.append((count, needed(before, board.cells()), board.cpu_ms() - spent))
        if call >= OPERATORS // 2:
            holder = talks[(call - OPERATORS // 2) % OPERATORS]
            holder.call("org.novbe.Counter.Arrive", {})
            holder.call("org.novbe.Counter.Finish", {"outcome": "done", "next": False})
    return figures


def clock_tick(hall, board):
    before = board.shows(r"\d\d:\d\d").group(0)
    board.bytes()
    hall.wall.go_by(60)
    board.key("x")  # it looks at the clock: it slept until the minute would be over
    until(lambda: not board.shows(before), "the next minute")
    time.sleep(QUIET_S)
    return board.bytes()


with living.Living("2026-11-24 09:03") as hall, Board(hall) as board:
    time.sleep(1)
    ticks = [clock_tick(hall, board) for _ in range(8)]
    bench.report("bytes of a clock tick, largest of 8", max(ticks), "bytes", "<= 64", max(ticks) <= 64)
    woken = board.wakeups()
    time.sleep(IDLE_S)
    woken = board.wakeups() - woken
    bench.report(f"put on a processor in {IDLE_S} s when nothing happens", woken, "times", "<= 2", woken <= 2)
    figures = show_calls(hall, board)
    sizes, ratios, spent = ([one[0] for one in figures], [one[0] / one[1] for one in figures], [one[2] for one in figures])
    bench.note("bytes of a call, median", f"{bench.median(sizes):.0f}", "bytes")
    bench.report(f"bytes of a call, largest of {CALLS}", max(sizes), "bytes", "<= 8192", max(sizes) <= 8192)
    bench.report("beside those its cells need, largest", f"{max(ratios):.2f}", "times", "<= 1.2", max(ratios) <= 1.2)
    bench.report("processor time of a call, median", f"{bench.median(spent):.1f}", "ms", "< 5", bench.median(spent) < 5)
    bench.report("resident, both processes", f"{board.resident_mib():.1f}", "MiB", "< 12", board.resident_mib() < 12)
bench.end()
