"""The sending engine: takes waiting deliveries, asks consent once more, hands each over at most once, and writes down the answer."""

from __future__ import annotations

from depesche.mailing.sending.running import is_wanted, run

__all__ = ["is_wanted", "run"]
