# SPDX-License-Identifier: MIT
"""A disk that does not take what is to be kept: nothing is told that is not on it, and everybody stays connected.

The daemon may write files up to some size only, as long as a test wants its store to fail.
"""
import resource
import signal
import unittest

from centre import OWNER_ROLES, until
from hall import HallCase

PIN = "2468"
FAILED = "org.novbe.Fault.StorageFailed"


class Turn(HallCase):
    def ask_all(self, talk, *calls):
        """Calls in one write, so that one turn takes them all; their replies."""
        return talk.call_all(*(("org.novbe." + method, parameters, *more) for method, parameters, *more in calls))

    def issue(self, **more):
        return "Visitor.Issue", {"services": ["visa"], **more}



class FailedTurn(Turn):
    def waiting(self, reply):
        return [one["ticket"] for one in reply["parameters"]["tickets"]]

    def test_changes_fail_and_reads_tell_what_is_kept(self):
        first = self.ask("Visitor.Issue", services=["visa"])["ticket"]
        where = ("Visitor.WhereAmI", {"ticket": first["ticket"], "code": first["code"]})
        tickets = ("Manager.ListTickets", {"service": "visa"})
        watcher, bystander = self.centre.talk(), self.centre.talk()
        watcher.ask("org.novbe.Visitor.ListWaits", {}, more=True)
        self.assertEqual(self.people_waiting(watcher.receive()), 1)
        self.limit_files(4096)
        replies = self.ask_all(self.talk, self.issue(request="r1"), where, tickets, self.issue(), where)
        self.assert_error(replies[0], FAILED)
        self.assert_error(replies[3], FAILED)
        self.assertEqual(replies[1]["parameters"]["ticket"], first["ticket"])
        self.assertEqual(self.waiting(replies[2]), [first["ticket"]])
        self.assertEqual(replies[4], replies[1])
        self.assertEqual(self.waiting(bystander.call("org.novbe.Manager.ListTickets", {"service": "visa"})), [first["ticket"]])
        self.limit_files(resource.RLIM_INFINITY)

        again = self.ask("Visitor.Issue", services=["visa"], request="r1")
        self.assertFalse(again["repeated"])
        number = int(first["ticket"][2:]) + 1
        self.assertEqual(again["ticket"]["ticket"], f"KA{number:03}")
        until(lambda: self.people_waiting(watcher.receive()) == 2, "the watcher to be told")
        self.centre.stop(signal.SIGKILL)
        self.centre.start()
        self.assertEqual(self.waiting(self.centre.talk().call("org.novbe.Manager.ListTickets", {"service": "visa"})),
                         [first["ticket"], again["ticket"]["ticket"]])

    def people_waiting(self, reply):
        return next(one for one in reply["parameters"]["waits"] if one["service"] == "visa")["waiting"]


class TakenBack(Turn):
    """Nobody heard what was told in a turn that failed, so all is as it was before it: also what no store keeps."""

    roles = OWNER_ROLES + ', { role = "counter"; users = [ "@owner" ]; }'

    def setUp(self):
        super().setUp()
        for operator in ("101", "102"):
            self.ask("Admin.SetPin", operator=operator, pin=PIN)

    def sign_in(self, talk, operator="101", counter="1"):
        return self.reply("Counter.SignIn", {"operator": operator, "pin": PIN, "counter": counter}, talk)

    def signed_in(self, operator="101", counter="1"):
        """A terminal, and its token."""
        talk = self.centre.talk()
        reply = self.sign_in(talk, operator, counter)
        self.assertNotIn("error", reply)
        return talk, reply["parameters"]["token"]

    def who_is_at(self, talk):
        """By the answer to a change of his: it goes by whom the connection speaks for."""
        reply = self.reply("Counter.Pause", {"pause": "lunch"}, talk)
        if reply.get("error") == "org.novbe.Refused.NotSignedIn":
            return None
        self.assertNotIn("error", reply)
        self.assertNotIn("error", self.reply("Counter.EndPause", {}, talk))
        return reply["parameters"]["session"]["operator"]

    def test_who_signed_out_in_vain_is_still_at_his_counter(self):
        talk, _ = self.signed_in()
        with self.failing_store():
            self.assert_error(self.reply("Counter.SignOut", {"leave_parked": False}, talk), FAILED)
            self.assert_error(self.reply("Counter.SignOut", {"leave_parked": False}, talk), FAILED)
        self.assertEqual(self.who_is_at(talk), "101")

    def test_who_signed_in_in_vain_is_not(self):
        talk = self.centre.talk()
        with self.failing_store():
            self.assert_error(self.sign_in(talk), FAILED)
        self.assertIsNone(self.who_is_at(talk))

    def test_where_another_signed_in_in_vain_the_one_before_still_is(self):
        talk, _ = self.signed_in()
        with self.failing_store():
            self.assert_error(self.sign_in(talk, "102", "2"), FAILED)
        self.assertEqual(self.who_is_at(talk), "101")

    def test_who_came_back_elsewhere_in_vain_is_where_he_was(self):
        talk, token = self.signed_in()
        other = self.centre.talk()
        with self.failing_store():
            replies = self.ask_all(other, self.issue(), ("Counter.Regain", {"token": token}))
            self.assert_error(replies[1], FAILED)
            self.assert_error(self.sign_in(other, "101", "2"), FAILED)
        self.assertEqual(self.who_is_at(talk), "101")
        self.assertIsNone(self.who_is_at(other))
        self.assertNotIn("error", self.reply("Counter.Regain", {"token": token}, other))
        self.assertEqual((self.who_is_at(talk), self.who_is_at(other)), (None, "101"))

    def session_at(self, counter):
        return next(one["session"] for one in self.ask("Manager.WatchHall")["counters"] if one["counter"] == counter)

    def test_a_terminal_that_is_lost_while_the_store_fails_is_known_to_be_when_it_works(self):
        talk, _ = self.signed_in()
        with self.failing_store():
            talk.close()
            until(lambda: "event=storage_failed" in self.centre.log.read_text(), "the loss to be tried")
        until(lambda: self.session_at("1") == "lost", "the terminal to be lost")

    def test_who_looks_in_a_turn_that_failed_is_answered_although_a_terminal_is_lost(self):
        """Its loss is told in a turn that can be kept, and not by a call that only looks."""
        talk, _ = self.signed_in()
        other, _ = self.signed_in("102", "2")
        with self.failing_store():
            talk.close()
            until(lambda: "event=storage_failed" in self.centre.log.read_text(), "the loss to be tried")
            for _ in range(3):
                replies = self.ask_all(other, self.issue(), ("Counter.Watch", {}), ("Counter.ListWaiting", {}))
                self.assert_error(replies[0], FAILED)
                self.assertEqual(replies[1]["parameters"]["session"]["operator"], "102")
                self.assertEqual(replies[2]["parameters"]["tickets"], [])

    def helps(self):
        return [(one["kiosk"], one["coming"]) for one in self.ask("Reception.WatchDesk")["helps"]]

    def help_me(self, page="services"):
        return "Visitor.AskForHelp", {"kiosk": "door", "page": page}

    def test_help_that_was_asked_for_in_vain_is_not_open(self):
        with self.failing_store():
            replies = self.ask_all(self.talk, self.issue(), self.help_me(), ("Reception.WatchDesk", {}))
            self.assert_error(replies[1], FAILED)
            self.assertEqual(replies[2]["parameters"]["helps"], [])
        self.assertEqual(self.helps(), [])

    def test_help_that_was_answered_or_ended_in_vain_is_open_as_before(self):
        name = self.ask(*self.help_me()[:1], **self.help_me()[1])["help"]
        for method in ("Reception.AnswerHelp", "Reception.EndHelp"):
            with self.subTest(method), self.failing_store():
                self.assert_error(self.reply(method, {"help": name, "request": method}), FAILED)
            self.assertEqual(self.helps(), [("door", False)])
            self.assertEqual(self.ask("Visitor.WatchHelp", help=name), {"state": "asked"})

    def test_a_wrong_code_that_nobody_was_told_of_does_not_count(self):
        ticket = self.ask("Visitor.Issue", services=["visa"])["ticket"]["ticket"]
        wrong = {"ticket": ticket, "code": "AAAAA"}
        with self.failing_store():
            replies = self.ask_all(self.talk, self.issue(), ("Visitor.FindReturnCode", wrong), ("Visitor.Cancel", wrong),
                                   ("Visitor.WhereAmI", wrong))
            self.assert_error(replies[1], "org.novbe.Refused.WrongCode", tries_left=4)
            self.assert_error(replies[2], FAILED)
            self.assert_error(replies[3], "org.novbe.Refused.WrongCode", tries_left=3)
        self.refused("WrongCode", "Visitor.Cancel", {"tries_left": 2}, **wrong)

    def test_a_reload_that_could_not_be_written_is_taken_back(self):
        before = self.ask("Visitor.GetCentre")["name"]
        self.centre.config.write_text(self.centre.config.read_text().replace("Sınaq mərkəzi", "Başqa mərkəz"))
        changes = self.ask("Admin.PreviewReload")["changes"]
        self.assertEqual([one["key"] for one in changes], ["centre.name"])
        with self.failing_store():
            replies = self.ask_all(self.talk, ("Admin.Reload", {}), ("Admin.Reload", {}), ("Visitor.GetCentre", {}))
            self.assert_error(replies[0], FAILED)
            self.assertEqual(replies[2]["parameters"]["name"], before)
        self.assertIn("event=configuration_taken_back", self.centre.log.read_text())
        self.assertEqual(self.ask("Visitor.GetCentre")["name"], before)
        self.assertEqual(self.ask("Admin.PreviewReload")["changes"], changes)
        self.assertEqual(self.ask("Admin.Reload")["changes"], changes)
        self.assertEqual(self.ask("Visitor.GetCentre")["name"], "Başqa mərkəz")

    def test_roles_that_were_taken_back_are_those_of_before(self):
        """A reload that would have taken away all that its caller may do."""
        text = self.centre.config.read_text()
        self.centre.config.write_text(text.replace('role = "counter"', 'role = "board"'))
        terminal, _ = self.signed_in()
        with self.failing_store():
            self.assert_error(self.reply("Admin.Reload", {}), FAILED)
        self.assertEqual(self.who_is_at(terminal), "101")
        self.ask("Admin.Reload")
        self.assert_error(self.reply("Counter.Next", {}, terminal), "org.varlink.service.PermissionDenied")

    def test_a_hangup_that_could_not_be_written_is_taken_back(self):
        before = self.ask("Visitor.GetCentre")["name"]
        self.centre.config.write_text(self.centre.config.read_text().replace("Sınaq mərkəzi", "Başqa mərkəz"))
        with self.failing_store():
            self.centre.process.send_signal(signal.SIGHUP)
            until(lambda: "event=configuration_taken_back" in self.centre.log.read_text(), "it to be taken back")
            self.assertEqual(self.ask("Visitor.GetCentre")["name"], before)
        self.assertEqual(len(self.ask("Admin.PreviewReload")["changes"]), 1)


if __name__ == "__main__":
    unittest.main()
