# SPDX-License-Identifier: MIT
"""A small centre that is always open, for tests of what happens in its hall: two agencies, four services, two counters,
three printers, a kiosk that has two of them and one that has none.

    passport   the police's: party up to 3, two bookings a quarter of an hour, may be sent on to visa
    visa       the police's: no bookings
    deed       the notary's: one booking a quarter of an hour
    archive    the notary's: never open
"""
import contextlib
import datetime
import pathlib
import re
import resource
import subprocess

from centre import NOVBED, OWNER_ROLES, Case, Centre, until

HOURS = " ".join(f'{day} = [ "00:00-24:00" ];' for day in
                 ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"))
NEVER = " ".join(f"{day} = [ ];" for day in
                 ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"))


def text(words):
    return "{ " + " ".join(f'{language} = "{words}";' for language in ("az", "ru", "en")) + " }"


def service(key, options=""):
    return f'{{ key = "{key}"; name = {text(key)}; target_minutes = 15; usual_minutes = 10; {options} }}'


CATALOGUE = f"""
series = ( {{ key = "a"; prefix = "KA"; first = 1; last = 999; overflow = "digit"; }},
           {{ key = "n"; prefix = "TU"; first = 1; last = 4; overflow = "refuse"; }} );
skip = {{ numbers = [ 13 ]; letters = [ "O" ]; }};
classes = (
    {{ key = "regular"; name = {text("Regular")}; question = {text("None")}; credit_minutes = 0; asked = false; }},
    {{ key = "elderly"; name = {text("Older")}; question = {text("I am 65")}; credit_minutes = 20; asked = true; }} );
needs = ( {{ key = "step-free"; name = {text("Step-free")}; kind = "hard"; call_seconds = 10; }},
          {{ key = "low-desk"; name = {text("Low desk")}; kind = "hard"; call_seconds = 10; }} );
outcomes = (
    {{ key = "done"; digit = 1; name = {text("Done")}; fulfilled = true; cause = "none"; }},
    {{ key = "missing"; digit = 2; name = {text("Missing")}; fulfilled = false; cause = "visitor"; }} );
pauses = ( {{ key = "lunch"; name = {text("Lunch")}; minutes = 30; }} );
tasks = ( {{ key = "mail"; name = {text("Mail")}; }} );
reasons = ( {{ key = "mistake"; name = {text("A mistake")}; }}, {{ key = "fire"; name = {text("Fire")}; }} );
zones = ( {{ key = "hall"; name = {text("Hall")}; }} );
hours = ( {{ key = "always"; {HOURS} }}, {{ key = "never"; {NEVER} }} );
agencies = (
    {{ key = "police"; name = {text("Police")}; series = "a"; hours = "always"; services = (
        {service("passport", 'ask_how_many = true; how_many_limit = 3; slot_places = 2; transfer_to = [ "visa" ];')},
        {service("visa")} ); }},
    {{ key = "notary"; name = {text("Notary")}; series = "n"; hours = "always"; services = (
        {service("deed", 'slot_places = 1; national_code = "N-1";')},
        {service("archive", 'hours = "never";')} ); }} );
profiles = ( {{ key = "police"; tiers = ( [ "police" ] ); }},
             {{ key = "all"; tiers = ( [ "police" ], [ "notary" ] ); }} );
counters = (
    {{ key = "1"; label = "1"; zone = "hall"; profile = "police"; place = {text("left")};
       meets = [ "step-free", "low-desk" ]; }},
    {{ key = "2"; label = "2"; zone = "hall"; profile = "all"; place = {text("right")}; meets = [ "step-free" ]; }} );
operators = ( {{ id = "101"; languages = [ "az", "ru" ]; }}, {{ id = "102"; languages = [ "az", "en" ]; }} );
printers = ( {{ key = "entrance"; queue = "entrance"; width_mm = 80; }},
             {{ key = "hall"; queue = "hall"; width_mm = 80; }},
             {{ key = "desk"; queue = "desk"; width_mm = 58; }} );
kiosks = (
    {{ key = "door"; zone = "hall"; offers = [ "police", "notary" ]; printers = [ "entrance", "hall" ]; speak = false; }},
    {{ key = "bare"; zone = "hall"; offers = [ "police" ]; speak = false; }} );
boards = ( {{ key = "hall"; zones = [ "hall" ]; voice = false; }} );
"""


PIN = "2468"
ALL_ROLES = ", ".join(f'{{ role = "{role}"; users = [ "@owner" ]; }}' for role in
                  ("visitor", "reception", "counter", "board", "manager", "printer", "network", "follower", "admin"))


class Hall(Centre):
    """The small centre. Close it, or use it in a `with`."""

    text = CATALOGUE

    def __init__(self, roles=OWNER_ROLES, rules="", **options):
        self.rules = rules
        super().__init__(roles=roles, **options)

    def write_config(self, extra=""):
        self.catalogue = pathlib.Path(self.folder) / "catalogue.conf"
        self.calendar = pathlib.Path(self.folder) / "calendar.conf"
        self.catalogue.write_text(self.text)
        self.calendar.write_text("days = ( );\n")
        # Tests take many tickets at one kiosk in no time.
        handfuls = "" if "handful_tickets" in self.rules else "handful_tickets = 0; "
        super().write_config(extra + f"rules: {{ {handfuls}{self.rules} }};\n")


class WideHall(Hall):
    """Beside what the small centre has: a third counter, a service for one visitor a day (few), one that gives its last
    tickets at the first minute (late); ten seconds after a call it may be a no-show."""

    text = CATALOGUE.replace(
        "counters = (", f'counters = ( {{ key = "3"; label = "3"; zone = "hall"; profile = "all"; place = {text("behind")};'
        ' meets = [ ]; },', 1).replace(
        service("archive", 'hours = "never";'), ", ".join([
            service("archive", 'hours = "never";'), service("few", "daily_limit = 1;"),
            service("late", "cutoff_minutes = 1439;")]))

    def write_config(self, extra=""):
        super().write_config(extra)
        self.config.write_text(self.config.read_text().replace("time_zone =", "call_seconds = 10; time_zone =", 1))


def final_rows(page):
    """The rows of a page of Network.Ledger, each a dict; keys in place of their places in `names`."""
    steps, names = page["steps"], page["names"]
    keys = ("day", "ticket", "service", "agency", "class", "language", "counter", "operator", "outcome")
    count = len(steps["seq"])
    assert {len(column) for column in steps.values()} == {count}, {name: len(column) for name, column in steps.items()}
    named = {key: [names[place] if place >= 0 else None for place in steps[key]] for key in keys}
    return [{**{name: column[i] for name, column in steps.items()}, **{key: named[key][i] for key in keys}}
            for i in range(count)]


class HallCase(Case):
    """A test in a hall of its own: self.ask("Reception.Issue", services=["visa"]) answers the parameters,
    self.refused("UnknownTicket", "Reception.Void", ...) expects that error of org.novbe.Refused."""

    rules = ""
    options = {}
    hall = Hall

    def setUp(self):
        self.centre = self.hall(roles=self.roles, rules=self.rules, limits=self.limits, **self.options)
        self.addCleanup(self.centre.close)
        self.talk = self.centre.talk()

    def now_ms(self):
        return self.centre.wall.now_ms()

    def reply(self, method, parameters, talk=None):
        return (talk or self.talk).call("org.novbe." + method, parameters)

    def ask(self, method, **parameters):
        reply = self.reply(method, parameters)
        self.assertNotIn("error", reply, f"{method} {parameters}")
        return reply["parameters"]

    def refused(self, error, method, fields=None, **parameters):
        self.assert_error(self.reply(method, parameters), "org.novbe.Refused." + error, **(fields or {}))

    def together(self, *calls, talk=None):
        """Calls (method, parameters) in one write, so that one turn takes them all; their replies."""
        return (talk or self.talk).call_all(*(("org.novbe." + method, parameters) for method, parameters in calls))

    def foresee(self, service="visa"):
        """Waits until the daemon has played its first futures since it started or since the hall stood still."""
        def said():
            waits = self.ask("Visitor.ListWaits")["waits"]
            return next(one for one in waits if one["service"] == service).get("why_unknown") != "no_forecast"
        until(said, "a forecast")

    def set_rules(self, rules):
        """Other rules from now on."""
        config = re.sub(r"rules: \{[^}]*\}", f"rules: {{ handful_tickets = 0; {rules} }}", self.centre.config.read_text())
        self.centre.config.write_text(config)
        self.ask("Admin.Reload")

    def restart(self):
        """Killed in the middle of its work, and started again."""
        self.centre.stop(9)
        self.centre.start()
        self.talk = self.centre.talk()

    # --- a machine that is lost ---

    def novbed(self, *arguments, code=0):
        done = subprocess.run([NOVBED, "--config", self.centre.config, *arguments], capture_output=True, text=True,
                              timeout=60, check=False)
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        return done.stdout if code == 0 else done.stderr

    def lose(self):
        """The machine is gone: nothing is left but the backup, which lies elsewhere."""
        self.centre.stop(9)
        for path in self.centre.folder.glob("store*"):
            path.unlink()

    def begin_again(self):
        self.centre.start()
        self.talk = self.centre.talk()

    @contextlib.contextmanager
    def lost_span(self):
        """What is done in the `with` is done after the backup, by a machine that is lost: a centre comes out of the backup."""
        medium = self.centre.folder / "medium"
        medium.mkdir(exist_ok=True)
        self.novbed("--backup", medium / "backup")
        yield
        self.lose()
        self.novbed("--restore", medium / "backup")
        self.begin_again()

    def languages(self, *codes):
        """The centre speaks these from its next start on."""
        config = self.centre.config.read_text()
        words = ", ".join(f'"{code}"' for code in codes)
        self.centre.config.write_text(re.sub(r"languages = \[[^\]]*\]", f"languages = [ {words} ]", config))

    def roll_over(self):
        """The day is over: it is closed and sealed, and the next one is open."""
        today = self.centre.wall.local()
        midnight = today.replace(hour=0, minute=0, second=1) + datetime.timedelta(days=1)
        self.centre.wall.go_by((midnight - today).total_seconds())
        until(lambda: self.reply("Reception.Issue", {"services": ["visa"]}).get("parameters", {}).get("ticket", {})
              .get("day") == self.centre.wall.date(), "the next day to be open")

    def final_rows(self, page):
        return final_rows(page)

    # --- a disk that fails ---

    def limit_files(self, size):
        resource.prlimit(self.centre.process.pid, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))

    @contextlib.contextmanager
    def failing_store(self):
        """It fails in the `with`, and is known to work again after it: of itself, without a call."""
        self.limit_files(4096)
        yield
        self.limit_files(resource.RLIM_INFINITY)
        until(self.works_again, "the store to be tried again by itself")

    def works_again(self):
        log = self.centre.log.read_text()
        return log.count("event=storage_failed") == log.count("event=storage_works_again")


class VisitorCase(HallCase):
    """Words for what visitors do again and again."""

    def issue(self, *services, **more):
        return self.ask("Visitor.Issue", services=list(services) or ["visa"], **more)["ticket"]

    def proof(self, ticket, **more):
        return {"ticket": ticket["ticket"], "code": ticket["code"], **more}

    def where(self, ticket):
        return self.ask("Visitor.WhereAmI", **self.proof(ticket))

    def wait_of(self, service):
        waits = self.ask("Visitor.ListWaits")["waits"]
        return next(one for one in waits if one["service"] == service)


class OperatorCase(VisitorCase):
    """The same for operators, each at a terminal of his own."""

    def sign_in(self, operator="101", counter="1"):
        """A connection that speaks for the operator."""
        self.ask("Admin.SetPin", operator=operator, pin="1234")
        talk = self.centre.talk()
        self.at(talk, "SignIn", operator=operator, pin="1234", counter=counter)
        return talk

    def at(self, talk, method, **parameters):
        reply = self.reply("Counter." + method, parameters, talk)
        self.assertNotIn("error", reply, f"{method} {parameters}")
        return reply["parameters"]


class Terminal:
    """An operator at a counter: a connection of his own."""

    def __init__(self, case, operator, counter):
        self.case, self.operator, self.counter = case, operator, counter
        self.talk = case.centre.talk()
        self.signed_in = self.ask("SignIn", operator=operator, pin=PIN, counter=counter)
        self.token = self.signed_in["token"]

    def reply(self, method, parameters):
        return self.talk.call("org.novbe.Counter." + method, parameters)

    def ask(self, method, **parameters):
        reply = self.reply(method, parameters)
        self.case.assertNotIn("error", reply, f"{method} {parameters}")
        return reply["parameters"]

    def refused(self, error, method, fields=None, **parameters):
        self.case.assert_error(self.reply(method, parameters), "org.novbe.Refused." + error, **(fields or {}))

    def serve(self):
        self.ask("Next")
        return self.ask("Arrive")["ticket"]["ticket"]

    def finish(self, **more):
        return self.ask("Finish", **{"outcome": "done", "next": False, **more})

    def transfer(self, **more):
        return self.ask("Transfer", **{"place": "keep", "returns": False, **more})["ticket"]

    def watch(self):
        return self.ask("Watch")
