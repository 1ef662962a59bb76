"""How many marked mails may wait in memory for a connection: what leaves in a third of a second, as their check holds only a little longer (M-04)."""

from __future__ import annotations

import time

SECONDS = 0.35
MOST = 1000
LEAST_SPAN = 0.02  # seconds between two looks at the rate
WAITS = 0.7  # seconds after its check for which a mail may wait in memory


class Ahead:
    """Learns how fast mails leave, and how long it takes to begin a group. ``most``: 0 where none may wait."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._rate = 0.0
        self._gone = self._whole = 0
        self._since = time.monotonic()
        self._took = 0.0

    def left(self) -> None:
        """Count a mail that was answered."""
        self._gone += 1
        self._whole += 1

    def took(self, seconds: float) -> None:
        """Learn how long a group took to begin; that time is missing in the end."""
        self._took = max(seconds, self._took * 0.8)

    def wanted(self, connections: int) -> int:
        """Return how many mails may wait; none where that would not keep each connection busy with one more.

        At the beginning few may, until it is known what the receivers say.
        """
        now = time.monotonic()
        span = now - self._since
        if span >= LEAST_SPAN:
            self._rate = (self._rate + self._gone / span) / 2 if self._rate else self._gone / span
            self._gone, self._since = 0, now
        found = min(self._most, self._whole // 8, int(self._rate * min(SECONDS, max(0.0, WAITS - 2 * self._took))))
        return found if found >= connections else 0
