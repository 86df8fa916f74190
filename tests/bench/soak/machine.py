# SPDX-License-Identifier: MIT
"""What the programs of a day cost the machine: memory, descriptors, what is left of them."""
import collections
import os
import pathlib

# At once, in libuv's pool. SQLite keeps a reader's descriptor of the store for the next one, as closing it would give up the
# locks of the whole process (https://www.sqlite.org/howtocorrupt.html, "Posix advisory locks").
READERS = 4
# A terminal holds a page and its names; the daemon all of the day.
GROWTH_KIB = {"novbed": 16384, "novbe-printer": 2048, "novbe-printer, worker": 2048, "novbe-visitor": 1024, "novbe-counter": 1024,
              "novbe-board": 1024}


def resident_kib(pid):
    for line in pathlib.Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1])
    return 0


def descriptors(pid):
    """How many it has open of what: "socket", "pipe", paths."""
    found = collections.Counter()
    for entry in os.listdir(f"/proc/{pid}/fd"):
        try:
            what = os.readlink(f"/proc/{pid}/fd/{entry}")
            found["terminal" if what.startswith("/dev/pts/") else what.split(":")[0]] += 1
        except FileNotFoundError:
            continue  # closed meanwhile
    return found


def resident_by_name(programs):
    """KiB, by (kind, key)."""
    return {(kind, key): resident_kib(pid) for kind, key, pid in programs}


def most_grown(before, after):
    """(kind, key) of that one of each kind of program that has grown most, and the KiB: [(kind, key, KiB)]."""
    most = {}
    for (kind, key), kib in after.items():
        more = kib - before.get((kind, key), 0)
        if kind not in most or more > most[kind][1]:
            most[kind] = key, more
    return [(kind, *those) for kind, those in most.items()]


def grown(before, after):
    """What has grown by more than its kind may, as sentences."""
    return [f"{kind} {key} has grown by {more} KiB, {GROWTH_KIB[kind]} at most" for kind, key, more in most_grown(before, after)
            if more > GROWTH_KIB[kind]]


def descriptors_by_name(programs):
    return {f"{kind} {key}".strip(): descriptors(pid) for kind, key, pid in programs}


def more_descriptors(before, after):
    """What is open after and was not before, as "novbed: 65 socket, 64 before"."""
    return [f"{name}: {count} {what}, {before[name][what]} before" for name, found in after.items()
            for what, count in found.items() if count > max(before[name][what], READERS + 1 if what.endswith("/store") else 0)]


def zombies(parents):
    """Dead children that nobody of these has waited for."""
    found = []
    for entry in pathlib.Path("/proc").glob("[0-9]*"):
        try:
            after = (entry / "stat").read_text().rsplit(")", 1)[1].split()
        except OSError:
            continue
        if after[0] == "Z" and int(after[1]) in parents:
            found.append(entry.name)
    return found
