"""The names that an article is found by beside its own words: of its author and its topics."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection

from depesche.newsroom.models import ArticlePage
from depesche.newsroom.search_entry import Lead
from depesche.newsroom.vocabulary import Topic


def leads(articles: Collection[int]) -> dict[int, Lead]:
    """Return by article what stands in the middle part of its search entry, as :func:`depesche.newsroom.publishing.texts` tells it; three queries."""
    topics: dict[int, list[str]] = defaultdict(list)
    for title, article in Topic.objects.filter(articles__in=articles).order_by("title", "pk").values_list("title", "articles"):
        topics[article].append(title)
    rows = ArticlePage.objects.filter(pk__in=articles).values_list("pk", "kicker", "lead", "author__name")
    return {
        pk: Lead(tuple(text for text in (kicker, lead) if text), (*([author] if author else []), *topics[pk])) for pk, kicker, lead, author in rows
    }
