# SPDX-License-Identifier: MIT
"""A recorded day played by real programs (stage.py): who does what when. Each kiosk and each counter has a person of its own
(a thread), who does things at the recorded moments; whom a call gives is decided by the centre's rule, not by the record.

An operator opens a counter ten minutes before its first call, and signs out after the last. Whoever left then leaves at the
same moment if nobody has called meanwhile; else comes and is served, and somebody in whose place that was leaves instead: so as
many wait as did then. If nobody waits at a recorded call, the call waits.
"""
import contextlib
import datetime
import threading
import time
import zoneinfo
from dataclasses import dataclass

from day_centre import BEFORE_S, EXIT, OPENS_S, ahead_of
from leaver import Leaver
from people import Operator, Visitor
from screen import NotSeen
from unread import Readers
from visits import DAY_S

LAST_S = 120  # before midnight, at which the day is closed, time goes as it does: nothing is late into the next day
QUIET_S = 600  # where nothing happens for longer, time goes by at once
AGAIN_MS = 3000  # between two looks whether somebody waits
NOBODY_S = 3600  # then a call is given up
FIRST_CALLED = "first_called_at"
# How somebody left.
BY_TOUCH, TAKEN_OUT = "by touch at a kiosk", "taken out by reception"
UNREAD, LOST = "by reception, as they had no code", "without a screen, as they got lost on the kiosk's pages"


class Wrong(Exception):
    """Something is not as it should be."""


@dataclass
class Played:
    """What became of a recorded visit: its ticket and when that was seen, both ms late against the record, and how it ended."""

    ticket: str = None
    code: str = None
    taken_ms: int = None
    ended: str = None


@dataclass
class Call:
    """A recorded call as it was played: when it was due, and whom it called."""

    seat: str
    visit: object
    due_ms: int
    ticket: str = None
    at_ms: int = None  # as the operator's screen showed it
    nobody: bool = False  # waited at first


class PlayedDay:
    def __init__(self, day, centre, stage):
        self.day, self.centre, self.stage = day, centre, stage
        self.midnight_ms = int(datetime.datetime.fromisoformat(day.date)
                               .replace(tzinfo=zoneinfo.ZoneInfo(day.zone)).timestamp()) * 1000
        self.played = {id(visit): Played() for visit in day.visits}
        self.calls, self.faults, self.threads, self.asked = [], [], [], 0
        self.left = {way: [] for way in (BY_TOUCH, TAKEN_OUT, UNREAD, LOST)}  # of Played
        self.acting = 0  # so many are about to do something
        self.lock, self.taken = threading.Lock(), threading.Condition()  # of an RLock
        self.readers = Readers(self.taken)
        self.coming = list(day.visits)[::-1]
        self.by_call = sorted((visit for visit in day.visits if visit.ending == "served"), key=lambda visit: visit.over_s)
        self.over = threading.Event()

    def clock(self, at_ms):
        return time.strftime("%H:%M:%S", time.gmtime((at_ms - self.midnight_ms) / 1000))

    def at_ms(self, at_s):
        return self.midnight_ms + int(at_s * 1000)

    def until(self, at_s):
        self.stage.until(self.at_ms(at_s))
        self.go_on()

    def go_on(self):
        if self.over.is_set():
            raise InterruptedError

    def start(self):
        self.begin(self.leave_all)
        for key in self.centre.kiosks:
            self.begin(self.at_kiosk, key)
        for seat in self.centre.served:
            self.begin(self.at_counter, seat)

    def begin(self, what, *arguments):
        def run():
            try:
                what(*arguments)
            except InterruptedError:
                pass
            except BaseException as error:  # noqa: B902 - told by the one who waits for all
                if not self.over.is_set():
                    self.faults.append((what.__name__, arguments, error))
                    self.over.set()
        self.threads.append(threading.Thread(target=run, daemon=True))
        self.threads[-1].start()

    def is_running(self):
        return any(thread.is_alive() for thread in self.threads)

    def stop(self):
        self.over.set()

    @contextlib.contextmanager
    def act(self):
        """No time goes by at once meanwhile."""
        with self.taken:
            self.acting += 1
        try:
            yield
        finally:
            with self.taken:
                self.acting -= 1

    # --- people ---

    def next_visitor(self):
        with self.lock:
            return self.coming.pop() if self.coming else None

    def at_kiosk(self, key):
        """One visitor after another."""
        screen = self.stage.kiosk(key)
        while visit := self.next_visitor():
            self.until(visit.entered_s - BEFORE_S)
            with self.act():
                self.visit(Visitor(self.stage, screen, self.centre.labels[visit.service], ahead_of(visit.priority)), visit)

    def visit(self, visitor, visit):
        visitor.choose()
        self.until(visit.entered_s)
        self.take(visitor, visit)
        visitor.go()

    def take(self, visitor, visit, tries=3):
        """A page leaves some seconds after its paper has come: on a busy machine sooner than it is read. Then reception
        says which ticket it was; or it was none, and the visitor begins anew."""
        for left in range(tries)[::-1]:
            try:
                with self.readers.reading():
                    return self.note(visit, *visitor.take())
            except NotSeen:
                self.go_on()
                if self.take_unread(visit):
                    return None
                if not left:
                    raise
                visitor.choose()
        return None

    def note(self, visit, ticket, code):
        with self.taken:
            played = self.played[id(visit)]
            played.ticket, played.code, played.taken_ms = ticket, code, self.stage.now_ms()
            self.taken.notify_all()

    def take_unread(self, visit):
        """The newest ticket for its service that nobody has, once all the others have read theirs. False: there is none."""
        with self.taken:
            def waiting():
                return [one["ticket"] for one in self.stage.ask("Manager.ListTickets", service=visit.service)["tickets"]][::-1]

            ticket = self.readers.first_unread(waiting, lambda number: any(number == one.ticket for one in self.played.values()))
            if ticket:
                self.asked += 1
                self.note(visit, ticket, None)
        return ticket is not None

    def ticket_of(self, visit):
        """Its ticket, once it is there."""
        played = self.played[id(visit)]
        with self.taken:
            while not played.ticket:
                self.taken.wait(1)
                self.go_on()
        return played

    def leave_all(self):
        """Those who left, and those who were taken out."""
        for visit in sorted((one for one in self.day.visits if one.ending != "served" and one.over_s < DAY_S),
                            key=lambda one: one.over_s):
            self.until(visit.over_s)
            played = self.ticket_of(visit)
            if not self.waits(played):
                played.ended = "called"  # who has been called comes; in whose place that was leaves instead
                if not (played := self.passed_over()):
                    continue
            with self.act():
                played.ended = visit.ending if self.leave(visit, played) else "called"

    def leave(self, visit, played):
        """At a kiosk; without one whoever is taken out, has no code, or got lost there. False: called meanwhile."""
        way = TAKEN_OUT if visit.ending == "void" else UNREAD if not played.code else BY_TOUCH
        if way == BY_TOUCH:
            try:
                gone = Leaver(self.stage, self.stage.kiosk(EXIT), None).leave(played.ticket, self.day.date, played.code)
            except NotSeen:
                self.go_on()
                way = LOST
        if way == LOST:
            gone = "error" not in self.stage.reply("Visitor.Cancel", {"ticket": played.ticket, "code": played.code})
        elif way != BY_TOUCH:
            gone = "error" not in self.stage.reply("Reception.Void", {"ticket": played.ticket, "reason": "phantom"})
        if gone:
            self.left[way].append(played)
        return gone

    def waits(self, played):
        return self.stage.ask("Reception.GetTicket", ticket=played.ticket)["ticket"]["state"] == "waiting"

    def passed_over(self):
        """Of those who wait although they were called by now, as it was recorded, who should have been called first."""
        now_ms = self.stage.now_ms()
        for visit in self.by_call:
            played = self.played[id(visit)]
            if self.at_ms(visit.over_s) > now_ms:
                return None
            if not played.ticket or played.ended:
                continue
            if self.waits(played):
                return played
            played.ended = "served"  # or about to be: it is not asked again
        return None

    def at_counter(self, seat):
        visits = [visit for visit in self.centre.served[seat] if visit.over_s < DAY_S]
        if not visits:
            return
        self.until(max(0, visits[0].over_s - OPENS_S))
        with self.lock:  # one after another
            operator = Operator(self.stage, self.centre.counter(seat), self.centre.operator(seat))
        operator.sign_in()
        for visit in visits:
            self.until(visit.over_s)
            call = Call(seat, visit, self.at_ms(visit.over_s))
            with self.act():
                if not self.call(operator, call):
                    continue
            self.until(visit.began_s)
            with self.act():
                if not operator.arrive():
                    continue  # left at that very moment
            if visit.ended_s >= DAY_S:
                return  # is served when the day is closed
            self.until(visit.ended_s)
            call.ticket = operator.screen.see_number()  # it has stood there for long
            with self.act():
                operator.finish()
        operator.sign_out()

    def call(self, operator, call):
        """False: nobody came for long."""
        call.ticket = operator.call()
        call.nobody = not call.ticket
        while not call.ticket and self.stage.now_ms() - call.due_ms < NOBODY_S * 1000:
            self.stage.rest(AGAIN_MS)
            self.go_on()
            call.ticket = operator.call()
        call.at_ms = self.stage.now_ms()
        with self.lock:
            self.calls.append(call)
        return bool(call.ticket)

    def late_ms(self):
        """Of each call that was made, as those who made it saw it."""
        taken_ms = {played.ticket: played.taken_ms for played in list(self.played.values()) if played.ticket}
        return [call.at_ms - max(call.due_ms, taken_ms.get(call.ticket, 0)) for call in list(self.calls) if call.ticket]

    # --- time ---

    def play(self, hour):
        """All of it. hour(at_s): is told each hour that has gone by."""
        moments = [self.at_ms(at_s) for at_s in self.centre.moments()]
        next_hour_ms, place = self.at_ms(self.centre.moments()[0] // 3600 * 3600 + 3600), 0
        self.start()
        while self.is_running() and not self.over.is_set():
            now_ms = self.stage.now_ms()
            while place < len(moments) and moments[place] <= now_ms:
                place += 1
            while now_ms >= next_hour_ms:
                hour((next_hour_ms - self.midnight_ms) // 1000)
                next_hour_ms += 3600000
            if now_ms >= self.at_ms(DAY_S - LAST_S) and self.stage.speed > 1:
                self.stage.slow(1)
            if place and place < len(moments):
                self.pass_quiet(moments[place - 1], moments[place], next_hour_ms)
            time.sleep(0.05)
        if self.faults:
            what, arguments, error = self.faults[0]
            raise Wrong(f"{what} {' '.join(arguments)}: {error}") from error

    def pass_quiet(self, last_ms, next_ms, hour_ms):
        """Nobody does anything for long."""
        now_ms = self.stage.now_ms()
        until_ms = min(next_ms - 60000, hour_ms)
        if not self.acting and now_ms - last_ms > 60000 and next_ms - now_ms > QUIET_S * 1000 and self.papers_are_over():
            self.stage.jump(until_ms)

    def papers_are_over(self):
        return not self.stage.ask("Printer.WatchOrders")["orders"]
