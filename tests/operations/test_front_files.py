"""The page server sends static files and pictures, whole and in parts, on the raw socket; tests/press/test_site_files.py has what is said."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator

import pytest

from tests.operations import fronted
from tests.operations.fronted import HOST, Fronted

pytestmark = pytest.mark.once
PICTURE = bytes(range(256)) * 8000  # 2 MB
STYLE = b"body { color: black }\n" * 99


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Fronted]:
    folder = tmp_path_factory.mktemp("front")
    for name, content in (
        ("static/style.css", STYLE),
        ("static/style.css.br", b"short"),
        ("static/empty.css", b""),
        ("media/images/gold.webp", PICTURE),
    ):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    (folder / "key-ring.json").write_text("secret")
    with fronted.running(folder) as found:
        yield found


def test_a_picture_is_sent_whole_and_the_connection_goes_on(site: Fronted) -> None:
    with site.connect() as connection:
        for _ in range(2):
            connection.sendall(f"GET /media/images/gold.webp?v=1 HTTP/1.1\r\nHost: {HOST}\r\n\r\n".encode())
            answer = fronted.read(connection)
            assert (answer.status, answer.headers["content-type"], answer.body == PICTURE) == (200, "image/webp", True)
    assert len([line for line in answer.lines if line.lower().startswith("content-length")]) == 1


@pytest.mark.parametrize(
    ("said", "first", "last"), [("0-0", 0, 0), ("0-99", 0, 99), ("100-", 100, len(PICTURE) - 1), ("-10", len(PICTURE) - 10, len(PICTURE) - 1)]
)
def test_a_part_of_a_picture_is_just_that_part(site: Fronted, said: str, first: int, last: int) -> None:
    answer = site.ask("/media/images/gold.webp", "GET", f"Range: bytes={said}")

    assert (answer.status, answer.headers["content-range"]) == (206, f"bytes {first}-{last}/{len(PICTURE)}")
    assert answer.body == PICTURE[first : last + 1]


def test_several_parts_and_impossible_ones(site: Fronted) -> None:
    several = site.ask("/media/images/gold.webp", "GET", "Range: bytes=0-1,10-11")

    assert (several.status, several.headers["content-type"].partition(";")[0]) == (206, "multipart/byteranges")
    assert site.ask("/media/images/gold.webp", "GET", "Range: bytes=99999999-").status == 416


def test_a_style_sheet_is_sent_compressed_and_known_ones_not_again(site: Fronted) -> None:
    answer = site.ask("/static/style.css", "GET", "Accept-Encoding: br")

    assert (answer.body, answer.headers["content-encoding"]) == (b"short", "br")
    assert site.ask("/static/style.css", "GET", "Accept-Encoding: br", f"If-None-Match: {answer.headers['etag']}").status == 304
    assert (site.ask("/static/style.css", "HEAD").status, site.ask("/static/empty.css").body) == (200, b"")


@pytest.mark.parametrize(
    "path", ["/static/../key-ring.json", "/media/images/../../key-ring.json", "/media/%2e%2e/key-ring.json", "/static/nothing.css"]
)
def test_everything_else_is_for_the_site(site: Fronted, path: str) -> None:
    assert b"secret" not in site.ask(path).body
    assert site.ask(path).headers["content-type"] == "application/json"


def test_two_halves_of_a_host_are_no_host(site: Fronted) -> None:
    assert site.raw(b"GET /static/style.css HTTP/1.1\r\nHost: local\r\nHost: host\r\n\r\n").status == 400


def test_a_foreign_host_gets_no_file(site: Fronted) -> None:
    assert site.ask("/static/style.css", host="evil.example").headers["content-type"] == "application/json"


def test_files_come_over_http_2_as_well(site: Fronted) -> None:
    address = f"http://127.0.0.1:{site.port}/media/images/gold.webp"
    told = subprocess.run(["curl", "-s", "--http2-prior-knowledge", "-H", f"Host: {HOST}", address], capture_output=True, timeout=30, check=True)

    assert told.stdout == PICTURE
