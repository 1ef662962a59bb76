from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.db.models import ProtectedError
from django.test import Client

from depesche.audience.models import Consent, ConsentText, FormVersion
from depesche.brand.models import Offer, User
from depesche.courier.models import OutboxMessage
from depesche.kernel.refusal import Refusal
from depesche.mailing import preflight, rendering, sending
from depesche.mailing.models import Campaign, CampaignOffer, Delivery
from tests.mailing.conftest import NOW, Inbox, Place


def at_desk(user: User) -> Client:
    client = Client(headers={"host": "testserver.localhost"})
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def form(place: Place, **changes: Any) -> dict[str, Any]:
    return {
        "purpose": place.news.pk,
        "subject": "Vom Schreibtisch",
        "preheader": "",
        "intro": "null",
        "teasers-TOTAL_FORMS": 1,
        "teasers-INITIAL_FORMS": 0,
        "teasers-MIN_NUM_FORMS": 0,
        "teasers-MAX_NUM_FORMS": 1000,
        "teasers-0-article": place.article.pk,
        "teasers-0-ORDER": 1,
        "offers-TOTAL_FORMS": 0,
        "offers-INITIAL_FORMS": 0,
        "offers-MIN_NUM_FORMS": 0,
        "offers-MAX_NUM_FORMS": 3,
        **changes,
    }


def test_from_the_form_to_the_inbox(place: Place, inbox: Inbox) -> None:
    place.person("anna", place.news)
    editor, chief = at_desk(place.editor), at_desk(place.chief)

    assert editor.post("/desk/campaigns/new/", form(place)).status_code == 302
    campaign = Campaign.objects.get()
    assert campaign.author == place.editor
    here = f"/desk/campaigns/{campaign.pk}/"
    assert [teaser.article for teaser in campaign.teasers.all()] == [place.article]
    assert "Vom Schreibtisch" in editor.get("/desk/campaigns/").content.decode()
    page = editor.get(here).content.decode()
    assert f"{here}submit/" in page
    editor.post(f"{here}submit/")
    assert "Vom Schreibtisch" in chief.get("/desk/").content.decode()
    page = chief.get(here)
    assert f"{here}approve/" in page.content.decode()
    chief.post(f"{here}approve/", {"digest": page.context["digest"]})
    assert f"{here}confirm/" in chief.get(here).content.decode()
    assert chief.get(f"{here}confirm/").context["number"] == 1
    chief.post(f"{here}send/")
    chief.post(f"{here}send/")
    assert 'http-equiv="refresh"' in chief.get(here).content.decode()
    sending.run(at=NOW)

    assert inbox.recipients() == ["anna@example.org"]
    assert Delivery.objects.count() == 1
    assert 'http-equiv="refresh"' not in chief.get(here).content.decode()


def test_an_edit_at_the_desk_voids_the_approval(place: Place) -> None:
    campaign = place.approved()
    teaser = campaign.teasers.get()
    changed = form(place, **{"subject": "Neu", "teasers-INITIAL_FORMS": 1, "teasers-0-id": teaser.pk})

    assert at_desk(place.editor).post(f"/desk/campaigns/edit/{campaign.pk}/", changed).status_code == 302

    campaign.refresh_from_db()
    assert (campaign.subject, campaign.state, campaign.approved_by) == ("Neu", "draft", None)


def test_a_sent_campaign_has_no_form(place: Place) -> None:
    place.person("anna", place.news)
    campaign = place.sending()
    editor = at_desk(place.editor)

    assert editor.get(f"/desk/campaigns/edit/{campaign.pk}/")["Location"] == f"/desk/campaigns/{campaign.pk}/"
    editor.post(f"/desk/campaigns/edit/{campaign.pk}/", form(place))
    assert Campaign.objects.get().subject == campaign.subject


def test_an_article_chosen_twice_gets_a_sentence(place: Place) -> None:
    twice = form(place, **{"teasers-TOTAL_FORMS": 2, "teasers-1-article": place.article.pk, "teasers-1-ORDER": 2})

    answer = at_desk(place.editor).post("/desk/campaigns/new/", twice)

    assert answer.status_code == 200
    assert "Ein Artikel ist doppelt ausgewählt" in answer.content.decode()
    assert not Campaign.objects.exists()


def test_a_test_mail_goes_to_oneself_and_says_so(place: Place) -> None:
    campaign = place.draft()
    at_desk(place.editor).post(f"/desk/campaigns/{campaign.pk}/test/")

    mail = OutboxMessage.objects.get(kind="test")
    assert mail.recipient == "editor@example.org"
    assert b"[Test]" in bytes(mail.content)
    assert b"[[" not in bytes(mail.content)


@pytest.mark.parametrize("deed", ["approve", "send", "pause", "resume", "cancel"])
def test_an_editor_cannot_do_a_chiefs_deeds(place: Place, deed: str) -> None:
    campaign = place.approved()
    answer = at_desk(place.editor).post(f"/desk/campaigns/{campaign.pk}/{deed}/", {"digest": campaign.approved_digest})

    assert answer.status_code in {302, 403}
    assert Campaign.objects.get().state == "approved"


@pytest.mark.parametrize("path", ["", "new/", "edit/{pk}/", "{pk}/", "{pk}/confirm/", "{pk}/confirm-cancel/", "{pk}/mail/html/", "{pk}/mail/text/"])
def test_who_has_no_role_sees_nothing(place: Place, path: str) -> None:
    campaign = place.draft()
    stranger = User.objects.create_user("stranger@example.org", "a long password 1")

    answer = at_desk(stranger).get(f"/desk/campaigns/{path.format(pk=campaign.pk)}")

    assert answer.status_code in {302, 403}
    assert Client(headers={"host": "testserver.localhost"}).get(f"/desk/campaigns/{path.format(pk=campaign.pk)}").status_code == 302


def test_deeds_are_posts(place: Place) -> None:
    campaign = place.draft()
    chief = at_desk(place.chief)

    for deed in ("test", "submit", "take-back", "approve", "send", "pause", "resume", "cancel"):
        assert chief.get(f"/desk/campaigns/{campaign.pk}/{deed}/").status_code == 405


def test_a_campaign_is_cancelled_after_a_second_question_with_its_numbers(place: Place) -> None:
    campaign = place.sending()
    chief = at_desk(place.chief)
    waiting = Delivery.objects.filter(campaign=campaign).count()

    assert f"/desk/campaigns/{campaign.pk}/confirm-cancel/" in chief.get(f"/desk/campaigns/{campaign.pk}/").content.decode()
    asked = chief.get(f"/desk/campaigns/{campaign.pk}/confirm-cancel/")

    assert (asked.context["counts"].open, asked.context["counts"].counts["accepted"]) == (waiting, 0)
    assert "bekommen sie dann nicht" in asked.content.decode() or "bekommt sie dann nicht" in asked.content.decode()
    assert Campaign.objects.get().state == "sending"
    chief.post(f"/desk/campaigns/{campaign.pk}/cancel/")
    assert Campaign.objects.get().state == "cancelled"
    assert chief.get(f"/desk/campaigns/{campaign.pk}/confirm-cancel/").headers["location"] == f"/desk/campaigns/{campaign.pk}/"


def test_a_mail_that_is_only_an_introduction_is_told_so(place: Place) -> None:
    campaign = place.draft()
    campaign.teasers.all().delete()

    def said(intro: str) -> list[tuple[bool, str]]:
        Campaign.objects.filter(pk=campaign.pk).update(intro=intro)
        found = at_desk(place.editor).get(f"/desk/campaigns/{campaign.pk}/").context["findings"]
        return [(finding.blocks, finding.help) for finding in found if finding.code == "no-article"]

    assert said("") == [(True, "Wählen Sie mindestens einen, oder schreiben Sie eine Einleitung.")]
    assert said("<p>Guten Tag.</p>") == [(False, "Die E-Mail besteht dann nur aus ihrer Einleitung.")]


def test_a_refusal_is_a_sentence_on_the_page(place: Place) -> None:
    campaign = place.draft()
    answer = at_desk(place.chief).post(
        f"/desk/campaigns/{campaign.pk}/send/", follow=True, headers={"referer": f"http://testserver.localhost/desk/campaigns/{campaign.pk}/"}
    )

    assert answer.status_code == 200
    assert campaign.subject in answer.content.decode()
    assert [str(message) for message in answer.context["messages"]]


def test_what_stands_against_sending_is_shown_without_a_preview(place: Place) -> None:
    from depesche.brand.models import Publisher

    Publisher.objects.update(email="", newsletter_sender="", postal_address="")
    campaign = place.draft()

    page = at_desk(place.editor).get(f"/desk/campaigns/{campaign.pk}/")

    assert {finding.code for finding in page.context["findings"]} >= {"no-sender", "no-postal-address"}
    assert "<iframe" not in page.content.decode()


@pytest.mark.parametrize("view", ["desktop", "phone", "text"])
def test_the_preview_is_sandboxed_and_nobodys(place: Place, view: str) -> None:
    campaign = place.draft()
    editor = at_desk(place.editor)

    assert "sandbox" in editor.get(f"/desk/campaigns/{campaign.pk}/?view={view}").content.decode()
    shown = editor.get(f"/desk/campaigns/{campaign.pk}/mail/{'text' if view == 'text' else 'html'}/").content.decode()
    assert rendering.UNSUBSCRIBE not in shown
    assert "Gold steigt" in shown


def test_an_article_can_be_seen_as_mail(place: Place) -> None:
    from depesche.press import pages

    assert "mail" in dict(pages.modes("newsroom.articlepage"))
    answer = pages.answer(place.article, None, "mail")  # type: ignore[arg-type]
    assert "Gold steigt" in answer.content.decode()


def offer(**further: Any) -> Offer:
    return Offer.objects.create(**{"name": "Goldbarren", "text": "100 g", "price": Decimal("8123.50"), "link": "/shop/barren/", **further})


@pytest.mark.rule("L-42")
def test_an_offer_stands_in_the_mail_labelled_as_advertising(place: Place) -> None:
    shown = offer(price_note="zzgl. Versand")
    data = form(place, **{"offers-TOTAL_FORMS": 1, "offers-0-offer": shown.pk, "offers-0-ORDER": 1})

    assert at_desk(place.editor).post("/desk/campaigns/new/", data).status_code == 302

    content = rendering.content(Campaign.objects.get())
    for said in ("Anzeige", "Goldbarren", "8.123,50", "zzgl. Versand", "http://testserver.localhost/shop/barren/"):
        assert said in content.html, said
        assert said in content.text, said
    assert [finding.code for finding in preflight.findings(Campaign.objects.get()) if finding.code == "advertising"] == ["advertising"]


@pytest.mark.rule("L-07")
def test_no_offer_goes_to_those_whose_text_did_not_speak_of_advertising(place: Place) -> None:
    anna = place.person("anna", place.news)
    campaign = place.draft()
    CampaignOffer.objects.create(campaign=campaign, offer=offer())

    with pytest.raises(Refusal) as refused:
        preflight.check(campaign)
    assert refused.value.code == "advertising-not-agreed"
    assert "t v1 (de)" in str(refused.value)

    Consent.objects.filter(address=anna).delete()
    preflight.check(campaign)


@pytest.mark.rule("L-07")
@pytest.mark.parametrize("says", ["und Werbung für eigene Produkte", "unsere Angebote", "advertising for our own products"])
def test_a_text_that_speaks_of_advertising_lets_an_offer_pass(place: Place, says: str) -> None:
    text = ConsentText.objects.create(
        name="w",
        number=1,
        language="de",
        wording=f"<p>Ja, {says}</p>",
        purposes=[],
        controller="B",
        privacy_notice="/",
        sha256="1" * 64,
        published_at=NOW,
    )
    form = FormVersion.objects.create(slug="werbung", number=1, text=text, button_label="Abschicken", language="de", published_at=NOW)
    replace(place, form=form).person("anna", place.news)
    campaign = place.draft()
    CampaignOffer.objects.create(campaign=campaign, offer=offer())

    preflight.check(campaign)


def test_a_mail_says_how_many_are_left_and_until_when_an_offer_holds(place: Place) -> None:
    campaign = place.draft()
    CampaignOffer.objects.create(campaign=campaign, offer=offer(availability="LimitedAvailability", valid_until=datetime(2099, 7, 1, 10, tzinfo=UTC)))

    content = rendering.content(campaign)

    for said in (content.html, content.text):
        assert "nur noch wenige da · gültig bis 01.07.2099, 12:00 Uhr" in " ".join(said.split())


def test_an_offer_twice_is_refused_and_nothing_is_lost(place: Place) -> None:
    shown = offer()
    rows = {"offers-TOTAL_FORMS": 2, "offers-0-offer": shown.pk, "offers-0-ORDER": 1, "offers-1-offer": shown.pk, "offers-1-ORDER": 2}

    answer = at_desk(place.editor).post("/desk/campaigns/new/", form(place, **rows))

    assert answer.status_code == 200
    assert "Ein Angebot ist doppelt ausgewählt" in answer.content.decode()
    assert "Vom Schreibtisch" in answer.content.decode()


def test_a_campaign_whose_offer_is_over_is_not_sent_and_an_offer_in_use_is_not_deleted(place: Place) -> None:
    over = offer(valid_until=NOW)
    campaign = place.draft()
    CampaignOffer.objects.create(campaign=campaign, offer=over)

    with pytest.raises(Refusal) as refused:
        preflight.check(campaign)
    with pytest.raises(ProtectedError):
        over.delete()

    assert refused.value.code == "offer-over"


def test_an_article_that_a_campaign_shows_is_not_deleted_and_the_campaign_is_named(place: Place) -> None:
    campaign = place.draft("Wochenrückblick")

    answer = at_desk(place.chief).post(f"/desk/pages/{place.article.pk}/delete/", follow=True)

    said = answer.content.decode()
    assert "Kampagne „Wochenrückblick“" in said
    assert f"„{campaign.pk}: {place.article.pk}“" not in said
    assert type(place.article).objects.filter(pk=place.article.pk).exists()
