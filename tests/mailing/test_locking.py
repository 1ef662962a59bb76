"""A locked site writes to nobody, whoever asks (L-37, I-10)."""

from __future__ import annotations

import pytest
from django.db.utils import DatabaseError
from django.test import Client
from django.urls import reverse

from depesche.courier import locking, message, outbox, way
from depesche.courier.message import Letter
from depesche.courier.models import OutboxMessage
from depesche.kernel.refusal import Refusal
from depesche.mailing.models import Delivery
from depesche.mailing.sending import claiming, permission
from depesche.mailing.sending.permission import Moment
from tests.mailing.conftest import NOW, Place
from tests.mailing.test_guards import run


def letter() -> Letter:
    return Letter(
        sender=message.mailbox("Beispiel", "news@example.org"),
        to="anna@example.org",
        subject="Hallo",
        html="<p>Hallo</p>",
        text="Hallo",
        message_id=message.message_id("1", "example.org"),
        date=NOW,
    )


def test_nothing_leaves_while_sending_is_locked_and_everything_afterwards(place: Place) -> None:
    place.person("anna", place.news)
    place.sending()
    outbox.post(letter(), kind="test", subject=None, at=NOW)
    locking.lock(locking.RESTORED, at=NOW)

    assert not claiming.due(at=NOW).exists()
    assert not outbox.is_due(at=NOW)
    assert outbox.hand_over_due(at=NOW) == 0
    assert Delivery.objects.get().state == Delivery.State.QUEUED

    locking.unlock()

    assert claiming.due(at=NOW).exists()


def test_a_lock_between_the_claim_and_the_hand_over_stops_the_mail(committed_place: Place) -> None:
    committed_place.person("anna", committed_place.news)
    committed_place.sending()
    (taken,) = claiming.claim("worker", at=NOW)
    locking.lock(locking.BY_HAND, at=NOW)

    assert permission.begin(taken, Moment("worker", NOW)) is None
    assert Delivery.objects.get().state == Delivery.State.QUEUED


@pytest.mark.parametrize("table", ["mailing_delivery", "courier_outboxmessage"])
def test_the_database_itself_refuses_to_begin_a_hand_over(place: Place, table: str) -> None:
    place.person("anna", place.news)
    place.sending()
    outbox.post(letter(), kind="test", subject=None, at=NOW)
    locking.lock(locking.RESTORED, at=NOW)

    with pytest.raises(DatabaseError, match="sending is locked"):
        run(f"UPDATE {table} SET state = 'handing_over'")


def test_everybody_at_the_desk_reads_that_no_mail_leaves(place: Place, client: Client) -> None:
    locking.lock(locking.RESTORED, at=NOW)
    client.force_login(place.editor)

    page = client.get(reverse("wagtailadmin_home")).content.decode()

    assert "aus einer Sicherung wiederhergestellt" in page
    assert "depesche sending unlock" in page
    locking.unlock()
    assert "depesche sending unlock" not in client.get(reverse("wagtailadmin_home")).content.decode()


def test_a_lock_keeps_its_reason_and_unlocking_twice_is_told(place: Place) -> None:
    locking.lock(locking.RESTORED, at=NOW)
    locking.lock(locking.BY_HAND, at=NOW)
    problem = way.problem()

    assert problem is not None
    assert problem.code == "sending-locked"
    assert locking.unlock().reason == locking.RESTORED
    with pytest.raises(Refusal, match=r"not locked|nicht gesperrt"):
        locking.unlock()


def test_what_a_backup_held_as_waiting_is_given_up(place: Place) -> None:
    entry = outbox.post(letter(), kind="test", subject=None, at=NOW)

    assert locking.give_up_waiting(at=NOW) == 1
    assert OutboxMessage.objects.get(pk=entry.pk).state == OutboxMessage.State.GIVEN_UP
