"""Where this part's screen stands at the desk, and what it says on the first page."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from depesche.brand.home import plots
from depesche.operations import health_desk, health_figures, needed_now

needed_now.register_keys()
plots.register(
    plots.Group(
        health_figures.GAUGE,
        _("State of the site"),
        (health_desk.PERMISSION,),
        health_figures.draw,
        place=30,
        more=health_desk.NAME,
        more_label=_("What the doctor found"),
    )
)


class ForAdministrators(MenuItem):
    """A line of the menu that administrators see."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Whether the person may."""
        return request.user.has_perm(health_desk.PERMISSION)


@hooks.register("register_admin_urls")
def addresses() -> list[Any]:
    """Mount the screen."""
    return health_desk.urlpatterns


@hooks.register("register_settings_menu_item")
def state() -> MenuItem:
    """Lead to the state of the site."""
    return ForAdministrators(_("State of the site"), reverse(health_desk.NAME), name="health", icon_name="info-circle", order=90)
