"""What of mailing stands on the desk's first page: for whom, with which count, and until when."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from depesche.brand.home.waiting import Urgency
from depesche.brand.models import User
from depesche.brand.people import Role
from depesche.mailing import approval, rendering, scheduling, sending_figures, starting, stopping
from depesche.mailing.coming_back import reviewing
from depesche.mailing.coming_back.reviewing import Deed
from depesche.mailing.models import Campaign, Delivery
from tests.brand.first_page import rows_of
from tests.mailing.conftest import NOW, Place
from tests.mailing.test_coming_back_desk import in_review
from tests.newsroom.corrections.conftest import colleague

pytestmark = pytest.mark.django_db
State = Delivery.State


@pytest.fixture
def olga(place: Place) -> User:
    """An audience officer."""
    return colleague("olga", Role.AUDIENCE_OFFICER)


def test_a_campaign_waits_for_a_second_person_who_did_not_touch_it(place: Place, olga: User) -> None:
    campaign = place.draft()
    assert rows_of(place.chief) == {}
    approval.submit(campaign, at=NOW)

    row = rows_of(place.chief)["campaigns-to-approve"]
    assert (row.count, row.urgency, row.url) == (1, Urgency.SOON, reverse("campaigns:show", args=[campaign.pk]))
    assert {"campaigns-to-approve"} & (set(rows_of(place.editor)) | set(rows_of(olga))) == set()
    Campaign.objects.filter(pk=campaign.pk).update(last_edited_by=place.chief)
    assert "campaigns-to-approve" not in rows_of(place.chief)
    Campaign.objects.filter(pk=campaign.pk).update(last_edited_by=place.editor)

    approval.approve(campaign, by=place.chief, seen=rendering.content(campaign).digest, at=NOW)
    assert "campaigns-to-approve" not in rows_of(place.chief)


def test_one_that_the_shell_wrote_waits_for_any_chief(place: Place) -> None:
    campaign = place.draft()
    Campaign.objects.filter(pk=campaign.pk).update(author=None, last_edited_by=None)
    approval.submit(campaign, at=NOW)

    assert "campaigns-to-approve" in rows_of(place.chief)


def test_several_lead_to_the_list(place: Place) -> None:
    for number in range(3):
        approval.submit(place.draft(f"Gold {number}"), at=NOW)

    row = rows_of(place.chief)["campaigns-to-approve"]
    assert (row.count, row.url) == (3, reverse("campaigns:index"))
    assert row.sentence == "3 Newsletter warten auf Ihre Freigabe."


def test_an_approved_one_waits_for_who_may_send_it(place: Place) -> None:
    campaign = place.approved()

    assert rows_of(place.chief)["campaigns-to-send"].count == 1
    assert "campaigns-to-send" not in rows_of(place.editor)
    scheduling.schedule(campaign, send_at=NOW + timedelta(days=1), at=NOW)
    assert "campaigns-to-send" not in rows_of(place.chief)


def test_one_that_missed_its_time_says_why_until_it_is_approved_anew(place: Place, olga: User) -> None:
    place.person("anna", place.news)
    campaign = place.approved()
    scheduling.schedule(campaign, send_at=NOW + timedelta(days=1), at=NOW)
    scheduling.start_due(at=NOW + timedelta(days=2))

    for person in (place.chief, place.editor):
        row = rows_of(person)["campaigns-late"]
        assert (row.count, row.urgency) == (1, Urgency.NOW)
        assert "zwei Stunden verspätet" in row.detail
        assert "campaigns-to-approve" not in rows_of(person)
    assert "campaigns-late" not in rows_of(olga)

    campaign.refresh_from_db()
    approval.approve(campaign, by=place.chief, seen=rendering.content(campaign).digest, at=NOW)
    assert "campaigns-late" not in rows_of(place.chief)


def test_a_paused_one_says_why_until_it_goes_on(place: Place) -> None:
    place.person("anna", place.news)
    campaign = place.sending()
    assert "campaigns-paused" not in rows_of(place.chief)
    stopping.pause(campaign, reason="Zu viele Beschwerden.")

    row = rows_of(place.chief)["campaigns-paused"]
    assert (row.count, row.urgency, row.detail) == (1, Urgency.NOW, "Gold am Montag: Zu viele Beschwerden.")
    assert "campaigns-paused" not in rows_of(place.editor)

    stopping.resume(campaign)
    assert "campaigns-paused" not in rows_of(place.chief)


def test_mails_without_an_answer_are_told_of_for_a_week_or_until_one_is_found(place: Place) -> None:
    for name in ("anna", "dora"):
        place.person(name, place.news)
    campaign = place.approved()
    starting.start(campaign, at=NOW)
    end(campaign, State.UNKNOWN)
    assert "unknown-deliveries" not in rows_of(place.chief)  # not counted yet
    sending_figures.take(at=NOW)

    row = rows_of(place.chief, at=NOW)["unknown-deliveries"]
    assert (row.count, row.url) == (2, reverse("failures:campaign", args=[campaign.pk]))
    assert row.sentence == "Bei 2 Mails ist unbekannt, ob der Mailserver sie hat."
    assert "unknown-deliveries" not in rows_of(place.editor, at=NOW)
    assert "unknown-deliveries" not in rows_of(place.chief, at=NOW + timedelta(days=8))

    Delivery.objects.filter(campaign=campaign).update(state=State.ACCEPTED)
    sending_figures.take(at=NOW + timedelta(minutes=5))
    assert "unknown-deliveries" not in rows_of(place.chief, at=NOW)


def test_a_mail_that_nobody_understood_waits_for_an_officer(place: Place, olga: User) -> None:
    mail = in_review()

    row = rows_of(olga)["came-back"]
    assert (row.count, row.url, row.since) == (1, reverse("came-back:mail", args=[mail.pk]), mail.received_at)
    assert "came-back" not in rows_of(place.chief)

    reviewing.decide(mail, Deed.CLOSE, by="olga", at=NOW)
    assert "came-back" not in rows_of(olga)


def end(campaign: Campaign, state: State) -> None:
    """Let every mail of a campaign end in a state, by the way that the guards allow."""
    mine = Delivery.objects.filter(campaign=campaign)
    mine.update(state=State.HANDING_OVER, handed_over_at=NOW)
    mine.update(state=state, finished_at=NOW)
