"""Emil asked to be forgotten: nothing of him is left, and the log still verifies."""

from __future__ import annotations

import re

import pytest
from django.db import connection

from depesche.audience import erasure, folding, forgetting, withdrawal
from depesche.audience.models import Grant, Subscriber
from depesche.audience.signup import lookup_of
from depesche.audience.withdrawal import Route
from depesche.courier.models import Suppression
from depesche.kernel import personal_data
from depesche.ledger import book, verification
from tests.cast import MONDAY_8AM, confirm, sent_in, sign_up

pytestmark = pytest.mark.django_db


def everything() -> str:
    """Return every value of every table as one text; bytes as they are."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            for row in cursor.fetchall():
                found.extend(bytes(value).decode("latin-1") if isinstance(value, (bytes, memoryview)) else str(value) for value in row)
    return "\n".join(found)


@pytest.mark.rule("L-35", "I-6")
def test_nothing_of_emil_is_left_in_any_table(emil: str) -> None:
    """As a word of its own: signatures in base64 may hold any four letters in a row."""
    assert re.search(r"(?<![a-z0-9+/])emil(?![a-z0-9+/])", everything().lower()) is None


@pytest.mark.rule("L-26")
def test_nothing_of_ben_is_left_when_he_did_not_confirm(signup_form: object) -> None:
    from depesche.audience import purging
    from tests.cast import SUNDAY

    sent_in("ben@example.org")
    assert "ben@example.org" in everything()

    purging.purge_unconfirmed(at=SUNDAY.replace(month=4))

    assert "ben@example.org" not in everything()


@pytest.mark.rule("L-35", "I-6", "S-42")
def test_the_log_still_verifies_and_agrees_with_the_tables(emil: str, anna: Subscriber) -> None:
    report = verification.verify(log="consent")

    assert report.ok
    assert folding.compare() == []


@pytest.mark.rule("L-36", "I-6", "I-7")
def test_the_address_stays_suppressed_by_its_digest_until_a_new_act(emil: str) -> None:
    assert Suppression.objects.filter(lookup=lookup_of(emil), reason="withdrawn").exists()

    later = MONDAY_8AM.replace(day=9)
    sign_up(emil, at=later)
    assert confirm(emil, at=later).consents.count() == 1


@pytest.mark.rule("L-35")
def test_every_keeper_forgets_and_the_grant_names_nobody(anna: Subscriber) -> None:
    person = forgetting.person_of(anna)
    erasure.erase(anna, reason="asked", at=MONDAY_8AM)

    assert book.events(person.subject) == []
    assert {keeper.name for keeper in personal_data.keepers()} >= {"audience", "courier", "mailing.deliveries"}
    assert [keeper.erase(person) for keeper in personal_data.keepers()] == [0] * len(personal_data.keepers())
    assert Grant.objects.filter(subject=person.subject).count() == 3


@pytest.mark.rule("I-5")
def test_what_somebody_changed_behind_our_back_is_found(anna: Subscriber, clara: Subscriber) -> None:
    from depesche.audience.models import Consent

    Consent.objects.filter(address=anna, purpose__key="product-news").delete()
    Suppression.objects.filter(lookup=clara.lookup).delete()

    found = folding.compare()

    assert len(found) == 2
    assert any("no live row" in sentence for sentence in found)
    assert any("not suppressed" in sentence for sentence in found)


@pytest.mark.rule("L-31")
def test_a_registered_deed_runs_inside_the_withdrawal(anna: Subscriber, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[tuple[str, tuple[str, ...]]] = []
    monkeypatch.setattr(withdrawal, "_deeds", [lambda subscriber, purposes, at: seen.append((subscriber.mailbox, tuple(purposes)))])

    withdrawal.withdraw(anna, purposes=["product-news"], at=MONDAY_8AM, route=Route.DESK)
    withdrawal.withdraw(anna, purposes=["product-news"], at=MONDAY_8AM, route=Route.DESK)

    assert seen == [("anna@example.org", ("product-news",))]
