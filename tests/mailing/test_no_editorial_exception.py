"""A newsletter of articles alone follows the same path as an advert: there is no editorial exception, and no switch that makes one (L-07)."""

from __future__ import annotations

from dataclasses import fields
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from depesche.audience import permission, withdrawal
from depesche.audience.withdrawal import Route
from depesche.kernel.options import Options
from depesche.mailing import selection
from depesche.mailing.models import Campaign, Delivery
from tests.mailing.conftest import NOW, Place

pytestmark = pytest.mark.django_db
SWITCHES = ("editorial", "force", "bypass", "skip", "ignore", "without_consent", "override", "transactional", "legitimate")


@pytest.mark.rule("L-07")
def test_articles_alone_reach_nobody_without_a_consent_to_their_purpose(place: Place) -> None:
    anna = place.person("anna", place.news)
    place.person("ben", place.offers)
    clara = place.person("clara", place.news)
    withdrawal.withdraw(clara, purposes=None, at=NOW, route=Route.LINK)
    campaign = place.sending()
    assert not campaign.offers.exists()

    chosen = set(Delivery.objects.filter(campaign=campaign).values_list("address", flat=True))

    assert chosen == {anna.pk}
    assert selection.expected(campaign, at=NOW + timedelta(hours=1)) == 1


@pytest.mark.rule("L-07")
def test_no_option_and_no_column_makes_an_exception() -> None:
    names = [option.name for option in fields(Options)]
    names += [field.name for model in (Campaign, Delivery) for field in model._meta.get_fields()]

    assert [name for name in names if any(word in name for word in SWITCHES)] == []


@pytest.mark.rule("L-04")
def test_a_campaign_names_exactly_one_purpose(place: Place) -> None:
    campaign = place.draft()

    assert not Campaign._meta.get_field("purpose").null
    with pytest.raises(IntegrityError), transaction.atomic():
        Campaign.objects.filter(pk=campaign.pk).update(purpose=None)


@pytest.mark.rule("L-04")
def test_a_consent_to_one_purpose_is_none_to_another(place: Place) -> None:
    anna = place.person("anna", place.news)

    assert permission.allows(anna, place.news.key, at=NOW)
    assert not permission.allows(anna, place.offers.key, at=NOW)
    withdrawal.withdraw(anna, purposes=[place.news.key], at=NOW, route=Route.LINK)
    assert not permission.allows(anna, place.news.key, at=NOW)
