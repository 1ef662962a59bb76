"""Which corrections stand in an issue: those of mistakes that earlier issues of the same purpose carried, until they had their rounds."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

from depesche.brand import letterhead_slots
from depesche.ledger import book, logs
from depesche.ledger.book import Fact
from depesche.mailing.models import Campaign, CampaignClaim, CampaignCorrection
from depesche.newsroom.corrections import reading
from depesche.newsroom.models import Claim, CorrectedClaim, Correction

ROUNDS = 5  # issues in a row: who could not get the first, as the mailbox was full, gets the correction with a later one
SENT = "issue_sent"
SLOT = "correction-"


def wrong_issues(correction_ids: Collection[int], *, purpose: int | None = None) -> dict[int, list[Campaign]]:
    """Return the issues that went out with a wrong version, by correction, the oldest first; a correction without any is missing.

    :param purpose: only issues for this purpose
    """
    spans = list(CorrectedClaim.objects.filter(correction_id__in=correction_ids).values_list("correction_id", "claim_id", "first", "last"))
    carried = CampaignClaim.objects.filter(campaign__sent_at__isnull=False, claim_id__in={claim for _one, claim, _first, _last in spans})
    if purpose is not None:
        carried = carried.filter(campaign__purpose_id=purpose)
    rows = list(carried.values_list("campaign_id", "claim_id", "version"))
    pairs = {
        (correction, campaign)
        for correction, claim, first, last in spans
        for campaign, other, version in rows
        if claim == other and first <= version <= last
    }
    known = list(Campaign.objects.defer("html_sent", "text_sent").filter(pk__in={campaign for _one, campaign in pairs}).order_by("sent_at", "pk"))
    return {correction: [issue for issue in known if (correction, issue.pk) in pairs] for correction in sorted({one for one, _campaign in pairs})}


def bound(campaign: Campaign) -> list[tuple[Correction, list[Campaign]]]:
    """Return the corrections that a campaign would carry if its sending began now, the oldest first, each with the issues that were wrong.

    It depends on no person: nobody's leaving voids an approval. Whom each concerns is asked when a mail is handed over (``due.py``).
    """
    if campaign.correction_id:
        return []
    mistakes = reading.published().filter(
        severity__in=reading.ABOVE, taken_down__isnull=True, claims__claim__issues__campaign__purpose_id=campaign.purpose_id
    )
    known = {one.pk: one for one in mistakes.distinct()}
    wrong = wrong_issues(known, purpose=campaign.purpose_id)
    return [(known[pk], wrong[pk]) for pk in sorted(wrong, key=lambda pk: (known[pk].published_at, pk)) if has_rounds_left(pk, wrong[pk])]


def has_rounds_left(correction: int, wrong: list[Campaign]) -> bool:
    """Whether the next issue brings a correction: fewer than five did. A later issue with the mistake begins the rounds anew.

    :param wrong: the issues for one purpose with the mistake, the oldest first; at least one
    """
    rounds = CampaignCorrection.objects.filter(correction_id=correction, campaign__purpose_id=wrong[-1].purpose_id)
    since = rounds.filter(campaign__sent_at__gt=wrong[-1].sent_at).exclude(campaign__state=Campaign.State.CANCELLED)
    return since.count() < ROUNDS


def freeze(campaign: Campaign, claims: Mapping[int, Claim], *, at: datetime) -> None:
    """Write down what an issue carries when its sending begins, in the caller's transaction; its content is frozen already.

    :param claims: what it shows, by number, read before its content was rendered and compared with what was approved
    """
    CampaignClaim.objects.bulk_create(CampaignClaim(campaign=campaign, claim=one, version=one.version, status=one.status) for one in claims.values())
    numbers = [number(key) for key in letterhead_slots.keys(campaign.html_sent)]
    CampaignCorrection.objects.bulk_create(CampaignCorrection(campaign=campaign, correction_id=pk) for pk in numbers)
    marks = [[pk, claims[pk].version] for pk in sorted(claims)]
    book.append(Fact(SENT, {"campaign": campaign.pk, "claims": marks, "corrections": sorted(numbers)}, log=logs.EDITORIAL), at=at)


def key(correction: int) -> str:
    """Return the name of a correction's slot in a mail."""
    return f"{SLOT}{correction}"


def number(slot: str) -> int:
    """Return the correction of a slot."""
    return int(slot.removeprefix(SLOT))
