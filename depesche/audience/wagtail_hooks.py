"""Where the audience's screens stand at the desk."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from wagtail import hooks

from depesche.audience.admin import AudienceGroup
from depesche.audience.panels import DuePanel


@hooks.register("register_admin_viewset")
def screens() -> AudienceGroup:
    """Put the screens below the desk's own address."""
    return AudienceGroup()


@hooks.register("construct_homepage_panels")
def panel(request: HttpRequest, panels: list[Any]) -> None:
    """Show on the desk's home which requests about personal data are due."""
    panels.append(DuePanel(request.user))
