"""The page of an article."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import brotli
import pytest
from django.test import Client

from depesche.brand.models import Picture
from depesche.newsroom.models import Author, Background, SectionPage, Topic
from depesche.press import tags
from depesche.website import article as article_pages
from depesche.website import body_blocks
from tests.website import schema_org
from tests.website.conftest import MONDAY, style, text, write

EXTERNAL = re.compile(r"""(?:src|srcset|href|action)="(?:https?:)?//(?!testserver\.localhost)[^"]*""")


def get(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


@pytest.mark.usefixtures("publisher")
def test_a_reader_sees_everything_that_belongs_to_an_article(client: Client, markets: SectionPage, nina: Author, gold: Topic, bars: Picture) -> None:
    blocks = [
        text('Der Preis stieg <b>stark</b>, <a href="https://example.org/kurs">so die Börse</a>.'),
        {"type": "heading", "value": "Was jetzt folgt"},
        {"type": "quote", "value": {"quote": "Wir kaufen weiter.", "speaker": "Mara Lind", "role": "Händlerin"}},
        {"type": "list", "value": ["<p>Erstens</p>", "<p>Zweitens</p>"]},
        {"type": "picture", "value": {"picture": bars.pk, "caption": "Barren im Tresor", "alternative_text": "Ein Tresor"}},
    ]
    article = write(
        markets, kicker="Edelmetalle", lead="Ein Rekord.", dated=MONDAY, author=nina, picture=bars, picture_caption="Zwei Barren", blocks=blocks
    )
    article.topics.add(gold)
    article.save()

    html = get(client, "/maerkte/gold-steigt/")

    assert '<time datetime="2024-10-21T16:41:00+0200">21.10.2024, 16:41 Uhr</time>' in html
    for part in ("Edelmetalle", "Ein Rekord.", "Nina Größler", "Zwei Barren", "Jonas Weil", "<b>stark</b>", "Was jetzt folgt", "Mara Lind"):
        assert part in html
    assert "<li>Erstens</li>" in html
    assert 'alt="Zwei Goldbarren auf grauem Tuch"' in html
    assert 'alt="Ein Tresor"' in html
    assert re.search(r'<img src="/media/images/[^"]+\.webp" srcset="[^"]+1216w" sizes="[^"]+" width="680" height="425"', html)
    assert '<link rel="canonical" href="http://testserver.localhost/maerkte/gold-steigt/">' in html
    assert 'href="/topics/gold/"' in html
    assert "mailto:?subject=Gold%20steigt" in html


@pytest.mark.usefixtures("publisher")
def test_a_public_page_sets_no_cookie_and_loads_nothing_from_elsewhere(client: Client, markets: SectionPage, bars: Picture) -> None:
    write(markets, picture=bars)

    answer = client.get("/maerkte/gold-steigt/")
    html = answer.content.decode()

    assert not answer.cookies
    assert "Cookie" not in answer.get("Vary", "")
    assert "default-src 'none'" in answer["Content-Security-Policy"]
    assert "unsafe" not in answer["Content-Security-Policy"]
    assert not EXTERNAL.findall(html)
    assert " style=" not in html
    assert re.findall(r"<script[^>]*>", html) == [
        '<script type="application/ld+json">',
        '<script src="/static/website/share.js" defer>',
    ]


@pytest.mark.usefixtures("publisher")
def test_a_headline_cannot_break_out_of_the_page(client: Client, markets: SectionPage) -> None:
    write(markets, 'Gold </script><script>alert("1")</script> & Co', slug="gold", lead="<b>fett</b>")

    html = get(client, "/maerkte/gold/")
    data = re.search(r'<script type="application/ld\+json">(.*?)</script>', html)

    assert html.count("<script") == html.count("<script src=") + 1
    assert data
    assert json.loads(data.group(1))["@graph"][0]["headline"] == 'Gold </script><script>alert("1")</script> & Co'
    assert "<b>fett</b>" not in html


@pytest.mark.usefixtures("publisher")
def test_stored_mark_up_is_cleaned_before_readers_get_it(client: Client, markets: SectionPage) -> None:
    write(markets, blocks=[text('<a href="javascript:alert(1)" onclick="x()">hier</a><img src="https://example.org/1.gif"><script>x()</script>')])

    html = get(client, "/maerkte/gold-steigt/")

    assert "javascript:" not in html
    assert "onclick" not in html
    assert "1.gif" not in html
    assert "x()" not in html


@pytest.mark.usefixtures("publisher")
def test_machines_are_told_the_same_facts(client: Client, markets: SectionPage, nina: Author, bars: Picture) -> None:
    write(markets, lead="Ein Rekord.", dated=MONDAY, author=nina, picture=bars)

    html = get(client, "/maerkte/gold-steigt/")
    data, publisher, way, _site = schema_org.graph(html)

    assert data["@type"] == "ReportageNewsArticle"
    assert data["datePublished"] == "2024-10-21T14:41:00+00:00"
    assert (data["author"]["name"], data["author"]["url"]) == ("Nina Größler", "http://testserver.localhost/authors/nina-groessler/")
    assert data["publisher"] == {"@id": publisher["@id"]}
    assert publisher["name"] == "Beispiel Edelmetalle"
    assert [(image["width"], image["height"]) for image in data["image"]] == [(1200, 630), (1200, 900), (1000, 1000)]
    assert all(image["url"].startswith("http://testserver.localhost/media/") for image in data["image"])
    assert [step["name"] for step in way["itemListElement"]] == ["Startseite", "Märkte", "Gold steigt"]
    assert '<meta property="og:type" content="article">' in html
    assert '<meta property="og:description" content="Ein Rekord.">' in html
    assert '<meta property="og:image:width" content="1200">' in html


@pytest.mark.usefixtures("publisher")
def test_pinned_background_stands_at_the_end(client: Client, markets: SectionPage) -> None:
    older = write(markets, "Silber fällt", slug="silber-fällt")
    article = write(markets)
    Background.objects.create(article=article, shown=older)

    html = get(client, "/maerkte/gold-steigt/")

    assert "Wissenswertes zum Thema" in html
    assert '<a href="/maerkte/silber-f%C3%A4llt/">Silber fällt</a>' in html


def test_an_article_names_the_tags_it_depends_on(markets: SectionPage, nina: Author, gold: Topic) -> None:
    article = write(markets, author=nina)
    article.topics.add(gold)

    with tags.collecting() as used:
        article_pages.article_page(article)

    assert {f"section-name:{markets.pk}", f"author-name:{nina.pk}", f"topic-name:{gold.pk}"} <= used


@pytest.mark.usefixtures("publisher")
def test_a_longer_article_asks_no_more_of_the_database(
    client: Client, markets: SectionPage, bars: Picture, django_assert_max_num_queries: object
) -> None:
    picture = {"type": "picture", "value": {"picture": bars.pk, "caption": "", "alternative_text": ""}}
    write(markets, slug="lang", picture=bars, blocks=[text("Absatz."), picture] * 10)
    get(client, "/maerkte/lang/")

    with django_assert_max_num_queries(30):  # type: ignore[operator]
        get(client, "/maerkte/lang/")


@pytest.mark.usefixtures("publisher")
def test_an_editor_s_preview_is_kept_nowhere(markets: SectionPage) -> None:
    article = write(markets)
    article.title = "Noch nicht veröffentlicht"

    answer = article.make_preview_request()

    assert "Noch nicht veröffentlicht" in answer.content.decode()
    assert answer["Cache-Control"] == "private, no-store"
    assert "ETag" not in answer


def test_an_article_is_found_under_its_old_address_too(client: Client, markets: SectionPage, django_capture_on_commit_callbacks: Any) -> None:
    article = write(markets, slug="alt")
    with django_capture_on_commit_callbacks(execute=True):
        article.slug = "neu"
        article.save_revision().publish()

    answer = client.get("/maerkte/alt/")

    assert answer.status_code == 301
    assert answer["Location"].endswith("/maerkte/neu/")


@pytest.mark.usefixtures("publisher")
def test_an_article_stays_within_its_budget(client: Client, markets: SectionPage) -> None:
    """14 kB of HTML and CSS for an article without pictures (newsroom budget), here of 1,200 words."""
    words = [f"Satz {number} über den Preis von Gold und Silber an der Börse in Frankfurt." for number in range(100)]
    write(markets, blocks=[text(" ".join(words[start : start + 5])) for start in range(0, 100, 5)])

    html = get(client, "/maerkte/gold-steigt/")

    assert 0 < style(html) < 5_300
    assert len(brotli.compress(html.encode())) + style(html) <= 14_000


@pytest.mark.usefixtures("publisher")
def test_every_page_loads_one_style_sheet_and_articles_only_what_they_need(client: Client, markets: SectionPage) -> None:
    write(markets, "Schlicht", slug="schlicht", blocks=[text("Der Preis stieg.")])
    write(markets, "Mit Satz", slug="mit-satz", blocks=[text("Der Preis stieg."), {"type": "pull_quote", "value": "Gold steigt."}])

    named = {
        path: re.findall(r"website/(\w+)\.css", get(client, path)) for path in ("/maerkte/schlicht/", "/maerkte/mit-satz/", "/maerkte/", "/search/")
    }

    assert list(named.values()) == [["article"], ["rich"], ["page"], ["page"]]


@pytest.mark.once
def test_every_kind_of_block_is_known_by_its_template_where_style_sheets_are_chosen() -> None:
    folder = Path(body_blocks.__file__).parent / "templates"

    assert [template for template in body_blocks.RARE if not (folder / template).exists()] == []


@pytest.mark.usefixtures("publisher")
def test_a_lost_picture_file_costs_the_picture_and_not_the_page(client: Client, markets: SectionPage, bars: Picture) -> None:
    picture = {"type": "picture", "value": {"picture": bars.pk, "caption": "Im Tresor", "alternative_text": ""}}
    write(markets, picture=bars, blocks=[text("Der Preis stieg."), picture])
    bars.file.storage.delete(bars.file.name)

    for path in ("/", "/maerkte/", "/maerkte/gold-steigt/"):
        html = get(client, path)
        assert "Gold steigt" in html
        assert "<img" not in html
