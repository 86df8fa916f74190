# SPDX-License-Identifier: MIT
"""Two machines for one centre: the second takes the ledger as it grows, becomes the centre when the first is lost, and the
first does not come back as the centre."""
import os
import pathlib
import pwd
import re
import shutil
import socket
import sqlite3
import subprocess
import threading
import time
import unittest

from centre import NOVBED, PATIENCE_S, Case, Closed, Talk, until
from hall import ALL_ROLES, Hall


class Machine(Hall):
    """One of the two: `peer` is the socket of the other, or another address."""

    def __init__(self, peer=None, **options):
        self.peer = peer
        super().__init__(roles=ALL_ROLES, **options)

    def write_config(self, extra=""):
        peer = f'peer: {{ address = "{self.peer}"; }};\n' if self.peer else ""
        super().write_config(extra + peer)

    def start_alone(self):
        """As the only machine, which asks nobody."""
        self.peer = None
        self.write_config()
        self.start()

    def health(self):
        return self.once("org.novbe.Admin.GetHealth")["parameters"]

    def once(self, method, parameters=None):
        talk = Talk(self.socket)
        try:
            return talk.call(method, parameters)
        finally:
            talk.close()

    def issue(self, service="passport", **more):
        return self.once("org.novbe.Reception.Issue", {"services": [service], **more})["parameters"]["ticket"]

    def refuses(self, *arguments):
        """Starts and must end; what it says."""
        environment = {**os.environ, **self.wall.environment()}
        done = subprocess.run([NOVBED, "--config", self.config, "--socket", self.socket, *map(str, arguments)],
                              env=environment, stderr=subprocess.PIPE, text=True, timeout=PATIENCE_S, check=False)
        assert done.returncode not in (0, -6, -11), done
        return done.stderr

    def lose(self):
        """Nothing is left of it but its configuration."""
        self.stop(9)
        for path in pathlib.Path(self.folder).glob("store*"):
            path.unlink()

    def verified(self):
        done = subprocess.run([NOVBED, "--config", self.config, "--verify", self.folder / "store"], capture_output=True,
                              text=True, timeout=PATIENCE_S, check=False)
        return done.returncode == 0 and "whole" in done.stdout, done.stdout + done.stderr


class Pair(Case):
    def setUp(self):
        self.second = Machine(start=False)
        self.addCleanup(self.second.close)
        self.first = Machine(peer=self.second.socket, start=False)
        self.addCleanup(self.first.close)

    def begin(self):
        """The second first: a centre that begins anew must ask."""
        self.second.start("--follow", self.first.socket)
        self.first.start()

    def behind(self):
        following = self.second.health()["following"]
        return None if not following["present"] or not following.get("whole_at") else following["behind"]

    def wait_until_whole(self):
        head = self.first.health()["seq"]
        until(lambda: self.second.health()["seq"] >= head, "the copy to have all facts")

    def promote(self, *arguments):
        if not arguments:
            until(lambda: not self.second.health()["following"]["present"], "the second to notice")
        code, out, err = self.second.novbe("promote", *arguments)
        self.assertEqual(code, 0, err)
        until(self.is_centre, "the second to be the centre")
        return out

    def is_centre(self):
        try:
            return self.second.health().get("following") is None
        except (Closed, ConnectionError):
            return False

    def check(self, machine):
        whole, said = machine.verified()
        self.assertTrue(whole, said)

    # --- following ---

    def test_the_copy_grows_as_the_ledger_does(self):
        self.begin()
        tickets = [self.first.issue() for _ in range(5)]
        self.wait_until_whole()
        self.assertIn("no pepper", self.second.health()["troubles"][0]["text"])
        shutil.copy(self.first.folder / "store-pepper", self.second.folder / "store-pepper")
        until(lambda: self.behind() == 0, "the copy to be whole")
        follower, = self.first.health()["followers"]
        self.assertTrue(follower["present"])
        until(lambda: self.first.health()["followers"][0]["behind"] == 0, "the first to know it")
        # What it is not it does not play.
        reply = self.second.once("org.novbe.Visitor.WhereAmI", {"ticket": tickets[0]["ticket"], "code": tickets[0]["code"]})
        self.assert_error(reply, "org.novbe.Fault.Following", address=str(self.first.socket))
        owner = self.second.once("org.novbe.Follower.GetOwner")["parameters"]
        self.assertEqual((owner["owner"], owner["epoch"]), (False, 0))
        self.assertTrue(self.first.once("org.novbe.Follower.GetOwner")["parameters"]["owner"])
        code, out, err = self.second.novbe("status")
        self.assertEqual(code, 0, out + err)
        self.assertIn("follows", out)
        code, out, err = self.first.novbe("status")
        self.assertIn("0 facts behind", out, err)
        for machine, line in ((self.second, "novbe_following 1"), (self.first, "novbe_following 0")):
            self.assertIn(line, machine.novbe("status", "--metrics")[1])
        self.check(self.second)

    def test_over_a_day_close_and_restarts_of_either(self):
        self.begin()
        self.first.issue()
        operator = self.first.talk()
        self.first.once("org.novbe.Admin.SetPin", {"operator": "101", "pin": "2468"})
        operator.call("org.novbe.Counter.SignIn", {"operator": "101", "pin": "2468", "counter": "1"})
        operator.call("org.novbe.Counter.Next", {})
        self.assertNotIn("error", operator.call("org.novbe.Counter.Arrive", {}))
        noted = operator.call("org.novbe.Counter.AddNote", {"text": "has a very particular note", "for_next": False})
        self.assertNotIn("error", noted)
        self.wait_until_whole()
        self.assertTrue(self.holds("very particular"), "the note has come")
        self.second.stop()
        self.assertNotIn("error", self.first.once("org.novbe.Admin.CloseDay"))
        self.second.start("--follow", self.first.socket)
        self.wait_until_whole()
        until(lambda: not self.holds("very particular"), "the note to be forgotten there too")
        self.first.stop()
        until(lambda: self.second.health()["following"]["present"] is False, "the second to notice")
        self.assertIn("trouble", self.second.health()["following"])
        self.assertEqual(self.second.health()["troubles"][0]["kind"], "follower")
        self.first.start()
        self.first.once("org.novbe.Admin.SetPin", {"operator": "102", "pin": "2468"})
        until(lambda: self.behind() == 0, "the copy to go on")
        self.check(self.second)

    def holds(self, words):
        store = sqlite3.connect(f"file:{self.second.folder}/store?mode=ro", uri=True)
        try:
            return any(words in str(body) for body, in store.execute("SELECT body FROM text"))
        finally:
            store.close()

    def test_a_copy_begins_as_a_backup(self):
        self.first.start_alone()
        for _ in range(20):
            self.first.issue()
        subprocess.run([NOVBED, "--config", self.first.config, "--backup", self.second.folder / "store"], check=True,
                       stdout=subprocess.DEVNULL)
        self.first.issue()
        self.second.start("--follow", self.first.socket)
        self.wait_until_whole()
        self.check(self.second)

    def test_a_copy_is_nobodys_store(self):
        self.begin()
        self.first.issue()
        self.wait_until_whole()
        self.second.stop()
        self.assertIn("is a copy", self.second.refuses())
        self.second.start("--follow", self.first.socket)

    # --- the drill ---

    def test_the_first_is_lost_under_load_and_the_second_takes_its_place(self):
        self.begin()
        self.wait_until_whole()
        told, ended = [], threading.Event()

        def visitors(number):
            talk = Talk(self.first.socket)
            try:
                while not ended.is_set():
                    reply = talk.call("org.novbe.Reception.Issue", {"services": ["passport"], "request": f"{number}-{len(told)}"})
                    told.append(reply["parameters"]["ticket"])
            except (Closed, ConnectionError, KeyError):
                talk.close()

        threads = [threading.Thread(target=visitors, args=(number,)) for number in range(8)]
        for thread in threads:
            thread.start()
        until(lambda: len(told) > 300 and self.second.health()["seq"] > 300, "tickets, and facts of them over there")
        shipped = self.first.health()["followers"][0]["seq"]
        self.first.lose()
        lost_at = time.monotonic()
        ended.set()
        for thread in threads:
            thread.join()
        self.assertGreater(shipped, 0)
        self.promote()
        fresh = [self.second.issue() for _ in range(5)]
        self.assertLess(time.monotonic() - lost_at, 10)
        self.assertGreaterEqual(self.second.health()["seq"], shipped)
        numbers = [ticket["ticket"] for ticket in told + fresh]
        self.assertEqual(len(numbers), len(set(numbers)), "no number is repeated")
        self.assertTrue(all(len(ticket["code"]) == 6 for ticket in fresh), fresh)
        self.assertEqual(self.second.health()["epoch"], 1)
        self.check_what_came(shipped, told)
        reply = self.second.once("org.novbe.Admin.Promote", {"force": True})
        self.assert_error(reply, "org.novbe.Admin.IsCentre", epoch=1)
        # The lost machine comes back with nothing, and must not begin at the first number.
        self.assertIn("is the centre, in epoch 1", self.first.refuses())
        # The second goes on as the centre when it is started again, as it always is.
        self.second.stop()
        self.second.start("--follow", self.first.socket)
        self.assertEqual(len(self.second.issue()["code"]), 6)
        # And the lost machine follows it.
        self.first.start("--follow", self.second.socket)
        head = self.second.health()["seq"]
        until(lambda: self.first.health()["seq"] >= head, "the first to follow")
        self.check(self.first)
        self.check(self.second)

    def check_what_came(self, shipped, told):
        """Whoever was told of a ticket finds it, up to where the copy ends, and all that was known to be shipped is there."""
        store = sqlite3.connect(f"file:{self.second.folder}/store?mode=ro", uri=True)
        try:
            rows = dict(store.execute("SELECT value_1, seq FROM event WHERE kind = 20 AND value_1 < 10000"))
            came_of_shipped, = store.execute("SELECT count(*) FROM event WHERE seq <= ?", (shipped,)).fetchone()
        finally:
            store.close()
        numbers = sorted(int(ticket["ticket"][2:]) for ticket in told)
        came = [number for number in numbers if number in rows]
        self.assertGreater(len(came), 0)
        self.assertEqual(came, numbers[:len(came)], "in the order of the ledger, without gaps")
        self.assertEqual(came_of_shipped, shipped)
        self.assertLessEqual(len(rows) - len(came), 8, "tickets that came and were never told, one a visitor at most")

    def test_papers_that_the_copy_lacks_are_adopted(self):
        self.begin()
        self.first.issue()
        self.wait_until_whole()
        self.second.stop()
        lost = self.first.issue()
        self.first.lose()
        self.second.start("--follow", self.first.socket)
        self.promote()
        paper = {"ticket": lost["ticket"], "code": lost["code"]}
        reply = self.second.once("org.novbe.Reception.Adopt", {**paper, "services": ["passport"], "at": lost["issued_at"]})
        self.assertEqual({name: reply["parameters"]["ticket"][name] for name in ("ticket", "code", "issued_at", "ahead")},
                         {**paper, "issued_at": lost["issued_at"], "ahead": 1})
        self.assertEqual(self.second.once("org.novbe.Visitor.WhereAmI", paper)["parameters"]["state"], "waiting")
        self.check(self.second)

    def test_the_first_comes_back_as_it_was(self):
        self.begin()
        self.first.issue()
        self.wait_until_whole()
        until(lambda: self.behind() == 0, "the copy to be whole")
        reply = self.second.once("org.novbe.Admin.Promote", {"force": False})
        self.assert_error(reply, "org.novbe.Admin.CentreAnswers", address=str(self.first.socket))
        code, _, err = self.second.novbe("promote")
        self.assertEqual(code, 1)
        self.assertIn("still answers", err)
        head = self.second.health()["seq"]
        self.first.stop(9)
        until(lambda: not self.second.health()["following"]["present"], "the second to notice")
        promoted = self.second.once("org.novbe.Admin.Promote", {"force": False})["parameters"]
        self.assertEqual(promoted, {"epoch": 1, "seq": head})
        until(self.is_centre, "the second to be the centre")
        said = self.first.refuses()
        self.assertIn("is the centre, in epoch 1", said)
        self.assertIn("--follow", said)

    def test_a_first_that_was_only_cut_off_ends_when_it_hears(self):
        """Both were the centre for a while; the numbers differ, and the older one ends."""
        self.begin()
        before = self.first.issue()
        self.wait_until_whole()
        self.promote("--force")
        after = self.second.issue()
        self.assertNotEqual(before["ticket"], after["ticket"])
        code = self.first.process.wait(PATIENCE_S)
        self.first.process = None
        self.assertNotEqual(code, 0)
        self.assertIn("replaced", self.first.log.read_text())

    def test_who_begins_anew_must_ask(self):
        self.assertIn("cannot be asked", self.first.refuses(), "no store, and nobody to ask")
        self.begin()
        self.first.issue()
        self.wait_until_whole()
        self.second.stop()
        self.first.stop(9)
        self.first.start()
        until(lambda: "peer" in [trouble["kind"] for trouble in self.first.health()["troubles"]], "a warning")
        self.assertEqual(self.first.novbe("status")[0], 1, "started, and a warning")

    def test_a_first_that_lost_its_store_finds_more_at_its_follower(self):
        self.begin()
        self.first.issue()
        self.wait_until_whole()
        self.first.lose()
        said = self.first.refuses()
        self.assertIn("novbe promote", said)

    # --- what does not fit ---

    def trouble(self, words):
        until(lambda: words in (self.second.health()["following"].get("trouble") or ""), words)

    def question(self, **changed):
        owner = self.first.once("org.novbe.Follower.GetOwner")["parameters"]
        return {"follower": "test", "centre": owner["centre"], "schema": self.schema(), "seq": 0, "head": "0" * 64,
                "have": [], "wait_ms": 0, **changed}

    def schema(self):
        text = (pathlib.Path(os.environ["NOVBE_SOURCE"]) / "daemon" / "schema.sql").read_text()
        return text.count("\n-- migration ")

    def test_what_is_no_copy_is_refused(self):
        self.begin()
        self.first.issue()

        def ask(**changed):
            return self.first.once("org.novbe.Follower.Follow", self.question(**changed))

        self.assertTrue(ask()["parameters"]["last"])
        self.assert_error(ask(centre="another"), "org.novbe.Follower.OtherCentre")
        self.assert_error(ask(schema=1), "org.novbe.Follower.OtherSchema", schema=self.schema())
        self.assert_error(ask(seq=1), "org.novbe.Follower.Diverged", seq=1)
        for wrong in ({"follower": ""}, {"seq": -1}, {"head": "zz"}, {"have": [{"table": "nothing", "number": 1}]},
                      {"until": [{"table": "event", "number": -1}]}, {"wait_ms": 60001}):
            self.assert_error(ask(**wrong), "org.varlink.service.InvalidParameter", parameter=next(iter(wrong)))
        self.assertIn("org.novbe.Follower.OtherCentre", str(ask(centre="x")))

    def test_a_copy_of_another_store(self):
        self.begin()
        self.first.issue()
        self.wait_until_whole()
        self.second.stop()
        self.first.lose()
        self.first.start_alone()
        self.second.start("--follow", self.first.socket)
        self.trouble("is no copy of the store there")
        self.assertEqual(self.second.novbe("status")[0], 2)

    def test_a_copy_that_lags_behind_retention(self):
        self.begin()
        self.first.issue()
        self.wait_until_whole()
        self.second.stop()
        self.first.stop()
        self.first.config.write_text(self.first.config.read_text() + "storage: { keep_days = 1; };\n")
        for _ in range(4):
            self.first.wall.go_by(86400)
        self.first.wall.reboot()
        self.first.start()
        for _ in range(3):
            self.first.wall.go_by(86400)
            until(lambda: "error" not in self.first.once("org.novbe.Reception.Issue", {"services": ["passport"]}), "a day")
        until(lambda: "TooLate" in str(self.first.once("org.novbe.Follower.Follow", self.question(seq=1))), "retention")
        self.second.start("--follow", self.first.socket)
        self.trouble("and the centre keeps those from")

    def test_the_wrong_role(self):
        if os.geteuid() != 0:
            return
        self.begin()
        reply, = self.first.as_user([("org.novbe.Follower.GetOwner", {})])
        self.assert_error(reply, "org.varlink.service.PermissionDenied")

    def test_through_ssh(self):
        """As conf/systemd/novbe-peer.service does it, with a server of our own."""
        folder = pathlib.Path(self.second.folder)
        for name in ("host", "key"):
            subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", folder / name], check=True)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        if os.geteuid() == 0:
            pathlib.Path("/run/sshd").mkdir(exist_ok=True)
        config = folder / "sshd_config"
        config.write_text(f"ListenAddress 127.0.0.1:{port}\nHostKey {folder}/host\nAuthorizedKeysFile {folder}/key.pub\n"
                          f"StrictModes no\nUsePAM no\nPidFile none\nPermitRootLogin yes\n")
        server = self.run_beside(["/usr/sbin/sshd", "-D", "-f", config])
        unit = (pathlib.Path(os.environ["NOVBE_SOURCE"]) / "conf/systemd/novbe-peer.service.in").read_text()
        options = re.findall(r"-o[A-Z]\S+", unit)
        self.assertIn("-oExitOnForwardFailure=yes", options)
        near = folder / "peer"
        who = pwd.getpwuid(os.geteuid()).pw_name
        self.first.start_alone()

        def forwarded():
            if self.tunnel is None or self.tunnel.poll() is not None:
                self.tunnel = self.run_beside(["ssh", "-F", "none", "-N", *options, "-oStrictHostKeyChecking=no",
                                        "-oUserKnownHostsFile=/dev/null", "-i", folder / "key", "-p", str(port),
                                        "-L", f"{near}:{self.first.socket}", f"{who}@127.0.0.1"])
            return near.exists()

        until(forwarded, "ssh to forward")
        self.assertEqual(near.stat().st_mode & 0o777, 0o600)
        self.second.start("--follow", near)
        self.first.issue()
        self.wait_until_whole()
        until(lambda: self.first.health()["followers"], "the first to know its follower")
        self.assertIsNone(server.poll())
        self.first.stop(9)
        self.promote()

    tunnel = None

    def run_beside(self, command):
        process = subprocess.Popen(list(map(str, command)), stderr=subprocess.DEVNULL)
        self.addCleanup(lambda: [process.kill(), process.wait()])
        return process


if __name__ == "__main__":
    unittest.main()
