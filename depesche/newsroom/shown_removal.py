"""A document or an offer that an article shows, live or in a draft, is not deleted: its block would stand there empty."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import TextField
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _

from depesche.brand.models import Offer, PublishedDocument
from depesche.kernel.refusal import Refusal
from depesche.newsroom import naming, versions_to_come
from depesche.newsroom.models import ArticlePage


def gate(shown: PublishedDocument | Offer) -> None:
    """Let a document or an offer go that no article shows.

    :raises Refusal: code ``shown-in-articles``, naming the articles
    """
    if articles := naming.articles(users(shown)):
        raise Refusal(
            code="shown-in-articles",
            message=_("“%(title)s” was not deleted; these articles show it: %(articles)s.") % {"title": str(shown), "articles": articles},
            help=_("Please take it out of them first."),
        )


def users(shown: PublishedDocument | Offer) -> Iterator[str]:
    """Yield the headlines of the articles with a block of it; their bodies are read, as Wagtail's index lags behind."""
    kind = "offer" if isinstance(shown, Offer) else "file"
    live = ArticlePage.objects.live().annotate(text=Cast("body", TextField())).filter(text__contains=f'"{kind}"')
    seen: set[int] = set()
    for articles in (live.order_by("pk").iterator(chunk_size=200), versions_to_come.holding(shown.pk)):
        for page in articles:
            if page.pk not in seen and _shows(page, kind, shown.pk):
                seen.add(page.pk)
                yield page.title


def _shows(page: ArticlePage, kind: str, number: int) -> bool:
    values = (block["value"] for block in page.body.raw_data if block["type"] == kind)
    return any((value if kind == "offer" else value.get("document")) == number for value in values)
