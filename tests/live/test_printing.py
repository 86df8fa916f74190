#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Tickets on paper through a real CUPS and real (imagined) printers: for whatever fails, what is claimed in the end is what
lies in the tray."""
import contextlib
import os
import pathlib
import signal
import subprocess
import tempfile
import time
import unittest

from centre import until
from hall import ALL_ROLES, HallCase
from printing import PROGRAM, PaperCase, Printing


class Good(PaperCase):
    def test_a_ticket_comes_out_and_is_known_to(self):
        ticket = self.ticket()
        paper = self.one_paper(ticket)
        self.assertFalse(paper["again"])
        where = self.ask("Visitor.WhereAmI", ticket=ticket["ticket"], code=ticket["code"])
        self.assertEqual((where["paper"], where["printer"]), ("printed", paper["tries"][0]["printer"]))

    def test_two_printers_take_turns(self):
        tickets = [self.ticket() for _ in range(6)]
        for ticket in tickets:
            self.one_paper(ticket)
        self.assertEqual((len(self.entrance.names()), len(self.other.names())), (3, 3))

    def test_a_burst(self):
        """More than are given to one printer at a time, in one turn of the daemon: each comes out once, at both in turn."""
        wish = ("Visitor.Issue", {"services": ["visa"], "kiosk": "door"})
        tickets = [reply["parameters"]["ticket"] for reply in self.together(*[wish] * 20)]
        for ticket in tickets:
            self.one_paper(ticket)
        self.assertEqual((len(self.entrance.names()), len(self.other.names())), (10, 10))

    def test_its_code_can_be_scanned_and_it_is_cut(self):
        ticket = self.ticket()
        self.until_printed(ticket)
        page, = self.entrance.tray() + self.other.tray()
        self.assertEqual(page.options.get("IPP_FINISHINGS"), "trim", page.options)
        said = subprocess.run(["zbarimg", "-q", "--raw", self.picture(page)], capture_output=True, text=True, check=False)
        self.assertEqual(said.stdout.strip(), f"%T/{ticket['ticket']}/{ticket['day'].replace('-', '')}/{ticket['code']}")

    def test_its_digits_are_those_that_were_drawn(self):
        """Dot by dot the number on the paper is that of its preview, where it stands below the word COPY; another is not."""
        for ticket in (self.ticket(), self.ticket()):
            self.until_printed(ticket)
        pages = {page.name.split("/")[2]: page for page in self.entrance.tray() + self.other.tray()}
        first, second = (self.band(pages[order].rows(), 0) for order in ("1", "2"))
        self.assertNotEqual(first, second)
        self.assertEqual(self.band(self.previewed("KA001"), 1), first)
        self.assertEqual(self.band(self.previewed("KA002"), 1), second)

    def bands(self, rows):
        """Rows that have something on them, and nothing above and below."""
        bands, inside = [], False
        for row in rows:
            if b"\0" in row:
                if not inside:
                    bands.append([])
                bands[-1].append(row)
            inside = b"\0" in row
        return bands

    def band(self, rows, which):
        """One of them, without what is blank at the sides."""
        bands = self.bands(rows)
        left = min(row.index(b"\0") for row in bands[which])
        right = max(row.rindex(b"\0") for row in bands[which])
        return [row[left:right + 1] for row in bands[which]]

    def previewed(self, ticket):
        """The rows of its picture."""
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        path = f"{folder.name}/ticket.png"
        subprocess.run([PROGRAM, "--config", self.centre.config, "--socket", self.centre.socket, "--preview", ticket, "--png",
                        path], env={**os.environ, **self.centre.wall.environment()}, capture_output=True, check=True)
        dots = subprocess.run(["convert", path, "-depth", "8", "gray:-"], capture_output=True, check=True).stdout
        width = int(subprocess.run(["identify", "-format", "%w", path], capture_output=True, check=True).stdout)
        return [dots[at:at + width] for at in range(0, len(dots), width)]

    def test_a_test_paper_shows_letters_of_all_languages(self):
        code, out, errors = self.centre.novbe("printer", "test", "entrance")
        self.assertEqual((code, errors), (0, ""), out)
        self.assertIn("came out of printer entrance", out)
        page, = self.entrance.tray()
        letters = [band for band in self.bands(page.rows()) if len(band) > 10]
        self.assertGreater(len(letters), 12)  # name, sentences, three languages, six lines of letters, code, ruler

    def picture(self, page):
        """The page as the printer got it."""
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        path = f"{folder.name}/page.pgm"
        page.save(path)
        return path

    def test_a_second_paper_says_copy(self):
        ticket = self.ticket()
        self.until_printed(ticket)
        self.ask("Visitor.Reprint", ticket=ticket["ticket"], code=ticket["code"], kiosk="door")
        first, second = self.until_over(ticket)
        self.assertEqual((first["again"], second["again"], second["state"]), (False, True, "printed"))
        self.assert_true(ticket)
        self.assertEqual(sum(self.tray().values()), 2)


class CupsFails(PaperCase):
    rules = "paper_seconds = 60;"

    def sent(self):
        ticket = self.ticket()
        until(lambda: self.paper(ticket)["state"] == "sent", "it to be sent")
        return ticket

    def test_killed_before_it_accepts(self):
        self.cups.kill9()
        ticket = self.ticket()
        until(lambda: self.paper(ticket)["tries"] or self.state("entrance") != "ready", "it to be noticed")
        self.cups.start()
        self.until_over(ticket)
        self.assert_true(ticket)

    def killed_after(self):
        self.entrance.set("slow", 2), self.other.set("slow", 2)
        ticket = self.sent()
        self.cups.kill9()
        self.cups.start()
        self.entrance.clear("slow"), self.other.clear("slow")
        self.until_over(ticket)
        self.until_counted(ticket)

    def test_killed_after_it_accepted(self):
        self.killed_after()

    def until_counted(self, ticket):
        """CUPS may print it again a while later, which is counted then."""
        def counted():
            busy = any(state < 7 for printer in self.cups.printers.values() for _, state in printer.jobs())
            return not busy and not self.wrong(self.papers(ticket), self.tray())
        try:
            until(counted, "the claim to be true", 30)
        except AssertionError:
            self.assert_true(ticket)
            raise

    def test_stopped_and_started(self):
        self.entrance.set("slow", 2), self.other.set("slow", 2)
        ticket = self.sent()
        self.cups.stop()
        self.cups.start()
        self.entrance.clear("slow"), self.other.clear("slow")
        self.until_over(ticket)
        self.until_counted(ticket)

    def test_frozen(self):
        self.cups.freeze()
        ticket = self.ticket()
        until(lambda: self.paper(ticket)["state"] == "taken", "it to be taken")
        self.cups.thaw()
        self.one_paper(ticket)

    def test_the_queue_is_deleted(self):
        self.entrance.set("slow", 2), self.other.set("slow", 2)
        ticket = self.sent()
        name = self.paper(ticket)["tries"][0]["printer"]
        self.cups.delete_queue(name)
        self.entrance.clear("slow"), self.other.clear("slow")
        self.until_over(ticket)
        self.until_counted(ticket)
        self.until_state(name, "stopped")

    def test_its_disk_is_full(self):
        self.cups.fill_disk()
        ticket = self.ticket()
        self.until_over(ticket)
        self.assert_true(ticket)
        self.cups.free_disk()
        self.one_paper(self.ticket())


class Killed(PaperCase):
    """novbe-printer itself, at every state of an order."""

    def killed_at(self, state):
        self.entrance.set("slow", 1), self.other.set("slow", 1)
        ticket = self.ticket()
        until(lambda: self.paper(ticket)["state"] == state, f"it to be {state}")
        self.printing.kill9()
        self.printing.start()
        self.one_paper(ticket)

    def test_while_it_waits(self):
        self.printing.kill9()
        ticket = self.ticket()
        self.printing.start()
        self.one_paper(ticket)

    def test_when_it_is_taken(self):
        self.one_paper(self.ticket())
        time.sleep(2)  # CUPS remembers something older, in its seconds, so it can say that it never had this job
        self.cups.freeze()
        ticket = self.ticket()
        until(lambda: self.paper(ticket)["state"] == "taken", "it to be taken")
        self.printing.kill9()
        self.cups.thaw()
        self.printing.start()
        self.one_paper(ticket)

    def test_when_it_is_sent(self):
        self.killed_at("sent")

    def test_when_it_has_come_out_and_was_not_told(self):
        ticket = self.ticket()
        until(lambda: self.paper(ticket)["state"] == "sent", "it to be sent")
        self.printing.kill9()
        until(lambda: sum(self.tray().values()) == 1, "the paper to come out")
        self.printing.start()
        self.one_paper(ticket)


class DaemonFails(PaperCase):
    def test_killed_while_paper_comes_out(self):
        self.entrance.set("slow", 1), self.other.set("slow", 1)
        ticket = self.ticket()
        until(lambda: self.paper(ticket)["state"] == "sent", "it to be sent")
        self.centre.process.kill()
        self.centre.process.wait()
        self.centre.start()
        self.talk = self.centre.talk()
        self.one_paper(ticket)


class Previewed(HallCase):
    roles = ALL_ROLES

    def preview(self, *arguments):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        done = subprocess.run([PROGRAM, "--config", self.centre.config, "--socket", self.centre.socket, *arguments],
                              env={**os.environ, **self.centre.wall.environment()}, cwd=folder.name, capture_output=True,
                              text=True, timeout=60, check=False)
        return done, pathlib.Path(folder.name)

    def test_what_the_paper_would_say(self):
        ticket = self.ask("Visitor.Issue", services=["visa", "deed"], language="en")["ticket"]
        order = self.ask("Printer.Preview", ticket=ticket["ticket"])["order"]
        self.assertEqual((order["order"], order["printers"], order["language"], order["again"]), (0, [], "en", False))
        self.assertEqual(order["ticket"]["code"], ticket["code"])
        self.assertEqual(self.ask("Printer.Preview", ticket=ticket["ticket"], language="ru")["order"]["language"], "ru")
        self.refused("UnknownTicket", "Printer.Preview", {"ticket": "ZZ001"}, ticket="ZZ001")
        self.assertEqual(self.ask("Printer.WatchOrders")["orders"], [])

    def test_shown_in_the_terminal_and_as_a_picture(self):
        ticket = self.ask("Visitor.Issue", services=["visa"], language="en")["ticket"]
        done, folder = self.preview("--preview", ticket["ticket"])
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn(ticket["code"], done.stdout)
        said = subprocess.run(["zbarimg", "-q", "--raw", folder / f"{ticket['ticket']}.png"], capture_output=True, text=True,
                              check=False)
        self.assertEqual(said.stdout.strip(), f"%T/{ticket['ticket']}/{ticket['day'].replace('-', '')}/{ticket['code']}")

    def test_what_cannot_be_shown(self):
        done, _ = self.preview("--preview", "ZZ001")
        self.assertEqual((done.returncode, done.stderr), (65, "novbe-printer: org.novbe.Refused.UnknownTicket\n"))
        ticket = self.ask("Visitor.Issue", services=["visa"])["ticket"]["ticket"]
        done, _ = self.preview("--preview", ticket, "--png", "/nowhere/picture.png")
        self.assertEqual(done.returncode, 73, done.stderr)
        self.centre.process.kill()
        self.centre.process.wait()
        began = time.monotonic()
        done, _ = self.preview("--preview", ticket)
        self.assertEqual((done.returncode, done.stderr), (69, "novbe-printer: cannot reach the daemon: Connection refused\n"))
        self.assertLess(time.monotonic() - began, 5)
        self.centre.start()


class PreviewedByAnAdministrator(Previewed):
    roles = '{ role = "admin"; users = [ "@owner" ]; }'


class Reload(PaperCase):
    rules = "paper_seconds = 60;"

    def workers(self):
        """Process ids, by the key of their printer."""
        pid = self.printing.process.pid
        found = {}
        for child in pathlib.Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
            found[pathlib.Path(f"/proc/{child}/comm").read_text().strip()] = int(child)
        return found

    def test_who_was_about_to_print_does_not_do_it_behind_the_back_of_the_new_one(self):
        self.one_paper(self.ticket()), self.one_paper(self.ticket())
        time.sleep(2)  # CUPS remembers something older, as above
        before = self.workers()
        for pid in before.values():
            os.kill(pid, signal.SIGSTOP)
        ticket = self.ticket()
        until(lambda: self.paper(ticket)["state"] == "taken", "it to be taken")
        self.printing.process.send_signal(signal.SIGHUP)
        until(lambda: self.paper(ticket)["state"] in ("sent", "printed"), "the new one to print it")
        for pid in before.values():
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGCONT)
        self.one_paper(ticket)
        self.one_paper(self.ticket()), self.one_paper(self.ticket())
        self.assert_true(ticket)
        self.assertEqual(sum(self.tray().values()), 5)

    def test_a_new_printer(self):
        """As `systemctl reload novbed` has both read again, here novbe-printer first, which serves all of the catalogue."""
        self.printing.close()
        self.printing = Printing(self.centre, self.cups, ())
        self.addCleanup(self.printing.close)
        until(lambda: "event=ready" in self.printing.said().rpartition("event=ending")[2], "it to serve all printers")
        self.cups.add_printer("exit", self.attributes)
        self.centre.catalogue.write_text(self.centre.catalogue.read_text().replace(
            "printers = (", 'printers = ( { key = "exit"; queue = "exit"; width_mm = 80; },', 1))
        self.printing.process.send_signal(signal.SIGHUP)
        until(lambda: "event=printer_unknown printer=exit" in self.printing.said(), "the daemon to know nothing of it yet")
        self.ask("Admin.Reload")
        order = self.ask("Admin.PrintTest", printer="exit")["order"]
        until(lambda: self.ask("Admin.FindPapers", order=order)["papers"][0]["state"] == "printed", "the test paper" + self.evidence())
        self.assertEqual(len(self.cups.printers["exit"].names()), 1)

    def test_a_signal_while_the_configuration_is_read(self):
        """It has a mistake to tell, and nobody takes what it tells: so it stands in the middle of it."""
        self.printing.close()
        (self.centre.folder / "ticket.conf").write_text('ticket = ( { block = "horoscope"; } );\n')
        out, told = os.pipe()
        os.set_blocking(told, False)
        with contextlib.suppress(BlockingIOError):
            while True:
                os.write(told, b" " * 4096)
        os.set_blocking(told, True)
        process = subprocess.Popen([PROGRAM, *map(str, self.printing.arguments())], stderr=told,
                                   env={**os.environ, **self.centre.wall.environment()})
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)
        os.close(told)
        waits = pathlib.Path(f"/proc/{process.pid}/wchan")
        until(lambda: "pipe_write" in waits.read_text(), "it to tell its mistake")
        process.send_signal(signal.SIGTERM)
        with open(out, "rb") as end:
            self.assertIn(b"horoscope", end.read())
        self.assertEqual(process.wait(30), 0)


if __name__ == "__main__":
    unittest.main()
