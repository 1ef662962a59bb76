"""The public tiles: a stranger fetches checkpoint and tiles, and checks with them alone that the log only grows."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.db import transaction
from django.test import Client

from depesche.ledger import book, checkpoints, logs, note, tile_path, tree, tree_head
from depesche.ledger.book import Fact

MONDAY = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
pytestmark = pytest.mark.django_db


@pytest.fixture
def stranger() -> Client:
    return Client(headers={"host": "testserver.localhost"})


def append(count: int, *, log: str = "consent") -> None:
    with transaction.atomic():
        book.append_all([Fact("confirmed", {"number": number}, log=log) for number in range(count)], at=MONDAY)
        checkpoints.sign(log, at=MONDAY)


def fetched(stranger: Client, prefix: str, size: int) -> tree.Tiles:
    """Return a reader that fetches the tiles of a tree of ``size`` entries as a C2SP client does."""

    def read(level: int, index: int) -> bytes:
        width = min(256, (size >> 8 * level) - index * 256)
        partial = "" if width == 256 else f".p/{width}"
        answer = stranger.get(f"/{prefix}/tile/{level}/{tile_path.encode_index(index)}{partial}")
        assert answer.status_code == 200
        assert answer["Content-Type"] == "application/octet-stream"
        assert len(answer.content) == width * 32
        return answer.content

    return read


@pytest.mark.parametrize(("log", "prefix"), [("consent", "consent-log"), ("editorial", "protocol")])
def test_a_stranger_computes_the_signed_root_from_the_tiles(stranger: Client, log: str, prefix: str) -> None:
    append(300, log=log)
    answer = stranger.get(f"/{prefix}/checkpoint")
    signed = note.parse(answer.content.decode())
    head = tree_head.parse(signed.text)

    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert answer["Cache-Control"] == "public, max-age=5"
    assert signed.signed_by(logs.verifiers(log)).name == head.origin == f"testserver.localhost/{prefix}"
    assert head.size == 300
    assert tree.root(fetched(stranger, prefix, 300), 300) == head.root


def test_an_older_checkpoint_is_still_served_by_its_partial_tiles(stranger: Client) -> None:
    append(100)
    older = checkpoints.newest("consent")
    append(400)
    newer = checkpoints.newest("consent")
    assert older is not None
    assert newer is not None

    reader = fetched(stranger, "consent-log", newer.size)
    tree.check_consistency((older.size, older.root), (newer.size, newer.root), tree.consistency(reader, older.size, newer.size))
    assert tree.root(fetched(stranger, "consent-log", older.size), older.size) == older.root


def test_tiles_may_be_kept_for_ever(stranger: Client) -> None:
    append(256)
    for place in ("0/000", "0/000.p/7", "1/000.p/1"):
        answer = stranger.get(f"/consent-log/tile/{place}")
        assert answer.status_code == 200
        assert answer["Cache-Control"] == "public, max-age=31536000, immutable"
        assert not answer.cookies


@pytest.mark.parametrize(
    "place",
    [
        "0/001",
        "1/000",
        "0/000.p/256",
        "0/000.p/0",
        "0/000.p/07",
        "0/000.p/",
        "00/000",
        "64/000",
        "0/0",
        "0/x000/000",
        "0/1",
        "entries/000",
        "0/000/",
        "0/-01",
        "0/٠٠٠",
    ],
)
def test_what_is_no_tile_is_not_found(stranger: Client, place: str) -> None:
    append(256)
    assert stranger.get(f"/consent-log/tile/{place}").status_code == 404


def test_a_log_that_was_never_signed_has_no_checkpoint(stranger: Client) -> None:
    assert stranger.get("/consent-log/checkpoint").status_code == 404
    assert stranger.post("/consent-log/checkpoint").status_code == 405


@pytest.mark.parametrize(("index", "path"), [(0, "000"), (67, "067"), (999, "999"), (1000, "x001/000"), (1234067, "x001/x234/067")])
def test_a_tile_index_has_one_path(index: int, path: str) -> None:
    assert tile_path.encode_index(index) == path
    assert tile_path.parse(f"0/{path}") == (0, index, 256)
