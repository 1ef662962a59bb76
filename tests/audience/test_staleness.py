"""A consent that nobody used for years ends; a new act of the person begins it anew (L-09)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from depesche.audience import folding, permission, staleness, withdrawal
from depesche.audience.models import Consent, Grant, Subscriber
from depesche.audience.withdrawal import Route
from depesche.courier.models import Suppression
from depesche.kernel import clock, options
from depesche.ledger import book
from tests.audience.exports import live, row, table, take_in, write
from tests.cast import SUNDAY, confirm, sign_up

pytestmark = [pytest.mark.django_db, pytest.mark.rule("L-09")]

GIVEN = SUNDAY + timedelta(minutes=3)
TWO_YEARS, FOUR_YEARS = clock.months_later(GIVEN, 24), clock.months_later(GIVEN, 48)


def test_months_are_those_of_the_calendar() -> None:
    assert clock.months_later(datetime(2026, 1, 31, 8, tzinfo=UTC), 1) == datetime(2026, 2, 28, 8, tzinfo=UTC)
    assert clock.months_later(datetime(2024, 3, 31, tzinfo=UTC), -1) == datetime(2024, 2, 29, tzinfo=UTC)
    assert clock.months_later(datetime(2026, 12, 5, tzinfo=UTC), 14) == datetime(2028, 2, 5, tzinfo=UTC)


def test_after_two_silent_years_the_operator_is_told_and_mail_is_still_allowed(anna: Subscriber) -> None:
    assert staleness.stale(at=TWO_YEARS - timedelta(seconds=1)) == 0
    assert staleness.stale(at=TWO_YEARS) == 3
    assert permission.allows(anna, "product-news", at=TWO_YEARS)


def test_after_four_silent_years_no_mail_is_allowed_even_before_a_worker_ends_it(anna: Subscriber) -> None:
    assert permission.allows(anna, "product-news", at=FOUR_YEARS - timedelta(seconds=1))
    assert not permission.allows(anna, "product-news", at=FOUR_YEARS)
    assert staleness.has_ended(at=FOUR_YEARS)


def test_the_end_is_written_down_and_no_suppression_is_made_of_it(anna: Subscriber) -> None:
    assert staleness.end_all(at=FOUR_YEARS) == 1
    assert staleness.end_all(at=FOUR_YEARS) == 0

    assert not Consent.objects.exists()
    assert not Suppression.objects.exists()
    ended = book.events(anna.id)[-1]
    assert (ended.kind, ended.body["purposes"]) == ("expired_stale", ["financial-news", "product-news", "special-offers"])
    assert ended.body["unused_since"] == clock.to_milliseconds(GIVEN)
    assert folding.compare() == []


def test_who_left_came_back_and_then_fell_silent_is_no_contradiction(clara: Subscriber) -> None:
    sign_up("clara@example.org", at=TWO_YEARS)
    confirm("clara@example.org", at=TWO_YEARS)

    staleness.end_all(at=clock.months_later(TWO_YEARS, 48))

    assert folding.compare() == []


def test_a_purpose_that_was_mailed_lives_on(anna: Subscriber) -> None:
    mailed = Grant.objects.filter(purpose__key="product-news").values("pk")
    assert staleness.used(mailed, at=TWO_YEARS) == 1
    assert staleness.used(mailed, at=TWO_YEARS - timedelta(days=9)) == 0

    staleness.end_all(at=FOUR_YEARS)

    assert permission.allows(anna, "product-news", at=FOUR_YEARS)
    assert Consent.objects.get().last_used_at == TWO_YEARS


def test_who_signs_up_again_begins_anew_with_a_grant_of_today(anna: Subscriber) -> None:
    sign_up("anna@example.org", "product-news", at=FOUR_YEARS)
    confirm("anna@example.org", at=FOUR_YEARS)

    assert permission.allows(anna, "product-news", at=FOUR_YEARS)
    assert Consent.objects.get().grant.granted_at == FOUR_YEARS
    assert folding.compare() == []


@pytest.mark.rule("L-28")
def test_old_evidence_from_elsewhere_does_not_begin_it_anew(anna: Subscriber, tmp_path: Path) -> None:
    staleness.end_all(at=FOUR_YEARS)

    take_in(write(tmp_path, "old.csv", table(row("anna@example.org"))), at=FOUR_YEARS)

    assert live("anna@example.org") == set()


def test_an_end_tells_those_who_hold_waiting_mail(anna: Subscriber, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[tuple[str, ...]] = []
    monkeypatch.setattr(withdrawal, "_deeds", [lambda subscriber, purposes, at: told.append(tuple(purposes))])

    staleness.end(anna.id, at=FOUR_YEARS)

    assert told == [("financial-news", "product-news", "special-offers")]


def test_the_operator_chooses_the_months(anna: Subscriber) -> None:
    with options.using(consent_end_months=12):
        assert not permission.allows(anna, "product-news", at=clock.months_later(GIVEN, 12))


def test_a_withdrawal_stays_a_withdrawal(clara: Subscriber) -> None:
    assert staleness.end(clara.id, at=FOUR_YEARS) == ()
    assert withdrawal.withdraw(clara, purposes=None, at=FOUR_YEARS, route=Route.DESK).purposes == ()
