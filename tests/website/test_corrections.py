"""A published correction stands on its article, on the log, in the feed and in what machines read; dates of publication never move."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from xml.etree import ElementTree

import pytest
from django.test import Client
from django.utils.formats import date_format
from django.utils.timezone import localtime

from depesche.brand.models import Publisher, User
from depesche.kernel import clock
from depesche.newsroom.claims import merging
from depesche.newsroom.claims.correction_rows import Severity
from depesche.newsroom.corrections.drafting import Span
from depesche.newsroom.models import ArticlePage, Correction, SectionPage
from tests.newsroom.claims.conftest import claim, marked
from tests.newsroom.corrections.conftest import karl as karl
from tests.newsroom.corrections.conftest import lena as lena
from tests.newsroom.corrections.conftest import published
from tests.website.conftest import text, write
from tests.website.evidence.world import World

WRONG, RIGHT, WHY = "Es waren 12.000 Soldaten.", "Es waren 1.200 Soldaten.", "Wir haben eine Null zu viel geschrieben."
ATOM = {"a": "http://www.w3.org/2005/Atom"}


@pytest.fixture
def client() -> Client:
    return Client(headers={"host": "testserver.localhost"})


@pytest.fixture
def article(markets: SectionPage, publisher: Publisher) -> Iterator[ArticlePage]:
    made = write(markets)
    hour = clock.now() - timedelta(hours=1)
    ArticlePage.objects.filter(pk=made.pk).update(first_published_at=hour, last_published_at=hour, shown_at=hour)
    return ArticlePage.objects.get(pk=made.pk)


def get(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return answer.content.decode()


def node(html: str) -> dict[str, Any]:
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', html)
    assert found
    return next(one for one in json.loads(found[1])["@graph"] if str(one["@type"]).endswith("Article"))


def entry(client: Client, path: str, address: str) -> ElementTree.Element:
    tree = ElementTree.fromstring(client.get(path).content)
    return next(one for one in tree.iterfind("a:entry", ATOM) if address in one.find("a:link", ATOM).attrib["href"])  # type: ignore[union-attr]


@pytest.mark.rule("N-33")
def test_a_correction_stands_on_the_article_the_log_the_feed_and_in_json_ld(client: Client, article: ArticlePage, lena: User, karl: User) -> None:
    correction = published(article, by=lena, then=karl, is_by_reader=True)

    page, log = get(client, "/maerkte/gold-steigt/"), get(client, "/corrections/")
    feed = entry(client, "/corrections/feed.atom", f"#correction-{correction.pk}")
    (comment,) = node(page)["correction"]
    for place in (page, log, feed.findtext("a:summary", "", ATOM), comment["text"]):
        assert all(said in place for said in (WRONG, RIGHT, WHY)), place
    assert comment["@type"] == "CorrectionComment"
    assert comment["datePublished"] == correction.published_at.isoformat()  # type: ignore[union-attr]
    assert f'id="correction-{correction.pk}"' in page
    assert f'<a href="/maerkte/gold-steigt/#correction-{correction.pk}">Gold steigt</a>' in log
    assert "Der Hinweis kam aus der Leserschaft." in page


@pytest.mark.rule("N-33")
@pytest.mark.parametrize("path", ["/", "/maerkte/", "/maerkte/gold-steigt/", "/newsletter/", "/callback/", "/report/", "/search/"])
def test_the_log_is_one_click_from_every_page(client: Client, article: ArticlePage, path: str) -> None:
    assert 'href="/corrections/"' in get(client, path)


@pytest.mark.parametrize(("severity", "is_above"), [("correction", True), ("retraction", True), ("clarification", False), ("update", False)])
def test_mistakes_stand_above_the_text_and_the_rest_below(
    client: Client, article: ArticlePage, lena: User, karl: User, severity: str, is_above: bool
) -> None:
    published(article, by=lena, then=karl, severity=Severity(severity))

    page = get(client, "/maerkte/gold-steigt/")

    assert (page.index('class="correction') < page.index("Der Preis stieg.")) is is_above


@pytest.mark.rule("N-36")
def test_date_of_publication_and_feed_id_stay_and_the_date_of_change_moves(client: Client, article: ArticlePage, lena: User, karl: User) -> None:
    before, place = node(get(client, "/maerkte/gold-steigt/")), "/maerkte/gold-steigt/"
    fed = entry(client, "/feed.atom", place)

    correction = published(article, by=lena, then=karl)

    now, fed_now = node(get(client, place)), entry(client, "/feed.atom", place)
    assert now["datePublished"] == before["datePublished"]
    assert now["dateModified"] == correction.published_at.isoformat() != before["dateModified"]  # type: ignore[union-attr]
    for name in ("a:id", "a:published"):
        assert fed_now.findtext(name, "", ATOM) == fed.findtext(name, "", ATOM) != ""
    assert fed_now.findtext("a:updated", "", ATOM) > fed.findtext("a:updated", "", ATOM)


@pytest.mark.rule("N-36")
def test_a_typing_error_is_seen_nowhere(client: Client, article: ArticlePage, lena: User, karl: User) -> None:
    before = node(get(client, "/maerkte/gold-steigt/"))

    published(article, by=lena, then=karl, severity=Severity.TYPO)
    article.is_typo_fix = True
    article.save_revision().publish()

    page = get(client, "/maerkte/gold-steigt/")
    assert node(page)["dateModified"] == before["dateModified"]
    assert RIGHT not in page + get(client, "/corrections/") + client.get("/corrections/feed.atom").content.decode()


def test_the_log_is_read_month_by_month(client: Client, article: ArticlePage, lena: User, karl: User) -> None:
    first, second = published(article, by=lena, then=karl), published(article, by=lena, then=karl, right="Es waren 1.201 Soldaten.")
    Correction.objects.filter(pk=first.pk).update(published_at="2024-10-31T23:30:00+00:00")  # 1 November in Berlin

    november = get(client, "/corrections/2024/11/")

    assert f"correction-{first.pk}" in november
    assert f"correction-{second.pk}" not in november
    assert '<a href="/corrections/2024/11/">November 2024</a>' in get(client, "/corrections/")
    assert client.get("/corrections/2024/10/").status_code == 404
    assert client.get("/corrections/2024/13/").status_code == 404
    assert client.get("/corrections/02024/011/").headers["Location"] == "/corrections/2024/11/"


def test_a_log_without_corrections_and_an_article_that_is_gone(client: Client, article: ArticlePage, lena: User, karl: User) -> None:
    assert "Bisher wurde keine Korrektur veröffentlicht." in get(client, "/corrections/")
    published(article, by=lena, then=karl)
    article.unpublish()

    log = get(client, "/corrections/")
    assert "Gold steigt" in log
    assert 'href="/maerkte/gold-steigt/#' not in log


@pytest.fixture
def troops(markets: SectionPage, publisher: Publisher) -> World:
    """Three articles: one with two claims, one with the first of them, one with neither."""
    made = World()
    made.claim("C01", "Truppen aus Nordkorea sind in Russland.")
    made.claim("C02", "Es sind 12.000 Soldaten.")
    write(markets, "Beide", blocks=[text(f"{made.mark('C02', 'so viele')} und {made.mark('C01', 'sie sind da')}")])
    return made


def entry_of(html: str, number: int) -> str:
    return html.partition(f'<li id="q{number}"')[2].partition("</li>")[0]


def test_note_and_evidence_lead_to_each_other_on_an_article(client: Client, troops: World, lena: User, karl: User) -> None:
    assert "Korrigiert am" not in get(client, "/maerkte/beide/")

    correction = published(None, Span(troops.claims["C01"], 1, 1), by=lena, then=karl)

    html = get(client, "/maerkte/beide/")
    note = html.partition(f'id="correction-{correction.pk}"')[2].partition("</aside>")[0]
    assert '<a href="#m2"><b class="ref">2</b> Truppen aus Nordkorea sind in Russland.</a>' in note
    assert 'id="m2"' in html
    day = date_format(localtime(correction.published_at), "DATE_FORMAT")
    assert f'<a href="#correction-{correction.pk}">Korrigiert am {day}</a>' in entry_of(html, 2)
    assert "corrected" not in entry_of(html, 1), "the other claim was right"
    log, about = get(client, "/corrections/"), troops.claims["C01"].slug
    assert f'<a href="/claims/{about}/">Truppen aus Nordkorea sind in Russland.</a>' in log
    assert re.search(rf'<a href="/corrections/\d+/\d+/#correction-{correction.pk}">Korrigiert am {day}</a>', get(client, f"/claims/{about}/"))


def test_a_clarification_is_called_so_beside_the_claim(client: Client, troops: World, lena: User, karl: User) -> None:
    published(None, Span(troops.claims["C02"], 1, 1), by=lena, then=karl, severity=Severity.CLARIFICATION)

    assert "Präzisierung vom " in entry_of(get(client, "/maerkte/beide/"), 1)


def test_the_correction_of_a_claim_that_was_merged_stands_beside_the_other(client: Client, troops: World, lena: User, karl: User) -> None:
    correction = published(None, Span(troops.claims["C01"], 1, 1), by=lena, then=karl)
    merging.merge(troops.claims["C01"], troops.claims["C02"], by=None, at=clock.now())

    html = get(client, "/maerkte/beide/")

    assert f'<a href="#correction-{correction.pk}">Korrigiert am' in entry_of(html, 1)
    assert f"#correction-{correction.pk}" in get(client, f"/claims/{troops.claims['C02'].slug}/")


def test_a_claim_that_readers_do_not_know_is_not_named(client: Client, article: ArticlePage, lena: User, karl: User) -> None:
    secret = World().claim("C03", "Davon weiß noch niemand.")

    published(article, Span(secret, 1, 1), by=lena, then=karl)

    assert "Davon weiß" not in get(client, "/maerkte/gold-steigt/") + get(client, "/corrections/")


def test_a_correction_that_holds_markup_shows_it_as_text(client: Client, article: ArticlePage, lena: User, karl: User) -> None:
    published(article, by=lena, then=karl, wrong="<script>alert(1)</script>", right="</script><b>x")

    for path in ("/maerkte/gold-steigt/", "/corrections/"):
        assert "<script>alert" not in get(client, path)
        assert "<b>x" not in get(client, path)
    ElementTree.fromstring(client.get("/corrections/feed.atom").content)


@pytest.mark.rule("N-33")
@pytest.mark.parametrize("is_merged", [False, True], ids=["itself", "by way of another"])
def test_a_corrected_claim_s_page_says_so_too(
    client: Client, markets: SectionPage, publisher: Publisher, lena: User, karl: User, *, is_merged: bool
) -> None:
    about = claim("Es waren 12.000 Soldaten.")
    write(markets, "Soldaten", blocks=[text(f"Es hieß: {marked(about, 'Es waren 12.000 Soldaten')}.")])
    about.refresh_from_db()
    path = f"/claims/{about.slug}/"
    assert RIGHT not in get(client, path)

    published(None, Span(about, 1, about.version), by=lena, then=karl)
    if is_merged:
        other = claim("Soldaten sind da.")
        merging.merge(about, other, by=karl, at=clock.now())
        path = f"/claims/{other.slug}/"

    page = get(client, path)
    for words in (WRONG, RIGHT, WHY, "Korrektur"):
        assert words in page
