"""Mails by day for the desk's first page: counted once for each campaign, in the site's days, and about nobody."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from depesche.brand import gauges
from depesche.courier.models import Bounce
from depesche.mailing import chores, sending_figures, starting
from depesche.mailing.models import Campaign, Delivery
from tests.mailing.conftest import Place

pytestmark = pytest.mark.django_db
State = Delivery.State
NIGHT = datetime(2027, 3, 2, 23, 30, tzinfo=UTC)  # half past midnight in Berlin: the third of March


def sent(place: Place, names: dict[str, State], *, at: datetime, subject: str = "Gold") -> Campaign:
    """A campaign to some people whose mails ended so."""
    people = {name: place.person(f"{name}{subject}".lower().replace(" ", ""), place.news) for name in names}
    campaign = place.approved(subject)
    starting.start(campaign, at=at)
    for name, state in names.items():
        mine = Delivery.objects.filter(campaign=campaign, address=people[name])
        mine.update(state=State.HANDING_OVER, handed_over_at=at)
        mine.update(state=state, finished_at=None if state == State.DEFERRED else at)
    others = Delivery.objects.filter(campaign=campaign, state=State.QUEUED)
    others.update(state=State.CANCELLED, finished_at=at)
    return campaign


def counted(*, at: datetime) -> dict[str, Any]:
    sending_figures.take(at=at)
    return gauges.taken([sending_figures.GAUGE])[sending_figures.GAUGE].data


def test_mails_are_counted_on_the_day_of_the_site_on_which_they_ended(place: Place) -> None:
    campaign = sent(place, {"anna": State.ACCEPTED, "ben": State.ACCEPTED, "dora": State.FAILED, "clara": State.DEFERRED}, at=NIGHT)

    data = counted(at=NIGHT + timedelta(hours=1))

    told = data["campaigns"][str(campaign.pk)]
    assert told["days"] == {"2027-03-03": {"accepted": 2, "failed": 1, "deferred": 1}}
    assert (told["unknown"], told["open"]) == (0, True)


def test_the_plot_says_the_sums_the_rate_of_what_came_back_and_every_day(place: Place) -> None:
    sent(place, {"anna": State.ACCEPTED, "ben": State.ACCEPTED, "dora": State.FAILED}, at=NIGHT)
    Bounce.objects.create(lookup="0" * 64, kind="hard", at=NIGHT, delivery=Delivery.objects.filter(state=State.ACCEPTED).first().pk)  # type: ignore[union-attr]
    Bounce.objects.create(lookup="0" * 64, kind="hard", at=NIGHT - timedelta(days=60), delivery=99_999)

    (plot,) = sending_figures.draw(counted(at=NIGHT), at=NIGHT)

    assert plot.sentence == "In vier Wochen: 2 angenommen, 1 gescheitert, 0 warten auf einen weiteren Versuch; 50,0 % kamen zurück."
    assert len(plot.cells) == sending_figures.DAYS
    assert plot.cells[-1] == ("03.03.2027", ["2", "0", "1"])
    assert "angenommen" in plot.alternative
    assert plot.drawing is not None


def test_without_mails_there_is_a_sentence_only(place: Place) -> None:
    sent(place, {"anna": State.ACCEPTED}, at=NIGHT - timedelta(days=60))
    Campaign.objects.update(state=Campaign.State.DONE, finished_at=NIGHT - timedelta(days=59))

    (plot,) = sending_figures.draw(counted(at=NIGHT), at=NIGHT)

    assert (plot.sentence, plot.table) == ("In den letzten vier Wochen wurde nichts gesendet.", None)


def test_what_is_finished_is_counted_once_however_large_it_is(place: Place) -> None:
    done, going = (sent(place, {"anna": State.ACCEPTED}, at=NIGHT, subject=subject) for subject in ("Fertig", "Läuft"))
    Campaign.objects.filter(pk=done.pk).update(state=Campaign.State.DONE, finished_at=NIGHT)
    counted(at=NIGHT + timedelta(hours=2))

    with CaptureQueriesContext(connection) as asked:
        data = counted(at=NIGHT + timedelta(hours=3))

    reads = [query["sql"] for query in asked.captured_queries if "mailing_delivery" in query["sql"] and "FROM" in query["sql"]]
    assert len(reads) == 2  # both about the one that is not finished
    assert set(data["campaigns"]) == {str(done.pk), str(going.pk)}
    assert data["campaigns"][str(done.pk)]["days"] == {"2027-03-03": {"accepted": 1}}


def test_a_late_answer_of_a_finished_campaign_is_seen(place: Place) -> None:
    campaign = sent(place, {"anna": State.UNKNOWN}, at=NIGHT)
    Campaign.objects.filter(pk=campaign.pk).update(state=Campaign.State.DONE, finished_at=NIGHT)
    assert sending_figures.unknown(counted(at=NIGHT + timedelta(hours=3)), at=NIGHT) == {str(campaign.pk): 1}

    Delivery.objects.filter(campaign=campaign).update(state=State.ACCEPTED)

    assert sending_figures.unknown(counted(at=NIGHT + timedelta(hours=6)), at=NIGHT) == {}


def test_what_is_older_than_four_weeks_is_forgotten(place: Place) -> None:
    campaign = sent(place, {"anna": State.ACCEPTED}, at=NIGHT)
    Campaign.objects.filter(pk=campaign.pk).update(state=Campaign.State.DONE, finished_at=NIGHT)
    assert str(campaign.pk) in counted(at=NIGHT)["campaigns"]

    assert counted(at=NIGHT + timedelta(days=40))["campaigns"] == {}


def test_nothing_in_the_numbers_leads_to_a_reader(place: Place) -> None:
    sent(place, {"anna": State.ACCEPTED, "dora": State.FAILED}, at=NIGHT)
    chores.count(at=NIGHT)

    written = json.dumps(gauges.taken([sending_figures.GAUGE])[sending_figures.GAUGE].data)
    assert "@" not in written
    for row in Delivery.objects.select_related("address"):
        assert row.address is not None
        assert row.address.lookup not in written
        assert str(row.address.pk) not in written
