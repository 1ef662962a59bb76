"""What is too large, of unknown length, or sent where nothing is taken gets its own answer."""

from __future__ import annotations

import pytest
from django.test import Client

from depesche.brand.models import Publisher
from depesche.kernel import options
from depesche.newsroom import founding

LARGE = b"x" * 4_000_000
FORM = "application/x-www-form-urlencoded"


@pytest.fixture
def reader(publisher: Publisher) -> Client:
    founding.found(site_url=options.current().site_url)
    return Client(enforce_csrf_checks=True, raise_request_exception=False)


@pytest.mark.parametrize("path", ["/feed.atom", "/feed.json", "/search/", "/sitemap.xml", "/robots.txt", "/callback/thanks/", "/"])
def test_a_page_without_a_form_takes_none(reader: Client, path: str) -> None:
    answer = reader.post(path, {"a": "b"})

    assert answer.status_code == 405
    assert "GET" in answer["Allow"]


def test_an_unknown_address_stays_unknown_and_forms_stay_open(reader: Client) -> None:
    assert reader.post("/nichts/", {"a": "b"}).status_code == 404
    assert reader.post("/callback/", {"a": "b"}).status_code == 400
    assert reader.post("/desk/login/", {"a": "b"}).status_code == 403


def test_a_body_of_unknown_length_is_not_read(reader: Client) -> None:
    assert reader.generic("POST", "/callback/", b"", content_type=FORM, headers={"transfer-encoding": "chunked"}).status_code == 411


@pytest.mark.parametrize(("language", "title", "back"), [("de", "Zu groß", "Zurück"), ("en", "Too large", "Back")])
def test_too_large_a_file_is_refused_on_a_page_in_the_language_of_the_browser(reader: Client, language: str, title: str, back: str) -> None:
    came = "http://testserver.localhost/desk/images/add/"
    headers = {"accept-language": language, "referer": came, "host": "testserver.localhost"}
    with options.using(upload_limit=1):
        answer = reader.generic("POST", "/desk/images/add/", LARGE, content_type=FORM, headers=headers)
    page = answer.content.decode()

    assert answer.status_code == 413
    assert answer["Content-Type"].startswith("text/html")
    assert f'lang="{language}"' in page
    assert f"<h1>{title}</h1>" in page
    assert f'<a href="{came}">{back}</a>' in page


def test_nobody_is_led_elsewhere_from_there(reader: Client) -> None:
    with options.using(upload_limit=1):
        answer = reader.generic("POST", "/desk/images/add/", LARGE, content_type=FORM, headers={"referer": "https://evil.example/"})

    assert '<a href="/desk/">' in answer.content.decode()
