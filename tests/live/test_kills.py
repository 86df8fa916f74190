# SPDX-License-Identifier: MIT
"""The daemon is taken away from under 64 terminals that issue, call and finish: killed at random moments, frozen, its
disk held up. Each wish is done once, whatever was answered; at the end the day reconciles with what the terminals wrote
down (tests/live/terminals.c).

NOVBE_TEST_KILLS says how often it is killed (100), NOVBE_TEST_SEED repeats the moments.
"""
import collections
import contextlib
import fcntl
import os
import random
import re
import signal
import socket
import subprocess
import threading
import time
import unittest

import hall
from centre import BUILD, NOVBED, PATIENCE_S, TIMES, until
from hall import Hall

KILLS = int(os.environ.get("NOVBE_TEST_KILLS", 100 * TIMES))
KIOSKS, COUNTERS, PIN = 48, 16, "4711"
ROLES = ", ".join(f'{{ role = "{role}"; users = [ "@owner" ]; }}' for role in ("admin", "manager", "visitor", "counter"))


def busy_catalogue():
    """The small centre with a counter and an operator for each terminal that serves."""
    counters = ", ".join(f'{{ key = "{n}"; label = "{n}"; zone = "hall"; profile = "all"; '
                         f'place = {hall.text("left")}; meets = [ "step-free", "low-desk" ]; }}' for n in range(1, COUNTERS + 1))
    operators = ", ".join(f'{{ id = "{100 + n}"; languages = [ "az" ]; }}' for n in range(1, COUNTERS + 1))
    text = re.sub(r"^counters = \(.*?^operators = \(.*?$", f"counters = ( {counters} );\noperators = ( {operators} );",
                  hall.CATALOGUE, flags=re.S | re.M)
    return text.replace("last = 999;", "last = 99999;")


class BusyHall(Hall):
    def write_config(self, extra=""):
        super().write_config(extra)
        self.catalogue.write_text(busy_catalogue())


class Terminals:
    """The terminals at work, and what they wrote down."""

    def __init__(self, centre, timeout_ms):
        self.process = subprocess.Popen([BUILD / "tests" / "terminals", centre.socket, str(timeout_ms), str(KIOSKS),
                                         str(COUNTERS), PIN], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.told = collections.defaultdict(list)  # by what it was: (request, ticket) in the order of the answers
        self.count = 0
        self.reader = threading.Thread(target=self.read)
        self.reader.start()

    def read(self):
        for line in self.process.stdout:
            word, *rest = line.split()
            self.told[word].append(tuple(rest[:2]) if word != "wrong" else line)
            self.count += 1

    def wait_for_more(self, count):
        goal = self.count + count
        until(lambda: self.count >= goal or self.process.poll() is not None, f"{count} answers more")
        assert self.process.poll() is None, self.told["wrong"]

    def wait_for_silence(self, seconds):
        """Answers that were given before are still on their way; how many there are when no more have come for so long."""
        last = [self.count, time.monotonic()]

        def silent():
            if self.count != last[0]:
                last[:] = self.count, time.monotonic()
            return time.monotonic() - last[1] > seconds

        until(silent, "the answers on their way")
        return last[0]

    def end(self):
        """No new wishes; all that were asked are answered."""
        self.process.stdin.close()
        code = self.process.wait(PATIENCE_S)
        self.reader.join()
        self.process.stdout.close()
        assert code == 0, self.told["wrong"]

    def kill(self):
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        self.reader.join()


class Taken(unittest.TestCase):
    environment = {}

    def setUp(self):
        self.chance = random.Random(int(os.environ.get("NOVBE_TEST_SEED", "1")))
        # Thousands come in a minute, and none of them is to be sent away because it gets late.
        self.centre = BusyHall(roles=ROLES, environment=self.environment, rules="served_percent = 0;")
        self.addCleanup(self.centre.close)
        talk = self.centre.talk()
        for number in range(1, COUNTERS + 1):
            reply = talk.call("org.novbe.Admin.SetPin", {"operator": str(100 + number), "pin": PIN})
            self.assertNotIn("error", reply)

    def work(self, timeout_ms):
        terminals = Terminals(self.centre, timeout_ms)
        self.addCleanup(terminals.kill)
        terminals.wait_for_more(KIOSKS + COUNTERS)
        return terminals

    def kill(self):
        self.centre.stop(signal.SIGKILL)
        self.centre.start()

    def reconcile(self, terminals):
        """Each wish was done once: no more tickets, calls and ends than were answered, and no less."""
        terminals.end()
        told = terminals.told
        tickets = [ticket for _, ticket in told["issue"]]
        called = [ticket for _, ticket in told["call"]]
        for word in ("issue", "call", "arrive", "finish"):
            requests = [request for request, _ in told[word]]
            self.assertEqual(len(set(requests)), len(requests), f"{word}: answered twice")
        self.assertEqual(len(set(tickets)), len(tickets), "a number was given twice")
        self.assertEqual(len(set(called)), len(called), "a ticket was called by two")
        self.assertLessEqual(set(called), set(tickets))
        closed = self.centre.talk().call("org.novbe.Admin.CloseDay")["parameters"]
        self.assertEqual(closed["visits"], len(tickets))
        ends = closed["visit_ends"]  # whoever was greeted was served, whoever was only called did not come
        self.assertEqual((ends["served"], ends["no_show"]), (len(told["arrive"]), len(called) - len(told["arrive"])))
        self.assertEqual(sum(closed["visit_ends"].values()), closed["visits"])
        self.assertEqual(self.centre.stop(), 0)
        verified = subprocess.run([NOVBED, "--verify", self.centre.folder / "store"], capture_output=True, text=True,
                                  timeout=PATIENCE_S, check=False)
        self.assertEqual((verified.returncode, verified.stdout.splitlines()[-1]), (0, "whole"), verified.stdout)
        self.centre.start()
        return len(tickets), len(called), len(told["finish"])


class Killed(Taken):
    def test_killed_at_random_moments(self):
        terminals = self.work(5000)
        for _ in range(KILLS):
            terminals.wait_for_more(self.chance.randrange(1, 120))
            time.sleep(self.chance.random() * 0.004)  # the moment has to be any
            self.kill()
        terminals.wait_for_more(1)
        print("killed %d times: %d tickets, %d called, %d finished" % (KILLS, *self.reconcile(terminals)), flush=True)


class Frozen(Taken):
    """Calls time out after 0.2 s and are asked again under the same ids, while the first may still be done."""

    def test_a_daemon_that_stands_still(self):
        terminals = self.work(200)
        for _ in range(5):
            self.centre.process.send_signal(signal.SIGSTOP)
            time.sleep(0.7)
            self.centre.process.send_signal(signal.SIGCONT)
            terminals.wait_for_more(50)
        self.reconcile(terminals)


@contextlib.contextmanager
def held(gate):
    """As long as this lasts no sync ends that begins in it; only entered once one waits."""
    with open(gate, "r+b") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        size = os.path.getsize(gate)
        until(lambda: os.path.getsize(gate) > size, "a sync to wait")
        yield


class Held(Taken):
    def setUp(self):
        super().setUp()
        self.gate = self.centre.folder / "gate"
        self.gate.write_bytes(b"")
        self.centre.environment = {"NOVBE_TEST_DISK": str(self.gate), "LD_PRELOAD": " ".join(
            [self.centre.wall.environment()["LD_PRELOAD"], str(BUILD / "tests" / "libgate-disk.so")])}
        self.kill()

    def test_a_disk_that_is_held_up(self):
        terminals = self.work(200)
        for _ in range(5):
            with held(self.gate):
                before = terminals.wait_for_silence(0.2)
                time.sleep(0.7)  # in which every terminal asks again, three times
                self.assertEqual(terminals.count, before, "somebody was answered while the disk stood still")
            terminals.wait_for_more(50)
        self.reconcile(terminals)


class Watched(Held):
    """What the service manager does with WatchdogSec: no sign of life for so long, and it is another daemon's turn."""

    def setUp(self):
        super().setUp()
        self.notify = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        path = str(self.centre.folder / "notify")
        self.notify.bind(path)
        self.heard = time.monotonic()
        self.listener = threading.Thread(target=self.listen)
        self.listener.start()
        self.addCleanup(self.listener.join)
        self.addCleanup(self.notify.sendto, b"", path)
        self.centre.environment |= {"NOTIFY_SOCKET": path, "WATCHDOG_USEC": "300000"}
        self.kill()

    def listen(self):
        with self.notify:
            while self.notify.recv(4096):
                self.heard = time.monotonic()

    def is_silent(self):
        return time.monotonic() - self.heard > 1

    def test_a_daemon_without_a_sign_of_life_is_replaced(self):
        terminals = self.work(200)
        until(lambda: not self.is_silent(), "a sign of life")
        self.centre.process.send_signal(signal.SIGSTOP)
        until(self.is_silent, "silence")
        self.kill()
        terminals.wait_for_more(50)
        with held(self.gate):
            until(self.is_silent, "silence")
            self.centre.stop(signal.SIGKILL)
        self.centre.start()
        terminals.wait_for_more(50)
        self.reconcile(terminals)

    test_a_disk_that_is_held_up = None


if __name__ == "__main__":
    unittest.main()
