# SPDX-License-Identifier: MIT
"""What the live tests of the kiosk share: a terminal with novbe-visitor on it, and a hand that touches it."""
import contextlib
import time

from centre import until
from hall import ALL_ROLES, VisitorCase
from terminal import GHOST_S, Terminal


class KioskCase(VisitorCase):
    roles = ALL_ROLES

    def open(self, kiosk="door", arguments=(), **size):
        terminal = Terminal.of(self.centre, "visitor", "--kiosk", kiosk, *arguments, **size)
        self.addCleanup(terminal.close)
        terminal.wait_for("visa")
        return terminal

    def touch(self, terminal, label, then):
        """Touches a button until what comes of it is seen: a page that has only just come takes no touch yet."""
        def reached():
            if terminal.shows(then):
                return True
            with contextlib.suppress(AssertionError):  # it is gone again already: the touch before was taken
                if label in terminal.text():
                    terminal.tap(label)
            return False

        try:
            until(reached, f"{label!r} to lead to {then!r}")
        except AssertionError as error:
            raise AssertionError(f"{error}; what is seen:\n{terminal.text()}") from None

    def tap_once(self, terminal, label, then):
        """A button in whose place there is another as soon as it is touched."""
        terminal.wait_for(label)
        time.sleep(1.2 * GHOST_S)
        terminal.tap(label)
        terminal.wait_for(then)

    def waiting(self, service="passport"):
        return self.wait_of(service)["waiting"]

    def wait_waiting(self, count, service="passport"):
        until(lambda: self.waiting(service) == count, f"{count} to wait for {service}")

    def scan(self, terminal, ticket):
        terminal.write(f"%T/{ticket['ticket']}/{ticket['day'].replace('-', '')}/{ticket['code']}\r")
