# SPDX-License-Identifier: MIT
"""Words of printers and of CUPS in no encoding of ours, or long: people read what can be read of them, and the worker lives on."""
import http.client
import http.server
import os
import re
import struct
import threading
import unittest

from centre import until
from printer_inside import Ipp
from probe import CupsCase, Probe

LATIN = "Papier alle, bitte auff\xfcllen".encode("latin-1")
LATIN_READ = "Papier alle, bitte auff?llen"
LONG = "Бумага закончилась. " * 12
REFUSED = 0x0507  # of IPP: server-error-busy


class Server:
    """HTTP before a test, one answer to each POST."""

    def __init__(self, answer):
        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                body = answer(self.path, self.rfile.read(int(self.headers["Content-Length"])))
                self.send_response(200)
                self.send_header("Content-Type", "application/ipp")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.port = self.server.server_port
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()


class Words(CupsCase):
    def said(self):
        """What a look finds: the state, and what is said of it; by the worker that was there before."""
        worker = self.probe.worker()
        _, state, *words = self.probe.state()
        self.assertEqual(self.probe.worker(), worker)
        return state, " ".join(words)

    def test_of_a_queue(self):
        for words, read in ((LATIN, LATIN_READ), (LONG.encode(), LONG)):
            self.cups.run("cupsdisable", "-r", os.fsdecode(words), "entrance")
            state, said = self.said()
            self.assertEqual(state, "stopped")
            before, said = said.split(": ")
            self.assertEqual(before, "the queue is stopped")
            self.assertGreater(len(said), 20)
            self.assertTrue(read.startswith(said), said)

    def test_of_a_printer(self):
        """ippeveprinter has three sentences of its own: these stand in the place of what it says."""
        words = LATIN

        def ask(path, request):
            connection = http.client.HTTPConnection("127.0.0.1", self.printer.port, timeout=10)
            connection.request("POST", path, request, {"Content-Type": "application/ipp"})
            answer = connection.getresponse().read()
            connection.close()
            return re.sub(rb"(printer-state-message)..[A-Z][a-z]+\.",
                          lambda found: found.group(1) + struct.pack(">H", len(words)) + words, answer, flags=re.DOTALL)

        server = Server(ask)
        self.addCleanup(server.close)
        self.cups.run("lpadmin", "-p", "entrance", "-v", f"ipp://localhost:{server.port}/ipp/print")
        self.printer.set("paper_out")
        for words, read in ((LATIN, LATIN_READ), (LONG.encode(), LONG)):
            state, said = self.said()
            self.assertEqual(state, "paper_out")
            before, said = said.split(": ", 1)
            self.assertRegex(before, "^media-needed-(report|warning)$")  # as it happens to be said
            self.assertGreater(len(said), 20)
            self.assertTrue(read.startswith(said), said)

    def test_of_a_refusal(self):
        refusal = b"".join([struct.pack(">BBHIB", 2, 0, REFUSED, 1, 1), Ipp.field(Ipp.CHARSET, "attributes-charset", "utf-8"),
                            Ipp.field(Ipp.LANGUAGE, "attributes-natural-language", "de"),
                            Ipp.field(Ipp.TEXT, "status-message", LATIN), b"\3"])
        server = Server(lambda *_: refusal)
        self.addCleanup(server.close)
        with Probe(self.cups, server=f"127.0.0.1:{server.port}") as probe:
            worker = probe.worker()
            _, handing = probe.print()
            self.assertEqual(handing, "refused")
            self.assertEqual(" ".join(probe.handed[6:]), LATIN_READ)
            self.assertEqual(probe.worker(), worker)

    def test_name_of_a_job(self):
        """Anybody may print at the printer under any name."""
        name = b"novbe/test/1/1795946719852/entr\xe9e"
        self.printer.ipp.ask(Ipp.PRINT_JOB, (Ipp.NAME, "job-name", name), (Ipp.MIME, "document-format", "image/pwg-raster"),
                             document=b"RaS2")
        until(self.printer.jobs, "the job at the printer")
        ours = self.accept()
        self.expect(ours, "printed")
        _, said = self.said()
        self.assertIn(f"{ours}=printed:1", said)
        self.assertEqual(said.count("novbe/"), 1)


if __name__ == "__main__":
    unittest.main()
