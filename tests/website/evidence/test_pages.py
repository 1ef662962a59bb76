"""The pages of claims, sources and topics, and the trust points that make claims."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from depesche.brand.models import Publisher, TrustPoint
from depesche.kernel import clock
from depesche.newsroom.claims import asserting, claiming, merging, sourcing, taking_down
from depesche.newsroom.claims.asserting import Statement
from depesche.newsroom.claims.claiming import Wanted
from depesche.newsroom.claims.taking_down import Order
from depesche.newsroom.claims.terms import Ground, Stance, Visibility
from depesche.newsroom.models import ArticlePage, Claim, SectionPage, Source, Topic, TrustClaim
from depesche.website import paths, report
from tests.website import schema_org
from tests.website.conftest import text, write
from tests.website.evidence import world
from tests.website.evidence.world import World

pytestmark = pytest.mark.usefixtures("publisher")
C05 = "/claims/soldaten-aus-nordkorea-nehmen-aktiv-an-den-kaempfen-teil/"


@pytest.fixture
def told(markets: SectionPage) -> World:
    found = world.filled()
    world.publish(found, markets)
    return found


def get(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return answer.content.decode()


def words(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html.partition("<main")[2]))


@pytest.mark.rule("N-21")
def test_a_claim_s_page_keeps_every_statement_and_strikes_through_what_was_superseded(client: Client, told: World) -> None:
    rutte = told.sources["rutte"]
    old = rutte.assertions.get(claim=told.claims["C05"])
    asserting.supersede(old, Statement(rutte, Stance.ASSERTS, occasion="auf dem Gipfel"), by=None, at=clock.now())
    usa = told.sources["usa"].assertions.get(claim=told.claims["C05"])
    asserting.retract(usa, reason="Verwechslung zweier Sprecher", by=None, at=clock.now())

    html = get(client, C05)

    struck = re.findall(r"<s>(.*?)</s> ([^<]*)", html, re.DOTALL)
    assert len(struck) == 2
    assert "kann nicht bestätigen" in struck[0][0]
    assert re.search(r"Ersetzt am \d+\.\d+\.\d{4}", struck[0][1])
    assert "Von der Redaktion zurückgenommen am" in struck[1][1]
    assert "Verwechslung zweier Sprecher" in struck[1][1]
    assert "auf dem Gipfel" in words(html).partition("Verlauf")[0]
    assert "kann nicht bestätigen" not in words(html).partition("Verlauf")[0]


def test_words_that_were_taken_down_are_told_as_gone_on_every_page(client: Client, told: World) -> None:
    rutte, about = told.sources["rutte"], told.claims["C05"]
    old = rutte.assertions.get(claim=about)
    asserting.supersede(old, Statement(rutte, Stance.CANNOT_CONFIRM, occasion="auf dem Gipfel"), by=None, at=clock.now())
    about.refresh_from_db()
    claiming.edit(about, Wanted("Max Muster kämpft."), seen=about.version, by=None, at=clock.now())
    about.refresh_from_db()
    claiming.edit(about, Wanted("Soldaten kämpfen."), seen=about.version, by=None, at=clock.now())
    order = Order(Ground.PERSONAL_DATA, "Der Genannte verlangt es, er war nicht gemeint.")
    for path in (C05, "/sources/mark-rutte/"):
        assert old.occasion in words(get(client, path))
    assert "Max Muster" in get(client, C05)

    taking_down.statement(old, order, by=None, at=clock.now())
    taking_down.words(about.versions.get(text="Max Muster kämpft."), order, by=None, at=clock.now())

    html = words(get(client, C05))
    assert old.occasion not in html
    assert "Max Muster" not in html
    assert len(re.findall(r"Entfernt am \d+\. \w+ \d{4}, Grund: Schutz einer Person", html)) == 2
    assert old.occasion not in words(get(client, "/sources/mark-rutte/"))
    assert "Grund: Schutz einer Person" in words(get(client, "/sources/mark-rutte/"))
    assert "Der Genannte" not in html, "why exactly only the newsroom reads"


def test_a_claim_s_page_tells_status_history_articles_and_where_to_report(client: Client, told: World) -> None:
    html = get(client, C05)
    said = words(html)

    assert "umstritten · niemand sagt es namentlich" in said
    assert "Einschätzung: ✕ umstritten" in said.partition("Verlauf")[2]
    assert "Nordkoreas Soldaten" in said
    assert 'href="/report/?claim=soldaten-aus-nordkorea-nehmen-aktiv-an-den-kaempfen-teil"' in html
    assert '<a href="/sources/mark-rutte/"><b>Mark Rutte, NATO</b></a>' in html


def test_a_claim_says_how_it_was_worded_before(client: Client, told: World) -> None:
    about = told.claims["C05"]
    about.refresh_from_db()
    claiming.edit(about, Wanted("Soldaten aus Nordkorea kämpfen."), seen=about.version, by=None, at=clock.now())

    assert "Neu gefasst: “Soldaten aus Nordkorea kämpfen.”" in words(get(client, C05))


@pytest.mark.parametrize("path", ["/claims/nirgends/", "/sources/nirgends/", "/claims/noch-nicht/", "/sources/wolodymyr-selenskyj/"])
def test_what_readers_have_not_met_is_not_there(client: Client, markets: SectionPage, path: str) -> None:
    made = World()
    made.claim("A", "Noch nicht")
    made.say("A", "zelensky", Stance.ASSERTS)

    assert client.get(path).status_code == 404


def test_what_was_merged_leads_to_the_other_one(client: Client, told: World) -> None:
    Claim.objects.filter(pk=told.claims["C02"].pk).update(merged_into=told.claims["C09"])
    sourcing.join(told.sources["reports"], into=told.sources["yoon"], by=None, at=clock.now())

    claim = client.get("/claims/mehr-als-1000-soldaten-sind-in-russland/")
    source = client.get("/sources/berichte-ohne-genannte-quelle/")

    assert (claim.status_code, claim["Location"]) == (301, "/claims/10000-soldaten-werden-ausgebildet/")
    assert (source.status_code, source["Location"]) == (301, "/sources/yoon-suk-yeol/")


def test_a_source_s_page_lists_what_it_said_when_and_nothing_else(client: Client, told: World) -> None:
    html = get(client, "/sources/wolodymyr-selenskyj/")
    said = words(html)

    assert said.index("neue Stufe der Eskalation") < said.index("10.000 Soldaten werden ausgebildet"), "what has a date comes first"
    assert "So, 20. Oktober 2024" in said
    assert "Person · Ukraine" in said
    for score in ("eine Quelle", "umstritten", "%"):
        assert score not in said


@pytest.mark.rule("N-12")
def test_the_page_of_a_protected_source_is_its_description(client: Client, told: World) -> None:
    Source.objects.filter(slug="mark-rutte").update(is_protected=True, name="eine Person aus dem Bündnis", url="https://verraten.example/")

    html = get(client, "/sources/mark-rutte/")

    assert "eine Person aus dem Bündnis" in html
    assert '<meta name="robots" content="noindex">' in html
    for secret in ("verraten", "Generalsekretär", "NATO", "Kämpfen", "Brüssel"):
        assert secret not in html, secret
    assert "/sources/mark-rutte/" not in client.get("/sitemap.xml").content.decode()
    assert 'href="/sources/mark-rutte/"' not in get(client, C05)


def test_what_is_for_the_newsroom_only_stands_nowhere(client: Client, told: World) -> None:
    told.say("C05", "zelensky", Stance.CONFIRMS, visibility=Visibility.INTERNAL, occasion="im Hintergrundgespräch")

    for path in (C05, "/sources/wolodymyr-selenskyj/", "/maerkte/nordkoreas-soldaten/"):
        assert "Hintergrundgespräch" not in get(client, path)


def test_a_topic_begins_with_what_is_disputed_then_with_what_is_open(client: Client, told: World) -> None:
    topic = Topic.objects.create(title="Geopolitik", slug="geopolitik")
    for claim in told.claims.values():
        claim.topics.add(topic)
    article = ArticlePage.objects.get()
    article.topics.add(topic)
    article.save_revision().publish()

    said = words(get(client, "/topics/geopolitik/"))

    places = [said.index(part) for part in ("Offen und umstritten", "aktiv an den Kämpfen", "bereits in Russland", "Nordkoreas Soldaten")]
    assert places == sorted(places)
    assert "neue Stufe" not in said


@pytest.mark.rule("N-38")
@pytest.mark.parametrize("work", ["report", "analysis", "opinion", "advertorial", "fact_check"])
def test_every_term_of_claims_is_in_the_vocabulary(client: Client, told: World, work: str) -> None:
    ArticlePage.objects.update(work=work)

    nodes = schema_org.graph(get(client, "/maerkte/nordkoreas-soldaten/"))

    kinds = {"report": "ReportageNewsArticle", "analysis": "AnalysisNewsArticle", "opinion": "OpinionNewsArticle"}
    assert nodes[0]["@type"] == {**kinds, "advertorial": "AdvertiserContentArticle", "fact_check": "ReportageNewsArticle"}[work]
    assert [claim["@type"] for claim in nodes[0]["citation"]] == ["Claim"] * 8
    assert not any(node["@type"] == "ClaimReview" for node in nodes), "a marked claim is cited, not reviewed"
    assert list(schema_org.problems(nodes)) == []
    assert schema_org.dangling(nodes) == set()


@pytest.mark.rule("N-38")
def test_only_the_fact_checks_of_an_article_are_reviews_with_the_verdict_of_the_newsroom(client: Client, told: World, markets: SectionPage) -> None:
    unmarked = told.claim("flat", "Die Erde ist eine Scheibe.")
    checks = {told.claims["C05"].pk: ("unproven", "Niemand hat es belegt."), unmarked.pk: ("false", "")}
    values = [{"claim": pk, "assessment": verdict, "summary": said, "facts": "<p>Geprüft.</p>"} for pk, (verdict, said) in checks.items()]
    marked = text(f"{told.mark('C05', 'so')} {told.mark('C09', 'dort')}")
    write(markets, "Nachgeprüft", blocks=[marked, *({"type": "fact_check", "value": value} for value in values)])

    html = get(client, "/maerkte/nachgeprueft/")
    nodes = schema_org.graph(html)
    open_one, wrong = [node for node in nodes if node["@type"] == "ClaimReview"]

    address = "http://testserver.localhost/maerkte/nachgeprueft/"
    assert open_one["reviewRating"] == {"@type": "Rating", "alternateName": "unbelegt"}
    assert (open_one["itemReviewed"], open_one["reviewBody"]) == ({"@id": f"{address}#q1"}, "Niemand hat es belegt.")
    assert (open_one["url"], wrong["url"]) == (f"{address}#block-2", f"{address}#block-3")
    assert 'id="block-2"' in html
    assert wrong["reviewRating"]["alternateName"] == "falsch"
    assert wrong["itemReviewed"]["text"] == wrong["claimReviewed"] == "Die Erde ist eine Scheibe."
    assert open_one["author"]["@id"] == next(node for node in nodes if node["@type"] == "NewsMediaOrganization")["@id"]
    assert (list(schema_org.problems(nodes)), schema_org.dangling(nodes)) == ([], set())


def test_machines_are_told_who_says_and_who_denies_and_where_it_stood_first(client: Client, told: World, markets: SectionPage) -> None:
    write(markets, "Nachtrag", blocks=[text(f"{told.mark('C05', 'so')} {told.mark('C09', 'dort')}")])

    disputed, counted = schema_org.graph(get(client, "/maerkte/nachtrag/"))[0]["citation"]

    assert disputed["@id"] == "http://testserver.localhost/maerkte/nachtrag/#q1"
    assert disputed["creativeWorkStatus"] == "umstritten"
    assert {said["text"] for said in disputed["subjectOf"]} == {"kann nicht bestätigen", "keine Stellungnahme", "dementiert es"}
    assert "author" not in disputed, "nobody says so by name"
    assert counted["author"][0]["name"] == "Wolodymyr Selenskyj, Ukraine"
    assert counted["about"] == [{"@type": "Observation", "variableMeasured": "in Ausbildung", "unitText": "Soldaten", "value": 10000}]
    assert counted["firstAppearance"]["url"] == "http://testserver.localhost/maerkte/nordkoreas-soldaten/"
    nodes = schema_org.graph(get(client, C05))
    assert list(schema_org.problems(nodes)) == []
    assert {one["url"].rsplit("/", 2)[1] for one in nodes[0]["appearance"]} == {"nachtrag", "nordkoreas-soldaten"}


def test_a_merged_claim_appeared_first_where_the_earlier_of_the_two_did(client: Client, told: World, markets: SectionPage) -> None:
    again = told.claim("again", "Nordkoreanische Truppen stehen in Russland.")
    write(markets, "Nachtrag", blocks=[text(told.mark("again", "stehen da"))])
    get(client, "/maerkte/nachtrag/")  # the claim is kept, with where it stood first

    merging.merge(told.claims["C01"], again, by=None, at=clock.now())

    first = "http://testserver.localhost/maerkte/nordkoreas-soldaten/"
    (cited,) = schema_org.graph(get(client, "/maerkte/nachtrag/"))[0]["citation"]
    assert cited["firstAppearance"]["url"] == first
    page = schema_org.graph(get(client, f"/claims/{again.slug}/"))[0]
    assert page["firstAppearance"]["url"] == first
    assert schema_org.graph(get(client, "/maerkte/nordkoreas-soldaten/"))[0]["citation"][0]["firstAppearance"] == {"@id": f"{first}#article"}


def test_the_address_where_an_error_is_reported_is_written_in_one_place(client: Client, told: World, monkeypatch: pytest.MonkeyPatch) -> None:
    claim = told.claims["C05"]
    with monkeypatch.context() as patch:
        patch.setattr(report, "path_of_claim", lambda claim: f"/tell-us/{claim.slug}/")
        assert f'href="/tell-us/{claim.slug}/"' in get(client, C05)
    with monkeypatch.context() as patch:
        patch.setattr(paths, "of_claim", lambda slug: f"/statements/{slug}/")
        assert f'href="/statements/{claim.slug}/"' in get(client, report.path_of_claim(claim))


def test_a_trust_point_leads_to_the_claim_it_makes(client: Client, publisher: Publisher, markets: SectionPage) -> None:
    made = World()
    made.claim("C26", "Der Händler hat 150.000 Kunden.")
    made.say("C26", "own", Stance.ASSERTS)
    made.claim("C25", "Die Beratung ist kostenlos.")
    made.say("C25", "own", Stance.ASSERTS)
    many, free = (
        TrustPoint.objects.create(publisher=publisher, text=words, link=link) for words, link in (("150.000 Kunden", ""), ("Rat", "/callback/"))
    )
    TrustClaim.objects.create(point=many, claim=made.claims["C26"])
    TrustClaim.objects.create(point=free, claim=made.claims["C25"])

    header = get(client, "/").partition("<main")[0]

    assert '<a href="/claims/der-haendler-hat-150000-kunden/">150.000 Kunden</a>' in header
    assert '<a href="/callback/">Rat</a> <small><a href="/claims/die-beratung-ist-kostenlos/">Eigenangabe</a></small>' in header
    page = words(get(client, "/claims/der-haendler-hat-150000-kunden/"))
    assert "⌂ Eigenangabe" in page
    assert "Das sagen wir über uns selbst, oben auf unseren Seiten: „150.000 Kunden“." in page


def test_a_long_history_and_many_statements_take_no_more_queries(client: Client, told: World, django_assert_max_num_queries: Any) -> None:
    for number in range(20):
        told.say("C05", "zelensky", Stance.ASSERTS, occasion=f"Rede {number}")
    get(client, C05)

    with django_assert_max_num_queries(30):
        get(client, C05)
    with django_assert_max_num_queries(16):
        get(client, "/sources/wolodymyr-selenskyj/")
