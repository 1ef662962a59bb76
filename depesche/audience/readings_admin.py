"""The desk's report of readings: who saw which proof, who took the list away."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext_lazy as _

from depesche.audience import readings
from depesche.audience.screens import ADDRESSES, PROOF, Screen, Screens


class ReadingList(Screen):
    """All readings, newest first; addresses for those only who may see them."""

    asks_for: tuple[str, ...] = (ADDRESSES, PROOF)
    page_title: Any = _("Who read proofs")
    header_icon = "view"
    template_name = "audience/readings.html"

    def get(self, request: HttpRequest) -> HttpResponseBase:
        """Show a page."""
        before = request.GET.get("before", "")
        may_see = request.user.has_perm(ADDRESSES)
        return self.show(page=readings.page(before=int(before) if before.isdecimal() and len(before) < 18 else None, with_addresses=may_see))


class ProofReadings(Screens):
    """The report."""

    name: Any = "proof-readings"
    icon: Any = "view"
    menu_label: Any = _("Who read proofs")
    views = (("", "index", ReadingList),)
