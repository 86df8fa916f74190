# SPDX-License-Identifier: MIT
"""Centres to be measured: 300 services that are always open, and what stands around them.

`write` makes one with the least that a ticket needs; `write_busy` one as they are: who goes ahead, who needs something,
agencies with counters of their own that help out next door (the last counter serves all), appointments, visitors sent
on, pauses."""
from pathlib import Path

import bench

SERVICES, AGENCIES = 300, 12
PREFIXES = ("KA", "MA", "LA", "RA", "TA", "TU", "MU", "LU", "FA", "FL", "FR", "KF")  # told apart by eye and ear
DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def text(words):
    return "{ " + " ".join(f'{language} = "{words}";' for language in ("az", "ru", "en")) + " }"


def service(number, more=""):
    return (f'{{ key = "s{number:03}"; name = {text(f"Service {number}")}; target_minutes = 15; usual_minutes = 10; '
            f'{more} }}')


def agency(number, more=lambda service: ""):
    services = ", ".join(service(one, more(one)) for one in range(number, SERVICES, AGENCIES))
    return (f'{{ key = "a{number}"; name = {text(f"Agency {number}")}; series = "n{number}"; hours = "always"; '
            f'services = ( {services} ); }}')


def shared():
    """Series and hours."""
    hours = " ".join(f'{day} = [ "00:00-24:00" ];' for day in DAYS)
    series = ", ".join(f'{{ key = "n{number}"; prefix = "{prefix}"; first = 1; last = 99999; overflow = "digit"; }}'
                       for number, prefix in enumerate(PREFIXES))
    return f"""
series = ( {series} );
hours = ( {{ key = "always"; {hours} }} );
zones = ( {{ key = "hall"; name = {text("Hall")}; }} );
printers = ( {{ key = "entrance"; queue = "entrance"; width_mm = 80; }} );
boards = ( {{ key = "hall"; zones = [ "hall" ]; voice = false; }} );
"""


def tiers_of(agencies):
    return ", ".join(f'"a{number}"' for number in agencies)


def counter(number, profile, more=""):
    return (f'{{ key = "{number}"; label = "{number}"; zone = "hall"; profile = "{profile}"; place = {text("there")}; '
            f'{more} }}')


def catalogue(counters):
    agencies = ", ".join(agency(number) for number in range(AGENCIES))
    tiers = tiers_of(range(AGENCIES))
    desks = ", ".join(counter(one, "all") for one in range(1, counters + 1))
    people = ", ".join(f'{{ id = "{100 + one}"; languages = [ "az" ]; }}' for one in range(1, counters + 1))
    return f"""{shared()}
classes = ( {{ key = "regular"; name = {text("Regular")}; question = {text("None")}; credit_minutes = 0; asked = false; }} );
outcomes = ( {{ key = "done"; digit = 1; name = {text("Done")}; fulfilled = true; cause = "none"; }} );
reasons = ( {{ key = "mistake"; name = {text("A mistake")}; }} );
agencies = ( {agencies} );
profiles = ( {{ key = "all"; tiers = ( [ {tiers} ] ); }} );
counters = ( {desks} );
operators = ( {people} );
kiosks = ( {{ key = "door"; zone = "hall"; offers = [ {tiers} ]; printers = [ "entrance" ]; speak = false; }} );
"""


def ahead(key, words, **options):
    more = " ".join(f"{name} = {value};" for name, value in options.items())
    return f'{{ key = "{key}"; name = {text(words)}; question = {text(words)}; asked = true; {more} }}'


def word(key, words, more=""):
    return f'{{ key = "{key}"; name = {text(words)}; {more} }}'


def of_service(number):
    """Sent on to the next service of the same agency; half of them take parties."""
    on = (number + AGENCIES) % SERVICES if number + AGENCIES < SERVICES else number % AGENCIES
    several = "ask_how_many = true; how_many_limit = 5;" if number // AGENCIES % 2 else ""
    return f'slot_places = 4; promote_minutes = 60; transfer_to = [ "s{on:03}" ]; {several}'


def busy_catalogue(counters):
    agencies = ", ".join(agency(number, of_service) for number in range(AGENCIES))
    profiles = ", ".join(f'{{ key = "p{number}"; tiers = ( [ "a{number}" ], [ "a{(number + 1) % AGENCIES}" ] ); }}'
                         for number in range(AGENCIES))
    desks = ", ".join(counter(one, f"p{one % AGENCIES}" if one < counters else "all",
                              'meets = [ "step-free" ];' if one % 5 == 0 else "") for one in range(1, counters + 1))
    people = ", ".join(f'{{ id = "{1000 + one}"; languages = [ "az", "ru", "en" ]; }}' for one in range(1, counters + 1))
    outcomes = ", ".join(word(key, words, f'digit = {digit}; fulfilled = {fulfilled}; cause = "{cause}";')
                         for digit, key, words, fulfilled, cause in (
                             (1, "done", "Done", "true", "none"), (2, "accepted", "Accepted", "true", "none"),
                             (3, "missing", "Paper missing", "false", "visitor"),
                             (4, "down", "System down", "false", "agency")))
    return f"""{shared()}
classes = ( {ahead("regular", "Regular", credit_minutes=0)}, {ahead("elderly", "Elderly", credit_minutes=20)},
  {ahead("infant", "Infant", credit_minutes=25)}, {ahead("veteran", "Veteran", tier=1)},
  {ahead("appointment", "Appointment", credit_minutes=15)} );
needs = ( {word("step-free", "Step-free", 'kind = "hard"; call_seconds = 120;')} );
outcomes = ( {outcomes} );
pauses = ( {word("lunch", "Lunch", "minutes = 45;")}, {word("short", "Short break", "minutes = 5;")} );
tasks = ( {word("mail", "Mail")} );
reasons = ( {word("mistake", "A mistake")} );
agencies = ( {agencies} );
profiles = ( {profiles}, {{ key = "all"; tiers = ( [ {tiers_of(range(AGENCIES))} ] ); }} );
counters = ( {desks} );
operators = ( {people} );
kiosks = ( {{ key = "door"; zone = "hall"; offers = [ {tiers_of(range(AGENCIES))} ]; printers = [ "entrance" ];
  speak = false; }} );
"""


def write(folder, counters=40, extra=""):
    """The configuration in a folder; the path of its novbe.conf."""
    return write_centre(folder, catalogue(counters), extra)


def write_busy(folder, counters=200, extra=""):
    return write_centre(folder, busy_catalogue(counters), extra)


def write_centre(folder, objects, extra):
    folder = Path(folder)
    (folder / "catalogue.conf").write_text(objects)
    (folder / "calendar.conf").write_text("days = ( );\n")
    config = folder / "novbe.conf"
    roles = ", ".join(f'{{ role = "{role}"; users = [ "@owner" ]; }}'
                      for role in ("admin", "manager", "counter", "board", "printer", "network"))
    config.write_text(f"""
centre: {{ key = "bench"; name = {text("Bench")}; languages = [ "az", "ru", "en" ]; time_zone = "Asia/Baku"; }};
files: {{ catalogue = "catalogue.conf"; calendar = "calendar.conf"; languages = "{bench.SOURCE}/conf/lang";
  store = "store"; }};
rules: {{ handful_tickets = 0; served_percent = 0; }}; # one kiosk gives them all, and nobody is refused, however many wait
roles = ( {roles} );
{extra}
""")
    return config
