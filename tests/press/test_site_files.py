"""Static files and pictures are answered by the rules of RFC 9110, and nothing else is."""

from __future__ import annotations

import gzip
import itertools
import os
from dataclasses import dataclass
from email import message_from_bytes
from email.utils import formatdate
from pathlib import Path

import brotli
import pytest
from hypothesis import given
from hypothesis import strategies as some

from depesche.press.serving import ranges
from depesche.press.serving.ranges import Span, Unsatisfiable
from depesche.press.serving.site_files import MOST_IN_MEMORY, FileAsked, FileReply, Piece, SiteFiles

pytestmark = pytest.mark.once

STYLE = b"body { color: black }\n" * 50
PICTURE = bytes(range(250)) * 4
WRITTEN = 1_700_000_000
NOW = WRITTEN + 100.0
THEN, BEFORE, AFTER = (formatdate(WRITTEN + shift, usegmt=True) for shift in (0, -1, 1))
CSS, JPG = "/static/site/style.0123456789ab.css", "/media/images/gold.width-800.jpg"


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes | None


class Home:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.files = SiteFiles(static=folder / "static", media=folder / "media", is_secure=True)
        for path, content in ((CSS, STYLE), (JPG, PICTURE), ("/static/site/plain.js", b"1\n"), ("/media/original_images/empty.png", b"")):
            self.put(path, content)
        self.put(CSS + ".gz", gzip.compress(STYLE))
        self.put(CSS + ".br", brotli.compress(STYLE))

    def put(self, path: str, content: bytes) -> Path:
        place = Path(f"{self.folder}{path}")
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content)
        os.utime(place, (WRITTEN, WRITTEN))
        return place

    def ask(self, path: str, method: str = "GET", *, now: float = NOW, https: bool = False, **said: str) -> Answer | None:
        asked = FileAsked(path, method, is_https=https, said={name.replace("_", "-"): value for name, value in said.items()}.get)
        reply = self.files.answer(asked, now=now)
        return None if reply is None else Answer(reply.status, {name.lower(): value for name, value in reply.headers}, sent(reply))

    def get(self, path: str, method: str = "GET", *, now: float = NOW, https: bool = False, **said: str) -> Answer:
        found = self.ask(path, method, now=now, https=https, **said)
        assert found is not None, path
        if found.body is not None:
            assert int(found.headers["content-length"]) == len(found.body)
        return found


def sent(reply: FileReply) -> bytes | None:
    if not isinstance(reply.send, Piece):
        return reply.send
    content = reply.send.path.read_bytes()
    assert reply.send.is_whole == (reply.send.length == len(content))
    return content[reply.send.offset : reply.send.offset + reply.send.length]


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "home")


def test_a_named_by_content_style_sheet_is_kept_for_ever(home: Home) -> None:
    found = home.get(CSS)

    assert (found.status, found.body) == (200, STYLE)
    assert found.headers == {
        "content-type": 'text/css; charset="utf-8"',
        "cache-control": "max-age=315360000, public, immutable",
        "vary": "Accept-Encoding",
        "access-control-allow-origin": "*",
        "x-content-type-options": "nosniff",
        "referrer-policy": "strict-origin-when-cross-origin",
        "cross-origin-opener-policy": "same-origin",
        "etag": found.headers["etag"],
        "last-modified": THEN,
        "accept-ranges": "bytes",
        "content-length": str(len(STYLE)),
    }


def test_a_file_whose_name_says_nothing_about_its_content_is_kept_for_a_minute(home: Home) -> None:
    found = home.get("/static/site/plain.js")

    assert found.headers["cache-control"] == "max-age=60, public"
    assert "vary" not in found.headers  # there is one form only


def test_a_picture_is_a_picture_and_nothing_else(home: Home) -> None:
    found = home.get(JPG)

    assert (found.status, found.body) == (200, PICTURE)
    assert found.headers == {
        "content-type": "image/jpeg",
        "cache-control": "public, max-age=31536000, immutable",
        "content-security-policy": "default-src 'none'; sandbox",
        "permissions-policy": "camera=(), microphone=(), geolocation=(), interest-cohort=()",
        "x-content-type-options": "nosniff",
        "referrer-policy": "strict-origin-when-cross-origin",
        "cross-origin-opener-policy": "same-origin",
        "etag": found.headers["etag"],
        "last-modified": THEN,
        "accept-ranges": "bytes",
        "content-length": str(len(PICTURE)),
    }


@pytest.mark.parametrize(
    ("wanted", "coding"), [("gzip", "gzip"), ("br, gzip", "br"), ("gzip;q=0", None), ("identity, br;q=0.1", None), ("zstd", None), ("*", "br")]
)
def test_the_form_is_the_one_that_the_reader_prefers(home: Home, wanted: str, coding: str | None) -> None:
    found = home.get(CSS, accept_encoding=wanted)

    assert found.headers.get("content-encoding") == coding
    body = found.body or b""
    assert {"gzip": gzip.decompress, "br": brotli.decompress, None: bytes}[coding](body) == STYLE


def test_every_form_has_its_own_strong_validator(home: Home) -> None:
    found = {home.get(CSS, accept_encoding=wanted).headers["etag"] for wanted in ("", "gzip", "br")}

    assert len(found) == 3
    assert not any(tag.startswith("W/") for tag in found)


def test_another_content_has_another_validator(home: Home) -> None:
    before = home.get("/static/site/plain.js").headers["etag"]
    home.put("/static/site/plain.js", b"12\n")

    assert home.get("/static/site/plain.js").headers["etag"] != before


def test_head_is_get_without_the_bytes_and_without_ranges(home: Home) -> None:
    of_get, of_head = home.get(CSS, accept_encoding="br"), home.get(CSS, "HEAD", accept_encoding="br", range="bytes=0-3")

    assert (of_head.status, of_head.headers, of_head.body) == (200, of_get.headers, None)


def test_tls_is_insisted_on_over_tls_only(home: Home) -> None:
    assert home.get(JPG, https=True).headers["strict-transport-security"] == "max-age=31536000"
    assert "strict-transport-security" not in home.get(JPG).headers


def test_a_date_of_the_future_is_not_told(home: Home) -> None:
    assert "last-modified" not in home.get(JPG, now=WRITTEN - 1.0).headers


# RFC 9110, 13.2.2: in this order. {tag} is the file's own validator.
CONDITIONS = [
    ({"if_none_match": "{tag}"}, 304),
    ({"if_none_match": "W/{tag}"}, 304),
    ({"if_none_match": '"else" , {tag}'}, 304),
    ({"if_none_match": "*"}, 304),
    ({"if_none_match": '"else"'}, 200),
    ({"if_none_match": ""}, 200),
    ({"if_none_match": "{bare}"}, 200),
    ({"if_none_match": '{tag} "without comma"'}, 200),
    ({"if_none_match": '"else"', "if_modified_since": THEN}, 200),
    ({"if_none_match": "{tag}", "if_modified_since": BEFORE}, 304),
    ({"if_modified_since": THEN}, 304),
    ({"if_modified_since": AFTER}, 304),
    ({"if_modified_since": BEFORE}, 200),
    ({"if_modified_since": "Tuesday, 14-Nov-23 22:13:20 GMT"}, 304),
    ({"if_modified_since": "Tue Nov 14 22:13:20 2023"}, 304),
    ({"if_modified_since": "yesterday"}, 200),
    ({"if_modified_since": "Tue, 99 Nov 99999999999999999999 22:13:20 GMT"}, 200),
    ({"if_match": "{tag}"}, 200),
    ({"if_match": "*"}, 200),
    ({"if_match": '"a", {tag}'}, 200),
    ({"if_match": "W/{tag}"}, 412),  # compared strongly
    ({"if_match": '"else"'}, 412),
    ({"if_match": ""}, 412),
    ({"if_match": "{tag}", "if_unmodified_since": BEFORE}, 200),  # the tag goes before the date
    ({"if_match": '"else"', "if_none_match": "{tag}"}, 412),
    ({"if_match": "{tag}", "if_none_match": "{tag}"}, 304),
    ({"if_unmodified_since": THEN}, 200),
    ({"if_unmodified_since": BEFORE}, 412),
    ({"if_unmodified_since": "yesterday"}, 200),
    ({"if_unmodified_since": THEN, "if_modified_since": THEN}, 304),
    ({"if_none_match": "{tag}", "range": "bytes=0-1"}, 304),
    ({"if_match": '"else"', "range": "bytes=0-1"}, 412),
    ({"if_range": "{tag}", "range": "bytes=0-1"}, 206),
    ({"if_range": "W/{tag}", "range": "bytes=0-1"}, 200),
    ({"if_range": '"else"', "range": "bytes=0-1"}, 200),
    ({"if_range": '"else"', "range": "bytes=9999-"}, 200),
    ({"if_range": THEN, "range": "bytes=0-1"}, 206),
    ({"if_range": AFTER, "range": "bytes=0-1"}, 200),  # it must be the very same date
    ({"if_range": "yesterday", "range": "bytes=0-1"}, 200),
    ({"if_range": "{tag}"}, 200),
]


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize(("said", "status"), CONDITIONS)
def test_preconditions(home: Home, said: dict[str, str], status: int, method: str) -> None:
    tag = home.get(JPG).headers["etag"]
    found = home.get(JPG, method, **{name: value.format(tag=tag, bare=tag.strip('"')) for name, value in said.items()})

    assert found.status == (200 if (status, method) == (206, "HEAD") else status)
    if status in {304, 412}:
        assert found.body is None
    if status == 304:
        assert found.headers == {"etag": tag, "last-modified": THEN, "cache-control": "public, max-age=31536000, immutable"}


def test_a_date_counts_for_a_part_only_when_its_second_has_passed(home: Home) -> None:
    assert home.get(JPG, if_range=THEN, range="bytes=0-1", now=WRITTEN + 0.5).status == 200


def test_the_validator_of_one_form_does_not_count_for_another(home: Home) -> None:
    tag = home.get(CSS).headers["etag"]

    assert home.get(CSS, accept_encoding="gzip", if_none_match=tag).status == 200


RANGES = [
    ("bytes=0-0", PICTURE[:1], "0-0"),
    ("bytes=10-19", PICTURE[10:20], "10-19"),
    ("BYTES=10-19", PICTURE[10:20], "10-19"),
    ("bytes= 10-19 ,", PICTURE[10:20], "10-19"),
    ("bytes=990-", PICTURE[990:], "990-999"),
    ("bytes=990-99999999", PICTURE[990:], "990-999"),
    ("bytes=-10", PICTURE[990:], "990-999"),
    ("bytes=-5000", PICTURE, "0-999"),
    ("bytes=0-5,3-9", PICTURE[:10], "0-9"),
    ("bytes=5-9,0-4", PICTURE[:10], "0-9"),
    ("bytes=0-9,5000-", PICTURE[:10], "0-9"),  # what is beyond the end is left out
]


@pytest.mark.parametrize(("said", "body", "part"), RANGES)
def test_one_range(home: Home, said: str, body: bytes, part: str) -> None:
    found = home.get(JPG, range=said)

    assert (found.status, found.body, found.headers["content-range"]) == (206, body, f"bytes {part}/1000")
    whole = home.get(JPG).headers
    assert {name: value for name, value in found.headers.items() if name != "content-range"} == whole | {"content-length": str(len(body))}


@pytest.mark.parametrize("said", ["bytes=1000-", "bytes=5000-6000", "bytes=-0", "bytes=5000-,6000-"])
def test_no_byte_of_it(home: Home, said: str) -> None:
    found = home.get(JPG, range=said)

    assert (found.status, found.body, found.headers["content-range"]) == (416, None, "bytes */1000")


@pytest.mark.parametrize(
    "said",
    [
        "",
        "bytes",
        "bytes=",
        "bytes=a-b",
        "bytes=5-2",
        "bytes=-",
        "lines=0-1",
        "bytes=0-1;2-3",
        "bytes=0-1,x",
        "bytes=+1-2",
        "bytes=٣-٤",
        f"bytes={5000 * ','}0-1",
    ],
)
def test_what_is_no_range_is_ignored(home: Home, said: str) -> None:
    assert (home.get(JPG, range=said).status, home.get(JPG, range=said).body) == (200, PICTURE)


def test_many_ranges_and_much_in_several_are_answered_whole(home: Home) -> None:
    home.put("/media/images/large.png", b"x" * (MOST_IN_MEMORY + 100))

    assert home.get(JPG, range="bytes=" + ",".join(f"{at}-{at}" for at in range(0, 18, 2))).status == 200
    assert home.get("/media/images/large.png", range="bytes=0-1,4-").status == 200


def test_nothing_of_an_empty_file(home: Home) -> None:
    empty = "/media/original_images/empty.png"

    assert home.get(empty, range="bytes=-5").status == 200
    assert home.get(empty, range="bytes=0-").status == 416


def test_a_part_of_a_compressed_form_is_a_part_of_its_bytes(home: Home) -> None:
    found = home.get(CSS, accept_encoding="gzip", range="bytes=2-5")

    assert found.body == gzip.compress(STYLE)[2:6]
    assert found.headers["content-encoding"] == "gzip"


def test_several_ranges_come_as_parts_of_one_answer(home: Home) -> None:
    found = home.get(JPG, range="bytes=0-9, 100-109, -10")
    parts = read_parts(found)

    assert found.status == 206
    assert "content-range" not in found.headers
    assert parts == [("bytes 0-9/1000", PICTURE[:10]), ("bytes 100-109/1000", PICTURE[100:110]), ("bytes 990-999/1000", PICTURE[990:])]


def read_parts(found: Answer) -> list[tuple[str, bytes]]:
    boundary = found.headers["content-type"].partition("boundary=")[2]
    assert found.body is not None
    pieces = found.body.split(b"\r\n--" + boundary.encode())
    assert (pieces[0], pieces[-1]) == (b"", b"--\r\n")
    parts = []
    for piece in pieces[1:-1]:
        head, _, body = piece.removeprefix(b"\r\n").partition(b"\r\n\r\n")
        said = message_from_bytes(head)
        assert said["Content-Type"] == "image/jpeg"
        parts.append((said["Content-Range"], body))
    return parts


one_range = some.one_of(
    some.tuples(some.integers(0, 60), some.integers(0, 60)).map(lambda pair: f"{min(pair)}-{max(pair)}"),
    some.integers(0, 60).map(lambda first: f"{first}-"),
    some.integers(0, 60).map(lambda last: f"-{last}"),
)


@given(size=some.integers(1, 50), asked=some.lists(one_range, min_size=1, max_size=ranges.MOST))
def test_the_parts_are_exactly_the_bytes_that_were_asked_for(size: int, asked: list[str]) -> None:
    content = bytes(range(size))
    wanted: set[int] = set()
    for one in asked:
        first, _, last = one.partition("-")
        whole = range(size)
        wanted |= set(whole[-int(last) :] if not first and int(last) else () if not first else whole[int(first) : int(last) + 1 if last else None])
    try:
        spans = ranges.read(f"bytes={','.join(asked)}", size)
    except Unsatisfiable:
        spans = []

    assert b"".join(content[span.first : span.end] for span in spans) == bytes(sorted(wanted))
    assert all(before.end < after.first for before, after in itertools.pairwise(spans))


@given(said=some.text(max_size=40), size=some.integers(0, 50))
def test_no_header_breaks_the_reading_of_ranges(said: str, size: int) -> None:
    for text in (said, f"bytes={said}"):
        try:
            assert all(isinstance(span, Span) and 0 <= span.first < span.end <= size for span in ranges.read(text, size))
        except Unsatisfiable:
            assert text.lower().strip().startswith("bytes")


@pytest.mark.parametrize(
    "path",
    [
        "/static/",
        "/static/site",
        "/static/site/",
        "/static/missing.css",
        "/static//site/plain.js",
        "/static/./site/plain.js",
        "/static/site/../site/plain.js",
        "/static/../depesche.toml",
        "/static/..%2fdepesche.toml",
        "/static/site%2fplain.js",
        "/static/site\\plain.js",
        "/static/site/plain.js\0",
        "/static/site/plain.js\0.css",
        "/static/site/plain.js/",
        "/static/.collected",
        "/static/.git/config",
        f"{CSS}.gz",
        f"{CSS}.br",
        "/static/" + "a" * 65536,
        "/static/" + "a/" * 500,
        "/static/ä.css",
        "/static/\udcff.css",
        "/media/",
        "/media/images/",
        "/media/images",
        "/media/documents/contract.pdf",
        "/media/documents/gold.jpg",
        "/media/images/logo.svg",
        "/media/images/page.html",
        "/media/images/gold",
        "/media/images/../documents/gold.jpg",
        "/media/gold.jpg",
        "/media/images/.hidden.jpg",
        "/media/images/folder.jpg",
        "/media/images/link.jpg",
        "/media/images/linked/gold.jpg",
        "/static/linked.toml",
        "/static/linked/gold.jpg",
        "/pages/index.html",
        "/",
        "",
    ],
)
def test_nothing_else_is_served(home: Home, path: str) -> None:
    for secret in ("/depesche.toml", "/media/documents/contract.pdf", "/media/documents/gold.jpg", "/media/gold.jpg", "/media/images/logo.svg"):
        home.put(secret, b"secret")
    for dotted in ("/static/.collected", "/static/.git/config", "/media/images/.hidden.jpg", "/media/images/page.html", "/media/images/gold"):
        home.put(dotted, b"secret")
    (home.folder / "media/images/folder.jpg").mkdir()
    (home.folder / "media/images/link.jpg").symlink_to(home.folder / "media/documents/gold.jpg")
    (home.folder / "media/images/linked").symlink_to(home.folder / "media/documents")
    (home.folder / "static/linked.toml").symlink_to(home.folder / "depesche.toml")
    (home.folder / "static/linked").symlink_to(home.folder / "media/documents")

    assert home.ask(path) is None


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "TRACE", "get", ""])
def test_only_reading_is_answered(home: Home, method: str) -> None:
    assert home.ask(CSS, method) is None


def test_a_root_may_be_a_link_to_another_disk(home: Home, tmp_path: Path) -> None:
    (tmp_path / "here").symlink_to(home.folder)
    home.files = SiteFiles(static=tmp_path / "here/static", media=tmp_path / "here/media")

    assert home.get(JPG).body == PICTURE
