# SPDX-License-Identifier: MIT
"""novbe bridge: a client that speaks over pipes, as over ssh, is a client like any other."""
import json
import os
import subprocess
import unittest

from centre import NOVBE, Case, until


class Bridge(Case):
    def open(self, socket=None):
        bridge = subprocess.Popen([NOVBE, "--socket", socket or self.centre.socket, "bridge"], stdin=subprocess.PIPE,
                                  stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self.addCleanup(lambda: [bridge.kill(), bridge.wait()] + [pipe.close() for pipe in
                                                                   (bridge.stdin, bridge.stdout, bridge.stderr)])
        return bridge

    def ask(self, bridge, method, parameters=None, **flags):
        bridge.stdin.write(json.dumps({"method": method, "parameters": parameters or {}, **flags}).encode() + b"\0")
        bridge.stdin.flush()

    def receive(self, bridge):
        data = b""
        while not data.endswith(b"\0"):
            byte = os.read(bridge.stdout.fileno(), 1)
            self.assertTrue(byte, "the bridge ended")
            data += byte
        return json.loads(data[:-1])

    def test_calls_and_answers_go_over_it(self):
        bridge = self.open()
        self.ask(bridge, "org.novbe.Visitor.ListServices", {"language": "az"})
        services = self.receive(bridge)["parameters"]["services"]
        self.assertEqual(services, self.centre.talk().call("org.novbe.Visitor.ListServices",
                                                           {"language": "az"})["parameters"]["services"])

    def test_many_at_once_arrive_whole_and_in_order(self):
        bridge = self.open()
        for number in range(40):
            self.ask(bridge, "org.novbe.Visitor.ListServices", {"language": "az" if number % 2 else "en"})
        bridge.stdin.close()
        data = bridge.stdout.read()
        replies = [json.loads(part) for part in data.split(b"\0")[:-1]]
        self.assertEqual(len(replies), 40)
        self.assertEqual(len({json.dumps(reply) for reply in replies[0::2]}), 1)
        self.assertNotEqual(replies[0], replies[1])
        self.assertEqual(bridge.wait(30), 0, "it ends when both sides have said all")

    def test_the_daemon_sees_the_user_behind_it(self):
        bridge = self.open()
        self.ask(bridge, "org.novbe.Admin.GetStatus")
        self.assertEqual(self.receive(bridge)["parameters"]["connections"], 1)

    def test_it_ends_with_the_daemon(self):
        bridge = self.open()
        self.ask(bridge, "org.novbe.Admin.GetStatus", more=True)
        self.receive(bridge)
        self.centre.stop(9)
        self.assertEqual(bridge.wait(30), 0)
        self.centre.start()

    def test_a_client_that_is_gone_leaves_nothing_behind(self):
        bridge = self.open()
        self.ask(bridge, "org.novbe.Admin.GetStatus", more=True)
        self.receive(bridge)
        talk = self.centre.talk()
        until(lambda: self.centre.status(talk)["connections"] == 2, "both connections")
        bridge.stdin.close()
        bridge.stdout.close()
        until(lambda: self.centre.status(talk)["connections"] == 1, "the daemon to notice")
        bridge.wait(30)

    def test_no_daemon(self):
        bridge = self.open(self.centre.folder / "nothing")
        self.assertEqual(bridge.wait(30), 3)
        self.assertIn(b"no daemon answers at", bridge.stderr.read())


if __name__ == "__main__":
    unittest.main()
