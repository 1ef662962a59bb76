"""What the pool of connections takes and gives: one mail to one recipient, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from depesche.courier.transport.reply import Reply


@dataclass(frozen=True, slots=True)
class Mail:
    """One mail with its envelope, ready to be handed over.

    ``key``: the number of the delivery; it becomes the ENVID where the server knows one (S-06). Single mails have none: 0.
    ``sender``, ``recipient``: the envelope.
    ``content``: the whole mail, every line ending in CRLF, dots not doubled, unless it is ``ready``.
    ``utf8``: whether a header holds an international address, so that the server must know SMTPUTF8.
    ``ready``: whether the content comes from :meth:`~depesche.courier.compiling.Compiled.ready`, or is a signed ``rendered(values, ready=True)``:
    nothing to check, dots doubled, the last dot behind it. Looking through 20 kB takes as long as handing them over.
    """

    key: int
    sender: str
    recipient: str
    content: bytes
    utf8: bool = False
    ready: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the server said about the mail with this key."""

    key: int
    reply: Reply


class Still(Protocol):
    """What allows a mail to go (M-04)."""

    def holds(self) -> bool:
        """Whether it was looked up so lately that it need not be looked up again."""

    async def __call__(self) -> bool:
        """Look it up again if need be, and say whether the mail may go."""


class NotWanted(Exception):
    """While a mail waited for a connection or for the server it was found that it must not go any more; nothing of its content left."""
