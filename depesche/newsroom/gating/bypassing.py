"""Published although statements had no source: the page's history, that of each claim and the editorial log say who did it, and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from wagtail.log_actions import log
from wagtail.models import ModelLogEntry, PageLogEntry

from depesche.newsroom.claims import entries
from depesche.newsroom.claims.claim_rows import Claim

if TYPE_CHECKING:
    from depesche.brand.models import User
    from depesche.newsroom.models import ArticlePage

BYPASSED, WARNED = "newsroom.gate_bypassed", "newsroom.published_unsourced"


@dataclass(frozen=True)
class Bypass:
    """A claim was published without a source: by whom, why, and in which article. ``who`` is empty where no person did it."""

    at: datetime
    who: str
    reason: str
    title: str
    article: int


def with_reason(article: ArticlePage, claims: Sequence[Claim], *, by: User | None, at: datetime) -> None:
    """Record that somebody gave a reason. The same version with the same reason is recorded once."""
    told = {**_about(article, claims), "reason": article.unsourced_reason.strip()}
    if _is_known(article, BYPASSED, told):
        return
    log(instance=article, action=BYPASSED, user=by, data=told)
    for claim in claims:
        log(instance=claim, action=BYPASSED, user=by, data={**told, "article": article.pk, "title": article.title})
    body = {"page": article.pk, "revision": article.live_revision_id, "count": len(claims), "reason": told["reason"], "claims": told["claims"]}
    entries.write(entries.GATE_BYPASSED, body, by=by, at=at)


def with_warning(article: ArticlePage, claims: Sequence[Claim], *, by: User | None) -> None:
    """Record in the page's history that it was published so."""
    told = _about(article, claims)
    if not _is_known(article, WARNED, told):
        log(instance=article, action=WARNED, user=by, data=told)


def of_claim(claim: Claim) -> list[Bypass]:
    """Return every time that a claim was published without a source for a reason, the newest first; for its history."""
    found = ModelLogEntry.objects.for_instance(claim).filter(action=BYPASSED).select_related("user").order_by("-timestamp", "-pk")
    return [_bypass(entry) for entry in found]


def _bypass(entry: Any) -> Bypass:
    said = entry.data
    return Bypass(entry.timestamp, str(entry.user or ""), said["reason"], said["title"], said["article"])


def _about(article: ArticlePage, claims: Sequence[Claim]) -> dict[str, Any]:
    return {"count": len(claims), "claims": [claim.pk for claim in claims], "version": article.live_revision_id}


def _is_known(article: ArticlePage, action: str, told: dict[str, Any]) -> bool:
    last = PageLogEntry.objects.filter(page=article.pk, action=action).order_by("-timestamp", "-pk").first()
    return last is not None and last.data == told
