"""What the engine knows beside its way out (``courier.transport.pools``): a store that says which mails may go, and keeps what became of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from depesche.courier.transport import Reply
from depesche.courier.transport.mail import Mail, Outcome


class Journal(Protocol):
    """What outlives the process: which mails began, and what was said of them. Without one no mail may wait in memory."""

    def begins(self, key: int) -> bool:
        """Note that a mail begins, before its first byte; whether it may."""

    def answered(self, key: int, reply: Reply) -> None:
        """Note an answer; from now on a killed process loses nothing of it."""


class Store(Protocol):
    """Rows, states, leases and fencing. One thread uses it."""

    def exchange(self, outcomes: Sequence[Outcome], *, want: int) -> list[Mail]:
        """Write down what became of mails and begin the next ones, in one commit.

        :param want: how many connections are free, and how many mails may wait for one
        :returns: at most so many mails; they are marked ``handing_over`` and committed, and may go within a second (M-04). None: nothing is due now.
        """

    def still_allowed(self, key: int) -> bool:
        """Ask again for a mail that has been waiting for longer than a second since it was begun; if not, it is put off."""

    def not_taken(self, keys: Sequence[int], *, reason: str) -> None:
        """Put off mails that the way out surely did not take, as it cannot be reached; their campaigns wait."""

    def not_begun(self, keys: Sequence[int]) -> None:
        """Take back mails that waited in memory and did not begin: they are due again."""

    def close(self) -> None:
        """Let go of every lease."""
