"""A claim's status, kept with the claim: derived anew in the transaction of every change, with its version, its log entry and what it outdates."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Prefetch
from django.utils.translation import gettext_lazy as _

from depesche.kernel.refusal import Refusal
from depesche.newsroom.claims import entries, outdating, status
from depesche.newsroom.claims.assertion_rows import Assertion, Evidence
from depesche.newsroom.claims.claim_rows import Claim, ClaimVersion
from depesche.newsroom.claims.status import Said, Verdict
from depesche.newsroom.claims.terms import AssertionState, ClaimKind, Status, Visibility
from depesche.press import rebuild

if TYPE_CHECKING:
    from depesche.brand.models import User


@dataclass(frozen=True)
class Change:
    """Why a claim is looked at anew: the kind of the log's entry, and who made it."""

    because: str
    by: User | None
    at: datetime


tag = outdating.of_claim


def live(claim: Claim) -> list[Assertion]:
    """Return the assertions that count, with their sources and evidence, the oldest first."""
    found = claim.assertions.filter(state=AssertionState.LIVE, visibility=Visibility.PUBLIC).select_related("source")
    return list(found.prefetch_related(Prefetch("evidence", queryset=Evidence.objects.order_by("pk"))))


def verdict(claim: Claim, assertions: Iterable[Assertion], *, at: datetime) -> Verdict:
    """Derive the status of a claim from these assertions; an override counts until its end."""
    return of_said(claim, [assertion.said for assertion in assertions], at=at)


def of_said(claim: Claim, said: Iterable[Said], *, at: datetime) -> Verdict:
    """Derive the status of a claim from what is said, or would be."""
    override = Status(claim.override) if claim.override and claim.override_until and claim.override_until > at else None
    return status.derive(ClaimKind(claim.kind), said, is_established=claim.is_established, override=override)


def hold(claim_id: int, *, seen: int | None = None, may_be_merged: bool = False) -> Claim:
    """Take a claim for a change, one after the other.

    :param seen: the version that the editor began with; ``None`` for a change that needs no look at the present state
    :param may_be_merged: whether an editor may change what was merged into another claim: only its history is left there
    :raises Refusal: codes ``claim-changed-meanwhile``, ``claim-merged``
    :raises Claim.DoesNotExist: if there is none
    """
    claim = Claim.objects.select_for_update(of=("self",)).get(pk=claim_id)
    if seen is not None and claim.merged_into_id and not may_be_merged:
        raise Refusal(code="claim-merged", message=_("This claim was merged into another one."), help=_("Please choose the other one."))
    if seen is not None and claim.version != seen:
        raise Refusal(
            code="claim-changed-meanwhile",
            message=_("Somebody else has changed this claim meanwhile: it is “%(status)s” now.") % {"status": claim.get_status_display()},
            help=_("Please look at it as it is now and send your change again; what you wrote stands below."),
        )
    return claim


def queue(claims: Iterable[int]) -> None:
    """Wait for several claims, always in the order of their numbers, before each is held: two who want the same ones wait in no circle."""
    list(Claim.objects.select_for_update(of=("self",)).filter(pk__in=set(claims)).order_by("pk"))


def settle(claim: Claim, change: Change) -> None:
    """Derive the status anew, count the version up, keep it, say so in the log, and outdate what shows the claim.

    Runs inside the transaction of the change, after its own entry in the log.
    """
    before = claim.status
    found = verdict(claim, live(claim), at=change.at)
    claim.status, claim.rule, claim.changed_at = found.status, found.rule, change.at
    claim.version = 1 if claim._state.adding else claim.version + 1
    claim.save()
    keep_version(claim, change)
    if claim.status != before:
        body = {"claim": claim.pk, "version": claim.version, "from": before, "to": claim.status, "rule": claim.rule}
        entries.write(entries.STATUS_CHANGED, body, by=change.by, at=change.at)
    rebuild.outdate(outdating.shown([claim.pk]), at=change.at)


def keep_version(claim: Claim, change: Change) -> None:
    """Keep what readers see of a claim from now on."""
    said = {"text": claim.text, "text_en": claim.text_en, "status": claim.status, "rule": claim.rule}
    ClaimVersion.objects.create(claim=claim, number=claim.version, because=change.because, made_at=change.at, **said)
