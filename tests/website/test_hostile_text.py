"""Script in every text field, odd bytes in every parameter: what readers, feeds, mails and machines get is harmless and well-formed."""

from __future__ import annotations

import json
from datetime import timedelta
from html.parser import HTMLParser
from typing import Any
from xml.etree import ElementTree

import pytest
from django.core.files.base import ContentFile
from django.db import models
from django.test import Client

from depesche.audience.models import FormVersion
from depesche.brand import legal
from depesche.brand.models import LegalText, MenuItem, Menus, Offer, Picture, PublishedDocument, Publisher, TrustPoint
from depesche.brand.people import Role
from depesche.kernel import clock
from depesche.mailing import rendering as mail_rendering
from depesche.newsroom.models import ArticlePage, Author, SectionPage, Topic
from tests.newsroom.conftest import at_the_desk
from tests.website import schema_org
from tests.website.conftest import write

ATTACK = "\"'><script>alert(1)</script><img src=x onerror=alert(2)>{{ 7*7 }}{% now 'Y' %}<!--]]>\u202e&amp;"
RICH = '<script>alert(1)</script><img src="x" onerror="alert(2)"/><b onclick="x()">fett</b><a href="javascript:alert(3)">da</a>'
PAGES = [
    "/",
    "/maerkte/",
    "/maerkte/gold-steigt/",
    "/topics/gold/",
    "/authors/nina-groessler/",
    "/search/?q=alert",
    "/archive/",
    "/newsletter/",
    "/callback/",
    "/corrections/",
    "/legal/attack/",
    "/gibt-es-nicht/",
]
DOCUMENTS = ["/feed.atom", "/maerkte/feed.atom", "/topics/gold/feed.atom", "/sitemap.xml", "/news-sitemap.xml"]


class Reader(HTMLParser):
    """Collects what a browser would run."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag == "script" and not (values.get("type") == "application/ld+json" or (values.get("src") or "").startswith("/static/")):
            self.found.append("script")
        self.found += [name for name, value in attrs if name.startswith("on") or (value or "").strip().lower().startswith("javascript:")]
        if tag == "img" and values.get("src") == "x":
            self.found.append("img")


def dangerous(html: str) -> list[str]:
    reader = Reader()
    reader.feed(html)
    return reader.found


def attacked(instance: Any, *but: str) -> Any:
    """Put the attack into every text field of a row that people fill in, as far as it fits."""
    for field in instance._meta.get_fields():
        is_text = isinstance(field, models.CharField | models.TextField) and not isinstance(field, models.SlugField | models.EmailField)
        if is_text and field.editable and not field.choices and field.name not in but and not field.name.startswith(("url_path", "path", "content")):
            setattr(instance, field.name, ATTACK[: field.max_length or None])
    return instance


@pytest.fixture
def hostile(publisher: Publisher, markets: SectionPage, nina: Author, gold: Topic, bars: Picture, signup_form: FormVersion) -> ArticlePage:
    """A site in which everybody who could write wrote an attack."""
    attacked(publisher).save()
    TrustPoint.objects.create(publisher=publisher, icon="shield", text=ATTACK[:80], note=ATTACK[:80], as_of=ATTACK[:40], link="/x/")
    menus = Menus.objects.create(site=publisher.site)
    MenuItem.objects.create(menus=menus, place="main", label=ATTACK[:60], link='/x/"><script>')
    for row in (nina, gold, bars):
        attacked(row, "contact", "file").save()
    attacked(markets, "title").save()
    document = PublishedDocument(title=ATTACK, file=ContentFile(b"Text", name="x.txt"))
    document.save()
    text = LegalText.objects.create(slug="attack", title=ATTACK[:120])
    legal.publish(text, body=f"<p>{ATTACK}</p>", by=None, at=clock.now())
    offer = attacked(Offer(price=1, link="/shop/", valid_until=clock.now() + timedelta(days=1)), "link")
    offer.save()
    cells = {
        "columns": [{"type": "words", "heading": ATTACK}],
        "rows": [{"values": [ATTACK]}],
        "caption": ATTACK,
    }
    blocks = [
        {"type": "text", "value": f'<p onclick="x()">{RICH}<a href=" JaVaScRiPt:alert(4)">dort</a></p>'},
        {"type": "heading", "value": ATTACK},
        {"type": "quote", "value": {"quote": ATTACK, "speaker": ATTACK, "role": ATTACK}},
        {"type": "pull_quote", "value": ATTACK},
        {"type": "list", "value": [f"<p>{RICH}</p>"]},
        {"type": "fact_box", "value": {"heading": ATTACK, "text": f"<p>{RICH}</p>"}},
        {"type": "table", "value": {"cells": cells, "first_column_names_rows": True, "source": ATTACK}},
        {"type": "picture", "value": {"picture": bars.pk, "caption": ATTACK, "alternative_text": ATTACK}},
        {"type": "embed", "value": {"address": "https://youtu.be/dQw4w9WgXcQ", "title": ATTACK, "picture": None}},
        {"type": "file", "value": {"document": document.pk, "title": ATTACK}},
        {"type": "newsletter", "value": {"heading": ATTACK, "text": ATTACK}},
        {"type": "offer", "value": offer.pk},
    ]
    fields = {name: ATTACK for name in ("lead", "seo_title", "search_description", "picture_caption", "picture_alternative_text")}
    article = write(markets, title=ATTACK[:150], slug="gold-steigt", kicker=ATTACK[:80], author=nina, picture=bars, blocks=blocks, **fields)
    article.topics.add(gold)
    article.save()
    return article


@pytest.mark.parametrize("path", PAGES)
def test_no_page_runs_what_somebody_typed(hostile: ArticlePage, client: Client, path: str) -> None:
    html = client.get(path).content.decode()

    assert dangerous(html) == []


@pytest.mark.parametrize("path", DOCUMENTS)
def test_documents_for_machines_stay_well_formed(hostile: ArticlePage, client: Client, path: str) -> None:
    document = client.get(path).content

    ElementTree.fromstring(document)
    assert b"<script>" not in document


def test_json_for_machines_stays_json(hostile: ArticlePage, client: Client) -> None:
    feed = client.get("/feed.json").json()
    nodes = schema_org.graph(client.get("/maerkte/gold-steigt/").content.decode())

    assert feed["items"][0]["title"] == ATTACK[:150]
    assert nodes[0]["headline"] == ATTACK[:150]
    assert list(schema_org.problems(json.loads(json.dumps(nodes)))) == []


def test_a_mail_with_the_article_runs_nothing_either(hostile: ArticlePage) -> None:
    made = mail_rendering.article_mail(hostile)

    assert dangerous(made.html) == []


@pytest.mark.parametrize(
    "address", ["/desk/", "/desk/pages/{article}/edit/", "/desk/pages/{section}/", "/desk/snippets/brand/offer/", "/desk/images/"]
)
def test_the_desk_shows_what_was_typed_and_runs_none_of_it(hostile: ArticlePage, address: str) -> None:
    section: Any = hostile.get_parent()
    page = at_the_desk(Role.CHIEF).get(address.format(article=hostile.pk, section=section.pk))

    assert page.status_code == 200
    assert "<script>alert(1)" not in page.content.decode()
    assert "<img src=x" not in page.content.decode()


@pytest.mark.parametrize(
    "path", ["/search/?q={}", "/search/?q=gold&page={}", "/?page={}", "/{}/", "/maerkte/{}/", "/topics/{}/", "/legal/{}/", "/media/{}"]
)
@pytest.mark.parametrize(
    "odd",
    [
        "%00",
        "%ff%fe",
        "..%2f..%2fetc%2fpasswd",
        "%2e%2e/%2e%2e/",
        "\u202e\u200b",
        "'\"<>",
        "%0d%0aSet-Cookie:x=1",
        "A" * 9000,
        "😀",
        "1e9",
        "-1",
        "٣",
    ],
)
def test_odd_addresses_get_a_small_correct_answer(client: Client, markets: SectionPage, path: str, odd: str) -> None:
    answer = client.get(path.format(odd))

    assert answer.status_code in {200, 301, 400, 404}
    assert "Set-Cookie" not in answer.headers
    assert dangerous(getattr(answer, "content", b"").decode(errors="replace")) == []
