"""The gate, the schedule, and what a publication leaves behind."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import PageLogEntry

from depesche.brand.models import Picture
from depesche.kernel import clock
from depesche.kernel.refusal import Refusal
from depesche.newsroom import publishing, reading
from depesche.newsroom.models import ArticlePage, SectionPage
from depesche.operations import cli
from tests.newsroom.conftest import body, outdated, picture, write
from tests.newsroom.test_routes import form


def with_picture(shown: Picture, text: str = "") -> str:
    return json.dumps(
        [{"type": "text", "value": "<p>Text</p>"}, {"type": "picture", "value": {"picture": shown.pk, "caption": "", "alternative_text": text}}]
    )


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"title": " "}, "headline-missing"),
        ({"title": "x" * 161}, "headline-too-long"),
        ({"body": "[]"}, "body-missing"),
        ({"body": body("  ")}, "body-missing"),
    ],
)
def test_the_gate_refuses_with_a_sentence(markets: SectionPage, fields: dict[str, Any], code: str) -> None:
    with pytest.raises(Refusal) as refused:
        write(markets, **fields)

    assert refused.value.code == code
    assert refused.value.message


def test_an_article_of_a_picture_alone_has_no_text(markets: SectionPage) -> None:
    only = json.dumps([{"type": "picture", "value": {"picture": picture().pk, "caption": "Münze", "alternative_text": ""}}])

    with pytest.raises(Refusal) as refused:
        write(markets, body=only)

    assert refused.value.code == "body-missing"


def test_a_picture_needs_an_alternative_text(markets: SectionPage) -> None:
    silent = picture("Schacht", description="")

    with pytest.raises(Refusal) as at_the_top:
        write(markets, picture=silent)
    with pytest.raises(Refusal) as inside:
        write(markets, body=with_picture(silent))

    assert at_the_top.value.code == inside.value.code == "alternative-text-missing"
    assert "Schacht" in at_the_top.value.message


@pytest.mark.parametrize("missing", ["credit", "licence"])
def test_a_picture_needs_to_say_who_made_it_and_under_which_licence(markets: SectionPage, missing: str) -> None:
    unclear = picture("Schacht", **{missing: " "})

    with pytest.raises(Refusal) as at_the_top:
        write(markets, picture=unclear)
    with pytest.raises(Refusal) as inside:
        write(markets, body=with_picture(unclear, "Ein Schacht"))

    assert at_the_top.value.code == inside.value.code == f"{missing}-missing"
    assert "Schacht" in at_the_top.value.message
    Picture.objects.update(**{missing: "Nina Größler"})
    assert write(markets, "Zwei", picture=Picture.objects.get()).live


def test_the_text_may_stand_at_the_picture_or_in_the_article(markets: SectionPage) -> None:
    silent = picture("Schacht", description="")

    assert write(markets, "Eins", picture=silent, picture_alternative_text="Ein Schacht").live
    assert write(markets, "Zwei", body=with_picture(silent, "Ein Schacht")).live
    assert write(markets, "Drei", picture=picture()).live


def test_lead_and_author_may_be_missing(markets: SectionPage) -> None:
    article = write(markets)

    assert article.live
    assert not article.lead


def test_a_draft_may_be_unfinished(markets: SectionPage) -> None:
    assert write(markets, live=False, body="[]", picture=picture(description="")).pk


def test_what_was_refused_left_nothing_behind(markets: SectionPage) -> None:
    article = write(markets)
    article.body = body("")

    with pytest.raises(Refusal), transaction.atomic():
        article.save()

    assert ArticlePage.objects.get(pk=article.pk).body
    assert reading.search("Preis").exists()


def test_the_editor_form_says_what_the_gate_would_refuse_and_keeps_what_was_typed(chief: Client, markets: SectionPage) -> None:
    answer = chief.post(
        reverse("wagtailadmin_pages:add", args=["newsroom", "articlepage", markets.pk]),
        form("Nur eine Überschrift", **{"body-count": "0", "action-publish": "1"}),
    )

    assert answer.status_code == 200
    assert "Nur eine Überschrift" in answer.content.decode()
    assert not ArticlePage.objects.exists()


def test_an_editor_may_write_but_not_publish(editor: Client, markets: SectionPage) -> None:
    answer = editor.post(
        reverse("wagtailadmin_pages:add", args=["newsroom", "articlepage", markets.pk]), form("Von der Redakteurin", **{"action-publish": "1"})
    )

    assert answer.status_code in {302, 403}
    assert not ArticlePage.objects.live().exists()


def test_the_date_shown_is_the_one_set_else_the_first_publication(markets: SectionPage) -> None:
    dated = write(markets, "Alt", dated=datetime(2024, 10, 21, 14, 41, tzinfo=UTC))
    article = write(markets, "Neu", live=False)
    article.save_revision().publish()
    first = ArticlePage.objects.get(pk=article.pk).first_published_at
    ArticlePage.objects.get(pk=article.pk).save_revision().publish()

    assert dated.shown_at == datetime(2024, 10, 21, 14, 41, tzinfo=UTC)
    assert ArticlePage.objects.get(pk=article.pk).shown_at == first


def test_a_new_slug_leaves_a_redirect(markets: SectionPage, django_capture_on_commit_callbacks: Any) -> None:
    article = write(markets)
    article.slug = "neue-adresse"
    with django_capture_on_commit_callbacks(execute=True):
        article.save_revision().publish()

    redirect = Redirect.objects.get()
    assert redirect.old_path == "/maerkte/gold-steigt"
    assert redirect.redirect_page.pk == article.pk


def test_a_new_slug_of_a_section_redirects_its_articles(markets: SectionPage, django_capture_on_commit_callbacks: Any) -> None:
    write(markets)
    markets.slug = "boerse"
    with django_capture_on_commit_callbacks(execute=True):
        markets.save_revision().publish()

    assert set(Redirect.objects.values_list("old_path", flat=True)) == {"/maerkte", "/maerkte/gold-steigt"}


def due(article: ArticlePage, **content: Any) -> None:
    revision = article.save_revision(clean=False)
    article.revisions.filter(pk=revision.pk).update(
        approved_go_live_at=clock.now() - timedelta(minutes=1), content={**revision.content, "go_live_at": None, **content}
    )


def test_one_refused_page_does_not_hold_up_the_others(markets: SectionPage) -> None:
    refused, fine = write(markets, "Leer", live=False), write(markets, "Voll", live=False)
    due(refused, body="[]")
    due(fine)

    assert publishing.publish_due(at=clock.now()) == 1

    assert set(ArticlePage.objects.live()) == {fine}
    assert not publishing.is_due(at=clock.now())
    told = PageLogEntry.objects.get(page=refused.pk, action=publishing.SCHEDULE_REFUSED)
    assert told.message.startswith("Nicht wie geplant veröffentlicht: ")


def test_what_is_not_yet_due_waits(markets: SectionPage) -> None:
    article = write(markets, live=False)
    due(article)

    assert publishing.publish_due(at=clock.now() - timedelta(hours=1)) == 0
    assert not ArticlePage.objects.live().exists()


def test_the_command_publishes_what_is_due(markets: SectionPage, capsys: pytest.CaptureFixture[str]) -> None:
    due(write(markets, live=False))

    assert cli.main(["publish", "due"]) == 0
    assert capsys.readouterr().out == "1 pages changed.\n"
    assert ArticlePage.objects.live().count() == 1


def test_publishing_really_commits_with_its_tags(committed_db: None) -> None:
    from depesche.newsroom import founding

    home = founding.found(site_url="http://testserver.localhost")
    section = home.add_child(instance=SectionPage(title="Märkte", slug="maerkte"))
    article = write(section)

    assert f"article:{article.pk}" in outdated()
