"""Writing a correction, and handing it in. Published ones never change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from depesche.kernel.refusal import Refusal
from depesche.newsroom.claims.correction_rows import CorrectionState, Severity
from depesche.newsroom.corrections import entries
from depesche.newsroom.models import ArticlePage, Claim, CorrectedClaim, Correction, ReaderReport

if TYPE_CHECKING:
    from depesche.brand.models import User


@dataclass(frozen=True)
class Span:
    """Versions of a claim that were wrong, from ``first`` to ``last``."""

    claim: Claim
    first: int
    last: int


@dataclass(frozen=True)
class Wanted:
    """What an editor writes into a correction; it concerns an article, claims, or both."""

    wrong: str
    right: str
    why: str
    severity: Severity = Severity.CORRECTION
    article: ArticlePage | None = None
    claims: Sequence[Span] = ()
    report: ReaderReport | None = None
    is_by_reader: bool = False


def draft(wanted: Wanted, *, by: User | None, at: datetime) -> Correction:
    """Write down a correction that nobody has approved yet.

    :raises Refusal: from :func:`gate`
    """
    gate(wanted)
    with transaction.atomic():
        correction = Correction(drafted_by=by, drafted_at=at)
        _fill(correction, wanted)
        _note(correction, by=by, at=at)
    return correction


def edit(correction: Correction, wanted: Wanted, *, seen: str, by: User | None, at: datetime) -> Correction:
    """Change what is not published yet; it has to be handed in again.

    :param seen: the digest that the editor began with
    :raises Refusal: from :func:`gate`; codes ``correction-published``, ``correction-changed``
    """
    gate(wanted)
    with transaction.atomic():
        now = hold(correction.pk, seen=seen)
        now.state, now.edited_by = CorrectionState.DRAFT, by
        now.approved_by, now.approved_at = None, None
        _fill(now, wanted)
        if entries.content_digest(now) != seen:
            _note(now, by=by, at=at)
    return now


def submit(correction: Correction) -> None:
    """Hand a draft in; doing it twice changes nothing.

    :raises Refusal: code ``correction-published``
    """
    with transaction.atomic():
        now = hold(correction.pk)
        now.state = CorrectionState.WAITING
        now.save(update_fields=["state"])
    correction.refresh_from_db()


def discard(correction: Correction) -> None:
    """Delete what was never published; the editorial log keeps that it was drafted.

    :raises Refusal: code ``correction-published``
    """
    with transaction.atomic():
        hold(correction.pk).delete()


def hold(pk: int, *, seen: str | None = None) -> Correction:
    """Take an unpublished correction for a change, one after the other.

    :param seen: the digest that the person began with; ``None`` for a change that needs no look
    :raises Refusal: codes ``correction-published``, ``correction-changed``
    :raises Correction.DoesNotExist: if there is none
    """
    now = Correction.objects.select_for_update(of=("self",)).get(pk=pk)
    if now.state == CorrectionState.PUBLISHED:
        raise Refusal(
            code="correction-published",
            message=_("This correction is published and never changes."),
            help=_("If it is wrong itself, please write another one."),
        )
    if seen is not None and entries.content_digest(now) != seen:
        raise Refusal(
            code="correction-changed",
            message=_("Somebody else has changed this correction meanwhile."),
            help=_("Please look at it as it is now and send yours again."),
        )
    return now


def gate(wanted: Wanted) -> None:
    """Let a correction pass that readers can understand.

    :raises Refusal: codes ``correction-empty``, ``correction-of-nothing``, ``correction-span``
    """
    if not (wanted.right.strip() and (wanted.severity == Severity.TYPO or wanted.why.strip())):
        raise Refusal(
            code="correction-empty",
            message=_("What is right, or how the mistake came about, is not said."),
            help=_("Readers see both. Please write one sentence each."),
        )
    if wanted.severity in NAMES_THE_MISTAKE and not wanted.wrong.strip():
        raise Refusal(
            code="correction-empty",
            message=_("What was wrong is not said."),
            help=_("A correction repeats the wrong statement, so that readers know what is meant."),
        )
    if wanted.article is None and not wanted.claims:
        raise Refusal(code="correction-of-nothing", message=_("Neither an article nor a claim is chosen."), help=_("Please choose what is wrong."))
    for span in wanted.claims:
        if not 1 <= span.first <= span.last <= span.claim.version:
            raise Refusal(
                code="correction-span",
                message=_("These versions of “%(claim)s” do not exist.") % {"claim": span.claim},
                help=_("Please choose the first and the last wrong version out of 1 to %(last)s.") % {"last": span.claim.version},
            )


NAMES_THE_MISTAKE = frozenset({Severity.CLARIFICATION, Severity.CORRECTION, Severity.RETRACTION})


def _fill(correction: Correction, wanted: Wanted) -> None:
    correction.severity, correction.article, correction.report = wanted.severity, wanted.article, wanted.report
    correction.wrong, correction.right, correction.why = wanted.wrong.strip(), wanted.right.strip(), " ".join(wanted.why.split())
    correction.is_by_reader = wanted.is_by_reader
    correction.save()
    correction.claims.all().delete()
    CorrectedClaim.objects.bulk_create(
        CorrectedClaim(correction=correction, claim=one.claim, first=one.first, last=one.last) for one in wanted.claims
    )


def _note(correction: Correction, *, by: User | None, at: datetime) -> None:
    if correction.severity != Severity.TYPO:
        entries.write(entries.DRAFTED, correction, by=by, at=at)
