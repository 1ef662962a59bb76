"""One person's story at the desk, and the report of who read proofs."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from depesche.audience import proof, readings, timeline, withdrawal
from depesche.audience.models import Consent, FormVersion, Subscriber
from depesche.audience.timeline import Moment
from depesche.audience.withdrawal import Route
from depesche.brand.people import Role
from depesche.ledger import book
from tests.audience.exports import row, table, take_in, write
from tests.audience.test_desk import login, person
from tests.cast import MONDAY_8AM
from tests.mailing.conftest import make_place

pytestmark = pytest.mark.django_db


@pytest.fixture
def web() -> Client:
    return Client()


def said(subscriber: Subscriber) -> list[str]:
    return [moment.what for moment in timeline.of(subscriber)]


def test_anna_s_story_is_told_in_sentences_newest_first(anna: Subscriber) -> None:
    withdrawal.withdraw(anna, purposes=["product-news"], at=MONDAY_8AM, route=Route.ONE_CLICK)
    proof.read(anna, at=MONDAY_8AM + timedelta(hours=1), reader="nina@example.org")

    story = timeline.of(anna)

    title = Consent._meta.get_field("purpose").related_model.objects.get(key="product-news").title
    assert story[0].what == "nina@example.org hat den Nachweis gelesen."
    assert story[1].what == f"Abgemeldet: {title} (mit einem Klick im Mailprogramm)."
    assert story[-1].what.startswith("Angemeldet für ")
    assert story[-1].form == "newsletter v1"
    assert [moment.at for moment in story] == sorted((moment.at for moment in story), reverse=True)
    assert len([moment for moment in story if moment.index is not None]) == len(book.events(anna.id))
    assert timeline.wordings(story) == [FormVersion.objects.get()]


def test_mails_and_campaigns_are_part_of_it(db: None) -> None:
    from depesche.mailing.models import Campaign, Delivery

    place = make_place()
    anna = place.person("anna", place.news)
    campaign = Campaign.objects.create(purpose=place.news, subject="Montag", slug="montag", created_at=MONDAY_8AM, last_edited_at=MONDAY_8AM)
    Delivery.objects.create(campaign=campaign, address=anna, grant=Consent.objects.get(address=anna).grant, state=Delivery.State.QUEUED)

    assert "Newsletter „Montag“: wartet." in said(anna)


def test_an_import_tells_where_a_person_came_from(signup_form: FormVersion, tmp_path: Path) -> None:
    take_in(write(tmp_path, "old.csv", table(row("fritz@example.org"), row("greta@example.org", evidence=",,,"))))

    assert "Altes System, Export vom 1. März" in said(Subscriber.objects.get(mailbox="fritz@example.org"))[0]
    assert said(Subscriber.objects.get(mailbox="greta@example.org"))[0].endswith("nicht anschreibbar.")


def test_another_part_may_tell_more(anna: Subscriber, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timeline, "_sources", [lambda subscriber: [Moment(at=MONDAY_8AM, what=f"Called {subscriber}.")]])

    assert "Called anna@example.org." in said(anna)


def test_a_kind_that_nobody_gave_a_sentence_is_told_all_the_same(anna: Subscriber) -> None:
    book.append(book.Fact("something_new", {"purposes": ["product-news"]}, anna.id), at=MONDAY_8AM + timedelta(days=9))

    assert said(anna)[0].startswith("something_new: ")


def test_the_page_shows_story_and_wording(web: Client, anna: Subscriber) -> None:
    login(web, Role.AUDIENCE_OFFICER)

    page = web.get(person("person", anna)).content.decode()

    assert 'href="#newsletter-v1"' in page
    assert 'id="newsletter-v1"' in page
    assert FormVersion.objects.get().text.wording in page


@pytest.mark.rule("L-44")
def test_every_reading_of_a_proof_stands_in_the_report(web: Client, anna: Subscriber, clara: Subscriber) -> None:
    login(web, Role.PROOF_READER)
    web.post(person("proof", anna))
    report = reverse("proof-readings:index")

    page = web.get(report).content.decode()
    assert "proof-reader@example.org" in page
    assert str(anna.pk) in page
    assert "anna@example.org" not in page

    login(web, Role.AUDIENCE_OFFICER)
    assert "anna@example.org" in web.get(report).content.decode()
    login(web, Role.EDITOR)
    assert web.get(report).status_code in {302, 403}


def test_the_report_has_pages(anna: Subscriber, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readings, "PAGE_SIZE", 2)
    for hour in range(3):
        proof.read(anna, at=MONDAY_8AM + timedelta(hours=hour), reader=f"reader {hour}")

    first = readings.page(before=None, with_addresses=True)
    second = readings.page(before=first.next, with_addresses=True)

    assert [line.reader for line in (*first.lines, *second.lines)] == ["reader 2", "reader 1", "reader 0"]
    assert second.next is None
