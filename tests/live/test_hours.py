# SPDX-License-Identifier: MIT
"""Hours as they are told by every method and in every language: said for today and tomorrow, closed early, taken back;
and that who subscribes hears of it at once."""
import time
import unittest

from hall import HallCase

CODES = ("az", "ru", "en", "ja")
TEXTS = {"az": "Sanitar günü", "ru": "Санитарный день", "en": "Cleaning day", "ja": "清掃日"}
OPEN = {"az": "Saat 24:00-dək açıqdır", "ru": "Открыто до 24:00", "en": "Open until 24:00",
        "ja": "24:00まで受け付けています"}
TOMORROW = {"az": "Sabah açılır: saat {}", "ru": "Откроется завтра в {}", "en": "Opens tomorrow at {}",
            "ja": "明日{}から受け付けます"}


def because(reasons, opens="00:00"):
    """ "Closed: Cleaning day. Opens tomorrow at 00:00", in each language."""
    closed = {"az": "Bağlıdır: {}. ", "ru": "Закрыто: {}. ", "en": "Closed: {}. ", "ja": "お休みです（{}）。"}
    return {code: closed[code].format(reasons[code]) + tomorrow(opens)[code] for code in CODES}


def tomorrow(opens="00:00"):
    return {code: TOMORROW[code].format(opens.removeprefix("0") if code == "ja" else opens) for code in CODES}


class Hours(HallCase):
    def setUp(self):
        super().setUp()
        self.languages(*CODES)
        self.restart()
        self.today = self.centre.wall.date()

    def set_day(self, ahead=0, spans=(), **parameters):
        return self.ask("Manager.SetDay", day=self.centre.wall.date(ahead), open=list(spans), **parameters)

    def services(self, language="en"):
        return {one["key"]: one for one in self.ask("Visitor.ListServices", language=language)["services"]}

    def assert_told(self, service, is_open, sentences):
        """By every method that tells or goes by hours; None: the centre as a whole."""
        for code, sentence in sentences.items():
            centre = self.ask("Visitor.GetCentre", language=code)
            told = centre if service is None else self.services(code)[service]
            self.assertEqual((told["open"], told["hours"]), (is_open, sentence))
        if service is None:
            return
        state, = [one for one in self.ask("Manager.ListServices", language="en")["services"] if one["key"] == service]
        self.assertEqual((state["open"], state["hours"]), (is_open, sentences["en"]))
        queue, = [one for one in self.ask("Manager.WatchHall")["queues"] if one["service"] == service]
        wait, = [one for one in self.ask("Visitor.ListWaits")["waits"] if one["service"] == service]
        self.assertEqual((queue["open"], wait.get("refused")), (is_open, None if is_open else "closed"))
        if is_open:
            self.ask("Visitor.Issue", services=[service])
        else:
            self.refused("ServiceClosed", "Visitor.Issue", {"service": service}, services=[service])
            if service in ("passport", "deed"):
                self.assertEqual(self.ask("Visitor.ListSlots", service=service, day=self.today)["slots"], [])


class Told(Hours):
    def test_closed_today_and_taken_back(self):
        self.assert_told("passport", True, OPEN)
        self.set_day(texts=TEXTS)
        self.assert_told("passport", False, because(TEXTS))
        self.assert_told(None, False, because(TEXTS))
        self.restart()
        self.assert_told("visa", False, because(TEXTS))
        self.ask("Manager.UnsetDay", day=self.today)
        self.assert_told("passport", True, OPEN)
        self.assert_told(None, True, OPEN)

    def test_shortened(self):
        self.set_day(spans=["00:00-12:30"], texts=TEXTS)
        told = {code: sentence.replace("24:00", "12:30") for code, sentence in OPEN.items()}
        self.assert_told("passport", True, told)
        self.assert_told(None, True, told)
        self.centre.wall.go_by(3 * 3600)
        self.assert_told("passport", False, because(TEXTS))
        self.assert_told(None, False, because(TEXTS))

    def test_opened_though_it_never_is(self):
        self.assert_told("archive", False, {"az": "Bağlıdır", "ru": "Закрыто", "en": "Closed", "ja": "受付時間外です"})
        self.set_day(service="archive", spans=["00:00-24:00"])
        self.assert_told("archive", True, OPEN)

    def test_opened_on_a_holiday(self):
        holiday = {"az": "Novruz", "ru": "Новруз", "en": "Novruz", "ja": "Novruz"}
        words = " ".join(f'{code} = "{name}";' for code, name in holiday.items() if code != "ja")
        self.centre.calendar.write_text(
            f'days = ( {{ date = "{self.today}"; closed = true; text = {{ {words} }}; }} );\n')
        self.restart()
        self.assert_told("passport", False, because(holiday))
        self.set_day(spans=["00:00-24:00"], texts=TEXTS)
        self.assert_told("passport", True, OPEN)
        self.assert_told("archive", True, OPEN)
        self.ask("Manager.UnsetDay", day=self.today)
        self.assert_told("passport", False, because(holiday))
        self.assert_told(None, False, because(holiday))

    def test_a_word_about_tomorrow(self):
        self.set_day(1, spans=["09:30-12:00", "13:00-15:00"])
        self.assert_told("passport", True, OPEN)
        self.set_day()
        self.assert_told("passport", False, tomorrow("09:30"))
        self.set_day(1)
        sentences = [self.services(code)["passport"]["hours"] for code in CODES]
        year = self.centre.wall.date(2)[:4]
        self.assertTrue(all(year in sentence and "0:00" in sentence for sentence in sentences), sentences)
        self.ask("Manager.UnsetDay", day=self.centre.wall.date(1))
        self.assert_told("passport", False, tomorrow())

    def test_a_service_closed_early(self):
        self.ask("Manager.CloseService", service="passport", reason="fire", closing="all")
        fire = because({code: "Fire" for code in CODES})
        self.assert_told("passport", False, fire)
        self.assert_told("visa", True, OPEN)
        self.assert_told(None, True, OPEN)
        self.restart()
        self.assert_told("passport", False, fire)
        self.ask("Manager.OpenService", service="passport")
        self.assert_told("passport", True, OPEN)

    def test_a_day_closed_by_hand(self):
        self.ask("Admin.CloseDay")
        for code in CODES:
            self.assertEqual(self.services(code)["passport"]["hours"], tomorrow()[code])
        self.assertFalse(self.ask("Visitor.GetCentre")["open"])
        self.refused("NoDay", "Visitor.Issue", services=["passport"])

    def test_a_reload_counts_where_nothing_is_said_any_more(self):
        self.set_day(service="visa")
        self.ask("Manager.UnsetDay", day=self.today, service="visa")
        catalogue = self.centre.catalogue.read_text()
        never = catalogue.replace('key = "visa";', 'key = "visa"; hours = "never";')
        self.centre.catalogue.write_text(never)
        self.assertNotIn("error", self.reply("Admin.Reload", {}))
        self.assert_told("visa", False, {"en": "Closed"})
        self.centre.catalogue.write_text(catalogue)
        self.assertNotIn("error", self.reply("Admin.Reload", {}))
        self.assert_told("visa", True, OPEN)


class Heard(Hours):
    """A kiosk that subscribes: each of these comes by itself, and it is the whole state."""

    def test_every_word_is_heard_at_once(self):
        kiosk = self.centre.talk()
        kiosk.ask("org.novbe.Visitor.ListServices", {"language": "en"}, more=True)

        def heard():
            services = kiosk.receive()["parameters"]["services"]
            return {one["key"]: one["hours"] for one in services}["passport"]

        self.assertEqual(heard(), OPEN["en"])
        for act, sentence in (
                (lambda: self.set_day(texts={"en": "Cleaning day"}), "Closed: Cleaning day. Opens tomorrow at 00:00"),
                (lambda: self.set_day(1, spans=["10:00-11:00"]), "Closed: Cleaning day. Opens tomorrow at 10:00"),
                (lambda: self.ask("Manager.UnsetDay", day=self.today), OPEN["en"]),
                (lambda: self.ask("Manager.CloseService", service="passport", reason="fire", closing="all"),
                 "Closed: Fire. Opens tomorrow at 10:00"),
                (lambda: self.ask("Manager.UnsetDay", day=self.centre.wall.date(1)), "Closed: Fire. Opens tomorrow at 00:00"),
                (lambda: self.ask("Manager.OpenService", service="passport"), OPEN["en"])):
            before = time.monotonic()
            act()
            while (told := heard()) != sentence:
                self.assertLess(time.monotonic() - before, 10, told)

    def test_the_next_word_is_all_that_is_heard(self):
        """Nothing between two words: what comes first after a word is what it made of the hours."""
        kiosk = self.centre.talk()
        kiosk.ask("org.novbe.Visitor.ListServices", {"language": "en"}, more=True)
        kiosk.receive()
        self.set_day()
        services = kiosk.receive()["parameters"]["services"]
        self.assertEqual({one["open"] for one in services}, {False})


if __name__ == "__main__":
    unittest.main()
