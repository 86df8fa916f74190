# SPDX-License-Identifier: MIT
"""The administrator's day at the command line: hours, halt, services, rota, bookings, tickets."""
import datetime
import os
import pty
import subprocess
import unittest
import zoneinfo

from centre import NOVBE, PATIENCE_S
from hall import HallCase

ZONE = zoneinfo.ZoneInfo("Asia/Baku")


class Commands(HallCase):
    def fine(self, *words, **options):
        code, out, err = self.centre.novbe(*words, **options)
        self.assertEqual((code, err), (0, ""), words)
        return out

    def no(self, sentence, *words, **options):
        """The command is refused with this sentence."""
        self.assertEqual(self.centre.novbe(*words, **options), (1, "", f"novbe: {sentence}\n"), words)

    def misused(self, *words, **options):
        code, out, err = self.centre.novbe(*words, **options)
        self.assertEqual((code, out), (2, ""), words)
        self.assertIn("novbe", err)

    def date(self, ahead=0):
        today = datetime.date.fromisoformat(self.ask("Visitor.GetCentre")["day"])
        return str(today + datetime.timedelta(ahead))

    def issue(self, service="passport"):
        return self.ask("Reception.Issue", services=[service])["ticket"]["ticket"]

    def state(self, ticket):
        ticket = self.ask("Reception.GetTicket", ticket=ticket)["ticket"]
        return ticket["state"], ticket.get("end")


class Halls(Commands):
    def test_halt_and_resume(self):
        self.no("the hall is not halted", "resume")
        self.no("a reason is needed that the centre has; rain is none", "halt", "rain")
        self.assertEqual(self.fine("halt", "fire"), "")
        self.no("the hall is halted: fire", "halt", "fire")
        self.assertEqual(self.ask("Manager.WatchHall")["halted"], "fire")
        self.assertEqual(self.fine("resume"), "")
        self.assertIsNone(self.ask("Manager.WatchHall").get("halted"))
        self.misused("halt")
        self.misused("resume", "now")

    def test_a_counter_has_another_profile_for_a_time(self):
        self.assertEqual(self.fine("profile"), "police  counters 1  first passport visa\n"
                                               "all  counters 2  first passport visa  helps deed archive\n")
        self.assertEqual(self.fine("profile", "1", "all", "--until", "23:59"), "")
        counter = next(one for one in self.ask("Manager.WatchHall")["counters"] if one["counter"] == "1")
        until = datetime.datetime.fromtimestamp(counter["profile_until"] / 1000, ZONE)
        self.assertEqual((counter["profile"], f"{until:%H:%M}"), ("all", "23:59"))
        self.assertEqual(self.fine("profile", "1"), "")
        self.no("nothing would change: it is like that already", "profile", "1")
        self.no("there is no counter 9", "profile", "9", "all")
        self.no("there is no profile none", "profile", "1", "none")
        self.misused("profile", "1", "--until", "23:59")
        self.misused("profile", "1", "all", "--until", "soon")

    def test_a_service_is_closed_early_and_opened_again(self):
        first, second = self.issue(), self.issue()
        self.no("there is no service nothing, or it is no longer offered", "service", "close", "nothing", "fire")
        self.no("there is no ticket KA999 in that business day", "service", "close", "passport", "fire", "--last",
                "KA999")
        self.assertEqual(self.fine("service", "close", "passport", "fire", "--last", first), f"sent home {second}\n")
        self.assertEqual(self.state(second), ("ended", "never_called"))
        self.fine("service", "open", "passport")
        self.no("nothing would change: it is like that already", "service", "open", "passport")
        self.assertEqual(self.fine("service", "close", "passport", "fire"), "")
        self.assertEqual(self.state(first), ("waiting", None))
        self.fine("service", "open", "passport")
        self.assertEqual(self.fine("service", "close", "passport", "fire", "--send-home"), f"sent home {first}\n")

    def test_misuse_of_service(self):
        self.misused("service")
        self.misused("service", "shut", "passport")
        self.misused("service", "close", "passport")
        self.misused("service", "close", "passport", "fire", "--last")
        self.misused("service", "close", "passport", "fire", "--last", "KA1", "--send-home")
        _, _, err = self.centre.novbe("service")
        self.assertRegex(err, r"(?m)^Usage: novbe service close ")
        self.assertRegex(err, r"(?m)^Usage: novbe service open ")

    def test_void(self):
        ticket = self.issue()
        self.no("a reason is needed that the centre has; rain is none", "void", ticket, "rain")
        self.assertEqual(self.fine("void", ticket, "mistake"), "")
        self.assertEqual(self.state(ticket), ("ended", "void"))
        self.no(f"ticket {ticket} is in a state in which this cannot be done: ended", "void", ticket, "mistake")
        self.no("there is no ticket KA998 in that business day", "void", "KA998", "mistake")
        self.misused("void", ticket)

    def test_a_ticket_is_explained_and_its_story_told(self):
        ticket = self.issue()
        code, out, err = self.centre.novbe("explain", ticket)
        self.assertEqual((code, out, err), (0, "", "novbe: the ticket has not been called\n"))
        self.fine("void", ticket, "mistake")
        story = self.fine("story", ticket, "--language", "en")
        self.assertRegex(story, r"\A(?:[-\d ]*\d\d:\d\d  \S.*\n){2,}\Z")
        self.assertEqual(story, self.fine("story", ticket, "--language", "en", "--day", self.date()))
        self.assertNotEqual(story, self.fine("story", ticket, "--language", "ru"))
        for command in ("explain", "story"):
            self.no("there is no ticket KA998 in that business day", command, "KA998")
            self.misused(command)

    def test_the_day_is_closed_once(self):
        self.issue()
        self.fine("void", self.issue(), "mistake")
        day = self.date()
        self.assertEqual(self.fine("close-day", day),
                         f"closed               {day}\nvisits               2\n  void               1\n"
                         "  never called       1\nsteps                2\n  void               1\n"
                         "  never called       1\n")
        self.no("no business day is open", "close-day")
        self.misused("close-day", day, day)

    def test_verify(self):
        self.issue()
        self.assertRegex(self.fine("verify"), r"\A\d+ facts: all is as it was written\n\Z")
        self.misused("verify", "all")

    def test_who_may_nothing_is_told_so(self):
        self.centre.config.write_text(self.centre.config.read_text().replace('"@owner"', '"nobody"'))
        self.assertNotIn("error", self.talk.call("org.novbe.Admin.Reload"))
        self.no("your user has no role that may do this", "halt", "fire")


class Days(Commands):
    def test_a_day_is_closed_opened_otherwise_and_usual_again(self):
        day = self.date(3)
        self.assertEqual(self.fine("day"), "")
        self.assertEqual(self.fine("day", day, "closed", "--text", "en=Move", "--text", "az=Köç"), "hits no booking\n")
        self.assertRegex(self.fine("day"), rf"^{day} centre closed by \S+\n  \w\w: .*\n  \w\w: .*\n$")
        self.assertIn("  az: Köç\n", self.fine("day"))
        self.fine("day", day, "open", "09:00-12:00", "13:00-15:00", "--service", "visa")
        self.assertRegex(self.fine("day"), rf"(?m)^{day} service visa open 09:00-12:00 13:00-15:00 by ")
        self.fine("day", day, "usual")
        self.fine("day", day, "usual", "--service", "visa")
        self.no("nothing would change: it is like that already", "day", day, "usual")
        self.assertEqual(self.fine("day"), "")

    def test_hit_bookings_are_told(self):
        day = self.date(3)
        code = self.fine("book", "passport", day, "10:00").split(",")[0]
        hit = f"hits booking {code} passport {day} 10:00\n"
        self.assertEqual(self.fine("day", day, "closed", "--preview"), hit)
        self.assertEqual(self.fine("day"), "")
        self.assertEqual(self.fine("day", day, "open", "09:00-10:30"), "hits no booking\n")
        self.assertEqual(self.fine("day", day, "closed", "--agency", "police"), hit)
        self.no("passport has no slot then: look at the hours of that day", "book", "passport", day, "10:00")
        self.fine("day", day, "open", "09:00-10:00", "--service", "deed")
        other = self.fine("book", "deed", day, "09:30").split(",")[0]
        self.fine("day", day, "open", "09:00-10:30", "--service", "passport")
        self.assertEqual(self.fine("day", day, "usual", "--service", "passport"), hit)
        self.fine("day", day, "closed", "--agency", "notary")
        self.assertEqual(self.fine("day", day, "usual", "--service", "deed"), f"hits booking {other} deed {day} 09:30\n")

    def test_a_service_closed_early_tells_whom_to_call(self):
        code = self.fine("book", "passport", self.date(0), "17:45").split(",")[0]
        self.assertEqual(self.fine("service", "close", "passport", "fire"), f"hits booking {code} passport 17:45\n")

    def test_rows_of_a_file_outside_the_hours_are_refused_alone(self):
        day = self.date(3)
        self.fine("day", day, "open", "09:00-12:00")
        file = self.centre.folder / "bookings.csv"
        file.write_text(f"service,date,time\npassport,{day},11:45\npassport,{day},12:00\n")
        code, out, err = self.centre.novbe("book", "--import", file)
        self.assertEqual((code, len(out.splitlines())), (1, 2))
        self.assertEqual(err, f"{file}:3: passport has no slot then: look at the hours of that day\n")

    def test_what_makes_no_sense(self):
        sense = "the times make no sense: past, overlapping, too many, or ending before they begin"
        self.no(sense, "day", self.date(-1), "closed")
        self.no(sense, "day", self.date(1), "open", "09:00-12:00", "11:00-13:00")
        self.no("there is no agency none", "day", self.date(1), "closed", "--agency", "none")
        self.misused("day", self.date(1))
        self.misused("day", self.date(1), "open")
        self.misused("day", self.date(1), "closed", "09:00-12:00")
        self.misused("day", self.date(1), "shut")
        self.misused("day", self.date(1), "closed", "--text", "Holiday")
        self.misused("day", "--preview")


class Rota(Commands):
    def file(self, text):
        path = self.centre.folder / "rota.csv"
        path.write_text(text)
        return path

    def test_a_rota_is_imported_by_days(self):
        first, second = self.date(1), self.date(2)
        path = self.file("counter,day,hours,what,operator\n"
                         f"1,{first},09:00-13:00,,101\n2,{second},09:00-18:00,present,\n1,{first},13:00-14:00,lunch,101\n")
        self.assertEqual(self.fine("rota", "--import", path), f"{first}: 2 shifts\n{second}: 1 shifts\n")
        self.assertEqual(self.fine("rota", first), f"rota of {first}\n"
                         f"{first} 09:00-{first} 13:00 counter 1 101 present\n"
                         f"{first} 13:00-{first} 14:00 counter 1 101 lunch\n")
        self.assertIn("counter 2 - present", self.fine("rota", second))
        self.assertEqual(self.fine("rota", "--import", "-", input=path.read_text()),
                         f"{first}: 2 shifts\n{second}: 1 shifts\n")

    def test_mistakes_have_lines_and_nothing_is_done(self):
        day = self.date(1)
        path = self.file(f"day,counter,hours,what\n{day},1,09:00-13:00,\nsoon,1,13:00-09:00,ill\n")
        code, out, err = self.centre.novbe("rota", "--import", path)
        self.assertEqual((code, out), (1, ""))
        self.assertEqual(err, f"{path}:3: error: no date like 2026-11-23: soon\n"
                         f"{path}:3: error: no hours like 09:00-18:00: 13:00-09:00\n"
                         f"{path}:3: error: neither present nor absent nor lunch: ill\n")
        self.assertEqual(self.fine("rota", day), f"rota of {day}\n")

    def test_a_day_that_is_refused_is_named(self):
        day = self.date(1)
        path = self.file(f"day,counter,hours\n{day},9,09:00-13:00\n")
        self.assertEqual(self.centre.novbe("rota", "--import", path),
                         (1, "", f"{path}: {day}: there is no counter 9\n"))
        code, _, err = self.centre.novbe("rota", "--import", self.centre.folder / "none.csv")
        self.assertEqual(code, 1)
        self.assertIn("No such file", err)
        self.misused("rota", day, "--import", path)


class Operators(Commands):
    def at_a_terminal(self, keys, *words):
        """Types keys as the command asks; the exit code and all that the terminal showed."""
        keyboard, terminal = pty.openpty()
        process = subprocess.Popen([NOVBE, "--socket", self.centre.socket, *words], stdin=terminal, stdout=terminal,
                                   stderr=terminal)
        self.addCleanup(os.close, keyboard)
        shown = b""
        for prompt, line in keys:
            while not shown.endswith(prompt):
                shown += os.read(keyboard, 4096)
            os.write(keyboard, line)
        code = process.wait(PATIENCE_S)
        os.write(terminal, b"END")
        os.close(terminal)
        while not shown.endswith(b"END"):
            shown += os.read(keyboard, 4096)
        return code, shown.decode()

    def test_an_operator_comes_and_goes(self):
        self.fine("operator", "add", "700", "--languages", "az,en", "--profile", "police", input="4711\n")
        self.assertRegex(self.fine("operator", "list"),
                         r"(?m)^700 +PIN, added here, profile police, speaks az en$")
        self.no("nothing would change: it is like that already", "operator", "add", "700", input="4711\n")
        self.fine("operator", "add", "701", "--no-pin")
        self.assertRegex(self.fine("operator", "list"), r"(?m)^701 +no PIN, added here")
        self.fine("operator", "pin", "701", input="123456789012")
        self.assertRegex(self.fine("operator", "list"), r"(?m)^701 +PIN, ")
        self.fine("operator", "remove", "701")
        self.no("there is no operator 701", "operator", "remove", "701")
        self.no("there is no operator 799", "operator", "pin", "799", input="4711\n")
        self.no("there is no profile none", "operator", "add", "702", "--no-pin", "--profile", "none")

    def test_a_pin_is_typed_twice_and_not_shown(self):
        code, shown = self.at_a_terminal([(b"PIN: ", b"47119\x7f\r"), (b"Once more: ", b"4711\r")], "operator", "pin",
                                         "101")
        self.assertEqual((code, "4711" in shown), (0, False), shown)
        code, shown = self.at_a_terminal([(b"PIN: ", b"4711\r"), (b"Once more: ", b"4712\r")], "operator", "pin", "101")
        self.assertEqual(code, 2)
        self.assertIn("two PINs", shown)
        self.assertEqual(self.at_a_terminal([(b"PIN: ", b"47\x03")], "operator", "pin", "101")[0], 2)

    def test_misuse_of_operator(self):
        for pin in ("", "123\n", "1234567890123\n", "12a4\n"):
            self.misused("operator", "pin", "101", input=pin)
        for words in ((), ("add",), ("pin",), ("list", "all"), ("add", "700", "--languages", "az,,en")):
            self.misused("operator", *words, input="4711\n")


class Book(Commands):
    def slot(self, booking):
        return next(one for one in self.ask("Reception.FindBookings", day=self.date(2))["bookings"]
                    if one["booking"] == booking)

    def test_one(self):
        day = self.date(2)
        out = self.fine("book", "passport", day, "10:15", "--class", "elderly", "--needs", "step-free,low-desk",
                        "--language", "ru", "--party", "2")
        code, *rest = out.strip().split(",")
        self.assertEqual(rest, ["passport", day, "10:15", "no"])
        booking = self.slot(code)
        at = datetime.datetime.fromisoformat(f"{day}T10:15").replace(tzinfo=ZONE)
        self.assertEqual(booking["slot_at"], int(at.timestamp()) * 1000)
        self.assertEqual((booking["class"], booking["needs"], booking["language"], booking["party"]),
                         ("elderly", ["step-free", "low-desk"], "ru", 2))

    def test_refusals(self):
        day = self.date(2)
        self.no("visa takes no bookings", "book", "visa", day, "10:00")
        self.no("one ticket of passport is for at most 3", "book", "passport", day, "10:00", "--party", "4")
        self.no("the centre does not speak fr; it speaks az, ru, en", "book", "passport", day, "10:00", "--language",
                "fr")
        self.fine("book", "deed", day, "10:00")
        self.no("the slot of deed is taken: it takes 1 bookings", "book", "deed", day, "10:00")
        for words in ((), ("passport", day), ("passport", "soon", "10:00"), ("passport", day, "25:00"),
                      ("passport", day, "10:00", "--party", "0"), ("passport", day, "10:00", "--party", "2x"),
                      ("passport", day, "10:00", "--needs", "a,,b"), ("passport", "--import", "file")):
            self.misused("book", *words)

    def test_a_file_books_each_row_once_under_its_request(self):
        day, path = self.date(2), self.centre.folder / "bookings.csv"
        path.write_text("request,service,date,time,needs\n"
                        f'r1,deed,{day},10:00,"step-free,low-desk"\nr2,deed,{day},10:00,\nr3,passport,{day},11:00,\n')
        code, out, err = self.centre.novbe("book", "--import", path)
        self.assertEqual((code, err), (1, f"{path}:3: the slot of deed is taken: it takes 1 bookings\n"))
        lines = out.splitlines()
        self.assertEqual(lines[0], "booking,service,date,time,repeated")
        self.assertEqual([line.split(",")[1:] for line in lines[1:]],
                         [["deed", day, "10:00", "no"], ["passport", day, "11:00", "no"]])
        self.assertEqual(self.slot(lines[1].split(",")[0])["needs"], ["step-free", "low-desk"])
        path.write_text(path.read_text().replace(f"r2,deed,{day},10:00", f"r2,deed,{day},10:15"))
        self.restart()
        again = self.fine("book", "--import", path).splitlines()
        self.assertEqual([again[1], again[3]], [lines[1][:-2] + "yes", lines[2][:-2] + "yes"])
        self.assertTrue(again[2].endswith(f"deed,{day},10:15,no"))

    def test_a_file_with_a_mistake_books_nothing(self):
        day, path = self.date(2), self.centre.folder / "bookings.csv"
        path.write_text(f"service,date,time,party\ndeed,{day},10:00,1\ndeed,{day},24:30,1\ndeed,{day},10:30,many\n")
        self.assertEqual(self.centre.novbe("book", "--import", path),
                         (1, "", f"{path}:3: error: time is not well-formed\n{path}:4: error: party is not well-formed\n"))
        self.assertEqual(self.ask("Reception.FindBookings", day=day)["bookings"], [])


if __name__ == "__main__":
    unittest.main()
