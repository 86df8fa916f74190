# SPDX-License-Identifier: MIT
"""Boot and end: one daemon a socket, activation, readiness, watchdog, signals, the command line."""
import os
import signal
import socket
import subprocess
import tempfile
import unittest

from centre import NOVBE, NOVBED, PATIENCE_S, Case, Centre, Talk, until


def run(*command):
    return subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE_S, check=False)


class Start(Case):
    def test_a_second_daemon_refuses(self):
        second = self.centre.spawn()
        self.assertEqual(second.wait(PATIENCE_S), 69)
        self.assertIn("another daemon answers", self.centre.log.read_text())
        self.assertNotIn("error", self.centre.talk().call("org.varlink.service.GetInfo"))

    def test_two_that_start_at_once(self):
        self.centre.stop()
        daemons = [self.centre.spawn() for _ in range(4)]
        until(lambda: sum(one.poll() is None for one in daemons) == 1, "all but one to end")
        self.centre.process = next(one for one in daemons if one.poll() is None)
        until(self.centre.answers)
        self.assertEqual(sorted(one.returncode for one in daemons if one is not self.centre.process), [69, 69, 69])

    def test_a_dead_socket_is_replaced(self):
        self.centre.stop(signal.SIGKILL)
        self.assertTrue(self.centre.socket.is_socket(), "a killed daemon leaves its socket")
        self.centre.start()

    def test_a_file_that_is_no_socket_is_not_touched(self):
        self.centre.stop()
        self.centre.socket.write_text("mine")
        self.assertEqual(self.centre.spawn().wait(PATIENCE_S), 69)
        self.assertIn(f"cannot listen at {self.centre.socket}: File exists", self.centre.log.read_text())
        self.assertEqual(self.centre.socket.read_text(), "mine")
        self.centre.socket.unlink()
        self.centre.start()

    @unittest.skipIf(os.geteuid() != 0, "needs root to be somebody else")
    def test_a_socket_that_keeps_it_out_is_not_replaced(self):
        """A socket of the service manager has no lock, and its mode may keep this user out: it lives none the less."""
        self.centre.stop()
        self.centre.folder.chmod(0o777)
        with socket.socket(socket.AF_UNIX) as listener:
            listener.bind(str(self.centre.socket))
            listener.listen()
            self.centre.socket.chmod(0)
            (self.centre.folder / "socket.lock").unlink(missing_ok=True)
            second = self.centre.spawn(user=65534, group=65534, extra_groups=[])
            self.addCleanup(second.kill)
            self.assertEqual(second.wait(PATIENCE_S), 69)
            Talk(self.centre.socket).close()
        (self.centre.folder / "socket.lock").unlink(missing_ok=True)
        self.centre.socket.unlink()
        self.centre.start()

    def test_the_end_takes_the_socket_away(self):
        self.assertEqual(self.centre.stop(), 0)
        self.assertFalse(self.centre.socket.exists())
        self.centre.start()

    def test_what_was_asked_is_answered_before_the_end(self):
        """Calls that lie in the socket when SIGTERM comes with them: each turn begun is finished."""
        talk = self.centre.talk()
        talk.call("org.varlink.service.GetInfo")
        os.kill(self.centre.process.pid, signal.SIGSTOP)
        talk.ask("org.varlink.service.GetInfo")
        os.kill(self.centre.process.pid, signal.SIGTERM)
        os.kill(self.centre.process.pid, signal.SIGCONT)
        self.assertNotIn("error", talk.receive())
        self.assertTrue(talk.is_closed())
        self.assertEqual(self.centre.process.wait(PATIENCE_S), 0)
        self.centre.start()


class Manager(unittest.TestCase):
    """What a service manager does: hands over the socket, waits for readiness, expects a sign of life."""

    def setUp(self):
        self.folder = tempfile.TemporaryDirectory(prefix="novbe-notify-")
        self.addCleanup(self.folder.cleanup)
        self.path = self.folder.name + "/notify"
        self.notify = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.notify.bind(self.path)
        self.notify.settimeout(PATIENCE_S)
        self.addCleanup(self.notify.close)

    def hear(self, word):
        while True:
            message = self.notify.recv(4096).decode()
            if word in message:
                return message

    def test_ready_watchdog_reload_stopping(self):
        centre = Centre(environment={"NOTIFY_SOCKET": self.path, "WATCHDOG_USEC": "200000"})
        self.addCleanup(centre.close)
        self.hear("READY=1")
        for _ in range(3):
            self.hear("WATCHDOG=1")
        centre.process.send_signal(signal.SIGHUP)
        self.hear("RELOADING=1")
        self.hear("READY=1")
        centre.config.write_text("nonsense")
        centre.process.send_signal(signal.SIGHUP)
        self.assertIn("STATUS=configuration refused", self.hear("READY=1"))
        self.assertNotIn("error", centre.talk().call("org.novbe.Visitor.GetCentre"))
        centre.process.send_signal(signal.SIGTERM)
        self.hear("STOPPING=1")
        self.assertEqual(centre.process.wait(PATIENCE_S), 0)
        centre.process = None

    def test_socket_activation(self):
        centre = Centre(start=False)
        self.addCleanup(centre.close)
        handed = str(centre.folder / "handed")
        with socket.socket(socket.AF_UNIX) as listener:
            listener.bind(handed)
            listener.listen()
            early = Talk(handed)  # connects before the daemon lives
            early.ask("org.varlink.service.GetInfo")
            # sh puts the socket on descriptor 3 and its own pid, which exec keeps, into LISTEN_PID.
            script = 'exec 3<&"$1"; LISTEN_PID=$$ LISTEN_FDS=1 exec "$2" --config "$3"'
            with open(centre.log, "ab") as log:
                centre.process = subprocess.Popen(
                    ["sh", "-c", script, "sh", str(listener.fileno()), NOVBED, centre.config],
                    pass_fds=[listener.fileno()], stderr=log)
        self.assertNotIn("error", early.receive())
        early.close()
        self.assertEqual(centre.stop(), 0)
        self.assertTrue(os.path.exists(handed), "a socket that was handed over is not ours to remove")


class CommandLine(unittest.TestCase):
    def test_help_and_version(self):
        for program in (NOVBED, NOVBE):
            self.assertIn("Usage: " + program.name, run(program, "--help").stdout)
            self.assertRegex(run(program, "--version").stdout, r"^novbed? \d+\.\d+\.\d+\n$")

    def test_misuse(self):
        self.assertEqual(run(NOVBED, "--no-such").returncode, 64)
        self.assertEqual(run(NOVBED, "extra").returncode, 64)
        self.assertEqual(run(NOVBED, "--config", "/no/such/file").returncode, 78)

    def test_check_names_every_mistake(self):
        with tempfile.NamedTemporaryFile("w", suffix=".conf") as config:
            config.write('limits: {\n  connections = 0;\n  no_such = 1;\n};\nlog: { level = "loud"; };\n')
            config.flush()
            done = run(NOVBED, "--check", "--config", config.name)
        self.assertEqual(done.returncode, 78)
        for line, word in ((2, "limits.connections"), (3, "no_such"), (5, "log.level")):
            self.assertRegex(done.stderr, rf"(?m)^{config.name}:{line}: error: .*{word}")


if __name__ == "__main__":
    unittest.main()
