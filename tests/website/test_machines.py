"""What machines ask for: feeds, sitemaps, robots.txt, security.txt, pictures."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from xml.etree import ElementTree

import pytest
from django.conf import settings
from django.test import Client

from depesche.brand import security_text
from depesche.brand.models import Picture
from depesche.kernel import clock, options
from depesche.newsroom.models import Author, SectionPage
from tests.website.conftest import MONDAY, write

ATOM = "{http://www.w3.org/2005/Atom}"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
NEWS = "{http://www.google.com/schemas/sitemap-news/0.9}"


def xml(client: Client, path: str) -> ElementTree.Element:
    answer = client.get(path)
    assert answer.status_code == 200
    assert "xml" in answer["Content-Type"]
    return ElementTree.fromstring(answer.content)


@pytest.mark.usefixtures("publisher")
def test_the_feed_lists_articles_with_ids_that_outlive_their_address(client: Client, markets: SectionPage, nina: Author) -> None:
    article = write(markets, "Gold & <Silber>\x0b", slug="gold", lead="Ein Rekord.", dated=MONDAY, author=nina)
    before = xml(client, "/feed.atom")
    article.slug = "neu"
    article.save_revision().publish()

    feed = xml(client, "/feed.atom")
    entry = feed.find(f"{ATOM}entry")

    assert entry is not None
    assert entry.findtext(f"{ATOM}id") == before.find(f"{ATOM}entry").findtext(f"{ATOM}id")  # type: ignore[union-attr]
    assert entry.findtext(f"{ATOM}title") == "Gold & <Silber>"
    assert entry.find(f"{ATOM}link").get("href") == "http://testserver.localhost/maerkte/neu/"  # type: ignore[union-attr]
    assert entry.findtext(f"{ATOM}published") == "2024-10-21T14:41:00+00:00"
    assert entry.findtext(f"{ATOM}author/{ATOM}name") == "Nina Größler"
    assert feed.findtext(f"{ATOM}author/{ATOM}name") == "Beispiel Edelmetalle"


def test_a_section_has_a_feed_of_its_own(client: Client, markets: SectionPage, politics: SectionPage) -> None:
    write(markets, "Gold")
    write(politics, "Wahl")

    titles = [entry.findtext(f"{ATOM}title") for entry in xml(client, "/maerkte/feed.atom").iter(f"{ATOM}entry")]

    assert titles == ["Gold"]
    assert client.get("/nichts/feed.atom").status_code == 404


@pytest.mark.usefixtures("home")
@pytest.mark.parametrize("path", ["/feed.atom", "/corrections/feed.atom"])
def test_a_feed_without_entries_is_still_a_feed(client: Client, path: str) -> None:
    feed = xml(client, path)

    assert feed.findtext(f"{ATOM}id")
    assert feed.findtext(f"{ATOM}updated") == "2000-01-01T00:00:00+00:00"
    assert feed.findtext(f"{ATOM}author/{ATOM}name")


def test_the_json_feed_says_the_same(client: Client, markets: SectionPage) -> None:
    article = write(markets, lead="Ein Rekord.", dated=MONDAY)

    feed = json.loads(client.get("/feed.json").content)

    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["feed_url"] == "http://testserver.localhost/feed.json"
    assert feed["items"][0]["id"] == f"urn:uuid:{article.translation_key}"
    assert feed["items"][0]["content_text"] == "Ein Rekord."


def test_a_feed_that_did_not_change_costs_nothing(client: Client, markets: SectionPage) -> None:
    write(markets)
    first = client.get("/feed.atom")

    assert client.get("/feed.atom", headers={"If-None-Match": first["ETag"]}).status_code == 304


@pytest.mark.usefixtures("home")
def test_the_sitemap_lists_what_is_live(client: Client, markets: SectionPage) -> None:
    write(markets, slug="gold")
    write(markets, slug="entwurf", live=False)

    found = [element.text for element in xml(client, "/sitemap.xml").iter(f"{SITEMAP}loc")]

    assert "http://testserver.localhost/" in found
    assert "http://testserver.localhost/maerkte/gold/" in found
    assert "http://testserver.localhost/callback/" in found
    assert not any("entwurf" in (address or "") for address in found)


def test_a_large_site_gets_an_index_of_sitemaps(client: Client, markets: SectionPage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("depesche.website.sitemaps.MOST", 102)
    for number in range(3):
        write(markets, f"Meldung {number}")

    index = xml(client, "/sitemap.xml")
    parts = [element.text for element in index.iter(f"{SITEMAP}loc")]
    pages = [element.text for part in (1, 2, 3) for element in xml(client, f"/sitemap.xml?part={part}").iter(f"{SITEMAP}loc")]

    assert index.tag == f"{SITEMAP}sitemapindex"
    assert parts == [f"http://testserver.localhost/sitemap.xml?part={part}" for part in (1, 2, 3)]
    assert len([page for page in pages if "meldung" in (page or "")]) == 3
    assert client.get("/sitemap.xml?part=4").status_code == 404


@pytest.mark.usefixtures("publisher")
def test_the_news_sitemap_holds_two_days(client: Client, markets: SectionPage) -> None:
    write(markets, "Neu", dated=clock.now() - timedelta(hours=47))
    write(markets, "Alt", dated=clock.now() - timedelta(hours=49))

    found = xml(client, "/news-sitemap.xml")

    assert [element.text for element in found.iter(f"{NEWS}title")] == ["Neu"]
    assert [element.text for element in found.iter(f"{NEWS}name")] == ["Beispiel Edelmetalle"]


@pytest.mark.rule("L-45")
@pytest.mark.usefixtures("publisher")
def test_robots_and_researchers_find_their_files(client: Client) -> None:
    robots = client.get("/robots.txt").content.decode()
    security = client.get("/.well-known/security.txt").content.decode()
    with options.using(security_contact="https://example.org/melden"):
        other = client.get("/.well-known/security.txt").content.decode()

    assert "Disallow: /desk/" in robots
    assert "Sitemap: http://testserver.localhost/sitemap.xml" in robots
    assert "Contact: mailto:redaktion@example.org\n" in security
    assert "Contact: https://example.org/melden\n" in other


@pytest.mark.rule("L-45")
@pytest.mark.parametrize(
    ("now", "then"),
    [
        (datetime(2026, 1, 31, tzinfo=UTC), "2026-07-01T00:00:00Z"),
        (datetime(2026, 7, 1, tzinfo=UTC), "2027-01-01T00:00:00Z"),
        (datetime(2026, 12, 5, tzinfo=UTC), "2027-06-01T00:00:00Z"),
    ],
)
def test_security_txt_expires_in_half_a_year(now: datetime, then: str) -> None:
    assert f"{security_text.expiry(now):%Y-%m-%dT%H:%M:%SZ}" == then


@pytest.mark.rule("L-45")
@pytest.mark.usefixtures("publisher")
def test_an_operator_may_say_until_when_security_txt_holds(client: Client) -> None:
    with options.using(security_expires="2027-03-01"):
        assert "Expires: 2027-03-01T00:00:00Z\n" in client.get("/.well-known/security.txt").content.decode()


def test_a_picture_is_served_for_ever(client: Client, markets: SectionPage, bars: Picture) -> None:
    rendition = bars.get_rendition("width-480|format-webp")

    answer = client.get(rendition.url)
    again = client.get(rendition.url, headers={"If-None-Match": answer["ETag"]})

    assert answer["Content-Type"] == "image/webp"
    assert "immutable" in answer["Cache-Control"]
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert b"".join(answer.streaming_content)[8:12] == b"WEBP"  # type: ignore[attr-defined]
    assert again.status_code == 304


@pytest.mark.usefixtures("home")
@pytest.mark.parametrize(
    "name",
    [
        "",
        "images",
        "images/",
        "../keys.json",
        "images/../../keys.json",
        "images/%2e%2e/%2e%2e/keys.json",
        "documents/geheim.pdf",
        "images/seite.html",
        "images/fort.webp",
        "/etc/passwd",
        "images/%00.webp",
        "images/" + "a" * 5000 + ".webp",
    ],
)
def test_nothing_but_pictures_leaves_the_media_folder(client: Client, name: str) -> None:
    for folder, file in (("documents", "geheim.pdf"), ("images", "seite.html")):
        path = Path(settings.MEDIA_ROOT) / folder / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x")

    assert client.get(f"/media/{name}").status_code == 404


@pytest.mark.usefixtures("home")
def test_a_link_out_of_the_media_folder_leads_nowhere(client: Client) -> None:
    folder = Path(settings.MEDIA_ROOT) / "images"
    folder.mkdir(parents=True, exist_ok=True)
    secret = Path(settings.MEDIA_ROOT).parent / "geheim.webp"
    secret.write_text("x")
    link = folder / "link.webp"
    link.unlink(missing_ok=True)
    link.symlink_to(secret)

    assert client.get("/media/images/link.webp").status_code == 404
