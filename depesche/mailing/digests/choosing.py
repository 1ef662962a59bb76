"""Which articles an issue of a digest brings: those first published since its last issue, each once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from depesche.mailing.digest_rows import Digest, DigestDay
from depesche.mailing.digests.due_days import PERIODS
from depesche.mailing.models import Campaign, Teaser
from depesche.newsroom.claims.correction_rows import CorrectionState, Severity
from depesche.newsroom.models import ArticlePage, Correction

# An article counts as published from a moment within its transaction, which others see a little later.
OVERLAP = timedelta(minutes=1)


@dataclass(frozen=True)
class Chosen:
    """The articles of an issue, the newest first, how many more there are, and since when it looked."""

    articles: tuple[ArticlePage, ...]
    more: int
    begins_at: datetime


def choose(digest: Digest, *, at: datetime) -> Chosen:
    """Return what an issue made at this moment would bring. Not what is unpublished again, retracted, or was in an issue before."""
    begins_at = begins(digest, at=at)
    found = _new(digest, after=begins_at - OVERLAP, until=at)
    articles = tuple(found[: digest.most])
    return Chosen(articles, found.count() - len(articles), begins_at)


def begins(digest: Digest, *, at: datetime) -> datetime:
    """Return since when articles are new: since the last issue; for the first one, and after a break, one period before it was switched on."""
    floor = (digest.switched_on_at or at) - PERIODS[Digest.Rhythm(digest.rhythm)]
    last = issues(digest).order_by("-until").values_list("until", flat=True).first()
    return max(floor, last) if last else floor


def issues(digest: Digest) -> QuerySet[DigestDay]:
    """Return the days with an issue that went out, or still may."""
    never_sent = Q(campaign__state=Campaign.State.CANCELLED, campaign__sent_at__isnull=True)
    return DigestDay.objects.filter(digest=digest, campaign__isnull=False).exclude(never_sent)


def _new(digest: Digest, *, after: datetime, until: datetime) -> QuerySet[ArticlePage]:
    before = Teaser.objects.filter(campaign__in=issues(digest).values("campaign")).values("article")
    retracted = Correction.objects.filter(severity=Severity.RETRACTION, state=CorrectionState.PUBLISHED, article__isnull=False).values("article")
    found: QuerySet[ArticlePage] = ArticlePage.objects.filter(live=True, first_published_at__gt=after, first_published_at__lte=until)
    return _of_sections(digest, found).exclude(pk__in=before).exclude(pk__in=retracted).order_by("-first_published_at", "-pk")


def _of_sections(digest: Digest, found: QuerySet[ArticlePage]) -> QuerySet[ArticlePage]:
    below = Q()
    for path in digest.sections.values_list("path", flat=True):
        below |= Q(path__startswith=path)
    return found.filter(below)
