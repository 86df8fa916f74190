# SPDX-License-Identifier: MIT
"""A daemon with a clock of its own and a crowd before its terminals (tests/bench/crowd)."""
import os
import subprocess
import sys
import tempfile
from collections import namedtuple
from pathlib import Path

import bench
import hall

os.environ.setdefault("NOVBE_SOURCE", str(bench.SOURCE))
os.environ.setdefault("NOVBE_BUILD", str(bench.BUILD))
sys.path.append(str(bench.SOURCE / "tests/live"))
from centre import Talk  # noqa: E402
from wall import Wall  # noqa: E402

PIN = "2468"
LIMITS = "limits: { connections = 4000; connections_per_user = 4000; };"
ZONE = "Asia/Baku"

Figures = namedtuple("Figures", "count p50 p99 longest")  # microseconds


class Living:
    """A daemon over a store, from a moment on ("2026-11-24 09:00"). Close it, or use it in a `with`."""

    def __init__(self, moment, store=None, extra="", more=()):
        self.folder = Path(tempfile.mkdtemp(prefix="novbe-bench-", dir=os.environ.get("NOVBE_BENCH_DISK")))
        self.config = hall.write_busy(self.folder, extra=LIMITS + extra)
        self.store = store or self.folder / "store"
        self.more = more  # options of novbed
        self.wall = Wall(self.folder / "clock", moment, ZONE)
        self.daemon = None
        try:
            self.start()
        except BaseException:
            self.close()
            raise

    def start(self):
        """How long it took, in ms."""
        (self.folder / "notify").unlink(missing_ok=True)
        self.daemon = bench.Daemon(self.folder, self.config, self.store, self.wall.environment(), self.more)
        return self.daemon.start_ms

    def kill(self):
        self.daemon.process.kill()
        self.daemon.process.wait(10)

    def restart(self):
        self.daemon.stop()
        return self.start()

    @property
    def socket(self):
        return self.daemon.socket

    def talk(self):
        return Talk(self.socket)

    def ask(self, method, **parameters):
        talk = self.talk()
        reply = talk.call("org.novbe." + method, parameters)
        talk.close()
        if "error" in reply:
            sys.exit(f"{method}: {reply}")
        return reply["parameters"]

    def set_pins(self, *counters):
        """Of the operators who sit there."""
        for counter in counters:
            self.ask("Admin.SetPin", operator=str(1000 + counter), pin=PIN)

    def crowd_command(self, **wishes):
        return [bench.BUILD / "tests/crowd", self.socket, *(f"{name}={value}" for name, value in wishes.items())]

    def crowd(self, what, **wishes):
        """Figures by kind of call."""
        command = self.crowd_command(**wishes)
        bench.show(what, command)
        ran = subprocess.run(command, capture_output=True, text=True)
        if ran.returncode:
            sys.exit(f"{what}: {ran.stderr}{self.daemon.log.read_text()[-2000:]}")
        return figures_of(ran.stdout)

    def begin_crowd(self, what, **wishes):
        """The same beside something else; end_crowd() tells."""
        command = self.crowd_command(**wishes)
        bench.show(what, command)
        return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    def close(self):
        if self.daemon and self.daemon.process.poll() is None:
            self.daemon.stop()
        self.wall.close()
        subprocess.run(["rm", "-r", self.folder], check=True)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


def figures_of(text):
    return {words[0]: Figures(int(words[1]), *map(float, words[2:])) for words in map(str.split, text.splitlines())}


def end_crowd(running):
    out, error = running.communicate(timeout=600)
    if running.returncode:
        sys.exit(error)
    return figures_of(out)
