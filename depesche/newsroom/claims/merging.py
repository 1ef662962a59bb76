"""Joining two claims that say the same, and taking one apart that says two things."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from depesche.kernel import clock
from depesche.kernel.refusal import Refusal
from depesche.newsroom.claims import claiming, deriving, entries
from depesche.newsroom.claims.assertion_rows import Assertion
from depesche.newsroom.claims.claim_rows import Claim
from depesche.newsroom.claims.claiming import Wanted
from depesche.newsroom.claims.deriving import Change
from depesche.newsroom.claims.head_rows import HeadClaim
from depesche.newsroom.claims.mark_rows import ClaimMark
from depesche.newsroom.claims.terms import Status
from depesche.press import rebuild

if TYPE_CHECKING:
    from depesche.brand.models import User


def merge(claim: Claim, into: Claim, *, seen: int | None = None, by: User | None, at: datetime) -> Claim:
    """Join a claim to another one: what was said to it and the marks of articles follow, its address leads there. An override of it ends.

    The texts of articles keep the old number, which leads to the other claim as the address does.

    :param seen: the version of the claim that the editor began with
    :raises Refusal: codes ``same-claim``, ``claim-merged``, ``claim-changed-meanwhile``
    """
    with transaction.atomic():
        deriving.queue([claim.pk, into.pk])
        old, target = deriving.hold(claim.pk, seen=seen), deriving.hold(into.pk)
        _gate(old, target)
        moved = list(old.assertions.order_by("pk"))
        Assertion.objects.filter(claim=old).update(claim=target)
        HeadClaim.objects.filter(claim=old).update(claim=target)
        Claim.objects.filter(merged_into=old).update(merged_into=target)
        target.topics.add(*old.topics.all())
        target.public_since = min((one for one in (old.public_since, target.public_since) if one), default=None)
        old.merged_into, old.override, old.override_reason, old.override_until, old.override_by = target, "", "", None, None
        old.changed_at = at
        old.save()
        body = {
            **entries.of_claim(target),
            "claim": old.pk,
            "into": target.pk,
            "assertions": [one.pk for one in moved],
            "version": target.version + 1,
            "public_since": clock.to_milliseconds(target.public_since) if target.public_since else None,
        }
        entries.write(entries.CLAIM_MERGED, body, by=by, at=at)
        deriving.settle(target, Change(entries.CLAIM_MERGED, by, at))
        _follow(old, target, at=at)
        rebuild.outdate([deriving.tag(old.pk)], at=at)
    return target


def split(claim: Claim, wanted: Wanted, moved: Collection[int], *, seen: int | None = None, by: User | None, at: datetime) -> Claim:
    """Make a new claim of some assertions of a claim, with their figures and evidence; what they superseded goes along.

    The old claim keeps its marks, its corrections and the newsroom's judgement. A mark of a statement that went means the whole claim from now on.

    :raises Refusal: codes ``nothing-to-split``, ``refuted-without-evidence``, ``claim-empty``, ``claim-changed-meanwhile``
    """
    with transaction.atomic():
        old = deriving.hold(claim.pk, seen=seen)
        chosen = _with_history(old.assertions.filter(pk__in=moved))
        if not chosen:
            raise Refusal(
                code="nothing-to-split", message=_("No statement was chosen for the new claim."), help=_("Please tick those that belong to it.")
            )
        _gate_judgement(old, chosen)
        made = claiming.create(wanted, by=by, at=at)
        Assertion.objects.filter(pk__in=chosen).update(claim=made)
        body = {"claim": old.pk, "into": made.pk, "assertions": sorted(chosen)}
        entries.write(entries.CLAIM_SPLIT, body, by=by, at=at)
        if old.public_since:
            made.public_since = at
            entries.shown([made.pk], by=by, at=at)
        now = deriving.hold(old.pk)
        deriving.settle(now, Change(entries.CLAIM_SPLIT, by, at))
        _begin_anew(ClaimMark.objects.filter(claim=old, assertion__in=chosen, until__isnull=True), at=at, version=now.version, assertion=None)
        deriving.settle(made, Change(entries.CLAIM_SPLIT, by, at))
    return made


def final(numbers: Iterable[int]) -> dict[int, int]:
    """Return for each number of a claim the one to which it leads: its own, or that of the claim it was merged into; unknown ones are missing."""
    found = Claim.objects.filter(pk__in=set(numbers)).values_list("pk", "merged_into_id")
    return {pk: into or pk for pk, into in found}


def _gate(old: Claim, target: Claim) -> None:
    if old.pk == target.pk:
        raise Refusal(code="same-claim", message=_("A claim cannot be merged into itself."), help=_("Please choose another one."))
    if old.merged_into_id or target.merged_into_id:
        raise Refusal(code="claim-merged", message=_("This claim was merged into another one."), help=_("Please choose the other one."))


def _follow(old: Claim, target: Claim, *, at: datetime) -> None:
    """End the marks of the old claim and begin the same ones of the other, at the version that readers see from now on."""
    _begin_anew(ClaimMark.objects.filter(claim=old, until__isnull=True), at=at, version=target.version, claim=target)


def _begin_anew(marks: QuerySet[ClaimMark], *, at: datetime, **changed: object) -> None:
    live = list(marks)
    ClaimMark.objects.filter(pk__in=[mark.pk for mark in live]).update(until=at)
    for mark in live:
        mark.pk, mark.since = None, at
        for name, value in changed.items():
            setattr(mark, name, value)
    ClaimMark.objects.bulk_create(live)


def _gate_judgement(old: Claim, moved: Collection[int]) -> None:
    """Refuse to take away what the newsroom's own judgement rests on: "refuted" needs evidence on record."""
    if old.override == Status.REFUTED and not any(one.said.has_evidence for one in deriving.live(old) if one.pk not in moved):
        raise Refusal(
            code="refuted-without-evidence",
            message=_("The claim is judged refuted, and all evidence would go."),
            help=_("Please leave a statement with evidence here, or let the rules decide again first."),
        )


def _with_history(chosen: Iterable[Assertion]) -> set[int]:
    found: set[int] = set()
    for assertion in chosen:
        one: Assertion | None = assertion
        while one is not None and one.pk not in found:
            found.add(one.pk)
            one = one.supersedes
    return found
