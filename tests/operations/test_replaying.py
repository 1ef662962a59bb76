"""What a restored backup learns from the journal alone about everything that happened since: nobody is revived (L-37, I-10).

The database as it is plays the backup; what happens afterwards is rolled back, and only the journal remembers it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import transaction

from depesche.audience import erasure, folding, moving, permission, restriction, staleness
from depesche.audience.importing import stating, undoing
from depesche.audience.importing.stating import Said
from depesche.audience.models import Consent, FormVersion, ImportRun, Subscriber
from depesche.audience.withdrawal import Route
from depesche.kernel import keyring, options, since_backup
from depesche.ledger import verification
from depesche.operations.backup import newer, replaying
from depesche.operations.backup.replaying import Replayed
from tests.audience.exports import WORDING, is_known, live, row, table, take_in, write
from tests.cast import MONDAY_8AM, confirm

pytestmark = [pytest.mark.django_db, pytest.mark.rule("L-37", "I-10")]

MADE, LATER = MONDAY_8AM + timedelta(hours=1), MONDAY_8AM + timedelta(hours=2)
RESTORED = MONDAY_8AM + timedelta(days=1)


@pytest.fixture(autouse=True)
def own_journal(tmp_path: Path) -> Iterator[None]:
    """A home of its own for journal and keys."""
    before = options.current().home
    (tmp_path / keyring.FILE_NAME).write_bytes((before / keyring.FILE_NAME).read_bytes())
    with options.using(home=tmp_path):
        yield


@contextmanager
def lost() -> Iterator[None]:
    """Deeds after the backup."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def restore() -> Replayed:
    found = newer.gather([options.current().home / since_backup.FOLDER], None, since=MADE)
    done = replaying.replay(found, made_at=MADE, at=RESTORED)
    assert folding.compare() == []
    assert verification.verify(log="consent").ok
    return done


def move(person: Subscriber) -> Subscriber:
    moving.ask(person.pk, "anna@example.net", asked_at=LATER, at=LATER)
    return confirm("anna@example.net", at=LATER)


@pytest.fixture
def imported(signup_form: FormVersion, tmp_path: Path) -> ImportRun:
    rows = [row("fritz@example.org", evidence=",,,"), row("karl@example.org")]
    return take_in(write(tmp_path, "old.csv", table(*rows)))


def test_anna_s_old_address_stays_silent_after_she_moved(anna: Subscriber) -> None:
    with lost():
        move(anna)

    restore()

    assert not Consent.objects.filter(address=anna).exists()


def test_anna_is_erased_at_both_addresses(anna: Subscriber) -> None:
    new = move(anna)
    with lost():
        erasure.erase_as_asked(new, at=LATER)

    restore()

    assert not Subscriber.objects.exists()


def test_a_restriction_holds_at_the_address_that_is_in_use(anna: Subscriber) -> None:
    new = move(anna)
    with lost():
        restriction.restrict(new, at=LATER, route=Route.PREFERENCES)

    assert restore().restricted == 1
    assert not permission.allows(new, "product-news", at=RESTORED)


def test_a_consent_that_ended_unused_is_not_used_again(anna: Subscriber) -> None:
    late = MONDAY_8AM + timedelta(days=5 * 365)
    with lost():
        assert staleness.end_all(at=late) == 1

    restore()

    assert not permission.allows(anna, "product-news", at=late)


@pytest.mark.rule("L-28")
def test_a_statement_that_was_taken_back_makes_nobody_mailable(imported: ImportRun) -> None:
    said = Said(purposes=("product-news",), agreed_at=MONDAY_8AM - timedelta(days=900), shown_by="Ordner 7", wording=WORDING)
    statement = stating.sign(imported, said, by="Nina", at=MONDAY_8AM)
    stating.work_off(now=lambda: MONDAY_8AM)
    assert live("fritz@example.org") == {"product-news"}
    with lost():
        stating.take_back(statement, by="nina@example.org", at=LATER)

    assert restore().taken_back == 1

    assert live("fritz@example.org") == set()
    assert live("karl@example.org") == {"product-news"}


@pytest.mark.rule("L-28")
def test_an_import_that_was_taken_back_brings_nobody(imported: ImportRun) -> None:
    with lost():
        undoing.undo(imported, now=lambda: LATER)

    assert restore().taken_back == 1

    imported.refresh_from_db()
    assert imported.state == ImportRun.State.UNDONE
    assert not is_known("karl@example.org")


def test_another_import_with_the_same_number_is_left_alone(imported: ImportRun) -> None:
    since_backup.note(since_backup.UNDONE, str(imported.pk), "2020-01-01T00:00:00.000Z", at=LATER)

    assert restore().taken_back == 0

    assert is_known("karl@example.org")
