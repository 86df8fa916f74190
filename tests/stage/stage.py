# SPDX-License-Identifier: MIT
"""A whole centre of real programs under one clock that may go faster: daemon, kiosks, counters, boards with their voice,
printers behind a private CUPS. Each terminal program stands on a terminal of its own.

    with Stage(catalogue, begins="2026-11-24 08:55", speed=60, kiosks=["door"], boards=["hall"], printers=["entrance"]) as stage:
        stage.kiosk("door").touch(...)
        operator = stage.open_counter("1", "101")
        stage.ask("Visitor.ListWaits")

All that it starts and writes lies in temporary folders (TMPDIR) and is gone when it is closed. CUPS and its printers, and
novbe-printer, which is their partner, cannot go faster: a printer takes about a second for a paper, whatever the clock
says. So paper has longer deadlines here (RULES), and the voice, whose sound is of real time, is written to files.
"""
import contextlib
import os
import pathlib
import signal
import subprocess
import sys
import threading
import time

HERE = pathlib.Path(__file__).resolve().parent
# Whose tree and build this is; ctest says so itself.
os.environ.setdefault("NOVBE_SOURCE", str(HERE.parents[1]))
os.environ.setdefault("NOVBE_BUILD", str(HERE.parents[1] / "build"))
sys.path.insert(0, str(HERE.parent / "live"))

from centre import BUILD, NOVBED, SOURCE, until  # noqa: E402
from cups import Cups  # noqa: E402
from hall import ALL_ROLES, PIN, Hall  # noqa: E402
from printing import Printing  # noqa: E402
from screen import Screen  # noqa: E402

# Printers have a minute of real time for a paper at 60 times the speed, and may be silent for as long.
RULES = "served_percent = 0; paper_seconds = 3600; printer_silent_seconds = 3600; "
NAME = "Test centre"  # in English
REAL = {"NOVBE_TEST_CLOCK_PACE": "real"}
KIOSK, COUNTER, BOARD = (100, 30), (90, 30), (120, 40)
READY_S = 60  # so long before the beginning its clock starts: programs do not start at once
KEEPS_S = 600  # the longest that anything of ours may take, of real time


class StageHall(Hall):
    """Its daemon, on the clock."""

    def __init__(self, catalogue, name, rules, extra, **options):
        self.text, self.name, self.extra = catalogue, name, extra
        super().__init__(roles=ALL_ROLES, rules=RULES + rules, start=False, **options)

    def write_config(self, extra=""):
        super().write_config(extra + self.extra)
        self.config.write_text(self.config.read_text().replace(NAME, self.name))


class Stage:
    """Close it, or use it in a `with`.

    `speed`: so many times as fast as real time. `kiosks`, `boards`, `printers`: keys of the catalogue, which are opened;
    counters are opened with their operators. What boards say is written to files, in `sounds`.
    `rules`, `extra`: more for the configuration. `name`: of the centre, in English.
    """

    def __init__(self, catalogue, *, begins, zone="Asia/Baku", speed=60, kiosks=(), boards=(), printers=(), rules="",
                 extra="", name=NAME, language="en"):
        assert speed > 0, speed
        self.speed, self.name, self.language = speed, name, language
        self.lock, self.changed = threading.RLock(), threading.Condition()
        self.held, self.held_s = 0, 0.0  # by how many, and for how long in all
        self.kiosks, self.boards = {}, {}
        self.closing = contextlib.ExitStack()
        self.talk = self.printing = None
        try:
            self.hall = StageHall(catalogue, name, rules, extra, begins=begins, zone=zone)
            self.closing.callback(self.hall.close)
            self.wall = self.hall.wall
            self.begins_ms = self.wall.now_ms()
            self.wall.set(-READY_S)
            self.pace = 1
            self.wall.go(1)
            self.open(kiosks, boards, printers)
        except BaseException:
            self.close()
            raise

    def open(self, kiosks, boards, printers):
        self.cups = Cups() if printers else None
        if self.cups:
            self.closing.callback(self.cups.close)
            for printer in printers:
                self.cups.add_printer(printer)
        self.hall.start()
        if self.cups:
            self.printing = Printing(self.hall, self.cups, printers, REAL)
            self.closing.callback(self.printing.close)
        self.sounds = self.hall.folder / "sounds"
        self.sounds.mkdir()
        for key in kiosks:
            self.kiosks[key] = self.terminal("visitor", "--kiosk", key, size=KIOSK)
        for key in boards:
            folder = self.sounds / key
            folder.mkdir()
            # Sound of real time into files: for a sound server, a folder would be made that is named at home (libpulse).
            voice = f"env NOVBE_TEST_CLOCK_PACE=real PULSE_RUNTIME_PATH={self.hall.folder}/pulse {BUILD}/bin/novbe-voice --languages {SOURCE}/conf/lang --output {folder}"
            self.boards[key] = self.terminal("board", "--board", key, "--voice", voice, size=BOARD)

    def terminal(self, role, *arguments, size):
        terminal = Screen.of(self.hall, role, "--language", self.language, *arguments, columns=size[0], rows=size[1])
        self.closing.callback(terminal.close)
        return terminal

    def begin(self):
        """All is open: it is the moment at which the day begins, and time goes as fast as it shall."""
        for key in self.kiosks:
            until(lambda: self.paper_is_ready(key), f"the printers of {key} to be ready")
        self.hold(0)
        self.jump(self.begins_ms)

    def paper_is_ready(self, kiosk):
        return all(one["state"] == "ready" for one in self.ask("Visitor.WatchPrinters", kiosk=kiosk)["printers"])

    # --- those in it ---

    def kiosk(self, key):
        return self.kiosks[key]

    def board(self, key):
        return self.boards[key]

    def set_pins(self, operators):
        """All of them have hall.PIN."""
        for operator in operators:
            self.ask("Admin.SetPin", operator=operator, pin=PIN)

    def open_counter(self, key, operator):
        """novbe-counter before an operator."""
        return self.terminal("counter", "--counter", key, "--operator", operator, size=COUNTER)

    def reply(self, method, parameters):
        """As the daemon answers; while it is killed and started, later."""
        with self.lock:
            self.talk = self.talk or self.hall.talk()
            return self.talk.call("org.novbe." + method, parameters)

    def ask(self, method, **parameters):
        reply = self.reply(method, parameters)
        assert "error" not in reply, f"{method} {parameters}: {reply}"
        return reply["parameters"]

    # --- time ---

    def now_ms(self):
        return self.wall.now_ms()

    def real_s(self, ms):
        return ms / 1000 / self.pace

    def until(self, at_ms):
        """Sleeps until it is this moment, however it comes."""
        with self.changed:
            while (left_ms := at_ms - self.now_ms()) > 0:
                self.changed.wait(min(self.real_s(left_ms), KEEPS_S))

    def rest(self, ms):
        """So much time goes by."""
        self.until(self.now_ms() + ms)

    @contextlib.contextmanager
    def held_back(self):
        """Time goes as it does, for as long as this takes: there is no waiting for a busy machine at 60 times the speed."""
        began = time.monotonic()
        self.hold(1)
        try:
            yield
        finally:
            self.hold(-1)
            self.held_s += time.monotonic() - began

    def hold(self, more):
        with self.changed:
            self.held += more
            self.pace = 1 if self.held else self.speed
            self.wall.go(self.pace)
            self.changed.notify_all()

    def slow(self, pace):
        """From here on it goes at another pace."""
        self.speed = pace
        self.hold(0)

    def jump(self, at_ms):
        """Time goes by at once, until it is this moment."""
        with self.changed:
            self.wall.go_by(max(0, at_ms - self.now_ms()) / 1000)
            self.changed.notify_all()

    # --- what goes wrong ---

    def kill_and_start(self):
        """Whoever asks meanwhile waits for it to be there again."""
        with self.lock:
            self.hall.stop(signal.SIGKILL)
            self.talk = None
            self.hall.start()

    def tray(self, printer):
        """The papers that came out (cups.Paper), oldest first."""
        return self.cups.printers[printer].tray()

    # --- its end ---

    def store(self):
        return self.hall.folder / "store"

    def verify(self):
        """What novbed says of the store when it has ended: (exit code, words)."""
        done = subprocess.run([NOVBED, "--verify", self.store()], capture_output=True, text=True, timeout=KEEPS_S, check=False)
        return done.returncode, (done.stdout + done.stderr).strip()

    def stop_daemon(self):
        code = self.hall.stop()
        self.talk = None
        assert code == 0, f"the daemon ended with {code}:\n" + self.hall.log.read_text(errors="replace")[-4000:]

    def close(self):
        self.closing.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()
