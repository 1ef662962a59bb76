"""Where mailing's screens stand at the desk."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.widgets.button import Button
from wagtail.models import Page

from depesche.brand.home import plots
from depesche.mailing import breaking, breaking_box, breaking_desk, desk, history, needed_now, sending_figures
from depesche.mailing.admin import CampaignViewSet
from depesche.mailing.coming_back import desk as _came_back  # noqa: F401 - registers its screens
from depesche.mailing.digests.admin import DigestViewSet
from depesche.mailing.greeting_admin import GreetingViewSet
from depesche.mailing.panels import LockedPanel
from depesche.newsroom.models import ArticlePage

needed_now.register_keys()
plots.register(
    plots.Group(
        sending_figures.GAUGE, _("Sending"), desk.LOOK, sending_figures.draw, place=20, more="failures:index", more_label=_("What failed, and why")
    )
)


@hooks.register("register_admin_viewset")
def screens() -> list[Any]:
    """Put campaigns, digests and the welcome mail into the menu."""
    return [CampaignViewSet(), DigestViewSet(), GreetingViewSet()]


@hooks.register("register_admin_urls")
def addresses() -> list[Any]:
    """Where breaking news are confirmed a second time."""
    return [*breaking_desk.urlpatterns]


@hooks.register("construct_homepage_panels")
def panel(request: HttpRequest, panels: list[Any]) -> None:
    """Say on the desk's first page that no mail leaves."""
    panels.append(LockedPanel())


@hooks.register("register_log_actions")
def history_of_mails(actions: Any) -> None:
    """Name what the history says of this part's deeds."""
    history.register(actions)


@hooks.register("after_edit_page")
@hooks.register("after_create_page")
def breaking_news(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Lead on to the second confirmation."""
    return breaking_box.lead_on(request, page)


@hooks.register("register_page_header_buttons")
def breaking_mail(page: Page, user: Any, *_args: Any, **_more: Any) -> Iterator[Button]:
    """Lead from a published article to its breaking mail."""
    if isinstance(page, ArticlePage) and page.live and breaking.may(user):
        yield Button(_("Breaking news by mail"), url=reverse("breaking-mail", args=[page.pk]), icon_name="mail", priority=8)
