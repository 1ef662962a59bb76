"""What a change outdates."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction
from django.db.transaction import TransactionManagementError

from depesche.press import rebuild
from depesche.press.models import OutdatedTag

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def test_a_tag_is_noted_once_per_change(db: None) -> None:
    rebuild.outdate(["home", "article:1", "home"], at=NOON)

    assert list(OutdatedTag.objects.order_by("tag").values_list("tag", "outdated_at")) == [("article:1", NOON), ("home", NOON)]


def test_outside_of_a_transaction_it_refuses(committed_db: None) -> None:
    with pytest.raises(TransactionManagementError):
        rebuild.outdate(["home"], at=NOON)


def test_a_change_that_is_rolled_back_outdates_nothing(committed_db: None) -> None:
    with transaction.atomic():
        rebuild.outdate(["home"], at=NOON)
        transaction.set_rollback(True)

    assert not OutdatedTag.objects.exists()


def test_old_rows_are_forgotten_after_a_day(db: None) -> None:
    rebuild.outdate(["old"], at=NOON)
    rebuild.outdate(["young"], at=NOON + timedelta(hours=20))

    assert rebuild.forget_old(at=NOON + timedelta(hours=25)) == 1
    assert OutdatedTag.objects.get().tag == "young"


def test_the_newest_row_stays_for_stores_that_look_for_it(db: None) -> None:
    rebuild.outdate(["old"], at=NOON)

    assert rebuild.forget_old(at=NOON + timedelta(days=9)) == 0
    assert OutdatedTag.objects.get().tag == "old"
