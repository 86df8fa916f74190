#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""novbe-visitor on a real terminal before a real daemon: a visitor's whole way by touch, by keys and by a pad of four
keys; scanners, breaks, help, the corner; a daemon that is killed and comes back at every page; every page in every size."""
import json
import random
import signal
import unittest

from centre import until
from hall import Hall
from kiosk import KioskCase
from terminal import Terminal

KILLED = "Qoşulur"


class WholeWay(KioskCase):
    def test_by_touch_in_another_language(self):
        for count, (columns, rows) in enumerate(((80, 24), (43, 39), (200, 60), (76, 22)), 1):
            with self.subTest(columns=columns, rows=rows):
                terminal = self.open(columns=columns, rows=rows)
                self.touch(terminal, "Русский", "Все услуги")
                self.touch(terminal, "passport", "Получить талон")
                self.touch(terminal, "Получить талон", "Проверочный код: [A-Z0-9]{5}")
                self.wait_waiting(count)
                terminal.key("Escape")
                terminal.wait_for("Bütün xidmətlər")  # the next visitor finds the centre's own language

    def test_by_keys(self):
        terminal = self.open()
        place = [line for line in terminal.text().split("\n") if "passport" in line]
        self.assertTrue(place)
        for digit in "123":  # the number of the choice, whichever is asked for most
            terminal.key(digit)
            terminal.wait_for("Növbə götür")
            if terminal.shows("passport"):
                break
            terminal.key("Escape")
            terminal.wait_for("Bütün xidmətlər")
        terminal.key("1")
        terminal.wait_for("Yoxlama kodu")
        self.wait_waiting(1)

    def test_by_a_pad_of_four_keys(self):
        terminal = self.open()
        terminal.key("Down")
        terminal.wait_for("▸")
        terminal.key("Enter")
        terminal.wait_for("Növbə götür")
        terminal.key("Down", "Up", "Escape")
        terminal.wait_for("Bütün xidmətlər")
        terminal.key("Enter")
        terminal.wait_for("Növbə götür")
        terminal.key("Enter", "Enter", "Enter")
        terminal.wait_for("Yoxlama kodu")
        self.assertEqual(sum(one["waiting"] for one in self.ask("Visitor.ListWaits")["waits"]), 1)

    def test_a_dozen_taps_make_one_ticket(self):
        terminal = self.open()
        self.touch(terminal, "passport", "Növbə götür")
        x, y = terminal.find("Növbə götür")
        tap = f"\033[<0;{x + 1};{y + 1}M\033[<0;{x + 1};{y + 1}m"

        def taken():
            terminal.write(tap * 12)
            return not terminal.shows("Növbə götür")

        until(taken, "the ticket to be taken")
        terminal.wait_for("Yoxlama kodu|Bütün xidmətlər")
        self.wait_waiting(1)

    def test_two_matters_class_need_and_party(self):
        terminal = self.open()
        self.touch(terminal, "passport", "Növbə götür")
        self.tap_once(terminal, " 2 ", "✓ 2")
        self.tap_once(terminal, "Növbədənkənar", "I am 65")
        self.tap_once(terminal, "I am 65", "✓ Older")
        self.tap_once(terminal, "Köməyə ehtiyacım", "Low desk")
        self.tap_once(terminal, "Low desk", "✓ Low desk")
        self.tap_once(terminal, "Davam et", "Bu biletə")
        self.tap_once(terminal, "Bu biletə daha bir iş", "Police")
        self.touch(terminal, "Police", "visa")
        self.touch(terminal, "visa", "2. visa")
        self.touch(terminal, "Növbə götür", "Yoxlama kodu")
        code = terminal.wait_for("Yoxlama kodu: ([A-Z0-9]+)").group(1)
        said = self.ask("Visitor.WhereAmI", ticket="KA001", code=code)
        self.assertEqual((said["class"], said["needs"], said["party"]), ("elderly", ["low-desk"], 2))
        self.assertEqual([step["service"] for step in said["steps"]], ["passport", "visa"])

    def test_paper_that_does_not_come(self):
        terminal = self.open(kiosk="bare")
        self.touch(terminal, "passport", "Hazırda kağız yoxdur")
        self.touch(terminal, "Növbə götür", "nömrənizi yazın və ya şəklini çəkin: KA001")

    def test_a_service_that_is_closed_says_so_before(self):
        terminal = self.open()
        self.touch(terminal, "Bütün xidmətlər", "Notary")
        self.touch(terminal, "Notary", "Notary deed")
        self.touch(terminal, "archive", "Bu xidmət indi bağlıdır")
        self.assertFalse(terminal.shows("Növbə götür"))


class Handfuls(KioskCase):
    rules = "handful_tickets = 2;"

    def test_a_kiosk_slows_down(self):
        terminal = self.open()
        for _ in range(2):
            self.touch(terminal, "passport", "Növbə götür")
            self.touch(terminal, "Növbə götür", "Yoxlama kodu")
            terminal.key("Escape")
            terminal.wait_for("Bütün xidmətlər")
        self.touch(terminal, "passport", "Növbə götür")
        self.touch(terminal, "Növbə götür", "Bir az səbr edin")
        self.assertEqual(self.waiting(), 2)


class WhereAmI(KioskCase):
    def test_scanned_put_off_back_and_left(self):
        ticket = self.issue("passport")
        terminal = self.open()
        self.scan(terminal, ticket)
        terminal.wait_for("passport")
        self.touch(terminal, "Fasilə lazımdır", "10 dəqiqə")
        self.touch(terminal, "10 dəqiqə", "Qayıtdım")
        self.assertEqual(self.where(ticket)["state"], "put_off")
        self.touch(terminal, "Qayıtdım", "Fasilə lazımdır")
        self.touch(terminal, "Növbədən çıx", "Növbədə qalıram")
        terminal.key("2")  # leave, indeed
        terminal.wait_for("Siz növbədən çıxmısınız")
        terminal.key("4")
        terminal.wait_for("təşəkkür edirik")
        self.assertEqual(self.where(ticket)["stars"], 4)

    def test_typed_and_called(self):
        ticket = self.issue("visa")
        terminal = self.open(columns=43, rows=39)
        self.touch(terminal, "Növbəm", "Yoxlama")
        terminal.write(f"{ticket['ticket']} {ticket['code']}\r".lower())
        terminal.wait_for("Fasilə lazımdır")
        talk = self.centre.talk()
        self.ask("Admin.SetPin", operator="101", pin="1234")
        for method, parameters in (("SignIn", {"operator": "101", "pin": "1234", "counter": "1"}), ("Next", {})):
            self.assertNotIn("error", self.reply("Counter." + method, parameters, talk))
        terminal.wait_for("1-ci pəncərə")

    def test_a_wrong_code(self):
        terminal = self.open()
        self.touch(terminal, "Növbəm", "Yoxlama")
        terminal.write("KA001 XXXXX\r")
        terminal.wait_for("kod")
        self.assertFalse(terminal.shows("Fasilə"))
        terminal.key("Escape")
        terminal.wait_for("Bütün xidmətlər")


class People(KioskCase):
    def test_somebody_comes(self):
        terminal = self.open()
        self.touch(terminal, "passport", "Növbə götür")
        self.touch(terminal, "Kömək", "Əməkdaş çağır")
        self.touch(terminal, "Əməkdaş çağır", "Çağırış göndərildi")
        asked = until(lambda: self.ask("Reception.WatchDesk")["helps"], "the call at reception")[0]
        self.assertEqual((asked["kiosk"], asked["page"], asked["language"]), ("door", "confirm", "az"))
        self.ask("Reception.AnswerHelp", help=asked["help"])
        terminal.wait_for("yaxınlaşır")
        self.ask("Reception.EndHelp", help=asked["help"])
        terminal.wait_for("Kömək başa çatdı")

    def test_the_corner(self):
        self.ask("Admin.SetKioskPin", pin="4711")
        terminal = self.open()
        terminal.key("F12")
        terminal.wait_for("Administrator")
        terminal.write("4711\r")
        terminal.wait_for("Aparatı bağla")
        self.tap_once(terminal, "Aparatı bağla", "Aparatı aç")
        self.touch(terminal, "Hazırdır", "Этот терминал сейчас не работает")
        self.ask("Manager.SetKioskClosed", kiosk="door", closed=False)
        terminal.wait_for("passport")

    def test_a_wrong_pin(self):
        terminal = self.open()
        terminal.key("F12")
        terminal.wait_for("Administrator")
        terminal.write("9999\r")
        terminal.wait_gone("••••")
        self.assertFalse(terminal.shows("9999"))
        self.assertFalse(terminal.shows("Aparatı bağla"))

    def test_a_halted_hall(self):
        terminal = self.open()
        self.ask("Manager.Halt", reason="fire")
        terminal.wait_for("Xidmət müvəqqəti dayandırılıb")
        self.ask("Manager.Resume")
        terminal.wait_for("passport")

    def test_a_kiosk_that_the_catalogue_does_not_know(self):
        terminal = Terminal.of(self.centre, "visitor", "--kiosk", "nowhere")
        self.addCleanup(terminal.close)
        terminal.wait_for("Bu növbə aparatı hazırda işləmir")


class SpeakingHall(Hall):
    text = Hall.text.replace("speak = false", "speak = true", 1)


class Voice(KioskCase):
    hall = SpeakingHall

    def test_pages_are_read_aloud(self):
        told = self.centre.folder / "told"
        voice = self.centre.folder / "voice"
        voice.write_text(f"#!/bin/sh\nexec cat > {told}\n")
        voice.chmod(0o755)
        terminal = self.open("door", arguments=("--voice", voice))

        def heard(words):
            lines = told.read_text().splitlines() if told.exists() else []
            orders = [json.loads(line) for line in lines if line.endswith("}")]
            return any(words in saying.get("text", "") for order in orders for saying in order.get("sayings", []))

        until(lambda: heard("Xidməti seçin."), "the first page to be read")
        terminal.key("Down")
        until(lambda: heard("passport"), "the choice to be read")
        self.touch(terminal, "passport", "Növbə götür")
        until(lambda: heard("Növbə götür"), "the next page to be read")
        self.touch(terminal, "Növbə götür", "Yoxlama kodu")
        until(lambda: heard("KA001"), "the ticket to be read")


# How one comes to each page, and words that stand on it.
PAGES = {
    "start": ((), "Bütün xidmətlər"),
    "services": (("Bütün xidmətlər",), "Qurumu seçin"),
    "search": (("Axtarış",), "Boşluq|Xidmətin adı"),
    "confirm": (("passport",), "Növbə götür"),
    "enter": (("Növbəm",), "Yoxlama"),
    "code": (("Yazılışım var",), "Kod"),
    "help": (("Kömək",), "Əməkdaş çağır"),
}


class Daemon(KioskCase):
    def go(self, terminal, page):
        for label in PAGES[page][0]:
            self.touch(terminal, label, PAGES[page][1])
        terminal.wait_for(PAGES[page][1])

    def test_killed_and_back_at_every_page(self):
        terminal = self.open()
        for page, (_, words) in PAGES.items():
            with self.subTest(page=page):
                self.go(terminal, page)
                self.centre.stop(signal.SIGKILL)
                terminal.wait_for(KILLED)
                terminal.wait_for(words)
                self.centre.start()
                terminal.wait_gone(KILLED)
                terminal.wait_for(words)
                if page != "start":
                    terminal.key("Escape")
                    terminal.wait_for("Bütün xidmətlər")

    def test_a_wish_goes_on_when_it_is_back(self):
        terminal = self.open()
        self.go(terminal, "confirm")
        self.centre.stop(signal.SIGKILL)
        terminal.wait_for(KILLED)
        self.touch(terminal, "Növbə götür", "Bir az gözləyin")
        terminal.key("Enter", "Escape", "Enter")
        self.centre.start()
        self.talk = self.centre.talk()
        terminal.wait_for("Yoxlama kodu")
        self.assertEqual(self.waiting(), 1)

    def test_killed_while_a_ticket_is_shown(self):
        ticket = self.issue("passport")
        terminal = self.open()
        self.scan(terminal, ticket)
        terminal.wait_for("Fasilə lazımdır")
        self.centre.stop(signal.SIGKILL)
        terminal.wait_for(KILLED)
        self.centre.start()
        self.talk = self.centre.talk()
        terminal.wait_gone(KILLED)
        self.ask("Visitor.Cancel", **self.proof(ticket))
        terminal.wait_for("Siz növbədən çıxmısınız")  # it listens again

    def test_a_service_is_withdrawn_while_it_is_looked_at(self):
        terminal = self.open()
        self.go(terminal, "confirm")
        text = self.centre.catalogue.read_text()
        begin = text.index('{ key = "passport"')
        self.centre.catalogue.write_text(text[:begin] + text[text.index('{ key = "visa"'):])
        self.ask("Admin.Reload")
        terminal.wait_for("Bu xidmət artıq burada göstərilmir")
        self.touch(terminal, "visa", "Növbə götür")


class Sizes(KioskCase):
    go = Daemon.go

    def test_resized_at_every_page(self):
        terminal = self.open()
        for page, (_, words) in PAGES.items():
            with self.subTest(page=page):
                self.go(terminal, page)
                for columns, rows in ((43, 39), (200, 60), (9, 4), (76, 22), (80, 24)):
                    terminal.resize(columns, rows)
                    until(lambda: len(terminal.lines()) == rows, "the rows")
                    if rows > 4:
                        terminal.wait_for(words)
                if page != "start":
                    terminal.key("Escape")
                    terminal.wait_for("Bütün xidmətlər")

    def test_garbage(self):
        chance = random.Random(11)
        terminal = self.open()
        for _ in range(60):
            terminal.write(bytes(chance.choice(b"\033[<;:?0123456789MmAaOPRS~%/\x80\xff\xc3\x9b\x00\x03\r \x7f")
                                 for _ in range(60)))
        self.assertEqual(terminal.ended(), "running")
        terminal.write("\033")
        first = "Bütün xidmətlər|Все услуги|All services"  # a language may have been chosen
        until(lambda: (terminal.key("Escape"), terminal.shows(first))[1], "the first page")


if __name__ == "__main__":
    unittest.main()
