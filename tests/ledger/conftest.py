"""People and moments of the ledger's tests."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from uuid import UUID

import pytest
from django.db import transaction

from depesche.ledger import book
from depesche.ledger.book import Fact, Receipt

MONDAY = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
ANNA = UUID("a0000000-0000-4000-8000-000000000001")
BEN = UUID("b0000000-0000-4000-8000-000000000002")
EMIL = UUID("e0000000-0000-4000-8000-000000000005")


def confirmed(subject: UUID, number: int = 1) -> Fact:
    return Fact("confirmed", {"form": "article", "number": number}, subject=subject)


@pytest.fixture
def append() -> Callable[..., list[Receipt]]:
    """Append facts in a transaction of their own."""

    def appended(*facts: Fact, at: datetime = MONDAY) -> list[Receipt]:
        with transaction.atomic():
            return book.append_all(facts, at=at)

    return appended
