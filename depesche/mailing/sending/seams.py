"""What the engine knows beside its way out (``courier.transport.pools``): a store that says which mails may go, and keeps what became of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from depesche.courier.transport.mail import Mail, Outcome


class Store(Protocol):
    """Rows, states, leases and fencing. One thread uses it."""

    def exchange(self, outcomes: Sequence[Outcome], *, want: int) -> list[Mail]:
        """Write down what became of mails and begin the next ones, in one commit.

        :param want: how many connections are free
        :returns: at most so many mails; they are marked ``handing_over`` and committed, and may go within a second (M-04). None: nothing is due now.
        """

    def still_allowed(self, key: int) -> bool:
        """Ask again for a mail that has been waiting for longer than a second since it was begun; if not, it is put off."""

    def not_taken(self, keys: Sequence[int], *, reason: str) -> None:
        """Put off mails that the way out surely did not take, as it cannot be reached; their campaigns wait."""

    def close(self) -> None:
        """Let go of every lease."""
