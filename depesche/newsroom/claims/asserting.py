"""A source says something to a claim: as a draft with an article, or at once at the claim's desk. What is live is superseded, never edited."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from depesche.kernel.refusal import Refusal
from depesche.newsroom.claims import deriving, entries, protecting, proving
from depesche.newsroom.claims.assertion_rows import Assertion, Relay
from depesche.newsroom.claims.claim_rows import Claim
from depesche.newsroom.claims.deriving import Change
from depesche.newsroom.claims.figures import Figure
from depesche.newsroom.claims.proving import Proof
from depesche.newsroom.claims.source_rows import Source
from depesche.newsroom.claims.terms import AssertionState, Comparator, Independence, Precision, Stance, Visibility

if TYPE_CHECKING:
    from depesche.brand.models import User


@dataclass(frozen=True)
class Statement:
    """What a source says to a claim, as an editor writes it down."""

    source: Source
    stance: Stance = Stance.ASSERTS
    said_on: datetime | None = None
    precision: Precision = Precision.UNKNOWN
    occasion: str = ""
    place: str = ""
    wording: str = ""
    wording_original: str = ""
    is_verbatim: bool = False
    hedge: str = ""
    basis: str = ""
    origin: str = ""
    derived_from: Assertion | None = None
    independent: Independence = Independence.UNKNOWN
    is_competent: bool = False
    competent_reason: str = ""
    figure: Figure | None = None
    figure_as_of: date | None = None
    visibility: Visibility = Visibility.PUBLIC
    via: Sequence[Source] = field(default=())
    evidence: Sequence[Proof] = field(default=())


TYPED = ("occasion", "place", "wording", "wording_original", "hedge", "basis", "origin", "competent_reason")
OWN = frozenset({"figure", "figure_as_of", "via", "evidence"})  # the others are columns of the same name


def draft(claim: Claim, statement: Statement, *, by: User | None, at: datetime) -> Assertion:
    """Write down what a source says; it counts when the article that carries it is published.

    :raises Refusal: from :func:`gate`
    """
    gate(statement)
    with transaction.atomic():
        return _store(claim, statement, by=by, at=at)


def redraft(draft: Assertion, statement: Statement, *, by: User | None, at: datetime) -> Assertion:
    """Write another text into a draft; no reader has seen the old one.

    :raises Refusal: from :func:`gate` and :func:`proving.enter`; code ``assertion-not-draft``
    """
    gate(statement)
    with transaction.atomic():
        now = Assertion.objects.select_for_update(of=("self",)).filter(pk=draft.pk, state=AssertionState.DRAFT).first()
        if now is None:
            raise Refusal(
                code="assertion-not-draft",
                message=_("This statement is published and is not edited any more."),
                help=_("At the claim's page it can be replaced by another one, or taken back."),
            )
        now.via.all().delete()
        return _fill(now, statement, by=by, at=at)


def statement_of(assertion: Assertion) -> Statement:
    """Return what was written into an assertion."""
    said = {one.name: getattr(assertion, one.name) for one in fields(Statement) if one.name not in OWN}
    via = tuple(relay.source for relay in assertion.via.select_related("source"))
    return Statement(**said, figure=assertion.figure, figure_as_of=assertion.figure_as_of, via=via, evidence=proving.of(assertion))


def add(claim: Claim, statement: Statement, *, seen: int | None = None, by: User | None, at: datetime) -> Assertion:
    """Write down what a source says; it counts at once.

    :param seen: the version of the claim that the editor began with
    :raises Refusal: from :func:`gate`; code ``claim-changed-meanwhile``
    """
    gate(statement)
    with transaction.atomic():
        now = deriving.hold(claim.pk, seen=seen)
        made = _store(now, statement, by=by, at=at)
        _put_live(made, by=by, at=at)
        deriving.settle(now, Change(entries.ASSERTION_ADDED, by, at))
    return made


def supersede(old: Assertion, statement: Statement, *, seen: int | None = None, by: User | None, at: datetime) -> Assertion:
    """Replace a live assertion by another one; the old one stays readable in the claim's history.

    :raises Refusal: from :func:`gate`; codes ``claim-changed-meanwhile``, ``assertion-not-live``
    """
    gate(statement)
    with transaction.atomic():
        now = deriving.hold(old.claim_id, seen=seen)
        _end(old, AssertionState.SUPERSEDED, reason="", at=at)
        made = _store(now, statement, by=by, at=at)
        made.supersedes = old
        _put_live(made, by=by, at=at, kind=entries.ASSERTION_SUPERSEDED, more={"supersedes": old.pk})
        deriving.settle(now, Change(entries.ASSERTION_SUPERSEDED, by, at))
    return made


def retract(old: Assertion, *, reason: str, seen: int | None = None, by: User | None, at: datetime) -> None:
    """Take a live assertion back because it should never have stood here; the history keeps it with the reason.

    :raises Refusal: codes ``reason-missing``, ``claim-changed-meanwhile``, ``assertion-not-live``
    """
    if not reason.strip():
        raise Refusal(code="reason-missing", message=_("There is no reason."), help=_("Please say in a sentence why it is taken back."))
    with transaction.atomic():
        now = deriving.hold(old.claim_id, seen=seen)
        _end(old, AssertionState.RETRACTED, reason=reason.strip()[:300], at=at)
        entries.write(entries.ASSERTION_RETRACTED, {**entries.of_assertion(old), "reason": old.end_reason}, by=by, at=at)
        deriving.settle(now, Change(entries.ASSERTION_RETRACTED, by, at))


def publish(drafts: Iterable[Assertion], *, by: User | None, at: datetime) -> None:
    """Let drafts count from now on; each claim is settled once. Those that are live already are left alone."""
    by_claim: dict[int, list[int]] = {}
    for one in drafts:
        if one.state == AssertionState.DRAFT:
            by_claim.setdefault(one.claim_id, []).append(one.pk)
    with transaction.atomic():
        for claim_id in sorted(by_claim):
            claim = deriving.hold(claim_id)
            # Read again behind the claim's lock: another article may have published them meanwhile.
            waiting = Assertion.objects.select_for_update(of=("self",)).filter(pk__in=by_claim[claim_id], claim=claim, state=AssertionState.DRAFT)
            now = list(waiting.order_by("pk"))
            for one in now:
                _put_live(one, by=by, at=at)
            if now:
                deriving.settle(claim, Change(entries.ASSERTION_ADDED, by, at))


def waiting(claim: Claim) -> Assertion | None:
    """Return the draft that a claim without anything published waits for; a mark without it would leave it a draft for ever."""
    standing = claim.assertions.filter(state__in=(AssertionState.LIVE, AssertionState.DRAFT)).order_by("-pk")
    drafts = [one for one in standing if one.state == AssertionState.DRAFT]
    return drafts[0] if drafts and len(drafts) == len(standing) else None


def gate(statement: Statement) -> None:
    """Let a statement pass that says enough to be checked.

    :raises Refusal: codes ``competence-unfounded``, ``figure-upside-down``, ``source-merged``, ``name-in-statement``
    """
    if statement.is_competent and not statement.competent_reason.strip():
        raise Refusal(
            code="competence-unfounded",
            message=_("It is not said why this source is the competent authority."),
            help=_("Please add it, for example: “runs the satellites that saw it”."),
        )
    if statement.source.merged_into_id:
        raise Refusal(code="source-merged", message=_("This source was merged into another one."), help=_("Please choose the other one."))
    figure = statement.figure
    if figure is not None and figure.comparator == Comparator.RANGE and (figure.high is None or figure.high < figure.low):
        raise Refusal(code="figure-upside-down", message=_("The range ends before it begins."), help=_("Please write the smaller number first."))
    for source in (statement.source, *statement.via):
        protecting.keep_quiet(source, _words(statement))


def _words(statement: Statement) -> Iterator[str]:
    """Yield everything that was typed into a statement."""
    yield from (getattr(statement, name) for name in TYPED)
    yield from (text for proof in statement.evidence for text in (proof.url, proof.title, proof.locator, proof.licence))
    if statement.figure is not None:
        yield from (statement.figure.measure, statement.figure.unit)


def _store(claim: Claim, statement: Statement, *, by: User | None, at: datetime) -> Assertion:
    made = Assertion(claim=claim, added_by=by, added_at=at)
    if statement.independent != Independence.UNKNOWN:
        made.independent_by = by
    return _fill(made, statement, by=by, at=at)


def _fill(made: Assertion, statement: Statement, *, by: User | None, at: datetime) -> Assertion:
    for one in fields(statement):
        if one.name not in OWN:
            setattr(made, one.name, getattr(statement, one.name))
    figure = statement.figure
    made.measure, made.unit, made.comparator = (figure.measure, figure.unit, figure.comparator) if figure else ("", "", "")
    made.low, made.high = (Decimal(figure.low), figure.high) if figure else (None, None)
    made.figure_as_of = statement.figure_as_of if figure else None
    made.save()
    Relay.objects.bulk_create(Relay(assertion=made, position=number, source=one) for number, one in enumerate(statement.via, 1))
    proving.enter(made, statement.evidence, by=by, at=at)
    Source.objects.filter(pk=statement.source.pk).update(used_at=at)
    return made


def _put_live(made: Assertion, *, by: User | None, at: datetime, kind: str = entries.ASSERTION_ADDED, more: dict[str, object] | None = None) -> None:
    made.state, made.live_since = AssertionState.LIVE, at
    made.save()
    entries.write(kind, {**entries.of_assertion(made), **(more or {})}, by=by, at=at)


def _end(old: Assertion, state: AssertionState, *, reason: str, at: datetime) -> None:
    ended = Assertion.objects.filter(pk=old.pk, state=AssertionState.LIVE).update(state=state, ended_at=at, end_reason=reason)
    if not ended:
        raise Refusal(
            code="assertion-not-live", message=_("This statement does not count any more."), help=_("Please look at the claim as it is now.")
        )
    old.refresh_from_db()
