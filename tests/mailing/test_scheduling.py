"""Sending at a time set beforehand, and not when that time is long past."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from depesche.kernel import clock
from depesche.kernel.refusal import Refusal
from depesche.mailing import approval, chores, rendering, scheduling, starting
from depesche.mailing.first_bulk import Permit
from depesche.mailing.models import Campaign, Delivery
from tests.mailing.conftest import NOW, Place

TOMORROW = NOW + timedelta(days=1)
State = Campaign.State


def test_it_begins_at_its_time_and_not_before(place: Place) -> None:
    place.person("anna", place.news)
    campaign = place.approved()
    scheduling.schedule(campaign, send_at=TOMORROW, at=NOW)

    assert not scheduling.is_due(at=TOMORROW - timedelta(seconds=1))
    assert scheduling.start_due(at=TOMORROW - timedelta(seconds=1)) == 0
    assert scheduling.is_due(at=TOMORROW)
    chores.start(at=TOMORROW + timedelta(hours=2))
    chores.start(at=TOMORROW + timedelta(hours=2))

    campaign.refresh_from_db()
    assert campaign.state == State.SENDING
    assert Delivery.objects.count() == 1


@pytest.mark.rule("M-11")
def test_one_that_is_more_than_two_hours_late_asks_again(place: Place, client: Client) -> None:
    place.person("anna", place.news)
    campaign = place.approved()
    scheduling.schedule(campaign, send_at=TOMORROW, at=NOW)

    assert scheduling.start_due(at=TOMORROW + timedelta(hours=2, seconds=1)) == 0

    campaign.refresh_from_db()
    assert (campaign.state, campaign.send_at, Delivery.objects.count()) == (State.WAITING, None, 0)
    client.force_login(place.chief)
    assert "zwei Stunden verspätet" in client.get(reverse("campaigns:show", args=[campaign.pk])).content.decode()
    approval.approve(campaign, by=place.chief, seen=rendering.content(campaign).digest, at=TOMORROW)
    campaign.refresh_from_db()
    assert (campaign.state, campaign.send_at, campaign.pause_reason) == (State.APPROVED, None, "")


def test_one_whose_content_changed_meanwhile_asks_again(place: Place) -> None:
    place.person("anna", place.news)
    campaign = place.approved()
    scheduling.schedule(campaign, send_at=TOMORROW, at=NOW)
    Campaign.objects.filter(pk=campaign.pk).update(subject="Anders")

    assert scheduling.start_due(at=TOMORROW) == 0

    campaign.refresh_from_db()
    assert campaign.state == State.WAITING
    assert "geändert" in campaign.pause_reason or "changed" in campaign.pause_reason


def test_a_time_that_is_taken_away_while_another_one_starts_is_taken_away(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = place.approved("Erste"), place.approved("Zweite")
    for campaign in (first, second):
        scheduling.schedule(campaign, send_at=TOMORROW, at=NOW)

    def start(campaign: Campaign, permitted: Permit, *, at: datetime) -> int:
        scheduling.unschedule(second)
        return began(campaign, permitted, at=at)

    began = starting.start_permitted
    monkeypatch.setattr(starting, "start_permitted", start)

    assert scheduling.start_due(at=TOMORROW) == 1
    second.refresh_from_db()
    assert second.state == State.APPROVED


def test_one_that_breaks_holds_none_of_the_others_up_and_is_told(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    place.person("anna", place.news)
    broken, whole = place.approved("Erste"), place.approved("Zweite")
    for campaign in (broken, whole):
        scheduling.schedule(campaign, send_at=TOMORROW, at=NOW)
    start = starting.start_permitted

    def breaks(campaign: Campaign, permitted: Permit, *, at: datetime) -> int:
        if campaign.pk == broken.pk:
            raise RuntimeError("a defect")
        return start(campaign, permitted, at=at)

    monkeypatch.setattr(starting, "start_permitted", breaks)
    with pytest.raises(RuntimeError, match="a defect"):
        scheduling.start_due(at=TOMORROW)

    broken.refresh_from_db()
    whole.refresh_from_db()
    assert (broken.state, whole.state) == (State.APPROVED, State.SENDING)


def test_only_what_is_approved_and_only_a_moment_to_come(place: Place) -> None:
    with pytest.raises(Refusal) as refused:
        scheduling.schedule(place.draft(), send_at=TOMORROW, at=NOW)
    assert refused.value.code == "not-approved"
    with pytest.raises(Refusal) as late:
        scheduling.schedule(place.approved("Andere"), send_at=NOW, at=NOW)
    assert late.value.code == "time-is-past"


def test_the_chief_sets_the_time_at_the_desk_and_takes_it_away(place: Place, client: Client) -> None:
    campaign = place.approved()
    client.force_login(place.chief)
    wanted = timezone.localtime(clock.now() + timedelta(days=2)).replace(second=0, microsecond=0)

    client.post(reverse("campaigns:schedule", args=[campaign.pk]), {"when": f"{wanted:%Y-%m-%dT%H:%M}"})

    campaign.refresh_from_db()
    assert campaign.send_at == wanted
    client.post(reverse("campaigns:unschedule", args=[campaign.pk]))
    campaign.refresh_from_db()
    assert campaign.send_at is None
