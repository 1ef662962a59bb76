"""The two sides of the engine: a store that knows which mails may go, and a way out that takes them. The engine knows nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from types import TracebackType
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


class WayOut(Protocol):
    """Connections to a mail server, or what stands in for one."""

    async def __aenter__(self) -> WayOut:
        """Begin."""

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Say good-bye."""

    @property
    def free(self) -> int:
        """How many more mails could be taken now."""

    async def hand_over(self, mail: Mail) -> Outcome:
        """Hand over one mail.

        :raises Unreachable: if no connection can be made; the mail was not taken
        """
