# SPDX-License-Identifier: MIT
"""A kiosk on a real daemon: what it offers and what is asked for most, handfuls of tickets, its corner behind a PIN, out of use."""
import pathlib
import unittest

from centre import OWNER_ROLES, until
from hall import VisitorCase

ROLES = OWNER_ROLES + "".join(f', {{ role = "{role}"; users = [ "@owner" ]; }}' for role in ("reception", "manager"))
PIN = "975310"
INVALID = "org.varlink.service.InvalidParameter"
REFUSED = "org.novbe.Refused."


class Kiosk(VisitorCase):
    roles = ROLES

    def kiosk(self, key="door", **more):
        return self.ask("Visitor.GetKiosk", kiosk=key, **more)

    def watch(self, key="door"):
        talk = self.centre.talk()
        talk.ask("org.novbe.Visitor.GetKiosk", {"kiosk": key, "language": "en"}, more=True)
        return talk, talk.receive()["parameters"]

    def open_corner(self, kiosk="door", pin=PIN, talk=None):
        return self.reply("Visitor.OpenCorner", {"kiosk": kiosk, "pin": pin}, talk)


class Offer(Kiosk):
    def test_it_is_what_the_catalogue_says(self):
        door = self.kiosk(language="ru")
        self.assertEqual([one["code"] for one in door.pop("languages")], ["az", "ru", "en"])
        self.assertEqual(door, {"zone": "hall", "zone_name": "Hall", "services": ["passport", "visa", "deed", "archive"],
                                "most_asked": ["passport", "visa", "deed", "archive"], "printers": ["entrance", "hall"],
                                "speak": False, "check_in_only": False, "closed": False})  # and not halted
        bare = self.kiosk("bare")
        self.assertEqual((bare["services"], bare["printers"]), (["passport", "visa"], []))

    def test_a_halt_tells_its_reason(self):
        talk, before = self.watch()
        self.assertIsNone(before.get("halted"))
        self.ask("Manager.Halt", reason="fire")
        self.assertEqual(talk.receive()["parameters"]["halted"], "fire")
        self.ask("Manager.Resume")
        self.assertIsNone(talk.receive()["parameters"].get("halted"))

    def test_its_own_languages_and_ways(self):
        text = self.centre.catalogue.read_text()
        self.centre.catalogue.write_text(text.replace(
            '{ key = "bare"; zone = "hall"; offers = [ "police" ]; speak = false; }',
            '{ key = "bare"; zone = "hall"; offers = [ "visa" ]; languages = [ "en", "az" ]; speak = true;'
            ' check_in_only = true; }'))
        talk, before = self.watch("bare")
        self.ask("Admin.Reload")
        after = talk.receive()["parameters"]
        self.assertEqual([one["code"] for one in before["languages"]], ["az", "ru", "en"])
        self.assertEqual([one["code"] for one in after["languages"]], ["en", "az"])
        self.assertEqual((after["services"], after["speak"], after["check_in_only"]), (["visa"], True, True))

    def test_one_that_a_reload_takes_offers_nothing(self):
        talk, _ = self.watch("bare")
        text = self.centre.catalogue.read_text()
        self.centre.catalogue.write_text(text.replace('key = "bare"', 'key = "other"'))
        self.ask("Admin.Reload")
        gone = talk.receive()["parameters"]
        self.assertEqual((gone["closed"], gone["services"]), (True, []))

    def test_refusals(self):
        self.refused("UnknownTerminal", "Visitor.GetKiosk", {"key": "none"}, kiosk="none")
        self.assert_error(self.reply("Visitor.GetKiosk", {"kiosk": "door", "language": "fr"}),
                          "org.novbe.Fault.LanguageUnknown", language="fr")

    def test_what_is_asked_most_goes_first_from_the_next_quarter_on(self):
        self.foresee()  # what past days tell counts at once when they have been read
        talk, first = self.watch()
        self.assertEqual(first["most_asked"][0], "passport")
        for service in ("deed", "visa", "deed"):
            self.issue(service)
        self.assertEqual(self.kiosk()["most_asked"][0], "passport", "nothing hops while somebody looks")
        self.centre.wall.go_by(15 * 60)
        self.ask("Visitor.GetCentre")
        self.assertEqual(talk.receive()["parameters"]["most_asked"], ["deed", "visa", "passport", "archive"])

    def test_bookings_are_not_asked_for_at_a_kiosk(self):
        slot = self.ask("Reception.ListSlots", service="passport")["slots"][0]["at"]
        self.issue("visa")
        for _ in range(2):
            self.ask("Reception.CheckIn", booking=self.ask("Reception.Book", service="passport", slot_at=slot)
                     ["booking"]["booking"])
        self.centre.wall.go_by(15 * 60)
        self.assertEqual(self.kiosk()["most_asked"][:2], ["visa", "passport"])

    def test_past_days_are_learned_by_the_hour(self):
        """In the morning deeds, towards noon visas: so it is on the next day, before anybody came; also after a restart."""
        morning = self.centre.wall.local()
        for service in ("deed", "deed"):
            self.issue(service)
        self.centre.wall.go_by(3 * 3600)
        for _ in range(3):
            self.issue("visa")
        self.roll_over()
        self.centre.wall.go_by((morning - self.centre.wall.local()).total_seconds() + 24 * 3600)
        self.restart()
        until(lambda: self.kiosk()["most_asked"][:2] == ["deed", "visa"], "the past to be read")
        self.centre.wall.go_by(3 * 3600)
        until(lambda: self.kiosk()["most_asked"][:2] == ["visa", "deed"], "noon")


class Handfuls(Kiosk):
    rules = "handful_tickets = 2; handful_seconds = 10;"

    def slowed(self):
        return self.ask("Reception.WatchDesk")["handfuls"]

    def slow_down(self, service="visa", kiosk="door"):
        reply = self.reply("Visitor.Issue", {"services": [service], "kiosk": kiosk})
        self.assert_error(reply, REFUSED + "SlowDown", service=service)
        return reply["parameters"]["until"] - self.now_ms()

    def take(self, number, kiosk="door"):
        for _ in range(number):
            self.issue("visa", kiosk=kiosk)

    def test_one_too_many_waits_longer_each_time(self):
        self.take(2)
        waits = []
        for _ in range(5):
            waits.append(self.slow_down())
            self.centre.wall.go_by(waits[-1] / 1000 + 0.001)
            self.take(2)
        for wait, said in zip(waits, (10, 20, 40, 80, 120)):
            self.assertLess(abs(wait - said * 1000), 4000, waits)
        one, = self.slowed()
        self.assertEqual({name: one[name] for name in ("kiosk", "zone", "service", "tickets", "times")},
                         {"kiosk": "door", "zone": "hall", "service": "visa", "tickets": 2, "times": 5})

    def test_all_else_goes_on(self):
        self.take(2)
        self.slow_down()
        self.issue("passport", kiosk="door")
        self.take(2, kiosk="bare")
        self.issue("visa")  # of no kiosk
        self.ask("Reception.Issue", services=["visa"])
        self.assertEqual(len(self.slowed()), 1)

    def test_who_takes_his_time_is_not_slowed_and_a_party_is_one(self):
        for _ in range(4):
            self.issue("passport", kiosk="door", party=3)
            self.centre.wall.go_by(31)
        self.assertEqual(self.slowed(), [])

    def test_a_wish_that_is_repeated_is_answered(self):
        ticket = self.ask("Visitor.Issue", services=["visa"], kiosk="door", request="one")["ticket"]
        self.take(1)
        self.slow_down()
        again = self.ask("Visitor.Issue", services=["visa"], kiosk="door", request="one")
        self.assertEqual((again["ticket"]["ticket"], again["repeated"]), (ticket["ticket"], True))

    def test_reception_sees_it_at_once_until_it_was_quiet(self):
        desk = self.centre.talk()
        desk.ask("org.novbe.Reception.WatchDesk", {}, more=True)
        self.assertEqual(desk.receive()["parameters"]["handfuls"], [])
        self.take(2)
        self.slow_down()
        told = []
        while not told:
            told = desk.receive()["parameters"]["handfuls"]
        self.assertEqual((told[0]["kiosk"], told[0]["service"], told[0]["times"]), ("door", "visa", 1))
        self.centre.wall.go_by(10 + 600)
        self.ask("Visitor.GetCentre")
        while told:
            told = desk.receive()["parameters"]["handfuls"]
        self.take(2)
        self.assertLess(self.slow_down(), 14000, "it begins anew")


class Corner(Kiosk):
    def set_pin(self, pin=PIN):
        self.ask("Admin.SetKioskPin", pin=pin)

    def alerts(self):
        return [one for one in self.ask("Manager.WatchHall")["alerts"] if one["kind"] == "corner"]

    def test_without_a_pin_no_corner_opens(self):
        self.assert_error(self.open_corner(), REFUSED + "WrongPin")

    def test_the_pin_opens_it_over_a_kill(self):
        self.set_pin()
        opened = self.open_corner()["parameters"]
        self.assertEqual((opened["closed"], opened["version"]), (False, "0.1.0"))
        self.assertEqual(opened["until"] // 60000, (self.now_ms() + 15 * 60000) // 60000)
        self.restart()
        self.assertNotIn("error", self.open_corner("bare"))

    def test_another_pin_takes_its_place(self):
        self.set_pin("1234")
        self.set_pin()
        self.assert_error(self.open_corner(pin="1234"), REFUSED + "WrongPin")
        self.assertNotIn("error", self.open_corner("bare"))

    def test_a_wrong_one_waits_and_is_told(self):
        self.set_pin()
        wrong = self.open_corner(pin="1111")
        self.assert_error(wrong, REFUSED + "WrongPin")
        early = self.open_corner()
        self.assert_error(early, REFUSED + "WrongPin", **{"from": wrong["parameters"]["from"]})
        self.assertNotIn("error", self.open_corner("bare"), "another kiosk does not wait for it")
        alert, = self.alerts()
        self.assertEqual((alert["key"], alert["limit"]), ("door", 1))
        trouble, = [one for one in self.ask("Admin.GetHealth")["troubles"] if one["kind"] == "corner"]
        self.assertEqual((trouble["severity"], trouble["key"], trouble["text"]),
                         ("warning", "door", "kiosk door: 1 wrong PINs for its corner"))
        self.centre.wall.go_by(2)
        self.assert_error(self.open_corner(pin="1111"), REFUSED + "WrongPin")
        self.assertEqual(self.alerts()[0]["limit"], 2)
        self.centre.wall.go_by(3601)
        self.assertEqual(self.alerts(), [])
        self.assertNotIn("error", self.open_corner())

    def test_refusals(self):
        self.set_pin()
        self.assert_error(self.open_corner("none"), REFUSED + "UnknownTerminal", key="none")
        self.assert_error(self.reply("Admin.SetKioskPin", {"pin": "12"}), INVALID, parameter="pin")
        token = self.open_corner()["parameters"]["token"]
        close = {"kiosk": "door", "token": token, "closed": True}
        self.refused("UnknownTerminal", "Visitor.SetKioskClosed", {"key": "none"}, **{**close, "kiosk": "none"})
        for wrong in ({"kiosk": "bare"}, {"token": "1" + token}, {"token": ""}, {"token": token + "0"},
                      {"token": token.split(".")[0]}):
            self.refused("CornerShut", "Visitor.SetKioskClosed", **{**close, **wrong})
        self.refused("NothingChanges", "Visitor.SetKioskClosed", **{**close, "closed": False})
        self.ask("Visitor.SetKioskClosed", **close)
        self.centre.wall.go_by(15 * 60)
        self.refused("CornerShut", "Visitor.SetKioskClosed", **{**close, "closed": False})

    def test_no_pin_and_no_token_lie_on_disk(self):
        self.set_pin()
        token = self.open_corner()["parameters"]["token"]
        self.ask("Visitor.SetKioskClosed", kiosk="door", token=token, closed=True, request="close")
        self.centre.stop()
        files = b"".join(path.read_bytes() for path in pathlib.Path(self.centre.folder).glob("store*"))
        self.centre.start()
        for secret in (PIN.encode(), token.encode()):
            self.assertNotIn(secret, files)

    def test_out_of_use_from_the_corner_and_back_from_the_hall(self):
        self.set_pin()
        talk, _ = self.watch()
        token = self.open_corner()["parameters"]["token"]
        slot = self.ask("Reception.ListSlots", service="passport")["slots"][0]["at"]
        booking = self.ask("Reception.Book", service="passport", slot_at=slot)["booking"]["booking"]
        self.ask("Visitor.SetKioskClosed", kiosk="door", token=token, closed=True)
        self.assertTrue(talk.receive()["parameters"]["closed"])
        self.restart()
        self.assertTrue(self.kiosk()["closed"])
        for method in ("Reception.WatchDesk", "Manager.WatchHall"):
            self.assertEqual(self.ask(method)["closed_kiosks"], ["door"])
        self.refused("KioskClosed", "Visitor.Issue", {"kiosk": "door"}, services=["visa"], kiosk="door")
        self.refused("KioskClosed", "Visitor.CheckIn", {"kiosk": "door"}, booking=booking, kiosk="door")
        self.issue("visa", kiosk="bare")
        self.assertTrue(self.open_corner()["parameters"]["closed"])
        self.ask("Manager.SetKioskClosed", kiosk="door", closed=False)
        self.ask("Visitor.CheckIn", booking=booking, kiosk="door")
        self.refused("NothingChanges", "Manager.SetKioskClosed", kiosk="door", closed=False)
        self.refused("UnknownTerminal", "Manager.SetKioskClosed", {"key": "none"}, kiosk="none", closed=False)
        self.assertEqual(self.ask("Manager.WatchHall")["closed_kiosks"], [])

    def test_by_the_command(self):
        self.assertEqual(self.centre.novbe("kiosk", "pin", input=PIN + "\n"), (0, "", ""))
        self.assertNotIn("error", self.open_corner())
        self.assertEqual(self.centre.novbe("kiosk", "close", "door"), (0, "", ""))
        self.assertTrue(self.kiosk()["closed"])
        code, out, error = self.centre.novbe("kiosk", "close", "none")
        self.assertEqual((code, out), (1, ""))
        self.assertIn("none", error)
        self.assertEqual(self.centre.novbe("kiosk", "open", "door"), (0, "", ""))
        self.assertFalse(self.kiosk()["closed"])

    def test_a_turn_that_fails_closes_nothing(self):
        with self.failing_store():
            self.assert_error(self.reply("Manager.SetKioskClosed", {"kiosk": "door", "closed": True}),
                              "org.novbe.Fault.StorageFailed")
            self.assertEqual(self.ask("Manager.WatchHall")["closed_kiosks"], [])
        self.ask("Manager.SetKioskClosed", kiosk="door", closed=True)
        self.restart()
        self.assertTrue(self.kiosk()["closed"])


if __name__ == "__main__":
    unittest.main()
