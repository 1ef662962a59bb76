"""What a change of claims touches, told before anybody confirms it: articles, topics, sent issues and the people who got them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from django.utils.formats import number_format

from depesche.newsroom import reach
from depesche.newsroom.models import ArticlePage, Topic
from depesche.newsroom.reach import Reach

NAMED = 10


@dataclass(frozen=True)
class Touched:
    """Published articles (their number, and the newest of them), topic pages, and what parts above have counted."""

    count: int
    articles: tuple[ArticlePage, ...]
    topics: tuple[Topic, ...]
    issues: int
    recipients: int

    @property
    def recipients_shown(self) -> str:
        """How many people, as it is read."""
        return str(number_format(self.recipients, force_grouping=True))

    @property
    def more(self) -> int:
        """How many articles are not named."""
        return self.count - len(self.articles)


def of(claims: Collection[int]) -> Touched:
    """Return what a change of these claims touches."""
    articles = ArticlePage.objects.filter(claim_marks__claim__in=claims, claim_marks__until__isnull=True).distinct()
    topics = Topic.objects.filter(claims__in=claims).distinct() | Topic.objects.filter(articles__in=articles.order_by().values("pk")).distinct()
    counted = [*reach.of(claims).values(), Reach(0, 0)]
    return Touched(
        count=articles.count(),
        articles=tuple(articles.order_by("-shown_at", "-pk")[:NAMED]),
        topics=tuple(topics.order_by("title")),
        issues=sum(one.issues for one in counted),
        recipients=sum(one.recipients for one in counted),
    )
