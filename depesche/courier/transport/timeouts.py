"""How long to wait for a mail server in each phase, and how long one connection is used."""

from __future__ import annotations

from dataclasses import dataclass

from depesche.courier.transport.reply import Phase
from depesche.kernel import option_types, options


@dataclass(frozen=True, slots=True)
class Timeouts:
    """Seconds of silence after which a connection is given up; the defaults are the least that RFC 5321, 4.5.3.2 asks for."""

    connect: float = 300
    hello: float = 300
    tls: float = 300
    login: float = 300
    mail: float = 300
    recipient: float = 300
    data: float = 120
    body: float = 180
    dot: float = 600

    def of(self, phase: Phase) -> float:
        """Return the seconds of one phase."""
        seconds: float = getattr(self, phase.value)
        return seconds

    @property
    def shortest(self) -> float:
        """The shortest of them."""
        return min(self.of(phase) for phase in Phase)


def wanted() -> Timeouts:
    """Return the timeouts that the options ask for: one for everything before the last dot, one for the answer to it."""
    before, after = float(options.current().smtp_timeout), float(options.current().smtp_dot_timeout)
    return Timeouts(
        connect=before, hello=before, tls=before, login=before, mail=before, recipient=before, data=before, body=before, dot=max(before, after)
    )


def of_single_mails() -> Timeouts:
    """Return the timeouts for single mails: one for every phase, well within the lease of a mail that is being handed over."""
    return Timeouts(*[float(options.current().smtp_timeout)] * len(Phase))


@dataclass(frozen=True, slots=True)
class Caps:
    """How many mails one connection carries, and for how many seconds it is used (M-09): many servers close longer ones."""

    mails: int = 100
    seconds: float = 300


def caps_for(host: str) -> Caps:
    """Return the caps for a server; one on this very machine need not be spared."""
    return Caps(mails=1000) if option_types.is_loopback(host) else Caps()
