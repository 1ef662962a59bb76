"""A live ticker as readers, their browsers and machines meet it."""

from __future__ import annotations

import json
import re
import uuid
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from depesche.brand.models import Picture
from depesche.kernel import options
from depesche.newsroom import ticker
from depesche.newsroom.models import ArticlePage, SectionPage, TickerEntry
from depesche.newsroom.ticker import Said
from depesche.website import article as article_pages
from depesche.website import paths
from depesche.website.announcing import Announcement
from tests.website import schema_org
from tests.website.conftest import write

pytestmark = pytest.mark.usefixtures("publisher")
NOON = datetime(2026, 3, 2, 11, 0, tzinfo=UTC)
PATH = "/maerkte/gold-steigt/"
STATIC = Path(article_pages.__file__).parent / "static" / "website"


@pytest.fixture
def running(markets: SectionPage) -> ArticlePage:
    article = write(markets)
    ticker.open_ticker(article, by=None, at=NOON)
    return article


def say(article: ArticlePage, headline: str = "Der Kurs steigt", *, minutes: int = 0, **more: Any) -> TickerEntry:
    return ticker.publish(article, Said(headline, **more), key=uuid.uuid4(), by=None, at=NOON + timedelta(minutes=minutes))


def say_many(article: ArticlePage, number: int) -> None:
    for count in range(1, number + 1):
        say(article, f"Stand {count}", minutes=count)


def get(client: Client, path: str = PATH) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def shown(html: str) -> list[int]:
    return [int(number) for number in re.findall(r'<li id="eintrag-(\d+)"', html)]


def main(html: str) -> str:
    """Return what people see of a page."""
    return html.partition("<main")[2]


def test_entries_stand_below_the_text_the_newest_first(client: Client, running: ArticlePage, bars: Picture) -> None:
    say(running, "Erstens", text='<p>Es <b>beginnt</b>. <script>x()</script><a href="javascript:x()">y</a></p>')
    say(running, "Zweitens", minutes=5, picture=bars)

    html = main(get(client))

    assert shown(html) == [2, 1]
    assert html.index("Der Preis stieg.") < html.index("Zweitens") < html.index("Erstens")
    assert '<time datetime="2026-03-02T12:05:00+0100">' in html
    assert f'<a href="{PATH}?until=2#eintrag-2"' in html
    assert "<b>beginnt</b>" in html
    assert "x()" not in html
    assert 'alt="Zwei Goldbarren auf grauem Tuch"' in html
    assert f'<a class="button quiet" href="{PATH}">Neu laden</a>' in html


def test_an_article_without_a_ticker_is_as_before(client: Client, markets: SectionPage) -> None:
    write(markets)
    html = get(client)

    assert "rich.css" not in html
    assert "live.js" not in html
    assert 'class="live' not in html


def test_a_pinned_entry_stands_above_and_important_ones_in_a_box(client: Client, running: ArticlePage) -> None:
    say(running, "Angehefteter", is_pinned=True)
    say(running, "Wichtiger", minutes=1, is_important=True)
    say(running, "Noch wichtiger", minutes=2, is_important=True)
    say(running, "Dritter", minutes=3)

    html = main(get(client))

    assert shown(html) == [4, 3, 2]
    assert html.index("Die wichtigsten Einträge") < html.index("Noch wichtiger") < html.index("Angehefteter") < html.index("Dritter")
    assert shown(get(client, f"{PATH}?until=2")) == [2, 1]


def test_old_entries_are_paged_by_links(client: Client, running: ArticlePage) -> None:
    say_many(running, 120)

    first = get(client)
    second, third = get(client, f"{PATH}?until=70"), get(client, f"{PATH}?until=20")

    assert shown(first) == list(range(120, 70, -1))
    assert f'href="{PATH}?until=70#live" rel="next"' in first
    assert (shown(second)[0], shown(second)[-1], shown(third)[-1]) == (70, 21, 1)
    assert f'href="{PATH}?until=120#live" rel="prev"' in second
    assert "data-ask" not in second
    assert "live.js" not in second
    assert 'rel="next"' not in third
    assert f'<link rel="canonical" href="http://testserver.localhost{PATH}">' in second


@pytest.mark.parametrize("until", ["0", "3", "x", "-1", "", "٣", "99999999999999999999"])
def test_an_entry_that_is_none_has_no_page(client: Client, running: ArticlePage, until: str) -> None:
    say_many(running, 2)

    assert client.get(PATH, {"until": until}).status_code == 404


def test_an_important_entry_of_an_older_page_is_linked_to_where_it_stands(client: Client, running: ArticlePage) -> None:
    say(running, "Der Anfang", is_important=True)
    say(running, "Die Wende", is_important=True, minutes=1)
    say_many(running, 50)

    html = get(client)

    assert 1 not in shown(html)
    assert f'<a href="{PATH}?until=1#eintrag-1">Der Anfang</a>' in html


def test_a_withdrawn_entry_keeps_its_place_without_its_words(client: Client, running: ArticlePage) -> None:
    wrong = say(running, "Eine Falschmeldung", text="<p>Ganz falsch.</p>", is_important=True)
    say(running, "Eine Richtigstellung", minutes=1)
    ticker.withdraw(wrong, because="Die Quelle hat es widerrufen.", by=None, at=NOON + timedelta(minutes=2))

    html = get(client)

    assert shown(html) == [2, 1]
    assert "Falschmeldung" not in html
    assert "Ganz falsch" not in html
    assert "zurückgezogen. Die Quelle hat es widerrufen." in html


def test_a_changed_entry_says_so(client: Client, running: ArticlePage) -> None:
    entry = say(running)
    ticker.change(entry, Said("Der Kurs fällt"), seen=entry.sha256, by=None, at=NOON + timedelta(minutes=3))

    assert 'geändert <time datetime="2026-03-02T12:03:00+0100">' in get(client)


def test_lists_say_live_while_it_is(client: Client, running: ArticlePage) -> None:
    places = ("/", "/maerkte/", "/search/?q=Preis", "/archive/2026/11/")
    places = tuple(place for place in places if client.get(place).status_code == 200)
    assert len(places) >= 3
    assert all('<b class="live-mark">Live</b>' in get(client, place) for place in places)

    ticker.close(running, by=None, at=NOON)
    assert not any("live-mark" in get(client, place) for place in places)
    closed = get(client)
    assert "live-mark" not in closed
    assert "live.js" not in closed
    assert "beendet 02.03.2026, 12:00 Uhr" in closed


def test_machines_read_a_live_blog(client: Client, running: ArticlePage) -> None:
    say(running, "Erstens", text="<p>Es <b>beginnt</b>.</p>")
    gone = say(running, "Zweitens", minutes=1)
    ticker.withdraw(gone, because="", by=None, at=NOON)

    nodes = schema_org.graph(get(client))
    blog = nodes[0]

    assert list(schema_org.problems(nodes)) == []
    assert schema_org.dangling(nodes) == set()
    assert blog["@type"] == "LiveBlogPosting"
    assert blog["coverageStartTime"] == "2026-03-02T11:00:00+00:00"
    assert "coverageEndTime" not in blog
    (update,) = blog["liveBlogUpdate"]
    assert (update["@type"], update["headline"], update["articleBody"]) == ("BlogPosting", "Erstens", "Es beginnt.")
    assert update["url"] == f"http://testserver.localhost{PATH}?until=1#eintrag-1"

    ticker.close(running, by=None, at=NOON + timedelta(hours=1))
    assert schema_org.graph(get(client))[0]["coverageEndTime"] == "2026-03-02T12:00:00+00:00"


def test_feeds_say_that_the_article_moved(client: Client, running: ArticlePage) -> None:
    say(running, minutes=30)
    (item,) = json.loads(client.get("/feed.json").content)["items"]

    assert item["date_modified"] == "2026-03-02T11:30:00+00:00"
    assert b"<updated>2026-03-02T11:30:00+00:00</updated>" in client.get("/feed.atom").content


def test_hubs_and_search_engines_are_told_of_an_entry(running: ArticlePage) -> None:
    with options.using(websub_hub="https://hub.example/", indexnow_key="0123456789abcdef"):
        say(running)

    told = {(one.to, one.address) for one in Announcement.objects.all()}
    assert ("indexnow", f"http://testserver.localhost{paths.of(running)}") in told
    assert ("websub", "http://testserver.localhost/feed.atom") in told


def test_a_page_that_asks_again_gets_304_until_there_is_more(client: Client, running: ArticlePage) -> None:
    say(running)
    ask = f"/live/{running.pk}/"
    first = client.get(ask)
    assert f'data-ask="{ask}"' in get(client)
    assert first.json() == {"open": True, "entries": [1]}
    assert first["Cache-Control"] == "public, max-age=0, must-revalidate"
    assert not first.cookies

    again = client.get(ask, headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")

    say(running)
    more = client.get(ask, headers={"if-none-match": first["ETag"]})
    assert more.json()["entries"] == [2, 1]
    ticker.close(running, by=None, at=NOON)
    assert client.get(ask).json()["open"] is False


def test_who_asks_for_no_ticker_gets_none(client: Client, markets: SectionPage, running: ArticlePage) -> None:
    plain = write(markets, "Silber")
    running.unpublish()

    assert client.get(f"/live/{plain.pk}/").status_code == 404
    assert client.get(f"/live/{running.pk}/").status_code == 404
    assert client.post(f"/live/{running.pk}/").status_code == 405


def test_a_long_ticker_asks_no_more_of_the_database(client: Client, running: ArticlePage, bars: Picture, django_assert_max_num_queries: Any) -> None:
    for count in range(20):
        say(running, f"Stand {count}", picture=bars, is_important=True)
    get(client)

    with django_assert_max_num_queries(34):
        get(client)


def test_the_script_is_small_and_loads_nothing_from_elsewhere() -> None:
    script = (STATIC / "live.js").read_bytes()

    assert len(script) <= 2048
    assert b"http" not in script
