"""How far claims have spread by mail: how many issues carried them, and how many of those who got one may be mailed."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.db.models import QuerySet

from depesche.audience.models import Consent
from depesche.kernel import clock
from depesche.mailing.correcting import due
from depesche.mailing.models import CampaignClaim
from depesche.newsroom.reach import Reach

NAME = "mailing"


def count(claim_ids: Collection[int]) -> Reach:
    """Count sent issues that carried one of these claims in any version, and people who got one and may be mailed, each once."""
    carried = CampaignClaim.objects.filter(claim_id__in=claim_ids, campaign__sent_at__isnull=False)
    issues = set(carried.values_list("campaign_id", "campaign__purpose_id"))
    if not issues:
        return Reach(0, 0)
    by_purpose: dict[int, list[int]] = {}
    for issue, purpose in sorted(issues):
        by_purpose.setdefault(purpose, []).append(issue)
    found = [_readers(purpose, wrong) for purpose, wrong in by_purpose.items()]
    return Reach(len(issues), found[0].union(*found[1:]).count() if found[1:] else found[0].count())


def _readers(purpose: int, issues: Collection[int]) -> QuerySet[Consent, UUID]:
    return due.may_be_mailed(purpose, at=clock.now()).filter(due.got_one_of(issues)).values_list("address_id", flat=True)
