"""Who is a candidate for a campaign: everybody with a live consent to its purpose at the moment of sending (L-04, M-01).

Whether a candidate really gets the mail is decided at hand-over, in ``sending/permission.py`` and by the database.
"""

from __future__ import annotations

from datetime import datetime

from django.db import connection
from django.db.models import Max, Min, QuerySet

from depesche.audience import staleness
from depesche.audience.models import Consent
from depesche.chores import periodic
from depesche.mailing.correcting import binding, due
from depesche.mailing.models import Campaign, Delivery, DeliveryRange

FREEZE = """
INSERT INTO mailing_delivery (campaign_id, address_id, grant_id, state, attempts, reply)
SELECT %s, consent.address_id, consent.grant_id, 'queued', 0, ''
FROM audience_consent AS consent
WHERE consent.purpose_id = %s AND consent.since <= %s AND COALESCE(consent.last_used_at, consent.since) > %s
"""


IN_ORDER = "ORDER BY consent.address_id"  # else both indexes are filled at random places
RANGE = 500


def expected(campaign: Campaign, *, at: datetime) -> int:
    """Return how many would get the mail if it were sent now: live consents in use, less restricted people and suppressed addresses."""
    return _to_be_mailed(campaign, at=at).count()


def is_more_than(campaign: Campaign, number: int, *, at: datetime) -> bool:
    """Whether more than a number of people would get the mail now; reads no more rows than that."""
    return _to_be_mailed(campaign, at=at)[number : number + 1].exists()


def freeze(campaign: Campaign, *, at: datetime) -> int:
    """Write one delivery per candidate in one statement, inside the caller's transaction; return how many.

    A mail that only brings a retraction has just those as candidates whom it concerns.

    :raises IntegrityError: if the campaign's candidates are frozen already
    """
    with connection.cursor() as cursor:
        moments = (connection.ops.adapt_datetimefield_value(moment) for moment in (at, staleness.limit(at=at)))
        statement, values = FREEZE, [campaign.pk, campaign.purpose_id, *moments]
        if campaign.correction_id is not None:
            only, more = _concerned(campaign, at=at).query.sql_with_params()
            statement, values = f"{FREEZE} AND consent.id IN ({only})", [*values, *more]
        cursor.execute("SELECT COALESCE(MAX(id), 0) FROM mailing_delivery")
        (before,) = cursor.fetchone()
        cursor.execute(f"{statement} {IN_ORDER}", values)
        number = int(cursor.rowcount)
    _lay_ranges(campaign, before=before)
    return number


def _lay_ranges(campaign: Campaign, *, before: int) -> None:
    """Cut what was frozen into ranges for the workers to claim; our numbers are all above those that stood there before."""
    ends = Delivery.objects.filter(campaign=campaign, pk__gt=before).aggregate(first=Min("pk"), last=Max("pk"))
    if ends["first"] is not None:
        first, last = ends["first"], ends["last"]
        spans = [(start, min(start + RANGE - 1, last)) for start in range(first, last + 1, RANGE)]
        DeliveryRange.objects.bulk_create(DeliveryRange(campaign=campaign, first=start, last=end, due_at=periodic.EPOCH) for start, end in spans)


def _to_be_mailed(campaign: Campaign, *, at: datetime) -> QuerySet[Consent]:
    found = due.may_be_mailed(campaign.purpose_id, at=at)
    return found if campaign.correction_id is None else found.filter(pk__in=_concerned(campaign, at=at))


def _concerned(campaign: Campaign, *, at: datetime) -> QuerySet[Consent, int]:
    """Return the consents of those to whom a campaign brings its retraction."""
    correction = campaign.correction_id or 0
    wrong = binding.wrong_issues([correction], purpose=campaign.purpose_id).get(correction, [])
    return due.concerned(correction, wrong, purpose=campaign.purpose_id, at=at).values_list("pk", flat=True)
