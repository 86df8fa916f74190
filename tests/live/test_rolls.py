# SPDX-License-Identifier: MIT
"""Rolls of paper on a real daemon: from the paper that is out to the new roll and its test paper, what is counted and
learned, who is told, and what a restart, a full disk and a wrong PIN leave of it."""
import datetime
import pathlib
import unittest

from paper import INVALID, REFUSED, Paper
from test_health import Metrics

FAILED = "org.novbe.Fault.StorageFailed"
MINUTE = 60000
PIN = "2468"
ROLL_MM = 80000  # of a printer of which the catalogue says nothing else


class Rolls(Paper):
    def printer(self, key="entrance"):
        """As the kiosk is told."""
        return next(one for one in self.ask("Visitor.WatchPrinters", kiosk="door")["printers"] if one["printer"] == key)

    def left(self, key="entrance"):
        return self.printer(key).get("tickets_left")

    def set_pin(self):
        self.ask("Admin.SetPaperPin", pin=PIN)

    def say(self, new_roll=True, **other):
        return self.reply("Visitor.ChangeRoll",
                          {"kiosk": "door", "printer": "entrance", "pin": PIN, "new_roll": new_roll, **other})

    def change(self, new_roll=True, **other):
        self.assertNotIn("error", self.say(new_roll, **other))

    def new_roll(self):
        """Said at reception; its test paper is printed, 100 mm of the 80 m."""
        self.ask("Reception.ChangeRoll", printer="entrance")
        self.print(100)

    def print(self, length_mm=None, papers=None, order=None):
        """What waits for the entrance, or another ticket, comes out."""
        waiting = [one["order"] for one in self.orders() if one.get("turn") == "entrance"]
        if not order and not waiting:
            self.issue()
            waiting = [one["order"] for one in self.orders() if one.get("turn") == "entrance"]
        order = order or waiting[0]
        self.take(order, "entrance")
        self.report(order, "entrance", "printed", **({} if length_mm is None else {"length_mm": length_mm}),
                    **({} if papers is None else {"papers": papers}))
        return order

    def run_out(self):
        self.tell("entrance", "paper_out"), self.tell("entrance", "ready")

    def alerts(self, kind="paper"):
        return [one for one in self.ask("Manager.WatchHall")["alerts"] if one["kind"] == kind]

    def troubles(self, kind="printer"):
        return [one for one in self.ask("Admin.GetHealth")["troubles"] if one["kind"] == kind]

    def health(self):
        return next(one for one in self.ask("Admin.GetHealth")["printers"] if one["printer"] == "entrance")


class Change(Rolls):
    def test_the_whole_way(self):
        self.set_pin()
        self.new_roll()
        self.print(160, papers=400)
        self.assertEqual(self.left(), (ROLL_MM - 100 - 400 * 160) // 160)
        kiosk = self.stream("Visitor.WatchPrinters", kiosk="door")
        self.tell("entrance", "paper_out", detail="media-empty")
        entrance = lambda state: state["printers"][0]
        told = entrance(self.until_told(kiosk, lambda state: entrance(state)["state"] == "paper_out", "paper out"))
        self.assertFalse(told["ask_roll"])
        self.restart()
        kiosk = self.stream("Visitor.WatchPrinters", kiosk="door")
        self.tell("entrance", "ready")
        self.assertTrue(entrance(self.until_told(kiosk, lambda state: entrance(state)["state"] == "ready",
                                                 "it to print again"))["ask_roll"])
        self.restart()
        self.tell("entrance"), self.tell("hall")
        self.assertTrue(self.printer()["ask_roll"], "a restart forgets no question")
        wrong = self.say(pin="1111")
        self.assert_error(wrong, REFUSED + "WrongPin")
        self.assert_error(self.say(), REFUSED + "WrongPin", **{"from": wrong["parameters"]["from"]})
        self.centre.wall.go_by(1)
        kiosk = self.stream("Visitor.WatchPrinters", kiosk="door")
        self.change()
        told = entrance(self.until_told(kiosk, lambda state: not entrance(state)["ask_roll"], "the answer"))
        self.assertEqual(told["tickets_left"], (100 + 400 * 160) // 160, "what the old one held")
        order = self.order()
        self.assertEqual((order["printers"], order["turn"], order["test"]),
                         (["entrance"], "entrance", {"printer": "entrance", "new_roll": True}))
        before = self.left()
        self.print(160, order=order["order"])
        self.assertEqual(self.left(), before - 1)
        self.restart()
        self.assertEqual((self.left(), self.printer()["ask_roll"]), (before - 1, False))

    def test_what_a_roll_holds_is_learned(self):
        self.set_pin()
        self.new_roll()
        self.print(100, papers=399)
        self.run_out()
        self.change()
        self.print(100)
        self.assertEqual(self.left(), 399, "40 m of the 80 that were guessed")
        self.print(100, papers=10)
        self.change()  # before it has run out
        self.print(100)
        self.restart()
        self.assertEqual(self.left(), 399)

    def test_the_old_roll(self):
        self.set_pin()
        self.new_roll()
        self.run_out()
        self.assertTrue(self.printer()["ask_roll"])
        before = self.left()
        self.change(new_roll=False)
        self.assertEqual((self.left(), self.printer()["ask_roll"], self.orders()), (before, False, []))
        self.change(new_roll=False)
        self.tell("entrance", "cover_open"), self.tell("entrance", "printing")
        self.assertTrue(self.printer()["ask_roll"])
        self.assertFalse(self.printer("hall")["ask_roll"])

    def test_a_test_paper_comes_out_of_that_printer(self):
        """Whatever others there are, and though this one is out."""
        self.set_pin()
        self.tell("entrance", "paper_out")
        self.change()
        self.assertEqual((self.order()["printers"], self.order()["turn"]), (["entrance"], "entrance"))
        self.tell("entrance", "ready")
        self.assertFalse(self.printer()["ask_roll"], "it was said before")
        self.ask("Reception.ChangeRoll", printer="desk")
        self.assertEqual(self.orders()[-1]["test"], {"printer": "desk", "new_roll": True})

    def test_what_became_of_the_test_paper_is_told(self):
        """At once, to who waits for it; for ten minutes."""
        self.assertNotIn("test", self.printer())
        kiosk = self.stream("Visitor.WatchPrinters", kiosk="door")
        test = lambda state: state["printers"][0].get("test")
        for end, told in (("printed", "printed"), ("unknown", "unknown"), ("failed", "failed")):
            self.ask("Reception.ChangeRoll", printer="entrance")
            order = self.order()["order"]
            for paper in ("waiting", "printing", told):
                wanted = {"order": order, "paper": paper}
                self.until_told(kiosk, lambda state: test(state) == wanted, f"{wanted}")
                if paper == "waiting":
                    self.take(order, "entrance")
                elif paper == "printing":
                    self.report(order, "entrance", end)
            self.assertNotIn("test", self.printer("hall"))
        self.restart()
        self.assertEqual(self.printer()["test"], {"order": order, "paper": "failed"})
        self.issue()
        self.assertEqual(self.printer()["test"], {"order": order, "paper": "failed"})
        self.centre.wall.go_by(601)
        self.assertNotIn("test", self.printer())

    def test_roll_metres(self):
        text = self.centre.catalogue.read_text().replace('queue = "entrance";', 'queue = "entrance"; roll_metres = 30;')
        self.centre.catalogue.write_text(text)
        self.ask("Admin.Reload")
        self.ask("Reception.ChangeRoll", printer="entrance")
        self.assertEqual(self.left(), 30000 // 120)
        for wrong in ("4", "301"):
            self.centre.catalogue.write_text(text.replace("roll_metres = 30", f"roll_metres = {wrong}"))
            self.assertIn("roll_metres", str(self.reply("Admin.Reload", {})))


class Refusals(Rolls):
    def test_every_one(self):
        self.assert_error(self.say(), REFUSED + "WrongPin")  # there is no PIN
        self.set_pin()
        self.centre.wall.go_by(1)
        for new_roll in (True, False):
            self.assert_error(self.say(new_roll, kiosk="none"), REFUSED + "UnknownTerminal", key="none")
            self.assert_error(self.say(new_roll, printer="desk"), REFUSED + "UnknownTerminal", key="desk")
            self.assert_error(self.say(new_roll, kiosk="bare"), REFUSED + "UnknownTerminal", key="entrance")
        self.refused("UnknownTerminal", "Reception.ChangeRoll", {"key": "none"}, printer="none")
        for pin in ("123", "1234567890123", "12a4"):
            self.assert_error(self.reply("Admin.SetPaperPin", {"pin": pin}), INVALID, parameter="pin")
        self.assertEqual(self.orders(), [])

    def test_its_wrong_pins_are_counted_alone(self):
        self.ask("Admin.SetKioskPin", pin="1357")
        self.set_pin()
        corner = {"kiosk": "door", "pin": "1357"}
        self.assert_error(self.say(pin="1357"), REFUSED + "WrongPin")
        self.assertNotIn("error", self.reply("Visitor.OpenCorner", corner), "it opens nothing else, and slows nothing else")
        alert, = self.alerts("corner")
        self.assertEqual((alert["key"], alert["limit"]), ("door", 1))
        self.assertEqual([one["text"] for one in self.troubles("corner")], ["kiosk door: 1 wrong PINs for its paper"])
        self.assert_error(self.reply("Visitor.OpenCorner", {**corner, "pin": PIN}), REFUSED + "WrongPin")
        self.assertEqual(self.alerts("corner")[0]["limit"], 2)
        self.assertEqual({one["text"] for one in self.troubles("corner")},
                         {"kiosk door: 1 wrong PINs for its paper", "kiosk door: 1 wrong PINs for its corner"})
        self.centre.wall.go_by(1)
        self.change()
        self.centre.wall.go_by(3601)
        self.assertEqual((self.alerts("corner"), self.troubles("corner")), ([], []))

    def test_no_pin_lies_on_disk(self):
        self.set_pin()
        self.restart()
        self.tell("entrance")
        self.change()
        self.centre.stop()
        files = b"".join(path.read_bytes() for path in pathlib.Path(self.centre.folder).glob("store*"))
        self.centre.start()
        self.assertNotIn(PIN.encode(), files)

    def test_a_turn_that_fails_changes_nothing(self):
        self.set_pin()
        self.new_roll()
        self.print(100)
        before = self.left()
        with self.failing_store():
            self.assert_error(self.say(), FAILED)
            self.assert_error(self.reply("Reception.ChangeRoll", {"printer": "entrance"}), FAILED)
            self.assert_error(self.reply("Printer.ReportPrinter", {"printer": "entrance", "state": "cover_open"}), FAILED)
            self.assertEqual((self.left(), self.orders()), (before, []))
        self.tell("entrance")
        self.assertEqual((self.left(), self.printer()["ask_roll"]), (before, False))
        self.change()
        self.assertEqual(len(self.orders()), 1)


class Told(Rolls):
    def metrics(self):
        code, out, err = self.centre.novbe("status", "--metrics")
        self.assertEqual((code, err), (0, ""))
        return Metrics(out)

    def status(self):
        return next(line for line in self.centre.novbe("status")[1].splitlines() if "entrance" in line)

    def expected_end(self, left, papers):
        """At so many papers in the last hour; None: not on this business day, which the hall begins at midnight."""
        at = self.now_ms() + left * 60 * MINUTE / papers
        day = lambda ms: datetime.datetime.fromtimestamp(ms / 1000, self.centre.wall.zone).date()
        return at if day(at) == day(self.now_ms()) else None

    def assert_ends(self, told, left, papers):
        expected = self.expected_end(left, papers)
        if expected is None:
            self.assertIsNone(told)
        else:
            self.assertEqual(told % MINUTE, 0)
            self.assertLess(abs(told - expected), 2 * MINUTE)

    def test_nothing_is_known_at_first(self):
        self.print(100, papers=10)
        self.assertNotIn("tickets_left", self.printer())
        self.assertNotIn("roll_ends_at", self.health())
        self.assertNotIn("left", self.status())
        self.assertIsNone(self.metrics()("novbe_printer_tickets_left", printer="entrance"))

    def test_what_is_left_and_when_it_ends(self):
        self.new_roll()
        self.print(100, papers=299)
        self.tell("entrance", detail='warming "up"\\')
        self.assertEqual(self.left(), 500)
        health, kiosk, metrics = self.health(), self.printer(), self.metrics()
        self.assertEqual((health["tickets_left"], health["detail"]), (500, 'warming "up"\\'))
        self.assert_ends(health.get("roll_ends_at"), 500, 300)
        self.assert_ends(kiosk.get("roll_ends_at"), 500, 300)
        self.assertEqual(metrics("novbe_printer_tickets_left", printer="entrance"), 500)
        self.assertEqual(metrics("novbe_printer_detail", printer="entrance", detail='warming "up"\\'), 1)
        ends = metrics("novbe_printer_roll_ends_timestamp_seconds", printer="entrance")
        self.assertEqual(ends is None, "roll_ends_at" not in health)
        end = ", to about [0-9]{2}:[0-9]{2}" if "roll_ends_at" in health else ""
        self.assertRegex(self.status(), fr"0 waiting; about 500 tickets left{end}; says: warming")
        self.centre.wall.go_by(3700)
        self.tell("entrance"), self.tell("hall"), self.tell("desk")
        self.assertNotIn("roll_ends_at", self.printer(), "an hour without paper is no pace")
        self.assertRegex(self.status(), r"about 500 tickets left$")
        self.assertEqual((self.alerts(), self.troubles()), ([], []))

    def test_many_are_told_by_tens(self):
        self.new_roll()
        self.print(100, papers=672)
        self.assertIn("about 120 tickets left", self.status())
        self.print(100, papers=62)
        self.assertIn("about 65 tickets left", self.status())

    def test_the_printer_knows_better(self):
        self.new_roll()
        self.tell("entrance", tickets_left=700)
        self.assertEqual((self.left(), self.health()["tickets_left"]), (700, 700))
        self.tell("entrance", tickets_left=10)
        self.assertEqual(self.alerts()[0]["limit"], 10)

    def test_few_are_left(self):
        self.new_roll()
        self.print(100, papers=749)
        self.centre.wall.go_by(3700)
        self.tell("entrance"), self.tell("hall"), self.tell("desk")
        self.assertEqual((self.left(), self.alerts(), self.troubles()), (50, [], []))
        hall = self.stream("Manager.WatchHall")
        self.print(100)
        state = self.until_told(hall, lambda state: any(one["kind"] == "paper" for one in state["alerts"]), "the alert")
        alert = next(one for one in state["alerts"] if one["kind"] == "paper")
        self.assertEqual((alert["key"], alert["limit"], alert["state"]), ("entrance", 49, "ready"))
        self.assertEqual(alert.get("roll_ends_at"), self.health().get("roll_ends_at"))
        self.assertLess(abs(alert["since"] - self.now_ms()), MINUTE)
        trouble, = self.troubles()
        self.assertEqual((trouble["severity"], trouble["key"], trouble["text"]),
                         ("warning", "entrance", "printer entrance: ready, about 49 tickets are left on its roll"))
        self.assertEqual(self.centre.novbe("status")[0], 1)
        self.ask("Reception.ChangeRoll", printer="entrance")
        self.assertEqual((self.alerts(), self.troubles()), ([], []))

    def test_it_ends_soon(self):
        self.new_roll()
        self.print(100, papers=600)
        if "roll_ends_at" not in self.printer():  # past the end of the business day
            self.assertEqual(self.alerts(), [])
            return
        alert, = self.alerts()
        self.assertEqual((alert["key"], alert["limit"], alert["state"]), ("entrance", 199, "ready"))
        self.assert_ends(alert.get("roll_ends_at"), 199, 601)
        self.assertEqual(alert["roll_ends_at"], self.health()["roll_ends_at"])
        trouble, = self.troubles()
        self.assertEqual(trouble["text"],
                         "printer entrance: ready, its roll ends within 30 minutes at the pace of the last hour")
        hall = self.stream("Manager.WatchHall")
        self.until_told(hall, lambda state: any(one["kind"] == "paper" for one in state["alerts"]), "the alert")
        self.centre.wall.go_by(3700)
        self.tell("entrance"), self.tell("hall"), self.tell("desk")
        self.until_told(hall, lambda state: not any(one["kind"] == "paper" for one in state["alerts"]), "its end")

    def test_by_the_command(self):
        self.assertEqual(self.centre.novbe("paper", "pin", input=PIN + "\n"), (0, "", ""))
        self.change()
        self.assertEqual(self.centre.novbe("paper", "pin", input="12\n")[0], 2)
        code, out, err = self.centre.novbe("paper", "pin", "1234")
        self.assertEqual((code, out), (2, ""))
        self.assertIn("paper pin", err)


if __name__ == "__main__":
    unittest.main()
