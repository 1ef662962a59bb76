"""Where mailing's screens stand at the desk."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from wagtail import hooks

from depesche.mailing.admin import CampaignViewSet
from depesche.mailing.coming_back import desk as _came_back  # noqa: F401 - registers its screens
from depesche.mailing.panels import CampaignsPanel, LockedPanel


@hooks.register("register_admin_viewset")
def campaigns() -> CampaignViewSet:
    """Put campaigns into the menu."""
    return CampaignViewSet()


@hooks.register("construct_homepage_panels")
def panel(request: HttpRequest, panels: list[Any]) -> None:
    """Show on the desk's home what waits for somebody."""
    panels += [LockedPanel(), CampaignsPanel(request.user)]
