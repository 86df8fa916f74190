# SPDX-License-Identifier: MIT
"""Our server, certified by another implementation of Varlink: the client of Debian's varlink-go."""
import pathlib
import shutil
import socket
import subprocess
import sys
import tempfile
import unittest

from centre import BUILD, PATIENCE_S, Talk, until

SERVICE = BUILD / "tests" / "certification-service"
CERTIFIER = shutil.which("varlink-go-certification")
NAME = "org.varlink.certification."


class Certification(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="novbe-test-")
        self.addCleanup(folder.cleanup)
        self.path = pathlib.Path(folder.name) / "socket"
        self.service = subprocess.Popen([SERVICE, self.path], stderr=subprocess.PIPE, text=True)
        self.addCleanup(self.stop)
        until(self.answers, "the service to answer")

    def answers(self):
        self.assertIsNone(self.service.poll())
        with socket.socket(socket.AF_UNIX) as probe:
            return probe.connect_ex(str(self.path)) == 0

    def stop(self):
        if self.service.returncode is None:
            self.service.terminate()
            _, said = self.service.communicate(timeout=PATIENCE_S)
            self.assertEqual((self.service.returncode, said), (0, ""))

    def begin(self):
        talk = Talk(self.path)
        self.addCleanup(talk.close)
        return talk, talk.call(NAME + "Start")["parameters"]["client_id"]

    @unittest.skipUnless(CERTIFIER, "varlink-go-certification (Debian: varlink-go) is not installed")
    def test_another_implementation_certifies_it(self):
        """It always exits 0: its last line tells."""
        for _ in range(3):
            said = subprocess.run([CERTIFIER, "--client", "--varlink", f"unix:{self.path}"], capture_output=True,
                                  text=True, timeout=PATIENCE_S, check=True).stdout
            self.assertEqual(said.splitlines()[-1:], ["End: 'true'"], said)
            self.assertEqual(said.count("  Receive: 'Reply number "), 10, said)

    def test_a_step_left_out_is_no_certification(self):
        talk, run = self.begin()
        reply = talk.call(NAME + "Test02", {"client_id": run, "bool": True})
        self.assertEqual(reply["error"], NAME + "CertificationError")

    def test_a_value_that_comes_back_otherwise_is_no_certification(self):
        talk, run = self.begin()
        self.assertEqual(talk.call(NAME + "Test01", {"client_id": run}), {"parameters": {"bool": True}})
        reply = talk.call(NAME + "Test02", {"client_id": run, "bool": False})
        self.assertEqual(reply, {"error": NAME + "CertificationError",
                                 "parameters": {"wants": {"bool": True}, "got": {"bool": False}}})

    def test_an_unknown_run_is_refused(self):
        talk, _ = self.begin()
        self.assertEqual(talk.call(NAME + "End", {"client_id": "x"}), {"error": NAME + "ClientIdError"})


if __name__ == "__main__":
    if not SERVICE.exists():
        print(f"{SERVICE} is not built")
        sys.exit(77)
    unittest.main()
