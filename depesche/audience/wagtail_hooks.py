"""Where the audience's screens stand at the desk."""

from __future__ import annotations

from wagtail import hooks

from depesche.audience.admin import AudienceGroup


@hooks.register("register_admin_viewset")
def screens() -> AudienceGroup:
    """Put the screens below the desk's own address."""
    return AudienceGroup()
