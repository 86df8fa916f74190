# SPDX-License-Identifier: MIT
"""The clock of a private centre: where a test lets it begin, how fast it goes, and what becomes of it
(tests/stage/shift_clock.c).

Every centre begins on the same working morning, so no test knows what hour it really is. NOVBE_TEST_START names another
beginning, for whoever hunts what goes wrong at some hour ("2026-11-28 23:59").
"""
import datetime
import mmap
import os
import pathlib
import struct
import time
import zoneinfo

START = os.environ.get("NOVBE_TEST_START", "2026-11-24 10:00")
SHIFT = struct.Struct("=8q")  # struct page: a version, then struct shift
AS_THE_KERNELS = (0, 1000, 0, 0, 0)


class Wall:
    def __init__(self, path, start, zone):
        self.zone = zoneinfo.ZoneInfo(zone)
        self.path = pathlib.Path(path)
        self.path.write_bytes(bytes(SHIFT.size))
        self.boot = self.path.with_name("boot_id")
        self.boots = 0
        self.reboot()
        with open(self.path, "r+b") as file:
            self.page = mmap.mmap(file.fileno(), SHIFT.size)
        self.version = self.passed = self.shifted = 0
        self.pace = AS_THE_KERNELS
        self.set(start)

    def close(self):
        self.page.close()

    def environment(self):
        return {"NOVBE_TEST_CLOCK": str(self.path), "NOVBE_TEST_BOOT_ID": str(self.boot),
                "LD_PRELOAD": os.environ["NOVBE_BUILD"] + "/tests/libshift-clock.so"}

    def reboot(self):
        """The machine is started anew; its wall clock goes on, for programs started from here on."""
        self.boots += 1
        self.boot.write_text(f"{self.boots:08}-0000-0000-0000-000000000000\n")

    def set(self, moment):
        """The wall clock alone is set: "2026-11-24 10:00", local time, or so many seconds further or back."""
        if isinstance(moment, str):
            at = datetime.datetime.fromisoformat(moment).replace(tzinfo=self.zone).timestamp()
            moment = at - self.now_ms() / 1000
        self.shifted += int(moment * 1e9)
        self.write()

    def go_by(self, seconds):
        """So much time goes by, for every clock."""
        self.passed += int(seconds * 1e9)
        self.write()

    def write(self):
        """Odd versions are being written."""
        self.version += 2
        self.page[:8] = struct.pack("=q", self.version - 1)
        self.page[8:] = SHIFT.pack(self.version, self.passed, self.shifted, *self.pace)[8:]
        self.page[:8] = struct.pack("=q", self.version)

    def stand_still(self, at_ms):
        """It is this moment, and for every clock no time goes by but what the test lets go by: what a program does then
        it does at that very ms. Before the program is started: a clock that is stopped may step back by a little."""
        at = tuple(map(time.clock_gettime_ns, (time.CLOCK_REALTIME, time.CLOCK_BOOTTIME, time.CLOCK_MONOTONIC)))
        self.pace = (at[2], 0, *at)
        self.passed = -(at[1] % 1000000)
        self.shifted = at_ms * 1000000 - at[0] - self.passed
        self.write()

    def go(self, speed):
        """From now on all clocks go so many times as fast, to a thousandth, and waits end by them."""
        began = time.monotonic_ns()
        past = self.past_ns(began)
        if past is None:
            at = time.time_ns(), time.clock_gettime_ns(time.CLOCK_BOOTTIME), began
        else:
            at = tuple(one + past for one in self.pace[2:])
        self.pace = (began, round(speed * 1000), *at)
        self.write()

    def past_ns(self, now_ns):
        """What went by since the pace was set; None: it is the kernel's."""
        began, speed = self.pace[:2]
        return (now_ns - began) // 1000 * speed if began else None

    def go_to(self, at_ms):
        """The same, until it is this moment."""
        self.passed += at_ms * 1000000 - self.now_ns()
        self.write()

    def go_on(self):
        """Time goes by again."""
        self.passed += self.pace[4] - time.monotonic_ns()
        self.pace = AS_THE_KERNELS
        self.write()

    def now_ns(self):
        past = self.past_ns(time.monotonic_ns())
        return (time.time_ns() if past is None else self.pace[2] + past) + self.passed + self.shifted

    def now_ms(self):
        return self.now_ns() // 1000000

    def local(self):
        return datetime.datetime.fromtimestamp(self.now_ms() / 1000, self.zone)

    def date(self, ahead=0):
        """A day by the calendar, as the protocol writes it."""
        return str(self.local().date() + datetime.timedelta(days=ahead))
