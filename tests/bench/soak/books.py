# SPDX-License-Identifier: MIT
"""Every visitor's own account of the day, from what stood on screens, and what the ledger says of it."""
import collections
import threading
from dataclasses import dataclass, field

from unread import Readers


@dataclass
class Account:
    """What one visitor lived through. `number` is None: he could not read it off the screen."""

    person: object
    number: str = None
    code: str = None
    step: int = 0  # of his matters
    called: int = 0
    counter: str = None  # that called him
    called_s: float = 0
    state: str = "coming"  # waits, called, serving, served (all his matters), left, missed, refused
    served: int = 0  # matters
    transfers: int = 0
    boards: set = field(default_factory=set)  # (board, counter) on which he has seen his number


class Books:
    def __init__(self, people):
        self.lock = threading.RLock()
        self.readers = Readers(threading.Condition(self.lock))
        self.reading = self.readers.reading
        self.accounts = [Account(person) for person in people]
        self.by_number = {}
        self.strange = []  # what should not have been seen
        self.unread = 0  # numbers that were gone from the screen too soon
        self.late_s = []  # how much later than planned somebody came to the kiosk

    def took(self, account, number, code):
        with self.lock:
            if number in self.by_number:
                self.strange.append(f"{number} was given twice")
            account.number, account.code, account.state = number, code, "waits"
            self.by_number[number] = account

    def took_unread(self, account, find_numbers):
        """Once all the others have read theirs: the first of these that nobody has. False: there is none."""
        with self.lock:
            number = self.readers.first_unread(find_numbers, self.by_number.__contains__)
            if number:
                self.unread += 1
                self.took(account, number, None)
        return number is not None

    def call(self, number, counter, second):
        """An operator's screen says so; None: nobody has read that number."""
        with self.lock:
            account = self.by_number.get(number)
            if account:
                account.state, account.counter, account.called_s = "called", counter, second
                account.called += 1
            return account

    def begin(self, number):
        """An operator's screen says that it is being served."""
        with self.lock:
            account = self.by_number.get(number)
            if account:
                account.state = "serving"
            return account

    def done(self, account):
        """One matter is; somebody may have called him for the next one already."""
        with self.lock:
            account.served += 1
            account.step = min(account.served, len(account.person.services) - 1)
            if account.state == "serving":
                account.state = "served" if account.served == len(account.person.services) else "waits"

    def was_over(self, account):
        """It had begun no service, but seen the end of the one before late. One that was never done stays open, and differs from the
        ledger."""
        with self.lock:
            if account and account.state == "serving" and account.served:
                account.state = "served" if account.served == len(account.person.services) else "waits"

    def go_on(self, account):
        """He waits again, before the screen says so: another one may call him at that moment."""
        with self.lock:
            account.state = "waits"

    def sight(self, board, number, counter):
        """A number on a board."""
        with self.lock:
            account = self.by_number.get(number)
            if account:
                account.boards.add((board, counter))

    def is_seen(self, account):
        with self.lock:
            return any(counter == account.counter for _, counter in account.boards)

    def count(self, *states):
        return sum(account.state in states for account in self.accounts)

    def open(self):
        """Who is still in the hall, or will come."""
        return [account for account in self.accounts if account.state in ("coming", "waits", "called", "serving")]


# What a visitor says of his end, and how the ledger may call it.
ENDS = {"served": {"served"}, "left": {"cancelled"}, "missed": {"no_show"}, "waits": {"never_called"}}


def disagreements(books, tickets):
    """`tickets`: of the ledger, by number. Sentences."""
    found = list(books.strange)
    for number, ticket in tickets.items():
        account = books.by_number.get(number)
        if not account:
            found.append(f"{number}: nobody has it")
            continue
        if ticket.get("end") not in ENDS.get(account.state, ()):
            found.append(f"{number}: its visitor says {account.state}, the ledger {ticket.get('end')}")
        steps = [step.get("end") for step in ticket["steps"]]
        if steps.count("served") != account.served:
            found.append(f"{number}: {account.served} matters were done, the ledger has {steps}")
        if steps.count("transferred") != account.transfers:
            found.append(f"{number}: sent on {account.transfers} times, the ledger has {steps}")
    found += [f"{number}: lost by the ledger" for number in books.by_number if number not in tickets]
    return found


def walk(value, path=()):
    if isinstance(value, dict):
        for key, one in value.items():
            yield from walk(one, (*path, key))
    elif isinstance(value, list):
        for place, one in enumerate(value):
            yield from walk(one, (*path, str(place)))
    else:
        yield path, value


def differences(report):
    """All differences in it but 0, as sentences; and that it has none, which says nothing of the day."""
    found = [(".".join(path), value) for path, value in walk(report) if path[-1].endswith("_difference") and value is not None]
    return [f"{path}: {value}" for path, value in found if value] if found else ["the report does not say whether it adds up"]


def wrong_papers(papers, trays):
    """(sentences, how many claims are uncertain: each may be a paper, or none). `papers`: what FindPapers says, by number; `trays`:
    numbers of the papers that came out, by printer."""
    claimed, uncertain = collections.Counter(), collections.Counter()
    for number, orders in papers.items():
        for order in orders:
            for one in order["tries"]:
                if one["state"] == "printed":
                    claimed[number, one["printer"]] += one["papers"]
                elif one["state"] == "unknown":
                    uncertain[number, one["printer"]] += 1
    there = collections.Counter((number, printer) for printer, numbers in trays.items() for number in numbers)
    found = [f"{number} at {printer}: {claimed[number, printer]} claimed, {uncertain[number, printer]} uncertain, "
             f"{there[number, printer]} in the tray"
             for number, printer in sorted(set(claimed) | set(there))
             if not 0 <= there[number, printer] - claimed[number, printer] <= uncertain[number, printer]]
    return found, sum(uncertain.values())
