# SPDX-License-Identifier: MIT
"""A centre for a recorded day (visits.Day): a counter for each seat, as many kiosks as the day needs, a board, printers; and
the moments of the day at which somebody does something."""
import re
import statistics

from hall import HOURS, text
from visits import DAY_S

# A label that is a word of its own at a kiosk is no longer.
LABEL_SIGNS = 24
CREDIT_MINUTES = {"2": 2}  # the bank's regulars of rank: 90 s ahead of others
BEFORE_S = 25  # so long before the moment of a ticket its visitor stands at the kiosk
KIOSK_S = 15  # and so long it is not free for the next
KIOSKS_MOST, PRINTERS = 8, ("printer-1", "printer-2")
OPENS_S = 600  # a counter opens so long before its first call
BOARD, EXIT = "hall", "exit"  # a kiosk for those who leave
CLOSED = "closed"  # a counter at which nobody sits, for what nobody served that day: a catalogue wants one


def listed(items):
    return ", ".join(items)


def labels(services):
    """{key: label}: short, and none the beginning of another's."""
    chosen = {}
    for key, name in services.items():
        words = re.sub(r'["\\\s]+', " ", name).strip()
        label = words if len(words) <= LABEL_SIGNS else words[:LABEL_SIGNS].rsplit(" ", 1)[0].rstrip(" ,.-(")
        number = 1
        while (label if number == 1 else f"{label} {number}") in chosen.values():
            number += 1
        chosen[key] = label if number == 1 else f"{label} {number}"
    return chosen


def is_regular(priority):
    return not CREDIT_MINUTES.get(priority)


def ahead_of(priority):
    """How a class is asked for at a kiosk, and its name; None: it need not be asked for."""
    return None if is_regular(priority) else (f"I have priority {priority}", f"Priority {priority}")


def minutes(lengths_s, usual):
    return max(1, round(statistics.median(lengths_s) / 60)) if lengths_s else usual


class DayCentre:
    def __init__(self, day):
        self.day = day
        self.labels = labels(day.services)
        self.kiosks = [f"kiosk-{number}" for number in range(1, self.kiosks_needed() + 1)]
        unserved = set(day.services) - {visit.service for visit in day.visits if visit.ending == "served"}
        self.seats = [*day.seats, CLOSED] if unserved else day.seats
        self.served = {seat: [] for seat in day.seats}
        for visit in day.visits:
            if visit.ending == "served":
                self.served[visit.seat].append(visit)
        self.served = {seat: sorted(visits, key=lambda visit: (visit.over_s, visit.ended_s))
                       for seat, visits in self.served.items() if visits}

    def kiosks_needed(self):
        """How many visitors stand at kiosks at once, at most, and one to spare."""
        entered = [visit.entered_s for visit in self.day.visits]
        first = most = 0
        for last, at_s in enumerate(entered):
            while at_s - entered[first] > BEFORE_S + KIOSK_S:
                first += 1
            most = max(most, last - first + 1)
        return min(most + 1, KIOSKS_MOST)

    def counter(self, seat):
        return str(1 + self.seats.index(seat))

    def operator(self, seat):
        return str(101 + self.seats.index(seat))

    def moments(self):
        """Seconds at which somebody does something, in order."""
        moments = set()
        for visit in self.day.visits:
            moments.update(at_s for at_s in (visit.entered_s - BEFORE_S, visit.over_s, visit.began_s, visit.ended_s)
                           if at_s is not None and at_s < DAY_S)
        moments.update(max(0, visits[0].over_s - OPENS_S) for visits in self.served.values())
        return sorted(moments)

    def taken_together(self):
        """Sets of services that share counters: whoever called one of them might have called any. So at each recorded call
        somebody waits here, too, whomever the calls before it gave."""
        groups = [{key} for key in self.day.services]
        for visits in self.served.values():
            keys = {visit.service for visit in visits}
            shared = [group for group in groups if group & keys]
            groups = [group for group in groups if not group & keys] + [set().union(*shared)]
        return groups

    def profile(self, seat):
        keys = {visit.service for visit in self.served.get(seat, ())}
        keys = sorted(set().union(*(group for group in self.taken_together() if group & keys)) or self.day.services)
        return f'{{ key = "at-{self.counter(seat)}"; tiers = ( [ {listed(f"{chr(34)}{key}{chr(34)}" for key in keys)} ] ); }}'

    def service(self, key):
        visits = [visit for visit in self.day.visits if visit.service == key and visit.ending == "served"]
        target = minutes([visit.over_s - visit.entered_s for visit in visits], 15)
        usual = minutes([visit.ended_s - visit.began_s for visit in visits], 5)
        return (f'{{ key = "{key}"; name = {text(self.labels[key])}; target_minutes = {target}; '
                f'usual_minutes = {min(usual, 60)}; }}')

    def classes(self):
        found = ['{ key = "regular"; name = ' + text("Regular") + "; question = " + text("None of these")
                 + "; credit_minutes = 0; asked = false; }"]
        for priority in sorted({visit.priority for visit in self.day.visits if not is_regular(visit.priority)}):
            question, name = ahead_of(priority)
            found.append(f'{{ key = "priority-{priority}"; name = {text(name)}; question = {text(question)}; '
                         f"credit_minutes = {CREDIT_MINUTES[priority]}; asked = true; }}")
        return listed(found)

    def kiosk(self, number, key):
        printers = PRINTERS if number % 2 == 0 else PRINTERS[::-1]
        return (f'{{ key = "{key}"; zone = "hall"; offers = [ "office" ]; speak = false; printers_beside = 2; '
                f'printers = [ {listed(f"{chr(34)}{one}{chr(34)}" for one in printers)} ]; }}')

    def catalogue(self):
        one = lambda key: f'{{ key = "{key}"; name = {text(key)};'  # noqa: E731
        place = lambda seat: text(re.sub(r'["\\]', "", seat))  # noqa: E731
        return f"""
series = ( {{ key = "a"; prefix = "KA"; first = 1; last = 999; overflow = "digit"; }} );
classes = ( {self.classes()} );
outcomes = ( {one("done")} digit = 1; fulfilled = true; cause = "none"; }} );
reasons = ( {one("phantom")} }} );
zones = ( {one("hall")} }} );
hours = ( {{ key = "always"; {HOURS} }} );
agencies = ( {{ key = "office"; name = {text("Services")}; series = "a"; hours = "always"; services = (
    {listed(map(self.service, self.day.services))} ); }} );
profiles = ( {listed(map(self.profile, self.seats))} );
counters = ( {listed(f'{{ key = "{self.counter(seat)}"; label = "{self.counter(seat)}"; zone = "hall"; '
                     f'profile = "at-{self.counter(seat)}"; place = {place(seat)}; }}' for seat in self.seats)} );
operators = ( {listed(f'{{ id = "{self.operator(seat)}"; languages = [ "en" ]; }}' for seat in self.seats)} );
printers = ( {listed(f'{{ key = "{key}"; queue = "{key}"; width_mm = 80; }}' for key in PRINTERS)} );
kiosks = ( {listed(self.kiosk(number, key) for number, key in enumerate([*self.kiosks, EXIT]))} );
boards = ( {{ key = "{BOARD}"; zones = [ "hall" ]; voice = true; }} );
"""
