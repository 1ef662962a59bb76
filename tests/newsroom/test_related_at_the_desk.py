"""The box of related articles at the desk: editors see it, pin and hide; a chief approves what they chose."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.test.utils.form_data import inline_formset

from depesche.brand.people import Role
from depesche.newsroom import related
from depesche.newsroom.models import ArticlePage, SectionPage, Topic
from tests.newsroom.conftest import at_the_desk, write
from tests.newsroom.test_related import about
from tests.newsroom.test_routes import form


@pytest.fixture
def papers(markets: SectionPage, gold: Topic) -> list[ArticlePage]:
    """Three articles about gold, and one about rain."""
    articles = [about(write(markets, f"Gold {number}"), gold) for number in range(3)]
    for article in articles:
        article.save_revision()
    return [*articles, write(markets, "Regen")]


def box_address(article: ArticlePage) -> str:
    return reverse("newsroom-related", args=[article.pk])


def titles(article: ArticlePage) -> list[str]:
    return [one.article.title for one in related.box(article)]


def test_the_editor_sees_the_box_with_the_reasons(editor: Client, papers: list[ArticlePage]) -> None:
    page = editor.get(reverse("wagtailadmin_pages:edit", args=[papers[0].pk])).content.decode()
    assert f'data-related="{box_address(papers[0])}"' in page
    assert "newsroom/related.js" in page

    rows = editor.get(box_address(papers[0])).content.decode()
    assert "Gold 2" in rows
    assert "Ähnlicher Inhalt: Gold" in rows
    assert "Regen" not in rows
    assert f'aria-label="„{papers[2].title}“ anheften"' in rows


def test_a_new_article_says_that_the_box_comes_after_saving(editor: Client, markets: SectionPage) -> None:
    page = editor.get(reverse("wagtailadmin_pages:add", args=["newsroom", "articlepage", markets.pk])).content.decode()

    assert "Sobald der Artikel gespeichert ist" in page
    assert "data-related=" not in page


def test_pins_and_hidden_articles_in_the_form_are_shown_before_they_are_saved(editor: Client, papers: list[ArticlePage]) -> None:
    rows = editor.get(box_address(papers[0]), {"pin": papers[3].pk, "hide": papers[2].pk}).content.decode()

    assert rows.index("Regen") < rows.index("Gold 1") < rows.index("Ausgeblendet:") < rows.index("Gold 2")
    assert titles(papers[0]) == ["Gold 2", "Gold 1"]


@pytest.mark.parametrize("ids", ["x", "-1", "99999999999999999999", "٣", "", "1;DROP"])
def test_ids_that_are_none_are_left_out(editor: Client, papers: list[ArticlePage], ids: str) -> None:
    answer = editor.get(box_address(papers[0]), {"pin": ids, "hide": ids})

    assert answer.status_code == 200
    assert "Gold 2" in answer.content.decode()


def test_who_may_not_edit_the_article_is_refused(markets: SectionPage, papers: list[ArticlePage]) -> None:
    answer = at_the_desk(Role.AUDIENCE_OFFICER).get(box_address(papers[0]))

    assert answer.status_code in {302, 403}
    assert "Gold 2" not in answer.content.decode()
    assert Client(headers={"host": "testserver.localhost"}).get(box_address(papers[0])).status_code == 302


def test_an_article_that_is_gone_is_not_found(editor: Client, papers: list[ArticlePage]) -> None:
    assert editor.get(reverse("newsroom-related", args=[10**9])).status_code == 404


def test_what_an_editor_pins_and_hides_is_part_of_the_draft_until_a_chief_approves(
    editor: Client, chief: Client, papers: list[ArticlePage], gold: Topic
) -> None:
    article = papers[0]
    chosen = {
        "slug": article.slug,
        "topics": [str(gold.pk)],
        "background": inline_formset([{"shown": str(papers[3].pk)}]),
        "hidden_background": inline_formset([{"shown": str(papers[2].pk)}]),
    }
    address = reverse("wagtailadmin_pages:edit", args=[article.pk])
    assert editor.post(address, form("Gold 0", **chosen, **{"action-submit": "1"})).status_code == 302

    preview = editor.get(reverse("wagtailadmin_pages:view_draft", args=[article.pk])).content.decode()
    assert "Regen" in preview.split("Wissenswertes zum Thema")[1]
    assert "Gold 2" not in preview.split("Wissenswertes zum Thema")[1]
    assert titles(ArticlePage.objects.get(pk=article.pk)) == ["Gold 2", "Gold 1"]

    state = ArticlePage.objects.get(pk=article.pk).current_workflow_task_state
    chief.post(reverse("wagtailadmin_pages:workflow_action", args=[article.pk, "approve", state.pk]))
    assert titles(ArticlePage.objects.get(pk=article.pk)) == ["Regen", "Gold 1"]


def test_a_draft_survives_that_an_article_it_pins_or_hides_is_deleted(chief: Client, papers: list[ArticlePage]) -> None:
    article = papers[0]
    article.background.create(shown=papers[1])
    article.hidden_background.create(shown=papers[2])
    revision = article.save_revision()
    papers[1].delete()
    papers[2].delete()

    draft = ArticlePage.objects.get(pk=article.pk).get_latest_revision_as_object()
    assert titles(draft) == []
    revision.publish()
    assert chief.get(reverse("wagtailadmin_pages:edit", args=[article.pk])).status_code == 200
