# SPDX-License-Identifier: MIT
"""What staff tell one another on a real daemon: alarms of counters, messages of supervisors; and what a counter shows of the
service that goes on."""
import unittest

from centre import OWNER_ROLES, until
from hall import PIN, OperatorCase, Terminal, Hall, CATALOGUE, text

ROLES = OWNER_ROLES + "".join(f', {{ role = "{role}"; users = [ "@owner" ]; }}' for role in
                              ("reception", "counter", "manager", "board"))
INVALID = "org.varlink.service.InvalidParameter"
REFUSED = "org.novbe.Refused."
MINUTE = 60 * 1000


class TwoZones(Hall):
    """A third counter stands in a zone of its own, and the board has a ticker."""

    text = CATALOGUE.replace(
        "counters = (", f'counters = ( {{ key = "3"; label = "3"; zone = "attic"; profile = "all"; place = {text("up")};'
        ' meets = [ ]; },', 1).replace(
        "zones = (", f'zones = ( {{ key = "attic"; name = {text("Attic")}; }},', 1).replace(
        'boards = ( { key = "hall"; zones = [ "hall" ]; voice = false; } );',
        'boards = ( { key = "hall"; zones = [ "hall" ]; voice = false;'
        ' ticker = { az = "Xoş gəlmisiniz"; ru = "Добро пожаловать"; en = "Welcome"; }; },'
        ' { key = "attic"; zones = [ "attic" ]; voice = false; } );')


class Staff(OperatorCase):
    roles = ROLES
    hall = TwoZones

    def setUp(self):
        super().setUp()
        for operator in ("101", "102"):
            self.ask("Admin.SetPin", operator=operator, pin=PIN)
        self.one, self.two = Terminal(self, "101", "1"), Terminal(self, "102", "2")

    def third(self):
        self.ask("Admin.AddOperator", operator="103", pin=PIN, languages=["az"], profile="all")
        return Terminal(self, "103", "3")

    def stream(self, method, parameters):
        talk = self.centre.talk()
        talk.ask("org.novbe." + method, parameters, more=True)
        talk.receive()
        return talk

    def told(self, talk, name, wanted):
        """States come until one has as many of these as are wanted."""
        while True:
            found = talk.receive()["parameters"][name]
            if len(found) == wanted:
                return found


class Alarms(Staff):
    def test_colleagues_reception_and_supervisor_see_it_at_once(self):
        eye = self.stream("Counter.Watch", {"token": self.two.token})
        desk, hall = self.stream("Reception.WatchDesk", {}), self.stream("Manager.WatchHall", {})
        name = self.one.ask("Alarm")["alarm"]
        for talk in (eye, desk, hall):
            alarm, = self.told(talk, "alarms", 1)
            self.assertLess(abs(alarm.pop("since") - self.now_ms()), 5000)
            self.assertEqual(alarm, {"alarm": name, "counter": "1", "zone": "hall", "operator": "101", "coming": False})
        self.two.ask("AnswerAlarm", alarm=name)
        coming, = self.told(desk, "alarms", 1)
        while not coming["coming"]:
            coming, = self.told(desk, "alarms", 1)
        self.assertEqual((coming["coming"], coming["coming_counter"], coming["coming_operator"]), (True, "2", "102"))
        self.two.ask("EndAlarm", alarm=name)
        for talk in (eye, desk, hall):
            self.told(talk, "alarms", 0)

    def test_a_second_one_of_the_counter_is_the_same(self):
        name = self.one.ask("Alarm")["alarm"]
        self.assertEqual(self.one.ask("Alarm", counter="1")["alarm"], name)
        other = self.two.ask("Alarm")["alarm"]
        self.assertNotEqual(other, name)
        self.assertEqual([one["alarm"] for one in self.one.watch()["alarms"]], [name, other])

    def test_another_zone_does_not_see_it(self):
        three = self.third()
        name = self.one.ask("Alarm")["alarm"]
        self.assertEqual(three.watch()["alarms"], [])
        own = three.ask("Alarm")["alarm"]
        self.assertEqual([one["alarm"] for one in three.watch()["alarms"]], [own])
        self.assertEqual([one["alarm"] for one in self.one.watch()["alarms"]], [name])
        self.assertEqual([one["alarm"] for one in self.ask("Reception.WatchDesk")["alarms"]], [name, own])

    def test_reception_comes_and_ends_it(self):
        name = self.one.ask("Alarm")["alarm"]
        self.ask("Reception.AnswerAlarm", alarm=name)
        alarm, = self.one.watch()["alarms"]
        self.assertTrue(alarm["coming"])
        self.assertNotIn("coming_counter", alarm)
        self.refused("NothingChanges", "Reception.AnswerAlarm", alarm=name)
        self.two.refused("NothingChanges", "AnswerAlarm", alarm=name)
        self.ask("Reception.EndAlarm", alarm=name)
        self.assertEqual(self.one.watch()["alarms"], [])
        self.refused("NothingChanges", "Reception.EndAlarm", alarm=name)
        self.one.refused("NothingChanges", "EndAlarm", alarm=name)

    def test_it_needs_neither_a_session_nor_a_day(self):
        self.ask("Admin.CloseDay")
        nobody = self.centre.talk()
        self.assert_error(self.reply("Counter.Alarm", {}, nobody), REFUSED + "NotSignedIn")
        self.assert_error(self.reply("Counter.Alarm", {"counter": "9"}, nobody), REFUSED + "UnknownCounter", counter="9")
        name = self.at(nobody, "Alarm", counter="2")["alarm"]
        alarm, = self.ask("Reception.WatchDesk")["alarms"]
        self.assertEqual((alarm["counter"], alarm.get("operator")), ("2", None))
        self.assert_error(self.reply("Counter.AnswerAlarm", {"alarm": name}, nobody), REFUSED + "NotSignedIn")
        self.at(nobody, "EndAlarm", alarm=name)
        self.assert_error(self.reply("Counter.EndAlarm", {"alarm": name}, nobody), REFUSED + "NotSignedIn")
        self.assertEqual(self.ask("Manager.WatchHall")["alarms"], [])

    def test_a_turn_that_fails_raises_none(self):
        with self.failing_store():
            self.assert_error(self.together(("Counter.Alarm", {"counter": "1", "request": "a"}))[0],
                              "org.novbe.Fault.StorageFailed")
            self.assertEqual(self.ask("Reception.WatchDesk")["alarms"], [])


class Messages(Staff):
    def send(self, words, **more):
        return self.ask("Manager.SendMessage", text=words, **more)["message"]

    def seen(self, terminal):
        return [one["text"] for one in terminal.watch()["messages"]]

    def test_to_all_to_a_zone_to_a_counter(self):
        three = self.third()
        self.send("Training at five")
        self.send("The attic is cold", zone="attic")
        self.send("Your chair is here", counter="2")
        self.assertEqual(self.seen(self.one), ["Training at five"])
        self.assertEqual(self.seen(self.two), ["Your chair is here", "Training at five"])
        self.assertEqual(self.seen(three), ["The attic is cold", "Training at five"])
        self.assertEqual([one["text"] for one in self.ask("Reception.WatchDesk")["messages"]], ["Training at five"])
        listed = self.ask("Manager.WatchHall")["messages"]
        self.assertEqual([(one["text"], one.get("counter"), one.get("zone")) for one in listed],
                         [("Your chair is here", "2", None), ("The attic is cold", None, "attic"),
                          ("Training at five", None, None)])

    def test_it_comes_at_once_and_is_read_at_one_counter(self):
        eye = self.stream("Counter.Watch", {"token": self.one.token})
        name = self.send("Line one\nline two")
        message, = self.told(eye, "messages", 1)
        self.assertEqual((message["message"], message["text"]), (name, "Line one\nline two"))
        self.one.ask("ReadMessage", message=name)
        self.told(eye, "messages", 0)
        self.assertEqual(self.seen(self.two), ["Line one\nline two"])
        self.assertEqual(self.ask("Manager.WatchHall")["messages"][0]["read"], ["1"])
        self.one.refused("NothingChanges", "ReadMessage", message=name)
        self.assert_error(self.reply("Counter.ReadMessage", {"message": name}), REFUSED + "NotSignedIn")

    def test_its_time_is_over(self):
        eye = self.stream("Counter.Watch", {"token": self.one.token})
        self.send("Soon gone", minutes=1)
        self.send("Stays")
        self.told(eye, "messages", 2)
        self.centre.wall.go_by(60)
        until(lambda: self.seen(self.one) == ["Stays"], "its time to be over")
        self.told(eye, "messages", 1)

    def test_the_day_takes_all_with_it(self):
        self.send("Until tonight")
        self.ask("Admin.CloseDay")
        self.assertEqual(self.ask("Manager.WatchHall")["messages"], [])

    def test_to_the_public(self):
        """On boards, of all zones or one, and at no counter, nor at reception."""
        hall, attic = (self.stream("Board.Watch", {"board": key}) for key in ("hall", "attic"))
        desk = self.ask("Reception.WatchDesk")["messages"]
        name = self.send("Lift B is out of order\nplease take the stairs", boards=True)
        for board in (hall, attic):
            message, = self.told(board, "messages", 1)
            self.assertEqual((message["message"], message["text"]),
                             (name, "Lift B is out of order\nplease take the stairs"))
        self.send("Tea is served", boards=True, zone="attic", minutes=1)
        self.assertEqual([one["text"] for one in self.told(attic, "messages", 2)],
                         ["Tea is served", "Lift B is out of order\nplease take the stairs"])
        self.assertEqual(self.ask("Board.Watch", board="hall")["messages"], [message])
        self.assertEqual((self.seen(self.one), self.ask("Reception.WatchDesk")["messages"]), ([], desk))
        self.one.refused("NothingChanges", "ReadMessage", message=name)
        listed = self.ask("Manager.WatchHall")["messages"]
        self.assertEqual([(one["boards"], one.get("zone")) for one in listed], [(True, "attic"), (True, None)])
        self.centre.wall.go_by(60)
        self.told(attic, "messages", 1)
        self.ask("Manager.TakeBackMessage", message=name)
        self.told(hall, "messages", 0)

    def test_taken_back(self):
        name = self.send("A mistake")
        self.ask("Manager.TakeBackMessage", message=name)
        self.assertEqual(self.seen(self.one), [])
        self.refused("NothingChanges", "Manager.TakeBackMessage", message=name)

    def test_refusals(self):
        for parameters, field in (({"text": ""}, "text"), ({"text": "x" * 501}, "text"), ({"text": "\x1b[2J"}, "text"),
                                  ({"text": "a", "minutes": 0}, "minutes"), ({"text": "a", "minutes": 721}, "minutes"),
                                  ({"text": "a", "counter": "1", "zone": "hall"}, "zone"),
                                  ({"text": "a", "counter": "1", "boards": True}, "boards")):
            self.assert_error(self.reply("Manager.SendMessage", parameters), INVALID, parameter=field)
        self.refused("UnknownCounter", "Manager.SendMessage", {"counter": "9"}, text="a", counter="9")
        self.refused("UnknownTerminal", "Manager.SendMessage", {"key": "none"}, text="a", zone="none")
        for number in range(20):
            self.send(str(number))
        self.refused("LimitReached", "Manager.SendMessage", {"limit": 20}, text="one too many")


class Service(Staff):
    def test_how_long_it_usually_takes(self):
        self.assertNotIn("usual_ms", self.one.watch())
        self.issue("visa")
        self.one.serve()
        seen = self.one.watch()
        self.assertEqual((seen["usual_ms"] // MINUTE, seen["long_ms"] // MINUTE), (10, 30), "as the catalogue says")
        for _ in range(8):
            self.centre.wall.go_by(20 * 60)
            self.one.finish()
            self.issue("visa")
            self.one.serve()
        seen = self.one.watch()
        self.assertGreater(seen["usual_ms"], 11 * MINUTE, "as it was learned")
        self.assertGreaterEqual(seen["long_ms"], 3 * seen["usual_ms"] - 3)

    def test_how_many_counters_serve(self):
        def counters(terminal):
            return {one["service"]: one["counters"] for one in terminal.watch()["queues"]}
        self.assertEqual(counters(self.one), {"passport": 2, "visa": 2})
        self.assertEqual(counters(self.two), {"passport": 2, "visa": 2, "deed": 1, "archive": 1})
        self.two.ask("Pause", pause="lunch")
        self.assertEqual(counters(self.one), {"passport": 1, "visa": 1})


class Ticker(Staff):
    def test_a_board_has_its_text_in_every_language(self):
        self.assertEqual(self.ask("Board.Watch", board="hall")["ticker"],
                         {"az": "Xoş gəlmisiniz", "ru": "Добро пожаловать", "en": "Welcome"})
        self.assertEqual(self.ask("Board.Watch", board="attic")["ticker"], {})


if __name__ == "__main__":
    unittest.main()
