"""The panels of the desk's first page that speak for all parts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wagtail.admin.ui.components import Component

from depesche.brand.home import ages, plots, tour, waiting
from depesche.kernel import clock


class Welcome(Component):
    """Offers the tour to who is new, and holds its dialog."""

    name = "desk-tour"
    template_name = "brand/desk/tour.html"
    order = 1

    class Media:
        js = ("brand/tour.js",)

    def __init__(self, user: Any) -> None:
        self.user = user

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """Return the tour; the dialog opens at once for who asked for it."""
        request = (parent_context or {}).get("request")
        return {"tour": tour.of(self.user), "is_asked_for": request is not None and "tour" in request.GET}


class Now(Component):
    """What needs this person now."""

    name = "desk-now"
    template_name = "brand/desk/now.html"
    order = 3

    class Media:
        css = {"all": ("brand/home.css",)}

    def __init__(self, user: Any) -> None:
        self.user = user

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """Return the rows with their ages in words."""
        at = clock.now()
        return {"rows": [(row, _age(row, at)) for row in waiting.rows(self.user, at=at)]}


class Plots(Component):
    """What happened, in numbers."""

    name = "desk-plots"
    template_name = "brand/desk/plots.html"
    order = 190

    class Media:
        css = {"all": ("brand/home.css",)}

    def __init__(self, user: Any) -> None:
        self.user = user

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """Return the groups that the person may see."""
        return {"groups": plots.shown(self.user, at=clock.now())}


def _age(row: waiting.Row, at: Any) -> list[str]:
    said = [ages.due(row.due, at=at)] if row.due else []
    return [*said, ages.waited(row.since, at=at)] if row.since else said
