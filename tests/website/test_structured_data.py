"""What pages say to machines: every term is schema.org's, every fact is the page's."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from depesche.brand import legal
from depesche.brand.models import LegalText, Offer, Picture, Publisher
from depesche.newsroom.models import Author, SectionPage, Topic
from tests.website import schema_org
from tests.website.conftest import MONDAY, text, write

pytestmark = pytest.mark.once

POLICIES = {
    "ethics": "ethicsPolicy",
    "verification": "verificationFactCheckingPolicy",
    "unnamed_sources": "unnamedSourcesPolicy",
    "ownership": "ownershipFundingInfo",
}
PAGES = {
    "/": ["NewsMediaOrganization", "WebSite"],
    "/maerkte/": ["CollectionPage", "BreadcrumbList", "NewsMediaOrganization"],
    "/maerkte/gold-steigt/": ["ReportageNewsArticle", "NewsMediaOrganization", "BreadcrumbList", "WebSite", "Offer"],
    "/topics/gold/": ["CollectionPage", "BreadcrumbList", "NewsMediaOrganization"],
    "/authors/nina-groessler/": ["ProfilePage", "BreadcrumbList", "NewsMediaOrganization"],
    "/archive/2024/10/": ["CollectionPage", "BreadcrumbList", "NewsMediaOrganization"],
}


@pytest.fixture
def full(publisher: Publisher, markets: SectionPage, nina: Author, gold: Topic, bars: Picture) -> None:
    """An article with everything, by an author, about a topic, from 2024, with an offer within."""
    publisher.logo, publisher.postal_address = bars, "Musterweg 1\n12345 Musterstadt"
    publisher.save()
    offer = Offer.objects.create(name="Barren", text="100 g", price=Decimal("8123.50"), link="/shop/", valid_until=datetime(2099, 1, 1, tzinfo=UTC))
    article = write(
        markets,
        kicker="Gold",
        lead="Ein Rekord.",
        dated=MONDAY,
        author=nina,
        picture=bars,
        blocks=[text("Wort"), {"type": "offer", "value": offer.pk}],
    )
    article.topics.add(gold)
    article.save()


@pytest.mark.usefixtures("full")
@pytest.mark.parametrize("path", PAGES)
def test_every_term_is_in_the_vocabulary_and_every_reference_leads_somewhere(client: Client, path: str) -> None:
    nodes = schema_org.graph(client.get(path).content.decode())

    assert [node["@type"] for node in nodes] == PAGES[path]
    assert list(schema_org.problems(nodes)) == []
    assert schema_org.dangling(nodes) == set()


@pytest.mark.parametrize(
    ("node", "says"),
    [
        ({"@type": "NewsArtikel"}, ["$: NewsArtikel is no type"]),
        ({"@type": "NewsArticle", "titel": "x"}, ["$: NewsArticle has no titel"]),
        ({"@type": "Offer", "itemOffered": {"@type": "Product", "headline": "x"}}, ["$.itemOffered: Product has no headline"]),
        ({"@type": "Offer", "availability": "https://schema.org/InStok"}, ["$.availability: https://schema.org/InStok is no member"]),
        ({"name": "x"}, ["$: no type"]),
        ({"@type": "NewsArticle", "headline": "x", "dateline": "Berlin", "about": [{"@id": "#x"}]}, []),
    ],
)
def test_the_checker_finds_what_is_wrong(node: dict[str, Any], says: list[str]) -> None:
    assert list(schema_org.problems(node)) == says


@pytest.mark.usefixtures("full")
def test_an_article_tells_its_topics_its_length_and_who_owns_its_pictures(client: Client) -> None:
    data = schema_org.graph(client.get("/maerkte/gold-steigt/").content.decode())[0]

    assert data["keywords"] == ["Gold"]
    assert data["wordCount"] == 1
    assert data["articleSection"] == "Märkte"
    assert {image["creditText"] for image in data["image"]} == {"Jonas Weil"}


@pytest.mark.usefixtures("full")
def test_an_offer_tells_price_currency_and_availability(client: Client) -> None:
    offer = schema_org.graph(client.get("/maerkte/gold-steigt/").content.decode())[-1]

    assert (offer["price"], offer["priceCurrency"], offer["availability"]) == ("8123.50", "EUR", "https://schema.org/InStock")
    assert offer["priceValidUntil"] == offer["availabilityEnds"] == "2099-01-01T00:00:00+00:00"
    assert offer["itemOffered"] == {"@type": "Product", "name": "Barren", "description": "100 g"}
    assert offer["url"] == "http://testserver.localhost/shop/"


@pytest.mark.usefixtures("full")
def test_policies_are_named_where_they_stand_and_only_those_that_readers_can_see(client: Client) -> None:
    def told() -> dict[str, Any]:
        client.get("/corrections/")
        return next(node for node in schema_org.graph(client.get("/").content.decode()) if node["@type"] == "NewsMediaOrganization")

    assert told()["correctionsPolicy"].endswith("/corrections/")
    assert not set(POLICIES.values()) & told().keys()

    texts = {kind: LegalText.objects.create(slug=kind.replace("_", "-"), title=kind, kind=kind) for kind in POLICIES}
    assert not set(POLICIES.values()) & told().keys(), "nothing is published yet"
    for text_of in texts.values():
        legal.publish(text_of, body="<p>So halten wir es.</p>", by=None, at=MONDAY)

    for kind, term in POLICIES.items():
        path = f"/legal/{kind.replace('_', '-')}/"
        assert told()[term] == f"http://testserver.localhost{path}"
        assert client.get(path).status_code == 200
        assert f'href="{path}"' in client.get("/corrections/").content.decode()
