# SPDX-License-Identifier: MIT
"""Any bytes on the socket are survived: a typed error or a closed connection for the offender; nobody else notices."""
import json
import os
import random
import resource
import unittest

from centre import TIMES, Case, until

INFO = b'{"method":"org.varlink.service.GetInfo"}'
SERVICE = "org.varlink.service."


class Bytes(Case):
    def setUp(self):
        super().setUp()
        self.neighbour = self.centre.talk()

    def tearDown(self):
        self.assertNotIn("error", self.neighbour.call(SERVICE + "GetInfo"))

    def test_garbage_closes_only_the_offender(self):
        for garbage in (b"\xff\xfe\0", b"hello\0", b"[1]\0", b"{\0", b"\0", b'{"method":"a","method":"b"}\0', b'"x"\0',
                        b'{"method":"\xc3\x28"}\0', b'{"a":99999999999999999999}\0', b"[" * 4000 + b"\0"):
            offender = self.centre.talk()
            offender.send(garbage)
            self.assertTrue(offender.is_closed(), garbage)

    def test_what_was_asked_before_the_garbage_is_answered(self):
        talk = self.centre.talk()
        talk.send(INFO + b"\0" + b"garbage\0")
        self.assertNotIn("error", talk.receive())
        self.assertTrue(talk.is_closed())

    def test_random_bytes(self):
        generator = random.Random(7)
        for _ in range(200 * TIMES):
            talk = self.centre.talk()
            try:
                talk.send(generator.randbytes(generator.randrange(1, 2000)) + b"\0")
            except BrokenPipeError:
                pass
            self.assertTrue(talk.is_closed())
            talk.close()

    def test_half_a_message_waits_and_is_forgotten(self):
        half = self.centre.talk()
        half.send(INFO[:20])
        self.assertNotIn("error", self.neighbour.call(SERVICE + "GetInfo"))
        half.close()
        until(lambda: self.centre.status(self.neighbour)["connections"] == 1, "the half message's connection to go")

    def test_one_byte_at_a_time(self):
        talk = self.centre.talk()
        for byte in INFO + b"\0":
            talk.send(bytes([byte]))
        self.assertNotIn("error", talk.receive())

    def test_the_longest_message_and_one_byte_more(self):
        def message(length):
            frame = b'{"method":"org.varlink.service.GetInfo","ignored":"%s"}'
            return frame % (b"x" * (length - len(frame) + 2)) + b"\0"

        longest = self.centre.talk()
        longest.send(message(65536))
        self.assertNotIn("error", longest.receive())
        longer = self.centre.talk()
        longer.send(message(65537))
        self.assertTrue(longer.is_closed())

    def test_pipelined_calls_are_answered_in_order(self):
        talk = self.centre.talk()
        interfaces = ["org.novbe.Admin", "no.such", "org.novbe.Visitor"] * 200
        for name in interfaces:
            talk.ask(SERVICE + "GetInterfaceDescription", {"interface": name})
        for name in interfaces:
            reply = talk.receive()
            if name == "no.such":
                self.assert_error(reply, SERVICE + "InterfaceNotFound", interface="no.such")
            else:
                self.assertIn("interface " + name, reply["parameters"]["description"])

    def test_typed_errors(self):
        talk = self.centre.talk()
        for method, parameters, error, fields in (
                ("nodots", None, "InvalidParameter", {"parameter": "method"}),
                ("no.such.Method", None, "InterfaceNotFound", {"interface": "no.such"}),
                ("org.novbe.Admin.NoSuch", None, "MethodNotFound", {"method": "org.novbe.Admin.NoSuch"}),
                ("org.novbe.Visitor.ListServices", {}, "InvalidParameter", {"parameter": "language"}),
                ("org.novbe.Visitor.ListServices", {"language": 1}, "InvalidParameter", {"parameter": "language"}),
                ("org.novbe.Visitor.ListServices", {"language": "a\0z"}, "InvalidParameter", {"parameter": "language"}),
                ("org.novbe.Visitor.ListServices", {"language": "az", "x": 1}, "InvalidParameter", {"parameter": "x"}),
        ):
            self.assert_error(talk.call(method, parameters), SERVICE + error, **fields)
        self.assert_error(talk.call("org.novbe.Visitor.ListServices", {"language": "xx"}),
                          "org.novbe.Fault.LanguageUnknown", language="xx", languages=["az", "ru", "en"])

    def test_oneway_is_never_answered(self):
        talk = self.centre.talk()
        talk.ask(SERVICE + "GetInfo", oneway=True)
        talk.ask("no.such.Method", oneway=True)
        talk.ask(SERVICE + "GetInterfaceDescription", {"interface": "org.novbe.Fault"})
        self.assertIn("description", talk.receive()["parameters"])


class Crowd(Case):
    limits = "connections = 1010; connections_per_user = 1010;"

    def setUp(self):
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, 4096), hard))
        self.addCleanup(resource.setrlimit, resource.RLIMIT_NOFILE, (soft, hard))
        super().setUp()

    def test_a_thousand_connections(self):
        until(lambda: self.centre.status()["connections"] == 1, "start-up's connections to go")
        talks = [self.centre.talk() for _ in range(1000)]
        for talk in talks:
            talk.ask("org.novbe.Visitor.GetCentre", {"language": "az"})
        for talk in talks:
            self.assertEqual(talk.receive()["parameters"]["key"], "test")
        with open(f"/proc/{self.centre.process.pid}/limits", encoding="ascii") as limits:
            line = next(line for line in limits if line.startswith("Max open files"))
        self.assertEqual(line.split()[3], line.split()[4], "the soft limit is raised to the hard one")


class Caps(Case):
    limits = "connections = 8; connections_per_user = 4;"

    @unittest.skipIf(os.geteuid() != 0, "needs root to be somebody else")
    def test_one_user_cannot_take_all(self):
        mine = [self.centre.talk()]
        until(lambda: self.centre.status(mine[0])["connections"] == 1, "start-up's connections to go")
        mine += [self.centre.talk() for _ in range(3)]
        for talk in mine:
            self.assertNotIn("error", talk.call(SERVICE + "GetInfo"))
        self.assertTrue(self.centre.talk().is_closed(), "a fifth of one user")
        other = self.centre.as_user([[SERVICE + "GetInfo", None]])
        self.assertNotIn("error", other[0])


class NeverReads(Case):
    limits = "reply_bytes = 4194304; unsent_bytes = 8388608; unread_ms = 1000;"

    def memory(self):
        with open(f"/proc/{self.centre.process.pid}/status", encoding="ascii") as status:
            return int(next(line for line in status if line.startswith("VmRSS")).split()[1])

    def test_who_never_reads_is_closed_and_costs_little(self):
        neighbour = self.centre.talk()
        neighbour.call(SERVICE + "GetInfo")
        before = self.memory()
        rude = self.centre.talk()
        rude.socket.settimeout(0.2)
        question = json.dumps({"method": "org.novbe.Visitor.ListServices", "parameters": {"language": "az"}}).encode()
        try:
            for _ in range(20000):
                rude.send(question + b"\0")
        except OSError:
            pass  # its buffers are full, or it is closed already
        until(lambda: self.centre.status(neighbour)["closed_by_limit"] >= 1, "the rude one to be closed")
        self.assertLess(self.memory() - before, 64 * 1024, "KiB more than before")
        self.assertNotIn("error", neighbour.call(SERVICE + "GetInfo"))


class Flood(Case):
    def test_a_flood_does_not_starve_another(self):
        """The 64-messages rule: while hundreds of calls of one lie in the sockets, another is answered at once."""
        flood = self.centre.talk()
        calls = 600
        flood.socket.setblocking(False)
        message = INFO + b"\0"
        sent = 0
        try:
            for _ in range(calls):
                sent += flood.socket.send(message)
        except BlockingIOError:
            pass
        other = self.centre.talk()
        self.assertNotIn("error", other.call(SERVICE + "GetInfo"))
        flood.socket.settimeout(30)
        for _ in range(sent // len(message)):
            self.assertNotIn("error", flood.receive())


if __name__ == "__main__":
    unittest.main()
