"""A campaign that people complain about, or that receivers refuse for what we are, pauses by itself (S-22)."""

from __future__ import annotations

import pytest

from depesche.audience.models import Subscriber
from depesche.courier import suppression
from depesche.courier.models import Suppression
from depesche.courier.transport import Phase, Reply
from depesche.courier.transport.mail import Outcome
from depesche.kernel import options
from depesche.mailing import limits, sending
from depesche.mailing.models import Campaign, Delivery
from depesche.mailing.sending.store import Database
from tests.courier.scripted import Scripted
from tests.mailing.conftest import NOW, Place
from tests.mailing.test_guards import run
from tests.mailing.test_kill import crowd

State = Campaign.State


@pytest.mark.rule("S-22", "S-23")
def test_policy_refusals_pause_the_campaign_and_block_nobody(place: Place) -> None:
    for number in range(30):
        place.person(f"person{number}", place.news)
    campaign = place.sending()
    with Scripted({"dot": "550 5.7.26 unauthenticated mail"}) as server, options.using(smtp_url=server.url, smtp_connections=1):
        sending.run(at=NOW)

    campaign.refresh_from_db()
    assert campaign.state == State.PAUSED
    assert "SPF" in campaign.pause_reason
    assert Delivery.objects.filter(state="failed").count() < 30
    assert not Suppression.objects.exists()


@pytest.mark.rule("S-22")
def test_a_slow_campaign_pauses_too_though_no_single_run_sees_many_refusals(place: Place) -> None:
    for number in range(30):
        place.person(f"person{number}", place.news)
    campaign = place.sending()
    states = []
    for _run in range(2):
        store = Database(now=lambda: NOW)
        mails = store.exchange([], want=6)
        store.exchange([Outcome(mail.key, Reply(550, "5.7.26 unauthenticated mail", Phase.DOT)) for mail in mails], want=0)
        store.close()
        campaign.refresh_from_db()
        states.append(campaign.state)

    assert states == [State.SENDING, State.PAUSED]


@pytest.mark.rule("S-22")
@pytest.mark.parametrize(("refusals", "pauses"), [(9, False), (10, True)])
def test_one_receiver_that_refuses_us_pauses_the_campaign_though_it_is_a_small_part(place: Place, refusals: int, pauses: bool) -> None:
    campaign = with_many_taken(place, 1200)
    domains = ("gmail.com", "googlemail.com")
    for number in range(refusals):
        person = place.person(f"reader{number}", place.news)
        Subscriber.objects.filter(pk=person.pk).update(domain=domains[number % 2])
        Delivery.objects.create(campaign=campaign, address=person, grant=person.consents.get().grant)
    refused = Delivery.objects.filter(campaign=campaign, state="queued")
    refused.update(state="handing_over")
    Delivery.objects.filter(state="handing_over").update(state="failed", reply="550 5.7.26 unauthenticated")

    assert limits.watch(campaign.pk) is pauses

    campaign.refresh_from_db()
    assert ("gmail" in campaign.pause_reason) is pauses


def with_many_taken(place: Place, number: int) -> Campaign:
    """A campaign of which one receiver took so many mails."""
    crowd(place, number)
    campaign = place.sending()
    Delivery.objects.update(state="handing_over")
    Delivery.objects.update(state="accepted", finished_at=NOW)
    return campaign


@pytest.mark.rule("S-22")
@pytest.mark.parametrize(("complaints", "pauses"), [(2, False), (3, True)])
def test_complaints_pause_the_campaign(place: Place, complaints: int, pauses: bool) -> None:
    people = [place.person(f"person{number}", place.news) for number in range(6)]
    campaign = place.sending()
    run("UPDATE mailing_delivery SET state = 'handing_over' WHERE id <> (SELECT MAX(id) FROM mailing_delivery)")
    run("UPDATE mailing_delivery SET state = 'accepted' WHERE state = 'handing_over'")
    got = {one.address_id for one in Delivery.objects.filter(state="accepted")}
    for person in [person for person in people if person.pk in got][:complaints]:
        suppression.suppress(person.lookup, scope="all", reason=Suppression.Reason.COMPLAINT, at=NOW)

    assert limits.watch(campaign.pk) is pauses

    campaign.refresh_from_db()
    assert (campaign.state == State.PAUSED) is pauses


def test_a_normal_campaign_goes_on(place: Place) -> None:
    place.person("anna", place.news)

    assert not limits.watch(place.sending().pk)
