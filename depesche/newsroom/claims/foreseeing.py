"""What a change would make of a claim's status, before anybody makes it. Nothing is written."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from depesche.newsroom.claims import deriving, status
from depesche.newsroom.claims.asserting import Statement
from depesche.newsroom.claims.assertion_rows import Assertion
from depesche.newsroom.claims.claim_rows import Claim
from depesche.newsroom.claims.status import Said, Verdict
from depesche.newsroom.claims.terms import ClaimKind, Status, Visibility


def without(claim: Claim, gone: Iterable[int], *, at: datetime) -> Verdict:
    """Return the verdict if these assertions no longer counted."""
    ended = set(gone)
    return _verdict(claim, [one.said for one in deriving.live(claim) if one.pk not in ended], at=at)


def with_statement(claim: Claim, statement: Statement, *, instead_of: Assertion | None = None, at: datetime) -> Verdict:
    """Return the verdict if a source said this, too, or instead of something else."""
    kept = [one.said for one in deriving.live(claim) if instead_of is None or one.pk != instead_of.pk]
    return _verdict(claim, [*kept, *([_said(statement)] if statement.visibility == Visibility.PUBLIC else [])], at=at)


def joined(claim: Claim, into: Claim, *, at: datetime) -> Verdict:
    """Return the verdict of a claim into which another one is merged."""
    return _verdict(into, [one.said for part in (claim, into) for one in deriving.live(part)], at=at)


def edited(claim: Claim, kind: ClaimKind, *, is_established: bool, at: datetime) -> Verdict:
    """Return the verdict if the claim were of this kind."""
    said = [one.said for one in deriving.live(claim)]
    return status.derive(kind, said, is_established=is_established, override=_override(claim, at=at))


def _verdict(claim: Claim, said: list[Said], *, at: datetime) -> Verdict:
    return status.derive(ClaimKind(claim.kind), said, is_established=claim.is_established, override=_override(claim, at=at))


def _override(claim: Claim, *, at: datetime) -> Status | None:
    return Status(claim.override) if claim.override and claim.override_until and claim.override_until > at else None


def _said(statement: Statement) -> Said:
    source = statement.source
    return Said(
        speaker=str(source.pk),
        voice=" ".join(statement.origin.casefold().split()) or source.voice,
        stance=statement.stance,
        is_named=source.is_named,
        is_own=source.kind == "own_newsroom",
        is_competent=statement.is_competent,
        has_evidence=bool(statement.evidence),
        independent=statement.independent,
    )
