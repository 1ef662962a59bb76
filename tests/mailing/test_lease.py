"""A copied database, and one that was set back, writes to nobody until a person has looked (M-16, I-10)."""

from __future__ import annotations

import pytest
from django.db import connection

from depesche.courier import locking
from depesche.mailing import report, sending
from depesche.mailing.models import SendingLease
from depesche.mailing.sending import lease
from tests.mailing.conftest import NOW, Inbox, Place


@pytest.mark.rule("M-16", "I-10")
def test_a_database_that_was_copied_elsewhere_sends_nothing(place: Place, inbox: Inbox) -> None:
    place.person("anna", place.news)
    campaign = place.sending()
    SendingLease.objects.create(place="postgresql:another:1", fence=7)

    assert sending.run(at=NOW) == 0

    problem = locking.problem()
    assert problem is not None
    assert "Kopie" in str(problem.message)
    assert inbox.mails() == []
    assert report.report(campaign).counts["queued"] == 1
    locking.unlock()
    assert sending.run(at=NOW) == 1


@pytest.mark.rule("M-16", "L-37")
def test_a_database_that_was_set_back_sends_nothing(place: Place, inbox: Inbox) -> None:
    place.person("anna", place.news)
    place.sending()
    lease.file().write_text(f"{lease.here()} 9")

    assert sending.run(at=NOW) == 0
    assert locking.problem() is not None

    locking.unlock()
    assert sending.run(at=NOW) == 1
    assert SendingLease.objects.get().fence > 9


def test_workers_of_one_database_share_its_lease(place: Place, inbox: Inbox) -> None:
    assert lease.hold(at=NOW)
    lease.file().unlink(missing_ok=True)  # a second machine has a home of its own

    assert lease.hold(at=NOW)
    assert locking.problem() is None
    assert SendingLease.objects.get().fence == 2
    assert connection.vendor in lease.here()
