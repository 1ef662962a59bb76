"""The tables are compared with the log in parts, never person by person."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from depesche.audience import folding, withdrawal
from depesche.audience.models import Consent, FormVersion, Subscriber
from depesche.audience.withdrawal import Route
from tests.cast import ALL_PURPOSES, SUNDAY, confirm, sign_up


def people(*numbers: int) -> None:
    for number in numbers:
        sign_up(f"person-{number}@example.org", *ALL_PURPOSES)
        subscriber = confirm(f"person-{number}@example.org")
        if number % 2:
            withdrawal.withdraw(subscriber, purposes=["product-news"], at=SUNDAY + timedelta(hours=1), route=Route.LINK)


@pytest.mark.rule("I-5")
def test_more_people_ask_no_more_of_the_database(signup_form: FormVersion) -> None:
    people(1, 2)
    with CaptureQueriesContext(connection) as few:
        assert folding.compare() == []
    people(*range(3, 12))
    with CaptureQueriesContext(connection) as many:
        assert folding.compare() == []

    assert len(many) == len(few)


@pytest.mark.rule("I-5")
def test_each_difference_is_named_wherever_the_parts_end(signup_form: FormVersion, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folding, "AT_ONCE", 2)
    people(*range(1, 8))
    lost = Subscriber.objects.get(mailbox="person-4@example.org")
    Consent.objects.filter(address=lost, purpose__key="special-offers").delete()
    gone = Subscriber.objects.get(mailbox="person-6@example.org")
    subject = str(gone.pk)
    gone.delete()

    said = folding.compare()

    assert [line for line in said if str(lost.pk) in line] == [
        f"{lost.pk}: the log holds a consent for special-offers, but no live row stands for it"
    ]
    assert len([line for line in said if subject in line]) == 3
    assert len(said) == 4
