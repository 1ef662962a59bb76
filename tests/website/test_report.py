"""Readers report an error: per article, per claim, without script or cookie; robots and floods get nowhere."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client

from depesche.brand.models import Publisher
from depesche.kernel import clock, options
from depesche.newsroom.models import ArticlePage, Claim, ReaderReport, SectionPage
from tests.newsroom.claims.conftest import claim as make_claim
from tests.website.conftest import write

NOTE = "Es waren nicht 12.000, sondern 1.200 Soldaten."
LATER = timedelta(seconds=5)


@pytest.fixture
def client() -> Client:
    return Client(headers={"host": "testserver.localhost"}, REMOTE_ADDR="93.184.216.34")


@pytest.fixture
def article(markets: SectionPage, publisher: Publisher) -> ArticlePage:
    return write(markets)


@pytest.fixture
def claim(db: None) -> Claim:
    made = make_claim()
    Claim.objects.update(public_since=clock.now())
    return made


def fields(client: Client, path: str) -> dict[str, str]:
    """Open the form, and return its hidden fields as a browser sends them."""
    answer = client.get(path)
    assert answer.status_code == 200
    assert not answer.cookies
    assert "no-store" in answer["Cache-Control"]
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', answer.content.decode()))


def send(client: Client, path: str = "/report/", *, after: timedelta = LATER, **typed: str) -> int:
    hidden = fields(client, path)
    with pytest.MonkeyPatch.context() as patch:
        then = clock.now() + after
        patch.setattr(clock, "now", lambda: then)
        answer = client.post("/report/", {**hidden, "text": NOTE, **typed})
    assert not answer.cookies
    return answer.status_code


def test_a_note_about_an_article_reaches_the_newsroom(client: Client, article: ArticlePage) -> None:
    assert f'href="/report/?article={article.pk}"' in client.get("/maerkte/gold-steigt/").content.decode()

    assert send(client, f"/report/?article={article.pk}", email="anna@example.org") == 303

    report = ReaderReport.objects.get()
    assert (report.article, report.claim, report.text, report.email, report.state) == (article, None, NOTE, "anna@example.org", "new")


def test_a_note_about_a_claim_reaches_the_newsroom(client: Client, claim: Claim) -> None:
    assert claim.text in client.get(f"/report/?claim={claim.slug}").content.decode()

    assert send(client, f"/report/?claim={claim.slug}") == 303

    report = ReaderReport.objects.get()
    assert (report.article, report.claim, report.email) == (None, claim, "")


def test_a_claim_that_readers_do_not_see_yet_is_not_told(client: Client, db: None) -> None:
    hidden = make_claim("Ein Entwurf, den noch niemand kennt")

    assert hidden.text not in client.get(f"/report/?claim={hidden.slug}").content.decode()


@pytest.mark.parametrize(
    "odd", ["?article=x", "?article=99999999999999999999", "?claim=%00", "?article=&claim=", "?article=1'", "?claim=" + "a" * 3000]
)
def test_an_odd_address_still_shows_the_form(client: Client, db: None, odd: str) -> None:
    assert client.get(f"/report/{odd}").status_code == 200


@pytest.mark.parametrize(
    ("typed", "after"),
    [
        ({"text": "kurz"}, LATER),
        ({"text": "x" * 2001}, LATER),
        ({"email": "keine Adresse"}, LATER),
        ({"stamp": "erfunden"}, LATER),
        ({}, timedelta(0)),
        ({}, timedelta(days=2)),
    ],
)
def test_what_cannot_be_taken_comes_back_with_everything_typed(client: Client, db: None, typed: dict[str, str], after: timedelta) -> None:
    assert send(client, after=after, **typed) == 400
    assert not ReaderReport.objects.exists()


def test_a_robot_that_fills_the_trap_is_thanked_and_forgotten(client: Client, db: None) -> None:
    assert send(client, website="https://spam.example") == 303
    assert not ReaderReport.objects.exists()


def test_the_second_click_is_no_second_note(client: Client, article: ArticlePage) -> None:
    for _click in range(2):
        assert send(client, f"/report/?article={article.pk}") == 303
    assert ReaderReport.objects.count() == 1


def test_too_many_notes_of_one_network_are_refused(client: Client, db: None) -> None:
    with options.using(report_network_hour=2):
        assert [send(client, text=f"{NOTE} {number}") for number in range(3)] == [303, 303, 429]
    assert ReaderReport.objects.count() == 2


def test_a_body_that_cannot_be_read_is_no_crash(client: Client, db: None) -> None:
    answer = client.post("/report/", b"\xff--", content_type="multipart/form-data; boundary=x")
    assert answer.status_code == 400
