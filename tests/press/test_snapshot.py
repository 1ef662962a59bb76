"""A rendering reads one state of the database, whatever is committed meanwhile; who has to write still can."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.db import DatabaseError, connection, connections, transaction

from depesche.press import snapshot
from depesche.press.models import OutdatedTag

pytestmark = pytest.mark.usefixtures("committed_db")
NOON = datetime(2026, 2, 2, 12, tzinfo=UTC)


def elsewhere(deed: Callable[[], object]) -> None:
    """Do something on a connection of its own, to the end."""

    def do() -> None:
        try:
            deed()
        finally:
            connections.close_all()

    thread = threading.Thread(target=do)
    thread.start()
    thread.join()


def note(tag: str) -> None:
    OutdatedTag.objects.create(tag=tag, outdated_at=NOON)


def noted() -> list[str]:
    return list(OutdatedTag.objects.order_by("pk").values_list("tag", flat=True))


def test_what_is_committed_meanwhile_is_seen_by_the_next_rendering_only() -> None:
    with snapshot.of_database() as state:
        assert noted() == []
        elsewhere(lambda: note("new"))
        assert noted() == []

    assert state.is_whole
    with snapshot.of_database():
        assert noted() == ["new"]


def test_the_state_is_the_one_of_the_first_query() -> None:
    with snapshot.of_database():
        elsewhere(lambda: note("before"))
        assert noted() == ["before"]


def write_one() -> None:
    note("mine")


def write_in_a_transaction() -> None:
    with transaction.atomic():
        note("mine")


def write_by_sql() -> None:
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO press_outdatedtag (tag, outdated_at) VALUES (%s, %s)", ["mine", NOON])


@pytest.mark.parametrize("write", [write_one, write_in_a_transaction, write_by_sql], ids=lambda write: write.__name__)
def test_who_writes_after_all_loses_the_state_and_nothing_else(write: Callable[[], None]) -> None:
    with snapshot.of_database() as state:
        assert noted() == []
        elsewhere(lambda: note("theirs"))
        write()
        assert not state.is_whole
        assert noted() == ["theirs", "mine"]
        elsewhere(lambda: note("later"))
        assert noted() == ["theirs", "mine", "later"]

    assert not state.is_whole
    assert connection.get_autocommit()


def test_a_transaction_inside_is_rolled_back_alone() -> None:
    with snapshot.of_database() as state, transaction.atomic():
        note("mine")
        transaction.set_rollback(True)

    assert not state.is_whole
    assert noted() == []


def test_after_an_error_others_can_be_asked() -> None:
    with snapshot.of_database() as state:
        with pytest.raises(DatabaseError), connection.cursor() as cursor:
            cursor.execute("SELECT nothing FROM nowhere")
        assert noted() == []

    assert not state.is_whole


def break_down() -> None:
    with snapshot.of_database():
        noted()
        raise RuntimeError("a broken page")


def test_an_exception_leaves_no_transaction_behind() -> None:
    with pytest.raises(RuntimeError):
        break_down()

    elsewhere(lambda: note("new"))
    assert noted() == ["new"]


def test_a_connection_that_was_closed_meanwhile_is_no_whole_state() -> None:
    with snapshot.of_database() as state:
        noted()
        connection.close()
        assert noted() == []

    assert not state.is_whole
    assert connection.get_autocommit()


def test_inside_of_a_transaction_nothing_is_begun() -> None:
    with transaction.atomic():
        note("mine")
        with snapshot.of_database() as state:
            note("mine too")
        assert noted() == ["mine", "mine too"]

    assert state.is_whole
    assert noted() == ["mine", "mine too"]


def test_a_lost_connection_is_made_anew_for_the_next_state() -> None:
    noted()
    connection.close()

    with snapshot.of_database() as state:
        noted()

    assert state.is_whole
