# SPDX-License-Identifier: MIT
"""Who goes through a centre (stage.py): a visitor at a kiosk and an operator at a counter, who do what people do with a
finger and with keys, and know only what their screen shows."""
import re

from screen import NotSeen
from stage import PIN
from terminal import GHOST_S

# What is seen of a kiosk and a counter, in English (conf/lang/en.conf).
FIRST_PAGE, TAKE, AHEAD, CODE = "All services", "Take a ticket", "I go ahead because…", r"Check code: ([A-Z0-9]+)"
PAGE, NEXT = r"([0-9]+) of ([0-9]+)", "Next"
SIGNED_IN, FREE, CALLED, SERVING, NOBODY = "My day", r"\bFree\b", r"\bCalled\b", "Being served", "Nobody is waiting for this counter"
AGAIN_MS = 700  # kiosk/counter/program.c: what comes sooner is passed over
TRY_S = 0.25  # a touch that did nothing is done again, in real time
PIN_S, PATIENCE_S, TRIES = 5, 200, 3
SOON_S = 3  # a page that does not come by then is none


def whole(label):
    """A label between others, not a part of one."""
    return r"(?<!\S)" + re.escape(label) + r"(?!\S)"


class Visitor:
    """Before a kiosk, which is free. `name` of the service; `ahead`: what makes the visitor go ahead: how it is asked,
    and its name."""

    def __init__(self, stage, kiosk, name, ahead=None):
        self.stage, self.kiosk, self.name, self.ahead = stage, kiosk, name, ahead
        self.ticket = self.code = None

    def touch(self, label, then, tries=8):
        """A button, until what comes of it is seen: a page that has only just come takes no touch yet."""
        self.kiosk.see(f"{whole(label)}|{then}", SOON_S)
        for _ in range(tries):
            if match := self.kiosk.shows(then):
                return match
            self.stage.rest(1100 * GHOST_S)
            try:
                self.kiosk.tap(label)
            except AssertionError:
                pass  # gone meanwhile
            try:
                return self.kiosk.see(then, TRY_S)
            except NotSeen:
                continue
        raise NotSeen(f"{label!r} does not lead to {then!r}:\n{self.kiosk.text()}")

    def look_for(self):
        """The service is among the most asked on the first page, or on one of the pages of all."""
        self.kiosk.see(FIRST_PAGE)
        if self.kiosk.shows(whole(self.name)):
            return
        page = self.touch(FIRST_PAGE, PAGE)
        while not self.kiosk.shows(whole(self.name)):
            number, last = int(page[1]), int(page[2])
            if number == last:
                raise NotSeen(f"{self.name!r} is on no page:\n{self.kiosk.text()}")
            page = self.touch(NEXT, rf"({number + 1}) of ({last})")

    def choose(self):
        """Up to the page with the great green button; from there on a moment is enough."""
        for tries in range(3):
            try:
                self.look_for()
                self.touch(self.name, TAKE)
                if self.ahead:
                    question, name = self.ahead
                    self.touch(AHEAD, re.escape(question))
                    self.touch(question, f"✓ {re.escape(name)}")
                return
            except NotSeen:
                self.kiosk.key("Escape", "Escape")
                if tries == 2:
                    raise

    def take(self):
        """The ticket, which is read off the screen: (number, check code). NotSeen: it was not there, or not for long enough."""
        seen = self.touch(TAKE, f"{CODE}|{FIRST_PAGE}")
        if not seen[1]:
            raise NotSeen(f"no ticket is seen:\n{self.kiosk.text()}")
        self.code = seen[1]
        for _ in range(TRIES):
            self.ticket = self.kiosk.see_number(SOON_S)
            if "error" not in self.stage.reply("Visitor.WhereAmI", {"ticket": self.ticket, "code": self.code}):
                return self.ticket, self.code
        raise NotSeen(f"{self.ticket} is none, or not with {self.code}:\n{self.kiosk.text()}")

    def go(self):
        """The next one finds the first page."""
        self.kiosk.key("Escape")
        self.kiosk.see(FIRST_PAGE)


class Operator:
    """At a counter of one's own."""

    def __init__(self, stage, counter, operator):
        self.stage = stage
        self.screen = stage.open_counter(counter, operator)  # its PIN is stage.PIN
        self.seen_ms = 0

    def press(self, key, then, patience_s=30):
        """Enter does something else each time, so one that comes at once after what the last one did is passed over."""
        self.stage.until(self.seen_ms + 1.1 * AGAIN_MS)
        self.screen.key(key)
        seen = self.screen.see(then, patience_s)
        self.seen_ms = self.stage.now_ms()
        return seen

    def act(self, key, then, still, tries=5):
        """A key, until what comes of it is seen. On a busy machine a call may end without an answer, as its ten seconds
        are a sixth of one here: the page is as it was for long, and the operator does it again."""
        for _ in range(tries - 1):
            try:
                return self.press(key, then, SOON_S)
            except NotSeen:
                if not self.screen.shows(still):
                    return self.screen.see(then, PATIENCE_S / 10)
        return self.press(key, then, PATIENCE_S / 10)

    def sign_in(self):
        self.screen.see(f"Sign in(?s:.*){re.escape(self.stage.name)}|{re.escape(self.stage.name)}(?s:.*)Sign in")
        if self.type_pin(PIN_S):
            return
        with self.stage.held_back():  # it is checked when the machine has nothing else to do, and this one has
            if not any(self.type_pin(PATIENCE_S / 3) for _ in range(3)):
                raise NotSeen(f"not signed in:\n{self.screen.text()}")

    def type_pin(self, patience_s):
        """False: it took so long that the terminal gave up, or longer."""
        if not self.screen.shows(SIGNED_IN):
            self.screen.write(PIN)
            self.screen.key("Enter")
        try:
            return self.screen.see(SIGNED_IN, patience_s)
        except NotSeen:
            return None

    def call(self):
        """The number of whom the centre's rule gives; None: nobody waits."""
        # What is said stays for some seconds: that nobody waits may be of the time before, and the call is seen now.
        if not self.screen.see(f"{FREE}|{CALLED}")[0].startswith("Called"):
            if self.act("Enter", f"{CALLED}|{NOBODY}", FREE)[0].startswith("Nobody"):
                return None
        try:
            return self.screen.see_number(SOON_S)
        except NotSeen:  # it was taken back
            return None

    def arrive(self):
        """False: the visitor has left."""
        return not self.act("Enter", f"{SERVING}|{FREE}", "Enter The visitor is here")[0].startswith("Free")

    def finish(self):
        """And does not call the next."""
        for left in range(3)[::-1]:
            self.act("f", f"Then call the next: no|{FREE}", SERVING)
            try:
                if not self.screen.shows(FREE):
                    self.press("Enter", FREE, SOON_S)
                return
            except NotSeen:
                if not left:
                    raise
                self.screen.key("Escape")
                self.screen.see(f"{SERVING}|{FREE}", SOON_S)

    def sign_out(self):
        self.press("q", r"Sign in|[Ss]ign out")
