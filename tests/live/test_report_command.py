# SPDX-License-Identifier: MIT
"""novbe report: days and ranges in every format, and those that deliver themselves: written whole or not at all, printed and
mailed once."""
import csv
import email
import email.policy
import fcntl
import io
import json
import os
import pty
import resource
import struct
import subprocess
import termios
import unittest

from centre import NOVBE, PATIENCE_S, SOURCE, until
from hall import ALL_ROLES, OperatorCase, WideHall

LANGUAGES = ("--languages", SOURCE / "conf" / "lang")
LP = """#!/bin/sh
echo "$@" >> {folder}/lp-words
cat > {folder}/lp-paper
[ ! -e {folder}/lp-fails ]
"""
SENDMAIL = """#!/bin/sh
echo "$@" >> {folder}/mail-words
count=$(ls {folder}/mails | wc -l)
cat > {folder}/mails/$count
[ ! -e {folder}/mail-kills ] || {{ rm {folder}/mail-kills; kill -9 $PPID; }}
while [ -e {folder}/mail-waits ]; do sleep 0.01; done
[ ! -e {folder}/mail-fails ]
"""


class ReportCommand(OperatorCase):
    roles = ALL_ROLES
    hall = WideHall

    def a_day(self):
        """Two are served, one is never called; the day is over. Its date."""
        day = self.centre.wall.date()
        self.issue("passport", party=2)
        self.issue("visa")
        self.issue("visa")
        one = self.sign_in("101", "1")
        for _ in range(2):
            self.at(one, "Next")
            self.centre.wall.go_by(60)
            self.at(one, "Arrive")
            self.centre.wall.go_by(300)
            self.at(one, "Finish", outcome="done", next=False)
        self.at(one, "SignOut", leave_parked=True)
        self.roll_over()
        return day

    def report(self, *words, code=0, **options):
        done = self.centre.novbe("report", *words, *(() if "--due" in words else LANGUAGES), **options)
        self.assertEqual(done[0], code, done)
        return done[1] if code == 0 else done[2]


class Paged(ReportCommand):
    """A long report on a terminal goes through the user's pager, as with git."""

    def on_terminal(self, *words, rows=24, **environment):
        """(exit code, what the terminal showed)."""
        screen, terminal = pty.openpty()
        self.addCleanup(os.close, screen)
        fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", rows, 100, 0, 0))
        known = {**os.environ, **self.centre.wall.environment(), "NOVBE_SOCKET": str(self.centre.socket), **environment}
        known = {name: value for name, value in known.items() if value is not None}
        process = subprocess.Popen([NOVBE, "report", "--language", "en", *map(str, (*LANGUAGES, *words))],
                                   stdin=subprocess.DEVNULL, stdout=terminal, stderr=terminal, env=known)
        os.close(terminal)
        shown = b""
        while True:
            try:
                piece = os.read(screen, 65536)
            except OSError:  # everybody has closed it
                break
            if not piece:
                break
            shown += piece
        return process.wait(PATIENCE_S), shown.decode()

    def test_by_the_pager_of_the_user(self):
        self.a_day()
        kept = self.centre.folder / "kept"
        code, shown = self.on_terminal(PAGER=f"cat > {kept}; echo LESS=$LESS", LESS=None)
        self.assertEqual((code, shown.split()), (0, ["LESS=R"]))
        self.assertIn("3 visits (4 people)", kept.read_text())
        self.assertIn("\033[", kept.read_text(), "its colours are kept")
        code, shown = self.on_terminal(PAGER="head -1 > /dev/null; echo enough; exit 3")
        self.assertEqual((code, shown.split()), (0, ["enough"]), "who has seen enough is no failure")

    def test_without_one(self):
        self.a_day()
        loud = "echo PAGED; cat"
        for words, environment in (((), {"PAGER": "no-such-pager 2> /dev/null"}), ((), {"PAGER": ""}), ((), {"PAGER": "cat"}),
                                   ((), {"PAGER": None, "PATH": "/nowhere"}), (("--no-pager",), {"PAGER": loud}),
                                   ((), {"PAGER": loud, "rows": 500}), (("--format", "csv", "--by", "hour"), {"PAGER": loud, "rows": 4})):
            with self.subTest(words=words, environment=environment):
                code, shown = self.on_terminal(*words, **environment)
                self.assertEqual(code, 0, shown)
                self.assertIn("hour,,10" if words[1:] else "3 visits (4 people)", shown)
                self.assertNotIn("PAGED", shown)
        self.assertNotIn("PAGED", self.centre.novbe("report", "--language", "en", *LANGUAGES)[1], "no terminal")


class Asked(ReportCommand):
    def test_the_last_closed_day_by_default(self):
        self.assertIn("no business day has been closed yet", self.report(code=1))
        day = self.a_day()
        text = self.report("--language", "en")
        self.assertIn("3 visits (4 people)", text)
        self.assertIn("1 was never called", text)
        self.assertNotIn("\033", text)
        self.assertLessEqual(max(map(len, text.splitlines())), 80)
        self.assertEqual(self.report("--language", "en", "--day", day), text)
        self.assertIn("3 ziyarət (4 nəfər)", self.report())  # the centre's own language

    def test_all_formats_say_the_same(self):
        day = self.a_day()
        report = json.loads(self.report("--format", "json", "--day", day))
        figures = report["figures"]
        self.assertEqual((report["from_day"], figures["issued"], figures["step_ends"]["never_called"]), (day, 3, 1))
        rows = list(csv.DictReader(io.StringIO(self.report("--format", "csv", "--day", day), newline="")))
        self.assertEqual({row["table"] for row in rows if "." not in row["table"]} >= {"report", "service", "agency", "hour"}, True)
        whole, = [row for row in rows if row["table"] == "report"]
        self.assertEqual((whole["issued"], whole["step_ends_never_called"]), ("3", "1"))
        self.assertEqual(whole["waiting_p90_ms"], str(figures["waiting"]["p90_ms"]))
        page = self.report("--format", "html", "--day", day, "--language", "en")
        self.assertIn("3 visits (4 people)", page)
        semicolons = self.report("--format", "csv", "--separator", "semicolon")
        self.assertTrue(semicolons.startswith("\ufefftable;period;key;"), semicolons[:40])

    def test_tables_are_those_asked_for(self):
        day = self.a_day()
        report = json.loads(self.report("--format", "json", "--by", "day,service"))
        self.assertEqual([(table["by"], table.get("each")) for table in report["tables"]], [("day", None), ("service", "day")])
        self.assertEqual({line["period"] for line in report["tables"][1]["lines"]}, {day})
        report = json.loads(self.report("--format", "json", "--by", "weekday_hour", "--whole"))
        self.assertEqual([table["by"] for table in report["tables"]], ["weekday_hour"])
        self.assertIsNotNone(report["kiosks"])
        report = json.loads(self.report("--format", "json", "--service", "visa", "--by", "service"))
        self.assertEqual(report["figures"]["issued"], 2)

    def test_weeks_months_and_years_end_today(self):
        day = self.a_day()
        today = self.centre.wall.date()
        for words, first in ((("--week", day), None), (("--month", day[:7]), day[:7] + "-01"),
                             (("--year", day[:4]), day[:4] + "-01-01")):
            report = json.loads(self.report("--format", "json", *words))
            self.assertEqual(report["from_day"] if first else None, first)
            self.assertEqual((report["to_day"], report["open"]), (today, True))

    def test_bad_words(self):
        day = self.a_day()
        for words, sentence in (
                (("--day", "soon"), "--day is a day as 2026-11-23"),
                (("--day", "2026-02-30"), "--day is a day"),
                (("--from", day), "both of them"),
                (("--from", day, "--to", "2020-01-01"), "--from is after --to"),
                (("--day", day, "--month", "2026-11"), "only one of"),
                (("--month", "2026-13"), "--month is a month"),
                (("--by", "service,,day"), "--by is a list of"),
                (("--by", "floor"), "--by is a list of"),
                (("--by", "day,month,service"), "one of day, month and year"),
                (("--format", "doc"), "--format is text, csv, json, html or pdf"),
                (("--separator", "tab"), "--separator is comma or semicolon"),
                (("--due", "--day", day), "--due goes by novbe.conf alone"),
                (("--config", "x"), "--config belongs to --due")):
            said = self.report(*words, code=2)
            self.assertIn(sentence, said, words)
            self.assertIn("Usage: novbe report", said)

    def test_days_and_services_that_are_none(self):
        day = self.a_day()
        self.assertIn("nothing is kept of 2020-01-06", self.report("--day", "2020-01-06", code=1))
        self.assertIn("nothing is kept from 2020-01-06 to 2020-01-10",
                      self.report("--from", "2020-01-06", "--to", "2020-01-10", code=1))
        self.assertIn("there is no service floor", self.report("--day", day, "--service", "floor", code=1))
        self.assertIn("there is no agency floor", self.report("--day", day, "--agency", "floor", code=1))
        today = self.centre.wall.date()
        for words in (("--day", "2099-01-01"), ("--from", day, "--to", "2099-01-01")):
            self.assertEqual(self.report(*words, code=1), f"novbe: 2099-01-01 is not yet: today is {today}\n")
        self.assertIn("of 20 years at most", self.report("--from", "1990-01-01", "--to", day, code=1))
        self.assertRegex(self.report("--day", day, "--language", "xx", code=1), "does not speak xx")

    def test_a_file_is_whole_or_not_there(self):
        day = self.a_day()
        path = self.centre.folder / "day.csv"
        self.assertEqual(self.report("--day", day, "--output", path), "")  # the format is that of the name
        before = path.read_bytes()
        self.assertTrue(before.startswith(b"table,period,"))

        def full():
            resource.setrlimit(resource.RLIMIT_FSIZE, (2000, 2000))
        said = self.report("--day", day, "--output", path, code=5, preexec_fn=full, restore_signals=False)
        self.assertRegex(said, f"{path} was not written: File too large")
        self.assertEqual(path.read_bytes(), before)
        self.assertEqual([one.name for one in self.centre.folder.iterdir() if "day.csv" in one.name], ["day.csv"])
        for bad, why in ((self.centre.folder / "no" / "day.txt", "No such file or directory"),
                         (self.centre.folder, "Is a directory"), ("/dev/full", "it is there, and is no file")):
            self.assertIn(why, self.report("--day", day, "--output", bad, code=5))

    def test_nobody_is_there(self):
        self.centre.stop()
        self.assertIn("cannot reach the daemon", self.report(code=3))
        self.centre.start()


class Due(ReportCommand):
    def setUp(self):
        super().setUp()
        self.folder = self.centre.folder / "reports"
        self.folder.mkdir()
        (self.centre.folder / "mails").mkdir()
        for name, text in (("lp", LP), ("sendmail", SENDMAIL)):
            program = self.centre.folder / name
            program.write_text(text.format(folder=self.centre.folder))
            program.chmod(0o755)
        self.configure()

    def configure(self, more="", formats='"text", "csv", "json", "html"'):
        config = self.centre.config.read_text().split("report = {")[0]
        self.centre.config.write_text(config + f"""report = {{ folder = "{self.folder}"; formats = [ {formats} ];
            print_program = "{self.centre.folder}/lp"; mail_program = "{self.centre.folder}/sendmail"; {more} }};\n""")

    def due(self, code=0, **options):
        return self.report("--due", "--config", self.centre.config, code=code, **options)

    def names(self, day):
        return sorted(one.name for one in (self.folder / day).iterdir() if not one.name.startswith("."))

    def marks(self, day):
        return sorted(one.name for one in (self.folder / day).iterdir() if one.name.startswith(".") and one.name != ".mail")

    def mails(self):
        return [email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
                for path in sorted((self.centre.folder / "mails").iterdir())]

    MAIL = 'mail_to = [ "manager@example.org", "deputy@example.org" ]; mail_from = "queue@example.org";'

    def test_nothing_by_default(self):
        self.a_day()
        config = self.centre.config.read_text().split("report = {")[0]
        self.centre.config.write_text(config)
        self.assertIn("no report is delivered by itself", self.due())

    def test_a_folder_a_day_once(self):
        first = self.a_day()
        self.assertEqual(self.due(), f"report of {first} written\n")
        self.assertEqual(self.names(first), ["report.csv", "report.html", "report.json", "report.txt"])
        self.assertEqual(self.marks(first), [])
        self.assertIn("3 ziyarət (4 nəfər)", (self.folder / first / "report.txt").read_text())
        stamps = {one: one.stat().st_mtime_ns for one in (self.folder / first).iterdir()}
        self.assertEqual(self.due(), "")
        self.assertEqual({one: one.stat().st_mtime_ns for one in (self.folder / first).iterdir()}, stamps)
        days = [self.a_day(), self.a_day()]  # an outage of two days
        self.assertEqual(self.due(), "".join(f"report of {day} written\n" for day in days))

    def test_in_several_languages(self):
        self.configure('languages = [ "ru", "en" ]; csv = "semicolon";')
        day = self.a_day()
        self.due()
        self.assertEqual(self.names(day), ["report.csv", "report.en.html", "report.en.txt", "report.json", "report.ru.html",
                                           "report.ru.txt"])
        self.assertIn("3 visits", (self.folder / day / "report.en.txt").read_text())
        self.assertIn("3 визита", (self.folder / day / "report.ru.txt").read_text())
        self.assertTrue((self.folder / day / "report.csv").read_text().startswith("\ufefftable;"))

    def test_only_the_last_days_are_caught_up(self):
        days = [self.a_day() for _ in range(3)]
        self.configure("catch_up_days = 2;")
        self.due()
        self.assertEqual(sorted(one.name for one in self.folder.iterdir() if one.name != ".lock"), days[1:])

    def test_mailed_once(self):
        self.configure(self.MAIL)
        day = self.a_day()
        self.assertEqual(self.due(), f"report of {day} written\nreport of {day} mailed\n")
        self.assertEqual(self.due(), "")
        self.assertEqual(self.marks(day), [".mailed"])
        self.assertEqual((self.centre.folder / "mail-words").read_text(),
                         "-i -f queue@example.org -- manager@example.org deputy@example.org\n")
        mail, = self.mails()
        self.assertEqual(mail.defects, [])
        self.assertEqual(str(mail["To"]), "manager@example.org, deputy@example.org")
        self.assertEqual(str(mail["From"]), "queue@example.org")
        self.assertIn("Sınaq mərkəzi", str(mail["Subject"]))
        self.assertEqual(str(mail["Message-ID"]), f"<novbe.test.{day}@example.org>")
        self.assertEqual(mail["Auto-Submitted"], "auto-generated")
        self.assertIn("3 ziyarət (4 nəfər)", mail.get_body().get_content())
        files = {part.get_filename(): part for part in mail.iter_attachments()}
        self.assertEqual(sorted(files), [f"{day}-report.{suffix}" for suffix in ("csv", "html", "json", "txt")])
        for name, part in files.items():
            content = part.get_content()
            content = content if isinstance(content, bytes) else content.encode()
            stored = (self.folder / day / name.removeprefix(day + "-")).read_bytes()
            self.assertEqual(content.replace(b"\r\n", b"\n"), stored.replace(b"\r\n", b"\n"), name)
            self.assertEqual(part.defects, [])

    def test_what_fails_is_tried_again(self):
        self.configure(self.MAIL + ' printer = "office";', formats='"pdf"')
        day = self.a_day()
        fails = [self.centre.folder / "lp-fails", self.centre.folder / "mail-fails"]
        for path in fails:
            path.touch()
        said = self.due(code=1)
        self.assertIn("lp failed; it stays due", said)
        self.assertIn("sendmail failed; it stays due", said)
        self.assertEqual(self.marks(day), [".to-mail", ".to-print"])
        fails[0].unlink()
        self.due(code=1)
        self.assertEqual(self.marks(day), [".printed", ".to-mail"])
        fails[1].unlink()
        self.due()
        self.assertEqual(self.marks(day), [".mailed", ".printed"])
        self.due()
        self.assertEqual(len((self.centre.folder / "lp-words").read_text().splitlines()), 2)
        self.assertIn(f"-d office -t novbe-{day} -o page-ranges=1-2", (self.centre.folder / "lp-words").read_text())
        self.assertEqual((self.centre.folder / "lp-paper").read_bytes(), (self.folder / day / "report.pdf").read_bytes())

    def test_days_before_it_was_configured_are_not_sent(self):
        day = self.a_day()
        self.due()
        self.configure(self.MAIL)
        self.due()
        self.assertEqual((self.mails(), self.marks(day)), ([], []))

    def test_a_program_that_is_not_there(self):
        (self.centre.folder / "sendmail").unlink()
        self.configure(self.MAIL)
        day = self.a_day()
        self.assertIn("sendmail: No such file or directory; it stays due", self.due(code=1))
        self.assertEqual(self.marks(day), [".to-mail"])

    def test_killed_while_the_mail_goes_out(self):
        self.configure(self.MAIL)
        day = self.a_day()
        (self.centre.folder / "mail-kills").touch()
        self.assertEqual(self.centre.novbe("report", "--due", "--config", self.centre.config)[0], -9)
        self.assertEqual(self.marks(day), [".mailing"])
        done = self.centre.novbe("report", "--due", "--config", self.centre.config)
        self.assertEqual(done[0], 0)
        self.assertIn("it is not known whether it was mailed, so once more", done[2])
        self.assertEqual(len({str(mail["Message-ID"]) for mail in self.mails()}), 1)
        self.assertEqual((len(self.mails()), self.marks(day)), (2, [".mailed"]))

    def test_a_half_written_folder_is_thrown_away(self):
        day = self.a_day()
        half = self.folder / f".new-{day}"
        half.mkdir()
        (half / "report.html").write_text("<half")
        self.due()
        self.assertEqual(self.names(day), ["report.csv", "report.html", "report.json", "report.txt"])
        self.assertFalse(half.exists())
        self.assertIn("</html>", (self.folder / day / "report.html").read_text())

    def test_a_full_disk(self):
        day = self.a_day()

        def full():
            resource.setrlimit(resource.RLIMIT_FSIZE, (2000, 2000))
        said = self.due(code=5, preexec_fn=full, restore_signals=False)
        self.assertRegex(said, f"report of {day}: report.txt: File too large")
        self.assertEqual([one.name for one in self.folder.iterdir()], [".lock"])
        self.due()
        self.assertEqual(len(self.names(day)), 4)

    def test_a_folder_that_is_missing(self):
        self.a_day()
        (self.folder / ".lock").unlink(missing_ok=True)
        self.folder.rmdir()
        self.assertRegex(self.due(code=5), "report.folder, .*reports, cannot be written: No such file or directory")

    def test_two_at_once(self):
        self.configure(self.MAIL)
        day = self.a_day()
        waits = self.centre.folder / "mail-waits"
        waits.touch()
        environment = {**os.environ, **self.centre.wall.environment(), "NOVBE_SOCKET": str(self.centre.socket)}
        first = subprocess.Popen([NOVBE, "report", "--due", "--config", self.centre.config], env=environment,
                                 stdout=subprocess.DEVNULL)
        until(lambda: list((self.centre.folder / "mails").iterdir()), "the mail to be under way")
        self.assertEqual(self.due(), "another novbe report --due is at work\n")
        waits.unlink()
        self.assertEqual(first.wait(PATIENCE_S), 0)
        self.assertEqual((len(self.mails()), self.marks(day)), (1, [".mailed"]))

    def test_nobody_is_there(self):
        self.centre.stop()
        self.assertIn("cannot reach the daemon", self.due(code=3))
        self.centre.start()


@unittest.skipUnless(os.getuid() == 0, "root only")
class Roles(ReportCommand):
    roles = ALL_ROLES + ', { role = "reporter"; users = [ "64011" ]; }'

    def test_a_reporter_reads_reports_and_nothing_else(self):
        day = self.a_day()
        asked = [("org.novbe.Manager.ListReportDays", {}), ("org.novbe.Manager.GetReport", {"to_day": day, "whole": True}),
                 ("org.novbe.Manager.GetReport", {"to_day": day, "whole": False, "services": ["visa"]}),
                 ("org.novbe.Manager.ListDays", {}), ("org.novbe.Manager.GetAccuracy", {}),
                 ("org.novbe.Manager.Halt", {"reason": "fire"}), ("org.novbe.Reception.Issue", {"services": ["visa"]}),
                 ("org.novbe.Admin.GetStatus", {})]
        replies = self.centre.as_user(asked, uid=64011, gid=64011)
        self.assertEqual(replies[0]["parameters"]["days"], [day])
        self.assertEqual(replies[1]["parameters"]["report"]["figures"]["issued"], 3)
        self.assertIsNone(replies[1]["parameters"]["report"].get("agencies"))
        self.assertEqual(replies[2]["parameters"]["report"]["figures"]["issued"], 2)
        for reply in replies[3:]:
            self.assertEqual(reply.get("error"), "org.varlink.service.PermissionDenied", reply)


if __name__ == "__main__":
    unittest.main()
