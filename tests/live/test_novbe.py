# SPDX-License-Identifier: MIT
"""The admin's command: what it prints and the exit codes a script relies on."""
import json
import os
import signal
import socket
import subprocess
import threading
import unittest

from centre import NOVBE, PATIENCE_S, SOURCE, Case, until


class Novbe(Case):
    def test_info(self):
        code, out, err = self.centre.novbe("info")
        self.assertEqual((code, err), (0, ""))
        self.assertRegex(out, r"(?m)^product +novbe$")
        self.assertRegex(out, r"(?m)^ +org\.novbe\.Visitor$")

    def test_interfaces(self):
        code, out, _ = self.centre.novbe("interfaces")
        self.assertEqual(code, 0)
        names = out.split()
        self.assertLessEqual({"org.varlink.service", "org.novbe.Admin", "org.novbe.Visitor"}, set(names))
        for name in names:
            code, out, _ = self.centre.novbe("interfaces", name)
            self.assertEqual(code, 0)
            self.assertEqual(out, (SOURCE / "common" / "interface" / (name + ".varlink")).read_text())
        self.assertEqual(self.centre.novbe("interfaces", "no.such")[0], 1)

    def test_call(self):
        code, out, _ = self.centre.novbe("call", "org.novbe.Visitor.GetCentre", '{"language": "ru"}')
        self.assertEqual(code, 0)
        self.assertEqual(json.loads(out)["name"], "Пробный центр")
        code, out, err = self.centre.novbe("call", "org.novbe.Visitor.GetCentre", '{"language": "xx"}')
        self.assertEqual((code, out), (1, ""))
        self.assertIn("org.novbe.Fault.LanguageUnknown", err)
        self.assertIn('"xx"', err)

    def test_call_reads_parameters_from_standard_input(self):
        code, out, _ = self.centre.novbe("call", "org.novbe.Visitor.GetCentre", "-", input='{"language": "en"}')
        self.assertEqual((code, json.loads(out)["name"]), (0, "Test centre"))

    def test_call_reads_calls_from_standard_input(self):
        lines = ["# two calls", "", 'org.novbe.Visitor.GetCentre {"language": "en"}', "org.varlink.service.GetInfo",
                 'org.novbe.Visitor.GetCentre {"language": "xx"}', "org.varlink.service.GetInfo"]
        code, out, err = self.centre.novbe("call", "-", input="\n".join(lines))
        replies = json.loads("[" + out.replace("}\n{", "},{") + "]")
        self.assertEqual((code, [reply.get("name", reply.get("vendor")) for reply in replies]),
                         (1, ["Test centre", "novbe"]))
        self.assertIn("org.novbe.Fault.LanguageUnknown", err)
        for text in ("no.such.Method", "org.varlink.service.GetInfo [1]", "org.varlink.service.GetInfo {"):
            code, out, err = self.centre.novbe("call", "-", input=text + "\norg.varlink.service.GetInfo\n")
            self.assertNotEqual((code, err), (0, ""), text)
            self.assertEqual(out, "", text)
        self.assertEqual(self.centre.novbe("call", "-", input=""), (0, "", ""))

    def test_call_more_prints_until_it_is_interrupted(self):
        process = subprocess.Popen([NOVBE, "--socket", self.centre.socket, "call", "--more",
                                    "org.novbe.Admin.GetStatus"], stdout=subprocess.PIPE, text=True)
        self.addCleanup(process.stdout.close)
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)
        first = self.read_object(process.stdout)

        def tells_of_a_call():  # a connection is told at once, a call with the next connection
            self.centre.talk().call("org.varlink.service.GetInfo")
            return self.read_object(process.stdout)["calls"] > first["calls"]

        until(tells_of_a_call)
        process.send_signal(signal.SIGINT)
        process.stdout.read()
        self.assertEqual(process.wait(PATIENCE_S), 0)

    def test_call_more_ends_with_who_reads_it(self):
        """As in `novbe call ... --more | head`."""
        process = subprocess.Popen([NOVBE, "--socket", self.centre.socket, "call", "--more",
                                    "org.novbe.Admin.GetStatus"], stdout=subprocess.PIPE, text=True)
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)
        self.read_object(process.stdout)
        process.stdout.close()

        def is_over():
            self.centre.talk().close()  # news to print
            return process.poll() is not None

        until(is_over, "novbe to end")

    def test_an_answer_that_cannot_be_written_is_5(self):
        with open("/dev/full", "w", encoding="utf-8") as full:
            done = subprocess.run([NOVBE, "--socket", self.centre.socket, "status"], stdout=full,
                                  stderr=subprocess.PIPE, text=True, timeout=PATIENCE_S, check=False)
        self.assertEqual(done.returncode, 5)
        self.assertIn("could not be written", done.stderr)

    def test_an_answer_that_is_none_is_4(self):
        path = self.centre.folder / "liar"
        with socket.socket(socket.AF_UNIX) as listener:
            listener.bind(str(path))
            listener.listen()

            def lie():
                connection, _ = listener.accept()
                with connection:
                    connection.recv(65536)
                    connection.sendall(b'{"parameters":{"description":1}}\0')

            liar = threading.Thread(target=lie)
            liar.start()
            code, out, err = self.centre.novbe("--socket", path, "interfaces", "org.novbe.Admin")
            liar.join()
        self.assertEqual((code, out), (4, ""))
        self.assertIn("not what its interface says", err)

    def read_object(self, lines):
        text = ""
        for line in lines:
            text += line
            if line == "}\n":
                return json.loads(text)
        raise AssertionError("no whole object: " + text)

    def test_misuse_is_2(self):
        for words in ([], ["no-such"], ["--no-such"], ["--socket"], ["call"], ["info", "extra"], ["call", "m", "[1]"], ["call", "-", "{}"], ["call", "-", "--more"],
                      ["call", "m", "{"], ["call", "m", '{"a":1,"a":2}'], ["check", "a", "b"], ["status", "--xml"],
                      ["check", "file", "--against-running"]):
            code, out, err = self.centre.novbe(*words)
            self.assertEqual((code, out), (2, ""), words)
            self.assertNotEqual(err, "")

    def test_no_daemon_is_3(self):
        code, out, err = self.centre.novbe("--socket", self.centre.folder / "nobody", "info")
        self.assertEqual((code, out), (3, ""))
        self.assertIn("cannot reach the daemon", err)
        self.assertIn("No such file", err)

    def test_status(self):
        code, out, _ = self.centre.novbe("status", "--json")
        self.assertEqual((code, json.loads(out)["centre"]), (1, "test"))  # nobody tells of the printers
        code, out, _ = self.centre.novbe("status")
        self.assertEqual(code, 1)
        self.assertRegex(out, rf"(?m)^pid +{self.centre.process.pid}$")

    def test_check(self):
        code, out, _ = self.centre.novbe("check", SOURCE / "conf" / "novbe.conf")
        self.assertEqual(code, 0, out)
        self.assertRegex(out, r"\d+ services")
        self.centre.config.write_text("centre: { key = 1; };")
        code, out, err = self.centre.novbe("check", self.centre.config)
        self.assertEqual((code, out), (1, ""))
        self.assertRegex(err, rf"(?m)^{self.centre.config}:1: error: centre\.key")

    def test_check_against_running_and_reload(self):
        self.assertEqual(self.centre.novbe("check", "--against-running")[:2], (0, "nothing changes\n"))
        self.centre.limits = "unread_ms = 12345;"
        self.centre.write_config()
        self.assertEqual(self.centre.novbe("check", "--against-running")[:2],
                         (0, "~ setting limits.unread_ms: 30000 -> 12345\n"))
        self.assertEqual(self.centre.novbe("reload")[:2], (0, "~ setting limits.unread_ms: 30000 -> 12345\n"))
        self.assertEqual(self.centre.novbe("reload")[:2], (0, "nothing changes\n"))
        self.centre.config.write_text("centre: {")
        code, out, err = self.centre.novbe("reload")
        self.assertEqual((code, out), (1, ""))
        self.assertRegex(err, rf"(?m)^{self.centre.config}:\d+: error: ")

    def test_a_frozen_daemon_is_3(self):
        os.kill(self.centre.process.pid, signal.SIGSTOP)
        try:
            code, _, err = self.centre.novbe("info")
        finally:
            os.kill(self.centre.process.pid, signal.SIGCONT)
        self.assertEqual(code, 3)
        self.assertIn("no answer", err)
        until(self.centre.answers)


if __name__ == "__main__":
    unittest.main()
