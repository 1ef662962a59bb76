"""The desk's screens for the newsroom: topics, authors, and the panel on the desk's home."""

from __future__ import annotations

from typing import Any

from django.db.models import CharField, OuterRef, Subquery
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.components import Component
from wagtail.models import Revision
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from depesche.newsroom.models import ArticlePage, Author, SectionPage, Ticker, Topic

SHOWN = 6


class TopicViewSet(SnippetViewSet):
    """Topics."""

    model: Any = Topic
    icon = "tag"
    menu_label: Any = _("Topics")
    list_display = ["title", "slug"]
    search_fields = ["title"]


class AuthorViewSet(SnippetViewSet):
    """Authors."""

    model: Any = Author
    icon = "user"
    menu_label: Any = _("Authors")
    list_display = ["name", "role", "slug"]
    search_fields = ["name"]


class VocabularyGroup(SnippetViewSetGroup):
    """Topics and authors, under one heading of the menu."""

    items: Any = (TopicViewSet, AuthorViewSet)
    menu_label: Any = _("Topics and authors")
    menu_icon = "tag"
    menu_name = "vocabulary"
    menu_order: Any = 250


class Writing(Component):
    """One click to an empty article: a link for each section this person may write in."""

    name = "newsroom-writing"
    template_name = "newsroom/writing.html"
    order = 40

    def __init__(self, user: Any) -> None:
        self.user = user

    def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
        """Return the sections, in the order of the site."""
        sections = SectionPage.objects.order_by("path")
        return {"sections": [section for section in sections if section.permissions_for_user(self.user).can_add_subpage()]}


class Tickers(Component):
    """One click to write into a ticker that is running."""

    name = "newsroom-tickers"
    template_name = "newsroom/tickers.html"
    order = 5

    def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
        """Return the open tickers of published articles, the newest first."""
        running = Ticker.objects.filter(closed_at__isnull=True, article__live=True).select_related("article")
        return {"tickers": running.order_by("-opened_at")[:SHOWN]}


class Overview(Component):
    """The newsroom at a glance: what is being written, what comes next, what readers saw last."""

    name = "newsroom-overview"
    template_name = "newsroom/overview.html"
    order = 50

    def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
        """Return three short lists, each row with what the template shows."""
        articles = ArticlePage.objects.select_related("latest_revision")
        return {
            "drafts": articles.filter(has_unpublished_changes=True).order_by("-latest_revision_created_at")[:SHOWN],
            "scheduled": _scheduled()[:SHOWN],
            "published": articles.live().order_by("-last_published_at")[:SHOWN],
        }


def _scheduled() -> Any:
    due = Revision.page_revisions.filter(object_id=OuterRef("key"), approved_go_live_at__isnull=False).order_by("approved_go_live_at")
    articles = ArticlePage.objects.annotate(key=Cast("pk", CharField()), goes_live_at=Subquery(due.values("approved_go_live_at")[:1]))
    return articles.filter(goes_live_at__isnull=False).order_by("goes_live_at")
