"""Telling hubs and search engines what changed, over real HTTP to a server of the test's own."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any
from urllib.parse import parse_qs

import pytest
from django.test import Client

from depesche.brand.models import User
from depesche.kernel import clock, options
from depesche.newsroom.claims.correction_rows import Severity
from depesche.newsroom.models import ArticlePage, Author, SectionPage, Topic
from depesche.website import announcing
from depesche.website.announcing import Announcement
from tests.newsroom.corrections import conftest as corrections
from tests.newsroom.corrections.conftest import karl as karl
from tests.newsroom.corrections.conftest import lena as lena
from tests.website.conftest import write

KEY = "0123456789abcdef"
SITE = "http://testserver.localhost"


@dataclass
class Outside:
    """A hub and a search engine."""

    url: str = ""
    status: int = 202
    heard: list[tuple[str, str]] = field(default_factory=list)


@pytest.fixture
def outside() -> Iterator[Outside]:
    found = Outside()

    class Ear(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            found.heard.append((self.path, body))
            self.send_response(found.status)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = HTTPServer(("127.0.0.1", 0), Ear)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    found.url = f"http://127.0.0.1:{server.server_port}"
    with options.using(websub_hub=f"{found.url}/hub", indexnow_key=KEY, indexnow_url=f"{found.url}/indexnow"):
        yield found
    server.shutdown()
    server.server_close()


def publish(section: SectionPage, **fields: Any) -> ArticlePage:
    article = write(section, live=False, **fields)
    article.save_revision().publish()
    return ArticlePage.objects.get(pk=article.pk)


def told(outside: Outside) -> tuple[set[str], set[str]]:
    """Return what hub and search engine heard, as paths."""
    hub = {url for path, body in outside.heard if path == "/hub" for url in parse_qs(body)["hub.url"]}
    engine = {url for path, body in outside.heard if path == "/indexnow" for url in json.loads(body)["urlList"]}
    return {url.removeprefix(SITE) for url in hub}, {url.removeprefix(SITE) for url in engine}


def test_a_published_article_is_told_with_the_feeds_that_show_it(outside: Outside, markets: SectionPage, nina: Author, gold: Topic) -> None:
    article = write(markets, live=False, author=nina)
    article.topics.add(gold)
    article.save()
    article.save_revision().publish()

    assert announcing.tell_due(at=clock.now()) > 0

    hub, engine = told(outside)
    assert {"/feed.atom", "/feed.json", "/maerkte/feed.atom", "/topics/gold/feed.json", "/authors/nina-groessler/feed.atom"} <= hub
    assert engine == {"/maerkte/gold-steigt/", "/maerkte/"}
    said = json.loads(next(body for path, body in outside.heard if path == "/indexnow"))
    assert (said["host"], said["key"], said["keyLocation"]) == ("testserver.localhost", KEY, f"{SITE}/{KEY}.txt")
    assert not announcing.is_due(at=clock.now())


def test_the_key_can_be_fetched_and_no_other(outside: Outside, client: Client, db: None) -> None:
    assert client.get(f"/{KEY}.txt").content.decode() == KEY
    assert client.get("/another-key.txt").status_code == 404


def test_feeds_name_their_hub(outside: Outside, client: Client, markets: SectionPage) -> None:
    atom, found = client.get("/feed.atom"), client.get("/feed.json").json()

    assert f'<link href="{outside.url}/hub" rel="hub"/>' in atom.content.decode()
    assert 'rel="hub"' in atom.headers["Link"]
    assert found["hubs"] == [{"type": "WebSub", "url": f"{outside.url}/hub"}]


def test_a_published_correction_is_told_with_its_own_feed_and_those_of_its_article(
    outside: Outside, markets: SectionPage, lena: User, karl: User
) -> None:
    article = publish(markets)
    announcing.tell_due(at=clock.now())
    outside.heard.clear()

    waiting = corrections.draft(article, by=lena)
    corrections.approve(waiting, karl)
    corrections.published(article, by=lena, then=karl, severity=Severity.TYPO)
    assert not announcing.is_due(at=clock.now()), "neither is seen by readers"
    corrections.published(article, by=lena, then=karl)
    announcing.tell_due(at=clock.now())

    hub, engine = told(outside)
    assert {"/corrections/feed.atom", "/corrections/feed.json", "/feed.atom", "/maerkte/feed.json"} <= hub
    assert "/maerkte/gold-steigt/" in engine


def test_a_move_tells_both_addresses_and_a_withdrawal_the_one(outside: Outside, markets: SectionPage, politics: SectionPage) -> None:
    article = publish(markets)
    announcing.tell_due(at=clock.now())
    outside.heard.clear()

    article.move(politics, pos="last-child")
    announcing.tell_due(at=clock.now())
    assert {"/maerkte/gold-steigt/", "/politik/gold-steigt/"} <= told(outside)[1]

    outside.heard.clear()
    ArticlePage.objects.get(pk=article.pk).unpublish()
    announcing.tell_due(at=clock.now())
    assert "/politik/gold-steigt/" in told(outside)[1]


def test_nobody_listening_is_told_again_later_and_given_up_in_the_end(outside: Outside, markets: SectionPage) -> None:
    outside.status = 503
    publish(markets)
    at = clock.now()

    assert announcing.tell_due(at=at) == 0
    assert not announcing.is_due(at=at)
    assert announcing.is_due(at=at + timedelta(seconds=31))
    for _ in range(len(announcing.WAITS)):
        at += timedelta(hours=5)
        announcing.tell_due(at=at)
    assert not Announcement.objects.exists()


def test_what_changes_while_it_is_told_is_told_again(outside: Outside, markets: SectionPage, monkeypatch: pytest.MonkeyPatch) -> None:
    article = publish(markets)
    post = announcing.WAYS[Announcement.To.INDEXNOW]

    def meanwhile(addresses: list[str]) -> Any:
        answer = post(addresses)
        announcing.note(article, at=clock.now())
        return answer

    monkeypatch.setitem(announcing.WAYS, Announcement.To.INDEXNOW, meanwhile)
    announcing.tell_due(at=clock.now())

    assert Announcement.objects.filter(to=Announcement.To.INDEXNOW, address=f"{SITE}/maerkte/gold-steigt/").exists()


def test_without_options_nothing_is_noted(markets: SectionPage) -> None:
    publish(markets)

    assert not Announcement.objects.exists()
