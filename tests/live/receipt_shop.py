# SPDX-License-Identifier: MIT
"""What the tests of receipt printers share: a private CUPS with a queue by our PPD, before the printer of escpos.py."""
import getpass
import http.client
import os
import pathlib
import socket
import subprocess
import tempfile

import escpos
from centre import BUILD, until
from cups import Cups, Ipp
from escpos import Receipts

PPD = BUILD / "ppd" / "novbe-escpos-80.ppd"
# By name: of a job that is over "all" is what is in memory still.
WANTED = ("job-id", "job-name", "job-state", "job-printer-state-message", "job-printer-state-reasons", "job-impressions-completed")
ENDED = {5: "processing", 6: "stopped", 7: "canceled", 8: "aborted", 9: "completed"}


class Connection(http.client.HTTPConnection):
    def __init__(self, path):
        super().__init__("localhost", timeout=10)
        self.path = path

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.connect(str(self.path))


class Job:
    def __init__(self, group):
        self.id = group["job-id"][0]
        self.name = group.get("job-name", [""])[0]
        self.state = ENDED.get(group["job-state"][0], "pending")
        self.message = group.get("job-printer-state-message", [""])[0]
        self.pages = group.get("job-impressions-completed", [0])[0]
        self.reasons = group.get("job-printer-state-reasons", [])

    def __repr__(self):
        return f"<{self.name} {self.state} {self.message!r} pages {self.pages} {self.reasons}>"


class Shop:
    """A printer and its queue."""

    def __init__(self, **options):
        self.printer = Receipts()
        self.cups = Cups()
        self.cups.add_queue("till", "-P", str(options.pop("ppd", PPD)), *options.pop("options", ()),
                            uri=self.printer.uri + options.pop("uri", ""), policy="abort-job")
        self.count = 0

    def __enter__(self):
        return self

    def __exit__(self, failed, *_):
        self.cups.close()
        self.printer.close()
        assert failed or self.printer.letters == b"", self.printer.letters

    def key(self):
        self.count += 1
        return f"novbe/test/{self.count}/1795946719852/till"

    def send(self, data, title=None, *options):
        """Hands a job over; its title."""
        title = title or self.key()
        path = self.cups.folder / "document"
        path.write_bytes(data)
        self.cups.run("lp", "-d", "till", "-t", title, *options, path)
        return title

    def ask(self, operation, *attributes):
        uri = (Ipp.URI, "printer-uri", "ipp://localhost/printers/till")
        body = b"\2\0" + operation.to_bytes(2, "big") + b"\0\0\0\1\1"
        for tag, name, *values in ((Ipp.CHARSET, "attributes-charset", "utf-8"),
                                   (Ipp.LANGUAGE, "attributes-natural-language", "en"), uri,
                                   (Ipp.NAME, "requesting-user-name", getpass.getuser()),  # names are for the jobs' owner
                                   *attributes):
            body += b"".join(Ipp.field(tag, "" if place else name, value) for place, value in enumerate(values))
        connection = Connection(self.cups.socket)
        try:
            connection.request("POST", "/printers/till", body + b"\3", {"Content-Type": "application/ipp"})
            return Ipp.decode(connection.getresponse().read())[1]
        finally:
            connection.close()

    def job(self, title):
        for which in ("not-completed", "completed"):
            groups = self.ask(Ipp.GET_JOBS, (Ipp.KEYWORD, "which-jobs", which), (Ipp.KEYWORD, "requested-attributes", *WANTED))
            for group in groups:
                if group.get("job-name", [""])[0] == title:
                    return Job(group)
        return None

    def ends(self, title, patience_s=30):
        """The job when it is over and nothing of it runs any more."""
        def over():
            job = self.job(title)
            return job if job and job.state not in ("pending", "processing") else None
        return self.until(over, f"{title} to end", patience_s)

    def until(self, fact, what, patience_s=30):
        try:
            return until(fact, what, patience_s)
        except AssertionError as mistake:
            raise AssertionError(f"{mistake}\n{self.printer}\n{self.cups.log()[-8000:]}") from mistake

    def says(self, title, words):
        def it_does():
            job = self.job(title)
            return job if job and job.message.startswith(words) else None
        return self.until(it_does, f"{title} to say {words}, not {self.job(title)}")

    def queue_reasons(self):
        groups = self.ask(Ipp.GET_PRINTER, (Ipp.KEYWORD, "requested-attributes", "printer-state-reasons"))
        return [reason for group in groups for reason in group.get("printer-state-reasons", [])]

    def cancel(self, title):
        self.cups.run("cancel", f"till-{self.job(title).id}")

    def settled(self):
        """Every process that this CUPS has started is gone."""
        until(lambda: not children("novbe-escpos", self.cups.folder), "the filters to end")


def children(name, folder):
    """Processes of this name that a CUPS in this folder started."""
    found = []
    for entry in pathlib.Path("/proc").glob("[0-9]*"):
        try:
            words = (entry / "cmdline").read_bytes()
            if pathlib.Path(os.readlink(entry / "exe")).name == name and str(folder).encode() in (entry / "environ").read_bytes():
                found.append((int(entry.name), words))
        except OSError:
            continue
    return found


def decoded(paper):
    with tempfile.NamedTemporaryFile(suffix=".pbm") as file:
        file.write(paper.pbm())
        file.flush()
        done = subprocess.run(["zbarimg", "--quiet", "--raw", file.name], capture_output=True, text=True, check=False)
    return done.stdout.strip()


PAGE = escpos.page("%T/A042/20261124/QJ0CU")
