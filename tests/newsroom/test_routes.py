"""Every way in which Wagtail changes what readers see leads to outdated tags (ARCHITECTURE: Wagtail's entrances)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import Page, Workflow
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

from depesche.brand.models import Picture
from depesche.kernel import clock
from depesche.newsroom import publishing, reading
from depesche.newsroom.models import ArticlePage, Author, SectionPage, Topic
from tests.newsroom.conftest import forget, outdated, picture, write


@dataclass
class Newsroom:
    """What the routes work with."""

    desk: Client
    editor: Client
    markets: SectionPage
    politics: SectionPage
    article: ArticlePage
    topic: Topic
    author: Author
    picture: Picture

    def post(self, name: str, *args: object, data: dict[str, Any] | None = None, client: Client | None = None) -> Any:
        answer = (client or self.desk).post(reverse(name, args=args), data or {})
        assert answer.status_code == 302, answer.content.decode()[:4000]
        return answer

    def bulk(self, action: str, **data: Any) -> None:
        address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", action]) + f"?id={self.article.pk}"
        answer = self.desk.post(address, data)
        assert answer.status_code == 302, answer.content.decode()[:4000]


@pytest.fixture
def newsroom(chief: Client, editor: Client, markets: SectionPage, politics: SectionPage, gold: Topic, nina: Author) -> Newsroom:
    shown = picture()
    article = write(markets, author=nina, picture=shown)
    article.topics.add(gold)
    article.save()
    article.save_revision()
    return Newsroom(chief, editor, markets, politics, article, gold, nina, shown)


def form(title: str = "Gold fällt", **further: Any) -> dict[str, Any]:
    return nested_form_data(
        {
            "title": title,
            "slug": "gold",
            "kicker": "",
            "lead": "",
            "body": streamfield([("text", rich_text("<p>Der Preis fiel.</p>"))]),
            "background": inline_formset([]),
            "hidden_background": inline_formset([]),
            "head_claims": inline_formset([]),
            "work": "report",
            "ai_use": "none",
            "unsourced_reason": "",
            "comments": inline_formset([]),
            **further,
        }
    )


def draft(room: Newsroom, title: str = "Gold fällt", **fields: Any) -> Any:
    article = ArticlePage.objects.get(pk=room.article.pk)
    article.title = title
    for name, value in fields.items():
        setattr(article, name, value)
    return article.save_revision(clean=False)


def button(room: Newsroom) -> set[str]:
    room.post("wagtailadmin_pages:edit", room.article.pk, data=form(slug="gold-steigt", **{"action-publish": "1"}))
    assert ArticlePage.objects.get(pk=room.article.pk).title == "Gold fällt"
    return {f"topic:{room.topic.pk}", f"author:{room.author.pk}"}  # both were taken away in the form


def create_and_publish(room: Newsroom) -> set[str]:
    room.post("wagtailadmin_pages:add", "newsroom", "articlepage", room.politics.pk, data=form("Ganz neu", **{"action-publish": "1"}))
    new = ArticlePage.objects.get(title="Ganz neu")
    assert reading.search("ganz neu").get() == new
    return {f"article:{new.pk}", f"section:{room.politics.pk}"}


def bulk_publish(room: Newsroom) -> set[str]:
    draft(room)
    room.bulk("publish")
    assert ArticlePage.objects.get(pk=room.article.pk).title == "Gold fällt"
    return set()


def unpublish(room: Newsroom) -> set[str]:
    room.post("wagtailadmin_pages:unpublish", room.article.pk)
    return gone(room)


def bulk_unpublish(room: Newsroom) -> set[str]:
    room.bulk("unpublish")
    return gone(room)


def gone(room: Newsroom) -> set[str]:
    assert not Page.objects.get(pk=room.article.pk).live
    assert not reading.search("gold").exists()
    return set()


def schedule(room: Newsroom) -> set[str]:
    revision = draft(room, go_live_at=clock.now() + timedelta(hours=1))
    revision.publish()
    forget()
    ArticlePage.objects.get(pk=room.article.pk).revisions.filter(pk=revision.pk).update(
        approved_go_live_at=clock.now() - timedelta(minutes=1), content={**revision.content, "go_live_at": None}
    )
    assert publishing.is_due(at=clock.now())
    assert publishing.publish_due(at=clock.now()) == 1
    assert ArticlePage.objects.get(pk=room.article.pk).title == "Gold fällt"
    return set()


def expiry(room: Newsroom) -> set[str]:
    Page.objects.filter(pk=room.article.pk).update(expire_at=datetime(2020, 1, 1, tzinfo=UTC))
    assert publishing.publish_due(at=clock.now()) == 1
    assert Page.objects.get(pk=room.article.pk).expired
    return gone(room)


def workflow(room: Newsroom) -> set[str]:
    room.post("wagtailadmin_pages:edit", room.article.pk, data=form(slug="gold-steigt", **{"action-submit": "1"}), client=room.editor)
    state = ArticlePage.objects.get(pk=room.article.pk).current_workflow_task_state
    assert Workflow.objects.get() == state.workflow_state.workflow
    forget()
    room.post("wagtailadmin_pages:workflow_action", room.article.pk, "approve", state.pk)
    assert ArticlePage.objects.get(pk=room.article.pk).title == "Gold fällt"
    return set()


def revert(room: Newsroom) -> set[str]:
    old = room.article.revisions.order_by("pk").first()
    draft(room).publish()
    forget()
    old.publish()
    assert ArticlePage.objects.get(pk=room.article.pk).title == "Gold steigt"
    return set()


def copy(room: Newsroom) -> set[str]:
    data = {"new_title": "Kopie", "new_slug": "kopie", "new_parent_page": room.politics.pk, "publish_copies": "on", "alias": ""}
    room.post("wagtailadmin_pages:copy", room.article.pk, data=data)
    new = ArticlePage.objects.get(slug="kopie")
    assert new.live
    return {f"article:{new.pk}", f"section:{room.politics.pk}"}


def alias(room: Newsroom) -> set[str]:
    twin = room.article.create_alias(parent=room.politics, update_slug="zwilling")
    assert reading.newest(room.politics).get().pk == twin.pk
    return {f"article:{twin.pk}", f"section:{room.politics.pk}"}


def change_of_an_alias(room: Newsroom) -> set[str]:
    twin = room.article.create_alias(parent=room.politics, update_slug="zwilling")
    forget()
    draft(room).publish()
    return {f"article:{twin.pk}", f"section:{room.politics.pk}"}


def move(room: Newsroom) -> set[str]:
    room.post("wagtailadmin_pages:move_confirm", room.article.pk, room.politics.pk)
    return {f"section:{room.politics.pk}"}


def bulk_move(room: Newsroom) -> set[str]:
    room.bulk("move", chooser=room.politics.pk)
    return {f"section:{room.politics.pk}"}


def bulk_delete(room: Newsroom) -> set[str]:
    room.bulk("delete")
    assert not ArticlePage.objects.exists()
    return set()


def new_slug(room: Newsroom) -> set[str]:
    draft(room, "Gold steigt", slug="gold-neu").publish()
    return set()


def section_slug(room: Newsroom) -> set[str]:
    room.markets.slug = "boerse"
    room.markets.save_revision().publish()
    return set()


def section_unpublished_with_all_below(room: Newsroom) -> set[str]:
    room.post("wagtailadmin_pages:unpublish", room.markets.pk, data={"include_descendants": "on"})
    return gone(room)


def delete(room: Newsroom) -> set[str]:
    room.post("wagtailadmin_pages:delete", room.article.pk)
    assert not ArticlePage.objects.exists()
    return set()


def delete_the_section(room: Newsroom) -> set[str]:
    SectionPage.objects.get(pk=room.markets.pk).delete()
    return set()


def picture_changed(room: Newsroom) -> set[str]:
    room.picture.focal_point_x = room.picture.focal_point_y = 5
    room.picture.focal_point_width = room.picture.focal_point_height = 4
    room.picture.save()
    return set()


def picture_of_the_body_changed(room: Newsroom) -> set[str]:
    inside = picture("Münze")
    draft(room, body=[("picture", {"picture": inside, "caption": "", "alternative_text": ""}), ("heading", "Zwischentitel")]).publish()
    forget()
    inside.credit = "Foto: Nina"
    inside.save()
    return set()


def topic_renamed(room: Newsroom) -> set[str]:
    room.topic.title = "Edelmetall"
    room.topic.save()
    assert reading.search("edelmetall").exists()
    return {f"topic:{room.topic.pk}"}


def author_renamed(room: Newsroom) -> set[str]:
    room.author.name = "Nora"
    room.author.save()
    assert reading.search("nora").exists()
    return {f"author:{room.author.pk}"}


ROUTES: list[Callable[[Newsroom], set[str]]] = [
    button,
    bulk_publish,
    unpublish,
    bulk_unpublish,
    schedule,
    expiry,
    workflow,
    revert,
    move,
    bulk_move,
    new_slug,
    section_slug,
    section_unpublished_with_all_below,
    delete,
    bulk_delete,
    delete_the_section,
    picture_changed,
    picture_of_the_body_changed,
    change_of_an_alias,
]
ROUTES_TO_OTHERS = [create_and_publish, copy, alias]
PUBLISHING = [button, create_and_publish, bulk_publish, schedule, workflow, revert, copy, alias]  # each passes the gate; test_claim_gate.py has them
RENAMES = [topic_renamed, author_renamed]


@pytest.mark.parametrize("route", [*ROUTES, *ROUTES_TO_OTHERS], ids=lambda route: route.__name__)
def test_every_route_outdates_what_shows_the_article(newsroom: Newsroom, route: Callable[[Newsroom], set[str]]) -> None:
    forget()

    further = route(newsroom)

    own = {f"article:{newsroom.article.pk}", f"section:{newsroom.markets.pk}"} if route in ROUTES else set()
    assert own | further | {"home", "listing"} <= outdated()


@pytest.mark.parametrize("rename", RENAMES, ids=lambda rename: rename.__name__)
def test_a_new_name_outdates_who_lists_or_names_it_and_nothing_else(newsroom: Newsroom, rename: Callable[[Newsroom], set[str]]) -> None:
    forget()

    (tag,) = rename(newsroom)

    assert outdated() == {tag, tag.replace(":", "-name:")}


def test_saving_a_draft_outdates_nothing(newsroom: Newsroom) -> None:
    forget()

    newsroom.post("wagtailadmin_pages:edit", newsroom.article.pk, data=form(slug="gold-steigt"))

    assert outdated() == set()
