"""Raw SQL, as a bug or a shell would write it: no hand-over without consent, on both databases."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.utils import DatabaseError

from depesche.audience.models import Consent
from depesche.courier.models import Suppression
from depesche.ledger import guards
from depesche.mailing.models import Campaign, Delivery
from depesche.mailing.states import ALLOWED
from tests.mailing.conftest import NOW, Place

HAND_OVER = "UPDATE mailing_delivery SET state = 'handing_over'"


def run(sql: str, *values: object) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, list(values))


def refused(sql: str, *values: object) -> bool:
    try:
        run(sql, *values)
    except DatabaseError:
        return True
    return False


@pytest.fixture
def campaign(place: Place) -> Campaign:
    place.person("anna", place.news)
    return place.sending()


def test_annas_mail_may_go(campaign: Campaign) -> None:
    run(HAND_OVER)

    assert Delivery.objects.get().state == "handing_over"


@pytest.mark.rule("I-1")
def test_not_after_a_withdrawal(campaign: Campaign) -> None:
    Consent.objects.all().delete()

    with pytest.raises(IntegrityError):
        run(HAND_OVER)


@pytest.mark.rule("L-04")
def test_not_by_a_consent_to_another_purpose(campaign: Campaign, place: Place) -> None:
    anna = Consent.objects.get().address
    Consent.objects.all().delete()
    place.consent(anna, place.offers)

    assert refused(HAND_OVER)


def test_not_by_another_grant_than_the_frozen_one(campaign: Campaign, place: Place) -> None:
    anna = Consent.objects.get().address
    Consent.objects.all().delete()
    place.consent(anna, place.news)

    assert refused(HAND_OVER)


@pytest.mark.parametrize(
    ("scope", "until", "stops"), [("all", None, True), ("news", None, True), ("news", 1, True), ("offers", None, False), ("all", -1, False)]
)
def test_not_to_a_suppressed_address(campaign: Campaign, scope: str, until: int | None, stops: bool) -> None:
    end = NOW + timedelta(days=until) if until else None
    anna = Delivery.objects.get().address
    assert anna is not None
    Suppression.objects.create(lookup=anna.lookup, scope=scope, reason="manual", since=NOW - timedelta(days=2), until=end)

    assert refused(HAND_OVER) is stops


def test_not_to_a_restricted_person(campaign: Campaign) -> None:
    run("UPDATE audience_subscriber SET is_restricted = %s", True)

    assert refused(HAND_OVER)


@pytest.mark.parametrize("state", ["paused", "cancelled", "done"])
def test_not_in_a_campaign_that_is_not_being_sent(campaign: Campaign, state: str) -> None:
    run("UPDATE mailing_campaign SET state = %s", state)

    assert refused(HAND_OVER)


def test_a_campaign_is_not_sent_without_approval(place: Place) -> None:
    place.draft()

    assert refused("UPDATE mailing_campaign SET state = 'sending'")


@pytest.mark.rule("M-01")
def test_a_delivery_begins_queued(campaign: Campaign, place: Place) -> None:
    bea = place.person("bea", place.news)
    grant = Consent.objects.get(address=bea).grant_id
    insert = "INSERT INTO mailing_delivery (campaign_id, address_id, grant_id, state, attempts, reply) VALUES (%s, %s, %s, %s, 0, '')"
    person = bea.pk if connection.vendor == "postgresql" else bea.pk.hex

    assert refused(insert, campaign.pk, person, grant, "handing_over")
    assert not refused(insert, campaign.pk, person, grant, "queued")
    assert refused(insert, campaign.pk, person, grant, "queued")


def test_a_delivery_stays_bound(campaign: Campaign, place: Place) -> None:
    bea = place.person("bea", place.news)
    person = bea.pk if connection.vendor == "postgresql" else bea.pk.hex
    other = place.approved("Andere")

    assert refused("UPDATE mailing_delivery SET address_id = %s", person)
    assert refused("UPDATE mailing_delivery SET grant_id = %s", Consent.objects.get(address=bea).grant_id)
    assert refused("UPDATE mailing_delivery SET campaign_id = %s", other.pk)
    assert refused("UPDATE mailing_delivery SET id = id + 1")
    assert not refused("UPDATE mailing_delivery SET address_id = NULL")
    assert refused("UPDATE mailing_delivery SET address_id = %s", person)
    assert refused(HAND_OVER)


def test_deliveries_are_counted_for_ever(campaign: Campaign) -> None:
    assert refused("DELETE FROM mailing_delivery")
    if connection.vendor == "postgresql":
        assert refused("TRUNCATE mailing_delivery CASCADE")
    else:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA recursive_triggers = OFF")
        assert refused("INSERT OR REPLACE INTO mailing_delivery SELECT * FROM mailing_delivery")


@pytest.mark.rule("M-01")
def test_the_table_of_changes_is_the_one_of_the_catalogue() -> None:
    """The database is given this table; here it stands once more, so that nobody widens it by mistake."""
    waiting = {"handing_over", "suppressed", "without_consent", "cancelled"}
    assert {state.value: {after.value for after in allowed} for state, allowed in ALLOWED.items()} == {
        "queued": waiting,
        "deferred": waiting | {"failed"},
        "handing_over": {"accepted", "deferred", "failed", "unknown"},
        "unknown": {"accepted", "failed"},
    }


@pytest.mark.rule("M-01")
@pytest.mark.parametrize("before", list(Delivery.State))
def test_only_named_changes_of_state(campaign: Campaign, before: Delivery.State) -> None:
    path = {"queued": [], "deferred": ["handing_over", "deferred"], "handing_over": ["handing_over"]}
    for step in path.get(before.value, ["handing_over", before.value] if before.value in {"accepted", "failed", "unknown"} else [before.value]):
        run("UPDATE mailing_delivery SET state = %s", step)

    for after in Delivery.State:
        allowed = after is before or after in ALLOWED.get(before, ())
        sid = transaction.savepoint()
        assert refused("UPDATE mailing_delivery SET state = %s", after.value) is not allowed, after
        transaction.savepoint_rollback(sid)


@pytest.mark.parametrize("way", ["queued", "deferred"])
def test_nothing_is_accepted_that_was_not_handed_over(campaign: Campaign, way: str) -> None:
    if way == "deferred":
        run(HAND_OVER)
        run("UPDATE mailing_delivery SET state = 'deferred'")

    assert refused("UPDATE mailing_delivery SET state = 'accepted', handed_over_at = CURRENT_TIMESTAMP, reply = '250 ok'")
    assert refused("UPDATE mailing_delivery SET state = 'unknown'")


@pytest.mark.rule("I-3")
def test_what_is_unknown_is_never_sent_again(campaign: Campaign) -> None:
    run(HAND_OVER)
    run("UPDATE mailing_delivery SET state = 'unknown'")

    for state in ("queued", "deferred", "handing_over"):
        assert refused("UPDATE mailing_delivery SET state = %s", state)
    assert not refused("UPDATE mailing_delivery SET state = 'failed'")


def test_a_campaign_with_deliveries_stays(campaign: Campaign) -> None:
    run("DELETE FROM mailing_deliveryrange")
    run("DELETE FROM mailing_teaser")
    run("DELETE FROM mailing_campaignclaim")

    assert refused("DELETE FROM mailing_campaign")


def test_a_missing_trigger_is_noticed(campaign: Campaign) -> None:
    assert not [name for name in guards.missing() if name.startswith("mailing")]
    on = " ON mailing_delivery" if connection.vendor == "postgresql" else ""
    run(f"DROP TRIGGER mailing_delivery_permitted{on}")

    assert guards.missing() == ["mailing delivery: mailing_delivery_permitted"]
