"""Where mailing's screens stand at the desk."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail import hooks

from depesche.brand.home import plots
from depesche.mailing import desk, needed_now, sending_figures
from depesche.mailing.admin import CampaignViewSet
from depesche.mailing.coming_back import desk as _came_back  # noqa: F401 - registers its screens
from depesche.mailing.panels import LockedPanel

needed_now.register_keys()
plots.register(
    plots.Group(
        sending_figures.GAUGE, _("Sending"), desk.LOOK, sending_figures.draw, place=20, more="failures:index", more_label=_("What failed, and why")
    )
)


@hooks.register("register_admin_viewset")
def campaigns() -> CampaignViewSet:
    """Put campaigns into the menu."""
    return CampaignViewSet()


@hooks.register("construct_homepage_panels")
def panel(request: HttpRequest, panels: list[Any]) -> None:
    """Say on the desk's first page that no mail leaves."""
    panels.append(LockedPanel())
