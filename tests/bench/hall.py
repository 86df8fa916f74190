# SPDX-License-Identifier: MIT
"""A centre to be measured: 300 services that are always open, and what stands around them."""
from pathlib import Path

import bench

SERVICES, AGENCIES = 300, 12
DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def text(words):
    return "{ " + " ".join(f'{language} = "{words}";' for language in ("az", "ru", "en")) + " }"


def service(number):
    return f'{{ key = "s{number:03}"; name = {text(f"Service {number}")}; target_minutes = 15; usual_minutes = 10; }}'


def agency(number):
    services = ", ".join(service(one) for one in range(number, SERVICES, AGENCIES))
    return (f'{{ key = "a{number}"; name = {text(f"Agency {number}")}; series = "n{number}"; hours = "always"; '
            f'services = ( {services} ); }}')


def catalogue(counters):
    prefixes = [chr(ord("A") + number) + "T" for number in range(AGENCIES)]
    hours = " ".join(f'{day} = [ "00:00-24:00" ];' for day in DAYS)
    series = ", ".join(f'{{ key = "n{number}"; prefix = "{prefix}"; first = 1; last = 99999; overflow = "digit"; }}'
                       for number, prefix in enumerate(prefixes))
    agencies = ", ".join(agency(number) for number in range(AGENCIES))
    tiers = ", ".join(f'"a{number}"' for number in range(AGENCIES))
    desks = ", ".join(f'{{ key = "{one}"; label = "{one}"; zone = "hall"; profile = "all"; place = {text("there")}; }}'
                      for one in range(1, counters + 1))
    people = ", ".join(f'{{ id = "{100 + one}"; languages = [ "az" ]; }}' for one in range(1, counters + 1))
    return f"""
series = ( {series} );
classes = ( {{ key = "regular"; name = {text("Regular")}; question = {text("None")}; credit_minutes = 0; asked = false; }} );
outcomes = ( {{ key = "done"; digit = 1; name = {text("Done")}; fulfilled = true; cause = "none"; }} );
reasons = ( {{ key = "mistake"; name = {text("A mistake")}; }} );
zones = ( {{ key = "hall"; name = {text("Hall")}; }} );
hours = ( {{ key = "always"; {hours} }} );
agencies = ( {agencies} );
profiles = ( {{ key = "all"; tiers = ( [ {tiers} ] ); }} );
counters = ( {desks} );
operators = ( {people} );
printers = ( {{ key = "entrance"; queue = "entrance"; width_mm = 80; }} );
kiosks = ( {{ key = "door"; zone = "hall"; offers = [ {tiers} ]; printers = [ "entrance" ]; speak = false; }} );
boards = ( {{ key = "hall"; zones = [ "hall" ]; voice = false; }} );
"""


def write(folder, counters=40, extra=""):
    """The configuration in a folder; the path of its novbe.conf."""
    folder = Path(folder)
    (folder / "catalogue.conf").write_text(catalogue(counters))
    (folder / "calendar.conf").write_text("days = ( );\n")
    config = folder / "novbe.conf"
    roles = ", ".join(f'{{ role = "{role}"; users = [ "@owner" ]; }}'
                      for role in ("admin", "manager", "counter", "board", "printer", "network"))
    config.write_text(f"""
centre: {{ key = "bench"; name = {text("Bench")}; languages = [ "az", "ru", "en" ]; time_zone = "Asia/Baku"; }};
files: {{ catalogue = "catalogue.conf"; calendar = "calendar.conf"; languages = "{bench.SOURCE}/conf/lang";
  store = "store"; }};
roles = ( {roles} );
{extra}
""")
    return config
