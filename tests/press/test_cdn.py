"""A CDN is told what a change outdated, by a real request, and until it took it."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from django.db import transaction

from depesche.kernel import options
from depesche.press import cdn, rebuild
from depesche.press.cdn import AGAIN, WAITS
from depesche.press.models import Purge
from tests.press.stored_site import StoredSite, stored_site
from tests.website.conftest import MONDAY

pytestmark = pytest.mark.django_db


@dataclass
class Heard:
    method: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Cdn:
    """What a provider's API heard, and what it answers."""

    url: str = ""
    status: int = 200
    heard: list[Heard] = field(default_factory=list)

    def tags(self) -> list[list[str]]:
        return [json.loads(heard.body).get("tags") for heard in self.heard]


@pytest.fixture
def provider() -> Iterator[Cdn]:
    found = Cdn()

    class Api(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            found.heard.append(Heard(self.command, {name.lower(): value for name, value in self.headers.items()}, body))
            self.send_response(found.status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def do_PURGE(self) -> None:
            self.do_POST()

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Api)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    found.url = f"http://127.0.0.1:{server.server_port}/purge"
    yield found
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def behind(provider: Cdn) -> Iterator[Cdn]:
    with options.using(cdn_purge_url=provider.url, cdn_purge_token="geheim", cdn_seconds=3600):
        yield provider


def test_without_a_cdn_nothing_is_noted_or_said() -> None:
    rebuild.outdate(["article:5"], at=MONDAY)

    assert not Purge.objects.exists()
    assert not cdn.is_due(at=MONDAY)
    assert cdn.headers(["article:5"], ends=False) == []


def test_a_change_is_told_by_its_tags_and_once_more_after_every_machine_knows(behind: Cdn) -> None:
    rebuild.outdate(["article:5", "listing"], at=MONDAY)

    assert cdn.is_due(at=MONDAY)
    assert cdn.tell_due(at=MONDAY) == 2
    assert not cdn.is_due(at=MONDAY)
    assert cdn.tell_due(at=MONDAY + AGAIN) == 2
    assert behind.tags() == [["testserver.localhost/article:5", "testserver.localhost/listing"]] * 2
    assert behind.heard[0].headers["authorization"] == "Bearer geheim"
    assert not Purge.objects.exists()


def test_a_ticker_is_told_when_our_own_pages_are_new_and_not_before(behind: Cdn) -> None:
    rebuild.outdate(["article:5", "live:5"], at=MONDAY)

    assert cdn.tell_due(at=MONDAY) == 1
    assert cdn.tell_due(at=MONDAY + timedelta(seconds=1)) == 1
    assert behind.tags() == [["testserver.localhost/article:5"], ["testserver.localhost/live:5"]]


def test_a_change_that_is_taken_back_is_not_told(behind: Cdn) -> None:
    with transaction.atomic():
        rebuild.outdate(["article:5"], at=MONDAY)
        transaction.set_rollback(True)

    assert not cdn.is_due(at=MONDAY + AGAIN)


def test_a_cdn_that_does_not_listen_is_told_again_and_never_given_up(behind: Cdn) -> None:
    behind.status = 503
    rebuild.outdate(["article:5"], at=MONDAY)
    at = MONDAY
    for wait in [*WAITS, WAITS[-1], WAITS[-1]]:
        assert cdn.tell_due(at=at) == 0
        assert not cdn.is_due(at=at)
        at += wait + AGAIN
        assert cdn.is_due(at=at)
    behind.status = 200

    assert cdn.tell_due(at=at) == 1
    assert not Purge.objects.exists()


def test_an_address_where_nobody_listens_loses_nothing(behind: Cdn) -> None:
    rebuild.outdate(["article:5"], at=MONDAY)
    with options.using(cdn_purge_url="http://127.0.0.1:9/"):
        assert cdn.tell_due(at=MONDAY) == 0

    assert cdn.tell_due(at=MONDAY + AGAIN) == 1


def test_many_tags_are_told_in_several_requests(behind: Cdn) -> None:
    rebuild.outdate([f"article:{number}" for number in range(70)], at=MONDAY)

    assert cdn.tell_due(at=MONDAY) == 70
    assert [len(tags) for tags in behind.tags()] == [30, 30, 10]


@pytest.mark.parametrize(
    ("style", "method", "header", "body"),
    [
        ("fastly", "POST", ("fastly-key", "geheim"), {"surrogate_keys": ["testserver.localhost/topic:1"]}),
        ("varnish", "PURGE", ("xkey-purge", "testserver.localhost/topic:1"), None),
    ],
)
def test_other_ways_of_telling(behind: Cdn, style: str, method: str, header: tuple[str, str], body: object) -> None:
    rebuild.outdate(["topic:1"], at=MONDAY)

    with options.using(cdn_purge_style=style):
        cdn.tell_due(at=MONDAY)

    heard = behind.heard[0]
    assert (heard.method, heard.headers[header[0]]) == (method, header[1])
    assert (json.loads(heard.body) if heard.body else None) == body


def test_stored_pages_carry_their_tags_and_how_long_they_may_be_held(behind: Cdn) -> None:
    with stored_site() as site:
        headers = read(site, "/robots.txt")
        stored = site.store.files.facts("/robots.txt")

    assert stored is not None
    assert headers["cache-tag"].split(",") == [cdn.mark(tag) for tag in sorted(stored.tags)]
    assert headers["surrogate-key"].split(" ") == headers["cache-tag"].split(",")
    assert headers["cdn-cache-control"] == headers["surrogate-control"] == "max-age=3600"
    assert headers["cache-control"] == "public, max-age=0, must-revalidate"  # readers still ask every time


def test_a_page_with_more_tags_than_a_cdn_takes_is_not_held_there(behind: Cdn) -> None:
    tags = [f"claim:{number}" for number in range(1000)]

    assert dict(cdn.headers(tags[:400], ends=False))["CDN-Cache-Control"] == "max-age=3600"
    assert cdn.headers(tags, ends=False) == []


def read(site: StoredSite, path: str) -> dict[str, str]:
    answer = site.ask(path)
    assert answer.status == 200
    return answer.headers


def test_a_page_that_ends_by_itself_is_held_for_a_minute_at_most(behind: Cdn) -> None:
    assert dict(cdn.headers(["home"], ends=True))["CDN-Cache-Control"] == "max-age=60"
    with options.using(cdn_seconds=10):
        assert dict(cdn.headers(["home"], ends=True))["CDN-Cache-Control"] == "max-age=10"
