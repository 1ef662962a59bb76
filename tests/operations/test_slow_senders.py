"""What readers get, on the raw socket, who send a form too slowly, or more than there is room for (RFC 9110, 15.5.9 and 15.6.4)."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator

import pytest

from tests.operations import fronted
from tests.operations.fronted import HOST, Answer, Fronted, wait_for
from tests.operations.impatient import FILE, PATIENCE, ROOM

pytestmark = pytest.mark.once
FITS = ROOM * 2 // 3  # alone; two of them do not


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Fronted]:
    with fronted.running(tmp_path_factory.mktemp("front"), program="tests.operations.impatient") as found:
        yield found


def begin(site: Fronted, length: int, sent: int) -> socket.socket:
    """Send the beginning of a form."""
    connection = site.connect()
    connection.sendall(f"POST /take/ HTTP/1.1\r\nHost: {HOST}\r\nContent-Length: {length}\r\n\r\n".encode() + b"a" * sent)
    return connection


def post(site: Fronted, length: int) -> Answer:
    with begin(site, length, length) as connection:
        return fronted.read(connection)


def assert_excused(answer: Answer) -> None:
    """It is said that this is no fault of the reader's, and when to come again."""
    assert (answer.status, answer.headers["retry-after"]) == (503, "5")
    assert b"Gleich wieder da" in answer.body


def test_who_never_ends_is_answered_408(site: Fronted) -> None:
    with begin(site, 1000, 10) as connection:
        begun = time.monotonic()
        answer = fronted.read(connection)

    assert (answer.status, answer.body) == (408, b"Request Timeout.\n")
    assert time.monotonic() - begun >= PATIENCE * 0.9
    assert answer.headers["cache-control"] == "no-store"
    assert post(site, 1000).status == 200, "and whoever sends it again, in time, is heard"


def test_a_letter_now_and_then_is_too_slow_too(site: Fronted) -> None:
    with begin(site, 1000, 10) as connection:
        connection.settimeout(PATIENCE / 10)
        while True:
            try:
                if connection.recv(1, socket.MSG_PEEK):
                    break
            except TimeoutError:
                connection.sendall(b"a")
        connection.settimeout(20)
        assert fronted.read(connection).status == 408


def test_the_second_large_form_finds_no_room_until_the_first_is_gone(site: Fronted) -> None:
    with begin(site, FITS, FITS - 1):
        wait_for(lambda: post(site, FITS).status == 503)  # the first one has come
        assert_excused(post(site, FITS))
        assert post(site, 1000).status == 200, "for small ones there is always room"

    wait_for(lambda: post(site, FITS).status == 200)


def test_a_form_larger_than_all_the_room_is_answered_503(site: Fronted) -> None:
    assert_excused(post(site, ROOM * 2))
    assert post(site, FITS).status == 200, "its room was given back"


@pytest.mark.parametrize("more", [1, 5_000, 30_000])
def test_a_full_disk_is_answered_503_and_told_to_the_operator(site: Fronted, more: int) -> None:
    before = site.log.count("a reader's body cannot be kept")

    assert_excused(post(site, FILE + more))

    assert site.log.count("a reader's body cannot be kept") == before + 1
    assert "Traceback" not in site.log
    assert post(site, FITS).status == 200
