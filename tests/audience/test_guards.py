"""What was agreed stays as it was agreed, even for raw SQL."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection, transaction

from depesche.audience import consent_texts
from depesche.audience.models import Consent, ConsentText, FormVersion, Grant, Subscriber
from depesche.kernel import digest
from depesche.ledger import guards

pytestmark = pytest.mark.django_db

CHANGES = [
    "UPDATE audience_consenttext SET wording = 'other'",
    "DELETE FROM audience_consenttext",
    "UPDATE audience_formversion SET button_label = 'other'",
    "DELETE FROM audience_formversion",
    "UPDATE audience_grant SET granted_at = NULL",
    "DELETE FROM audience_grant",
    "UPDATE audience_consent SET since = NULL",
    "UPDATE audience_consent SET last_used_at = NULL",
    "UPDATE audience_consent SET last_used_at = since, grant_id = grant_id + 1",
    "UPDATE audience_signuprequest SET state = 'waiting'",
]


def run(statement: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.parametrize("statement", CHANGES)
@pytest.mark.rule("L-01")
def test_raw_sql_cannot_change_what_was_agreed(anna: Subscriber, statement: str) -> None:
    with pytest.raises(DatabaseError, match=r"never changed|stays confirmed"):
        run(statement)


@pytest.mark.parametrize("table", ["audience_consenttext", "audience_formversion", "audience_grant"])
@pytest.mark.rule("L-01")
def test_tables_cannot_be_emptied_or_rows_replaced_from_behind(anna: Subscriber, table: str) -> None:
    is_postgresql = connection.vendor == "postgresql"
    statement = f"TRUNCATE {table} CASCADE" if is_postgresql else f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}"
    with connection.cursor() as cursor:
        if is_postgresql:  # else it refuses already because foreign keys wait to be checked
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    with pytest.raises(DatabaseError, match="never changed"):
        run(statement)


def test_a_live_row_needs_a_grant_of_the_same_person_and_purpose(anna: Subscriber, ben: Subscriber) -> None:
    grant = Grant.objects.filter(subject=anna.id).first()
    assert grant is not None
    Consent.objects.filter(grant=grant).delete()

    with pytest.raises(DatabaseError, match="no such grant"), transaction.atomic():
        Consent.objects.create(address=ben, purpose=grant.purpose, grant=grant, since=grant.granted_at)


def test_no_guard_is_missing(db: None) -> None:
    assert [name for name in guards.missing() if "audience" in name] == []


@pytest.mark.rule("L-01")
def test_the_digest_of_a_text_covers_what_it_says(signup_form: FormVersion) -> None:
    text = ConsentText.objects.get()

    assert digest.sha256_hex(consent_texts.committed(text)) == text.sha256
