# SPDX-License-Identifier: MIT
"""Reload: checked first, then taken whole or refused whole; and what it would do, told before."""
import contextlib
import json
import shutil
import signal
import sqlite3
import unittest

from centre import SOURCE, Case, until

RELOAD = "org.novbe.Admin.Reload"
PREVIEW = "org.novbe.Admin.PreviewReload"
SERVICES = "org.novbe.Visitor.ListServices"


class Reload(Case):
    def setUp(self):
        super().setUp()
        copy = self.centre.folder / "conf"
        shutil.copytree(SOURCE / "conf", copy)
        self.centre.catalogue = copy / "catalogue.conf"
        self.centre.write_config()
        self.files = [path for path in copy.rglob("*.conf") if "catalogue" in str(path.relative_to(copy))]
        self.talk = self.centre.talk()
        self.assertNotIn("error", self.talk.call(RELOAD))

    def edit(self, before, after):
        """Replaces the first occurrence in the catalogue's files; the file's path and the line."""
        for path in self.files:
            text = path.read_text()
            if before in text:
                path.write_text(text.replace(before, after, 1))
                return path, text[:text.index(before)].count("\n") + 1
        raise AssertionError(f"no catalogue file holds {before!r}")

    def services(self):
        return {one["key"]: one for one in self.talk.call(SERVICES, {"language": "en"})["parameters"]["services"]}

    def test_nothing_changed(self):
        self.assertEqual(self.talk.call(RELOAD)["parameters"]["changes"], [])

    def test_preview_tells_and_takes_nothing(self):
        self.edit("target_minutes = 15;", "target_minutes = 11;")
        changes = self.talk.call(PREVIEW)["parameters"]["changes"]
        self.assertIn(("changed", "service", "target_minutes", "15", "11"),
                      [(one["kind"], one["object"], one.get("field"), one.get("before"), one.get("after"))
                       for one in changes])
        self.assertEqual(self.talk.call(PREVIEW)["parameters"]["changes"], changes)
        self.assertEqual(self.talk.call(RELOAD)["parameters"]["changes"], changes)
        self.assertEqual(self.talk.call(PREVIEW)["parameters"]["changes"], [])

    def test_a_preview_tells_who_waits_for_what_changes(self):
        day = self.centre.status(self.talk)["day"]
        always = {"day": day, "service": "id-card-first", "open": ["00:00-24:00"]}
        self.assertNotIn("error", self.talk.call("org.novbe.Manager.SetDay", always))
        for _ in range(2):
            self.assertNotIn("error", self.talk.call("org.novbe.Visitor.Issue", {"services": ["id-card-first"]}))
        self.edit('en = "First identity card"', 'en = "My first identity card"')
        change, = self.talk.call(PREVIEW)["parameters"]["changes"]
        self.assertEqual((change["object"], change["key"], change["field"], change["waiting"]),
                         ("service", "id-card-first", "name.en", 2))
        code, out, _ = self.centre.novbe("check", "--against-running")
        self.assertEqual(code, 0)
        self.assertIn("(2 waiting)", out)

    def test_the_ledger_tells_of_a_changed_target(self):
        """Beside the text of all changes, which may be forgotten: the same figures in a fact of its own."""
        self.edit("target_minutes = 15;", "target_minutes = 11;")
        for _ in range(2):  # the second time nothing changes
            self.assertNotIn("error", self.talk.call("org.novbe.Admin.Reload"))
        with contextlib.closing(sqlite3.connect(self.centre.folder / "store")) as store:
            rows = store.execute("SELECT kind, service > 0, value_0, value_1 FROM event WHERE kind IN (9, 15)").fetchall()
        told = [row for row in rows if row[0] == 15]
        self.assertTrue(told)
        self.assertEqual(set(told), {(15, 1, 15 * 60000, 11 * 60000)})
        self.assertEqual(rows[rows.index(told[0]) - 1][0], 9, "behind the CONFIGURED of its reload")

    def test_a_preview_tells_of_calendar_and_languages(self):
        copy = self.centre.folder / "conf"
        text = self.centre.config.read_text()
        self.centre.config.write_text(text.replace(str(SOURCE / "conf" / "lang"), str(copy / "lang"))
                                          .replace(str(self.centre.calendar), str(copy / "calendar.conf")))
        self.assertEqual([one["object"] for one in self.talk.call(RELOAD)["parameters"]["changes"]], ["setting"] * 2)
        before = (copy / "calendar.conf").read_text()
        (copy / "calendar.conf").write_text(before.replace("days = (", 'days = ( { date = "2031-05-05"; closed = true; '
                                                           'text = { az = "x"; ru = "x"; en = "x"; }; },', 1))
        english = copy / "lang" / "en.conf"
        english.write_text(english.read_text().replace('"You are next"', '"It is your turn"'))
        expected = [{"kind": "changed", "object": "language", "key": "en", "field": "messages.wait.next",
                     "before": '"You are next"', "after": '"It is your turn"', "restart": False},
                    {"kind": "added", "object": "calendar", "key": "2031-05-05", "restart": False}]
        self.assertEqual(self.talk.call(PREVIEW)["parameters"]["changes"], expected)
        self.assertEqual(self.centre.novbe("check", "--against-running")[:2],
                         (0, '~ language en messages.wait.next: "You are next" -> "It is your turn"\n'
                             "+ calendar 2031-05-05\n"))
        self.assertEqual(self.talk.call(RELOAD)["parameters"]["changes"], expected)
        (copy / "calendar.conf").write_text(before)
        self.assertEqual(self.talk.call(RELOAD)["parameters"]["changes"],
                         [{"kind": "removed", "object": "calendar", "key": "2031-05-05", "restart": False}])

    def test_the_layout_of_paper(self):
        """Of the file that novbe.conf does not name, but that stands beside it."""
        layout = self.centre.config.parent / "ticket.conf"
        layout.write_text('ticket = ( { block = "number"; height_mm = 20; } );\n')
        expected = {"kind": "changed", "object": "layout", "key": "ticket", "field": "blocks",
                    "after": '( { block = "number"; height_mm = 20; } )', "restart": False}
        change, = self.talk.call(PREVIEW)["parameters"]["changes"]
        self.assertIn('{ block = "number"; height_mm = 18; }, { block = "where";', change.pop("before"))
        self.assertEqual(change, expected)
        self.assertEqual(len(self.talk.call(RELOAD)["parameters"]["changes"]), 1)
        layout.write_text('ticket = (\n  { block = "number"; },\n  { block = "wear"; }\n);\n')
        reply = self.talk.call(RELOAD)
        self.assertEqual(reply["error"], "org.novbe.Admin.ConfigurationInvalid")
        self.assertEqual([(one["file"], one["line"]) for one in reply["parameters"]["mistakes"]], [(str(layout), 3)])
        code, out, error = self.centre.novbe("check", str(self.centre.config))
        self.assertEqual(code, 1)
        self.assertIn(f'{layout}:3: error: block: found "wear", expected "logo", "centre", "number"', out + error)

    def test_a_broken_file_is_refused_whole_with_every_line(self):
        before = self.services()
        first = self.edit("target_minutes = 15;", "target_minutes = -1;")
        second = self.edit("target_minutes = 15;", "no_such_key = 1;")
        reply = self.talk.call(RELOAD)
        self.assertEqual(reply["error"], "org.novbe.Admin.ConfigurationInvalid")
        found = {(one["file"], one["line"]) for one in reply["parameters"]["mistakes"] if one["severity"] == "error"}
        self.assertEqual(found, {(str(path), line) for path, line in (first, second)})
        self.assertEqual(self.talk.call(PREVIEW), reply, "the same is told beforehand")
        self.assertEqual(self.services(), before)

    def test_a_syntax_error_is_refused(self):
        before = self.services()
        self.files[0].write_text(self.files[0].read_text() + "\noops = (")
        self.assertEqual(self.talk.call(RELOAD)["error"], "org.novbe.Admin.ConfigurationInvalid")
        self.assertEqual(self.services(), before)

    def test_hangup_reloads_and_subscribers_hear_of_it(self):
        subscriber = self.centre.talk()
        first = subscriber.call(SERVICES, {"language": "en"}, more=True)
        self.assertTrue(first["continues"])
        self.assertEqual({one["key"]: one for one in first["parameters"]["services"]}, self.services())
        self.edit('en = "First identity card"', 'en = "My first identity card"')
        self.centre.process.send_signal(signal.SIGHUP)
        second = subscriber.receive()
        while second["parameters"] == first["parameters"]:
            second = subscriber.receive()
        self.assertTrue(second["continues"])
        self.assertIn("My first identity card", {one["name"] for one in second["parameters"]["services"]})

    def test_what_is_asked_after_a_reload_in_the_same_turn_is_new(self):
        """Answers of one turn are shared, but not over a change: the three calls come in one piece."""
        ask = json.dumps({"method": SERVICES, "parameters": {"language": "en"}}).encode() + b"\0"
        self.edit('en = "First identity card"', 'en = "My first identity card"')
        self.talk.send(ask + ask + json.dumps({"method": RELOAD}).encode() + b"\0" + ask)
        names = [{one["name"] for one in reply["parameters"].get("services", [])}
                 for reply in (self.talk.receive() for _ in range(4))]
        self.assertIn("First identity card", names[0])
        self.assertEqual(names[0], names[1])
        self.assertIn("My first identity card", names[3])

    def test_a_refused_hangup_keeps_the_old_and_says_why(self):
        before = self.services()
        path, line = self.edit("target_minutes = 15;", "target_minutes = -1;")
        self.centre.process.send_signal(signal.SIGHUP)
        until(lambda: "event=configuration_refused" in self.centre.log.read_text(), "the refusal in the log")
        self.assertRegex(self.centre.log.read_text(), rf"event=configuration file={path} line={line} ")
        self.assertEqual(self.services(), before)

    def test_what_needs_a_restart_keeps_its_value_until_then(self):
        def said():
            centre = self.talk.call("org.novbe.Visitor.GetCentre")["parameters"]
            return centre["key"], self.centre.status(self.talk)["centre"]

        self.assertEqual(said(), ("test", "test"))
        text = self.centre.config.read_text()
        self.centre.config.write_text(text.replace('key = "test"', 'key = "moved"').replace("Asia/Baku", "Asia/Tokyo"))
        for method in (PREVIEW, RELOAD, RELOAD):  # a change waits until it is taken
            changes = self.talk.call(method)["parameters"]["changes"]
            self.assertEqual([(one["key"], one["before"], one["after"], one["restart"]) for one in changes],
                             [("centre.key", '"test"', '"moved"', True),
                              ("centre.time_zone", '"Asia/Baku"', '"Asia/Tokyo"', True)])
            self.assertEqual(said(), ("test", "test"))
        self.centre.process.send_signal(signal.SIGHUP)
        line = 'event=setting_waits_for_restart setting=centre.time_zone runs_by="\\"Asia/Baku\\"" configured='
        until(lambda: self.centre.log.read_text().count(line) == 3, "the log to tell of it: once for each time it was taken")
        self.assertIn("event=setting_waits_for_restart setting=centre.key ", self.centre.log.read_text())
        self.centre.stop()
        self.assertEqual(self.centre.spawn().wait(30), 73)
        self.assertIn("belongs to the centre test, not to moved", self.centre.log.read_text())
        for name in ("store", "store-key"):
            (self.centre.folder / name).rename(self.centre.folder / (name + "-of-test"))
        self.centre.start()
        self.talk = self.centre.talk()
        self.assertEqual(said(), ("moved", "moved"))

    def test_limits_change_at_once(self):
        self.centre.limits = "connections_per_user = 3;"
        self.centre.write_config()
        changes = self.talk.call(RELOAD)["parameters"]["changes"]
        self.assertEqual([(one["object"], one["key"], one["after"]) for one in changes],
                         [("setting", "limits.connections_per_user", "3")])
        talks = [self.centre.talk() for _ in range(3)]
        until(lambda: self.centre.status(self.talk)["refused_connections"] >= 1, "the fourth to be refused")
        self.assertEqual([talk.is_closed() for talk in talks if talk is talks[-1]], [True])


if __name__ == "__main__":
    unittest.main()
