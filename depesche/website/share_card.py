"""The editor's preview "as share card": how others show a link to the article, and how a search engine lists it."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from depesche.brand import identity
from depesche.newsroom import models as newsroom
from depesche.press.pages import PageKind
from depesche.website import article as article_pages
from depesche.website.rendering import Meta, Preview

MODE = "card"
# About what search engines show before they cut.
TITLE, DESCRIPTION = 60, 155


@dataclass(frozen=True)
class Card:
    """What others show of a link; the ``listed`` texts are cut as a search engine cuts them."""

    host: str
    site: str
    way: str
    title: str
    description: str
    preview: Preview | None
    listed_title: str
    listed_description: str


def answer(article: newsroom.ArticlePage, request: HttpRequest, mode: str) -> HttpResponse:
    """Answer an editor."""
    found = card(article_pages.meta(article, article_pages.article_page(article)))
    return HttpResponse(render_to_string("website/share_card.html", {"card": found}), headers={"Cache-Control": "private, no-store"})


def card(meta: Meta) -> Card:
    """Describe what others show of a page."""
    address = urlsplit(meta.canonical)
    return Card(
        host=address.netloc,
        site=identity.publisher().name,
        way=" › ".join([address.netloc, *(part for part in address.path.split("/") if part)]),
        title=meta.title,
        description=meta.description,
        preview=meta.preview,
        listed_title=Truncator(meta.title).chars(TITLE),
        listed_description=Truncator(meta.description).chars(DESCRIPTION),
    )


KIND = PageKind(article_pages.KIND, answer, modes=(MODE,), labels={MODE: _("As share card")})
