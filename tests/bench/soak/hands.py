# SPDX-License-Identifier: MIT
"""People at terminals: what each sees on the screen, and touches or types. A hand never knows more than the screen says; where a
screen stands behind "Connecting" it waits, as people do."""
import heapq
import re
import threading
import time

import giant
from hall import PIN
from terminal import GHOST_S

from plan import name_of

LOOK_S = 0.1  # between two looks at a screen on which nothing changes
PATIENCE_S = 90  # then something is broken
TOUCH_S = 25  # a visitor at a kiosk is lost then
AGAIN_S = 4  # a key or touch of which nothing has come is tried again
SETTLES_S = 1  # a page, once the daemon is there again
NUMBER = r"[A-Z]{2}\d{3,5}"
WAIT_FOR_BOARD_S = 90  # of the hall: who has not seen his number by then is fetched
CONNECTING = "Connecting"


class Lost(Exception):
    """The terminal is gone."""


def giant_numbers(text):
    """(row, column, number), from above. Of the text alone: it comes before the colours under it."""
    return [(half // 2, column, number) for half, column, number in
            giant.numbers(giant.ink(text.split("\n")), shapes=giant.OUTLINED) if re.fullmatch(NUMBER, number)]


class Hand:
    """At one terminal."""

    def __init__(self, house, books, role, key):
        self.house, self.books, self.role, self.key = house, books, role, key
        self.terminal = house.terminals[role, key]
        self.trouble = None

    def see(self):
        return self.terminal.text()

    def rest(self):
        """Until something has changed, or might have."""
        self.terminal.changed(LOOK_S)

    def until(self, fact, what, act=None):
        """Looks until fact(text) is something; does `act` at first and again now and then."""
        end, next_act = time.monotonic() + PATIENCE_S, 0
        while time.monotonic() < end:
            text = self.see()
            if value := fact(text):
                return value
            if CONNECTING in text:  # then it may be the page of before for a moment, on which the key has done already what it shall
                next_act = time.monotonic() + SETTLES_S
            elif act and time.monotonic() >= next_act:
                act(text)
                next_act = time.monotonic() + AGAIN_S
                continue
            self.rest()
        raise AssertionError(f"{self.role} {self.key} waited in vain for {what}; what is seen:\n{self.see()}")

    def shown(self, pattern, act=None):
        compiled = re.compile(pattern)
        return self.until(compiled.search, repr(pattern), act)

    def key_press(self, key):
        return lambda _: self.terminal.key(key)

    def start(self, *arguments):
        self.thread = threading.Thread(target=self.run_guarded, args=arguments, name=f"{self.role} {self.key}", daemon=True)
        self.thread.start()

    def run_guarded(self, *arguments):
        try:
            self.run(*arguments)
        except BaseException as error:  # told by the day
            self.trouble = error


class Kiosk(Hand):
    """Those who stand in line before one kiosk, one after the other."""

    def __init__(self, house, books, key):
        super().__init__(house, books, "visitor", key)
        self.line = []  # (second, place, what, account)
        self.ending = threading.Event()
        self.busy_s = self.lost = 0
        self.sequence = 0
        self.line_lock = threading.Lock()

    def come(self, second, what, account):
        with self.line_lock:
            self.sequence += 1
            heapq.heappush(self.line, (second, self.sequence, what, account))

    def run(self):
        while not self.ending.is_set():
            with self.line_lock:
                due = self.line and self.line[0][0] <= self.house.second()
                job = heapq.heappop(self.line) if due else None
            if not job:
                time.sleep(0.02)
                continue
            began = time.monotonic()
            second, _, what, account = job
            if what == "take":
                self.books.late_s.append(self.house.second() - second)
            self.try_to(what, account)
            self.busy_s += time.monotonic() - began

    def try_to(self, what, account):
        """Who got lost on the screens begins again, now and then."""
        for tries_left in (2, 1, 0):
            try:
                return getattr(self, what)(account)
            except AssertionError:
                self.lost += 1
                if not tries_left:
                    raise

    # --- touches ---

    def tap(self, label, text):
        """Where it was seen; who has waited too long is asked whether somebody is still there."""
        label = "Go on" if "Are you still there" in text else label
        for y, line in enumerate(text.split("\n")):
            at = line.find(label)
            if at >= 0:
                self.terminal.tap(at + len(label) // 2, y)
                return

    def touch(self, label, then, again_s=0.1):
        """Touches it until what comes of it is seen: a page that has only just come takes no touch yet."""
        compiled = re.compile(then)
        end, next_act = time.monotonic() + TOUCH_S, 0
        while time.monotonic() < end:
            text = self.see()
            if found := compiled.search(text):
                return found, text
            if CONNECTING not in text and time.monotonic() >= next_act and (label in text or "Are you still there" in text):
                time.sleep(1.1 * GHOST_S / self.house.speed)
                self.tap(label, text)
                next_act = time.monotonic() + again_s
                continue
            self.rest()
        raise AssertionError(f"{self.key}: {label!r} in vain for {then!r}; what is seen:\n{self.see()}")

    def home(self):
        return self.shown("All services", self.key_press("Escape")).string

    def choose(self, service, then):
        """From a page on which agencies or services can be chosen."""
        agency, name = name_of("-".join(service.split("-")[:2])), name_of(service)
        text = self.see()
        if agency in text and name not in text:
            self.touch(agency, name)
        self.touch(name, then)

    def take(self, account):
        person = account.person
        if name_of(person.services[0]) not in self.home():
            self.touch("All services", "Choose an agency")
        self.choose(person.services[0], "Take a ticket")
        if person.wish_class:
            label = {"elderly": "I am 65", "infant": "A small child"}[person.wish_class]
            self.touch("I go ahead", re.escape(label))
            self.touch(label, "One more")
        if person.need:
            label = {"step-free": "Step-free", "low-desk": "Low desk"}[person.need]
            self.touch("I have a need", re.escape(label))
            self.touch(label, "✓ " + label)
            self.touch("Continue", "One more")
        for place, service in enumerate(person.services[1:], 2):
            self.touch("One more", "Choose an agency")
            self.choose(service, f"{place}\\. {name_of(service)}")
        with self.books.reading():
            found, text = self.touch("Take a ticket", "Check code: ([A-Z0-9]+)|no time left|closed now|All services")
            if found.group(1):
                self.read_number(account, text)
        if found.group(0) == "All services":
            self.ask_at_reception(account)
        elif not found.group(1):
            account.state = "refused"
        else:
            self.touch("Done", "All services")

    def ask_at_reception(self, account):
        """The page with the number has gone before he could read it: in the hall's time it stays for six seconds. Reception finds the
        newest ticket for what he came for that nobody else has; or it was not to be."""
        def numbers():
            found = self.house.ask("Reception.FindTickets", service=account.person.services[0], limit=40)["tickets"]
            return [one["ticket"] for one in found]

        if not self.books.took_unread(account, numbers):
            self.take(account)

    def read_number(self, account, text):
        code = re.search("Check code: ([A-Z0-9]+)", text).group(1)
        said = re.search(f"your number:\\s+({NUMBER})", text)
        numbers = [said.group(1)] if said else [number for _, _, number in giant_numbers(text)]
        if len(numbers) != 1:
            raise AssertionError(f"which number is this?\n{text}")
        self.books.took(account, numbers[0], code)

    def show_ticket(self, account, pattern):
        """Holds it before the scanner."""
        self.home()
        day = self.house.hall.wall.date().replace("-", "")
        scan = f"%T/{account.number}/{day}/{account.code}\r"
        return self.shown(pattern, lambda _: self.terminal.write(scan)).group(0)

    def leave(self, account):
        """If it was not called meanwhile."""
        if account.state != "waits" or not account.code:
            return
        said = self.show_ticket(account, "Leave the queue|Go now to|being served|have been served|You were called")
        if said == "Leave the queue" and account.state == "waits":
            self.touch("Leave the queue", "Leave the queue\\?")
            self.shown("You have left|Go now|being served|have been served", self.key_press("2"))
            if "You have left" in self.see():
                account.state = "left"
        self.home()

    def come_back(self, account):
        """Unless the line before the kiosk was longer than the time in which he may."""
        said = self.show_ticket(account, "I am here|time to return is over")
        if said == "I am here":
            self.touch("I am here", "I need a break|Leave the queue|Go now")
            account.state = "waits" if account.state == "missed" else account.state
        self.home()


class Operator(Hand):
    """At one counter, all day."""

    def __init__(self, house, books, key, kiosks, chance):
        super().__init__(house, books, "counter", key)
        self.kiosks, self.chance = kiosks, chance
        self.lunch_s = 0  # when it begins
        self.ate = False
        self.cut_s = None  # it loses its terminal then
        self.cuts = 0
        self.came, self.went = threading.Event(), threading.Event()
        self.fetched = 0

    def run(self):
        self.sign_in()
        self.came.set()
        while not self.went.is_set():
            self.work()

    def sign_in(self):
        def act(text):
            self.terminal.write(PIN)
            self.terminal.key("Enter")
        self.shown("Sign in|My day")
        self.shown("My day", act)

    def work(self):
        text = self.see()
        if CONNECTING in text:
            time.sleep(0.05)
        elif "Being served" in text:
            self.serve(text)
        elif re.search(r"Called\s+\d", text):
            self.await_visitor(text)
        elif "I am back" in text:
            self.back_from_pause()
        elif re.search("Sign in", text) and "My day" not in text:
            self.sign_in()
        elif re.search("^ Free", text, re.M):
            self.be_free(text)
        else:
            self.rest()

    def number(self, text):
        return next((number for y, x, number in giant_numbers(text) if y <= 3 and x < 10), None)

    def be_free(self, text):
        if not self.ate and self.house.second() > self.lunch_s:
            self.pause()
        elif "Nobody waits for you" in text or "Call the next" not in text:
            time.sleep(0.1)
        else:
            self.terminal.key("Enter")
            self.settle(text, lambda now: "Called" in now or "Being served" in now or "Nobody waits for you" in now)

    def settle(self, before, fact, again_s=1.5):
        """Until something has come of the last key, or long enough to look again."""
        end = time.monotonic() + again_s
        while time.monotonic() < end:
            if fact(self.see()):
                return True
            self.rest()
        return False

    def pause(self):
        self.ate = True
        self.shown("Which pause|I am back", self.key_press("b"))
        self.shown("I am back", self.key_press("1"))

    def back_from_pause(self):
        self.house.wait_for(self.house.plan.size.lunch_s)
        self.until(lambda text: re.search("^ Free", text, re.M), "the end of the pause", self.key_press("Enter"))

    # --- a visitor ---

    def await_visitor(self, text):
        number = self.number(text)
        if not number:
            self.rest()
            return
        account = self.books.call(number, self.key, self.house.second())
        if not account:
            account = self.wait_known(number)
        person = account.person if account else None
        if person and person.habit == "misses" and account.called == 1:
            self.miss(account)
            return
        self.wait_seen(account, number)
        self.house.wait_for(person.way_s if person else 20)
        self.act_while(number, "Called", "Enter")

    def wait_known(self, number):
        """He who is called at once may still read his number."""
        end = time.monotonic() + 5
        while time.monotonic() < end:
            if account := self.books.call(number, self.key, self.house.second()):
                return account
            time.sleep(0.02)
        return None

    def wait_seen(self, account, number):
        end = self.house.second() + WAIT_FOR_BOARD_S
        while account and not self.books.is_seen(account) and self.house.second() < end:
            time.sleep(0.02)
        if account and not self.books.is_seen(account):
            self.fetched += 1

    def act_while(self, number, word, key):
        """Presses it until this number is no longer in this state; how the screen is then."""
        def over(text):
            if CONNECTING in text:
                return False
            return text if word not in text.split("My day")[0] or self.number(text) not in (number,) else False
        return self.until(over, f"{number} not to be {word!r}", self.key_press(key))

    def miss(self, account):
        """Called as often as need be; then he did not come."""
        number = account.number

        def act(text):
            if "no-show: D" in text:
                self.terminal.key("d")
            elif "recall in" not in text:
                self.terminal.key(" ")

        def over(text):
            return CONNECTING not in text and (not re.search(r"Called\s+\d", text) or self.number(text) != number)

        end = time.monotonic() + PATIENCE_S
        while time.monotonic() < end:
            text = self.see()
            if over(text):
                break
            if CONNECTING not in text:
                act(text)
            time.sleep(0.1)
        if account.state == "called":
            account.state = "missed"
        if account.person.returns and account.code:
            kiosk = self.chance.choice(self.kiosks)
            kiosk.come(self.house.second() + self.chance.randint(60, 600), "come_back", account)

    def serve(self, text):
        number = self.number(text)
        if not number:
            self.rest()
            return
        account = self.books.begin(number)
        person = account.person if account else None
        self.house.wait_for(person.serve_s[account.step] if person else 120)
        text = self.see()
        if CONNECTING not in text and ("Being served" not in text.split("My day")[0] or self.number(text) not in (number, None)):
            self.books.was_over(account)  # the page had not heard yet of the finish before
            return
        if self.cut_s is not None and self.house.second() > self.cut_s:
            self.lose_terminal(number)
        lot = self.chance.random()
        if account and lot < 0.03 and account.transfers == 0 and len(person.services) == 1:
            self.send_on(account)
        elif account and lot < 0.05 and account.step == 0:
            self.park(account)
        else:
            self.finish(account, number, "2" if lot > 0.9 else "Enter")

    def finish(self, account, number, key):
        if not self.ate and self.house.second() > self.lunch_s:
            self.ask_for_pause()
        self.act_while(number, "Being served", key)
        if account:
            self.books.done(account)

    def ask_for_pause(self):
        """After this visitor; not now, if he is finished already and the answer was only late."""
        if self.shown("A pause after|Which pause", self.key_press("b")).group(0) == "Which pause":
            self.terminal.key("Escape")
            return
        self.ate = True
        self.shown("then: Lunch", self.key_press("1"))

    def send_on(self, account):
        """To the service that the catalogue names."""
        self.shown("Send on to", self.key_press("t"))
        self.books.go_on(account)
        if self.left_page("Send on to", "Enter", account):
            account.transfers += 1

    def park(self, account):
        """It waits again after five minutes."""
        self.shown("Put aside for how long", self.key_press("p"))
        self.books.go_on(account)
        self.left_page("Put aside for how long", "2", account)

    def left_page(self, title, key, account):
        """Whether the visitor has gone; a daemon that was killed meanwhile may not have heard it, or has and its answer was lost: then
        the page is about nobody any more."""
        def act(text):
            self.terminal.key(key if account.number in text else "Escape")

        text = self.until(lambda text: text if CONNECTING not in text and title not in text else None, f"{title!r} to be left", act)
        # The page is left at the answer; who is here then comes a moment later.
        return self.settle(text, lambda now: not ("Being served" in now and self.number(now) == account.number))

    # --- what goes wrong ---

    def lose_terminal(self, number):
        """And has another one a little later, with the same visitor before it."""
        self.cut_s = None
        self.house.cut_off(self.role, self.key)
        self.terminal = self.house.open_terminal(self.role, self.key)
        with self.house.held_back():  # a PIN takes as long to check as it does
            self.sign_in()
            self.until(lambda text: "Being served" in text and self.number(text) == number, f"{number} to be there again")
        self.cuts += 1


class Board(Hand):
    """Those who look at one board."""

    def __init__(self, house, books, key):
        super().__init__(house, books, "board", key)
        self.ending = threading.Event()

    def run(self):
        while not self.ending.is_set():
            text = self.see()
            for number, counter in self.calls(text):
                self.books.sight(self.key, number, counter)
            time.sleep(0.06)

    def calls(self, text):
        """(number, counter), the newest in giant digits with a sentence below it."""
        found = re.findall(f"({NUMBER})\\s+→\\s+(\\d+)", text)
        sentence = re.search(r"Please go to counter (\d+)", text)
        if sentence:
            found += [(number, sentence.group(1)) for _, _, number in giant_numbers(text[:sentence.start()])[:1]]
        return found
