"""The desk's screens for the newsroom: topics, authors, and the panel on the desk's home."""

from __future__ import annotations

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Case, QuerySet, When
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.components import Component
from wagtail.models import Revision
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from depesche.newsroom.models import ArticlePage, Author, SectionPage, Ticker, Topic

SHOWN = 6
MOST_RUNNING = 50  # tickers nobody closed
NEWEST = 300  # versions among which drafts are looked for


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
        sections = sorted(SectionPage.objects.order_by(), key=lambda section: section.path)  # the database would walk over all pages for this order
        return {"sections": [section for section in sections if section.permissions_for_user(self.user).can_add_subpage()]}


class Tickers(Component):
    """One click to write into a ticker that is running."""

    name = "newsroom-tickers"
    template_name = "newsroom/tickers.html"
    order = 5

    def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
        """Return the open tickers of published articles, the newest first."""
        running = list(Ticker.objects.filter(closed_at__isnull=True).order_by("-opened_at")[:MOST_RUNNING])
        articles = ArticlePage.objects.live().in_bulk([ticker.article_id for ticker in running])
        for ticker in running:
            ticker.article = articles.get(ticker.article_id)
        return {"tickers": [ticker for ticker in running if ticker.article_id in articles][:SHOWN]}


class Overview(Component):
    """The newsroom at a glance: what is being written, what comes next, what readers saw last. It costs the same with a million articles."""

    name = "newsroom-overview"
    template_name = "newsroom/overview.html"
    order = 50

    def __init__(self, user: Any) -> None:
        self.user = user

    def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
        """Return three short lists, each row with what the template shows."""
        return {
            "user": self.user,
            "drafts": _drafts(self.user),
            "scheduled": _scheduled(),
            "published": ArticlePage.objects.live().order_by("-shown_at", "-pk")[:SHOWN],
        }


def _drafts(user: Any) -> QuerySet[ArticlePage]:
    """Return what was written last and readers do not see yet; the person's own first."""
    newest = list(Revision.page_revisions.order_by("-created_at").values_list("pk", flat=True)[:NEWEST])
    own_first = Case(When(latest_revision__user=user, then=0), default=1)
    unseen = ArticlePage.objects.select_related("latest_revision").filter(
        latest_revision__in=newest, latest_revision__approved_go_live_at=None, has_unpublished_changes=True
    )
    return unseen.order_by(own_first, "-latest_revision_created_at")[:SHOWN]


def _scheduled() -> list[ArticlePage]:
    """Return the next articles that come by themselves, each with ``goes_live_at``."""
    due = Revision.page_revisions.filter(content_type=ContentType.objects.get_for_model(ArticlePage), approved_go_live_at__isnull=False)
    moments = {int(key): moment for key, moment in due.order_by("approved_go_live_at").values_list("object_id", "approved_go_live_at")[:SHOWN]}
    articles = ArticlePage.objects.in_bulk(moments)
    for pk, article in articles.items():
        article.goes_live_at = moments[pk]
    return [articles[pk] for pk in moments if pk in articles]
