# SPDX-License-Identifier: MIT
"""Our client, certified by another implementation of Varlink: the service of Debian's varlink-go."""
import pathlib
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import unittest

from centre import BUILD, PATIENCE_S, until

CLIENT = BUILD / "tests" / "certification-client"
OURS = BUILD / "tests" / "certification-service"
CERTIFIER = shutil.which("varlink-go-certification")
TESTS = ["Start", *(f"Test{number:02}" for number in range(1, 10)), *["Test10"] * 10, "Test11", "End"]


class Certification(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="novbe-test-")
        self.addCleanup(folder.cleanup)
        self.path = pathlib.Path(folder.name) / "socket"

    def serve(self, *command):
        service = subprocess.Popen(command)
        self.addCleanup(service.wait)
        self.addCleanup(service.terminate)

    def certify(self, address):
        return subprocess.run([CLIENT, address], capture_output=True, text=True, timeout=PATIENCE_S, check=False)

    def expect_passed(self, address):
        run = self.certify(address)
        self.assertEqual(run.stdout.splitlines(), [f"{name}: passed" for name in TESTS])
        self.assertEqual((run.returncode, run.stderr), (0, ""))

    @unittest.skipUnless(CERTIFIER, "varlink-go-certification (Debian: varlink-go) is not installed")
    def test_another_implementation_certifies_it(self):
        self.serve(CERTIFIER, "--varlink", f"unix:{self.path}")
        for _ in range(3):
            self.expect_passed(self.path)

    @unittest.skipUnless(CERTIFIER, "varlink-go-certification (Debian: varlink-go) is not installed")
    def test_over_an_abstract_socket(self):
        """The client starts first, as likely as not: it waits for the service."""
        name = f"@{self.path}"
        self.serve(CERTIFIER, "--varlink", f"unix:{name}")
        self.expect_passed(name)

    def test_our_own_service_certifies_it(self):
        """It looks at Test11 too, where the service of varlink-go counts its replies from the second on."""
        self.serve(OURS, self.path)
        until(self.path.exists)
        self.expect_passed(self.path)

    def test_a_service_that_answers_otherwise_is_told(self):
        listener = socket.socket(socket.AF_UNIX)
        self.addCleanup(listener.close)
        listener.bind(str(self.path))
        listener.listen()

        def answer():
            line, _ = listener.accept()
            with line:
                line.recv(1 << 16)
                line.sendall(b'{"parameters":{"client_id":5}}\0')
                line.recv(1 << 16)

        service = threading.Thread(target=answer)
        service.start()
        run = self.certify(self.path)
        service.join()
        self.assertEqual(run.returncode, 1)
        self.assertIn("client_id", run.stdout)


if __name__ == "__main__":
    if not CLIENT.exists():
        print(f"{CLIENT} is not built")
        sys.exit(77)
    unittest.main()
