"""Suppressions: per scope, with an end or without, lifted only by name."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from depesche.courier import suppression
from depesche.courier.models import Suppression

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
CLARA = "c" * 64
Reason = Suppression.Reason


def held(scope: str = "offers", at: datetime = AT) -> bool:
    return suppression.is_suppressed(CLARA, scopes=[Suppression.EVERYTHING, scope], at=at)


def test_clara_withdrew_offers_only() -> None:
    suppression.suppress(CLARA, scope="offers", reason=Reason.WITHDRAWN, at=AT)

    assert held("offers")
    assert not held("finance")
    assert not held("offers", at=AT - timedelta(seconds=1))
    assert not suppression.is_suppressed("a" * 64, scopes=["offers"], at=AT)


def test_everything_covers_each_purpose() -> None:
    suppression.suppress(CLARA, scope=Suppression.EVERYTHING, reason=Reason.OBJECTED, at=AT)

    assert held("offers")
    assert held("finance")


def test_not_me_ends_by_itself_and_the_longer_one_counts() -> None:
    for days in (90, 30):
        suppression.suppress(CLARA, scope=Suppression.SIGN_UP, reason=Reason.NOT_ME, at=AT, until=AT + timedelta(days=days))

    assert held(Suppression.SIGN_UP, at=AT + timedelta(days=89))
    assert not held(Suppression.SIGN_UP, at=AT + timedelta(days=90))
    suppression.suppress(CLARA, scope=Suppression.SIGN_UP, reason=Reason.NOT_ME, at=AT)
    assert held(Suppression.SIGN_UP, at=AT + timedelta(days=5000))
    assert Suppression.objects.count() == 1


def test_only_the_named_reasons_are_lifted() -> None:
    suppression.suppress(CLARA, scope="offers", reason=Reason.WITHDRAWN, at=AT)
    suppression.suppress(CLARA, scope="offers", reason=Reason.COMPLAINT, at=AT)

    assert suppression.lift(CLARA, scope="offers", reasons=[Reason.WITHDRAWN], at=AT) == 1
    assert held()
    assert suppression.lift(CLARA, scope="offers", reasons=[Reason.COMPLAINT], at=AT - timedelta(days=1)) == 0
    assert held()
