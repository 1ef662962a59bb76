"""Everything that is not stored reaches the site behind the page server, and its answer the reader, unchanged."""

from __future__ import annotations

import hashlib
import json
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.operations import behind, fronted
from tests.operations.fronted import HOST, Fronted

pytestmark = pytest.mark.once
MEGABYTE = 1024 * 1024


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Fronted]:
    with fronted.running(tmp_path_factory.mktemp("front")) as found:
        yield found


@pytest.fixture
def own_site(tmp_path: Path) -> Iterator[Fronted]:
    with fronted.running(tmp_path) as found:
        yield found


def seen(site: Fronted, path: str = "/tell/", *more: str, method: str = "GET", host: str = HOST, body: bytes = b"") -> dict[str, str]:
    answer = site.ask(path, method, *more, host=host, body=body)
    assert answer.status == 200, answer
    found: dict[str, str] = json.loads(answer.body)
    return found


def test_the_site_behind_sees_the_reader_as_if_it_were_asked_itself(site: Fronted) -> None:
    found = seen(site, "/a/b?x=%20y&z=%C3%A4", "X-One: 1", "Accept-Encoding: br", "User-Agent: me", host=f"{HOST}:8000")

    assert (found["REMOTE_ADDR"], found["wsgi.url_scheme"], found["HTTP_HOST"]) == ("127.0.0.1", "http", f"{HOST}:8000")
    assert (found["SERVER_NAME"], found["SERVER_PORT"]) == ("127.0.0.1", str(site.port))
    assert (found["PATH_INFO"], found["QUERY_STRING"], found["REQUEST_METHOD"]) == ("/a/b", "x=%20y&z=%C3%A4", "GET")
    assert (found["HTTP_X_ONE"], found["HTTP_ACCEPT_ENCODING"], found["HTTP_USER_AGENT"]) == ("1", "br", "me")
    assert not {"HTTP_CONNECTION", "HTTP_ACCEPT", "CONTENT_TYPE", "HTTP_TRANSFER_ENCODING"} & found.keys()


@pytest.mark.parametrize("name", ["X-Depesche-Outside", "x_depesche_outside", "X-Depesche_Outside", "X_DEPESCHE-outside"])
def test_nobody_outside_can_say_where_a_request_comes_from(site: Fronted, name: str) -> None:
    found = seen(site, "/tell/", f"{name}: https 203.0.113.9 evil.example:443")

    assert (found["REMOTE_ADDR"], found["wsgi.url_scheme"], found["SERVER_NAME"]) == ("127.0.0.1", "http", "127.0.0.1")
    assert not [name for name in found if "OUTSIDE" in name]


def test_what_a_proxy_said_stays_there_so_that_the_inbox_sees_it(site: Fronted) -> None:
    found = seen(site, "/tell/", "X-Forwarded-For: 203.0.113.9", "Via: 1.1 proxy", "Forwarded: for=203.0.113.9")

    assert (found["HTTP_X_FORWARDED_FOR"], found["HTTP_VIA"], found["HTTP_FORWARDED"]) == ("203.0.113.9", "1.1 proxy", "for=203.0.113.9")


def test_what_belongs_to_the_outer_connection_ends_there(site: Fronted) -> None:
    found = seen(site, "/tell/", "Connection: keep-alive, X-Mine", "X-Mine: 1", "TE: trailers", "Keep-Alive: timeout=5", "Upgrade: h2c")

    assert not {"HTTP_X_MINE", "HTTP_TE", "HTTP_KEEP_ALIVE", "HTTP_UPGRADE"} & found.keys()


def test_a_request_of_the_old_protocol_without_a_host_is_answered(site: Fronted) -> None:
    answer = site.raw(b"GET /tell/ HTTP/1.0\r\n\r\n")

    assert json.loads(answer.body)["HTTP_HOST"] == f"127.0.0.1:{site.port}"


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "GET"])
def test_a_body_is_passed_on(site: Fronted, method: str) -> None:
    sent = b"email=anna%40example.org" * 1000

    assert seen(site, "/tell/", method=method, body=sent).get("HTTP_EXPECT") is None
    assert site.ask("/take/", method, body=sent).body.decode() == f"{len(sent)} {hashlib.sha256(sent).hexdigest()}"


def test_who_waits_for_a_word_before_sending_gets_it(site: Fronted) -> None:
    with site.connect() as connection:
        connection.sendall(f"POST /take/ HTTP/1.1\r\nHost: {HOST}\r\nContent-Length: 4\r\nExpect: 100-continue\r\n\r\n".encode())
        assert connection.recv(1000).startswith(b"HTTP/1.1 100 ")
        connection.sendall(b"anna")
        assert fronted.read(connection).body.startswith(b"4 ")

    assert site.ask("/refuse/", "POST", "Expect: 100-continue", f"Content-Length: {100 * MEGABYTE}").status == 413, "without that word"


def test_an_empty_form_has_no_body(site: Fronted) -> None:
    assert seen(site, "/tell/", "Content-Length: 0", method="POST").get("CONTENT_LENGTH", "0") == "0"


def test_a_hundred_megabytes_pass_without_filling_the_memory(site: Fronted) -> None:
    part, found = bytes(range(256)) * 4096, hashlib.sha256()
    with site.connect(timeout=60) as connection:
        connection.sendall(f"POST /take/ HTTP/1.1\r\nHost: {HOST}\r\nContent-Length: {100 * MEGABYTE}\r\n\r\n".encode())
        for _ in range(100):
            found.update(part)
            connection.sendall(part)
        answer = fronted.read(connection)

    assert answer.body.decode() == f"{100 * MEGABYTE} {found.hexdigest()}"
    assert most_memory(site.front.pid) < 150 * MEGABYTE


def most_memory(pid: int) -> int:
    """The peak of the page server's worker, in bytes."""
    (worker,) = (Path(f"/proc/{pid}/task/{pid}/children").read_text().split())[:1]
    (line,) = [line for line in Path(f"/proc/{worker}/status").read_text().splitlines() if line.startswith("VmHWM")]
    return int(line.split()[1]) * 1024


def test_a_body_in_chunks_is_passed_on_in_chunks(site: Fronted) -> None:
    sent = b"x" * 70_000
    chunks = b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in (sent[:5], sent[5:])) + b"0\r\n\r\n"
    head = f"POST /take/ HTTP/1.1\r\nHost: {HOST}\r\nTransfer-Encoding: chunked\r\n\r\n".encode()

    assert site.raw(head + chunks).body.decode() == f"70000 {hashlib.sha256(sent).hexdigest()}"


@pytest.mark.parametrize("is_chunked", [False, True])
def test_an_answer_that_comes_before_the_body_was_read_reaches_the_reader(site: Fronted, is_chunked: bool) -> None:
    said = "Transfer-Encoding: chunked" if is_chunked else f"Content-Length: {100 * MEGABYTE}"
    part = b"y" * MEGABYTE
    with site.connect() as connection:
        connection.sendall(f"POST /refuse/ HTTP/1.1\r\nHost: {HOST}\r\n{said}\r\n\r\n".encode())

        def push() -> None:
            try:
                for _ in range(100):
                    connection.sendall(b"%x\r\n%s\r\n" % (len(part), part) if is_chunked else part)
            except OSError:
                return  # the server will have no more of it

        pushing = threading.Thread(target=push)
        pushing.start()
        answer = fronted.read(connection)
    pushing.join(20)

    assert (answer.status, answer.body) == (413, b"too large")


def test_much_is_sent_part_by_part(site: Fronted) -> None:
    answer = site.ask("/much/")

    assert (answer.status, len(answer.body), answer.headers["content-length"]) == (200, behind.MUCH, str(behind.MUCH))
    assert most_memory(site.front.pid) < 150 * MEGABYTE


def test_an_answer_of_unknown_length_comes_with_its_length(site: Fronted) -> None:
    answer = site.ask("/parts/")

    assert (answer.body, answer.headers["content-length"]) == (b"one two three", "13")
    assert len(site.ask("/many-parts/").body) == behind.MUCH


def test_every_cookie_and_a_long_header_come_back_and_no_redirect_is_followed(site: Fronted) -> None:
    answer = site.ask("/crumbs/")

    assert answer.status == 302
    assert [line for line in answer.lines if line.lower().startswith("set-cookie")] == ["set-cookie: a=1", "set-cookie: b=2"]
    assert (answer.headers["location"], len(answer.headers["x-long"])) == ("/elsewhere/", 60_000)


def test_head_and_not_modified_have_no_body(site: Fronted) -> None:
    head = site.ask("/much/", "HEAD")

    assert (head.status, head.headers["content-length"]) == (200, str(behind.MUCH))
    assert (site.ask("/same/").status, site.ask("/same/").headers["etag"]) == (304, '"same"')


def test_one_connection_takes_many_requests(site: Fronted) -> None:
    site.keep("/")
    with site.connect() as connection:
        for path in ("/tell/", "/", "/parts/", "/crumbs/", "/", "/tell/"):
            connection.sendall(f"GET {path} HTTP/1.1\r\nHost: {HOST}\r\n\r\n".encode())
            assert fronted.read(connection).status in {200, 302}


def test_who_goes_away_while_sending_leaves_nothing_behind(site: Fronted) -> None:
    with site.connect() as connection:
        connection.sendall(f"POST /take/ HTTP/1.1\r\nHost: {HOST}\r\nContent-Length: 1000000\r\n\r\nonly this".encode())
        time.sleep(0.2)

    assert site.ask("/parts/").status == 200
    assert "Traceback" not in site.log


def test_who_goes_away_while_reading_leaves_nothing_behind(site: Fronted) -> None:
    for _ in range(6):
        with site.connect() as connection:
            connection.sendall(f"GET /much/ HTTP/1.1\r\nHost: {HOST}\r\n\r\n".encode())
            connection.recv(1000)

    assert site.ask("/parts/").status == 200
    assert "Traceback" not in site.log


def test_http_2_without_tls_reaches_the_site(site: Fronted) -> None:
    site.keep("/")
    for path, text in (("/", "A stored page"), ("/tell/", '"HTTP_COOKIE": "a=1; b=2"')):
        told = subprocess.run(
            [
                "curl",
                "-si",
                "--http2-prior-knowledge",
                "-H",
                f"Host: {HOST}",
                "-H",
                "Cookie: a=1",
                "-H",
                "Cookie: b=2",
                f"http://127.0.0.1:{site.port}{path}",
            ],
            capture_output=True,
            text=True,
            timeout=20,
            check=True,
        )
        assert told.stdout.startswith("HTTP/2 200")
        assert text in told.stdout


def test_nobody_else_may_speak_on_the_inner_socket(site: Fronted) -> None:
    assert site.socket.stat().st_mode & 0o777 == 0o600


def test_a_page_is_asked_for_once_more_when_who_rendered_it_died(own_site: Fronted) -> None:
    assert own_site.ask("/die-once/").body == b"again"


def test_a_form_is_never_sent_twice(own_site: Fronted) -> None:
    answer = own_site.ask("/die-once/", "POST", body=b"email=anna")

    assert answer.status == 502
    assert answer.headers["retry-after"]
    assert b"Gleich wieder da" in answer.body


def test_an_answer_that_breaks_off_is_not_taken_for_a_whole_one(own_site: Fronted) -> None:
    assert own_site.ask("/broken/").status == 502
    told = own_site.ask("/broken-off/")

    assert (told.status, told.headers["content-length"]) == (200, str(behind.MUCH))
    assert len(told.body) < behind.MUCH, "the connection ended before its time, which every reader notices"


def test_a_site_that_is_not_up_yet_is_waited_for_but_not_by_probes(tmp_path: Path) -> None:
    with fronted.running(tmp_path, with_site=False) as site:
        assert site.ask("/health/ready").status == 503
        threading.Timer(0.5, site.start_behind).start()
        assert site.ask("/parts/").status == 200


def test_stored_pages_are_answered_while_the_site_is_down(own_site: Fronted) -> None:
    own_site.keep("/")
    own_site.end_behind()
    own_site.keep("/other/", tags=["topic:1"])
    own_site.outdate("topic:1")

    fronted.wait_for(lambda: not own_site.store.files.look("/other/"), within=5)  # changes made elsewhere are noticed nevertheless
    assert own_site.ask("/").status == 200
    assert own_site.ask("/health/ready").status == 503


def test_an_answer_under_way_is_sent_before_the_page_server_ends(own_site: Fronted) -> None:
    with own_site.connect() as connection:
        connection.sendall(f"GET /dawdle/ HTTP/1.1\r\nHost: {HOST}\r\n\r\n".encode())
        time.sleep(0.4)
        own_site.front.terminate()
        assert fronted.read(connection).body == b"late"
    assert own_site.front.wait(10) == 0
