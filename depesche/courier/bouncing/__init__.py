"""Reading what comes back: bounces, complaints, automatic answers, receipts, challenges (M-12). No framework, no database, nothing of it is trusted.

The tables ``reasons.toml`` and ``kinds.toml`` hold the words, :mod:`status_codes` the codes; :func:`read` is the one deed.
"""

from depesche.courier.bouncing.classes import FAILURES, HARD, Class, Verdict
from depesche.courier.bouncing.reading import read
from depesche.courier.bouncing.reasons import of_reply

__all__ = ["FAILURES", "HARD", "Class", "Verdict", "of_reply", "read"]
