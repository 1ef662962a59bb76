"""What stands behind the articles of a feed, as plain text: ``[5: unconfirmed]``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from depesche.newsroom.claims import marking, showing
from depesche.newsroom.models import ClaimMark
from depesche.website.evidence import entries
from depesche.website.evidence.entries import Entry


@dataclass(frozen=True)
class Behind:
    """What stands behind an article: the marks of its lead, and a line for each claim."""

    lead: str = ""
    lines: tuple[str, ...] = ()


NOTHING = Behind()


def lines(articles: Sequence[int], *, at: datetime) -> dict[int, Behind]:
    """Return by article what stands behind it, numbered as on its page; a constant number of queries."""
    marks: dict[int, list[tuple[str, int]]] = {}
    rows = ClaimMark.objects.filter(article_id__in=articles, until__isnull=True).order_by("article_id", "position")
    for article, block, claim in rows.values_list("article_id", "block", "claim_id"):
        marks.setdefault(article, []).append((block, claim))
    known = showing.shown({claim for some in marks.values() for _block, claim in some}, at=at)
    found: dict[int, Behind] = {}
    for article, some in marks.items():
        by_claim = entries.numbered((claim for _block, claim in some), known)
        lead = dict.fromkeys(by_claim[claim].number for block, claim in some if block == marking.LEAD and claim in by_claim)
        numbered = {entry.number: entry for entry in by_claim.values()}
        found[article] = Behind(" ".join(mark(numbered[number]) for number in lead), tuple(f"{mark(one)} {one.text}" for one in numbered.values()))
    return found


def mark(entry: Entry) -> str:
    """Return a mark as plain text, such as ``[5: unconfirmed]``."""
    return f"[{entry.number}: {entry.label.word}]"
