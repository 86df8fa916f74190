# SPDX-License-Identifier: MIT
"""From the command to a whole running centre: conf/try --built before a terminal, from its start until a visitor may touch the kiosk,
an operator is signed in at the counter, board and manager are there, and the printer has its queue. Packages and build are apart."""
import os
import sys
import tempfile
import time

import bench

sys.path.insert(0, str(bench.SOURCE / "tests" / "live"))
os.environ.setdefault("NOVBE_SOURCE", str(bench.SOURCE))
os.environ.setdefault("NOVBE_BUILD", str(bench.BUILD))
from centre import until
from terminal import Terminal

ROUNDS, GOAL_S = 5, 10
PANES = ("All services", "Nobody waits for you", "Nobody is being called", "Look here", "Leave: Ctrl-C")


def start_s():
    with tempfile.TemporaryDirectory(prefix="try-") as folder:
        began = time.monotonic()
        terminal = Terminal(bench.SOURCE / "conf" / "try", "--built", columns=160, rows=48, environment={"TMPDIR": folder})
        for pane in PANES:
            terminal.wait_for(pane)
        took = time.monotonic() - began
        terminal.write("\x03")
        until(lambda: terminal.ask("end") != "running", "the centre to end")
        terminal.close()
    return took


bench.show("whole centre", ["conf/try", "--built"])
value = bench.median([start_s() for _ in range(ROUNDS)])
bench.report("start to a whole running centre", f"{value:.1f}", "s", f"< {GOAL_S}", value < GOAL_S)
bench.end()
