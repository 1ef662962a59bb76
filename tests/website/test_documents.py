"""Feeds and sitemaps keep the rules of their formats, and what pages say to machines those of schema.org, on every kind of page."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from lxml import etree

from depesche.brand.models import Publisher, User
from depesche.kernel import clock
from depesche.newsroom.claims.correction_rows import Severity
from depesche.newsroom.models import ArticlePage, Author, SectionPage, Topic
from tests.newsroom.corrections.conftest import karl as karl
from tests.newsroom.corrections.conftest import lena as lena
from tests.newsroom.corrections.conftest import published
from tests.website import schema_org
from tests.website.conftest import text, write
from tests.website.evidence import world

VOCABULARY = Path(__file__).parent / "vocabulary"
ATOM, SITEMAP, NEWS = (
    f"{{{name}}}"
    for name in ("http://www.w3.org/2005/Atom", "http://www.sitemaps.org/schemas/sitemap/0.9", "http://www.google.com/schemas/sitemap-news/0.9")
)
FEEDS = ["/feed.atom", "/maerkte/feed.atom", "/topics/gold/feed.atom", "/authors/nina-groessler/feed.atom", "/corrections/feed.atom"]
SITEMAPS = ["/sitemap.xml", "/sitemap.xml as an index", "/news-sitemap.xml"]
ARTICLE, CLAIM = "/maerkte/nordkoreas-soldaten/", "/claims/soldaten-aus-nordkorea-nehmen-aktiv-an-den-kaempfen-teil/"
PAGES = ["/", "/maerkte/", ARTICLE, CLAIM, "/sources/mark-rutte/", "/topics/gold/", "/authors/nina-groessler/"]


@pytest.fixture
def client() -> Client:
    return Client(headers={"host": "testserver.localhost"})


@pytest.fixture
def full(publisher: Publisher, markets: SectionPage, nina: Author, gold: Topic, lena: User, karl: User) -> ArticlePage:
    """Articles with claims, an author, a topic, a correction, and signs that markup must not take for its own."""
    found = world.filled()
    world.publish(found, markets)
    for claim in found.claims.values():
        claim.topics.add(gold)
    article = write(markets, "Gold & <Silber>\x0b ]]>", slug="gold-steigt", lead="„Mehr“ als 5 < 6 &amp; 7", author=nina, blocks=[text("Wort")])
    article.topics.add(gold)
    article.save()
    ArticlePage.objects.update(last_published_at=clock.now())
    published(article, severity=Severity.CORRECTION, by=lena, then=karl)
    return article


def problems(grammar: str, document: bytes) -> list[str]:
    """Return what a grammar says against a document."""
    rules = etree.RelaxNG(etree.parse(VOCABULARY / grammar))
    return [] if rules.validate(etree.fromstring(document)) else [str(one) for one in rules.error_log]


@pytest.mark.rule("N-38")
@pytest.mark.usefixtures("full")
@pytest.mark.parametrize("path", FEEDS)
def test_a_feed_is_what_rfc_4287_calls_one(client: Client, path: str) -> None:
    document = client.get(path).content

    feed = etree.fromstring(document)
    ids = [entry.findtext(f"{ATOM}id") for entry in feed.iter(f"{ATOM}entry")]

    assert problems("atom.rng", document) == []
    assert ids, "a feed without entries says nothing"
    assert len(set(ids)) == len(ids)
    assert [link.get("href") for link in feed.iterfind(f"{ATOM}link") if link.get("rel") == "self"] == [f"http://testserver.localhost{path}"]


@pytest.mark.rule("N-38")
@pytest.mark.usefixtures("full")
@pytest.mark.parametrize("path", SITEMAPS)
def test_a_sitemap_is_what_sitemaps_org_calls_one(client: Client, path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if "index" in path:
        path = "/sitemap.xml"
        monkeypatch.setattr("depesche.website.sitemaps.MOST", 105)  # 100 of them are kept for what is not Wagtail's
    document = client.get(path).content

    places = [loc.text for loc in etree.fromstring(document).iter(f"{SITEMAP}loc")]

    assert problems("sitemap.rng", document) == []
    assert places
    assert len(set(places)) == len(places)


@pytest.mark.rule("N-38")
def test_the_news_sitemap_has_just_the_articles_of_two_days(client: Client, publisher: Publisher, markets: SectionPage) -> None:
    for hours in (1, 47, 49, 500):
        write(markets, f"Vor {hours} Stunden", dated=clock.now() - timedelta(hours=hours))

    document = client.get("/news-sitemap.xml").content

    assert problems("sitemap.rng", document) == []
    assert {one.text for one in etree.fromstring(document).iter(f"{NEWS}title")} == {"Vor 1 Stunden", "Vor 47 Stunden"}


@pytest.mark.rule("N-38")
@pytest.mark.usefixtures("full")
@pytest.mark.parametrize("path", PAGES)
def test_every_kind_of_page_says_only_what_schema_org_knows(client: Client, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 200

    nodes = schema_org.graph(answer.content.decode())

    assert nodes
    assert list(schema_org.problems(nodes)) == []
    assert schema_org.dangling(nodes) == set()


BROKEN = {
    "a feed without an id": ("atom.rng", "/feed.atom", f"{ATOM}id", None),
    "a date that is none": ("atom.rng", "/feed.atom", f"{ATOM}updated", "gestern"),
    "a date without its zone": ("atom.rng", "/feed.atom", f".//{ATOM}published", "2026-01-01T10:00:00"),
    "a headline that is missing": ("atom.rng", "/feed.atom", f"{ATOM}entry/{ATOM}title", None),
    "an author without a name": ("atom.rng", "/feed.atom", f"{ATOM}author/{ATOM}name", None),
    "an address without its site": ("sitemap.rng", "/sitemap.xml", f"{SITEMAP}url/{SITEMAP}loc", "/maerkte/"),
    "a page without an address": ("sitemap.rng", "/sitemap.xml", f"{SITEMAP}url/{SITEMAP}loc", None),
    "news without a date": ("sitemap.rng", "/news-sitemap.xml", f".//{NEWS}publication_date", None),
    "news in no language": ("sitemap.rng", "/news-sitemap.xml", f".//{NEWS}language", "Deutsch"),
}


@pytest.mark.usefixtures("full")
@pytest.mark.parametrize("what", BROKEN)
def test_the_grammars_find_what_is_wrong(client: Client, what: str) -> None:
    grammar, path, place, value = BROKEN[what]
    tree = etree.fromstring(client.get(path).content)
    found = tree.find(place)
    assert found is not None
    if value is None:
        found.getparent().remove(found)
    else:
        found.text = value

    assert problems(grammar, etree.tostring(tree)) != []
