# SPDX-License-Identifier: MIT
"""Which counters an office had open, from how many each of its queues had (office_days.py).

A counter that takes three queues is counted in all three: the sum over the queues is far more than there were counters. What
tells them apart is that they open and close: queues whose numbers of open counters rise or fall between the same two snapshots
were taken by one counter. So counters are followed through the day, each with the queues it takes:

    a rise of some queues    one counter opens that takes them; where more than one opened meanwhile, those are told apart by
                             sets of queues that rose or fell together more than once that day
    a fall of some queues    a counter closes that takes just these; else such as take some of these; what is still left over
                             of a fall is a queue that a counter does not take any more
    at the first snapshot    sets that moved together more than once, the most frequent first; the rest as few as possible

At every snapshot each queue is taken by just as many counters as the file says. Which they are is a guess: a counter that takes
two queues and two that take one each look the same until one of them closes.
"""
from collections import Counter as Count
from dataclasses import dataclass, field


@dataclass(eq=False)
class OpenCounter:
    queues: frozenset  # those it takes, or took last
    spans: list = field(default_factory=list)  # [(from_s, until_s, queues)]: of snapshots, the last without it and the next
    since_s: int = None  # of the span that is not over

    def take(self, before_s, at_s, queues):
        """At the snapshot `at_s` it takes these, unlike at the one before; none: it is closed."""
        if self.since_s is not None:
            self.spans.append((self.since_s, at_s, self.queues))
        self.since_s = before_s if queues else None
        self.queues = queues or self.queues

    def ever(self):
        return self.queues.union(*(queues for *_, queues in self.spans))

    def may_take(self, queue, at_s):
        return any(from_s <= at_s <= until_s and queue in queues for from_s, until_s, queues in self.spans)


def moves(states):
    """(before_s, at_s, rises, falls), both how many by queue, of [(at_s, how many by queue)]."""
    for (before_s, before), (at_s, now) in zip(states, states[1:]):
        yield before_s, at_s, now - before, before - now


def together(states):
    """How often each set of queues moved together."""
    return Count(frozenset(move) for *_, rises, falls in moves(states) for move in (rises, falls) if move)


def sets_of(move, known):
    """The sets of queues, one a counter, that make up a rise: +move is empty in the end."""
    move, sets = +move, []
    while move:
        support = frozenset(move)
        # Ties by what the sets are, so that one file is always the same day.
        likely = max((known_set for known_set, times in known.items() if times > 1 and known_set <= support),
                     key=lambda one: (known[one], len(one), sorted(one)), default=support)
        sets.append(support if known[support] > 1 else likely)
        move -= Count(sets[-1])
    return sets


class Counters:
    """Those of a day: `all` of them, each with the spans in which it took which queues."""

    def __init__(self, states, beside_s):
        """`beside_s`: how long before the first snapshot and after the last what they say is true."""
        self.all, self.open = [], []
        known, (first_s, first), last_s = together(states), states[0], states[-1][0]
        for queues in sets_of(first, known):
            self.open_one(first_s - beside_s, first_s, queues)
        for before_s, at_s, rises, falls in moves(states):
            self.fall(before_s, at_s, falls)
            for queues in sets_of(rises, known):
                self.open_one(before_s, at_s, queues)
        for counter in self.open:
            counter.take(last_s, last_s + beside_s, None)

    def open_one(self, before_s, at_s, queues):
        """One that is closed opens again, that which took most of these, before there is another."""
        closed = [one for one in self.all if one not in self.open]
        counter = max(closed, key=lambda one: len(one.queues & queues) / len(one.queues | queues), default=None)
        if not counter:
            counter = OpenCounter(queues)
            self.all.append(counter)
        counter.take(before_s, at_s, queues)
        self.open.append(counter)

    def fall(self, before_s, at_s, falls):
        falls = +falls
        while falls:
            support = frozenset(falls)
            closing = max((one for one in self.open if one.queues <= support), key=lambda one: len(one.queues), default=None)
            if closing:
                falls -= Count(closing.queues)
                closing.take(before_s, at_s, None)
                self.open.remove(closing)
                continue
            less = max(self.open, key=lambda one: len(one.queues & support))
            falls -= Count(less.queues & support)
            less.take(before_s, at_s, less.queues - support)
