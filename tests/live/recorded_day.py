# SPDX-License-Identifier: MIT
"""A day as it was at a bank's call centre, as visits to a hall: reads files of the shape of "AnonymousBank" (Technion
SEELab; Guedj and Mandelbaum), plain or packed by gzip. FILE, or FILE:DATE for one day of several.

A line of such a file is a call: of what type and priority, from when until when it queued, who served it from when until
when, all in seconds of the day. What becomes of it here:

    it queued, and was answered     a visit; it was called when it left the queue
    it did not queue, and was       a visit; it was called at once
    it queued, and hung up          a visit whose visitor leaves when it hung up (left)
    it queued; a PHANTOM            a visit that staff take out when it left the queue (void)
    hung up before it queued        nobody came
    nobody is named who answered    nobody came

The clocks of queue and servers differ by a second or two: a service begins when the queue has been left. Who answers a call
while he has another, by the file, has a second seat ("AVI 2"): no time is moved. What comes after midnight does not come any
more that day: whoever waits or is served then does so when the day is closed, and who comes then is of the next.
"""
import csv
import gzip
import re
from dataclasses import dataclass

DAY_S = 86400
COLUMNS = ("vru+line", "call_id", "priority", "type", "date", "vru_entry", "vru_exit", "vru_time", "q_start", "q_exit", "q_time",
           "outcome", "ser_start", "ser_exit", "ser_time", "server")
NONE, NOBODY = "0:00:00", "NO_SERVER"


@dataclass
class Visit:
    """Seconds of the day; after midnight they go on."""

    service: str  # its type, in small letters as keys are
    priority: str
    entered_s: int
    ending: str  # served, left or void
    over_s: int  # called, left or taken out
    seat: str = None  # of served; a server's name, or "NAME 2"
    began_s: int = None
    ended_s: int = None


def open_plain_or_packed(path):
    with open(path, "rb") as file:
        packed = file.read(2) == b"\x1f\x8b"
    return gzip.open(path, "rt", encoding="utf-8") if packed else open(path, encoding="utf-8")


def seconds(text):
    hours, minutes, rest = map(int, text.split(":"))
    return hours * 3600 + minutes * 60 + rest


def after(text, from_s):
    """A time of day that is not before another, but for clocks that differ: by more than half a day it is the next one's."""
    at_s = seconds(text)
    return at_s + DAY_S if at_s < from_s - DAY_S // 2 else at_s


def visit_of(call):
    queued = call["q_start"] != NONE
    entered_s = after(call["q_start" if queued else "vru_exit"], seconds(call["vru_entry"]))
    answered = call["outcome"] == "AGENT"
    if entered_s >= DAY_S or (call["server"] == NOBODY if answered else not queued):
        return None
    over_s = max(entered_s, after(call["q_exit"], entered_s)) if queued else entered_s
    visit = Visit(call["type"].lower(), call["priority"], entered_s, "served" if answered else "left", over_s)
    if call["outcome"] == "PHANTOM":
        visit.ending = "void"
    if answered:
        visit.seat, visit.began_s = call["server"], over_s
        if call["ser_time"] != "0" or call["ser_start"] != NONE:
            visit.began_s = max(over_s, after(call["ser_start"], over_s))
        visit.ended_s = visit.began_s
        if call["ser_time"] != "0" or call["ser_exit"] != NONE:
            visit.ended_s = max(visit.began_s, after(call["ser_exit"], visit.began_s))
    return visit


def seat_all(visits):
    """A seat holds one visit at a time."""
    free_s = {}
    for visit in sorted((visit for visit in visits if visit.seat), key=lambda visit: (visit.over_s, visit.ended_s)):
        server, number = visit.seat, 1
        while free_s.get(visit.seat, 0) > visit.over_s:
            number += 1
            visit.seat = f"{server} {number}"
        free_s[visit.seat] = visit.ended_s


def read_calls(path):
    with open_plain_or_packed(path) as file:
        reader = csv.DictReader(file)
        if tuple(reader.fieldnames or ()) != COLUMNS:
            raise ValueError(f"{path}: not a file of calls: its columns are {reader.fieldnames}")
        return list(reader)


def read_day(words):
    """FILE[:DATE]: (date, visits in the order in which they came)."""
    path, date = re.fullmatch(r"(.*?)(?::(\d{4}-\d\d-\d\d))?", str(words)).groups()
    calls = read_calls(path)
    dates = sorted({call["date"] for call in calls})
    if date is None and len(dates) == 1:
        date = dates[0]
    if date not in dates:
        raise ValueError(f"{path}: a day is needed, of {dates[0]} to {dates[-1]}" if dates else f"{path}: no calls")
    visits = [visit_of(call) for call in calls if call["date"] == date]
    visits = sorted((visit for visit in visits if visit), key=lambda visit: visit.entered_s)
    seat_all(visits)
    return date, visits
