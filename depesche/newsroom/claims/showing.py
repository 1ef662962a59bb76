"""Claims as readers see them now: with what is said to each and the status that follows. A constant number of queries, however many there are."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.db.models import Prefetch, Q, QuerySet
from django.utils import timezone

from depesche.newsroom.claims import deriving, outdating
from depesche.newsroom.claims.assertion_rows import Assertion, Evidence, Relay
from depesche.newsroom.claims.claim_rows import Claim
from depesche.newsroom.claims.status import Verdict
from depesche.newsroom.claims.terms import AssertionState, Visibility
from depesche.press import tags


@dataclass(frozen=True)
class Shown:
    """A claim, what counts of what was said to it, the oldest first, and its status at this moment."""

    claim: Claim
    assertions: tuple[Assertion, ...]
    verdict: Verdict
    at: datetime

    @property
    def checked(self) -> datetime | None:
        """When somebody last looked at it, if it should have been looked at again meanwhile."""
        due = self.claim.review_by
        return (self.claim.checked_at or self.claim.changed_at) if due and due < timezone.localdate(self.at) else None


def shown(wanted: Iterable[int], *, at: datetime, drafts: Collection[int] = ()) -> dict[int, Shown]:
    """Return these claims by the asked number; one that was merged leads to the other, one that is gone is left out.

    Notes the tags of claims and sources, and the moment at which one of them says something else by itself.

    :param drafts: assertions that count although they are not live yet, for an editor's preview
    """
    claims = _claims(set(wanted))
    if not claims:
        return {}
    said: dict[int, list[Assertion]] = {claim.pk: [] for claim in claims.values()}
    for assertion in _assertions(said, drafts):
        said[assertion.claim_id].append(assertion)
    known = {claim.pk: _shown(claim, said[claim.pk], at=at) for claim in {claim.pk: claim for claim in claims.values()}.values()}
    tags.use(*(outdating.of_claim(pk) for pk in {*claims, *known}))
    return {asked: known[claim.pk] for asked, claim in claims.items()}


def tags_of(shown: Shown) -> frozenset[str]:
    """Return what a page that shows a claim depends on: the claim, its sources, and those by whom it reached us."""
    return frozenset({outdating.of_claim(shown.claim.pk), *sources_of(shown.assertions)})


def sources_of(assertions: Iterable[Assertion]) -> set[str]:
    """Return the tags of those who said these assertions, and of those by whom they reached us."""
    found = list(assertions)
    via = (relay.source_id for assertion in found for relay in assertion.via.all())
    return {outdating.of_source(pk) for pk in (*via, *(assertion.source_id for assertion in found))}


def until(shown: Shown) -> datetime | None:
    """Return when a claim says something else by itself: an override ends, or it should have been checked again."""
    claim, ends = shown.claim, []
    if claim.override and claim.override_until and claim.override_until > shown.at:
        ends.append(claim.override_until)
    if claim.review_by and claim.review_by >= timezone.localdate(shown.at):
        ends.append(timezone.make_aware(datetime.combine(claim.review_by + timedelta(days=1), time())))
    return min(ends, default=None)


def with_everything(assertions: Q) -> list[Assertion]:
    """Return the public assertions that meet a condition, with their sources, evidence and way, the oldest first."""
    return read_with_everything(Assertion.objects.filter(assertions, visibility=Visibility.PUBLIC).select_related("source", "taken_down"))


def read_with_everything(found: QuerySet[Assertion]) -> list[Assertion]:
    """Return these assertions with their evidence and way; two further queries."""
    relays = Relay.objects.select_related("source")
    return list(found.prefetch_related(Prefetch("evidence", queryset=Evidence.objects.order_by("pk")), Prefetch("via", queryset=relays)))


def _claims(wanted: set[int]) -> dict[int, Claim]:
    found = Claim.objects.select_related("question").in_bulk(wanted)
    targets = {claim.merged_into_id for claim in found.values() if claim.merged_into_id}
    further = _claims(targets - {None}) if targets else {}
    return {pk: further.get(claim.merged_into_id, claim) if claim.merged_into_id else claim for pk, claim in found.items()}


def _assertions(claims: Iterable[int], drafts: Collection[int]) -> list[Assertion]:
    counts = Q(claim_id__in=list(claims), state=AssertionState.LIVE)
    if drafts:
        counts |= Q(claim_id__in=list(claims), pk__in=drafts, state=AssertionState.DRAFT)
    return with_everything(counts)


def _shown(claim: Claim, assertions: list[Assertion], *, at: datetime) -> Shown:
    for assertion in assertions:
        assertion.claim = claim
    found = Shown(claim, tuple(assertions), deriving.verdict(claim, assertions, at=at), at)
    tags.use(*tags_of(found))
    tags.until(until(found))
    return found
