# SPDX-License-Identifier: MIT
"""A day, run: everybody comes, things break, the hall empties, the day is closed; and what is found then."""
import collections
import os
import random
import re
import subprocess
import threading
import time

import machine
from books import Books, differences, disagreements, wrong_papers
from centre import SOURCE, until
from hands import PATIENCE_S, Board, Kiosk, Operator
from house import CAN_PRINT, DAY, House
from left import marked
from plan import clock

TELL_EVERY_S = 900
GREAT = (1000, 500)  # a window


class DayRun:
    """`speed`: of the clock. `kills`: how often the daemon is killed. `break_it`: what is spoiled on purpose, to see that it is
    noticed: "books", "claims", "descriptors", "memory", "papers", "printer", "processes", "report".
    `tell`: is told now and then how it goes."""

    def __init__(self, plan, speed, kills, break_it="", tell=None):
        self.plan, self.speed, self.kills, self.break_it = plan, speed, kills, break_it
        self.books = Books(plan.people)
        self.resident, self.cupsd = {}, {}  # when it was measured; cupsd is not ours
        self.faults = []
        self.tell, self.told_s = tell, 0
        self.took_s = 0
        self.leftover = []

    def run(self):
        began = time.monotonic()
        with House(self.plan, self.speed) as house:
            self.house = house
            self.mark = f"NOVBE_TEST_CLOCK={house.hall.wall.path}".encode()
            self.open()
            try:
                self.live()
                self.count()
            finally:
                self.stop_people()
            self.parents = {os.getpid(), *(pid for _, _, pid in house.programs())}
            self.zombies = until_quiet_zombies(self.parents)
            self.close_day()
        self.leftover = [f"{pid} {words}" for pid, words in marked(self.mark).items()]
        self.said = self.house.said
        self.took_s = time.monotonic() - began

    # --- people ---

    def open(self):
        house, plan, chance = self.house, self.plan, self.plan.chance
        self.kiosks = {key: Kiosk(house, self.books, key) for key in plan.kiosks}
        for account in self.books.accounts:
            kiosk, person = self.kiosks[account.person.kiosk], account.person
            kiosk.come(person.comes_s, "take", account)
            if person.habit == "leaves":
                kiosk.come(person.comes_s + person.patience_s, "leave", account)
        doors = list(self.kiosks.values())
        self.operators = [Operator(house, self.books, key, doors, random.Random(chance.random())) for key in plan.counters]
        self.boards = [Board(house, self.books, key) for key in plan.boards]
        for operator in self.operators:
            operator.lunch_s = self.at(operator.chance.uniform(0.35, 0.65))
        for hand in self.operators:
            hand.start()
        until(lambda: self.check_people() or all(hand.came.is_set() for hand in self.operators), "everybody to be at work")
        for hand in (*self.boards, *self.kiosks.values()):
            hand.start()
        self.watching = threading.Event()
        self.watcher = threading.Thread(target=self.watch_trays, daemon=True)
        self.watcher.start()

    def at(self, share):
        """A moment of the time in which people come."""
        return self.plan.size.open_s + share * (self.plan.size.last_s - self.plan.size.open_s)

    def watch_trays(self):
        while not self.watching.wait(0.5):
            for tray in self.house.trays.values():
                tray.read()

    def people(self):
        return [*self.operators, *self.boards, *self.kiosks.values()]

    def check_people(self):
        for hand in self.people():
            if hand.trouble:
                raise AssertionError(f"{hand.role} {hand.key}: {hand.trouble}") from hand.trouble

    def wait_until(self, second):
        while self.house.second() < second:
            self.check_people()
            self.tell_how_it_goes()
            time.sleep(0.1)

    def tell_how_it_goes(self):
        second = self.house.second()
        if self.tell and second - self.told_s > TELL_EVERY_S:
            self.told_s = second
            states = collections.Counter(account.state for account in self.books.accounts)
            self.tell(f"{clock(int(second))} " + ", ".join(f"{state} {count}" for state, count in states.items()) +
                      f"; papers {sum(tray.count for tray in self.house.trays.values())}")

    def stop_people(self):
        for hand in (*self.boards, *self.kiosks.values()):
            hand.ending.set()
        for operator in self.operators:
            operator.went.set()
        self.watching.set()
        for hand in self.people():
            hand.thread.join(PATIENCE_S)
        self.watcher.join(PATIENCE_S)

    # --- the day ---

    def live(self):
        house, plan = self.house, self.plan
        self.quiet_descriptors()
        house.begin()
        cut = plan.chance.choice(self.operators)
        cut.cut_s = self.at(0.55)
        self.cut = cut
        plans = [(self.at((place + 0.5) / (self.kills + 0.3)), self.kill) for place in range(self.kills)]
        printer = plan.printers[0]
        plans += [(self.at(0.2), lambda: self.paper(printer, True)), (self.at(0.3), lambda: self.paper(printer, False)),
                  (self.at(1 / 3), lambda: self.measure_resident("third"))]
        for second, act in sorted(plans, key=lambda plan: plan[0]):
            self.wait_until(second)
            act()
        self.wait_until(plan.size.last_s)
        self.empty()

    def empty(self):
        """Until nobody is in the hall any more, or the hour at which it is shut."""
        while self.books.open() and self.house.second() < self.plan.size.shut_s:
            self.check_people()
            self.tell_how_it_goes()
            time.sleep(0.2)
        until(lambda: self.check_people() or not any(kiosk.line for kiosk in self.kiosks.values()) or
              self.house.second() > self.plan.size.shut_s, "the kiosks to be left", PATIENCE_S)
        self.last_s = self.house.second()

    def kill(self):
        self.house.kill_and_start()
        self.faults.append("kill")

    def paper(self, printer, out):
        """It has happened when kiosks are told of it, and then that it is over."""
        self.house.trays[printer].printer.paper_out = out and "printer" not in self.break_it
        told = ("paper_out",) if out else CAN_PRINT
        until(lambda: self.check_people() or self.house.printer_state(printer) in told, f"{printer} to be {' or '.join(told)}",
              PATIENCE_S)
        if not out:
            self.faults.append("paper out")

    def measure_resident(self, when):
        self.resident[when] = machine.resident_by_name(self.house.programs())
        pid = self.house.cups.process.pid
        self.cupsd[when] = machine.resident_kib(pid), machine.descriptors(pid).total()

    # --- its end ---

    def count(self):
        """All that is to be known before the day is closed."""
        house = self.house
        until(self.no_paper_open, "all papers to have ended", PATIENCE_S)
        self.spoil()
        self.measure_resident("end")
        self.end_descriptors()
        self.papers = {number: house.ask("Admin.FindPapers", ticket=number)["papers"] for number in self.books.by_number}
        if "claims" in self.break_it:
            for one in (one for orders in self.papers.values() for order in orders for one in order["tries"]):
                one["state"] = "unknown"

    def quiet_descriptors(self):
        """In the morning, once all have the connections they begin with: nothing changes for two seconds."""
        self.morning, since = None, time.monotonic()

        def quiet():
            nonlocal since
            time.sleep(0.2)
            before, self.morning = self.morning, machine.descriptors_by_name(self.house.programs())
            if before != self.morning:
                since = time.monotonic()
            return time.monotonic() - since > 2
        until(quiet, "all to be connected", PATIENCE_S)

    def end_descriptors(self):
        """A page that was just left may hold a connection a moment longer."""
        end = time.monotonic() + 20
        while True:
            self.evening = machine.descriptors_by_name(self.house.programs())
            self.more_descriptors = machine.more_descriptors(self.morning, self.evening)
            if not self.more_descriptors or time.monotonic() > end:
                return
            time.sleep(0.5)

    def no_paper_open(self):
        return not self.house.ask("Printer.WatchOrders")["orders"]

    def spoil(self):
        if "books" in self.break_it:
            self.books.by_number.pop(next(iter(self.books.by_number)))
        if "descriptors" in self.break_it:
            self.spoiled = [self.house.hall.talk() for _ in range(3)]
        if "memory" in self.break_it:
            self.house.terminals["counter", self.plan.counters[-1]].resize(*GREAT)
            time.sleep(5)
        if "papers" in self.break_it:
            tray = self.house.trays[self.plan.printers[0]]
            tray.read(whole=True)
            tray.tickets.pop()
        if "processes" in self.break_it:
            environment = {**os.environ, "NOVBE_TEST_CLOCK": str(self.house.hall.wall.path)}  # its minute is one of ours
            self.spoiled_too = subprocess.Popen(["sleep", "60"], env=environment), subprocess.Popen(["true"])

    def close_day(self):
        house = self.house
        for tray in house.trays.values():
            tray.read(whole=True)
        house.ask("Admin.CloseDay", day=DAY)
        until(lambda: DAY in house.ask("Manager.ListReportDays")["days"], "the day to be closed")
        self.report = house.ask("Manager.GetReport", from_day=DAY, to_day=DAY, whole=True,
                                tables=["agency", "service", "class", "counter", "hour", "operator"])["report"]
        self.tickets = read_ledger(house)
        house.close_terminals()
        house.printing.close()
        house.stop_daemon()
        self.verified = house.verify()

    # --- what is found ---

    def differences(self):
        return differences({} if "report" in self.break_it else self.report)

    def grown(self):
        return machine.grown(self.resident["third"], self.resident["end"])

    def wrong(self):
        return disagreements(self.books, self.tickets)

    def wrong_papers(self):
        return wrong_papers(self.papers, {key: tray.tickets for key, tray in self.house.trays.items()})


def until_quiet_zombies(parents):
    """A child that has just ended is no zombie yet."""
    end = time.monotonic() + 5
    while (found := machine.zombies(parents)) and time.monotonic() < end:
        time.sleep(0.1)
    return found


def read_ledger(house):
    """The steps of every ticket, as the ledger has them for good: {number: {"end": .., "steps": [{"end": .., "counter": ..}]}}."""
    ends = word_places("StepEnd")
    steps, following, more = [], 1, True
    while more:
        page = house.ask("Network.Ledger", from_seq=following)
        columns, names = page["steps"], page["names"]
        for place, ticket in enumerate(columns["ticket"]):
            counter = columns["counter"][place]
            steps.append((names[ticket], columns["step"][place], ends[columns["end"][place]],
                          names[counter] if counter >= 0 else None))
        following, more = page["next_seq"], page["more"]
    tickets = {}
    for number, _, end, counter in sorted(steps, key=lambda step: step[:2]):
        ticket = tickets.setdefault(number, {"steps": []})
        ticket["steps"].append({"end": end, "counter": counter})
        ticket["end"] = end
    return tickets


def word_places(type_name):
    """Words of an enum of org.novbe.Network, in their order."""
    text = (SOURCE / "common/interface/org.novbe.Network.varlink").read_text()
    return re.search(rf"type {type_name} \((.*?)\)", text).group(1).split(", ")
