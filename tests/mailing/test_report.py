"""What the desk and the shell tell of a campaign: it adds up, and says what failed and why."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from depesche.kernel import options
from depesche.mailing import following, report, sending, stopping
from depesche.mailing.models import Campaign, Delivery
from depesche.mailing.sending import reasons
from depesche.operations import watching
from tests.courier.scripted import Scripted
from tests.mailing.conftest import NOW, Inbox, Place
from tests.mailing.test_guards import run


@pytest.mark.rule("M-15")
def test_numbers_rate_and_time_left_come_from_the_rows(place: Place) -> None:
    for number in range(8):
        place.person(f"person{number}", place.news)
    campaign = place.sending()
    run("UPDATE mailing_delivery SET state = 'handing_over' WHERE id IN (SELECT id FROM mailing_delivery ORDER BY id LIMIT 3)")
    soon = NOW + timedelta(seconds=5)
    Delivery.objects.filter(pk__in=list(Delivery.objects.filter(state="handing_over").values_list("pk", flat=True)[:2])).update(
        state="accepted", finished_at=soon
    )

    found = report.progress(campaign, at=NOW + timedelta(seconds=10))

    assert sum(found.report.counts.values()) == found.report.candidates == 8
    assert (found.done, found.rate, found.seconds_left) == (2, 0.2, 30)
    chart = report.over_time(campaign, at=NOW + timedelta(seconds=10))
    assert chart is not None
    assert sum(numbers[0] for _label, numbers in chart.rows) == 2


def test_the_desk_draws_it_and_says_what_failed_and_why(place: Place, client: Client) -> None:
    place.person("anna", place.news)
    campaign = place.sending()
    with Scripted({"rcpt": "550 5.1.1 <anna@example.org>: no such user"}) as server, options.using(smtp_url=server.url, smtp_connections=1):
        sending.run(at=NOW)
    client.force_login(place.chief)

    page = client.get(reverse("campaigns:show", args=[campaign.pk])).content.decode()
    assert "chart__drawing" in page
    assert reverse("campaigns:reasons", args=[campaign.pk]) in page
    shown = client.get(reverse("campaigns:reasons", args=[campaign.pk])).content.decode()
    assert "die Adresse gibt es nicht" in shown
    assert "example.org" in shown
    assert "anna@" not in shown


@pytest.mark.parametrize(
    ("state", "code", "said"),
    [
        ("failed", "550 5.1.1", "the address does not exist"),
        ("failed", "552 5.2.2", "the mailbox is full"),
        ("failed", "550 5.7.1", "refused by the receiver's policy"),
        ("deferred", "451 4.7.1", "refused by the receiver's policy"),
        ("deferred", "450 try ", "temporary"),
        ("failed", "554 no   ", "refused"),
        ("unknown", "", "no answer"),
        ("failed", "To: bad", "it could not be written"),
    ],
)
def test_replies_have_a_meaning(state: str, code: str, said: str) -> None:
    from django.utils import translation

    with translation.override("en"):
        assert reasons.meaning(state, code) == said


def test_the_shell_follows_it_to_its_end(place: Place, inbox: Inbox) -> None:
    place.person("anna", place.news)
    campaign = place.sending()
    sending.run(at=NOW)
    out = io.StringIO()

    watching.watch(campaign, out=out)

    assert campaign.state == Campaign.State.DONE
    other = place.sending("Zweite")
    stopping.pause(other, reason="Pause!")
    watching.watch(other, out=out)
    assert "Pause!" in out.getvalue()
    assert following.duration(5400).startswith("2")
