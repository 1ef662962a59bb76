"""Everything that an article states without a source, in one look: for the check panel and for who publishes it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from depesche.kernel import options
from depesche.newsroom.claims.claim_rows import Claim
from depesche.newsroom.claims.terms import Status
from depesche.newsroom.gating import coverage, judging, lines, statements
from depesche.newsroom.gating.coverage import Uncovered
from depesche.newsroom.gating.lines import Line
from depesche.newsroom.gating.statements import Statement

if TYPE_CHECKING:
    from depesche.newsroom.models import ArticlePage


@dataclass(frozen=True)
class Findings:
    """What was found: marked claims for which nobody stands; sentences and headings without a mark; people named with a stance nobody shows;
    ``lines`` is what was read.
    """

    unsourced: tuple[Claim, ...]
    unmarked: tuple[Statement, ...]
    uncovered: tuple[Uncovered, ...]
    lines: tuple[Line, ...] = ()


def of(article: ArticlePage, *, at: datetime) -> Findings:
    """Return what is found in an article, live or draft. A heading that says what its section shows needs no mark of its own."""
    read, judged = lines.of(article), judging.of(article, at=at)
    unmarked: list[Statement] = []
    uncovered: list[Uncovered] = []
    for one in statements.in_lines(read, language=options.current().language):
        is_compared = one.is_heading or bool(one.marks)
        lacking = coverage.lacking(one, read, judged) if is_compared else None
        uncovered += lacking or []
        if lacking is None and not one.marks:
            unmarked.append(one)
    unsourced = (one.claim for one in judged.values() if one.verdict.status == Status.UNSOURCED)
    return Findings(tuple(unsourced), tuple(unmarked), tuple(uncovered), tuple(read))
