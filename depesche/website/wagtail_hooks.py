"""What the site adds to the desk: checks beside the editor, and links that know whether their page is live."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.userbar import ContentCheckerItem

from depesche.website.checks import ArticleChecks
from depesche.website.design import desk
from depesche.website.links import LivePageLink


@hooks.register("construct_wagtail_userbar")  # type: ignore[untyped-decorator, unused-ignore]
def checks(request: HttpRequest, items: list[Any], page: Any) -> None:
    """Put our checks in the place of Wagtail's."""
    items[:] = [ArticleChecks(in_editor=item.in_editor) if isinstance(item, ContentCheckerItem) else item for item in items]


@hooks.register("register_rich_text_features", order=1000)  # type: ignore[untyped-decorator, unused-ignore]
def live_links(features: Any) -> None:
    """Resolve links to pages ourselves."""
    features.register_link_type(LivePageLink)


@hooks.register("register_admin_urls")  # type: ignore[untyped-decorator, unused-ignore]
def addresses() -> list[Any]:
    """Mount the page that shows the design."""
    return desk.urlpatterns


@hooks.register("register_settings_menu_item")  # type: ignore[untyped-decorator, unused-ignore]
def design() -> MenuItem:
    """Lead to it."""
    return MenuItem(_("Design"), reverse("website-design"), name="design", icon_name="view", order=120)
