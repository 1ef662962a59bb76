"""Which consents a campaign used, and that one whose time is over gets no mail even if it waits (L-09, L-35)."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from depesche.audience import restriction
from depesche.audience.models import Consent
from depesche.audience.withdrawal import Route
from depesche.kernel import clock
from depesche.mailing import report, selection, sending
from depesche.mailing.models import Delivery
from tests.mailing.conftest import NOW, Inbox, Place


def shift(consent: Consent, since: object) -> None:
    """Make a consent of another day; live rows are never changed."""
    Consent.objects.filter(pk=consent.pk).delete()
    Consent.objects.create(address=consent.address, purpose=consent.purpose, grant=consent.grant, since=since)


@pytest.mark.rule("L-09")
def test_an_accepted_mail_keeps_a_consent_in_use_and_no_other(place: Place, inbox: Inbox) -> None:
    place.person("anna", place.news, place.offers)
    place.sending()

    assert sending.run(at=NOW) == 1

    news, offers = Consent.objects.get(purpose=place.news), Consent.objects.get(purpose=place.offers)
    assert news.last_used_at is not None
    assert NOW <= news.last_used_at < NOW + timedelta(minutes=1)
    assert offers.last_used_at is None


@pytest.mark.rule("L-09")
def test_a_consent_of_four_silent_years_is_no_candidate(place: Place, inbox: Inbox) -> None:
    place.person("anna", place.news)
    shift(Consent.objects.get(), clock.months_later(NOW, -48))
    campaign = place.approved()

    assert selection.expected(campaign, at=NOW) == 0
    assert selection.freeze(campaign, at=NOW) == 0


@pytest.mark.rule("L-09")
def test_one_whose_time_runs_out_while_it_waits_gets_nothing(place: Place, inbox: Inbox) -> None:
    place.person("anna", place.news)
    shift(Consent.objects.get(), clock.months_later(NOW, -48) + timedelta(hours=1))
    campaign = place.sending()
    assert Delivery.objects.count() == 1

    assert sending.run(at=NOW + timedelta(hours=2)) == 0

    assert report.report(campaign).counts["without_consent"] == 1
    assert inbox.mails() == []


@pytest.mark.rule("L-35")
def test_who_is_restricted_gets_nothing_that_waits(place: Place, inbox: Inbox) -> None:
    anna = place.person("anna", place.news)
    campaign = place.sending()

    restriction.restrict(anna, at=NOW, route=Route.DESK)

    assert sending.run(at=NOW) == 0
    assert report.report(campaign).counts["suppressed"] == 1
    assert inbox.mails() == []


@pytest.mark.rule("L-40", "L-30")
def test_two_readers_get_the_same_mail_but_for_the_ways_out(place: Place, inbox: Inbox) -> None:
    """There is no measuring of persons: what differs between two mails of a campaign are names in the head and the link to leave."""
    for name in ("anna", "bert"):
        place.person(name, place.news)
    place.sending()
    sending.run(at=NOW)

    bodies = []
    for mail in inbox.mails():
        html = mail.get_body(("html",))
        assert html is not None
        page = html.get_content()
        assert len(re.findall(r"/newsletter/unsubscribe/[\w-]+/", page)) >= 1
        bodies.append(re.sub(r"/newsletter/unsubscribe/[\w-]+/", "/newsletter/unsubscribe/TOKEN/", page))
    assert len(bodies) == 2
    assert len(set(bodies)) == 1
