"""A person's own page: a fresh link opens it, each right is one button, and nothing of it tells about others (L-35)."""

from __future__ import annotations

import io
import json
import re
import zipfile
from email.message import EmailMessage

import pytest
from django.test import Client

from depesche.audience import intake, preferences, restriction
from depesche.audience.models import Consent, Intake, SignupRequest, Subscriber
from depesche.audience.withdrawal import Route
from depesche.courier import suppression
from depesche.courier.models import Suppression
from depesche.kernel import clock
from depesche.ledger import book
from tests.cast import confirm, mails, token_in
from tests.website.test_newsletter import dump

pytestmark = [pytest.mark.django_db, pytest.mark.rule("L-35")]


@pytest.fixture
def web() -> Client:
    """A browser that keeps nothing, and sends no CSRF token."""
    return Client(enforce_csrf_checks=True)


def page_of(person: Subscriber) -> str:
    preferences.mail_link(person.lookup, at=clock.now())
    return f"/newsletter/preferences/{token_in(mails(person.mailbox, 'preferences')[-1], 'preferences')}/"


def read(mail: EmailMessage) -> str:
    body = mail.get_body(("html",))
    assert body is not None
    return str(body.get_content())


@pytest.mark.rule("L-34")
def test_leaving_shows_the_receipt_and_mails_nothing(web: Client, anna: Subscriber) -> None:
    page = page_of(anna)
    before = len(mails("anna@example.org", "goodbye")) + len(mails("anna@example.org", "welcome"))

    told = web.post(page, {"purpose": "special-offers"}).content.decode()

    withdrawn = book.events(anna.id)[-1]
    assert f"{withdrawn.index}" in told
    assert withdrawn.commitment.hex() in told
    assert len(mails("anna@example.org", "goodbye")) + len(mails("anna@example.org", "welcome")) == before


def test_more_is_asked_for_with_the_text_of_today_and_confirmed_by_mail(web: Client, anna: Subscriber) -> None:
    page = page_of(anna)
    web.post(page, {"purpose": "special-offers"})
    shown = web.get(page).content.decode()
    assert re.findall(r'name="more" value="([\w-]+)"', shown) == ["special-offers"]
    assert "checked" not in shown
    assert preferences.page(anna).more is not None

    answer = web.post(page, {"button": "more", "more": "special-offers", "version": "1"})
    assert answer.status_code == 200
    asked = Intake.objects.get()
    assert (asked.mailbox, asked.details["purposes"]) == ("anna@example.org", ["special-offers"])
    assert web.post(page, {"button": "more", "version": "1"}).status_code == 422
    assert web.post(page, {"button": "more", "more": "special-offers", "version": "7"}).status_code == 422


def test_everything_is_handed_out_to_read_and_for_programs(web: Client, anna: Subscriber) -> None:
    answer = web.post(page_of(anna), {"button": "export"})

    assert answer["Content-Type"] == "application/zip"
    archive = zipfile.ZipFile(io.BytesIO(answer.content))
    told = json.loads(archive.read("data.json"))
    held = told["addresses"][0]["held"]
    assert told["addresses"][0]["address"] == "anna@example.org"
    assert {"audience", "brand.callback_requests", "courier", "mailing.deliveries"} <= set(held)
    assert [entry["what"] for entry in held["audience"]["log"]] == ["requested", "confirmed"]
    assert len(held["audience"]["given"]) == 3
    read = archive.read("data.html").decode()
    assert "Was wir über Sie gespeichert haben" in read
    assert "hat bestätigt" in read or "bestätigt" in read
    assert "Besondere Angebote" in read
    assert "Leistungen. Ich kann" in read
    assert "Datenschutzerklärung." in read
    assert not re.search(r"special-offers|\d{4}-\d\d-\d\dT\d\d:|user agent|message id|>accepted<", read)
    said = book.events(anna.id)[-1]
    assert (said.kind, said.body["channel"]) == ("exported", "preferences")


def test_what_was_held_at_an_earlier_address_is_handed_out_too(web: Client, anna: Subscriber) -> None:
    web.post(page_of(anna), {"button": "move", "email": "anna@example.net"})
    intake.work_off(at=clock.now())
    new = confirm("anna@example.net", at=clock.now())

    told = json.loads(zipfile.ZipFile(io.BytesIO(web.post(page_of(new), {"button": "export"}).content)).read("data.json"))

    assert [one["address"] for one in told["addresses"]] == ["anna@example.net", "anna@example.org"]


def test_restricting_and_lifting_are_a_button_each(web: Client, anna: Subscriber) -> None:
    page = page_of(anna)

    told = web.post(page, {"button": "restrict"}).content.decode()
    assert 'value="lift"' in told
    assert "Ohne die Einschränkung erhalten Sie E-Mails zu" in told
    assert Subscriber.objects.get().is_restricted
    assert 'value="restrict"' in web.post(page, {"button": "lift"}).content.decode()
    assert not Subscriber.objects.get().is_restricted


@pytest.mark.rule("I-6")
def test_erasure_is_one_button_and_works_at_once(web: Client, anna: Subscriber) -> None:
    page = page_of(anna)
    assert "Fingerabdruck" in web.get(page).content.decode()

    told = web.post(page, {"button": "erase"})

    assert told.status_code == 200
    assert "anna@" not in told.content.decode()
    assert not Subscriber.objects.exists()
    assert Suppression.objects.filter(scope="all", reason="objected").count() == 1
    assert {web.get(page).status_code, web.post(page, {"button": "erase"}).status_code} == {404}


@pytest.mark.rule("B-06", "I-9")
def test_a_new_address_gets_the_same_answer_whoever_it_belongs_to(web: Client, anna: Subscriber, clara: Subscriber, ben: Subscriber) -> None:
    at = clock.now()
    suppression.suppress(clara.lookup, scope=Suppression.EVERYTHING, reason=Suppression.Reason.HARD_BOUNCE, at=at)
    page = page_of(anna)

    told = set()
    for mailbox in ("clara@example.org", "ben@example.org", "nobody@example.org"):
        answer = web.post(page, {"button": "move", "email": mailbox})
        told.add((answer.status_code, answer.content))
        intake.work_off(at=at)
        assert mailbox not in web.get(page).content.decode()

    assert len(told) == 1


def test_a_wrong_address_gets_a_sentence_beside_its_field(web: Client, anna: Subscriber) -> None:
    page = page_of(anna)

    for typed in ("", "anna@", "anna@example.org"):
        answer = web.post(page, {"button": "move", "email": typed})
        assert answer.status_code == 422
        assert 'id="new-email-error"' in answer.content.decode()
    assert not Intake.objects.exists()


@pytest.mark.rule("L-41", "B-01", "I-4")
def test_looking_changes_nothing_and_tells_nobody(web: Client, anna: Subscriber) -> None:
    page = page_of(anna)
    restriction.restrict(anna, at=clock.now(), route=Route.DESK)
    before = dump()

    for look in (web.get, web.head, web.options):
        answer = look(f"{page}?button=erase")
        assert answer.status_code in {200, 204}
        assert not answer.cookies
        assert answer["Cache-Control"] == "no-store"
        assert answer["Referrer-Policy"] == "no-referrer"
        assert "noindex" in answer["X-Robots-Tag"]
        assert "default-src 'none'" in answer["Content-Security-Policy"]

    assert dump() == before


def test_the_page_that_confirms_a_new_address_says_so(web: Client, anna: Subscriber) -> None:
    web.post(page_of(anna), {"button": "move", "email": "anna@example.net"})
    intake.work_off(at=clock.now())
    page = f"/newsletter/confirm/{token_in(mails('anna@example.net')[0], 'confirm')}/"

    assert "Neue Adresse bestätigen" in web.get(page).content.decode()
    assert SignupRequest.objects.get(replaces=anna).state == "waiting"
    told = web.post(page).content.decode()
    assert "Ihre neue Adresse ist bestätigt" in told
    assert "eingeschränkt" not in told
    assert Consent.objects.filter(address__mailbox="anna@example.net").count() == 3
    assert [mail["Subject"] for mail in mails("anna@example.net", "welcome")] == ["Ihre neue Adresse ist bestätigt"]


def test_who_takes_a_restriction_along_is_promised_no_newsletter(web: Client, anna: Subscriber) -> None:
    web.post(page_of(anna), {"button": "restrict"})
    web.post(page_of(anna), {"button": "move", "email": "anna@example.net"})
    intake.work_off(at=clock.now())
    asked = mails("anna@example.net")[0]
    assert "Sie wissen nichts davon?" in read(asked)

    told = web.post(f"/newsletter/confirm/{token_in(asked, 'confirm')}/").content.decode()

    assert "Ihre Daten bleiben eingeschränkt" in told
    assert "Ihre Daten bleiben eingeschränkt" in read(mails("anna@example.net", "welcome")[0])


def test_a_link_of_somebody_who_moved_shows_no_other_address(web: Client, anna: Subscriber) -> None:
    page = page_of(anna)
    web.post(page, {"button": "move", "email": "anna@example.net"})
    intake.work_off(at=clock.now())
    confirm("anna@example.net", at=clock.now())

    told = web.get(page).content.decode()

    assert "example.net" not in told
    assert 'name="purpose"' not in told


def test_the_page_speaks_the_language_of_its_owner(web: Client, anna: Subscriber) -> None:
    Subscriber.objects.update(language="en")
    anna.refresh_from_db()
    page = page_of(anna)

    assert "You get mail about" in web.get(page).content.decode()
    assert "This is not an e-mail address." in web.post(page, {"button": "move", "email": "anna"}).content.decode()
    assert "Your data are erased" in web.post(page, {"button": "erase"}).content.decode()
