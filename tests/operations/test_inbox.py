"""The inbox: seen from this machine only, without a script, and never able to act by itself."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from django.test import Client
from django.utils import translation

from depesche.courier import catcher, message
from depesche.courier.message import Letter
from depesche.courier.transport.files import enveloped
from depesche.kernel import options
from depesche.operations.inbox import views

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 2, 8, 30, tzinfo=UTC)
ADDRESSES = ("/inbox/", "/inbox/messages.json", "/inbox/messages/{id}/", "/inbox/messages/{id}.eml", "/inbox/messages/{id}/html")


def keep(
    subject: str = "Bitte bestätigen", html: str = "<html><head><title>x</title></head><body><a href='/x'>Ja</a></body></html>", at: datetime = AT
) -> str:
    letter = Letter(
        sender=message.mailbox("Beispiel", "news@example.org"),
        to="anna@example.org",
        subject=subject,
        html=html,
        text="Hallo https://example.org/a",
        message_id=message.message_id(subject, "example.org"),
        date=at,
    )
    identifier = catcher.new_id(at)
    (catcher.folder() / f"{identifier}.eml").write_bytes(enveloped("b+x@example.org", "anna@example.org", message.as_bytes(letter)))
    return identifier


@pytest.fixture(autouse=True)
def inbox() -> Iterator[None]:
    catcher.folder().mkdir(parents=True, exist_ok=True)
    with options.using(smtp_url="catcher://"):
        yield
    shutil.rmtree(catcher.folder())


@pytest.fixture
def here() -> Client:
    return Client(headers={"host": "127.0.0.1:8000"})


def test_the_list_shows_the_newest_first(here: Client) -> None:
    keep("Erste", at=AT)
    keep("Zweite", at=AT.replace(hour=9))

    page = here.get("/inbox/").content.decode()
    listed = here.get("/inbox/messages.json").json()

    assert page.index("Zweite") < page.index("Erste")
    assert [mail["subject"] for mail in listed] == ["Zweite", "Erste"]
    assert listed[1] == {
        "id": listed[1]["id"],
        "from": "Beispiel <news@example.org>",
        "to": "anna@example.org",
        "subject": "Erste",
        "date": "2026-03-02T08:30:00.000Z",
    }


def test_a_mail_in_all_its_views(here: Client) -> None:
    identifier = keep()
    for view, expected in (
        ("html", f'src="/inbox/messages/{identifier}/html"'),
        ("text", 'href="https://example.org/a"'),
        ("headers", "X-Envelope-From"),
        ("source", "Content-Transfer-Encoding: quoted-printable"),
    ):
        assert expected in here.get(f"/inbox/messages/{identifier}/", {"view": view}).content.decode()
    downloaded = here.get(f"/inbox/messages/{identifier}.eml")
    assert downloaded["Content-Type"] == "message/rfc822"
    assert downloaded.content == (catcher.folder() / f"{identifier}.eml").read_bytes()


def test_the_frame_can_run_nothing_and_links_open_in_the_whole_window(here: Client) -> None:
    identifier = keep()
    page = here.get(f"/inbox/messages/{identifier}/").content.decode()
    frame = here.get(f"/inbox/messages/{identifier}/html")

    assert 'sandbox="allow-popups allow-popups-to-escape-sandbox allow-top-navigation-by-user-activation"' in page
    assert "<script" not in page
    assert frame.content.decode().startswith('<html><head><base target="_top">')
    policy = frame["Content-Security-Policy"]
    assert policy.startswith("sandbox allow-popups")
    assert "default-src 'none'" in policy
    assert "allow-scripts" not in policy
    assert "allow-same-origin" not in policy


@pytest.mark.once
def test_the_base_is_put_where_it_does_not_change_the_page() -> None:
    base = '<base target="_top">'
    assert views.with_base("<!DOCTYPE html>\n<p>x") == f"<!DOCTYPE html>{base}\n<p>x"
    assert views.with_base("<!doctype html><html><HEAD lang='de'>x") == f"<!doctype html><html><HEAD lang='de'>{base}x"
    assert views.with_base("<p>x") == f"{base}<p>x"


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("name", ["X-Forwarded-For", "X-Forwarded-Proto", "X-Forwarded-Host", "Forwarded", "Via", "X-Real-IP"])
def test_a_forwarded_request_finds_nothing(here: Client, address: str, name: str) -> None:
    assert here.get(address.format(id=keep()), headers={name: "127.0.0.1"}).status_code == 404


@pytest.mark.parametrize("address", ADDRESSES)
def test_only_this_machine_sees_it(here: Client, address: str) -> None:
    path = address.format(id=keep())
    assert here.get(path).status_code == 200
    assert here.get(path, REMOTE_ADDR="::1").status_code == 200
    assert here.get(path, REMOTE_ADDR="::ffff:127.0.0.1").status_code == 200
    for peer in ("192.0.2.1", "10.0.0.1", "::ffff:10.0.0.1", "", "unix:"):
        assert here.get(path, REMOTE_ADDR=peer).status_code == 404
    assert here.get(path, headers={"host": "news.example"}).status_code in {400, 404}
    assert here.get(path, headers={"host": "127.0.0.1.news.example"}).status_code in {400, 404}
    assert here.post(path).status_code in {403, 405}


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_public_site_address_is_not_this_machine(here: Client, address: str, settings: object) -> None:
    settings.ALLOWED_HOSTS = ["news.example"]  # type: ignore[attr-defined]
    assert here.get(address.format(id=keep()), headers={"host": "news.example"}).status_code == 404


@pytest.mark.parametrize("url", ["", "smtp://127.0.0.1:25", "file:///tmp/mails"])
@pytest.mark.parametrize("address", ADDRESSES)
def test_without_the_catcher_there_is_no_inbox(here: Client, address: str, url: str) -> None:
    path = address.format(id=keep())
    with options.using(smtp_url=url):
        assert here.get(path).status_code == 404


@pytest.mark.parametrize("identifier", ["..", "%2e%2e%2fkeys", "20260302T080000000000-abcdef01", "x"])
def test_there_is_nothing_but_mails(here: Client, identifier: str) -> None:
    for address in ADDRESSES[2:]:
        assert here.get(address.format(id=identifier)).status_code == 404


def test_every_answer_is_strict_and_sets_no_cookie(here: Client) -> None:
    identifier = keep()
    for address in ADDRESSES:
        answer = here.get(address.format(id=identifier))
        assert "default-src 'none'" in answer["Content-Security-Policy"]
        assert "script-src" not in answer["Content-Security-Policy"]
        assert answer["Cache-Control"] == "no-store"
        assert not answer.cookies


def test_an_address_in_a_mail_cannot_become_markup(here: Client) -> None:
    identifier = keep("<script>alert(1)</script>")
    for path in ("/inbox/", f"/inbox/messages/{identifier}/"):
        assert b"<script>" not in here.get(path).content


def test_long_lists_have_pages(here: Client) -> None:
    for minute in range(55):
        keep(f"Mail {minute}", at=AT.replace(minute=minute))

    first, second = here.get("/inbox/").content.decode(), here.get("/inbox/?page=2").content.decode()

    assert "Mail 54" in first
    assert "Mail 4<" not in first
    assert "Mail 4<" in second
    assert here.get("/inbox/?page=3").status_code == 404
    assert here.get("/inbox/?page=x").status_code == 404


def test_it_speaks_german_and_english(here: Client) -> None:
    with translation.override("de"):
        assert "Noch keine E-Mail." in here.get("/inbox/").content.decode()
    with translation.override("en"):
        assert "No mail yet." in here.get("/inbox/").content.decode()
