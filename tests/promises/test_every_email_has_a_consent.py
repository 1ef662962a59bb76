"""README: the wording is kept, the log is whole, the database refuses a hand-over without a live consent, withdrawal works at once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from depesche.audience import withdrawal
from depesche.audience.models import ConsentText, Grant, Purpose, Subscriber
from depesche.ledger import book, verification
from depesche.mailing import selection
from depesche.mailing.models import Campaign, Delivery
from tests.cast import SUNDAY

MONDAY = SUNDAY + timedelta(days=1)


@pytest.fixture
def letter(anna: Subscriber, ben: Subscriber, clara: Subscriber, dora: Subscriber, django_user_model: Any) -> Campaign:
    writer, chief = (django_user_model.objects.create_user(email=f"{name}@example.org") for name in ("edda", "carl"))
    return Campaign.objects.create(
        purpose=Purpose.objects.get(key="product-news"),
        subject="Neues",
        slug="neues",
        created_at=MONDAY,
        author=writer,
        last_edited_by=writer,
        last_edited_at=MONDAY,
        approved_by=chief,
        approved_at=MONDAY,
        approved_digest="0" * 64,
        approved_route=Campaign.Route.DESK,
        state=Campaign.State.SENDING,
    )


def hands_over(delivery: Delivery) -> bool:
    """Say `handing_over` as a bug or a shell would, past every line of Python."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("UPDATE mailing_delivery SET state = 'handing_over' WHERE id = %s", [delivery.pk])
    except DatabaseError:
        return False
    return True


def test_only_who_confirmed_and_stayed_is_chosen(letter: Campaign, anna: Subscriber, ben: Subscriber, clara: Subscriber) -> None:
    selection.freeze(letter, at=MONDAY)

    chosen = set(Delivery.objects.filter(campaign=letter).values_list("address", flat=True))
    assert anna.pk in chosen
    assert not chosen & {ben.pk, clara.pk}


def test_the_database_lets_annas_mail_go_and_stops_claras_and_doras(letter: Campaign, anna: Subscriber, clara: Subscriber, dora: Subscriber) -> None:
    said = {}
    for person in (anna, clara, dora):
        grant = Grant.objects.filter(subject=person.pk, purpose=letter.purpose).latest("granted_at")
        said[person.mailbox] = hands_over(Delivery.objects.create(campaign=letter, address=person, grant=grant))

    assert said == {anna.mailbox: True, clara.mailbox: False, dora.mailbox: False}


def test_withdrawal_works_at_once(letter: Campaign, anna: Subscriber) -> None:
    selection.freeze(letter, at=MONDAY)
    withdrawal.withdraw(anna, purposes=None, at=MONDAY, route=withdrawal.Route.ONE_CLICK)

    assert not hands_over(Delivery.objects.get(campaign=letter, address=anna))


def test_the_wording_is_kept_and_cannot_be_changed(anna: Subscriber) -> None:
    for change in ("UPDATE audience_consenttext SET wording = 'x'", "DELETE FROM audience_consenttext"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(change)

    assert "widerrufen" in ConsentText.objects.get(forms__grants__subject=anna.pk, forms__grants__purpose__key="product-news").wording


def test_each_step_is_an_entry_of_a_log_that_verifies(anna: Subscriber, clara: Subscriber) -> None:
    assert [event.kind for event in book.events(anna.pk)][:1] == ["requested"]
    assert "withdrawn" in [event.kind for event in book.events(clara.pk)]
    assert verification.verify().ok
