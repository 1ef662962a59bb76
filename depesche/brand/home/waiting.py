"""What needs a person now: one row for each kind of thing, the most urgent first.

Each part registers questions in ``ready()``. A question gets a person and answers with one row, or with none if nothing waits or the person may not
see it. It asks the database a fixed number of times, however much there is.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import IntEnum
from typing import Any, Protocol

from django.utils.translation import pgettext_lazy

FAR = datetime.max.replace(tzinfo=UTC)


class Urgency(IntEnum):
    """How soon somebody should look; the smaller, the sooner."""

    NOW = 1
    SOON = 2
    LATER = 3

    @property
    def label(self) -> str:
        """How it is said."""
        return str(LABELS[self])


LABELS = {
    Urgency.NOW: pgettext_lazy("urgency", "Now"),
    Urgency.SOON: pgettext_lazy("urgency", "Soon"),
    Urgency.LATER: pgettext_lazy("urgency", "When there is time"),
}


@dataclass(frozen=True)
class Row:
    """One kind of thing that waits: a sentence with its count, and where it is dealt with.

    ``since``: how long the oldest has waited; ``due``: until when it must be done; ``detail``: what one has to know besides, such as a reason.
    """

    key: str
    sentence: str
    url: str
    urgency: Urgency
    count: int = 1
    since: datetime | None = None
    due: datetime | None = None
    detail: str = ""


class Question(Protocol):
    """What a part registers."""

    def __call__(self, user: Any, *, at: datetime) -> Row | None:
        """Return what waits for this person; nothing is ``None``."""


_questions: dict[str, Question] = {}


def asks(key: str) -> Callable[[Question], Question]:
    """Declare a function as a question under the key of its row.

    :raises ValueError: if the key is taken
    """

    def declare(question: Question) -> Question:
        if key in _questions:
            raise ValueError(f"the question {key} is declared twice")
        _questions[key] = question
        return question

    return declare


def keys() -> tuple[str, ...]:
    """Return the keys of all questions, in order."""
    return tuple(sorted(_questions))


def rows(user: Any, *, at: datetime) -> list[Row]:
    """Return what waits for a person: the most urgent first, then what is due first, then what has waited longest."""
    found = [row for question in _questions.values() if (row := question(user, at=at)) is not None]
    return sorted(found, key=lambda row: (row.urgency, row.due or FAR, row.since or FAR, row.key))
