"""Who gets mail more slowly: the turns of receivers that asked for it, or that the operator holds back; nobody else waits for them (M-10).

Whose turn it is not yet is put aside in the database, each delivery until its own turn: no worker holds it, and its range is free for all others.
What a receiver said is known to this process until it ends; another worker learns it by itself.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from depesche.courier import receivers
from depesche.courier.transport import Reply, Verdict, pace
from depesche.courier.transport.mail import Mail
from depesche.courier.transport.pace import Pace
from depesche.kernel import options

EVERYBODY = 5  # so many groups in a row, and no mail taken in between: it is our own server that is too slow
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Turns:
    """Which deliveries may go now, and until when others have to wait."""

    now: list[int] = field(default_factory=list)
    later: dict[int, datetime] = field(default_factory=dict)


class Speeds:
    """What is known of receivers. ``rates``: mails per second that the operator allows, by group; ``clock``: seconds of a clock that nobody sets."""

    def __init__(self, rates: Mapping[str, float] | None = None, *, clock: Callable[[], float] = time.monotonic) -> None:
        self.rates = dict(rates or {})
        self._pace, self._clock = Pace(rates=self.rates), clock
        self._in_a_row: set[str] = set()

    @property
    def limit(self) -> bool:
        """Whether anybody has to wait at present: only then has :meth:`choose` to be asked."""
        return self._pace.limits(now=self._clock())

    def choose(self, domains: Iterable[tuple[int, str]], *, want: int, at: datetime) -> Turns:
        """Take deliveries with their receivers' domains in turn until ``want`` of them may go now."""
        turns, now = Turns(), self._clock()
        for number, domain in domains:
            if len(turns.now) >= want:
                break
            if self._pace.take(domain, now=now) == 0:
                turns.now.append(number)
            else:
                turns.later[number] = at + timedelta(seconds=self._pace.promise(domain, now=now))
        return turns

    def count(self, mails: Iterable[Mail]) -> None:
        """Count mails that went without being chosen, so that it is known how fast a receiver got mail when it complains."""
        now = self._clock()
        if not self._pace.limits(now=now):  # whoever was chosen is counted already
            for mail in mails:
                self._pace.note(mail.recipient, now=now)

    def answered(self, mailbox: str, reply: Reply) -> None:
        """Learn from what was said about a mail to an address, which may have a name before it."""
        if reply.verdict is Verdict.ACCEPTED:
            self._in_a_row.clear()
        elif pace.asks_to_slow_down(reply):
            address, now = mailbox.rstrip("> "), self._clock()
            before = self._pace.slowed(now=now)
            self._pace.answered(address, reply, now=now)
            self._in_a_row.add(receivers.group(address))
            for name, rate in self._pace.slowed(now=now).items():
                if before.get(name) != rate:
                    log.warning("%s asks for less mail (%s): now %.2g mails a second; others go on", name, reply.impersonal, rate)

    @property
    def everybody_complains(self) -> bool:
        """Whether one receiver after the other asked to go slower and no mail was taken: then the whole way out needs a rest."""
        return len(self._in_a_row) >= EVERYBODY

    def rest(self) -> None:
        """Forget that, as the way out gets its rest."""
        self._in_a_row.clear()


_OF_THIS_PROCESS: list[Speeds] = []


def of_this_process() -> Speeds:
    """Return what this process knows; when the option ``send_rates`` changed it begins anew."""
    rates = {receivers.group(name): float(number) for name, _sign, number in (rate.partition("=") for rate in options.current().send_rates)}
    if not _OF_THIS_PROCESS or _OF_THIS_PROCESS[0].rates != rates:
        _OF_THIS_PROCESS[:] = [Speeds(rates)]
    return _OF_THIS_PROCESS[0]


def forget() -> None:
    """Forget everything: for tests."""
    _OF_THIS_PROCESS.clear()
