# SPDX-License-Identifier: MIT
"""What a made day is: a centre of so many agencies, counters, kiosks, boards and printers, and the people who will come to it.
All of it by lot from one seed, so a day that went wrong can be had again.

Most come in the morning and after lunch; half of them want one of a few services. Some have two matters, some go ahead, some have a
need, some leave without waiting, some do not hear their number and come back.
"""
import random
from dataclasses import dataclass, field

MINUTE_S = 60
HOUR_S = 3600
LANGUAGES = ("az", "ru", "en")
LETTERS = "KMTRFL"  # of prefixes: told apart in every language (conf/catalogue.conf)
CLASSES = ("elderly", "infant")
NEEDS = ("step-free", "low-desk")
DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


@dataclass(frozen=True)
class Size:
    """Of a day. `open_s`, `shut_s`: seconds of the day; the last visitors come before `last_s`."""

    visitors: int
    operators: int
    kiosks: int
    boards: int
    printers: int
    agencies: int
    open_s: int
    last_s: int
    shut_s: int
    lunch_s: int


# A day's work in half of its hours, with services half as long: so the clock need not go so fast that what programs do in time
# when a person looks at them, they do no longer (an answer is waited for 10 seconds, which at 60 times the speed is a sixth of one).
FULL = Size(visitors=3000, operators=40, kiosks=5, boards=5, printers=2, agencies=12,
            open_s=9 * HOUR_S, last_s=12 * HOUR_S + 30 * MINUTE_S, shut_s=18 * HOUR_S, lunch_s=25 * MINUTE_S)
SMALL = Size(visitors=100, operators=6, kiosks=2, boards=2, printers=2, agencies=3,
             open_s=9 * HOUR_S, last_s=9 * HOUR_S + 20 * MINUTE_S, shut_s=11 * HOUR_S, lunch_s=3 * MINUTE_S)


@dataclass
class Person:
    """Somebody who will come, and what for."""

    place: int  # in the order of coming
    comes_s: int  # second of the day
    kiosk: str
    services: list
    wish_class: str = None
    need: str = None
    # "stays"; "leaves": after `patience_s`, if not called before; "misses": the first call, and comes back if `returns`
    habit: str = "stays"
    returns: bool = False
    patience_s: int = 0
    way_s: int = 20
    serve_s: list = field(default_factory=list)  # one a step


class Plan:
    def __init__(self, size, seed=1):
        self.size = size
        self.chance = random.Random(seed)
        self.agencies = [f"agency-{place:02}" for place in range(1, size.agencies + 1)]
        self.services = {agency: [f"{agency}-{letter}" for letter in "abc"] for agency in self.agencies}
        self.kiosks = [f"door-{place}" for place in range(1, size.kiosks + 1)]
        self.boards = [f"wall-{place}" for place in range(1, size.boards + 1)]
        self.printers = [f"printer-{place}" for place in range(1, size.printers + 1)]
        self.counters = [str(place) for place in range(1, size.operators + 1)]
        self.people = self.make_people()

    def operator(self, counter):
        return str(100 + int(counter))

    # --- people ---

    def make_people(self):
        """As many services an hour as the counters can give, at the peak a little more: there is always a queue then."""
        size, chance = self.size, self.chance
        span_s = size.last_s - size.open_s
        comes = []
        while len(comes) < size.visitors:
            share = chance.random()
            # Two peaks over an even ground.
            density = 0.55 + 0.45 * max(0, 1 - abs(share - 0.2) / 0.18) + 0.35 * max(0, 1 - abs(share - 0.68) / 0.15)
            if chance.random() < density:
                comes.append(size.open_s + int(share * span_s))
        usual_s = self.usual_s()
        return [self.make_person(place, comes_s, usual_s) for place, comes_s in enumerate(sorted(comes))]

    def usual_s(self):
        """Of one service, all that is around it left out: nine tenths of the operators' time over the day."""
        size = self.size
        return 0.78 * size.operators * (size.last_s - size.open_s) / size.visitors - 40

    def make_person(self, place, comes_s, usual_s):
        chance = self.chance
        agency = chance.choices(self.agencies, [3 if i % 4 == 0 else 1.5 for i in range(len(self.agencies))])[0]
        services = [chance.choices(self.services[agency], (5, 3, 2))[0]]
        if chance.random() < 0.06:
            other = chance.choice([one for one in self.agencies if one != agency])
            services.append(chance.choice(self.services[other]))
        person = Person(place, comes_s, chance.choice(self.kiosks), services)
        if chance.random() < 0.08:
            person.wish_class = chance.choice(CLASSES)
        if chance.random() < 0.04:
            person.need = chance.choice(NEEDS)
        lot = chance.random()
        if lot < 0.03 and len(services) == 1:
            person.habit, person.patience_s = "leaves", chance.randint(2, 8) * MINUTE_S
        elif lot < 0.08 and len(services) == 1:
            person.habit, person.returns = "misses", chance.random() < 0.4
        person.way_s = chance.randint(8, 45)
        person.serve_s = [max(30, int(chance.lognormvariate(0, 0.5) * usual_s * 0.88)) for _ in services]
        return person

    # --- the catalogue ---

    def catalogue(self):
        return "\n".join((self.words_of_the_house(), self.agencies_text(), self.places_text()))

    def words_of_the_house(self):
        series = ", ".join(f'{{ key = "{agency}"; prefix = "{prefix_of(place)}"; first = 1; last = 999; overflow = "digit"; }}'
                           for place, agency in enumerate(self.agencies))
        hours = " ".join(f'{day} = [ "{clock(self.size.open_s - HOUR_S)}-{clock(self.size.shut_s)}" ];' for day in DAYS)
        return f"""
series = ( {series} );
skip = {{ numbers = [ 13 ]; letters = [ "O" ]; }};
classes = ( {{ key = "regular"; name = {text("Regular")}; question = {text("None")}; credit_minutes = 0; asked = false; }},
  {{ key = "elderly"; name = {text("Older")}; question = {text("I am 65")}; credit_minutes = 20; asked = true; }},
  {{ key = "infant"; name = {text("With a child")}; question = {text("A small child")}; credit_minutes = 25; asked = true; }} );
needs = ( {{ key = "step-free"; name = {text("Step-free")}; kind = "hard"; call_seconds = 90; }},
  {{ key = "low-desk"; name = {text("Low desk")}; kind = "hard"; call_seconds = 90; }} );
outcomes = ( {{ key = "done"; digit = 1; name = {text("Done")}; fulfilled = true; cause = "none"; }},
  {{ key = "missing"; digit = 2; name = {text("Missing")}; fulfilled = false; cause = "visitor"; }} );
pauses = ( {{ key = "lunch"; name = {text("Lunch")}; minutes = 30; }} );
tasks = ( {{ key = "mail"; name = {text("Mail")}; }} );
reasons = ( {{ key = "mistake"; name = {text("A mistake")}; }} );
zones = ( {{ key = "hall"; name = {text("Hall")}; }} );
hours = ( {{ key = "day"; {hours} }} );
"""

    def agencies_text(self):
        listed = []
        for agency in self.agencies:
            here = self.services[agency]
            services = ", ".join(
                f'{{ key = "{key}"; name = {text(name_of(key))}; target_minutes = {target}; usual_minutes = 5; '
                f'transfer_to = [ "{here[(place + 1) % len(here)]}" ]; }}'
                for place, (key, target) in enumerate(zip(here, (10, 15, 20))))
            listed.append(f'{{ key = "{agency}"; name = {text(name_of(agency))}; series = "{agency}"; hours = "day"; '
                          f'services = ( {services} ); }}')
        return "agencies = ( " + ",\n  ".join(listed) + " );"

    def places_text(self):
        """Every counter has an agency of its own and helps all the others out, every second one meets every need."""
        others = {agency: ", ".join(f'"{one}"' for one in self.agencies if one != agency) for agency in self.agencies}
        profiles = ", ".join(f'{{ key = "{agency}"; tiers = ( [ "{agency}" ], [ {others[agency]} ] ); }}'
                             for agency in self.agencies)
        counters = ", ".join(
            f'{{ key = "{key}"; label = "{key}"; zone = "hall"; profile = "{self.agencies[int(key) % len(self.agencies)]}"; '
            f'place = {text("Row " + key)}; meets = [ {quoted(NEEDS) if int(key) % 2 == 0 else ""} ]; }}'
            for key in self.counters)
        operators = ", ".join(f'{{ id = "{self.operator(key)}"; languages = [ {quoted(LANGUAGES)} ]; }}'
                              for key in self.counters)
        printers = ", ".join(f'{{ key = "{key}"; queue = "{key}"; width_mm = 80; }}' for key in self.printers)
        kiosks = ", ".join(f'{{ key = "{key}"; zone = "hall"; offers = [ {quoted(self.agencies)} ]; '
                           f'printers = [ {quoted(self.printers)} ]; printers_beside = {len(self.printers)}; speak = false; }}'
                           for key in self.kiosks)
        boards = ", ".join(f'{{ key = "{key}"; zones = [ "hall" ]; voice = false; }}' for key in self.boards)
        return "\n".join(f"{word} = ( {rows} );" for word, rows in (
            ("profiles", profiles), ("counters", counters), ("operators", operators), ("printers", printers),
            ("kiosks", kiosks), ("boards", boards)))


def text(words):
    return "{ " + " ".join(f'{language} = "{words}";' for language in LANGUAGES) + " }"


def quoted(keys):
    return ", ".join(f'"{key}"' for key in keys)


def clock(second):
    return f"{second // HOUR_S:02}:{second // MINUTE_S % 60:02}"


def prefix_of(place):
    """Two letters, none the other one turned round."""
    pairs = [first + second for at, first in enumerate(LETTERS) for second in LETTERS[at + 1:]]
    return pairs[place]


def name_of(key):
    """What buttons say: no name is part of another one."""
    word, number, *letter = key.split("-")
    return f"{word.capitalize()} {number}" if not letter else f"Matter {number}{letter[0].upper()}"
