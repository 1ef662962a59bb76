"""What the page server answers itself: stored pages, by the rules of HTTP; and odd requests, correctly and small. On the raw socket."""

from __future__ import annotations

import gzip
import json
import os
import re
import time
from collections.abc import Iterator
from email.utils import formatdate
from pathlib import Path

import brotli
import pytest

from tests.operations import fronted
from tests.operations.fronted import BODY, HOST, Fronted, wait_for

pytestmark = pytest.mark.once
SMALL = 1500  # bytes of body


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Fronted]:
    with fronted.running(tmp_path_factory.mktemp("front")) as found:
        found.keep("/")
        found.keep("/section/article/")
        yield found


def is_from_the_store(site: Fronted, path: str, method: str = "GET", *more: str, host: str = HOST) -> bool:
    return "etag" in site.ask(path, method, *more, host=host).headers


def test_a_stored_page_is_answered_with_everything_that_is_known_about_it(site: Fronted) -> None:
    answer = site.ask("/")

    assert (answer.status, answer.body, answer.headers["content-length"]) == (200, BODY, str(len(BODY)))
    assert (answer.headers["content-type"], answer.headers["vary"]) == ("text/html", "Accept-Encoding")
    assert {"etag", "last-modified", "date"} <= answer.headers.keys()
    assert "content-encoding" not in answer.headers


@pytest.mark.parametrize(
    ("said", "coding"),
    [
        ("gzip", "gzip"),
        ("br", "br"),
        ("gzip, deflate, br", "br"),
        ("gzip;q=1, br;q=0.5", "gzip"),
        ("br;q=0, *", "gzip"),
        ("identity", None),
        ("zstd", None),
    ],
)
def test_the_form_is_the_one_that_the_reader_wants(site: Fronted, said: str, coding: str | None) -> None:
    for _ in range(2):  # the second one is ready
        answer = site.ask("/", "GET", f"Accept-Encoding: {said}")
        plain = {"gzip": gzip.decompress, "br": brotli.decompress, None: bytes}[coding](answer.body)
        assert (answer.headers.get("content-encoding"), plain) == (coding, BODY)


def test_the_first_answer_is_like_the_later_ones(site: Fronted) -> None:
    first, second = site.ask("/section/article/"), site.ask("/section/article/")

    assert [line for line in first.lines if not line.startswith("date")] == [line for line in second.lines if not line.startswith("date")]


def test_head_says_what_get_would(site: Fronted) -> None:
    get, head = site.ask("/", "GET", "Accept-Encoding: gzip"), site.ask("/", "HEAD", "Accept-Encoding: gzip")

    assert head.body == b""
    assert {name: value for name, value in head.headers.items() if name != "date"} == {n: v for n, v in get.headers.items() if n != "date"}


def test_who_has_the_page_gets_a_304_without_a_body(site: Fronted) -> None:
    found = site.ask("/", "GET", "Accept-Encoding: br").headers
    for said in (
        f"If-None-Match: {found['etag']}",
        f"If-Modified-Since: {found['last-modified']}",
        f'If-None-Match: "x"\r\nIf-None-Match: {found["etag"]}',
    ):
        with site.connect() as connection:
            request = f"GET / HTTP/1.1\r\nHost: {HOST}\r\nAccept-Encoding: br\r\n{said}\r\n\r\n".encode()
            connection.sendall(request)
            answer = fronted.read(connection)
            assert (answer.status, answer.headers["etag"], answer.headers["vary"]) == (304, found["etag"], "Accept-Encoding")
            connection.sendall(request)  # a body would be taken for the next answer
            assert fronted.read(connection).status == 304


def test_another_form_or_an_older_page_is_sent_anew(site: Fronted) -> None:
    etag = site.ask("/", "GET", "Accept-Encoding: br").headers["etag"]

    assert site.ask("/", "GET", "Accept-Encoding: gzip", f"If-None-Match: {etag}").status == 200
    assert site.ask("/", "GET", f"If-Modified-Since: {formatdate(0, usegmt=True)}").status == 200
    assert site.ask("/", "GET", f"If-None-Match: {etag}", f"If-Modified-Since: {formatdate(time.time() + 99, usegmt=True)}").status == 200


def test_a_page_that_is_replaced_or_removed_is_noticed_by_the_next_reader(site: Fronted) -> None:
    site.keep("/changing/", b"first " * 99)
    assert site.ask("/changing/").body == b"first " * 99
    site.keep("/changing/", b"second " * 99)
    assert site.ask("/changing/").body == b"second " * 99
    site.store.files.remove("/changing/")
    assert not is_from_the_store(site, "/changing/")


def test_a_page_whose_time_is_over_is_not_shown(site: Fronted) -> None:
    site.keep("/ending/", until=time.time() + 1.5)
    assert is_from_the_store(site, "/ending/")

    wait_for(lambda: not is_from_the_store(site, "/ending/"), within=10)


def test_damaged_bytes_are_never_sent(site: Fronted) -> None:
    site.keep("/damaged/")
    (file,) = [file for file in site.store.files.place("/damaged/").parent.iterdir() if file.read_bytes() == BODY]
    file.write_bytes(BODY[:-9])

    assert not is_from_the_store(site, "/damaged/")


@pytest.mark.parametrize("path", ["/?", "/?a=b", "/?utm_source=x"])
def test_a_query_is_for_the_site(site: Fronted, path: str) -> None:
    assert is_from_the_store(site, path) == (path == "/?")


@pytest.mark.parametrize("said", ['If-Match: "x"', f"If-Unmodified-Since: {formatdate(0, usegmt=True)}", "Transfer-Encoding: chunked\r\n\r\n0"])
def test_unusual_preconditions_and_bodies_are_for_the_site(site: Fronted, said: str) -> None:
    assert not is_from_the_store(site, "/", "GET", said)


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "BREW"])
def test_other_methods_are_for_the_site(site: Fronted, method: str) -> None:
    assert not is_from_the_store(site, "/", method)


@pytest.mark.parametrize("host", ["evil.example", f"{HOST}.evil.example", "", "127.0.0.1.evil.example", f"{HOST}@evil.example"])
def test_a_foreign_host_is_for_the_site_to_refuse(site: Fronted, host: str) -> None:
    assert not is_from_the_store(site, "/", host=host)


@pytest.mark.parametrize("host", [HOST, f"{HOST}:8000", HOST.upper(), "localhost", "127.0.0.1:1"])
def test_every_name_of_this_site_is_known(site: Fronted, host: str) -> None:
    assert is_from_the_store(site, "/", host=host)


def test_a_whole_address_counts_more_than_the_host(site: Fronted) -> None:
    assert is_from_the_store(site, f"http://{HOST}/", host="evil.example")
    assert json.loads(site.ask("http://evil.example/tell/").body)["HTTP_HOST"] == "evil.example"


@pytest.mark.parametrize(
    ("path", "seen"),
    [
        ("/section%2Farticle/", "/section/article/"),
        ("/section/../", "/section/../"),
        ("/section/%2e%2e/", "/section/../"),
        ("/section/..%2f..%2fkey-ring.json", "/section/../../key-ring.json"),
        ("/.meta", "/.meta"),
        ("/index.html.meta", "/index.html.meta"),
        ("/index.html", "/index.html"),
        ("//evil.example/", "//evil.example/"),
        ("/a%00b", "/a\x00b"),
        ("/a%0d%0aX-Evil:%201", "/a\r\nX-Evil: 1"),
        ("/%C3%A4/", "/Ã¤/"),  # WSGI: bytes as Latin-1
        ("/a;b=c,d'(e)!$&*+~@:", "/a;b=c,d'(e)!$&*+~@:"),
        ("/%3Fa%23b", "/?a#b"),
        ("/a%25", "/a%"),
    ],
)
def test_odd_paths_reach_the_site_as_they_are(site: Fronted, path: str, seen: str) -> None:
    answer = site.ask(path)

    if seen == "/section/article/":
        assert answer.body == BODY, "a slash is a slash, for Django and for us"
    else:
        told = json.loads(answer.body)
        assert (told["PATH_INFO"], told["QUERY_STRING"]) == (seen, "")


def test_an_address_of_64_kilobytes_gets_an_answer(site: Fronted) -> None:
    fits, too_long = site.ask("/" + "a" * 60_000), site.ask("/" + "a" * 66_000)

    assert (fits.status, json.loads(fits.body)["PATH_INFO"]) == (200, "/" + "a" * 60_000)
    assert (too_long.status, too_long.body) == (414, b"")


@pytest.mark.parametrize(
    ("said", "status"),
    [
        (b"NONSENSE\r\n\r\n", 400),
        (b"GET /\x00 HTTP/1.1\r\nHost: news.example\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nHost: news.example\r\nHost: evil.example\r\n\r\n", 400),
        (b"POST / HTTP/1.1\r\nHost: news.example\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab", 400),
        (b"POST / HTTP/1.1\r\nHost: news.example\r\nContent-Length: -1\r\n\r\nab", 400),
        (b"CONNECT evil.example:443 HTTP/1.1\r\nHost: evil.example:443\r\n\r\n", 405),
        (b"OPTIONS * HTTP/1.1\r\nHost: news.example\r\n\r\n", 204),
        (b"GET * HTTP/1.1\r\nHost: news.example\r\n\r\n", 400),
        (b"GET /tell/ HTTP/1.1\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nHost: news.example\r\nX: " + b"a" * 600_000 + b"\r\n\r\n", 431),
    ],
)
def test_nonsense_gets_a_small_answer(site: Fronted, said: bytes, status: int) -> None:
    answer = site.raw(said)

    assert answer.status == status
    assert len(answer.body) < SMALL
    assert site.ask("/").status == 200


@pytest.mark.parametrize("name", ["If-None-Match", "If-Modified-Since", "Accept-Encoding", "Range", "If-Match", "If-Range", "Connection"])
def test_a_long_header_takes_no_longer_than_its_length(site: Fronted, name: str) -> None:
    begin = time.monotonic()
    for said in ("x" + " " * 300_000 + "x", '"a" ' * 90_000, '"a",' * 90_000, ", " * 150_000 + '"', "W/" * 150_000):
        assert site.ask("/", "GET", f"{name}: {said}").status in {200, 400}

    assert time.monotonic() - begin < 20, "five minutes and more, where it took the square of its length"


def test_long_headers_are_not_kept(site: Fronted) -> None:
    (worker,) = Path(f"/proc/{site.front.pid}/task/{site.front.pid}/children").read_text().split()
    site.ask("/", "GET", f"Accept-Encoding: {'z' * 300_000}")
    before = memory(worker)

    for number in range(300):
        assert site.ask("/", "GET", f"Accept-Encoding: {number}{'z' * 300_000}").status == 200

    assert memory(worker) - before < 40_000_000, "90 MB, if each were remembered"


def memory(pid: str) -> int:
    """Return how much memory a process has now, in bytes."""
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def test_hits_are_in_the_access_log_with_nothing_personal(site: Fronted) -> None:
    site.keep("/newsletter/confirm/secret-token/")
    site.ask("/newsletter/confirm/secret-token/", "GET", "User-Agent: Browser of Anna", "Referer: https://anna.example/")
    site.ask("/", "HEAD")

    wait_for(
        lambda: "path=/newsletter/confirm/***/ status=200" in site.log and re.search(r"method=HEAD ms=0 path=/ status=200", site.log) is not None
    )
    for personal in ("secret-token", "127.0.0.1", "Browser", "anna"):
        assert personal not in site.log


def test_the_log_of_hits_is_written_out_at_the_end(tmp_path: Path) -> None:
    with fronted.running(tmp_path, with_site=False, DEPESCHE_LOG_FORMAT="json") as site:
        site.keep("/last/")
        site.ask("/last/")

    (line,) = [json.loads(line) for line in site.log.splitlines() if "/last/" in line]
    assert (line["event"], line["level"], line["method"], line["path"], line["status"]) == ("request", "info", "GET", "/last/", 200)
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z", line["timestamp"])


def test_only_a_trusted_proxy_says_that_tls_was_used(tmp_path: Path) -> None:
    said = {"DEPESCHE_SITE_URL": f"https://{HOST}", "DEPESCHE_TRUSTED_PROXIES": "127.0.0.0/8"}
    with fronted.running(tmp_path / "a", with_site=False, **said) as site:
        site.keep("/")
        assert "strict-transport-security" in site.ask("/", "GET", "X-Forwarded-Proto: https").headers
        assert "strict-transport-security" not in site.ask("/").headers
    with fronted.running(tmp_path / "b", with_site=False, **said | {"DEPESCHE_TRUSTED_PROXIES": "10.0.0.0/8"}) as site:
        site.keep("/")
        assert "strict-transport-security" not in site.ask("/", "GET", "X-Forwarded-Proto: https").headers
