"""What was corrected after an issue had gone out: for who reads it later, in the archive."""

from __future__ import annotations

from depesche.mailing.models import Campaign
from depesche.newsroom.corrections import reading
from depesche.newsroom.models import CorrectedClaim, Correction


def of_issue(campaign: Campaign) -> list[Correction]:
    """Return the published corrections of mistakes that an issue carried, the newest first; two queries, one for an issue without claims."""
    carried = dict(campaign.claims.values_list("claim_id", "version"))
    if not carried:
        return []
    spans = CorrectedClaim.objects.filter(claim_id__in=carried).values_list("correction_id", "claim_id", "first", "last")
    wrong = {correction for correction, claim, first, last in spans if first <= carried[claim] <= last}
    return list(reading.published().filter(pk__in=wrong, severity__in=reading.ABOVE))
