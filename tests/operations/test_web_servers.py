"""nginx and Caddy, set up as `depesche config` prints it, answer as the built-in server does."""

from __future__ import annotations

import gzip
import json
import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from depesche.press.serving import site_files
from tests.operations.in_front import Answer, Door, Doors, doors
from tests.operations.running import depesche, whole_home

pytestmark = [pytest.mark.long, pytest.mark.once, pytest.mark.xdist_group("serve")]

# What belongs to a connection or a server; validators are compared by themselves.
OF_THE_SERVER = {"etag", "last-modified", "date", "server", "content-length", "connection", "accept-ranges", "transfer-encoding", "keep-alive"}
DOCUMENTS = ["/feed.atom", "/feed.json", "/corrections/feed.atom", "/sitemap.xml", "/news-sitemap.xml", "/robots.txt", "/maerkte/feed.json"]
NOT_STORED = ["/newsletter/", "/callback/"]


@pytest.fixture(scope="module")
def three(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Doors]:
    with doors(tmp_path_factory.mktemp("doors")) as found:
        yield found


def pages(three: Doors) -> list[str]:
    listed = re.findall(r"<loc>http://[^/]+([^<]*)</loc>", three.built_in.ask("/sitemap.xml").body.decode())
    return [*listed, *DOCUMENTS, "/archive/"]


def said(answer: Answer) -> dict[str, str]:
    return {name: value for name, value in answer.headers.items() if name not in OF_THE_SERVER}


def opened(answer: Answer) -> bytes:
    return gzip.decompress(answer.body) if answer.headers.get("content-encoding") == "gzip" else answer.body


def is_from_disk(answer: Answer, built_in: Answer) -> bool:
    return answer.headers.get("etag") != built_in.headers.get("etag")


def test_every_page_is_the_same_behind_every_server(three: Doors) -> None:
    for path in pages(three):
        for wanted in ({}, {"accept_encoding": "gzip"}, {"accept_encoding": "br;q=0, gzip"}):
            for front in three.fronts:
                built_in, answer = both(three.built_in, front, path, wanted)
                assert (built_in.status, answer.status) == (200, 200), path
                if path not in NOT_STORED:
                    assert opened(answer) == opened(built_in), path
                    assert said(answer) == said(built_in), (path, wanted)
                    has_player = "frame-src" in answer.headers.get("content-security-policy", "")
                    assert is_from_disk(answer, built_in) or has_player, path


def both(built_in: Door, front: Door, path: str, wanted: dict[str, str]) -> tuple[Answer, Answer]:
    """Ask both for one version: a new demo measures its pictures while pages are first rendered, which outdates some of them once more."""
    for _ in range(5):
        found = built_in.ask(path, **wanted), front.ask(path, **wanted)
        if opened(found[0]) == opened(found[1]) and is_from_disk(found[1], found[0]):
            break
        time.sleep(0.5)
    return found


def test_brotli_is_sent_where_the_server_knows_it(three: Doors) -> None:
    built_in, caddy = (door.ask("/", accept_encoding="br") for door in (three.built_in, three.caddy))

    assert said(caddy) == said(built_in)
    assert caddy.headers["content-encoding"] == "br"
    assert caddy.body == built_in.body


def test_static_files_and_pictures_are_the_same_behind_every_server(three: Doors) -> None:
    home = three.site.home
    names = json.loads((home / "static/staticfiles.json").read_text())["paths"]
    chosen = [name for kind in (".css", ".js", ".svg", ".png", ".txt") for name in sorted(names) if name.endswith(kind)][:400:9]
    pictures = [f"/media/{file.relative_to(home / 'media')}" for folder in site_files.PICTURE_FOLDERS for file in (home / "media" / folder).iterdir()]
    assert len(pictures) > 5
    for path in [f"/static/{name}" for one in chosen for name in (one, names[one])] + pictures[::7]:
        for wanted in ({}, {"accept_encoding": "gzip"}):
            built_in = three.built_in.ask(path, **wanted)
            assert built_in.status == 200, path
            for front in three.fronts:
                answer = front.ask(path, **wanted)
                assert (answer.status, opened(answer)) == (200, opened(built_in)), path
                assert without_name(said(answer)) == without_name(said(built_in)), (path, wanted)


def without_name(headers: dict[str, str]) -> dict[str, str]:
    """A picture's name stands in its address already."""
    return {name: value for name, value in headers.items() if name != "content-disposition"}


def test_the_names_of_collected_files_tell_which_may_be_kept_for_ever(three: Doors) -> None:
    listed = json.loads((three.site.home / "static/staticfiles.json").read_text())["paths"]

    assert listed
    assert all(re.search(site_files.HASHED, hashed) and not re.search(site_files.HASHED, name) for name, hashed in listed.items())


def test_conditions_parts_and_head(three: Doors) -> None:
    picture = next((three.site.home / "media/images").iterdir()).name
    for front in three.fronts:
        for path in ("/", "/feed.atom", f"/media/images/{picture}"):
            three.built_in.ask(path)  # now it is stored
            whole = front.ask(path, accept_encoding="gzip")
            known = front.ask(path, accept_encoding="gzip", if_none_match=whole.headers["etag"])
            assert (known.status, known.body, known.headers["cache-control"]) == (304, b"", whole.headers["cache-control"])
            assert front.ask(path, if_none_match='"else"').status == 200
            head = front.ask(path, "HEAD")
            assert (head.status, head.body, said(head)) == (200, b"", said(front.ask(path)))
        assert "last-modified" not in front.ask("/").headers  # the time of a stored file is no moment
        assert front.ask("/", if_modified_since="Fri, 27 Nov 2099 12:00:00 GMT").status == 200
        assert front.ask("/", range="bytes=0-9").status == 200
        part = front.ask(f"/media/images/{picture}", range="bytes=0-9")
        assert (part.status, len(part.body)) == (206, 10)


def test_what_is_not_stored_is_asked_of_the_built_in_server(three: Doors) -> None:
    for path in ("/missing/", "/?page=2", "/search/?q=gold", "/maerkte", "/desk/", "/newsletter/", "/health/ready", "/.well-known/security.txt"):
        built_in = three.built_in.ask(path)
        for front in three.fronts:
            answer = front.ask(path)
            assert (answer.status, answer.headers.get("location")) == (built_in.status, built_in.headers.get("location")), path
    for front in three.fronts:
        assert front.ask("/", "POST", content_length="0").status == three.built_in.ask("/", "POST", content_length="0").status == 405


@pytest.mark.parametrize(
    "target",
    [
        "/index.html",
        "/maerkte/index.html",
        "/index.html.gz",
        "/index.html.meta",
        "/feed.atom.gz",
        "/feed.atom.meta",
        "/.index.sqlite3",
        "/.made-for",
        "//maerkte/",
        "/maerkte//",
        "/%00/",
        "/static/",
        "/static/site",
        "/static/.collected",
        "/static/..%2fdepesche.toml",
        "/static/%2e%2e/keys.json",
        "/media/../keys.json",
        "/media/",
        "/media/images/",
        "/media/documents/x.pdf",
        "/media/images/../../keys.json",
        "/depesche.toml",
        "/keys.json",
        "/" + "a" * 9000,
    ],
)
def test_nothing_else_is_served(three: Doors, target: str) -> None:
    for front in three.fronts:
        assert front.raw(target) in {301, 302, 308, 400, 403, 404, 414}, target


def test_an_unknown_host_leads_nowhere(three: Doors) -> None:
    for front in (three.built_in, *three.fronts):
        answer = Door(front.port, "elsewhere.example").ask("/")
        assert (answer.status, answer.body) == (400, b"This site is not known under this address.\n")


def test_withdrawn_and_moved_pages_are_not_shown_any_more(three: Doors) -> None:
    gone, old, new = "/ratgeber/falschgold-erkennen/", "/ratgeber/gold-und-steuer/", "/ratgeber/gold-und-steuern/"
    for front in three.fronts:
        assert front.ask(gone).status == front.ask(old).status == 200
    three.run(
        "from depesche.newsroom.models import ArticlePage as A\n"
        "A.objects.get(slug='falschgold-erkennen').unpublish()\n"
        "a = A.objects.get(slug='gold-und-steuer'); a.slug = 'gold-und-steuern'; a.save_revision().publish()\n"
    )
    for front in three.fronts:
        assert front.ask(gone).status == 410
        assert (front.ask(old).status, front.ask(old).headers["location"].endswith(new)) == (301, True)
        assert front.ask(new).status == 200


def test_a_change_is_shown_at_once(three: Doors) -> None:
    for front in three.fronts:
        assert b"Edelmetalle hinter nginx" not in front.ask("/politik/").body
    three.run(
        "from wagtail.models import Site\nfrom depesche.brand.models import Publisher\n"
        "Publisher.objects.update_or_create(site=Site.objects.get(is_default_site=True), defaults={'name': 'Edelmetalle hinter nginx'})\n"
    )
    for front in three.fronts:
        answer = front.ask("/politik/")
        assert b"Edelmetalle hinter nginx" in answer.body


def test_the_readers_address_reaches_the_site_and_secret_links_reach_no_log(three: Doors) -> None:
    secrets = [f"geheim{number}aBcDeF" for number in range(4)]
    for front in three.fronts:
        front.ask(f"/newsletter/confirm/{secrets[0]}/")
        front.ask(f"/newsletter/unsubscribe/{secrets[1]}/?x={secrets[3]}", "POST", content_length="0")
        front.ask(f"/desk/login/password/reset/key/{secrets[2]}/")
        front.ask("/newsletter/", x_forwarded_for="203.0.113.9")
    time.sleep(6)  # nginx writes its log every five seconds
    logs = {path: path.read_text(errors="replace") for path in three.logs.rglob("*.log")}
    assert any("/newsletter/confirm/***" in text for path, text in logs.items() if "nginx" in str(path))
    assert any("/newsletter/confirm/***" in text for path, text in logs.items() if "caddy" in str(path))
    for path, text in logs.items():
        assert not any(secret in text for secret in secrets), path
        assert "203.0.113.9" not in text, path


def test_a_configuration_names_what_is_still_to_be_done(tmp_path: Path) -> None:
    home = whole_home(tmp_path)
    site = {"DEPESCHE_SITE_URL": "https://zeitung.example"}

    told = depesche("config", "nginx", "--brotli", "--home", str(home), DEPESCHE_PAGE_STORE="off", **site)

    assert told.returncode == 0
    assert "DEPESCHE_PAGE_STORE is off" in told.stderr
    assert "DEPESCHE_TRUSTED_PROXIES" in told.stderr
    for line in ("listen 443 ssl http2;", "ssl_reject_handshake on;", "return 301 https://$host$request_uri;", "    brotli_static on;", "Strict-"):
        assert line in told.stdout
    assert "https://zeitung.example {" in depesche("config", "caddy", "--home", str(home), **site).stdout
    odd = home.rename(tmp_path / "ein; Haus")
    assert depesche("config", "nginx", "--home", str(odd), **site).returncode == 1
