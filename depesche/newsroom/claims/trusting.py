"""Which claim each trust point at the top of the pages makes: chosen at the desk, shown by its way to the claim's page."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from wagtail.log_actions import get_active_log_context

from depesche.newsroom.claims import entries, outdating
from depesche.newsroom.claims.assertion_rows import Assertion
from depesche.newsroom.claims.claim_rows import Claim
from depesche.newsroom.claims.terms import AssertionState, SourceKind, Visibility
from depesche.newsroom.claims.trust_rows import TrustClaim
from depesche.press import rebuild


def changed(row: TrustClaim, *, at: datetime) -> None:
    """A trust point makes another claim now: every page and the claim's own show it, and readers may see the claim."""
    with transaction.atomic():
        if Claim.objects.filter(pk=row.claim_id, public_since__isnull=True).update(public_since=at):
            entries.shown([row.claim_id], by=get_active_log_context().user, at=at)
        rebuild.outdate({"brand", *outdating.shown([row.claim_id])}, at=at)


def own_claims() -> QuerySet[Claim]:
    """Return the claims to which the publisher itself says something that counts; the others are not its own."""
    counting = Assertion.objects.filter(state=AssertionState.LIVE, visibility=Visibility.PUBLIC)
    said = counting.filter(source__kind=SourceKind.OWN_NEWSROOM).order_by()
    return Claim.objects.filter(pk__in=said.values("claim"), merged_into__isnull=True)


def slugs() -> dict[int, str]:
    """Return the address of the claim by the number of the trust point that makes it; only claims that readers may see."""
    found = TrustClaim.objects.filter(claim__public_since__isnull=False).order_by()
    return dict(found.values_list("point_id", "claim__slug"))


def texts(claim: Claim) -> tuple[str, ...]:
    """Return the words of the trust points that make a claim."""
    return tuple(TrustClaim.objects.filter(claim=claim).values_list("point__text", flat=True))
