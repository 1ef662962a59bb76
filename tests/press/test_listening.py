"""A machine hears at once of what another one changed, and knows when it is deaf."""

from __future__ import annotations

import select

import pytest
from django.db import connection, transaction

from depesche.press import listening
from depesche.press.listening import Ear

pytestmark = pytest.mark.usefixtures("committed_db")


def is_told(ear: Ear, *, within: float) -> bool:
    said = ear.fileno()
    assert said is not None
    return bool(select.select([said], [], [], within)[0])


@pytest.fixture
def ear() -> Ear:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one machine")
    found = Ear()
    found.try_out()
    assert found.hears
    return found


def test_on_sqlite_nobody_listens() -> None:
    found = Ear()
    found.try_out()

    assert found.hears is (connection.vendor == "postgresql")
    found.close()


def test_a_change_is_told_when_it_is_committed(ear: Ear) -> None:
    with transaction.atomic():
        listening.tell()
        assert not is_told(ear, within=0.1)
    assert is_told(ear, within=5)
    ear.take()
    assert not is_told(ear, within=0)
    ear.close()


def test_what_is_rolled_back_is_not_told(ear: Ear) -> None:
    with transaction.atomic():
        listening.tell()
        transaction.set_rollback(True)

    assert not is_told(ear, within=0.1)
    ear.close()


def test_who_is_cut_off_knows_it_and_listens_again(ear: Ear) -> None:
    process = ear._database.connection.info.backend_pid
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s)", [process])

    while ear.hears:
        assert is_told(ear, within=5)
        ear.take()

    ear._asked_at = 0.0
    ear.try_out()
    assert ear.hears
    ear.close()


def test_who_does_not_hear_itself_is_deaf(ear: Ear, monkeypatch: pytest.MonkeyPatch) -> None:
    ear._database.connection.execute("UNLISTEN *")  # as behind a pooler that hands out another connection each time
    monkeypatch.setattr(listening, "LONGEST_ANSWER", 0.2)
    ear._asked_at = 0.0

    ear.try_out()

    assert not ear.hears
    assert ear.fileno() is None
