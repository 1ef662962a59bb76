"""The desk as editors see it: preview, home, topics."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.users.models import UserProfile

from depesche.brand.people import Role, User
from depesche.newsroom.models import ArticlePage, SectionPage, Topic
from tests.newsroom.conftest import at_the_desk, write
from tests.newsroom.test_routes import form


def test_an_editor_sees_the_article_before_readers_do(editor: Client, markets: SectionPage) -> None:
    address = reverse("wagtailadmin_pages:preview_on_add", args=["newsroom", "articlepage", markets.pk])

    assert editor.post(address, form("Noch geheim")).json()["is_valid"]
    preview = editor.get(address, {"mode": "page"})

    assert preview.status_code == 200
    assert "Noch geheim" in preview.content.decode()
    assert "Der Preis fiel." in preview.content.decode()
    assert not ArticlePage.objects.exists()


def test_a_draft_and_a_published_article_can_be_looked_at_in_every_mode(editor: Client, markets: SectionPage) -> None:
    article = write(markets)
    modes = [mode for mode, _label in article.preview_modes]
    address = reverse("wagtailadmin_pages:preview_on_edit", args=[article.pk])
    assert editor.post(address, form("Neuer Titel", slug="gold-steigt")).json()["is_valid"]

    assert modes[0] == "page"
    for mode in modes:
        assert "frame-ancestors 'self'" in editor.get(address, {"mode": mode}).headers["Content-Security-Policy"], mode
        assert "Neuer Titel" in editor.get(address, {"mode": mode}).content.decode(), mode


@pytest.mark.parametrize("text", ["In Arbeit", "Geplant", "Zuletzt veröffentlicht"])
def test_the_home_of_the_desk_speaks_german_and_shows_the_newsroom(editor: Client, markets: SectionPage, text: str) -> None:
    write(markets, "Gold steigt")
    article = write(markets, "Silber ruht")
    article.title = "Silber wacht auf"
    article.save_revision()

    page = editor.get(reverse("wagtailadmin_home")).content.decode()

    assert text in page
    assert "Gold steigt" in page
    assert "Silber wacht auf" in page


def test_an_editor_makes_a_topic(editor: Client) -> None:
    answer = editor.post(reverse("wagtailsnippets_newsroom_topic:add"), {"title": "Gold", "slug": "gold"})

    assert answer.status_code == 302
    assert Topic.objects.get().slug == "gold"


def test_a_topic_in_use_by_another_address_is_refused(editor: Client, gold: Topic) -> None:
    answer = editor.post(reverse("wagtailsnippets_newsroom_topic:add"), {"title": "Gold", "slug": "gold"})

    assert answer.status_code == 200
    assert "slug" in answer.context["form"].errors


def test_the_menu_leads_only_to_what_belongs_to_an_editor(editor: Client, markets: SectionPage) -> None:
    page = editor.get(reverse("wagtailadmin_home")).content.decode()

    assert "/desk/snippets/brand/callbackrequest/" in page
    assert "/desk/images/" in page
    assert "/desk/reports/" not in page
    assert "/desk/users/" not in page


def test_one_click_leads_from_the_desks_home_to_an_empty_article_of_a_section(editor: Client, markets: SectionPage, politics: SectionPage) -> None:
    page = editor.get(reverse("wagtailadmin_home")).content.decode()

    for section in (markets, politics):
        address = reverse("wagtailadmin_pages:add", args=["newsroom", "articlepage", section.pk])
        assert f'href="{address}"' in page
        assert editor.get(address).status_code == 200


@pytest.mark.parametrize("role", [Role.AUDIENCE_OFFICER, Role.PROOF_READER])
def test_who_writes_no_articles_is_shown_none_at_the_desk(markets: SectionPage, role: Role) -> None:
    write(markets, "Gold steigt")

    page = at_the_desk(role).get(reverse("wagtailadmin_home")).content.decode()

    assert "Gold steigt" not in page
    assert "Artikel schreiben" not in page


def test_what_waits_for_a_chief_stands_first_on_the_chiefs_desk(chief: Client, editor: Client, markets: SectionPage) -> None:
    write(markets, "Längst erschienen")
    editor.post(reverse("wagtailadmin_pages:add", args=["newsroom", "articlepage", markets.pk]), form("Wartet auf Sie", **{"action-submit": "1"}))

    page = chief.get(reverse("wagtailadmin_home")).content.decode()

    assert page.index("Wartet auf Sie") < page.index("Artikel schreiben")


def test_an_article_saved_before_it_has_an_address_gets_one(editor: Client, markets: SectionPage) -> None:
    answer = editor.post(reverse("wagtailadmin_pages:add", args=["newsroom", "articlepage", markets.pk]), form("Gold fällt", slug=""))

    assert answer.status_code == 302
    assert ArticlePage.objects.get().slug == "gold-faellt"


def test_too_much_text_is_answered_with_a_sentence(editor: Client, markets: SectionPage, settings: Any) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 10_000
    answer = editor.post(reverse("wagtailadmin_pages:add", args=["newsroom", "articlepage", markets.pk]), form("x" * 20_000))

    assert answer.status_code == 413
    assert "Das ist zu viel Text" in answer.content.decode()


@pytest.mark.parametrize(("language", "text"), [("en", "At most 160 characters."), ("de", "Höchstens 160 Zeichen.")])
def test_help_is_given_in_the_language_of_the_person(editor: Client, markets: SectionPage, language: str, text: str) -> None:
    UserProfile.objects.create(user=User.objects.get(email="editor@example.org"), preferred_language=language)

    page = editor.get(reverse("wagtailadmin_pages:add", args=["newsroom", "articlepage", markets.pk])).content.decode()

    assert text in page


def test_no_page_can_be_locked_away_while_lists_still_show_it(chief: Client, markets: SectionPage) -> None:
    article = write(markets)
    address = reverse("wagtailadmin_pages:set_privacy", args=[article.pk])

    chief.post(address, {"restriction_type": "password", "password": "geheim", "groups": []})

    assert not article.view_restrictions.exists()


def test_the_second_article_with_a_headline_gets_an_address_of_its_own(editor: Client, markets: SectionPage) -> None:
    address = reverse("wagtailadmin_pages:add", args=["newsroom", "articlepage", markets.pk])

    for typed in ("goldpreis-am-montag", "", "goldpreis-am-montag"):
        assert editor.post(address, form("Goldpreis am Montag", slug=typed)).status_code == 302

    assert set(ArticlePage.objects.values_list("slug", flat=True)) == {"goldpreis-am-montag", "goldpreis-am-montag-2", "goldpreis-am-montag-3"}


def test_an_address_that_a_person_chose_is_never_changed(editor: Client, markets: SectionPage) -> None:
    address = reverse("wagtailadmin_pages:add", args=["newsroom", "articlepage", markets.pk])
    editor.post(address, form("Gold fällt", slug="heute"))

    again = editor.post(address, form("Silber fällt", slug="heute"))
    too_long = editor.post(address, form("Platin fällt", slug="p" * 101))

    assert "slug" in again.context["form"].errors
    assert "Die Adresse ist zu lang; höchstens 100 Zeichen." in too_long.content.decode()
    assert ArticlePage.objects.count() == 1


def test_a_very_long_headline_gets_a_short_address(editor: Client, markets: SectionPage) -> None:
    headline = "Warum der Preis des Goldes in der vergangenen Woche so stark gestiegen ist und was das für kleine Anleger bedeutet"
    typed = "warum-der-preis-des-goldes-in-der-vergangenen-woche-so-stark-gestiegen-ist-und-was-das-fuer-kleine-anleger-bedeutet"

    editor.post(reverse("wagtailadmin_pages:add", args=["newsroom", "articlepage", markets.pk]), form(headline, slug=typed))

    assert ArticlePage.objects.get().slug == "warum-der-preis-des-goldes-in-der-vergangenen-woche-so-stark-gestiegen-ist-und-was-das-fuer-kleine"


@pytest.mark.parametrize("name", ["dated", "go_live_at", "expire_at"])
@pytest.mark.parametrize("moment", ["0001-01-01 00:00", "9999-12-31 23:59"])
def test_a_moment_at_the_ends_of_the_calendar_is_refused_where_it_is_typed(chief: Client, markets: SectionPage, name: str, moment: str) -> None:
    article = write(markets)

    answer = chief.post(reverse("wagtailadmin_pages:edit", args=[article.pk]), form("Neuer Titel", **{name: moment}))

    assert answer.status_code == 200
    assert "zwischen den Jahren 1000 und 2999" in str(answer.context["form"].errors[name])
    assert "Neuer Titel" in answer.content.decode()


@pytest.mark.parametrize("place", ["", "x", "999999", "9" * 30])
def test_a_copy_that_stands_nowhere_is_refused_with_a_sentence(chief: Client, markets: SectionPage, place: str) -> None:
    article = write(markets)
    typed = {"new_title": "Kopie", "new_slug": "kopie", "new_parent_page": place}

    answer = chief.post(reverse("wagtailadmin_pages:copy", args=[article.pk]), typed, follow=True)

    assert "Es ist nicht gesagt, wo die Kopie stehen soll." in answer.content.decode()
    assert ArticlePage.objects.count() == 1


def test_a_copy_below_a_section_is_made(chief: Client, markets: SectionPage) -> None:
    typed = {"new_title": "Kopie", "new_slug": "kopie", "new_parent_page": markets.pk}

    assert chief.post(reverse("wagtailadmin_pages:copy", args=[write(markets).pk]), typed).status_code == 302
    assert ArticlePage.objects.filter(title="Kopie").exists()
