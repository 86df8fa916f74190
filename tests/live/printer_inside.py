# SPDX-License-Identifier: MIT
"""What goes on within a printer of tests/live/cups.py while something is wrong with it, and as much of IPP as a test asks
a printer. ippeveprinter starts it, in the printer's folder: PORT [JOB]."""
import http.client
import pathlib
import struct
import sys
import time

# What may be wrong with a printer, and what it says of it.
FAULTS = {"paper_out": ("media-empty", "media-needed"), "paper_low": ("media-low",), "cover_open": ("cover-open",),
          "jam": ("media-jam",)}
CANCELLED = 3  # exit code: nothing comes out, and that is no mistake


class Ipp:
    """As much of IPP as a test asks a printer."""

    PRINT_JOB, CREATE_JOB, GET_JOB, GET_JOBS, GET_PRINTER = 2, 5, 9, 10, 11
    URI, MIME, KEYWORD, NAME, TEXT, CHARSET, LANGUAGE = 0x45, 0x49, 0x44, 0x42, 0x41, 0x47, 0x48
    INTEGER = 0x21
    NUMBERS = (0x21, 0x23)

    def __init__(self, port):
        self.port = port

    def ask(self, operation, *attributes, document=b""):
        """(status, list of groups' attributes); `attributes` are (tag, name, *values)."""
        body = struct.pack(">BBHIB", 2, 0, operation, 1, 1)
        for tag, name, *values in ((self.CHARSET, "attributes-charset", "utf-8"),
                                   (self.LANGUAGE, "attributes-natural-language", "en"),
                                   (self.URI, "printer-uri", f"ipp://localhost:{self.port}/ipp/print"), *attributes):
            for place, value in enumerate(values):
                body += self.field(tag, "" if place else name, value)
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request("POST", "/ipp/print", body + b"\3" + document, {"Content-Type": "application/ipp"})
            return self.decode(connection.getresponse().read())
        finally:
            connection.close()

    @staticmethod
    def field(tag, name, value):
        name = name.encode()
        if not isinstance(value, bytes):
            value = struct.pack(">i", value) if tag == Ipp.INTEGER else value.encode()
        return struct.pack(">BH", tag, len(name)) + name + struct.pack(">H", len(value)) + value

    @classmethod
    def decode(cls, data):
        status, = struct.unpack_from(">H", data, 2)
        groups, at, name = [], 8, ""
        while at < len(data) and data[at] != 3:
            tag = data[at]
            if tag < 0x10:
                groups.append({})
                at += 1
                continue
            size, = struct.unpack_from(">H", data, at + 1)
            name = data[at + 3:at + 3 + size].decode() or name
            at += 3 + size
            size, = struct.unpack_from(">H", data, at)
            value = data[at + 2:at + 2 + size]
            at += 2 + size
            value = int.from_bytes(value, "big") if tag in cls.NUMBERS else value.decode(errors="replace")
            groups[-1].setdefault(name, []).append(value)
        return status, groups


def say_faults(busy):
    """The printer's reasons are what is wrong with it now. One that says media-empty takes up no job (so ippeveprinter is
    made), not even to drop it: without one it says media-needed only."""
    there = sorted(path.name for path in pathlib.Path("control").iterdir())
    pathlib.Path("said").write_text(" ".join(f"control/{name}" for name in there or "*") + "\n" if not busy else "\n")
    for fault, reasons in FAULTS.items():
        for place, reason in enumerate(reasons):
            shown = fault in there and (busy or place == len(reasons) - 1)
            print(f"STATE: {'+' if shown else '-'}{reason}", file=sys.stderr, flush=True)
    return there


def seconds_slow():
    """So long a job takes now: what is wrong may have ended while the printer was asked."""
    try:
        return float(pathlib.Path("control/slow").read_text() or 0)
    except FileNotFoundError:
        return 0


def wait(port, job=None):
    """A job's time in the printer: until nothing is wrong with it, and then as long as it takes. False: cancelled."""
    ipp, end, there = Ipp(port), None, None
    while job:
        now = sorted(path.name for path in pathlib.Path("control").iterdir())
        if now != there:
            there = say_faults(busy=True)
        _, groups = ipp.ask(Ipp.GET_JOB, (Ipp.INTEGER, "job-id", job),
                            (Ipp.KEYWORD, "requested-attributes", "job-state-reasons"))
        if any("processing-to-stop-point" in group.get("job-state-reasons", []) for group in groups):
            break
        if not {"paper_out", "cover_open", "jam"} & set(there):
            end = end or time.monotonic() + seconds_slow()
            if time.monotonic() >= end:
                job = None
                break
        time.sleep(0.03)
    say_faults(busy=False)
    return not job


if __name__ == "__main__":
    sys.exit(0 if wait(*map(int, sys.argv[1:])) else CANCELLED)
