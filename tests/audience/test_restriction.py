"""Anna asks that her data are only kept: no newsletter leaves, everything else stays, until she says otherwise (L-35)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from depesche.audience import folding, permission, purging, restriction, withdrawal
from depesche.audience.models import Consent, Subscriber
from depesche.audience.withdrawal import Route
from depesche.kernel import options, since_backup
from depesche.ledger import book
from tests.cast import MONDAY_8AM, confirm, mails, sign_up

pytestmark = [pytest.mark.django_db, pytest.mark.rule("L-35")]


def test_while_restricted_nothing_is_allowed_and_nothing_is_lost(anna: Subscriber) -> None:
    assert restriction.restrict(anna, at=MONDAY_8AM, route=Route.PREFERENCES)

    assert not permission.allows(anna, "product-news", at=MONDAY_8AM)
    assert Consent.objects.count() == 3
    assert folding.compare() == []

    assert restriction.lift(anna, at=MONDAY_8AM, route=Route.PREFERENCES)
    assert permission.allows(anna, "product-news", at=MONDAY_8AM)
    assert folding.compare() == []


def test_it_is_written_down_once_and_noted_for_backups(anna: Subscriber) -> None:
    restriction.restrict(anna, at=MONDAY_8AM, route=Route.DESK, note="chief: letter of 3 March")
    assert not restriction.restrict(anna, at=MONDAY_8AM, route=Route.DESK)

    said = [event for event in book.events(anna.id) if event.kind == "restricted"]
    assert [(event.body["channel"], event.body["note"]) for event in said] == [("desk", "chief: letter of 3 March")]
    lines = since_backup.read(since_backup.files(options.current().home / since_backup.FOLDER))
    assert (anna.lookup,) in [line.fields for line in lines if line and line.kind == "restricted"]


def test_a_row_that_somebody_changed_behind_our_back_is_found(anna: Subscriber) -> None:
    Subscriber.objects.update(is_restricted=True)

    assert len(folding.compare()) == 1


def test_leaving_works_while_restricted(anna: Subscriber) -> None:
    restriction.restrict(anna, at=MONDAY_8AM, route=Route.PREFERENCES)

    assert len(withdrawal.withdraw(anna, purposes=None, at=MONDAY_8AM, route=Route.ONE_CLICK).purposes) == 3


@pytest.mark.rule("L-26")
def test_with_a_sign_up_that_nobody_confirmed_what_was_said_about_it_goes_too(ben: Subscriber) -> None:
    restriction.restrict(ben, at=MONDAY_8AM, route=Route.DESK, note="chief: Brief von Ben Muster")

    purging.purge_unconfirmed(at=MONDAY_8AM + timedelta(days=9))

    assert book.events(ben.id) == []
    assert folding.compare() == []


@pytest.mark.rule("I-7")
def test_a_later_sign_up_of_her_own_ends_it(anna: Subscriber) -> None:
    restriction.restrict(anna, at=MONDAY_8AM, route=Route.PREFERENCES)
    later = MONDAY_8AM + timedelta(days=3)

    sign_up("anna@example.org", "product-news", at=later)
    assert len(mails("anna@example.org")) == 2
    assert not permission.allows(anna, "product-news", at=later)
    confirm("anna@example.org", at=later)

    assert permission.allows(anna, "product-news", at=later)
    assert [event.body["channel"] for event in book.events(anna.id) if event.kind == "unrestricted"] == ["sign-up"]
