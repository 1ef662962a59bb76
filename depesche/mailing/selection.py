"""Who is a candidate for a campaign: everybody with a live consent to its purpose at the moment of sending (L-04, M-01).

Whether a candidate really gets the mail is decided at hand-over, in ``sending/permission.py`` and by the database.
"""

from __future__ import annotations

from datetime import datetime

from django.db import connection
from django.db.models import Q

from depesche.audience import staleness
from depesche.audience.models import Consent
from depesche.courier.models import Suppression
from depesche.mailing.models import Campaign

FREEZE = """
INSERT INTO mailing_delivery (campaign_id, address_id, grant_id, state, attempts, lease_owner, reply)
SELECT %s, consent.address_id, consent.grant_id, 'queued', 0, '', ''
FROM audience_consent AS consent
WHERE consent.purpose_id = %s AND consent.since <= %s AND COALESCE(consent.last_used_at, consent.since) > %s
"""


def expected(campaign: Campaign, *, at: datetime) -> int:
    """Return how many would get the mail if it were sent now: live consents in use, less restricted people and suppressed addresses."""
    scopes = (Suppression.EVERYTHING, campaign.purpose.key)
    holds = Suppression.objects.filter(scope__in=scopes, since__lte=at).filter(Q(until=None) | Q(until__gt=at))
    live = Consent.objects.filter(staleness.fresh(at=at), purpose_id=campaign.purpose_id, address__is_restricted=False)
    return live.exclude(address__lookup__in=holds.values("lookup")).count()


def freeze(campaign: Campaign, *, at: datetime) -> int:
    """Write one delivery per candidate in one statement, inside the caller's transaction; return how many.

    :raises IntegrityError: if the campaign's candidates are frozen already
    """
    with connection.cursor() as cursor:
        moments = (connection.ops.adapt_datetimefield_value(moment) for moment in (at, staleness.limit(at=at)))
        cursor.execute(FREEZE, [campaign.pk, campaign.purpose_id, *moments])
        return int(cursor.rowcount)
