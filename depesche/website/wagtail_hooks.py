"""What the site adds to the desk: checks beside the editor, and links that know whether their page is live."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from wagtail import hooks
from wagtail.admin.userbar import ContentCheckerItem

from depesche.website.checks import ArticleChecks
from depesche.website.links import LivePageLink


@hooks.register("construct_wagtail_userbar")  # type: ignore[untyped-decorator, unused-ignore]
def checks(request: HttpRequest, items: list[Any], page: Any) -> None:
    """Put our checks in the place of Wagtail's."""
    items[:] = [ArticleChecks(in_editor=item.in_editor) if isinstance(item, ContentCheckerItem) else item for item in items]


@hooks.register("register_rich_text_features", order=1000)  # type: ignore[untyped-decorator, unused-ignore]
def live_links(features: Any) -> None:
    """Resolve links to pages ourselves."""
    features.register_link_type(LivePageLink)
