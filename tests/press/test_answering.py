"""A stored page answers by the rules of RFC 9110."""

from __future__ import annotations

from typing import Any

import pytest

from depesche.press import page as pages
from depesche.press.page import Facts
from depesche.press.serving import answering, asking
from depesche.press.serving.asking import Asked

pytestmark = pytest.mark.once

FACTS: Facts = pages.make(
    "/", b"Gold steigt. " * 100, headers=[("Content-Type", "text/html"), ("Cache-Control", "public")], tags=["home"], modified=1_700_000_000.5
).facts
LATER = 1_700_000_100.0
AS_STORED = "Tue, 14 Nov 2023 22:13:21 GMT"
BEFORE = "Tue, 14 Nov 2023 22:13:20 GMT"


def ask(*, now: float = LATER, secure: bool = False, **said: Any) -> tuple[int, dict[str, str], str | None]:
    reply = answering.reply(FACTS, Asked("/", **said), now=now, host_is_secure=secure)
    return reply.status, {name.lower(): value for name, value in reply.headers}, reply.form


@pytest.mark.parametrize(
    ("said", "form"),
    [
        (None, ""),
        ("", ""),
        ("gzip", "gz"),
        ("gzip, deflate, br", "br"),
        ("x-gzip", "gz"),
        ("GZIP;Q=1.0", "gz"),
        ("br;q=0.5, gzip;q=0.8", "gz"),
        ("br;q=0, gzip", "gz"),
        ("gzip;q=0", ""),
        ("*", "br"),
        ("*;q=0", ""),
        ("br;q=0, *", "gz"),
        ("identity, gzip;q=0.5", ""),
        ("identity;q=0.5, gzip", "gz"),
        ("gzip;q=0.001", "gz"),
        ("deflate, zstd", ""),
        ("gzip;q=7, ;;;", ""),
        (", " * 50 + "br", "br"),
        ("x, " * 5000 + "br", ""),
    ],
)
def test_the_form_is_the_one_that_the_reader_prefers(said: str | None, form: str) -> None:
    assert answering.choose(said, FACTS.forms) == form


def test_an_answer_says_which_form_it_is_and_that_it_was_chosen() -> None:
    status, headers, form = ask(encodings="gzip")

    assert (status, form) == (200, "gz")
    assert headers["content-encoding"] == "gzip"
    assert headers["vary"] == "Accept-Encoding"
    assert headers["content-length"] == str(FACTS.forms["gz"].size)
    assert headers["etag"].endswith('-gz"')
    assert headers["last-modified"] == AS_STORED


def test_every_form_has_its_own_strong_validator() -> None:
    found = {ask(encodings=said)[1]["etag"] for said in (None, "gzip", "br")}

    assert len(found) == 3
    assert not any(tag.startswith("W/") for tag in found)


def test_head_is_get_without_the_bytes() -> None:
    of_get, of_head = ask(encodings="br"), ask(encodings="br", is_head=True)

    assert of_head[:2] == of_get[:2]
    assert of_head[2] is None


@pytest.mark.parametrize("said", ["{tag}", "W/{tag}", '"else", {tag}', "*", ' "a" ,W/{tag} '])
def test_who_has_it_already_is_told_so(said: str) -> None:
    status, headers, form = ask(none_match=said.format(tag=FACTS.etag("")))

    assert (status, form) == (304, None)
    assert set(headers) == {"etag", "vary", "cache-control", "last-modified"}


@pytest.mark.parametrize("said", ['"else"', "", "garbage", FACTS.etag("gz"), FACTS.etag("").strip('"')])
def test_who_has_another_version_or_form_gets_it(said: str) -> None:
    assert ask(none_match=said)[0] == 200


def test_the_validator_of_a_form_counts_for_that_form() -> None:
    assert ask(none_match=FACTS.etag("br"), encodings="br")[0] == 304


@pytest.mark.parametrize(
    ("since", "status"), [(AS_STORED, 304), (BEFORE, 200), ("yesterday", 200), ("", 200), ("Tue, 14 Nov 2099 22:13:21 GMT", 304)]
)
def test_modified_since(since: str, status: int) -> None:
    assert ask(modified_since=since)[0] == status


def test_the_validator_goes_before_the_date() -> None:
    assert ask(none_match='"else"', modified_since=AS_STORED)[0] == 200


def test_a_page_younger_than_a_second_has_no_date_that_a_newer_one_could_share() -> None:
    assert "last-modified" not in ask(now=1_700_000_000.9)[1]
    assert "last-modified" in ask(now=1_700_000_001.0)[1]


def test_tls_is_insisted_on_over_tls_only() -> None:
    assert "strict-transport-security" in ask(is_https=True, secure=True)[1]
    assert "strict-transport-security" not in ask(is_https=False, secure=True)[1]
    assert "strict-transport-security" not in ask(is_https=True)[1]


USUAL = {"REQUEST_METHOD": "GET", "PATH_INFO": "/maerkte/", "QUERY_STRING": "", "HTTP_HOST": "example.org"}


@pytest.mark.parametrize(
    "odd",
    [
        {"REQUEST_METHOD": "POST"},
        {"REQUEST_METHOD": "OPTIONS"},
        {"QUERY_STRING": "page=2"},
        {"PATH_INFO": "/a/../b/"},
        {"PATH_INFO": "/\xc3\xa4/"},
        {"PATH_INFO": "/" + "a" * 65536},
        {"HTTP_HOST": "elsewhere.example"},
        {"HTTP_HOST": "example.org.elsewhere.example"},
        {"HTTP_HOST": "example.org@elsewhere.example"},
        {"HTTP_HOST": "example.org:80:80"},
        {"HTTP_HOST": ""},
        {"HTTP_IF_MATCH": '"a"'},
        {"HTTP_IF_UNMODIFIED_SINCE": AS_STORED},
        {"CONTENT_LENGTH": "5"},
        {"HTTP_TRANSFER_ENCODING": "chunked"},
    ],
)
def test_anything_unusual_is_left_to_django(odd: dict[str, str]) -> None:
    assert asking.read(USUAL | odd, {"example.org"}) is None


@pytest.mark.parametrize("host", ["example.org", "EXAMPLE.org:8000", "example.org:80"])
def test_the_site_is_known_by_its_names(host: str) -> None:
    assert asking.read(USUAL | {"HTTP_HOST": host, "CONTENT_LENGTH": "0"}, {"example.org"}) == Asked("/maerkte/")
