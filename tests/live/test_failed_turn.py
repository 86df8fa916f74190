# SPDX-License-Identifier: MIT
"""A disk that does not take what is to be kept: nothing is told that is not on it, and everybody stays connected.

The daemon may write files up to some size only, as long as a test wants its store to fail.
"""
import json
import resource
import signal
import unittest

from centre import until
from hall import HallCase

FAILED = "org.novbe.Fault.StorageFailed"


class FailedTurn(HallCase):
    def limit_files(self, size):
        resource.prlimit(self.centre.process.pid, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))

    def ask_all(self, talk, *calls):
        """Calls in one write, so that one turn takes them all; their replies."""
        messages = [json.dumps({"method": "org.novbe." + method, "parameters": parameters, **flags}).encode() + b"\0"
                    for method, parameters, *more in calls for flags in [more[0] if more else {}]]
        talk.send(b"".join(messages))
        return [talk.receive() for _ in calls]

    def issue(self, **more):
        return "Visitor.Issue", {"services": ["visa"], **more}

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

    def test_a_reload_that_could_not_be_written_is_kept_when_it_can(self):
        self.limit_files(4096)
        self.assert_error(self.centre.talk().call("org.novbe.Admin.Reload"), FAILED)
        self.assert_error(self.centre.talk().call("org.novbe.Visitor.Issue", {"services": ["visa"]}), FAILED)
        self.limit_files(resource.RLIM_INFINITY)
        until(lambda: "storage_works_again" in self.centre.log.read_text(), "the store to be tried again by itself")


if __name__ == "__main__":
    unittest.main()
