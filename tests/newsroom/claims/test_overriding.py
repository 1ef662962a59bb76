"""An editor's judgement needs a reason and ends by itself."""

from __future__ import annotations

from datetime import timedelta

import pytest

from depesche.kernel import clock
from depesche.kernel.refusal import Refusal
from depesche.newsroom.claims import overriding
from depesche.newsroom.claims.terms import Status
from tests.newsroom.claims.conftest import add, claim, source

pytestmark = pytest.mark.django_db
REASON = "Zwei Reporter waren vor Ort und haben es gesehen."


def test_a_judgement_without_a_reason_is_refused() -> None:
    about = claim()

    with pytest.raises(Refusal) as refused:
        overriding.decide(about, Status.CONFIRMED, reason="weil", until=clock.now() + timedelta(days=1), seen=1, by=None, at=clock.now())

    assert refused.value.code == "reason-too-short", "statement 11"


def test_a_judgement_ends_by_itself() -> None:
    about, now = claim(), clock.now()
    add(about, source())
    decided = overriding.decide(about, Status.CONFIRMED, reason=REASON, until=now + timedelta(days=1), seen=about.version, by=None, at=now)
    assert (decided.status, decided.rule) == (Status.CONFIRMED, "R0")

    assert not overriding.is_due(at=now)
    assert overriding.clear_due(at=now + timedelta(days=2)) == 1

    about.refresh_from_db()
    assert (about.status, about.override) == (Status.SINGLE_SOURCE, ""), "statement 11"


def test_refuted_is_said_with_evidence_only() -> None:
    about = claim()
    add(about, source())

    with pytest.raises(Refusal) as refused:
        overriding.decide(about, Status.REFUTED, reason=REASON, until=clock.now() + timedelta(days=1), seen=about.version, by=None, at=clock.now())

    assert refused.value.code == "refuted-without-evidence"
