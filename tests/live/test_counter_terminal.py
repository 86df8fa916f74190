#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""novbe-counter on a real terminal before a real daemon: an operator's day by keys, and what goes wrong in it."""
import random
import signal
import unittest

from hall import ALL_ROLES, PIN, HallCase, WideHall

from centre import until
from terminal import Terminal

AGAIN_S = 1  # a key that goes on is passed over so shortly after the last one (kiosk/counter/program.c: 700 ms)


class CounterTerminal(HallCase):
    roles = ALL_ROLES
    rules = "recall_gap_seconds = 5; lease_seconds = 10;"
    hall = WideHall

    def setUp(self):
        super().setUp()
        for operator in ("101", "102"):
            self.ask("Admin.SetPin", operator=operator, pin=PIN)

    def open(self, counter="1", operator="101", *more, **size):
        terminal = Terminal.of(self.centre, "counter", "--counter", counter, "--operator", operator, "--language", "en",
                               *more, **size)
        self.addCleanup(terminal.close)
        terminal.wait_for("Sign in")
        terminal.wait_for("Test centre|Sınaq")
        return terminal

    def at(self, counter="1", operator="101", *more, **size):
        """Signed in."""
        terminal = self.open(counter, operator, *more, **size)
        terminal.write(PIN)
        terminal.key("Enter")
        terminal.wait_for("My day")
        return terminal

    def issue(self, service="passport", **parameters):
        return self.ask("Reception.Issue", services=[service], **parameters)["ticket"]["ticket"]

    def ticket(self, number):
        return self.ask("Reception.GetTicket", ticket=number)["ticket"]

    def state(self, number):
        return self.ticket(number)["state"]

    def press(self, terminal, *keys):
        """As a person does: not at once after the last time."""
        for key in keys:
            self.centre.wall.go_by(AGAIN_S)
            terminal.key(key)

    def serve(self, terminal):
        """The next one is here."""
        terminal.wait_for("Free")
        self.press(terminal, "Enter")
        terminal.wait_for("Called")
        self.press(terminal, "Enter")
        terminal.wait_for("Being served")


class Day(CounterTerminal):
    def test_wrong_pin_says_so_and_slows_down(self):
        terminal = self.open()
        terminal.write("1111")
        terminal.key("Enter")
        terminal.wait_for("do not belong together")
        terminal.wait_for("Next try in [0-9]+ s")
        terminal.wait_gone("Next try")
        terminal.write(PIN)
        terminal.key("Enter")
        terminal.wait_for("My day")

    def test_a_counter_that_is_not_there(self):
        terminal = self.open("77")
        terminal.wait_for("The centre has no counter “77”")

    def test_visitors_cost_at_most_three_keys_each(self):
        numbers = [self.issue() for _ in range(4)]
        terminal = self.at()
        terminal.wait_for(numbers[0])
        self.press(terminal, "Enter")
        for number, following in zip(numbers, numbers[1:] + [None]):
            until(lambda: self.state(number) == "called", f"{number} to be called")
            terminal.wait_for("Called")
            keys = ("Enter", "Enter") if number != numbers[1] else ("Enter", "2")
            self.assertLessEqual(len(keys), 3)
            self.press(terminal, keys[0])
            terminal.wait_for("Being served")
            self.press(terminal, keys[1])
            until(lambda: self.ticket(number).get("end") == "served", f"{number} to be served")
        terminal.wait_for("Free")
        terminal.wait_for("4 served")
        outcomes = [self.ticket(number)["steps"][0]["outcome"] for number in numbers]
        self.assertEqual(outcomes, ["done", "missing", "done", "done"])

    def test_the_need_stands_there_before_the_call(self):
        self.issue(needs=["low-desk"])
        terminal = self.at()
        terminal.wait_for("Free")
        terminal.wait_for("◆ Low desk")

    def test_recall_no_show_and_undo(self):
        number = self.issue()
        terminal = self.at()
        self.press(terminal, "Enter")
        terminal.wait_for("recall in 0:0[1-5]")
        terminal.wait_for("1 more call")
        terminal.key(" ", "d")  # too soon: both are off
        terminal.wait_gone("recall in")
        self.assertEqual(self.ticket(number)["calls"], 1)
        terminal.key(" ")
        until(lambda: self.ticket(number)["calls"] == 2, "the second call")
        terminal.wait_for("no-show(: D| in)")
        terminal.wait_for("no-show: D")
        terminal.key("d")
        until(lambda: self.ticket(number).get("end") == "no_show", "the no-show")
        terminal.wait_for("Undo: .*did not come")
        terminal.key("u")
        until(lambda: self.state(number) == "called", "it to be undone")
        terminal.wait_for("Called")

    def test_a_call_is_undone(self):
        number = self.issue()
        terminal = self.at()
        self.press(terminal, "Enter")
        terminal.wait_for("Undo: .*called")
        terminal.key("u")
        until(lambda: self.state(number) == "waiting", "the call to be undone")
        terminal.wait_for("Free")

    def test_transfer_park_and_take_up(self):
        one, other = self.issue(), self.issue(needs=["low-desk"])
        terminal = self.at()
        self.serve(terminal)
        terminal.key("t")
        terminal.wait_for("Send on to")
        terminal.write("visa")
        terminal.wait_gone("Counter 2")
        terminal.key("F3")
        terminal.wait_for("Comes back to me afterwards: yes")
        terminal.key("Enter")
        until(lambda: self.ticket(one)["service"] == "visa", "the transfer")
        terminal.wait_for("Free")
        terminal.key("c")
        terminal.wait_for(f"{other} Low desk")
        terminal.write(other)
        terminal.wait_for(f"▸ {other}")
        terminal.key("Enter", "1")
        terminal.wait_for("Called")
        self.press(terminal, "Enter")
        terminal.wait_for("Being served")
        terminal.key("p")
        terminal.wait_for("Put aside for how long")
        terminal.key("3")
        until(lambda: self.state(other) == "parked", "it to be parked")
        terminal.wait_for(f"│ {other} passport")
        terminal.key("r")
        terminal.wait_for(f"▸ 1 {other}")
        terminal.key("Enter")
        until(lambda: self.state(other) == "serving", "it to be taken up")

    def test_pause_now_and_after_the_visitor_and_a_task(self):
        terminal = self.at()
        terminal.key("b")
        terminal.wait_for("Which pause")
        terminal.key("1")
        terminal.wait_for("since 10:0[0-9] · until 10:[0-9]+")
        self.press(terminal, "Enter")
        terminal.wait_for("Free")
        terminal.key("k")
        terminal.wait_for("Which task")
        terminal.key("1")
        terminal.wait_for("The task is done")
        self.press(terminal, "Enter")
        terminal.wait_for("Free")
        self.issue(), self.issue()
        self.serve(terminal)
        terminal.key("b")
        terminal.wait_for("A pause after this visitor")
        terminal.key("1")
        terminal.wait_for("then: Lunch")
        self.press(terminal, "Enter")
        terminal.wait_for("I am back")

    def test_direct_chosen_joined_noted_and_finished_with_a_quantity(self):
        terminal = self.at()
        terminal.key("s")
        terminal.wait_for("Served without a ticket")
        terminal.write("visa")
        terminal.wait_gone("passport")
        terminal.key("Enter")
        terminal.wait_for("Being served")
        second = self.issue()
        terminal.key("j")
        terminal.wait_for("Which ticket is joined")
        terminal.write(second.lower())
        terminal.key("Enter")
        until(lambda: self.ticket(second).get("end") == "joined", "it to be joined")
        terminal.wait_for("▸ visa ○ passport")
        terminal.key("n")
        terminal.wait_for("No names, please")
        terminal.write("Ödəniş sabah")
        terminal.key("F2", "Enter")
        terminal.wait_for("✎ Ödəniş sabah · 101")
        terminal.key("f")
        terminal.wait_for("How did it end")
        terminal.key("+", "2")
        terminal.wait_for("Free")
        chosen = [self.issue() for _ in range(3)][2]
        terminal.key("c")
        terminal.wait_for(f"{chosen} passport")
        terminal.write(chosen)
        terminal.wait_for(f"▸ {chosen}")
        terminal.key("Enter")
        terminal.wait_for(f"Why {chosen} before the others")
        terminal.key("2")
        until(lambda: self.state(chosen) == "called", "the chosen one to be called")

    def test_why_and_why_another_before(self):
        first, second = self.issue(), self.issue()
        terminal = self.at()
        self.serve(terminal)
        terminal.key("y")
        terminal.wait_for(f"{first} was called to counter 1")
        terminal.key("F2")
        terminal.write(second)
        terminal.key("Enter")
        terminal.wait_for("Why was another ticket called")
        terminal.write(first)
        terminal.key("Enter")
        terminal.wait_for(f"{first} came before you")

    def test_a_code_is_scanned(self):
        held, second = self.issue(), self.issue()
        terminal = self.at()
        self.serve(terminal)
        day = self.ask("Visitor.GetCentre")["day"].replace("-", "")
        terminal.write(f"%T/{second}/{day}/ACDEF\r")
        terminal.wait_for(f"Ticket {second}")
        terminal.key("1")
        until(lambda: self.ticket(second).get("end") == "joined", "it to be joined")
        terminal.write(f"%T/{held}/20200101/ACDEF\r")
        terminal.wait_for("a ticket of another day: 2020-01-01")

    def test_sign_out_with_something_parked(self):
        number = self.issue()
        terminal = self.at()
        self.serve(terminal)
        terminal.key("p")
        terminal.wait_for("Put aside for how long")
        terminal.key("1")
        terminal.wait_for("│ Put aside 1")
        terminal.key("q")
        terminal.wait_for("You have put 1 ticket aside")
        terminal.key("Enter")
        terminal.wait_for("Type your number")
        self.assertEqual(self.state(number), "parked")


class Together(CounterTerminal):
    def test_hand_over_help_and_alarm(self):
        number = self.issue()
        one, other = self.at(), self.at("2", "102")
        self.serve(one)
        one.key("!")
        one.wait_for("ALARM: your colleagues see it")
        other.wait_for("ALARM: Counter 1 needs help · G: I am coming")
        other.key("g")
        one.wait_for("Counter 2 is coming")
        other.key("g")
        one.wait_gone("ALARM")
        other.key("e")
        other.wait_for("Whom do you help with")
        other.write(number)
        other.key("Enter")
        other.wait_for("You are helping")
        self.press(other, "Enter")
        other.wait_for("Free")
        one.key("h")
        one.wait_for("102 · Counter 2 +free")
        one.key("Enter")
        other.wait_for("Being served")
        one.wait_for("Free")

    def test_a_message_of_the_supervisor(self):
        terminal = self.at()
        self.ask("Manager.SendMessage", text="Fire drill at 11:00")
        terminal.wait_for("✉ Fire drill at 11:00")
        terminal.key("m")
        terminal.wait_for("Messages")
        terminal.key("Enter")
        terminal.wait_for("nothing here")
        terminal.key("Escape")
        terminal.wait_for("My day")
        self.assertFalse(terminal.shows("Fire drill"))

    def test_the_hall_is_halted(self):
        self.issue()
        terminal = self.at()
        self.ask("Manager.Halt", reason="fire")
        terminal.wait_for("The hall stands still: Fire")
        self.ask("Manager.Resume")
        terminal.wait_gone("The hall stands still")


class Away(CounterTerminal):
    def test_the_daemon_is_killed_in_mid_service(self):
        number = self.issue()
        terminal = self.at()
        self.serve(terminal)
        self.centre.stop(signal.SIGKILL)
        terminal.wait_for("Connecting")
        self.assertTrue(terminal.shows("Being served"), "the last state stays")
        terminal.key("2")  # off meanwhile
        self.centre.start()
        self.talk = self.centre.talk()
        terminal.wait_gone("Connecting")
        self.assertEqual(self.state(number), "serving")
        self.press(terminal, "Enter")
        until(lambda: self.ticket(number).get("end") == "served", "the finish")
        self.assertEqual(self.ticket(number)["steps"][0]["outcome"], "done")
        terminal.wait_for("Free")

    def test_the_terminal_is_killed_and_the_ticket_is_there_after_it(self):
        number = self.issue()
        terminal = self.at()
        self.serve(terminal)
        terminal.kill(signal.SIGKILL)
        terminal.wait_end()
        again = self.at("2")  # even elsewhere
        again.wait_for("Being served")
        self.assertEqual(self.ticket(number)["counter"], "2")

    def test_a_session_that_is_ended_from_elsewhere(self):
        self.issue()
        terminal = self.at()
        self.ask("Manager.SignOut", operator="101", leave_parked=True)
        terminal.wait_for("You are no longer signed in")
        terminal.write(PIN)
        terminal.key("Enter")
        terminal.wait_for("My day")

    def test_nobody_there_yet(self):
        self.centre.stop()
        terminal = Terminal.of(self.centre, "counter", "--counter", "1", "--language", "en")
        self.addCleanup(terminal.close)
        terminal.wait_for("Connecting")
        self.centre.start()
        terminal.wait_gone("Connecting")
        terminal.write("101")
        terminal.key("Tab")
        terminal.write(PIN)
        terminal.key("Enter")
        terminal.wait_for("My day")


class Anything(CounterTerminal):
    PAGES = {"f": "How did it end", "p": "Put aside for how long", "t": "Send on to", "h": "which colleague",
             "j": "Which ticket", "n": "No names", "y": "was called", "b": "A pause after", "q": "A visitor is here",
             "F1": "Keys"}

    def test_every_page_in_every_size(self):
        self.issue()
        terminal = self.at()
        self.serve(terminal)
        for key, title in self.PAGES.items():
            with self.subTest(key):
                terminal.key(key)
                terminal.wait_for(title)
                for columns, rows in ((43, 39), (200, 60), (20, 5), (120, 36), (1, 1), (80, 24)):
                    terminal.resize(columns, rows)
                    until(lambda: len(terminal.lines()) == rows, "the rows")
                terminal.wait_for(title)
                terminal.key("Escape")
                terminal.wait_for("My day")

    def test_garbage_is_survived(self):
        chance = random.Random(6)
        number = self.issue()
        terminal = self.at()
        self.serve(terminal)
        for _ in range(60):  # nothing that acts
            terminal.write(bytes(chance.choice(b"\033[<;:?OAxz~\x80\xff\xc3\x9b\x00\x03\xe2") for _ in range(40)))
            terminal.resize(chance.randint(1, 220), chance.randint(1, 70))
        terminal.resize(80, 24)
        self.centre.wall.go_by(2)  # what is torn is thrown away after a second
        terminal.wait_for("My day")
        self.assertEqual(self.state(number), "serving")
        terminal.key("n")
        terminal.wait_for("No names")

    def test_a_tick_is_small_and_rest_is_quiet(self):
        self.issue()
        terminal = self.at()
        terminal.wait_for("KA0")
        terminal.bytes()
        until(lambda: terminal.bytes() == 0, "the page to rest")
        self.serve(terminal)
        self.centre.wall.go_by(11)  # nothing can be undone any more
        terminal.wait_gone("Undo:")
        terminal.settle()
        clock = r"│\n [0-9]:([0-9]{2}) .*usually"
        before = int(terminal.wait_for(clock).group(1))

        def ticks():
            return (int(terminal.wait_for(clock).group(1)) - before) % 60

        until(lambda: ticks() >= 5, "five seconds")
        written, count = terminal.bytes(), ticks() + 1
        self.assertLessEqual(written / count, 64, "bytes a second while a visitor is served")


if __name__ == "__main__":
    unittest.main()
