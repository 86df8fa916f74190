# SPDX-License-Identifier: MIT
"""A recorded day goes through a centre of real programs, faster than it was (conf/try --day):

    python3 tests/stage/replay.py FILE[:DATE[:OFFICE]] [--speed N]

Every visitor takes the ticket by touches at a kiosk in the recorded second; every operator calls by a key at the recorded
moments, and the centre's rule says whom; every service lasts as it did. Who left then scans the ticket at a kiosk and leaves by a
touch; reception, which takes others out, is asked without a screen. Then the day is closed, its report is shown, and
what came of it is held against the record. A call is late if the ledger has it more than LATE_S of that day after its
recorded moment, or after the issue of the ticket if that was later: at 60 times the speed that is a second of ours.

Exit codes: 0 all is as it should be; 1 something is not, and is said; 2 the words are wrong.
"""
import argparse
import datetime
import pathlib
import re
import signal
import statistics
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

import stage as stages  # noqa: E402 - it finds the rest
from centre import SOURCE, until  # noqa: E402
from day_centre import BOARD, EXIT, PRINTERS, DayCentre  # noqa: E402
from hall import final_rows  # noqa: E402
from played_day import FIRST_CALLED, PlayedDay, Wrong  # noqa: E402
from printing import count_tray, wrong_claims  # noqa: E402
from recorded import read_day  # noqa: E402
from visits import DAY_S  # noqa: E402

LATE_S = 60
SPEED, SPEED_MOST = 60, 600
SLOW = 0.05  # the daemon, too, has times that it waits
PAPERS_S = 600  # of real time, in which the last papers come out
SERVED, LEFT, NEVER_CALLED = 0, (2, 3), 5  # how a step ended (Network.Ledger)
RULES = "handful_tickets = 0; lease_seconds = 600; "


def say(*words):
    print(*words, flush=True)


def clock(at_s):
    return f"{at_s // 3600:02}:{at_s // 60 % 60:02}"


def spread(values):
    """(p50, p99, most), by nearest rank."""
    values = sorted(values) or [0]
    return tuple(values[-(-len(values) * percent // 100) - 1] for percent in (50, 99, 100))


def median(waits_s):
    """In minutes; "-": nobody waited."""
    middle_s = int(statistics.median(waits_s)) if waits_s else None
    return "-" if middle_s is None else f"{middle_s // 60}:{middle_s % 60:02}"


class Replay:
    def __init__(self, day, speed, late_s=LATE_S):
        self.day, self.speed, self.late_s = day, speed, late_s
        self.centre = DayCentre(day)
        self.wrong = []

    def run(self):
        day, centre = self.day, self.centre
        first_s = centre.moments()[0]
        begins = datetime.datetime.fromisoformat(day.date) + datetime.timedelta(seconds=max(120, first_s - 60))
        say(f"{day.name}: {len(day.visits)} visits, {len(day.seats)} counters, {len(centre.kiosks) + 1} kiosks, "
            f"{len(PRINTERS)} printers; {self.speed:g} times as fast as it was.")
        with stages.Stage(centre.catalogue(), begins=begins.isoformat(" "), zone=day.zone, speed=self.speed,
                          kiosks=[*centre.kiosks, EXIT], boards=[BOARD], printers=PRINTERS, rules=RULES, name=day.name) as stage:
            self.stage = stage
            self.played = PlayedDay(day, centre, stage)
            self.peak_s = self.peak()
            stage.set_pins(map(centre.operator, centre.served))
            stage.begin()
            say("\nTime   issued waiting served counters  latest call")
            try:
                self.played.play(self.tell_hour)
                self.close_day()
                self.tell()
            finally:
                self.played.stop()
            self.check_store()

    def peak(self):
        """The end of the hour in which most came, of those that end while somebody does something."""
        hours = [visit.entered_s // 3600 for visit in self.day.visits]
        whole = [hour for hour in sorted(set(hours)) if (hour + 1) * 3600 <= self.centre.moments()[-1]]
        return (max(whole, key=hours.count, default=0) + 1) * 3600

    # --- on the way ---

    def tell_hour(self, at_s):
        hall = self.stage.ask("Manager.WatchHall")
        figures, queues = hall["figures"], hall["queues"]
        say(f"{clock(at_s)} {figures['visits']:8} {sum(one['waiting'] for one in queues):7} "
            f"{figures['visit_ends']['served']:6} {sum(one['session'] != 'none' for one in hall['counters']):8} "
            f"{max(self.played.late_ms(), default=0) / 1000:10.0f} s")
        if at_s == self.peak_s:
            say("\nThe board, and a kiosk:\n")
            say(self.stage.board(BOARD).text().rstrip(), "\n")
            say(self.stage.kiosk(self.centre.kiosks[0]).text().rstrip(), "\n")

    # --- its end ---

    def close_day(self):
        """Time hardly goes on: the last papers come out, which are of real time, then the day is over."""
        self.stage.slow(SLOW)
        until(self.played.papers_are_over, "the last papers", PAPERS_S)
        self.take_papers()
        self.stage.slow(1)
        if self.stage.now_ms() < self.played.at_ms(DAY_S):
            self.novbe("close-day")
        until(lambda: self.day.date in self.stage.ask("Manager.ListReportDays")["days"], "the day to be closed")
        rows, page = [], {"next_seq": 1, "more": True}
        while page["more"]:
            page = self.stage.ask("Network.Ledger", from_seq=page["next_seq"])
            rows += final_rows(page)
        self.rows = {row["ticket"]: row for row in rows if row["day"] == self.day.date}

    def novbe(self, *words):
        code, out, err = self.stage.hall.novbe(*words)
        if code:
            raise Wrong(f"novbe {' '.join(words)}: {err or out}")
        return out

    def take_papers(self):
        """Orders are numbered from 1 on."""
        self.papers = []
        while found := self.stage.ask("Admin.FindPapers", order=len(self.papers) + 1)["papers"]:
            self.papers += found
        self.tray = count_tray(self.stage.cups)

    def check(self, holds, words):
        if not holds:
            self.wrong.append(words)

    def tell(self):
        report = self.novbe("report", "--day", self.day.date, "--language", "en", "--languages", str(SOURCE / "conf" / "lang"))
        say("\nThe report's first page:\n")
        say(re.split(r"(?m)^Waiting through the day$", report)[0].rstrip())
        self.tell_figures(report)
        self.tell_lateness()
        self.tell_papers()

    def tell_figures(self, report):
        served = [visit for visit in self.day.visits if visit.ending == "served" and visit.over_s < DAY_S]
        left = sum(visit.ending != "served" and visit.over_s < DAY_S for visit in self.day.visits)
        rows = self.rows.values()
        ends = [row["end"] for row in rows]
        called = [row for row in rows if row[FIRST_CALLED]]
        say("\n                        recorded     here")
        say(f"visits                  {len(self.day.visits):8} {len(rows):8}")
        say(f"served                  {len(served):8} {ends.count(SERVED):8}")
        say(f"left, or taken out      {left:8} {sum(end in LEFT for end in ends):8}")
        say(f"never called            {sum(one.over_s >= DAY_S for one in self.day.visits):8} {ends.count(NEVER_CALLED):8}")
        say(f"median wait of called   {median([one.over_s - one.entered_s for one in served]):>8} "
            f"{median([(row[FIRST_CALLED] - row['entered_at']) / 1000 for row in called]):>8}")
        came = sum(played.ended == "called" for played in self.played.played.values())
        say(f"({came} who left then had been called here before; in whose place they were called left instead.)")
        if any(self.played.left.values()):
            say(f"They left: {', '.join(f'{len(left)} {way}' for way, left in self.played.left.items() if left)}.")
        self.check(len(rows) == len(self.day.visits), f"{len(self.day.visits)} visits recorded, {len(rows)} in the ledger")
        self.check(re.search(r"(?m)^ +Difference +0 +it adds up$", report), "the report does not add up")

    def tell_lateness(self):
        calls = self.matched_calls()
        late_ms = [max(0, row[FIRST_CALLED] - max(call.due_ms, row["entered_at"])) for call, row in calls]
        late = [one for one, ms in zip(calls, late_ms) if ms > self.late_s * 1000]
        issued_ms = [max(0, self.rows[played.ticket]["issued_at"] - self.played.at_ms(visit.entered_s))
                     for visit in self.day.visits if (played := self.played.played[id(visit)]).ticket in self.rows]
        say()
        for what, values in (("tickets", issued_ms), ("calls", late_ms)):
            p50, p99, most = spread(values)
            say(f"{what} after their recorded moment: half within {p50 / 1000:.1f} s of that day, 99 of 100 within "
                f"{p99 / 1000:.1f} s, most {most / 1000:.1f} s; in real time {self.real(p50)}, {self.real(p99)}, {self.real(most)}")
        nobody = sum(call.nobody for call in self.played.calls)
        if self.stage.held_s > 1:
            say(f"The clock was held back for {self.stage.held_s:.0f} s in all, while tickets were scanned or operators signed in.")
        if self.played.asked:
            say(f"{self.played.asked} tickets left the screen before they were read; reception said which they were.")
        say(f"{len(calls)} calls; late (more than {self.late_s:g} s of that day, {self.late_s / self.speed:.2f} s of ours): {len(late)}. "
            f"At {nobody} nobody waited yet: whom they called came later, and they are measured from then.")
        if self.gone:
            say(f"{self.gone} who were called left at that very moment; the next was called instead.")
        self.check(not late, f"{len(late)} calls were late: " +
                   ", ".join(f"{row['ticket']} at counter {row['counter']}, due {self.played.clock(call.due_ms)}, "
                             f"issued {self.played.clock(row['entered_at'])}, called {self.played.clock(row[FIRST_CALLED])}"
                             for call, row in late[:5]))
        due = sum(len([visit for visit in visits if visit.over_s < DAY_S]) for visits in self.centre.served.values())
        self.check(len(calls) == due, f"{due} calls were recorded, {len(calls)} were made")

    def matched_calls(self):
        """(call, its row of the ledger): the first call of a counter is the first that was called there, and so on. Who is called in
        the moment in which he leaves is gone before the operator reads his number: the call is made again, for the next."""
        matched, self.gone = [], 0
        for seat in self.centre.served:
            calls = sorted((call for call in self.played.calls if call.seat == seat and call.ticket), key=lambda one: one.due_ms)
            rows = sorted((row for row in self.rows.values() if row["counter"] == self.centre.counter(seat) and row[FIRST_CALLED]),
                          key=lambda row: row[FIRST_CALLED])
            seen = {call.ticket for call in calls}
            gone = [row for row in rows if row["ticket"] not in seen and row["end"] in LEFT]
            rows = [row for row in rows if row not in gone]
            self.gone += len(gone)
            self.check(len(calls) == len(rows), f"{len(calls)} calls were seen at the counter of {seat}, {len(rows)} are in the ledger")
            matched += zip(calls, rows)
        misread = [(call.ticket, row["ticket"]) for call, row in matched if call.ticket != row["ticket"]]
        self.check(not misread, f"{len(misread)} numbers were read wrong at a counter: {misread[:5]}")
        return matched

    def real(self, ms):
        return f"{ms / self.speed:.0f} ms"

    def tell_papers(self):
        states = [paper["state"] for paper in self.papers]
        say(f"Papers: {len(states)} ordered, {states.count('printed')} printed, {sum(self.tray.values())} in the trays "
            f"({', '.join(f'{key} {len(self.stage.tray(key))}' for key in PRINTERS)}).")
        # A visit that is over within the second or two that a printer takes needs no paper any more: it is cancelled.
        given_up = [paper for paper in self.papers if paper["state"] == "given_up"]
        if given_up:
            out = sum(self.tray[paper["order"], key] for paper in given_up for key in PRINTERS)
            say(f"{len(given_up)} were given up, as their visits were over before a printer of real time was ready; of these "
                f"{out} came out all the same.")
        wrong = wrong_claims([paper for paper in self.papers if paper not in given_up], self.tray)
        self.check(not wrong, "papers are not what is claimed: " + "; ".join(wrong[:3]))
        self.check(states.count("printed") + len(given_up) == len(self.rows),
                   f"{len(self.rows)} tickets; their papers: {', '.join(sorted(set(states)))}")

    def check_store(self):
        self.stage.stop_daemon()
        code, words = self.stage.verify()
        say(f"\n$ novbed --verify store\n{words}")
        self.check(code == 0, "the ledger is not whole")
        if self.wrong:
            raise Wrong("\n".join(self.wrong))


def read_words(words):
    parser = argparse.ArgumentParser(prog="replay", description="A recorded day goes through a centre of real programs.")
    parser.add_argument("day", metavar="FILE[:DATE[:OFFICE]]")
    parser.add_argument("--speed", type=float, default=SPEED, metavar="N")
    parser.add_argument("--late", type=float, default=LATE_S, metavar="S",
                        help="seconds of that day after which a call is late (%(default)s)")
    given = parser.parse_args(words)
    if not 1 <= given.speed <= SPEED_MOST:
        parser.error(f"--speed is a number from 1 to {SPEED_MOST}, not {given.speed:g}")
    return given


def interrupted(number, _):
    raise KeyboardInterrupt(number)


def main(words):
    given = read_words(words)
    try:
        day = read_day(given.day)
    except (OSError, ValueError) as error:
        print(f"{given.day}: {error.strerror}" if isinstance(error, OSError) else error, file=sys.stderr)
        return 2
    if not day.visits:
        print(f"{given.day}: nobody came that day", file=sys.stderr)
        return 2
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, interrupted)
    try:
        Replay(day, given.speed, given.late).run()
    except (Wrong, AssertionError) as wrong:  # of what all of this stands on
        print(wrong, file=sys.stderr)
        return 1
    except KeyboardInterrupt as stop:
        return 128 + (stop.args[0] if stop.args else signal.SIGINT)
    say("\nAll is as it should be.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
