"""Mailboxes that the receiving server calls full while it refuses the mail count like those that say so by mail (M-12)."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.db.models import F

from depesche.audience.models import Consent, Subscriber
from depesche.courier.models import Bounce, Suppression
from depesche.courier.transport import Phase, Reply
from depesche.ledger import book
from depesche.mailing.models import Campaign, Delivery
from depesche.mailing.sending import claiming, permission, recording
from tests.mailing.conftest import NOW, Place
from tests.mailing.test_coming_back import FULL, comes_back, letter

FULL_REPLY = Reply(552, "5.2.2 <dora@example.org>: mailbox full", Phase.RECIPIENT)


def answered(campaign: Campaign, person: Subscriber, reply: Reply, *, at: datetime) -> Delivery:
    """Hand the person's mail over and record what the server says to it."""
    delivery = Delivery.objects.get(campaign=campaign, address=person)
    Delivery.objects.filter(pk=delivery.pk).update(state=Delivery.State.HANDING_OVER, handed_over_at=at, attempts=F("attempts") + 1)
    delivery.refresh_from_db()
    recording.record(delivery, recording.Answer(reply, at))
    delivery.refresh_from_db()
    return delivery


def reasons(person: Subscriber) -> list[str]:
    return list(Suppression.objects.filter(lookup=person.lookup).values_list("reason", flat=True))


@pytest.mark.rule("M-12")
@pytest.mark.parametrize("phase", [Phase.RECIPIENT, Phase.DATA, Phase.DOT])
@pytest.mark.parametrize("text", ["5.2.2 mailbox full", "5.2.1 mailbox disabled, not accepting messages", "<dora@example.org> over quota"])
def test_dora_is_given_up_after_five_refused_newsletters_over_a_month(place: Place, phase: Phase, text: str) -> None:
    dora = place.person("dora", place.news)
    for turn, day in enumerate((0, 7, 14, 21, 29)):
        at = NOW + timedelta(days=day)
        answered(place.sending(f"Ausgabe {turn}"), dora, Reply(552, text, phase), at=at)
    assert reasons(dora) == []

    last = place.sending("Ausgabe 6")
    answered(last, dora, Reply(552, text, phase), at=NOW + timedelta(days=30))

    assert reasons(dora) == [Suppression.Reason.UNREACHABLE]
    assert [(event.subject, event.body["campaign"]) for event in book.of_kinds(["unreachable_suppressed"])] == [(dora.pk, last.pk)]
    assert Consent.objects.filter(address=dora).exists()
    assert not Bounce.objects.filter(diagnostic__contains="dora@").exists()


@pytest.mark.rule("M-12")
def test_replies_and_mails_count_together_and_one_mail_once(place: Place) -> None:
    dora = place.person("dora", place.news)
    for turn, day in enumerate((0, 10, 20)):
        at = NOW + timedelta(days=day)
        delivery = answered(place.sending(f"Ausgabe {turn}"), dora, FULL_REPLY, at=at)
        comes_back(FULL, delivery, at=at)
    assert Bounce.objects.count() == 3
    at = NOW + timedelta(days=25)
    comes_back(FULL, letter(place, dora, at=at, number=4), at=at)
    assert reasons(dora) == []

    answered(place.sending("Ausgabe 5"), dora, FULL_REPLY, at=NOW + timedelta(days=31))

    assert reasons(dora) == [Suppression.Reason.UNREACHABLE]


@pytest.mark.rule("M-10", "M-12")
def test_a_mailbox_that_stays_full_until_the_mail_is_given_up_counts_once(place: Place) -> None:
    dora, anna = place.person("dora", place.news), place.person("anna", place.news)
    campaign = place.sending()
    for hour in range(claiming.LEAST_ATTEMPTS):
        full = answered(
            campaign, dora, Reply(452, "4.2.2 The email account that you tried to reach is over quota", Phase.DOT), at=NOW + timedelta(hours=hour)
        )
        grey = answered(campaign, anna, Reply(451, "4.7.1 greylisted, try again later", Phase.RECIPIENT), at=NOW + timedelta(hours=hour))
    assert {full.state, grey.state} == {Delivery.State.DEFERRED}
    assert not Bounce.objects.exists()

    claiming.tidy(at=NOW + timedelta(hours=25))

    assert list(Delivery.objects.values_list("state", flat=True)) == ["failed", "failed"]
    assert list(Bounce.objects.values_list("lookup", "kind", "code")) == [(dora.lookup, "mailbox_full/inactive", "4.2.2")]


def test_a_mailbox_that_had_room_again_does_not_count(place: Place) -> None:
    dora = place.person("dora", place.news)
    campaign = place.sending()
    answered(campaign, dora, Reply(452, "4.2.2 over quota", Phase.DOT), at=NOW)
    taken = answered(campaign, dora, Reply(250, "2.0.0 queued", Phase.DOT), at=NOW + timedelta(hours=1))
    claiming.tidy(at=NOW + timedelta(hours=25))

    assert taken.state == Delivery.State.ACCEPTED
    assert not Bounce.objects.exists()


@pytest.mark.parametrize(
    "reply", [Reply(550, "5.7.1 blocked", Phase.RECIPIENT), Reply(554, "5.6.0 content", Phase.DOT), Reply(452, "4.3.1 system full", Phase.MAIL)]
)
def test_other_refusals_are_no_full_mailbox(place: Place, reply: Reply) -> None:
    anna = place.person("anna", place.news)
    answered(place.sending(), anna, reply, at=NOW)
    assert not Bounce.objects.exists()


def test_who_was_erased_meanwhile_is_not_counted(place: Place) -> None:
    emil = place.person("emil", place.news)
    campaign = place.sending()
    delivery = Delivery.objects.get(campaign=campaign, address=emil)
    Delivery.objects.filter(pk=delivery.pk).update(state=Delivery.State.HANDING_OVER, handed_over_at=NOW)
    delivery.refresh_from_db()
    Delivery.objects.filter(pk=delivery.pk).update(address=None)
    permission.lock([delivery.pk])

    recording.record(delivery, recording.Answer(FULL_REPLY, NOW))

    assert Delivery.objects.get().state == Delivery.State.FAILED
    assert not Bounce.objects.exists()
