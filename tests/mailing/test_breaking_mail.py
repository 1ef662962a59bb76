"""Breaking news by mail: asked for when publishing, confirmed a second time on a page of its own, once for each article."""

from __future__ import annotations

import re
import threading
from concurrent.futures import ThreadPoolExecutor, wait

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from wagtail.models import PageLogEntry

from depesche.audience.models import Purpose
from depesche.brand.models import LegalText
from depesche.kernel import clock, options
from depesche.kernel.refusal import Refusal
from depesche.mailing import breaking, breaking_box, sending, starting, stopping
from depesche.mailing.breaking import Wanted
from depesche.mailing.models import Campaign, CampaignClaim, Delivery
from depesche.newsroom.models import ArticlePage
from tests.mailing.conftest import NOW, Inbox, Place, carried
from tests.newsroom.test_routes import form as article_form

State = Campaign.State
AT_ONCE = 4


def wanted(place: Place, subject: str = "Eilmeldung: Gold steigt", purpose: Purpose | None = None) -> Wanted:
    chosen = purpose or place.news
    return Wanted(chosen, subject, breaking.seen(place.article, chosen, at=NOW))


def page(place: Place) -> str:
    return reverse("breaking-mail", args=[place.article.pk])


def sent_form(client: Client, place: Place, **more: object) -> dict[str, object]:
    """What the page's form sends."""
    found = re.search(r'name="seen" value="([0-9a-f]{64})"', client.get(page(place)).content.decode())
    assert found
    return {"purpose": place.news.pk, "subject": "Gold: Eilmeldung", "seen": found[1], **more}


def test_the_chief_confirms_and_it_goes_at_once_to_who_agreed(place: Place, client: Client, inbox: Inbox) -> None:
    place.person("anna", place.news)
    place.person("dora", place.offers)
    client.force_login(place.chief)
    told = client.get(page(place)).content.decode()
    assert "<strong>1</strong> Person bekommt diese Mail" in " ".join(told.split())
    assert Campaign.objects.count() == 0

    answer = client.post(page(place), sent_form(client, place), follow=True)

    campaign = Campaign.objects.get()
    assert answer.redirect_chain[-1][0] == reverse("campaigns:show", args=[campaign.pk])
    assert (campaign.kind, campaign.breaking_of, campaign.state) == (Campaign.Kind.BREAKING, place.article, State.SENDING)
    assert (campaign.approved_by, campaign.approved_route) == (place.chief, Campaign.Route.BREAKING)
    assert PageLogEntry.objects.filter(page=place.article.pk, action=breaking.SENT, user=place.chief).count() == 1
    sending.run(at=clock.now())
    (mail,) = inbox.mails()
    assert (mail["To"], mail["Subject"]) == ("anna@example.org", "Gold: Eilmeldung")
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_a_second_press_and_the_back_button_send_nothing_more(place: Place, client: Client) -> None:
    place.person("anna", place.news)
    client.force_login(place.chief)
    form = sent_form(client, place)
    client.post(page(place), form)

    again = client.post(page(place), form, follow=True)
    back = client.get(page(place), follow=True)

    assert Campaign.objects.count() == Delivery.objects.count() == 1
    for answer in (again, back):
        assert answer.redirect_chain[-1][0] == reverse("campaigns:show", args=[Campaign.objects.get().pk])
        assert "ist schon als Eilmeldung hinausgegangen" in answer.content.decode()


def test_pressed_by_many_at_the_same_moment_one_goes(committed_place: Place) -> None:
    place, start = committed_place, threading.Barrier(AT_ONCE)
    asked = wanted(place)

    def press(_who: int) -> str:
        try:
            start.wait(10)
            breaking.send(place.article, asked, by=place.chief, at=NOW)
        except Refusal as refusal:
            return refusal.code
        finally:
            connection.close()
        return "sent"

    with ThreadPoolExecutor(AT_ONCE) as chiefs:
        said = sorted(chiefs.map(press, range(AT_ONCE), timeout=60))

    assert said == ["breaking-mail-exists"] * (AT_ONCE - 1) + ["sent"]
    assert Campaign.objects.count() == 1


def test_even_a_cancelled_one_stays_the_only_one(place: Place) -> None:
    campaign = breaking.send(place.article, wanted(place), by=place.chief, at=NOW)
    stopping.cancel(campaign, at=NOW)

    with pytest.raises(Refusal) as refused:
        breaking.send(place.article, wanted(place), by=place.chief, at=NOW)

    assert refused.value.code == "breaking-mail-exists"


def test_what_changed_while_somebody_was_reading_is_shown_again(place: Place, client: Client) -> None:
    client.force_login(place.chief)
    form = sent_form(client, place)
    place.article.lead = "Der Kurs bricht ein."
    place.article.save()

    answer = client.post(page(place), form, follow=True)

    assert Campaign.objects.count() == 0
    assert "geändert" in answer.content.decode()
    assert 'value="Gold: Eilmeldung"' in answer.content.decode()


def test_another_purpose_chosen_but_not_looked_at_sends_to_nobody(place: Place, client: Client) -> None:
    place.person("anna", place.news)
    place.person("dora", place.offers)
    client.force_login(place.chief)
    shown = client.get(page(place), {"purpose": place.news.pk}).content.decode()
    (form,) = re.findall(r'<form method="post" class="breaking__send">.*?</form>', shown, re.DOTALL)
    assert 'name="purpose"' in form, "what the list shows is what the button sends"
    seen = re.search(r'name="seen" value="(\w+)"', form)[1]  # type: ignore[index]

    answer = client.post(page(place), {"purpose": place.offers.pk, "seen": seen, "subject": "Gold: Eilmeldung"}, follow=True)

    assert Campaign.objects.count() == 0
    assert "geändert" in answer.content.decode()
    assert f'value="{place.offers.pk}" selected' in answer.content.decode()


def test_counting_anew_keeps_the_subject_and_sends_nothing(place: Place, client: Client) -> None:
    client.force_login(place.chief)
    form = sent_form(client, place, subject="Gold: Eilmeldung")

    answer = client.post(page(place), {**form, "purpose": place.offers.pk, "count": "1"}, follow=True).content.decode()

    assert Campaign.objects.count() == 0
    assert 'value="Gold: Eilmeldung"' in answer
    assert f'value="{place.offers.pk}" selected' in answer


def test_one_whose_article_was_withdrawn_meanwhile_is_refused(place: Place, client: Client) -> None:
    client.force_login(place.chief)
    form = sent_form(client, place)
    place.article.unpublish()

    answer = client.post(page(place), form, follow=True)

    assert Campaign.objects.count() == 0
    assert "ist nicht veröffentlicht" in answer.content.decode()


def test_withdrawing_the_article_stops_what_is_being_sent(place: Place) -> None:
    place.person("anna", place.news)
    campaign = breaking.send(place.article, wanted(place), by=place.chief, at=NOW)
    ArticlePage.objects.get(pk=place.article.pk).unpublish()

    campaign = Campaign.objects.get()
    assert campaign.state == State.PAUSED
    assert "zurückgezogen" in campaign.pause_reason
    with pytest.raises(Refusal) as refused:
        stopping.resume(campaign)
    assert refused.value.code == "article-not-live"

    ArticlePage.objects.get(pk=place.article.pk).get_latest_revision_as_object().save_revision().publish()
    stopping.resume(Campaign.objects.get())
    assert Campaign.objects.get().state == State.SENDING


def test_withdrawing_the_article_while_it_starts_stops_it_as_well(committed_place: Place) -> None:
    place = committed_place
    place.person("anna", place.news)
    campaign = breaking._made(place.article, wanted(place), by=place.chief, at=NOW)

    def start() -> str:
        try:
            starting.start(campaign, at=NOW)
        except Refusal as refusal:
            return refusal.code
        finally:
            connection.close()
        return "started"

    with ThreadPoolExecutor(1) as worker:
        with transaction.atomic():
            ArticlePage.objects.get(pk=place.article.pk).unpublish()
            said = worker.submit(start)
            wait([said], timeout=1)  # it does not end before what we do here is committed

        assert said.result(60) == "article-not-live"
    assert Campaign.objects.get().state == State.APPROVED


def test_the_preflight_holds_for_it_too_and_nothing_is_left_behind(place: Place) -> None:
    asked = wanted(place)
    LegalText.objects.filter(slug="imprint").update(slug="anders")

    with pytest.raises(Refusal) as refused:
        breaking.send(place.article, asked, by=place.chief, at=NOW)

    assert refused.value.code in {"no-imprint", "content-changed"}
    assert Campaign.objects.count() == 0


def test_who_only_writes_neither_sees_nor_sends_it(place: Place, client: Client) -> None:
    client.force_login(place.editor)
    edit = reverse("wagtailadmin_pages:edit", args=[place.article.pk])
    assert breaking_box.NAME not in client.get(edit).content.decode()
    assert "Eilmeldung per Mail" not in client.get(edit).content.decode()
    assert client.get(page(place)).status_code in {302, 403}
    assert client.post(page(place), {"purpose": place.news.pk, "subject": "x", "seen": ""}).status_code in {302, 403}
    with pytest.raises(Refusal) as refused:
        breaking.send(place.article, wanted(place), by=place.editor, at=NOW)
    assert refused.value.code == "may-not-send"
    assert Campaign.objects.count() == 0


def test_the_box_stands_in_the_form_until_it_was_sent(place: Place, client: Client) -> None:
    client.force_login(place.chief)
    edit = reverse("wagtailadmin_pages:edit", args=[place.article.pk])
    assert f'name="{breaking_box.NAME}"' in client.get(edit).content.decode()

    breaking.send(place.article, wanted(place), by=place.chief, at=NOW)

    assert f'name="{breaking_box.NAME}"' not in client.get(edit).content.decode()


def test_ticked_with_a_draft_or_a_time_to_come_it_leads_nowhere(place: Place, client: Client) -> None:
    client.force_login(place.chief)
    section = place.article.get_parent()
    add = reverse("wagtailadmin_pages:add", args=["newsroom", "articlepage", section.pk])
    ticked = {breaking_box.NAME: "on"}

    published = client.post(add, article_form("Zinsen fallen", **ticked, **{"action-publish": "1"}))
    article = ArticlePage.objects.get(title="Zinsen fallen")
    assert (published.status_code, published["Location"]) == (302, reverse("breaking-mail", args=[article.pk]))
    drafted = client.post(add, article_form("Nur ein Entwurf", slug="", **ticked))
    assert "breaking-mail" not in drafted["Location"]
    later = {"go_live_at": "2099-01-01 08:00", "action-publish": "1"}
    scheduled = client.post(add, article_form("Erst später", slug="", **ticked, **later), follow=True)
    assert "noch nicht veröffentlicht, deshalb geht keine Eilmeldung hinaus" in scheduled.content.decode()

    assert Campaign.objects.count() == 0


def test_ticked_by_who_may_not_send_it_means_nothing(place: Place, client: Client) -> None:
    client.force_login(place.editor)
    add = reverse("wagtailadmin_pages:add", args=["newsroom", "articlepage", place.article.get_parent().pk])

    answer = client.post(add, article_form("Zinsen fallen", **{breaking_box.NAME: "on", "action-publish": "1"}))

    assert "breaking-mail" not in answer.get("Location", "")


def test_with_two_people_asked_for_it_waits_for_the_second(place: Place) -> None:
    with options.using(breaking_by_two=True):
        campaign = breaking.send(place.article, wanted(place), by=place.chief, at=NOW)

    assert (campaign.state, campaign.approved_by) == (State.WAITING, None)


def test_it_knows_its_claims(place: Place) -> None:
    claim = carried(place)

    campaign = breaking.send(place.article, wanted(place), by=place.chief, at=NOW)

    assert CampaignClaim.objects.get(campaign=campaign).claim == claim


def test_to_nobody_nothing_can_be_sent(place: Place, client: Client) -> None:
    client.force_login(place.chief)
    page_to_nobody = " ".join(client.get(page(place)).content.decode().split())
    place.person("anna", place.news)
    page_to_anna = " ".join(client.get(page(place)).content.decode().split())

    assert "<strong>0</strong> Personen bekommen diese Mail" in page_to_nobody
    assert "Personen senden" not in page_to_nobody
    assert "Jetzt an 1 Person senden" in page_to_anna


def test_an_odd_answer_is_a_sentence(place: Place, client: Client) -> None:
    client.force_login(place.chief)
    for odd in ({"purpose": "9" * 30, "subject": "x"}, {"purpose": "²", "subject": "x"}, {"purpose": place.news.pk, "subject": "x" * 201}, {}):
        assert "Wählen Sie einen Zweck" in client.post(page(place), odd, follow=True).content.decode()
    empty = client.post(page(place), sent_form(client, place, subject=" "), follow=True)
    assert "Betreff" in empty.content.decode()
    assert Campaign.objects.count() == 0
