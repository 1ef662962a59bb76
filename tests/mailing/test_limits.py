"""A campaign that people complain about, or that receivers refuse for what we are, pauses by itself (S-22)."""

from __future__ import annotations

import pytest

from depesche.courier import suppression
from depesche.courier.models import Suppression
from depesche.kernel import options
from depesche.mailing import limits, sending
from depesche.mailing.models import Campaign, Delivery
from tests.courier.scripted import Scripted
from tests.mailing.conftest import NOW, Place
from tests.mailing.test_guards import run

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
