"""The page of a section."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from depesche.newsroom import most_read, reading
from depesche.newsroom.models import SectionPage
from depesche.website import paths, popular, rendering, self_description
from depesche.website.listing import listing
from depesche.website.rendering import Meta

KIND = "newsroom.sectionpage"


def answer(section: SectionPage, request: HttpRequest, mode: str) -> HttpResponse:
    """Answer with one page of the section's articles, the newest first; the first page has a lead story."""
    path = paths.of(section)
    articles = reading.newest(section) if section.pk else reading.live_articles().none()
    shown = listing(request, articles, path=path, with_lead=True, total=reading.count(section) if section.pk else 0)
    description, way = section.search_description or section.description, self_description.way_to()
    stories = [*([shown.lead] if shown.lead else []), *shown.slice.items]
    meta = Meta(
        title=section.seo_title or section.title,
        description=description,
        path=shown.path,
        previous=shown.previous,
        next=shown.next,
        feed=path,
        data=self_description.listing(name=section.title, description=description, path=path, way=way, stories=stories),
        way=way,
    )
    first = bool(section.pk) and shown.slice.number == 1
    context = {
        "title": section.title,
        "description": section.description,
        "listing": shown,
        "popular": popular.at(most_read.section(section.pk)) if first else None,
        "meta": meta,
    }
    return rendering.page(request, "website/listing.html", context)
