# SPDX-License-Identifier: MIT
"""What the programs of a day cost the machine: memory, descriptors, what is left of them."""
import collections
import os
import pathlib
import statistics


def resident_kib(pid):
    for line in pathlib.Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1])
    return 0


def descriptors(pid):
    return len(os.listdir(f"/proc/{pid}/fd"))


def by_kind(programs, measure):
    """[figures] by kind of program."""
    figures = collections.defaultdict(list)
    for kind, pid in programs:
        figures[kind].append(measure(pid))
    return figures


def median_by_kind(programs, measure):
    return {kind: statistics.median(figures) for kind, figures in by_kind(programs, measure).items()}


def marked(mark):
    """Processes with these bytes in their environment."""
    found = []
    for entry in pathlib.Path("/proc").glob("[0-9]*"):
        try:
            if mark in (entry / "environ").read_bytes():
                found.append(f"{entry.name} {(entry / 'comm').read_text().strip()}")
        except OSError:
            continue  # it has ended, or is somebody else's
    return found


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
