# SPDX-License-Identifier: MIT
"""What the live tests have seen: every call and how it was answered, for tests/live/every_call.py.

With NOVBE_RECORD naming a folder, each test program writes a file of its own there, a line a call: method, error or "ok". What
a test has proved of repeated requests it says itself.
"""
import json
import os
import pathlib
import sys

FOLDER = os.environ.get("NOVBE_RECORD")
FILE = pathlib.Path(FOLDER) / (pathlib.Path(sys.argv[0]).stem + ".jsonl") if FOLDER else None

if FILE:
    FILE.parent.mkdir(parents=True, exist_ok=True)
    FILE.write_text("")
    FILE.chmod(0o666)  # some tests are somebody else for a while


def write(**line):
    """One line, whole, whoever else writes."""
    if FILE:
        with open(FILE, "ab", buffering=0) as file:
            file.write(json.dumps(line).encode() + b"\n")


def answered(method, reply):
    write(method=method, answer=reply.get("error") or "ok")


def repeated(method, how):
    """The same request again was answered what was answered then: in one "turn", over a "restart", over a "day" close."""
    write(method=method, repeated=how)


def read(folder):
    """The lines of all tests that there are; a test that was renamed has left a file of its old name."""
    for path in sorted(pathlib.Path(folder).glob("test_*.jsonl")):
        if (pathlib.Path(__file__).resolve().parent / f"{path.stem}.py").exists():
            yield from map(json.loads, path.read_text().splitlines())
