# SPDX-License-Identifier: MIT
"""A hall in which a bank's recorded day (tests/stage/bank_days.py) happens again: everybody does at that very second what they
did then.

Every seat of the file is a counter with an operator of its own, every type a service, every priority a class. The clock
stands still but for what the file says, so what the ledger holds are the seconds of the file.
"""
import datetime
import sys
import zoneinfo

from centre import SOURCE, until
from hall import ALL_ROLES, HOURS, PIN, Hall, Terminal, text

sys.path.append(str(SOURCE / "tests" / "stage"))
from visits import DAY_S  # noqa: E402

TARGET_MINUTES = {"ps": 1, "nw": 2, "in": 3, "ne": 2, "tt": 4, "pe": 5}
CREDIT_MINUTES = {"2": 2}


def listed(items):
    return ", ".join(items)


def catalogue(services, priorities, seats):
    one = lambda key: f'{{ key = "{key}"; name = {text(key)};'  # noqa: E731
    return f"""
series = ( {{ key = "a"; prefix = "KA"; first = 1; last = 999; overflow = "digit"; }} );
classes = ( {listed(f'{one(key)} question = {text(key)}; credit_minutes = {CREDIT_MINUTES.get(key, 0)}; asked = true; }}'
                    for key in priorities)} );
outcomes = ( {one("done")} digit = 1; fulfilled = true; cause = "none"; }} );
reasons = ( {one("file")} }} );
zones = ( {one("hall")} }} );
hours = ( {{ key = "always"; {HOURS} }} );
agencies = ( {one("bank")} series = "a"; hours = "always"; services = (
    {listed(f'{one(key)} target_minutes = {TARGET_MINUTES.get(key, 2)}; usual_minutes = 3; }}' for key in services)} ); }} );
profiles = ( {{ key = "all"; tiers = ( [ "bank" ] ); }} );
counters = ( {listed(f'{{ key = "{place}"; label = "{place}"; zone = "hall"; profile = "all"; place = {text(seat)}; }}'
                     for place, seat in enumerate(seats, 1))} );
operators = ( {listed(f'{{ id = "{100 + place}"; languages = [ "en" ]; }}' for place in range(1, len(seats) + 1))} );
kiosks = ( {{ key = "door"; zone = "hall"; offers = [ "bank" ]; speak = false; }} );
boards = ( {{ key = "hall"; zones = [ "hall" ]; voice = false; }} );
"""


class BankHall(Hall):
    """It is midnight, at which the day begins, and no time goes by (wall.go_to)."""

    def __init__(self, day):
        self.visits, self.seats = day.visits, day.seats
        self.text = catalogue(day.services, sorted({visit.priority for visit in day.visits}), self.seats)
        midnight = datetime.datetime.fromisoformat(day.date).replace(tzinfo=zoneinfo.ZoneInfo(day.zone))
        self.midnight_ms = int(midnight.timestamp()) * 1000
        super().__init__(roles=ALL_ROLES, rules="served_percent = 0; ", begins=day.date + " 00:00", zone=day.zone, start=False)
        self.wall.stand_still(self.midnight_ms)
        self.start()

    def write_config(self, extra=""):
        super().write_config(extra + 'report: { operators = "named"; };\n')

    def operator(self, seat):
        return str(101 + self.seats.index(seat))

    def counter(self, seat):
        return str(1 + self.seats.index(seat))


class Replay:
    """Does the day, for a case in such a hall. `chosen`: how many each operator did not call by Next, as Next would have
    called somebody else, by id."""

    def __init__(self, case):
        self.case, self.hall = case, case.centre
        self.terminals, self.tickets, self.left = {}, {}, {}
        self.called = 0
        self.chosen = dict.fromkeys(map(self.hall.operator, self.hall.seats), 0)

    def acts(self):
        """(second, order within it, visit or seat, acts). Who has been called before comes, and what has begun ends, before
        others come; those leave before others are called."""
        acts = []
        for place, visit in enumerate(self.hall.visits):
            acts.append((visit.entered_s, 2, place, visit, (self.enter,)))
            if visit.ending != "served":
                acts.append((visit.over_s, 3, place, visit, (self.leave,)))
                continue
            at = ((visit.over_s, self.call), (visit.began_s, self.arrive), (visit.ended_s, self.finish))
            at_once = tuple(act for at_s, act in at if at_s == visit.over_s)
            acts.append((visit.over_s, 4, visit.ended_s, visit, at_once))
            acts.extend((at_s, order, place, visit, (act,))
                        for order, (at_s, act) in enumerate(at[1:]) if at_s > visit.over_s)
            self.left[visit.seat] = self.left.get(visit.seat, 0) + 1
        return sorted((act for act in acts if act[0] < DAY_S), key=lambda act: act[:3])

    def until_midnight(self):
        for seat in self.hall.seats:
            self.case.ask("Admin.SetPin", operator=self.hall.operator(seat), pin=PIN)
        for at_s, _, _, visit, acts in self.acts():
            self.hall.wall.go_to(self.hall.midnight_ms + at_s * 1000)
            for act in acts:
                act(visit)

    def close(self, date):
        """The day ends, and time goes by again."""
        self.hall.wall.go_to(self.hall.midnight_ms + DAY_S * 1000)
        until(lambda: date in self.case.ask("Manager.ListReportDays")["days"], "the day to be closed")
        self.hall.wall.go_on()

    # --- what people do ---

    def enter(self, visit):
        wish = {"services": [visit.service], "class": visit.priority}
        if visit.over_s == visit.entered_s:  # it did not queue
            answer = self.case.ask("Reception.Issue", **wish)
        else:
            answer = self.case.ask("Visitor.Issue", kiosk="door", **wish)
        self.tickets[id(visit)] = answer["ticket"]

    def leave(self, visit):
        ticket = self.tickets[id(visit)]
        if visit.ending == "void":
            self.case.ask("Reception.Void", ticket=ticket["ticket"], reason="file")
        else:
            self.case.ask("Visitor.Cancel", ticket=ticket["ticket"], code=ticket["code"])

    def call(self, visit):
        if visit.seat not in self.terminals:
            self.terminals[visit.seat] = Terminal(self.case, self.hall.operator(visit.seat), self.hall.counter(visit.seat))
        terminal, ticket = self.terminals[visit.seat], self.tickets[id(visit)]["ticket"]
        self.called += 1
        if terminal.ask("ListWaiting", limit=1)["tickets"][0]["ticket"] == ticket:
            self.case.assertEqual(terminal.ask("Next")["ticket"]["ticket"], ticket)
        else:
            self.chosen[terminal.operator] += 1
            terminal.ask("Choose", ticket=ticket, reason="file")

    def arrive(self, visit):
        self.terminals[visit.seat].ask("Arrive")

    def finish(self, visit):
        """The last of a seat signs it out."""
        terminal = self.terminals[visit.seat]
        terminal.finish()
        self.left[visit.seat] -= 1
        if not self.left[visit.seat]:
            terminal.ask("SignOut", leave_parked=True)
