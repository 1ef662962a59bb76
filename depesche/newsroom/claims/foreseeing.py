"""What a change would make of a claim's status, before anybody makes it. Nothing is written."""

from __future__ import annotations

from collections.abc import Iterable
from copy import copy
from datetime import datetime

from depesche.newsroom.claims import deriving
from depesche.newsroom.claims.asserting import Statement
from depesche.newsroom.claims.assertion_rows import Assertion, said_by
from depesche.newsroom.claims.claim_rows import Claim
from depesche.newsroom.claims.status import Said, Verdict
from depesche.newsroom.claims.terms import ClaimKind, Visibility


def without(claim: Claim, gone: Iterable[int], *, at: datetime) -> Verdict:
    """Return the verdict if these assertions no longer counted."""
    ended = set(gone)
    return deriving.of_said(claim, [one.said for one in deriving.live(claim) if one.pk not in ended], at=at)


def with_statement(claim: Claim, statement: Statement, *, instead_of: Assertion | None = None, at: datetime) -> Verdict:
    """Return the verdict if a source said this, too, or instead of something else."""
    kept = [one.said for one in deriving.live(claim) if instead_of is None or one.pk != instead_of.pk]
    return deriving.of_said(claim, [*kept, *([_said(statement)] if statement.visibility == Visibility.PUBLIC else [])], at=at)


def joined(claim: Claim, into: Claim, *, at: datetime) -> Verdict:
    """Return the verdict of a claim into which another one is merged."""
    return deriving.of_said(into, [one.said for part in (claim, into) for one in deriving.live(part)], at=at)


def edited(claim: Claim, kind: ClaimKind, *, is_established: bool, at: datetime) -> Verdict:
    """Return the verdict if the claim were of this kind."""
    changed = copy(claim)
    changed.kind, changed.is_established = kind, is_established
    return deriving.verdict(changed, deriving.live(claim), at=at)


def _said(statement: Statement) -> Said:
    return said_by(
        statement.source,
        statement.stance,
        origin=statement.origin,
        is_competent=statement.is_competent,
        has_evidence=bool(statement.evidence),
        independent=statement.independent,
    )
