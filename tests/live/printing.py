# SPDX-License-Identifier: MIT
"""A small centre whose kiosk has real paper: a daemon, novbe-printer, a private CUPS and printers whose trays are counted.

What is claimed of an order at a printer (Admin.FindPapers) is true if as many papers with its key lie in the tray of that
printer: printed, as many as it says; failed or given up, none; unknown says nothing, and is counted.
"""
import collections
import os
import signal
import subprocess

from centre import BUILD, until
from cups import ROLL, Cups
from hall import ALL_ROLES, CATALOGUE, Hall, HallCase

PROGRAM = BUILD / "bin" / "novbe-printer"
OPEN = {"waiting", "taken", "sent"}


class PaperHall(Hall):
    """Its kiosk has two printers beside it."""

    text = CATALOGUE.replace('printers = [ "entrance", "hall" ];', 'printers = [ "entrance", "hall" ]; printers_beside = 2;')


class Printing:
    """novbe-printer for some printers of a hall, with a CUPS."""

    def __init__(self, centre, cups, printers=("entrance", "hall"), environment=None):
        self.centre, self.cups, self.printers, self.environment = centre, cups, printers, environment or {}
        self.log = centre.folder / "printer.log"
        self.process = None
        self.start()

    def arguments(self):
        named = [word for printer in self.printers for word in ("--printer", printer)]
        return ["--config", self.centre.config, "--socket", self.centre.socket, "--cups", self.cups.socket, *named]

    def start(self):
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(
                [PROGRAM, *map(str, self.arguments())], stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                env={**os.environ, **self.centre.wall.environment(), **self.environment}, start_new_session=True)

    def kill9(self):
        self.process.kill()
        self.process.wait()

    def said(self):
        return self.log.read_text(errors="replace")

    def close(self):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            code = self.process.wait(30)
            assert code == 0, f"novbe-printer ended with {code}:\n{self.said()[-4000:]}"
        log = self.said()
        assert "Sanitizer" not in log and "runtime error" not in log, log


def count_tray(cups):
    """How many papers of each (order, printer) came out."""
    count = collections.Counter()
    for name, printer in cups.printers.items():
        for key in printer.names():
            _, _, order, _, where = key.split("/")
            assert where == name, (key, name)
            count[int(order), name] += 1
    return count


def wrong_claims(papers, tray):
    """The claims that are not so, as sentences."""
    found = []
    for paper in papers:
        for one in paper["tries"]:
            there = tray[paper["order"], one["printer"]]
            claimed = one["papers"] if one["state"] == "printed" else 0
            if one["state"] != "unknown" and there != claimed:
                found.append(f"{paper['ticket']} (order {paper['order']}) at {one['printer']}: {one['state']}, "
                             f"{claimed} claimed, {there} in the tray: {one}")
        untried = set(paper["printers"]) - {one["printer"] for one in paper["tries"]}
        found += [f"{paper['ticket']} lies in the tray of {name}, where nobody took it" for name in untried
                  if tray[paper["order"], name]]
    return found


class PaperCase(HallCase):
    """self.cups with the printers `entrance` and `hall`, self.printing, and tickets whose paper is followed."""

    roles = ALL_ROLES
    hall = PaperHall

    attributes = ROLL  # of both

    def setUp(self):
        super().setUp()
        self.cups = Cups()
        self.addCleanup(self.cups.close)
        self.entrance, self.other = (self.cups.add_printer(name, self.attributes) for name in ("entrance", "hall"))
        self.printing = Printing(self.centre, self.cups)
        self.addCleanup(self.printing.close)
        self.until_state("entrance", "ready")
        self.until_state("hall", "ready")

    def print_anew(self, *printers):
        """novbe-printer ends and begins again, with these printers (else the two)."""
        self.printing.close()
        self.printing = Printing(self.centre, self.cups, printers or ("entrance", "hall"))
        self.addCleanup(self.printing.close)

    # --- what is so ---

    def state(self, printer):
        printers = self.ask("Visitor.WatchPrinters", kiosk="door")["printers"]
        return next(one["state"] for one in printers if one["printer"] == printer)

    def evidence(self):
        """Of everybody who had a paper in his hands."""
        return "\n".join(["", "--- novbe-printer:", self.printing.said()[-6000:], "--- novbed:",
                          self.centre.log.read_text(errors="replace")[-3000:], self.cups.evidence()])

    def until_state(self, printer, *states):
        try:
            until(lambda: self.state(printer) in states, f"{printer} to be {' or '.join(states)}")
        except AssertionError as error:
            raise AssertionError(f"{error}{self.evidence()}") from None

    def ticket(self):
        return self.ask("Visitor.Issue", services=["visa"], kiosk="door")["ticket"]

    def papers(self, ticket):
        """Of a ticket: what became of each order."""
        return self.ask("Admin.FindPapers", ticket=ticket["ticket"])["papers"]

    def paper(self, ticket):
        papers = self.papers(ticket)
        self.assertEqual(len(papers), 1, papers)
        return papers[0]

    def is_ended(self, paper):
        """Somebody has said what became of it, and nobody is to try again."""
        return paper["state"] not in OPEN and "turn" not in paper

    def is_over(self, paper):
        return self.is_ended(paper) and not any(one["late"] for one in paper["tries"])

    def until_over(self, ticket, patience_s=60):
        """Its papers, when nothing of them can change any more."""
        def over():
            papers = self.papers(ticket)
            return papers if all(map(self.is_over, papers)) else None
        try:
            return until(over, f"the paper of {ticket['ticket']} to end", patience_s)
        except AssertionError as error:
            raise AssertionError(f"{error}\n{self.papers(ticket)}{self.evidence()}") from None

    def until_printed(self, ticket, patience_s=60):
        paper, = self.until_over(ticket, patience_s)
        if paper["state"] != "printed":
            self.fail(f"{paper}{self.evidence()}")
        return paper

    def tray(self):
        return count_tray(self.cups)

    def wrong(self, papers, tray):
        return wrong_claims(papers, tray)

    def assert_true(self, ticket):
        """What is claimed of it now."""
        wrong = self.wrong(self.papers(ticket), self.tray())
        if wrong:
            self.fail(f"{wrong}{self.evidence()}")

    def one_paper(self, ticket):
        """It is printed, once, and that is so."""
        paper = self.until_printed(ticket)
        self.assert_true(ticket)
        tray = self.tray()
        self.assertEqual(sum(tray[paper["order"], name] for name in self.cups.printers), 1, paper)
        return paper
