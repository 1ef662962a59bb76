"""What words that are taken down take along: where else we stored them with the claim (newsroom.md, 3.5, point 5)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from wagtail.models import Revision

from depesche.ledger import book, logs
from depesche.newsroom.claims.mark_rows import ClaimMark
from depesche.newsroom.claims.taken_rows import TakenDown

REASON = "text-taken-down"


@dataclass(frozen=True)
class Along:
    """Places by number: rows of marks, old states (revisions) of articles, and entries of the log with the reason of a past judgement."""

    marks: tuple[int, ...] = ()
    revisions: tuple[int, ...] = ()
    judgements: tuple[int, ...] = ()

    def body(self) -> dict[str, object]:
        """Return what the entry of the removal says of it; nothing where nothing goes along."""
        said = {"marks": list(self.marks), "revisions": list(self.revisions), "judgements": list(self.judgements)}
        return {"along": said} if any(said.values()) else {}


NOTHING = Along()


def take(along: Along, made: TakenDown, *, at: datetime) -> None:
    """Empty the marks, delete the old states and erase the reasons, in the caller's transaction, after the entry of the removal."""
    ClaimMark.objects.filter(pk__in=along.marks).update(text="", taken_down=made)
    for revision in Revision.objects.filter(pk__in=along.revisions).order_by("pk"):
        revision.delete()  # one by one: comments at the text move on to the next one
    if along.judgements:
        book.erase(along.judgements, log=logs.EDITORIAL, reason=REASON, at=at)
