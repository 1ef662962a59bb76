"""Whether what sent issues carried is what the editorial log says: whom a correction finds rests on it (``depesche ledger verify``)."""

from __future__ import annotations

from collections.abc import Iterator

from depesche.ledger import book, logs
from depesche.mailing.correcting.binding import SENT
from depesche.mailing.models import CampaignClaim, CampaignCorrection


def differences() -> Iterator[str]:
    """Yield a sentence for every issue whose claims or corrections are not those of the log."""
    claims, corrections = _claims(), _corrections()
    said = {event.body["campaign"]: event for event in book.of_kinds([SENT], log=logs.EDITORIAL)}
    for pk in sorted(said.keys() | claims.keys() | corrections.keys()):
        if pk not in said:
            yield f"issue {pk} carried claims or corrections, but the log does not know that it was sent"
            continue
        if claims.get(pk, set()) != {(claim, version) for claim, version in said[pk].body["claims"]}:
            yield f"the claims of issue {pk} are not those that entry {said[pk].index} of the log says it carried"
        if corrections.get(pk, set()) != set(said[pk].body["corrections"]):
            yield f"the corrections of issue {pk} are not those that entry {said[pk].index} of the log says it carried"


def _claims() -> dict[int, set[tuple[int, int]]]:
    found: dict[int, set[tuple[int, int]]] = {}
    for campaign, claim, version in CampaignClaim.objects.values_list("campaign_id", "claim_id", "version"):
        found.setdefault(campaign, set()).add((claim, version))
    return found


def _corrections() -> dict[int, set[int]]:
    found: dict[int, set[int]] = {}
    for campaign, correction in CampaignCorrection.objects.values_list("campaign_id", "correction_id"):
        found.setdefault(campaign, set()).add(correction)
    return found
