# SPDX-License-Identifier: MIT
"""A visitor with a ticket in hand who has waited long enough, before a kiosk that is free."""
from people import FIRST_PAGE, GHOST_S, TRIES, TRY_S, Visitor
from screen import NotSeen

# What is seen of a kiosk, in English (conf/lang/en.conf).
LEAVE, STAY, ASKED, GONE = "Leave the queue", "Stay", r"Leave the queue\?", r"You have left the queue\."
CALLED = "Go now to counter|You are being served|You have been served|You were called at"
SOON_S, TAPS = 1.5, 8


class Leaver(Visitor):
    def leave(self, ticket, date, code):
        """By a touch. False: called before that. NotSeen: the page did not come, or not for long enough."""
        for left in range(TRIES)[::-1]:
            try:
                return self.scan_and_leave(f"%T/{ticket}/{date.replace('-', '')}/{code}\r")
            except NotSeen:
                if not left:
                    raise
            finally:
                self.go_home()
        return None

    def go_home(self):
        """An escape of which nothing has come yet would be taken for a part of what is scanned next."""
        for _ in range(TAPS):
            if self.kiosk.shows(FIRST_PAGE):
                return
            self.kiosk.key("Escape")
            try:
                self.kiosk.see(FIRST_PAGE, TRY_S)
            except NotSeen:
                continue

    def scan_and_leave(self, code):
        self.kiosk.see(FIRST_PAGE, SOON_S)
        with self.stage.held_back():  # the signs of a scanner come within a second: later ones would be keys, and Enter takes a ticket
            self.kiosk.write(code)
            self.kiosk.see(f"{LEAVE}|{GONE}|{CALLED}", SOON_S)  # it had left: the answer to a touch before came late
        if not self.kiosk.shows(f"{GONE}|{CALLED}"):
            self.touch(LEAVE, f"{ASKED}|{CALLED}")
            for _ in range(TAPS):
                if self.answer_yes():
                    break
        return self.kiosk.see(f"{GONE}|{CALLED}", SOON_S)[0].startswith("You have left")

    def answer_yes(self):
        """Beside the other answer; the page beneath has a button of the same name. True: something came of it."""
        self.stage.rest(1100 * GHOST_S)
        for y, line in enumerate(self.kiosk.lines()):
            if STAY in line and LEAVE in line:
                self.kiosk.tap(line.index(LEAVE) + 1, y)
        try:
            return self.kiosk.see(f"{GONE}|{CALLED}", TRY_S)
        except NotSeen:
            return None
