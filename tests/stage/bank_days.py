# SPDX-License-Identifier: MIT
"""A day as it was at a bank's call centre, as visits to a hall: files of the shape of "AnonymousBank" (Technion SEELab; Guedj and
Mandelbaum), which recorded.py reads.

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
import re

from visits import DAY_S, Day, Visit

WHAT = "a bank's calls"
OFFICE = None
COLUMNS = ("vru+line", "call_id", "priority", "type", "date", "vru_entry", "vru_exit", "vru_time", "q_start", "q_exit", "q_time",
           "outcome", "ser_start", "ser_exit", "ser_time", "server")
ZONE = "Asia/Jerusalem"
NONE, NOBODY = "0:00:00", "NO_SERVER"
# As the authors of the data explain its types.
NAMES = {"ps": "regular activity", "pe": "regular activity in English", "nw": "potential customers", "ne": "stock exchange",
         "in": "internet", "tt": "called back"}


def seconds(call, field):
    time = re.fullmatch(r"(\d\d?):([0-5]\d):([0-5]\d)", call[field])
    if not time or int(time[1]) > 23:
        raise call.wrong(field, "is no time of day")
    return int(time[1]) * 3600 + int(time[2]) * 60 + int(time[3])


def after(call, field, from_s):
    """A time of day that is not before another, but for clocks that differ: by more than half a day it is the next one's."""
    at_s = seconds(call, field)
    return at_s + DAY_S if at_s < from_s - DAY_S // 2 else at_s


def checked(call):
    """A line with nothing in it that no file of this shape has."""
    for field, words, why in (("outcome", "AGENT|HANG|PHANTOM", "is none of AGENT, HANG and PHANTOM"),
                              ("type", r"\w+", "is no type"), ("priority", r"\d+", "is no priority"),
                              ("server", r"\S.*", "is no name"), ("ser_time", r"-?\d+", "is no number of seconds")):
        if not re.fullmatch(words, call[field]):
            raise call.wrong(field, why)
    return call


def visit_of(call):
    queued = call["q_start"] != NONE
    entered_s = after(call, "q_start" if queued else "vru_exit", seconds(call, "vru_entry"))
    answered = call["outcome"] == "AGENT"
    if entered_s >= DAY_S or (call["server"] == NOBODY if answered else not queued):
        return None
    over_s = max(entered_s, after(call, "q_exit", entered_s)) if queued else entered_s
    visit = Visit(call["type"].lower(), call["priority"], entered_s, "served" if answered else "left", over_s)
    if call["outcome"] == "PHANTOM":
        visit.ending = "void"
    if answered:
        visit.seat, visit.began_s = call["server"], over_s
        if call["ser_time"] != "0" or call["ser_start"] != NONE:
            visit.began_s = max(over_s, after(call, "ser_start", over_s))
        visit.ended_s = visit.began_s
        if call["ser_time"] != "0" or call["ser_exit"] != NONE:
            visit.ended_s = max(visit.began_s, after(call, "ser_exit", visit.began_s))
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


def day_of(rows, date, _):
    visits = sorted((visit for visit in map(visit_of, map(checked, rows)) if visit), key=lambda visit: visit.entered_s)
    seat_all(visits)
    return Day(f"a bank's calls of {date}", date, ZONE, visits,
               {key: NAMES.get(key, key) for key in sorted({visit.service for visit in visits})},
               sorted({visit.seat for visit in visits if visit.seat}))
