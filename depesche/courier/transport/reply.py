"""What a way out answers: the code, the words, and at which point of the dialogue they came (M-05)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from types import TracebackType
from typing import Protocol

REFUSED_SESSION = frozenset({530, 534, 535, 538})  # they are about us, not about the recipient

ADDRESS = re.compile(r"[^\s<>()\[\]\"',;:]+@[^\s<>()\"',;:]+")


class Phase(StrEnum):
    """How far the dialogue had come when it was answered or broke off."""

    CONNECT = "connect"
    HELLO = "hello"
    TLS = "tls"
    LOGIN = "login"
    MAIL = "mail"
    RECIPIENT = "recipient"
    DATA = "data"
    BODY = "body"
    DOT = "dot"


BEFORE_MAIL = frozenset({Phase.CONNECT, Phase.HELLO, Phase.TLS, Phase.LOGIN})
ABOUT_US = BEFORE_MAIL | {Phase.MAIL}  # no recipient was named yet
CLOSING = re.compile(r"^[\[(]?4\.[34]\.\d")  # the server ends or the line is bad (RFC 3463); a receiver that slows us down says 4.7.x, or nothing


class Verdict(StrEnum):
    """What a reply means for the mail at hand."""

    ACCEPTED = "accepted"  # the server has it now
    TEMPORARY = "temporary"  # this mail later
    REFUSED = "refused"  # this mail never
    WAY_FAULT = "way_fault"  # nothing to do with this mail: stop and come back
    UNKNOWN = "unknown"  # the whole mail was sent and no answer came


@dataclass(frozen=True)
class Reply:
    """A server's answer about one mail. ``code`` is 0 when there was none, or none that can be understood."""

    code: int
    text: str
    phase: Phase

    def __str__(self) -> str:
        return f"{self.code} {self.text}" if self.code else self.text

    @property
    def impersonal(self) -> str:
        """The answer without any address: for whatever is kept longer than the mail, or about other mails (Art. 17 GDPR)."""
        return ADDRESS.sub("…", str(self))

    @property
    def verdict(self) -> Verdict:
        """What follows for the mail: after the dot whatever cannot be understood is unknown, before it the mail was not taken (M-05).

        A 421 that a receiver may have caused puts off that mail only; ``pace`` slows down its group (M-10).
        """
        if self.phase is Phase.DOT and self.code < 400:
            return Verdict.ACCEPTED if 200 <= self.code < 300 else Verdict.UNKNOWN
        if self.code < 400 or self.phase in BEFORE_MAIL or self.is_closing or (self.code >= 500 and self._blames_us):
            return Verdict.WAY_FAULT
        return Verdict.TEMPORARY if self.code < 500 else Verdict.REFUSED

    @property
    def is_closing(self) -> bool:
        """Whether the server itself ends, and not a receiver wants its mail slower: 421 before a recipient was named, or with 4.3.x, 4.4.x."""
        return self.code == 421 and (self.phase in ABOUT_US or CLOSING.match(self.text) is not None)

    @property
    def _blames_us(self) -> bool:
        """A refused sender, a missing login or a forbidden relay is never the recipient's fault."""
        return self.phase is Phase.MAIL or self.code in REFUSED_SESSION or (self.phase is Phase.RECIPIENT and "relay" in self.text.lower())


class Unreachable(Exception):
    """The way out does not work at present; the mail at hand was not taken, and trying later is right."""

    def __init__(self, text: str, phase: Phase) -> None:
        super().__init__(text)
        self.text = text
        self.phase = phase


class WayOut(Protocol):
    """An open way out; one thread uses it at a time."""

    def __enter__(self) -> WayOut:
        """Connect.

        :raises Unreachable: if that fails
        """

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Say good-bye."""

    def hand_over(self, *, sender: str, recipient: str, content: bytes) -> Reply:
        """Hand over one mail to one recipient.

        :param sender: the envelope sender
        :param content: the mail's bytes, lines ending in CRLF
        :raises Unreachable: if the connection failed before the server had the whole mail
        """
