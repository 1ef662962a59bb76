"""Where a claim or a source is used. What is in use is not deleted: it is merged into another one, or it stays (newsroom.md, 3.5)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import TextField
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _

from depesche.kernel.refusal import Refusal
from depesche.newsroom import naming, sources, versions_to_come
from depesche.newsroom.claims import entries, marking
from depesche.newsroom.models import ArticlePage, Assertion, Claim, HeadClaim, Relay, Source

if TYPE_CHECKING:
    from depesche.brand.models import User


@dataclass(frozen=True)
class Use:
    """One place: its name, and what number it has of what kind (``article``, ``claim`` or ``source``)."""

    kind: str
    number: int
    name: str
    is_live: bool = True


def of_claim(claim: Claim) -> list[Use]:
    """Return where a claim stands: in published articles, in versions to come, and as what other claims were merged into."""
    live = ArticlePage.objects.filter(claim_marks__claim=claim, claim_marks__until__isnull=True).distinct().order_by("-shown_at", "-pk")
    found = {page.pk: Use("article", page.pk, page.title) for page in live}
    for page in drafts(claim):
        found.setdefault(page.pk, Use("article", page.pk, page.title, is_live=False))
    return [*found.values(), *(Use("claim", one.pk, one.text) for one in claim.merged.order_by("pk"))]


def of_source(source: Source) -> list[Use]:
    """Return where a source stands: claims it speaks to or that came by way of it, quotes in articles, sources that belong to its house."""
    spoken = Assertion.objects.filter(source=source) | Assertion.objects.filter(via__source=source)
    claims = Claim.objects.filter(pk__in=spoken.values("claim_id")).order_by("-changed_at", "-pk")
    parts = Source.objects.filter(parent=source) | Source.objects.filter(merged_into=source)
    told = [Use("claim", one.pk, one.text) for one in claims]
    return [*told, *quoting(source), *(Use("source", one.pk, one.name) for one in parts.order_by("name"))]


def quoting(source: Source) -> Iterator[Use]:
    """Yield the articles with a quote of a source: live ones as they stand, and versions to come."""
    seen: set[int] = set()
    stored = ArticlePage.objects.live().annotate(text=Cast("body", TextField()))
    live = stored.filter(text__contains=f'"source": {source.pk}').order_by("-shown_at", "-pk")
    for page in [*live, *versions_to_come.holding(source.pk)]:
        if page.pk not in seen and source.pk in sources.chosen(page):
            seen.add(page.pk)
            yield Use("article", page.pk, page.title, is_live=page.live)


def drafts(claim: Claim) -> Iterator[ArticlePage]:
    """Yield the articles that carry a claim in a version to come."""
    seen: set[int] = set()
    for page in versions_to_come.holding(claim.pk):
        if page.pk not in seen and claim.pk in {mark.claim for mark in marking.shown(page)}:
            seen.add(page.pk)
            yield page


def delete_claim(claim: Claim, *, by: User | None, at: datetime) -> None:
    """Delete a claim that no article ever carried and nobody has said anything to.

    :raises Refusal: code ``claim-in-use``, naming where
    """
    used = of_claim(claim)
    was_public = claim.public_since is not None or claim.marks.exists() or HeadClaim.objects.filter(claim=claim).exists()
    if used or was_public or claim.assertions.exists() or claim.corrections.exists():
        raise _refusal("claim-in-use", _("The claim was not deleted: %(where)s."), _where(used) or _("statements or earlier articles belong to it"))
    with transaction.atomic():
        entries.write(entries.CLAIM_DELETED, {"claim": claim.pk}, by=by, at=at)
        claim.delete()


def delete_source(source: Source, *, by: User | None, at: datetime) -> None:
    """Delete a source that has said nothing.

    :raises Refusal: code ``source-in-use``, naming where
    """
    used = of_source(source)
    if used or Relay.objects.filter(source=source).exists():
        raise _refusal("source-in-use", _("The source was not deleted: %(where)s."), _where(used))
    with transaction.atomic():
        entries.write(entries.SOURCE_DELETED, {"source": source.pk}, by=by, at=at)
        source.delete()


def _where(used: Iterable[Use]) -> str:
    return naming.articles(use.name for use in used)


def _refusal(code: str, message: object, where: object) -> Refusal:
    help_text = _("Please merge it into another one instead: what refers to it follows.")
    return Refusal(code=code, message=str(message) % {"where": where}, help=help_text)
