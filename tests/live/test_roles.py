# SPDX-License-Identifier: MIT
"""Roles: who the kernel says the peer is decides what it may call; a bounded role sees its agencies; an auditor reads."""
import os
import sys
import unittest

from centre import Case

DENIED = "org.varlink.service.PermissionDenied"
ADMIN = ["org.novbe.Admin.GetStatus", None]
RELOAD = ["org.novbe.Admin.Reload", None]
MANAGER = ["org.novbe.Manager.ListServices", {"language": "en"}]
VISITOR = ["org.novbe.Visitor.GetCentre", {"language": "en"}]
INFO = ["org.varlink.service.GetInfo", None]
GROUP = 4711  # is in no file of this machine


def kinds(replies):
    return ["ok" if "error" not in reply else reply["error"] for reply in replies]


@unittest.skipIf(os.geteuid() != 0, "needs root to be somebody else")
class Roles(Case):
    roles = ('{ role = "admin"; users = [ "@owner" ]; }, { role = "visitor"; users = [ "64001" ]; },'
             ' { role = "manager"; groups = [ "4711" ]; agencies = [ "notary" ]; },'
             ' { role = "manager"; users = [ "64002" ]; }, { role = "auditor"; users = [ "64003" ]; },'
             ' { role = "auditor"; users = [ "64004" ]; agencies = [ "notary" ]; }')

    def test_without_a_role_only_introspection(self):
        replies = self.centre.as_user([INFO, VISITOR, MANAGER, ADMIN, RELOAD], uid=64009)
        self.assertEqual(kinds(replies), ["ok", DENIED, DENIED, DENIED, DENIED])

    def test_each_interface_names_its_roles(self):
        self.assertEqual(kinds(self.centre.as_user([VISITOR, MANAGER, ADMIN], uid=64001)), ["ok", DENIED, DENIED])
        self.assertEqual(kinds(self.centre.as_user([VISITOR, MANAGER, ADMIN], uid=64002)), ["ok", "ok", DENIED])
        self.assertEqual(kinds(self.centre.as_user([VISITOR, MANAGER, ADMIN], uid=0, gid=0)), ["ok", "ok", "ok"])

    def test_a_supplementary_group_in_no_file_gives_its_role(self):
        self.assertEqual(kinds(self.centre.as_user([MANAGER])), [DENIED])
        self.assertEqual(kinds(self.centre.as_user([MANAGER], groups=[1, GROUP, 5])), ["ok"])
        self.assertEqual(kinds(self.centre.as_user([MANAGER], gid=GROUP)), ["ok"], "the first group counts too")

    def test_a_bounded_role_sees_its_agencies(self):
        bounded, = self.centre.as_user([MANAGER], groups=[GROUP])
        whole, = self.centre.as_user([MANAGER], uid=64002)
        own = [service for service in whole["parameters"]["services"] if service["agency"] == "notary"]
        self.assertGreater(len(own), 0)
        self.assertLess(len(own), len(whole["parameters"]["services"]))
        self.assertEqual(bounded["parameters"]["services"], own)

    def test_a_bounded_auditor_sees_its_agencies(self):
        bounded, = self.centre.as_user([MANAGER], uid=64004)
        self.assertEqual({one["agency"] for one in bounded["parameters"]["services"]}, {"notary"})

    def test_an_auditor_reads_all_and_changes_nothing(self):
        calls = [VISITOR, MANAGER, ADMIN, ["org.novbe.Admin.PreviewReload", None], RELOAD]
        replies = self.centre.as_user(calls, uid=64003)
        self.assertEqual(kinds(replies), ["ok", "ok", "ok", "ok", DENIED])

    def test_a_role_taken_away_ends_the_stream(self):
        talk = self.centre.talk()
        self.assertNotIn("error", talk.call(*ADMIN, more=True))
        self.centre.roles = '{ role = "visitor"; users = [ "@owner" ]; }'
        self.centre.write_config()
        self.assertEqual(self.centre.talk().call(*RELOAD).get("error"), None)
        reply = talk.receive()
        while "error" not in reply:
            reply = talk.receive()
        self.assert_error(reply, DENIED)
        self.assert_error(talk.call(*ADMIN), DENIED)


if __name__ == "__main__":
    unittest.main(argv=sys.argv)
