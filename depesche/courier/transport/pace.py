"""How fast mail goes: so many a second in all, and per group of receivers, which slows down when it says so (M-10).

Pure: the time is an argument, in seconds of any steady clock.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from depesche.courier import receivers
from depesche.courier.transport.reply import ABOUT_US, Reply

ENHANCED = re.compile(r"^[\[(]?([245])\.(\d{1,3})\.(\d{1,3})\b")
LOOKS_BACK = 10.0  # seconds over which the present rate is measured
SETTLES = 10.0  # seconds in which further complaints are about the same mistake
RECOVERS = 60.0  # seconds without complaint after which a group is twice as fast again
SLOWEST = 1 / 30  # mails per second
LATEST = 600.0  # seconds; nobody is told to come back later than that, as a receiver may have recovered by then
MOST_GROUPS = 5000  # kept in memory; those that were written to at full speed a while ago are forgotten
FIRST_WAIT, LONGEST_WAIT = 300.0, 4000.0


def asks_to_slow_down(reply: Reply) -> bool:
    """Whether a reply says that we are too fast: 421, or 4.7.x; greylisting (450 or 451 with 4.7.1) only wants to be asked again.

    What was said before the recipient was named, or by a server that ends (4.3.x), is not about receivers.
    """
    if reply.phase in ABOUT_US or reply.is_closing:
        return False
    if reply.code == 421:
        return True
    found = ENHANCED.match(reply.text)
    is_policy = found is not None and found[1] == "4" and found[2] == "7"
    is_greylisting = "greylist" in reply.text.lower() or (reply.code in {450, 451} and found is not None and found[3] == "1")
    return 400 <= reply.code < 500 and is_policy and not is_greylisting


def wait(attempts: int, *, luck: float) -> float:
    """Return the seconds until a mail is tried again: 5 minutes after the first attempt, twice as long each time, at most 4,000 s.

    :param luck: from 0 to 1; spreads the waits by up to a fifth to either side, so that not all come back at once
    """
    longest = min(FIRST_WAIT * 2.0 ** min(max(attempts, 1) - 1, 10), LONGEST_WAIT)
    return min(longest * (0.8 + 0.4 * luck), LONGEST_WAIT)


@dataclass(slots=True)
class Bucket:
    """Tokens that come at a rate per second; at most one second's worth is kept, and at least one token."""

    rate: float
    tokens: float = 1.0
    filled: float = -math.inf

    def wait(self, now: float) -> float:
        """Return the seconds until there is a token; 0 if there is one."""
        if math.isinf(self.rate):
            return 0.0
        most = max(1.0, self.rate)
        self.tokens = min(most, self.tokens + max(0.0, now - self.filled) * self.rate) if self.filled > -math.inf else self.tokens
        self.filled = max(now, self.filled)
        return 0.0 if self.tokens >= 1 - 1e-9 else (1 - self.tokens) / self.rate

    def take(self) -> None:
        """Take a token that is there."""
        self.tokens -= 1


@dataclass(slots=True)
class Group:
    """One group: its bucket, its present rate, and how it was slowed down."""

    most: float  # mails per second that the operator allows
    bucket: Bucket
    recent: float = 0.0  # mails of the last seconds, fading
    seen: float = 0.0
    was: float = math.inf  # the rate of which it first complained
    complained: float = -math.inf
    recovered: float = -math.inf
    promised: float = -math.inf  # until when its turns are given away

    def note(self, now: float) -> None:
        """Count one mail."""
        self.recent = self.recent * math.exp((self.seen - now) / LOOKS_BACK) + 1
        self.seen = now

    def slow_down(self, now: float) -> None:
        """Halve the rate, unless it was just done."""
        if now - self.complained < SETTLES:
            return
        present = self.recent * math.exp((self.seen - now) / LOOKS_BACK) / LOOKS_BACK
        if math.isinf(self.was):
            self.was = present
        self.complained = self.recovered = now
        self.bucket = Bucket(max(SLOWEST, min(self.bucket.rate, present) / 2), tokens=0.0, filled=now)

    def recover(self, now: float) -> None:
        """Double the rate for every minute without complaint, until it is beyond what was complained of."""
        while self.bucket.rate < self.most and now - self.recovered >= RECOVERS:
            self.recovered += RECOVERS
            faster = self.bucket.rate * 2
            self.bucket.rate = min(faster, self.most) if faster <= 2 * self.was else self.most
            if self.bucket.rate >= self.most:
                self.was = math.inf
            self.promised = -math.inf

    def promise(self, now: float) -> float:
        """Return the seconds until the next turn that nobody was promised yet, and give it away."""
        self.promised = max(self.promised, now) + 1 / self.bucket.rate
        return min(self.promised - now, LATEST)


@dataclass
class Pace:
    """Decides when a mail may go. ``rate`` and ``rates`` (by group) are mails per second; 0 or none means no limit."""

    rate: float = 0.0
    rates: Mapping[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._all = Bucket(self.rate or math.inf)
        self._groups: dict[str, Group] = {}
        self._slow: set[str] = set()
        self._most = MOST_GROUPS

    def take(self, recipient: str, *, now: float) -> float:
        """Return 0 if a mail may go now, and count it; else the seconds after which to ask again."""
        found = self._group(receivers.group(recipient))
        found.recover(now)
        seconds = max(self._all.wait(now), found.bucket.wait(now))
        if seconds == 0:
            self._all.take()
            found.bucket.take()
            found.note(now)
        return seconds

    def note(self, recipient: str, *, now: float) -> None:
        """Count a mail that goes without having been asked for: while nothing :meth:`limits`, nobody has to ask."""
        if len(self._groups) > self._most:
            keep = self._slow | set(self.rates)
            self._groups = {name: one for name, one in self._groups.items() if name in keep or now - one.seen < 2 * LOOKS_BACK}
            self._most = max(MOST_GROUPS, 2 * len(self._groups))
        self._group(receivers.group(recipient)).note(now)

    def promise(self, recipient: str, *, now: float) -> float:
        """Return the seconds after which to ask again for a mail that may not go now: each has a turn of its own, at most ten minutes ahead."""
        return self._group(receivers.group(recipient)).promise(now)

    def limits(self, *, now: float) -> bool:
        """Whether any group has a limit at present."""
        return bool(self.rates) or bool(self.slowed(now=now))

    def answered(self, recipient: str, reply: Reply, *, now: float) -> None:
        """Learn what the server said about a mail to this address."""
        if asks_to_slow_down(reply):
            name = receivers.group(recipient)
            self._group(name).slow_down(now)
            self._slow.add(name)

    def slowed(self, *, now: float) -> dict[str, float]:
        """Return the groups that go slower than allowed at present, with their mails per second."""
        for name in list(self._slow):
            one = self._groups[name]
            one.recover(now)
            if one.bucket.rate >= one.most:
                self._slow.discard(name)
        return {name: self._groups[name].bucket.rate for name in self._slow}

    def _group(self, name: str) -> Group:
        found = self._groups.get(name)
        if found is None:
            most = self.rates.get(name, 0.0) or math.inf
            found = self._groups[name] = Group(most, Bucket(most))
        return found
