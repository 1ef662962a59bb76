"""The demo's newsroom: pictures, topics, authors, sections and articles, written and published as people do."""

# mypy: disable-error-code="no-untyped-call"
# Wagtail's pages and settings carry no types.

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.core.files.base import ContentFile

from depesche.brand.models import Offer, Picture, PublishedDocument, User
from depesche.kernel import options
from depesche.newsroom.models import ArticlePage, Author, HeadClaim, HomePage, SectionPage, Topic
from depesche.operations.demo import claims_part, content, drawing
from depesche.operations.demo.claims_part import Numbers


@dataclass(frozen=True)
class Shelf:
    """What articles refer to, by key."""

    sections: dict[str, SectionPage]
    topics: dict[str, Topic]
    authors: dict[str, Author]
    pictures: dict[str, Picture]
    documents: dict[str, PublishedDocument]
    offers: dict[str, Offer]
    said: Numbers


def make(home: HomePage, *, editor: User, chief: User, at: datetime) -> dict[str, ArticlePage]:
    """Make everything; return the articles by their slugs."""
    pictures = _pictures(editor)
    topics = _topics()
    said = claims_part.make(topics, by=editor, at=at)
    shelf = Shelf(_sections(home, chief), topics, _authors(pictures), pictures, _documents(editor), _offers(pictures), said)
    made: dict[str, ArticlePage] = {}
    for article in content.articles():
        made[article.slug] = _write(article, shelf, editor=editor, at=at)
    for article in content.articles():
        page = made[article.slug]
        for position, slug in enumerate(article.background):
            page.background.create(shown=made[slug], sort_order=position)
        page.save_revision(user=editor).publish(user=chief)
    claims_part.trust(said)
    return made


def _write(article: content.Article, shelf: Shelf, *, editor: User, at: datetime) -> ArticlePage:
    page = ArticlePage(
        title=article.title,
        slug=article.slug,
        kicker=article.kicker,
        lead=article.lead,
        dated=article.moment(at, options.current().time_zone),
        picture=shelf.pictures[article.picture],
        picture_caption=article.picture_caption,
        body=[_block(block, shelf, at=at) for block in article.body],
        author=shelf.authors[article.author],
        owner=editor,
        live=False,
    )
    page.topics = [shelf.topics[key] for key in article.topics]
    page.head_claims.set([HeadClaim(place=place, claim_id=shelf.said.claims[key]) for place, key in article.head_claims])
    shelf.sections[article.section].add_child(instance=page)
    return page


def _block(block: dict[str, Any], shelf: Shelf, *, at: datetime) -> dict[str, Any]:
    """Put the real things in the place of their keys; prices are those of the day before."""
    kind, value = block["type"], block["value"]
    if kind == "prices":
        return {"type": kind, "value": {**value, "as_of": (at - timedelta(days=1)).replace(minute=0, second=0, microsecond=0).isoformat()}}
    if kind == "offer":
        return {"type": kind, "value": shelf.offers[value].pk}
    if kind == "file":
        return {"type": kind, "value": {**value, "document": shelf.documents[value["document"]].pk}}
    if kind == "gallery":
        return {"type": kind, "value": {**value, "pictures": [{**item, "picture": shelf.pictures[item["picture"]].pk} for item in value["pictures"]]}}
    return {"type": kind, "value": claims_part.numbered(value, shelf.said)}


def _sections(home: HomePage, chief: User) -> dict[str, SectionPage]:
    made = {}
    for slug, (title, description) in content.site()["sections"].items():
        made[slug] = SectionPage(title=title, slug=slug, description=description, owner=chief, show_in_menus=True)
        home.add_child(instance=made[slug])
        made[slug].save_revision(user=chief).publish(user=chief)
    return made


def _topics() -> dict[str, Topic]:
    told = content.site()["topics"].items()
    return {slug: Topic.objects.create(slug=slug, title=title, description=description) for slug, (title, description) in told}


def _authors(pictures: dict[str, Picture]) -> dict[str, Author]:
    told = content.site()["authors"].items()
    return {slug: Author.objects.create(slug=slug, **{**author, "picture": pictures[author["picture"]]}) for slug, author in told}


def _offers(pictures: dict[str, Picture]) -> dict[str, Offer]:
    told = content.site()["offers"].items()
    return {key: Offer.objects.create(**{**offer, "price": Decimal(offer["price"]), "picture": pictures[offer["picture"]]}) for key, offer in told}


def _documents(editor: User) -> dict[str, PublishedDocument]:
    return {key: _document(document, editor=editor) for key, document in content.site()["documents"].items()}


def _document(told: dict[str, str], *, editor: User) -> PublishedDocument:
    file = ContentFile(told["text"].encode(), name=told["name"])
    document = PublishedDocument(title=told["title"], file=file, licence=told["licence"], uploaded_by_user=editor)
    document.save()
    return document


def _pictures(editor: User) -> dict[str, Picture]:
    told = content.pictures()
    return {name: _picture(name, text, editor=editor, about=told) for name, text in told["pictures"].items()}


def _picture(name: str, text: str, *, editor: User, about: dict[str, Any]) -> Picture:
    file = ContentFile(drawing.picture(name), name=f"{name}.jpg")
    return Picture.objects.create(
        title=about["titles"].get(name, name.capitalize()),
        file=file,
        description=text,
        credit=about["credit"],
        licence=about["licence"],
        uploaded_by_user=editor,
    )
