"""Where the audience's screens stand at the desk."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from wagtail import hooks

from depesche.audience import audience_figures, growth_admin, needed_now
from depesche.audience.admin import AudienceGroup
from depesche.audience.screens import ADDRESSES
from depesche.brand.home import plots

needed_now.register_keys()
plots.register(
    plots.Group(
        audience_figures.GAUGE,
        _("Audience"),
        (growth_admin.NUMBERS, ADDRESSES),
        audience_figures.draw,
        place=10,
        more="audience-growth:index",
        more_label=_("All about growth"),
    )
)


@hooks.register("register_admin_viewset")
def screens() -> AudienceGroup:
    """Put the screens below the desk's own address."""
    return AudienceGroup()
