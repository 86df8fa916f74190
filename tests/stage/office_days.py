# SPDX-License-Identifier: MIT
"""A day of an office of Warsaw, as visits to a hall: files of the shape of the city's open data as the project kolejkeR collected
them, which recorded.py reads. About every 5 minutes such a file says of each queue how many wait, which number was called last,
how many counters take it and how long the vendor thinks a service takes. Nothing is said of any visitor: who came when, and
who served them how long, is made up here so that it agrees with every snapshot. What is drawn is drawn by the same lot each
time: a day of a file is always the same day.

How many were called     The number called last is followed, series by series: E148, then E157 are nine calls since E148 was first
                         seen, as the screens show an old one for some time. Those before the first number seen count from the
                         hundred at which its series begins. A number that goes faster than 20 and one a minute is of another
                         series (901 among those about 40), which begins anew; seen once it is one call, so a wrong value is
                         no more. One that falls back by up to 20 is of somebody who had been passed over, and counted then.
                         A letter of another queue (transferred, or booked) is one call. So are, where the queue shows no
                         number any more or never has and counters are open, those who are not waited for any more.
When                     Between which snapshots is seen where fewer wait than before; calls that are left over are drawn over all
                         the time that they may have been in. Within it each second is as likely as another.
Who came when            As many as are needed that, after those calls, so many wait as the next snapshot says: by a moment were
                         issued those called until then and those who wait. The longest waiting is called.
Who left                 Who is not waited for any more although by the numbers nobody was called: one of those waiting, drawn.
                         Who waits in the last snapshot waits until the day is closed.
At which counter         office_counters.py: a counter takes more queues than one, so these share it. It is the one free for the
                         longest time of those that take the queue; where none is open, by the file, one that took it that day.
How long                 Drawn (gamma, shape 2) about the vendor's minutes; where those never change all day they are a setting
                         (10 or 60), and 6.5 minutes are taken instead at most. If all counters are busy at a call, the longest
                         service ends then: the calls are in the file, the services are not. So one serves one at a time.

A queue that never says how many wait is none; a snapshot without that number is a gap, and so is time without snapshots.

Measured on the file of 2019-12-30 to 2020-01-14 (20 offices, 214 days of one, 40 of them on holidays; 127,356 visits):
- In every snapshot of every queue just as many wait as it says, and as many counters take the queue. 1.8 % left, 0.1 % waited to
  the last. 0.9 % were called where no counter was open by the file.
- Of 7,703 times that counters opened or closed for some queues between two snapshots, 58 % did for several at once: counters are
  shared. The sum over the queues is up to nine times the counters found; where all move together it is plain how many there are
  (USC_Smyczkowa: seven queues, which say 21; 3 counters).
- The vendor's minutes of a call are 6.5 in the mean where they change; ours there 4.3. 39 % of all services end because somebody
  else was called, 7 % in less than 30 s: numbers were called to which nobody came, which the file does not tell from others.
- UD_Wola on 2020-01-02: 1,169 visits, 39 of whom left, 28 counters (the sum says 121); at most 133 waited in a snapshot and 137
  at any moment. Median wait 9.3 minutes, mean 36.2. By Little's law the snapshots say a mean of 37.0 over all who came; ours do
  37.1.

What cannot be told: who waited longer than others by right (within a queue it is first come, first served), who was called and
did not come, who went on to another queue (a visit is one step), and in what bursts people came within five minutes. Who came and
was called between two snapshots of a queue that shows no numbers is nobody.
"""
import random
import re
from collections import Counter as Count
from dataclasses import dataclass, field

from office_counters import Counters, OpenCounter
from visits import DAY_S, Day, Visit

WHAT = "snapshots of the queues of Warsaw's offices"
OFFICE = "name"
COLUMNS = ("name", "time", "date", "status", "czasObslugi", "lp", "idGrupy", "liczbaCzynnychStan", "nazwaGrupy", "literaGrupy",
           "liczbaKlwKolejce", "aktualnyNumer")
ZONE = "Europe/Warsaw"
BESIDE_S = 300  # between two snapshots; so long before the first one people may have come
PRIORITY = "regular"
USUAL_MINUTES = 6.5  # measured where they change: see above
# Numbers are called at most so fast: some at once, and one a minute.
AT_ONCE, A_MINUTE = 20, 1


@dataclass
class Snapshot:
    at_s: int
    waiting: int
    number: str  # last called, as A017; None: not told
    counters: int
    minutes: int  # of a service, by the vendor; 0: not told


@dataclass
class Queue:
    key: str
    name: str
    letter: str
    snapshots: list = field(default_factory=list)


# --- what is in the file ---

def whole(row, name, least=0):
    """A number of the file, or None where nothing is said."""
    if row[name] and (not re.fullmatch(r"\d{1,6}", row[name]) or int(row[name]) < least):
        raise row.wrong(name, "is no number")
    return int(row[name]) if row[name] else None


def snapshot_of(row):
    time = re.fullmatch(r"([01]\d|2[0-3]):([0-5]\d)", row["time"])
    if not time:
        raise row.wrong("time", "is no time of day")
    if row["aktualnyNumer"] and not re.fullmatch(r"[A-Z]\d{1,4}", row["aktualnyNumer"]):
        raise row.wrong("aktualnyNumer", "is no letter with a number")
    return Snapshot(int(time[1]) * 3600 + int(time[2]) * 60, whole(row, "liczbaKlwKolejce"), row["aktualnyNumer"] or None,
                    whole(row, "liczbaCzynnychStan"), whole(row, "czasObslugi") or 0)


def queues_of(rows):
    """Of each queue what the snapshots say, in the order of time; one that does not say how many wait is none."""
    queues, seen = {}, set()
    for row in rows:
        snapshot, letter = snapshot_of(row), row["literaGrupy"].strip()
        if not re.fullmatch(r"\w+", row["idGrupy"]):
            raise row.wrong("idGrupy", "is no queue")
        if (row["idGrupy"], snapshot.at_s) in seen:
            raise row.wrong("time", f"is there twice for queue {row['idGrupy']}")
        seen.add((row["idGrupy"], snapshot.at_s))
        titled = letter and not row["nazwaGrupy"].startswith(letter + ":")
        name = f"{letter}: {row['nazwaGrupy']}" if titled else row["nazwaGrupy"]
        queue = queues.setdefault(row["idGrupy"], Queue((letter + row["idGrupy"]).lower(), name, letter))
        if snapshot.waiting is not None:
            queue.snapshots.append(snapshot)
    for queue in queues.values():
        queue.snapshots.sort(key=lambda snapshot: snapshot.at_s)
    return [queue for queue in queues.values() if queue.snapshots]


# --- how many were called between which snapshots ---

@dataclass
class Series:
    """Numbers that are given and called one after the other."""

    first: int  # index of the snapshot that showed one first
    last: int  # of the one that showed the greatest
    number: int  # the greatest
    shown: int = 1  # how many different ones
    calls: list = field(default_factory=list)  # [(after, until, how many)], indices of snapshots


def minutes_between(snapshots, after, until):
    return (snapshots[until].at_s - snapshots[after].at_s) // 60


def possible(number, minutes):
    return 0 <= number <= AT_ONCE + A_MINUTE * minutes


def follow(series, snapshots, index, number):
    """The series that a number belongs to goes on; False: it belongs to none."""
    for one in sorted(series, key=lambda one: abs(number - one.number)):
        if possible(number - one.number, minutes_between(snapshots, one.last, index)):
            if number > one.number:
                one.calls.append((one.last, index, number - one.number))
                one.last, one.number, one.shown = index, number, one.shown + 1
            return True
        if possible(one.number - number, 0):
            return True  # of somebody who had been passed over, and was counted then
    return False


def calls_by_number(queue):
    """[(after, until, how many)]: so many were called between these snapshots, as the numbers say. Index -1: before the first."""
    series, others, shown, snapshots = [], [], None, queue.snapshots
    for index, number in ((index, one.number) for index, one in enumerate(snapshots) if one.number):
        if number[0] != queue.letter:
            if number != shown:
                others.append((index - 1, index, 1))
        elif not follow(series, snapshots, index, int(number[1:])):
            series.append(Series(index, index, int(number[1:])))
        shown = number
    for place, one in enumerate(series):
        first = int(snapshots[one.first].number[1:])
        before = (first - 1) % 100 + 1  # since the hundred at which it begins
        if place and one.shown == 1:
            others.append((one.first - 1, one.first, 1))
        elif possible(before, minutes_between(snapshots, 0, one.first)):
            others.append((-1, one.first, before))
    return others + [calls for one in series for calls in one.calls]


def last_shown(queue):
    return max((index for index, one in enumerate(queue.snapshots) if one.number), default=-1)


def exits(queue, lot):
    """(called, left) by index of snapshot: how many did since the one before. Whoever is not waited for any more was called, as
    far as the numbers allow."""
    snapshots = queue.snapshots
    spans = sorted(calls_by_number(queue), key=lambda span: span[1] - span[0])
    missing = [before - one.waiting for before, one in zip([0] + [one.waiting for one in snapshots], snapshots)]
    missing = [max(0, count) for count in missing]
    called, left = [0] * len(snapshots), [0] * len(snapshots)
    for after, until, count in spans:
        for index in range(after + 1, until + 1):
            found = min(count, missing[index])
            called[index] += found
            missing[index] -= found
            count -= found
        lengths = [length(snapshots, index) for index in range(after + 1, until + 1)]
        for index in lot.choices(range(after + 1, until + 1), lengths, k=count):
            called[index] += 1
    last = last_shown(queue)
    for index, count in enumerate(missing):
        open_one = snapshots[index].counters or snapshots[index - 1].counters
        (called if index > last and open_one else left)[index] += count
    return called, left


def length(snapshots, index):
    return snapshots[index].at_s - snapshots[index - 1].at_s if index else BESIDE_S


# --- who came, and when ---

def visits_of(queue, lot):
    """All of a queue, called in the order in which they came. Between two snapshots each moment is as likely as another."""
    called, left = exits(queue, lot)
    visits, line = [], []
    for index, snapshot in enumerate(queue.snapshots):
        moments = range(snapshot.at_s - length(queue.snapshots, index) + 1, snapshot.at_s + 1)
        gone = sorted([(at_s, "served") for at_s in lot.choices(moments, k=called[index])] +
                      [(at_s, "left") for at_s in lot.choices(moments, k=left[index])])
        came = sorted(lot.choices(moments, k=snapshot.waiting - len(line) + len(gone)))
        # Nobody goes who has not come.
        gone = [(max(at_s, came[place - len(line)]) if place >= len(line) else at_s, ending)
                for place, (at_s, ending) in enumerate(gone)]
        came = [Visit(queue.key, PRIORITY, at_s, "left", DAY_S) for at_s in came]  # waits until the day is closed
        visits, line = visits + came, line + came
        for at_s, ending in gone:
            here = sum(visit.entered_s <= at_s for visit in line)
            visit = line.pop(0 if ending == "served" else lot.randrange(here))
            visit.ending, visit.over_s = ending, at_s
    return visits


# --- who served them, and how long ---

def minutes_at(queue, at_s):
    """Of a service, as the vendor said last; what it said first where it had said nothing yet. What never changes is a setting,
    and no measure."""
    told = [one for one in queue.snapshots if one.minutes]
    if len({one.minutes for one in told}) < 2:
        return min([USUAL_MINUTES, *(one.minutes for one in told)])
    return next((one.minutes for one in reversed(told) if one.at_s <= at_s), told[0].minutes)


def states(queues):
    """(at_s, how many counters each queue has) of all snapshots; where nothing is said, as before."""
    at = sorted({one.at_s for queue in queues for one in queue.snapshots})
    told = {(one.at_s, queue.key): one.counters for queue in queues for one in queue.snapshots if one.counters is not None}
    found, now = [], {queue.key: 0 for queue in queues}
    for at_s in at:
        now = {key: told.get((at_s, key), count) for key, count in now.items()}
        found.append((at_s, +Count(now)))
    return found


class Seats:
    """Counters with whom they have."""

    def __init__(self, queues, lot):
        self.queues, self.lot = {queue.key: queue for queue in queues}, lot
        self.counters = Counters(states(queues), BESIDE_S).all or [OpenCounter(frozenset(self.queues))]
        self.served = {}  # by counter: its visits

    def may_serve(self, visit):
        """Counters that were open for it; where none was, by the file, such as took it that day, else any."""
        queue = visit.service
        return ([one for one in self.counters if one.may_take(queue, visit.over_s)] or
                [one for one in self.counters if queue in one.ever()] or self.counters)

    def last(self, counter):
        return self.served[counter][-1] if counter in self.served else None

    def serve(self, visit):
        """By who is free for the longest time. If nobody is, the longest service is over: the call did happen."""
        def free_since(counter):
            return self.last(counter).ended_s if counter in self.served else -1
        counters = self.may_serve(visit)
        counter = min(counters, key=free_since)
        if free_since(counter) > visit.over_s:
            counter = min(counters, key=lambda one: self.last(one).began_s)
            self.last(counter).ended_s = visit.over_s
        mean_s = minutes_at(self.queues[visit.service], visit.over_s) * 60
        visit.began_s = visit.over_s
        visit.ended_s = visit.began_s + int(self.lot.gammavariate(2, mean_s / 2))
        self.served.setdefault(counter, []).append(visit)

    def name_all(self):
        """Names of those who served anybody: a number, and the letters of what they took."""
        names = []
        for counter in self.counters:
            if counter in self.served:
                letters = sorted({self.queues[key].letter for key in counter.ever()})
                names.append(f"{len(names) + 1} {''.join(letters)}".strip())
                for visit in self.served[counter]:
                    visit.seat = names[-1]
        return names


def day_of(rows, date, office):
    queues = queues_of(rows)
    visits = [visit for queue in queues for visit in visits_of(queue, random.Random(f"{office} {date} {queue.key}"))]
    visits.sort(key=lambda visit: (visit.entered_s, visit.over_s))
    seats = []
    if queues:
        serving = Seats(queues, random.Random(f"{office} {date}"))
        for visit in sorted((visit for visit in visits if visit.ending == "served"), key=lambda visit: visit.over_s):
            serving.serve(visit)
        seats = serving.name_all()
    used = {visit.service for visit in visits}
    services = {one.key: one.name for one in queues if one.key in used}
    return Day(f"{office.replace('_', ' ')}, {date}", date, ZONE, visits, services, seats)
