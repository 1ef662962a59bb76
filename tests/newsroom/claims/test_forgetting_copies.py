"""The file of a copy goes when its evidence was taken down for good: at the commit, or later if the process died, and never if somebody needs it."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from django.db import connection, transaction

from depesche.kernel import clock
from depesche.newsroom import chores, protocol_check
from depesche.newsroom.claims import archiving, asserting, forgetting_copies, taking_down
from depesche.newsroom.claims.proving import Proof
from depesche.newsroom.claims.taking_down import Order
from depesche.newsroom.claims.terms import Ground
from depesche.newsroom.models import Assertion, Evidence
from tests.newsroom.claims.conftest import add, claim, source

pytestmark = pytest.mark.usefixtures("committed_db")
ORDER = Order(Ground.PERSONAL_DATA, "Der Genannte verlangt es, er war nicht gemeint.")
PAGE = b"Max Muster"


def stated() -> Evidence:
    """Return evidence of a new statement; no copy of it is kept yet."""
    return add(claim(), source(), evidence=[Proof("https://example.org/")]).evidence.get()


def kept() -> tuple[Assertion, Path]:
    """Return a statement that was taken back, and the copy of its evidence."""
    evidence = archiving.keep(stated(), "seite.html", [PAGE], by=None, at=clock.now())
    asserting.retract(evidence.assertion, reason="Irrtum", by=None, at=clock.now())
    return evidence.assertion, archiving.path(evidence)


def take_down(said: Assertion) -> None:
    taking_down.statement(said, ORDER, by=None, at=clock.now())


def test_the_file_goes_with_the_commit_and_not_before() -> None:
    said, copy = kept()
    with transaction.atomic():
        take_down(said)
        transaction.set_rollback(True)
    assert copy.is_file(), "nothing was taken down"

    with transaction.atomic():
        take_down(said)
        assert copy.is_file()
    assert not copy.exists()


def test_a_file_that_other_evidence_has_too_stays() -> None:
    said, copy = kept()
    archiving.keep(stated(), "andere.html", [PAGE], by=None, at=clock.now())

    take_down(said)
    chores.forget_copies(at=clock.now())

    assert copy.read_bytes() == PAGE
    assert protocol_check.differences() == []


def test_what_a_process_left_that_died_after_the_commit_goes_within_the_hour_and_nothing_else() -> None:
    said, copy = kept()
    assert not forgetting_copies.may_be_left(at=clock.now())
    take_down(said)
    copy.write_bytes(PAGE)  # as if the commit had been the last that it did
    unknown = copy.with_name("0" * 64)
    unknown.write_bytes(b"of another database")

    assert forgetting_copies.may_be_left(at=clock.now())
    chores.forget_copies(at=clock.now())

    assert not copy.exists()
    assert unknown.is_file()


def test_who_keeps_the_same_file_at_that_moment_has_it_afterwards() -> None:
    said, copy = kept()
    evidence, stored, may_commit = stated(), threading.Event(), threading.Event()

    def keep() -> None:
        try:
            with transaction.atomic():
                archiving.keep(evidence, "andere.html", [PAGE], by=None, at=clock.now())
                stored.set()
                may_commit.wait(1)
        finally:
            connection.close()

    other = threading.Thread(target=keep)
    other.start()
    assert stored.wait(20)
    take_down(said)
    may_commit.set()
    other.join(20)

    assert copy.read_bytes() == PAGE
    assert protocol_check.differences() == []
