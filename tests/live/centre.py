# SPDX-License-Identifier: MIT
"""A private centre for live tests: a real novbed on a temporary folder, and raw talk with it.

Every test gets its own daemon, socket and configuration; nothing is shared, nothing is left. A sanitizer's word on the
daemon's stderr fails the test that caused it.
"""
import json
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import unittest

import record
from wall import START, Wall

SOURCE = pathlib.Path(os.environ["NOVBE_SOURCE"])
BUILD = pathlib.Path(os.environ["NOVBE_BUILD"])
NOVBED = BUILD / "bin" / "novbed"
NOVBE = BUILD / "bin" / "novbe"
PATIENCE_S = 30
# tests/run --long: so many times as much of what is drawn by lot.
TIMES = int(os.environ.get("NOVBE_TEST_TIMES", "1"))

CONFIG = """
centre: {{ key = "test"; name = {{ az = "Sınaq mərkəzi"; ru = "Пробный центр"; en = "Test centre"; }};
  languages = [ "az", "ru", "en" ]; time_zone = "{zone}"; }};
files: {{ catalogue = "{catalogue}"; calendar = "{calendar}"; languages = "{languages}"; store = "store"; }};
limits: {{ {limits} }};
roles = ( {roles} );
"""
OWNER_ROLES = '{ role = "admin"; users = [ "@owner" ]; }, { role = "manager"; users = [ "@owner" ]; }'


def until(fact, what="it to happen", patience_s=PATIENCE_S):
    """Waits for a fact, not for a time."""
    end = time.monotonic() + patience_s
    while time.monotonic() < end:
        value = fact()
        if value:
            return value
        time.sleep(0.005)
    raise AssertionError(f"waited {patience_s} s in vain for {what}")


class Closed(Exception):
    """The other side closed the connection."""


class Talk:
    """One raw connection: bytes out, messages in."""

    def __init__(self, path):
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.settimeout(PATIENCE_S)
        self.bytes = b""
        self.asked = []
        try:
            self.socket.connect(str(path))
        except OSError:
            self.socket.close()
            raise

    def send(self, data):
        self.socket.sendall(data)

    def ask(self, method, parameters=None, **flags):
        message = {"method": method, **flags}
        if parameters is not None:
            message["parameters"] = parameters
        if not flags.get("oneway"):
            self.asked.append(method)
        self.send(json.dumps(message).encode() + b"\0")

    def receive(self):
        while b"\0" not in self.bytes:
            try:
                data = self.socket.recv(1 << 16)
            except ConnectionResetError:
                data = b""
            if not data:
                raise Closed()
            self.bytes += data
        message, self.bytes = self.bytes.split(b"\0", 1)
        reply = json.loads(message)
        if self.asked:  # none: the test wrote the bytes itself
            record.answered(self.asked[0], reply)
            if not reply.get("continues"):
                self.asked.pop(0)
        return reply

    def call(self, method, parameters=None, **flags):
        self.ask(method, parameters, **flags)
        return self.receive()

    def send_all(self, *calls):
        """Calls (method, parameters, flags) in one write."""
        messages = []
        for method, parameters, *flags in calls:
            messages.append(json.dumps({"method": method, "parameters": parameters, **(flags[0] if flags else {})}).encode())
            self.asked.append(method)
        self.send(b"\0".join(messages) + b"\0")

    def call_all(self, *calls):
        """The same, and their replies."""
        self.send_all(*calls)
        return [self.receive() for _ in calls]

    def is_closed(self):
        try:
            self.receive()
        except Closed:
            return True
        return False

    def close(self):
        self.socket.close()


class Centre:
    """A daemon of its own. Close it, or use it in a `with`."""

    def __init__(self, roles=OWNER_ROLES, limits="", start=True, catalogue=None, environment=None,
                 begins=START, zone="Asia/Baku"):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="novbe-test-"))
        self.folder.chmod(0o755)
        self.socket = self.folder / "socket"
        self.config = self.folder / "novbe.conf"
        self.log = self.folder / "log"
        self.zone = zone
        self.wall = Wall(self.folder / "clock", begins, zone)
        self.roles = roles
        self.limits = limits
        self.catalogue = catalogue or SOURCE / "conf" / "catalogue.conf"
        self.calendar = SOURCE / "conf" / "calendar.conf"
        self.environment = environment or {}
        self.process = None
        self.talks = []
        self.write_config()
        if start:
            self.start()

    def write_config(self, extra=""):
        self.config.write_text(CONFIG.format(catalogue=self.catalogue, calendar=self.calendar,
                                             languages=SOURCE / "conf" / "lang", limits=self.limits,
                                             roles=self.roles, zone=self.zone) + extra)

    def spawn(self, *arguments, **options):
        environment = {**os.environ, **self.wall.environment(), **self.environment}
        with open(self.log, "ab") as log:
            return subprocess.Popen([NOVBED, "--config", self.config, "--socket", self.socket, "--check-replies",
                                     *arguments], stderr=log, env=environment, start_new_session=True, **options)

    def start(self, *arguments):
        self.process = self.spawn(*arguments)
        until(self.answers, "the daemon to answer:\n" + self.log.read_text())

    def answers(self):
        assert self.process.poll() is None, "the daemon ended:\n" + self.log.read_text()
        try:
            talk = Talk(self.socket)
        except (FileNotFoundError, ConnectionRefusedError):
            return False
        try:
            talk.call("org.varlink.service.GetInfo")
        finally:
            talk.close()
        return True

    def talk(self):
        talk = Talk(self.socket)
        self.talks.append(talk)
        return talk

    def status(self, talk=None):
        return (talk or self.talk()).call("org.novbe.Admin.GetStatus")["parameters"]

    def novbe(self, *arguments, **options):
        """The admin's command: (exit code, stdout, stderr)."""
        environment = {**os.environ, **self.wall.environment(), "NOVBE_SOCKET": str(self.socket)}
        done = subprocess.run([NOVBE, *map(str, arguments)], env=environment, capture_output=True, text=True,
                              timeout=PATIENCE_S, check=False, **options)
        return done.returncode, done.stdout, done.stderr

    def as_user(self, calls, uid=65534, gid=65534, groups=()):
        """Makes calls (method, parameters) on one connection as another user; the answers. Root only."""
        reader, writer = os.pipe()
        child = os.fork()
        if child == 0:
            try:
                os.setgroups(list(groups))
                os.setgid(gid)
                os.setuid(uid)
                talk = Talk(self.socket)
                os.write(writer, json.dumps([talk.call(*call) for call in calls]).encode())
            finally:
                os._exit(0)
        os.close(writer)
        with os.fdopen(reader, "rb") as answers:
            data = answers.read()
        os.waitpid(child, 0)
        assert data, f"uid {uid} got no answers"
        return json.loads(data)

    def stop(self, number=signal.SIGTERM):
        for talk in self.talks:
            talk.close()
        self.talks = []
        self.process.send_signal(number)
        code = self.process.wait(PATIENCE_S)
        self.process = None
        return code

    def close(self):
        try:
            if self.process:
                code = self.stop()
                log = self.log.read_text(errors="replace")
                assert code == 0, f"the daemon ended with {code}:\n{log}"
                assert "Sanitizer" not in log and "runtime error" not in log, log
        finally:
            if self.process:
                self.process.kill()
                self.process.wait()
            self.wall.close()
            shutil.rmtree(self.folder)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


class Case(unittest.TestCase):
    """A test with a centre of its own (self.centre)."""

    roles = OWNER_ROLES
    limits = ""

    def setUp(self):
        self.centre = Centre(roles=self.roles, limits=self.limits)
        self.addCleanup(self.centre.close)

    def assert_error(self, reply, name, **parameters):
        self.assertEqual(reply.get("error"), name, reply)
        self.assertEqual({key: reply.get("parameters", {}).get(key) for key in parameters}, parameters)
