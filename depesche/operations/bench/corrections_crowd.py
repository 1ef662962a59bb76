"""The world of ``depesche bench corrections``: people, issues and their deliveries by a few statements, and the count by hand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import connection, transaction

from depesche.kernel import clock
from depesche.operations.bench.audience_crowd import KEY, LOOKUP, NUMBERS, PEOPLE

GRANTS = """
INSERT INTO audience_grant (subject, purpose_id, form_id, granted_at, entry_index)
SELECT id, %s, %s, %s, 0 FROM audience_subscriber WHERE mailbox LIKE 'crowd-%%'"""
CONSENTS = """
INSERT INTO audience_consent (address_id, purpose_id, grant_id, since)
SELECT subject, purpose_id, id, granted_at FROM audience_grant WHERE entry_index = 0 AND purpose_id = %s"""
LEFT = "DELETE FROM audience_consent WHERE purpose_id = %s AND id %% 23 = 0"
HANDED = "UPDATE mailing_delivery SET state = 'handing_over', attempts = 1 WHERE campaign_id = %s AND (id %% 41) <> 0"
SAID = """UPDATE mailing_delivery SET reply = '250 2.0.0 Ok: queued',
state = CASE WHEN id %% 97 = 0 THEN 'failed' WHEN id %% 89 = 0 THEN 'unknown' ELSE 'accepted' END
WHERE campaign_id = %s AND state = 'handing_over'"""
WRONG_EVERY = 3  # of 16 issues, the 1st, 4th, 7th, 10th and 13th


@dataclass(frozen=True)
class World:
    """What was made: the numbers of claim, correction and purpose, and the issues that carried the mistake."""

    claim: int
    correction: int
    purpose: int
    wrong: list[Any]


def make(people: int, *, issues: int) -> World:
    """Make subscribers with one consent each, and issues to all of them with every guard in place; some left, some are suppressed, some were told."""
    from depesche.mailing.correcting import binding
    from depesche.mailing.models import CampaignClaim
    from depesche.newsroom.claims import claiming
    from depesche.newsroom.claims.claiming import Wanted
    from depesche.newsroom.models import CorrectedClaim, Correction

    now = clock.now()
    purpose = people_of(people)
    claim = claiming.create(Wanted(text="12.000 Soldaten"), by=None, at=now)
    made = [_issue(purpose, number, at=now - timedelta(days=issues - number)) for number in range(issues)]
    for number, campaign in enumerate(made):
        version = 1 if number % WRONG_EVERY == 0 and number < 5 * WRONG_EVERY else 2
        CampaignClaim.objects.create(campaign=campaign, claim=claim, version=version, status="unconfirmed")
    correction = Correction.objects.create(wrong="a", right="b", why="c", drafted_at=now, approved_at=now, published_at=now, state="published")
    CorrectedClaim.objects.create(correction=correction, claim=claim, first=1, last=1)
    _leave_suppress_and_tell(purpose, correction.pk, made[-1])
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return World(claim.pk, correction.pk, purpose, binding.wrong_issues([correction.pk])[correction.pk])


def count_by_hand(world: World) -> int:
    """Count without any clever question: read rows, compare in the program."""
    from depesche.audience.models import Consent, Subscriber
    from depesche.courier.models import Suppression
    from depesche.mailing.models import CorrectionMailed, Delivery

    wrong = {issue.pk for issue in world.wrong}
    rows = Delivery.objects.values_list("campaign_id", "address_id", "state").iterator(chunk_size=50_000)
    readers = {address for campaign, address, state in rows if campaign in wrong and state in {"accepted", "unknown"}}
    live = set(Consent.objects.filter(purpose=world.purpose).values_list("address_id", flat=True))
    held = set(Suppression.objects.values_list("lookup", flat=True))
    restricted = {pk for pk, lookup, is_it in Subscriber.objects.values_list("pk", "lookup", "is_restricted") if is_it or lookup in held}
    told = set(CorrectionMailed.objects.filter(correction=world.correction).values_list("subscriber_id", flat=True))
    return len((readers & live) - restricted - told)


def people_of(people: int) -> int:
    """Make people with one live consent each; return the number of the purpose."""
    from depesche.audience.models import FormVersion, Purpose

    vendor, at = connection.vendor, connection.ops.adapt_datetimefield_value(clock.now() - timedelta(days=60))
    form, purpose = FormVersion.objects.order_by("pk").first(), Purpose.objects.order_by("position").first()
    if form is None or purpose is None:
        raise RuntimeError("the founding form is missing")
    no = "false" if vendor == "postgresql" else "0"
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(PEOPLE.format(key=KEY[vendor], lookup=LOOKUP[vendor], no=no, numbers=NUMBERS[vendor]), [at, people])
        cursor.execute(GRANTS, [purpose.pk, form.pk, at])
        cursor.execute(CONSENTS, [purpose.pk])
    return purpose.pk


def _issue(purpose: int, number: int, *, at: Any) -> Any:
    from depesche.mailing import selection
    from depesche.mailing.models import Campaign

    campaign = Campaign.objects.create(
        purpose_id=purpose,
        subject=f"Ausgabe {number}",
        slug=f"ausgabe-{number}",
        created_at=at,
        last_edited_at=at,
        approved_at=at,
        approved_digest="0" * 64,
        sent_at=at,
        state=Campaign.State.SENDING,
    )
    with transaction.atomic(), connection.cursor() as cursor:
        selection.freeze(campaign, at=at)
        cursor.execute(HANDED, [campaign.pk])
        cursor.execute(SAID, [campaign.pk])
    Campaign.objects.filter(pk=campaign.pk).update(state=Campaign.State.DONE)
    return campaign


def _leave_suppress_and_tell(purpose: int, correction: int, last: Any) -> None:
    from depesche.audience.models import Subscriber
    from depesche.courier.models import Suppression
    from depesche.mailing.models import CorrectionMailed, Delivery

    now = clock.now()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(LEFT, [purpose])
        lookups = Subscriber.objects.order_by("lookup").values_list("lookup", flat=True)[::211]
        Suppression.objects.bulk_create(Suppression(lookup=one, scope=Suppression.EVERYTHING, reason="hard_bounce", since=now) for one in lookups)
        told = Delivery.objects.filter(campaign=last, state="accepted").order_by("pk").values_list("address_id", flat=True)[::307]
        CorrectionMailed.objects.bulk_create(CorrectionMailed(correction_id=correction, subscriber_id=one, campaign=last) for one in told)
