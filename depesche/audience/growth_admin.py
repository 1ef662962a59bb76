"""The desk's charts of growth, sources and churn."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext_lazy as _

from depesche.audience import growth
from depesche.audience.models import Purpose
from depesche.audience.screens import ADDRESSES, Screen, Screens
from depesche.kernel import clock

NUMBERS = "audience.view_dailyfigure"


class GrowthView(Screen):
    """Three charts, each with its table; no address is in them."""

    asks_for: tuple[str, ...] = (NUMBERS, ADDRESSES)
    page_title: Any = _("Growth")
    header_icon = "history"
    template_name = "audience/growth.html"

    def get(self, request: HttpRequest) -> HttpResponseBase:
        """Show the charts of the chosen time and purpose."""
        asked = request.GET.get("weeks", "")
        weeks = int(asked) if asked in {str(span) for span in growth.SPANS} else growth.SPANS[1]
        purposes = list(Purpose.objects.all())
        key = request.GET.get("purpose", "")
        purpose = key if key in {one.key for one in purposes} else ""
        shown = growth.shown(at=clock.now(), weeks=weeks, purpose=purpose)
        return self.show(growth=shown, weeks=weeks, spans=growth.SPANS, purposes=purposes, purpose=purpose)


class GrowthScreens(Screens):
    """The charts."""

    name: Any = "audience-growth"
    icon: Any = "history"
    menu_label: Any = _("Growth")
    views = (("", "index", GrowthView),)
