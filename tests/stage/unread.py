# SPDX-License-Identifier: MIT
"""Numbers that were gone from the screen before they were read. On a busy machine a page leaves sooner than somebody looks; then the
ticket is the first of its service that nobody has, once all the others have read theirs."""
import contextlib

READ_S = 5  # of real time, in which a page is read


class Readers:
    """Those who are about to read their number; `read` is the condition of whoever keeps the numbers."""

    def __init__(self, read):
        self.read, self.count = read, 0

    @contextlib.contextmanager
    def reading(self):
        """A number that is given meanwhile is that of somebody who will know it."""
        with self.read:
            self.count += 1
        try:
            yield
        finally:
            with self.read:
                self.count -= 1
                self.read.notify_all()

    def first_unread(self, find_numbers, is_known):
        """For who holds the condition's lock. None: somebody has each of them."""
        self.read.wait_for(lambda: not self.count, READ_S)
        return next((number for number in find_numbers() if not is_known(number)), None)
