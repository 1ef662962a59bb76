"""Texts pasted from PDF files and old programs hold control characters. They cost a mail nothing: neither its start nor its way."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from depesche.brand.models import Publisher
from depesche.kernel import clock
from depesche.mailing import composing, sending
from depesche.mailing.models import Campaign, Delivery
from tests.mailing.conftest import NOW, Inbox, Place
from tests.mailing.digesting import Newsroom, days_ago, issues, tick

DUE = days_ago(0)
CONTROLS = ("\x02", "\x0b", "\x1e", "\x7f", "\ufffe")


@pytest.mark.parametrize("control", CONTROLS)
def test_a_digest_with_a_headline_from_a_pdf_goes_out(place: Place, inbox: Inbox, control: str) -> None:
    newsroom = Newsroom(place)
    place.person("anna", place.news)
    newsroom.digest(on=DUE - timedelta(hours=23))
    article = newsroom.publish("Silber", at=DUE - timedelta(hours=5))
    type(article).objects.filter(pk=article.pk).update(title=f"Silber fällt{control}", lead=f"Um ein{control} Prozent.")

    assert tick(DUE + timedelta(seconds=9)) == 1
    sending.run(at=clock.now())

    (campaign,), (mail,) = issues(), inbox.mails()
    assert campaign.state == Campaign.State.DONE
    assert mail["Subject"].endswith(": Silber fällt")
    assert Delivery.objects.get(campaign=campaign).state == Delivery.State.ACCEPTED


def test_a_subject_is_stored_without_them(place: Place) -> None:
    campaign = place.draft("Gold\x7f steigt")
    assert campaign.subject == "Gold steigt"
    campaign.subject = "Gold\x0bam \x7fDienstag"
    composing.edit(campaign, by=place.editor, at=NOW)
    campaign.refresh_from_db()
    assert campaign.subject == "Gold am Dienstag"


def test_a_subject_stored_with_one_before_reaches_its_reader(place: Place, inbox: Inbox) -> None:
    place.person("anna", place.news)
    campaign = place.sending()
    Campaign.objects.filter(pk=campaign.pk).update(subject="Gold am \x7fDienstag")
    sending.run(at=clock.now())

    (mail,) = inbox.mails()
    assert mail["Subject"] == "Gold am Dienstag"


def test_the_sender_s_name_may_hold_one(place: Place, inbox: Inbox) -> None:
    Publisher.objects.update(name="Beispiel\x02 Edelmetalle")
    place.person("anna", place.news)
    place.sending()
    sending.run(at=clock.now())

    (mail,) = inbox.mails()
    assert mail["From"] == "Beispiel Edelmetalle <post@example.org>"


def test_the_page_that_asks_before_breaking_news_shows_its_mail(place: Place, client: Client) -> None:
    client.force_login(place.chief)
    page = client.get(f"/desk/breaking-mail/{place.article.pk}/", {"subject": "Gold\x00 steigt"})

    assert page.status_code == 200
    assert 'value="Gold steigt"' in page.content.decode()
