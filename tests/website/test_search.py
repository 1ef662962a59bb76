"""The search page as readers see it."""

from __future__ import annotations

import gzip
import re
from datetime import timedelta
from urllib.parse import quote_plus

import pytest
from django.test import Client

from depesche.brand.models import Picture
from depesche.kernel import clock
from depesche.newsroom import ticker
from depesche.newsroom.models import Author, CorrectedArticle, Correction, HomePage, SectionPage, Topic
from tests.website.conftest import MONDAY, text, write
from tests.website.test_pages import get


def main(client: Client, asked: str, status: int = 200) -> str:
    return get(client, f"/search/{asked}", status).split("<main")[1].split("</main")[0]


def found(html: str) -> list[str]:
    return [re.sub(r"<[^>]+>", "", title) for title in re.findall(r"<h2>.*?<a [^>]+>(.*?)</a></h2>", html)]


def test_a_search_finds_articles_marks_the_words_and_says_when_it_finds_none(client: Client, markets: SectionPage) -> None:
    write(markets, "Größter Goldfund", lead="Soldaten fanden den Schatz.")

    assert "<mark>Größter</mark> Goldfund" in main(client, "?q=GROSSTER")
    assert "<mark>Soldaten</mark> fanden den Schatz." in main(client, "?q=Soldat")
    assert "Größter <mark>Goldfund</mark>" in main(client, "?q=gold")
    assert "Zu diesen Wörtern" in main(client, "?q=Kupfer")


def test_the_excerpt_shows_where_the_words_stand(client: Client, markets: SectionPage) -> None:
    before = "Ein Satz ohne Belang. " * 40
    write(markets, "Kurz", lead="Ohne das Wort.", blocks=[text(before + "Der Zins stieg, die Inflation sank. " + before)])

    html = main(client, "?q=Zinsen+Inflation")

    assert "… Der <mark>Zins</mark> stieg, die <mark>Inflation</mark> sank. Ein Satz" in html
    assert html.count("Ein Satz ohne Belang") < 12
    assert "Ohne das Wort." not in html


def test_nothing_that_was_written_or_typed_becomes_markup(client: Client, markets: SectionPage) -> None:
    write(markets, "<script>alert(1)</script> Gold", lead="<b>Gold</b> & Silber", blocks=[text("&lt;img src=x onerror=alert(1)&gt; Platin")])

    for asked in ("?q=gold", "?q=platin", "?q=%3Cb%3Egold", "?q=%22%3E%3Cscript%3E", "?section=%22%3E%3Cscript%3E"):
        html = client.get(f"/search/{asked}").content.decode().split("<main")[1].split("</main")[0]
        assert "<script" not in html
        assert "<img" not in html
        assert "<b>" not in html
    assert "&lt;b&gt;<mark>Gold</mark>&lt;/b&gt; &amp; Silber" in main(client, "?q=gold")


@pytest.mark.usefixtures("home")
def test_a_search_with_10000_letters_gets_a_sentence(client: Client) -> None:
    html = main(client, "?q=" + "a" * 10_000, 400)

    assert "Diese Suche ist zu lang" in html
    assert "a" * 300 not in html


@pytest.mark.usefixtures("home")
@pytest.mark.parametrize(
    "query", ["%00", "gold%00", "%ff%fe", "%ED%A0%80", "'%22%3C", "%25_%25", "%F0%9F%AA%99", "%E2%80%AE", "a+" * 99, "AND+OR+NEAR(a,b)", "%22" * 99]
)
def test_a_search_with_strange_letters_never_breaks(client: Client, query: str) -> None:
    get(client, f"/search/?q={query}")


def test_filters_are_kept_in_the_form_and_on_every_page(
    client: Client, markets: SectionPage, politics: SectionPage, nina: Author, gold: Topic
) -> None:
    for number in range(22):
        article = write(markets, f"Gold {number}", author=nina, dated=MONDAY + timedelta(hours=number))
        article.topics.add(gold)
        article.save()
    write(politics, "Gold in der Politik")
    asked = f"?q=gold&section=maerkte&topic=gold&author={quote_plus(nina.slug)}&from=2024-10-21&to=2024-10-22"

    html = main(client, asked)

    assert "22 Artikel gefunden" in html
    assert '<option value="maerkte" selected>Märkte (22)</option>' in html
    assert '<option value="gold" selected>Gold (22)</option>' in html
    assert 'value="2024-10-21"' in html
    after = re.search(r'href="(/search/\?[^"]*page=2)" rel="next"', html)
    assert after
    second = main(client, after[1].replace("&amp;", "&").removeprefix("/search/"))
    assert found(second) == ["Gold 1", "Gold 0"]
    assert '<option value="maerkte" selected>' in second
    assert "Gold in der Politik" not in html


def test_a_filter_can_be_taken_away_again(client: Client, markets: SectionPage, politics: SectionPage) -> None:
    write(markets, "Gold hier")
    write(politics, "Wahl dort")

    html = main(client, "?q=gold&section=politik&time=week")

    assert "ohne sie gibt es 1 Artikel" in html
    assert 'href="/search/?q=gold&amp;time=week"' in html
    assert 'href="/search/?q=gold&amp;section=politik"' in html
    assert found(main(client, "?q=gold")) == ["Gold hier"]


def test_the_last_week_month_and_year(client: Client, markets: SectionPage) -> None:
    for days in (1, 20, 200, 800):
        write(markets, f"Vor {days} Tagen", dated=clock.now() - timedelta(days=days))

    counts = [len(found(main(client, f"?q=Tagen&time={period}"))) for period in ("week", "month", "year")]

    assert counts == [1, 2, 3]


def test_the_last_day_counts_whole_in_the_site_s_time_zone(client: Client, markets: SectionPage) -> None:
    write(markets, "Kurz vor Mitternacht", dated=MONDAY.replace(hour=21, minute=59))
    write(markets, "Kurz nach Mitternacht", dated=MONDAY.replace(hour=22, minute=1))

    assert found(main(client, "?q=Mitternacht&from=2024-10-21&to=2024-10-21")) == ["Kurz vor Mitternacht"]


@pytest.mark.usefixtures("markets")
@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ("section=nichts", "Dieses Ressort gibt es nicht."),
        ("topic=%00x", "Dieses Thema gibt es nicht."),
        ("author=nichts", "Diesen Autor gibt es nicht."),
        ("kind=nichts", "Diese Art von Artikel gibt es nicht."),
        ("year=12345", "Dieses Jahr gibt es nicht."),
        ("year=%C2%B2024", "Dieses Jahr gibt es nicht."),
        ("year=" + "9" * 100, "Dieses Jahr gibt es nicht."),
        ("time=ewig", "Diesen Zeitraum gibt es nicht."),
        ("from=2024-02-30", "Diesen Tag gibt es nicht."),
        ("to=0001-01-01", "Diesen Tag gibt es nicht."),
        ("from=2024-10-21&to=2024-10-20", "Der letzte Tag liegt vor dem ersten."),
    ],
)
def test_a_filter_that_cannot_be_gets_a_sentence(client: Client, asked: str, sentence: str) -> None:
    html = main(client, f"?q=gold&{asked}", 400)

    assert sentence in html
    assert 'aria-invalid="true"' in html
    assert 'value="gold"' in html


def test_some_words_are_better_than_none(client: Client, markets: SectionPage) -> None:
    write(markets, "Gold steigt")

    html = main(client, "?q=Gold+Kupfer")

    assert "Kein Artikel enthält alle diese Wörter" in html
    assert found(html) == ["Gold steigt"]


def test_too_many_words_are_named(client: Client, markets: SectionPage) -> None:
    write(markets, "Gold")

    assert "gamma18" in main(client, "?q=" + "+".join(f"gamma{number}" for number in range(19)))


def test_the_search_is_not_for_search_engines(client: Client, markets: SectionPage) -> None:
    write(markets)

    assert '<meta name="robots" content="noindex">' in get(client, "/search/?q=gold&section=maerkte")


def test_an_answer_is_small_on_its_way(client: Client, markets: SectionPage) -> None:
    for number in range(10):
        write(markets, f"Gold {number}")

    whole, small = client.get("/search/?q=gold"), client.get("/search/?q=gold", headers={"Accept-Encoding": "gzip"})

    assert small["Content-Encoding"] == "gzip"
    assert gzip.decompress(small.content) == whole.content
    assert len(small.content) < len(whole.content) / 2
    again = client.get("/search/?q=gold", headers={"Accept-Encoding": "gzip", "If-None-Match": small["ETag"]})
    assert again.status_code == 304


def test_the_first_picture_of_a_list_does_not_wait_and_the_others_do(client: Client, markets: SectionPage, bars: Picture, gold: Topic) -> None:
    for number in range(3):
        article = write(markets, f"Gold {number}", picture=bars)
        article.topics.add(gold)
        article.save()

    for address in ("/search/?q=gold", "/topics/gold/", "/maerkte/"):
        html = get(client, address).split("<main")[1]
        assert html.count('fetchpriority="high"') == 1, address
        assert html.index('fetchpriority="high"') < html.index('loading="lazy"'), address


def test_a_page_past_the_end_is_not_there(client: Client, home: HomePage) -> None:
    get(client, "/search/?q=gold&page=2", 404)


def test_more_hits_ask_no_more_of_the_database(client: Client, markets: SectionPage, django_assert_max_num_queries: object) -> None:
    for number in range(20):
        write(markets, f"Gold {number}")
    get(client, "/search/?q=gold")

    with django_assert_max_num_queries(22):  # type: ignore[operator]
        get(client, "/search/?q=gold+preis&section=maerkte")


def test_a_misspelt_word_is_exchanged_and_who_insists_gets_it(client: Client, markets: SectionPage, politics: SectionPage) -> None:
    write(markets, "Der <Goldpreis> steigt")
    write(politics, "Goldpreis und Wahl")

    html = main(client, "?q=Goldpries&section=maerkte")

    assert found(html) == ["Der &lt;Goldpreis&gt; steigt"]
    assert "Ergebnisse für „Goldpreis“" in html
    assert "<mark>Goldpreis</mark>" in html
    assert "Märkte (1)" in html
    exact = re.search(r'<a href="/search/(\?[^"]+)" rel="nofollow">stattdessen nach „Goldpries“ suchen</a>', html)
    assert exact
    assert exact[1] == "?q=Goldpries&amp;exact=1&amp;section=maerkte"
    html = main(client, exact[1].replace("&amp;", "&"))
    assert found(html) == []
    assert '<input type="hidden" name="exact" value="1">' in html
    assert 'Meinten Sie <a href="/search/?q=Goldpreis&amp;section=maerkte" rel="nofollow">„Goldpreis“</a>?' in html


def test_nothing_of_a_misspelt_query_becomes_markup(client: Client, markets: SectionPage) -> None:
    write(markets, "Goldpreis")

    html = main(client, "?q=%22%3E%3Cscript%3E+Goldpries")

    assert "<script" not in html
    assert "Goldpreis" in html


def facets(html: str) -> dict[str, list[str]]:
    part = html.split('<nav class="facets"')[1].split("</nav>")[0] if '<nav class="facets"' in html else ""
    names = re.findall(r"<h2>([^<]+)</h2>\n<ul>(.*?)</ul>", part, re.DOTALL)
    return {name: [re.sub(r"<[^>]+>", "", link) for link in re.findall(r"<li>(.*?)</li>", links)] for name, links in names}


def test_links_with_counts_narrow_what_was_found_and_go_together(
    client: Client, markets: SectionPage, politics: SectionPage, gold: Topic, nina: Author
) -> None:
    for number in range(3):
        article = write(markets, f"Gold {number}", dated=MONDAY.replace(year=2022 + number))
        article.topics.add(gold)
        article.save()
    write(politics, "Gold und Wahl", dated=MONDAY)

    html = main(client, "?q=gold")

    assert facets(html) == {"Ressort": ["Märkte 3", "Politik 1"], "Jahr": ["2024 2", "2023 1", "2022 1"]}
    assert '<a href="/search/?q=gold&amp;year=2024" rel="nofollow">2024</a>' in html
    html = main(client, "?year=2024&q=gold")
    assert found(html) == ["Gold und Wahl", "Gold 2"] or set(found(html)) == {"Gold 2", "Gold und Wahl"}
    assert facets(html)["Ressort"] == ["Märkte 1", "Politik 1"]
    assert facets(html)["Jahr"] == ["2024 2", "2023 1", "2022 1"]
    assert '<a href="/search/?q=gold&amp;section=politik&amp;year=2024" rel="nofollow">Politik</a>' in html
    assert '<a href="/search/?q=gold&amp;year=2024" rel="nofollow" aria-current="true">2024</a>' in html
    assert 'href="/search/?q=gold">2024' in html
    assert found(main(client, "?q=gold&section=politik&year=2024")) == ["Gold und Wahl"]


def test_a_ticker_and_a_corrected_article_are_found_by_their_kind(client: Client, markets: SectionPage, mended: object) -> None:
    write(markets, "Gold A")
    ticker.open_ticker(write(markets, "Gold B"), by=None, at=clock.now())

    html = main(client, "?q=gold")

    assert facets(html)["Art"] == ["Artikel 2", "Liveticker 1", "Korrigierte Artikel 1"]
    assert found(main(client, "?q=gold&kind=ticker")) == ["Gold B"]
    assert found(main(client, "?q=gold&kind=correction")) == ["Gold C"]
    assert set(found(main(client, "?q=gold&kind=article"))) == {"Gold A", "Gold C"}


@pytest.fixture
def mended(markets: SectionPage) -> Correction:
    article = write(markets, "Gold C")
    said = {"wrong": "Blei", "right": "Gold", "why": "Ein Versehen.", "severity": "update", "state": "published"}
    made = Correction.objects.create(article=article, drafted_at=clock.now(), published_at=clock.now(), **said)
    CorrectedArticle.objects.create(correction=made, article=article)
    return made


def test_without_words_topics_and_authors_with_articles_can_be_chosen(client: Client, markets: SectionPage, nina: Author, gold: Topic) -> None:
    Topic.objects.create(title="Leer", slug="leer")
    article = write(markets, author=nina)
    article.topics.add(gold)
    article.save()

    html = main(client, "")

    assert '<option value="gold">Gold</option>' in html
    assert f">{nina.name}</option>" in html
    assert "Leer" not in html
