"""Entering what the panel holds: a new claim or a known one, with a draft of what a source says, or without.

The draft counts as soon as an article that carries it is published; until then it can be changed here.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from depesche.kernel.refusal import Refusal
from depesche.newsroom.claim_editor import saying
from depesche.newsroom.claim_editor.asked import Entry
from depesche.newsroom.claims import asserting, claiming
from depesche.newsroom.claims.asserting import Statement
from depesche.newsroom.claims.assertion_rows import Assertion
from depesche.newsroom.claims.claim_rows import Claim
from depesche.newsroom.claims.claiming import Wanted
from depesche.newsroom.claims.terms import AssertionState, ClaimKind, Stance
from depesche.newsroom.vocabulary import Topic

if TYPE_CHECKING:
    from depesche.brand.models import User

LONGEST_CLAIM = 400
VIEWS = {Stance.ASSESSES: ClaimKind.ASSESSMENT, Stance.WARNS: ClaimKind.WARNING, Stance.DEMANDS: ClaimKind.DEMAND, Stance.PLANS: ClaimKind.PLAN}


@dataclass(frozen=True)
class Entered:
    """What the words carry from now on."""

    claim: Claim
    assertion: Assertion | None = None


def enter(entry: Entry, *, by: User | None, at: datetime) -> Entered:
    """Enter it: all or nothing. The same statement of the same source is not entered twice.

    :raises Refusal: codes ``claim-gone``, ``claim-too-long``, ``assertion-not-draft``, those of :mod:`saying`, ``claiming`` and ``asserting``
    """
    with transaction.atomic():
        claim = _known(entry.claim) if entry.claim is not None else None
        speaker = saying.source(entry, by=by, at=at)
        if entry.assertion is not None and claim is not None and speaker is not None:
            return Entered(claim, _change(entry.assertion, entry, claim=claim, by=by, at=at))
        if speaker is None:
            return Entered(claim, asserting.waiting(claim)) if claim is not None else Entered(_new(entry, by=by, at=at))
        said = saying.statement(entry, speaker)
        if claim is not None and (same := _same(claim, said, by=by)) is not None:
            return Entered(claim, same)
        claim = claim or _new(entry, by=by, at=at)
        return Entered(claim, asserting.draft(claim, said, by=by, at=at))


def _known(pk: int) -> Claim:
    claim = Claim.objects.filter(pk=pk).first()
    while claim is not None and claim.merged_into is not None:
        claim = claim.merged_into
    if claim is None:
        raise Refusal(code="claim-gone", message=_("This claim is not there any more."), help=_("Please choose another one, or make a new one."))
    return claim


def _new(entry: Entry, *, by: User | None, at: datetime) -> Claim:
    text = entry.text or entry.words
    if len(text) > LONGEST_CLAIM:
        raise Refusal(
            code="claim-too-long",
            message=_("The statement has %(length)s characters; %(most)s are the most.") % {"length": len(text), "most": LONGEST_CLAIM},
            help=_("Please say it in one sentence."),
        )
    is_figure = bool(entry.figure.low) and (entry.source is not None or bool(entry.name))
    kind = VIEWS.get(entry.stance, ClaimKind.FIGURE if is_figure else ClaimKind.FACT)  # type: ignore[call-overload]  # a str of Stance
    topics = list(Topic.objects.filter(pk__in=entry.topics))
    return claiming.create(Wanted(text=text, kind=kind, topics=topics), by=by, at=at)


def _change(pk: int, entry: Entry, *, claim: Claim, by: User | None, at: datetime) -> Assertion:
    draft = Assertion.objects.select_related("source").filter(pk=pk, claim=claim).first()
    if draft is None:
        raise Refusal(code="assertion-gone", message=_("This statement is not there any more."), help=_("Please close the panel and open it again."))
    speaker = saying.source(entry, by=by, at=at) or draft.source
    return asserting.redraft(draft, saying.statement(entry, speaker, old=asserting.statement_of(draft)), by=by, at=at)


def _same(claim: Claim, said: Statement, *, by: User | None) -> Assertion | None:
    """Find a statement that says all of this already: a published one, or the person's own draft."""
    live = claim.assertions.filter(state=AssertionState.LIVE)
    own = claim.assertions.filter(state=AssertionState.DRAFT, added_by=by)
    alike = (live | own).filter(source=said.source, stance=said.stance).prefetch_related("evidence")
    for one in alike.order_by("pk"):
        is_same_day = said.said_on is None or one.said_on == said.said_on
        proven = {proof.url for proof in one.evidence.all()}
        if one.figure == said.figure and is_same_day and {proof.url for proof in said.evidence} <= proven:
            return one
    return None
