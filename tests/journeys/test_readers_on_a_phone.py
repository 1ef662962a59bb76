"""What readers do on a phone without JavaScript: from the section to the topic, to the author, through the archive, by feed, and to what is gone."""

from __future__ import annotations

import json
import re
from datetime import datetime
from typing import Any
from xml.etree import ElementTree

import pytest
from playwright.sync_api import Page, expect

from tests.journeys import desk
from tests.journeys.conftest import Site
from tests.journeys.test_readers_pages import AXE, article_addresses

HEADLINE = "Ein Artikel, der zurückgezogen wird"
GONE = "/maerkte/ein-artikel-der-zurueckgezogen-wird/"


@pytest.fixture
def reader(open_tab: Any) -> Page:
    page: Page = open_tab(phone=True, javascript=False).page
    return page


def headline_of(page: Page) -> str:
    """The headline without its kicker."""
    return page.locator("h1").inner_text().split("\n")[-1]


@pytest.mark.parametrize("address", ["/", "/maerkte/", "/search/?q=Gold"])
def test_a_phone_loads_pictures_about_as_wide_as_it_shows_them(open_tab: Any, address: str) -> None:
    """What a picture is said to be wide is what the browser chooses its file by."""
    page = open_tab(phone=True).page
    page.goto(address)
    page.evaluate("document.querySelectorAll('main img').forEach(picture => picture.loading = 'eager')")
    page.wait_for_function("[...document.querySelectorAll('main img')].every(picture => picture.complete)")
    seen = page.evaluate("[...document.querySelectorAll('main img[srcset]')].map(one => [one.naturalWidth, one.clientWidth, one.alt])")

    assert len(seen) > 1
    assert [one for one in seen if one[0] > 2 * one[1]] == []


def test_a_reader_goes_from_the_section_to_its_topic_and_author(reader: Page, picture_of: Any) -> None:
    reader.goto("/maerkte/")
    reader.locator("main article, main .lead").first.get_by_role("link").first.click()
    assert headline_of(reader)

    reader.goto("/maerkte/")  # other journeys may have put an article without picture and topic in front
    reader.locator("main a[href$='/gold-silber-verhaeltnis/']").last.click()
    headline = headline_of(reader)
    article = reader.url
    assert reader.locator("main article img, main img").count() >= 1

    reader.locator("main a[href*='/topics/']").first.click()
    expect(reader.locator("main")).to_contain_text(headline)
    picture_of(reader, "topic-phone-plain")

    reader.goto(article)
    reader.locator("main a[href*='/authors/']").first.click()
    expect(reader.locator("main")).to_contain_text(headline)
    expect(reader.locator("main img").first).to_be_visible()
    picture_of(reader, "author-phone-plain")


def test_a_reader_leafs_through_the_archive_by_month(reader: Page, picture_of: Any) -> None:
    reader.goto("/archive/")
    picture_of(reader, "archive-phone-plain")
    reader.get_by_role("link", name="Oktober").last.click()
    assert reader.url.endswith("/archive/2024/10/")
    expect(reader.get_by_role("heading", level=1)).to_have_text("Oktober 2024")
    reader.get_by_role("link", name=re.compile("Nordkoreas Soldaten")).first.click()
    assert "21.10.2024, 16:41 Uhr" in reader.inner_text("main")


@pytest.mark.parametrize("place", ["/", "/maerkte/", "/topics/silber/", "/authors/mara-seidel/"])
def test_every_list_has_its_feeds(reader: Page, place: str) -> None:
    reader.goto(place)
    shown = {link.get_attribute("type"): link.get_attribute("href") for link in reader.locator("link[rel=alternate]").all()}

    atom = reader.request.get(str(shown["application/atom+xml"]))
    told = json.loads(reader.request.get(str(shown["application/feed+json"])).text())

    space = "{http://www.w3.org/2005/Atom}"
    titles = [str(title.text) for title in ElementTree.fromstring(atom.text()).iterfind(f"{space}entry/{space}title")]
    assert titles
    assert titles == [item["title"] for item in told["items"]]
    for title in titles[:2]:
        expect(reader.locator("main")).to_contain_text(title)


def test_machines_learn_who_wrote_what_where(reader: Page, site: Site) -> None:
    reader.goto(next(found for found in article_addresses(site) if "nordkorea" in found))
    graph = json.loads(str(reader.locator("script[type='application/ld+json']").text_content()))["@graph"]
    kinds = {str(node["@type"]) for node in graph}
    assert kinds >= {"ReportageNewsArticle", "NewsMediaOrganization", "BreadcrumbList"}
    article = next(node for node in graph if node["@type"] == "ReportageNewsArticle")
    assert article["headline"] == headline_of(reader)
    assert datetime.fromisoformat(article["datePublished"]) == datetime.fromisoformat("2024-10-21T16:41:00+02:00")


def test_a_legal_text_says_from_when_it_is(reader: Page) -> None:
    reader.goto("/legal/privacy/")
    expect(reader.locator("main")).to_contain_text(re.compile(r"Fassung 1, veröffentlicht am \d"))


def test_a_reader_of_something_withdrawn_is_told_so(log_in: Any, open_tab: Any, picture_of: Any) -> None:
    chief = log_in("chief@example.org").page
    desk.begin_article(chief, "Märkte", HEADLINE)
    desk.write_text(chief, "Hier steht bald nichts mehr.")
    desk.act(chief, "Veröffentlichen")
    link = chief.get_by_role("link", name=HEADLINE).first
    link.wait_for()
    edit = desk.edit_address(chief, HEADLINE)
    for dark in (False, True):
        assert open_tab(phone=True, dark=dark).page.goto(GONE).status == 200

    chief.goto(edit.replace("/edit/", "/unpublish/"))
    chief.locator("main form [type=submit]").first.click()
    chief.wait_for_url(lambda url: "/unpublish/" not in url)

    for dark in (False, True):
        page = open_tab(phone=True, dark=dark).page
        assert page.goto(GONE).status == 410
        picture_of(page, f"page-gone-phone-{'dark' if dark else 'light'}")
        page.evaluate(AXE.read_text())
        assert page.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"] == []
        page.goto("/maerkte/")
        assert HEADLINE not in page.inner_text("main")
