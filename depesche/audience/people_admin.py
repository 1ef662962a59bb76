"""The desk's list of subscribers: search, filters, pages, and the table to take away."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django import forms as fields
from django.contrib import messages
from django.http import HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from depesche.audience import desk, people_export, people_filters, people_list
from depesche.audience.day_field import DayField
from depesche.audience.importing.said import Grade
from depesche.audience.models import FormVersion, Purpose
from depesche.audience.people_filters import Standing, Wanted
from depesche.audience.people_list import Order
from depesche.audience.screens import ADDRESSES, PROOF, Screen
from depesche.kernel import clock

STANDINGS = {
    Standing.LIVE: _("gets mail"),
    Standing.WAITING: _("has not confirmed yet"),
    Standing.WITHDREW: _("left"),
    Standing.BOUNCED: _("address does not exist"),
    Standing.COMPLAINED: _("complained"),
    Standing.UNPROVEN: _("imported, unproven"),
    Standing.RESTRICTED: _("restricted"),
    Standing.NOTHING: _("gets nothing"),
}
EVIDENCE = {
    people_filters.HERE: _("confirmed here by mail"),
    **{grade.value: desk.GRADES[grade.value] for grade in Grade},
    people_filters.STATEMENT: _("signed statement of the operator"),
}
ORDERS = {
    Order.NEWEST: _("newest first"),
    Order.OLDEST: _("oldest first"),
    Order.A_TO_Z: _("address, A to Z"),
    Order.Z_TO_A: _("address, Z to A"),
}
ALL = ("", _("all"))


class PurposeField(fields.ModelChoiceField):  # type: ignore[type-arg]
    """Purposes with the number of live consents beside them."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(Purpose.objects.all(), to_field_name="key", required=False, empty_label=str(ALL[1]), **kwargs)
        self.counts: dict[str, int] = {}

    def label_from_instance(self, obj: Any) -> str:
        """Return title and number."""
        return f"{obj.title} ({self.counts.get(obj.key, 0)})"


class Narrowing(fields.Form):
    """What the list is narrowed down to. A value that does not exist narrows nothing down."""

    q = fields.CharField(label=_("Address"), required=False, max_length=320, help_text=_("A part, a whole address, or @domain."))
    purpose = PurposeField(label=_("Purpose"))
    state = fields.ChoiceField(label=_("State"), required=False, choices=[ALL, *((one.value, label) for one, label in STANDINGS.items())])
    evidence = fields.ChoiceField(label=_("Evidence"), required=False, choices=[ALL, *EVIDENCE.items()])
    form: Any = fields.ModelChoiceField(FormVersion.objects.all(), label=_("Form version"), required=False, empty_label=str(ALL[1]))
    first = DayField(label=_("Known from"), required=False)
    last = DayField(label=_("Known until"), required=False)
    order = fields.ChoiceField(label=_("Order"), required=False, choices=[(one.value, label) for one, label in ORDERS.items()])

    def __init__(self, *args: Any, counts: dict[str, int] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["purpose"]
        field.counts = counts or {}
        field.empty_label = self.fields["form"].empty_label = _("all")  # type: ignore[attr-defined]

    def wanted(self) -> Wanted:
        """Return what was asked for."""
        self.is_valid()
        said = self.cleaned_data
        return Wanted(
            text=said.get("q", ""),
            purpose=said["purpose"].key if said.get("purpose") else "",
            standing=said.get("state", ""),
            evidence=said.get("evidence", ""),
            form=said["form"].pk if said.get("form") else None,
            first=said.get("first"),
            last=said.get("last"),
        )

    def chosen_order(self) -> Order:
        """Return the order; the newest come first unless something else was chosen."""
        return Order(self.cleaned_data.get("order") or Order.NEWEST)


class SubscriberList(Screen):
    """Everybody; proof readers find a person by the exact address only."""

    asks_for: tuple[str, ...] = (ADDRESSES, PROOF)
    page_title: Any = _("Subscribers")
    header_icon = "group"
    template_name = "audience/subscribers.html"

    def get(self, request: HttpRequest) -> HttpResponseBase:
        """Show a page of the list, or whom a proof reader asked for."""
        if not request.user.has_perm(ADDRESSES):
            query = request.GET.get("q", "")
            return self.show(query=query, only=desk.by_exact_address(query) if query else None, may_browse=False)
        form = Narrowing(request.GET, counts=people_list.live_by_purpose())
        wanted, at = form.wanted(), clock.now()
        asked = {"after": request.GET.get("after", ""), "before": request.GET.get("before", "")}
        page = people_list.page(wanted, order=form.chosen_order(), at=at, **asked)
        kept = [(key, value) for key, value in request.GET.items() if key not in asked and value]
        shown = [{"row": row, "standing": STANDINGS[row.standing], "evidence": _evidence(row)} for row in page.rows]
        links = {name: f"?{urlencode([*kept, (name, mark)])}" for name, mark in (("before", page.before), ("after", page.after)) if mark}
        return self.show(form=form, page=page, rows=shown, links=links, kept=kept, is_narrowed=not wanted.is_everybody, may_browse=True)


class SubscriberTable(Screen):
    """The list as a file. Taking addresses away is recorded, so it is asked for by POST."""

    asks_for: tuple[str, ...] = (ADDRESSES,)
    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponseBase:
        """Record it, then hand the file out line by line; a filter that cannot be understood never becomes everybody."""
        form, at = Narrowing(request.POST), clock.now()
        if not form.is_valid():
            messages.error(request, _("A filter could not be understood; nobody was taken away."))
            return redirect("subscribers:index")
        wanted = form.wanted()
        people_export.record(wanted, at=at, reader=request.user.get_username())
        lines = people_export.lines(wanted, order=form.chosen_order(), at=at)
        headers = {"Content-Disposition": f'attachment; filename="{people_export.file_name(at=at)}"', "Cache-Control": "no-store"}
        return StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8", headers=headers)


def _evidence(row: people_list.Row) -> list[str]:
    """Return what proves the consents, or what an import proved of somebody who is unproven."""
    said = dict.fromkeys(held.evidence for held in row.consents) or {row.graded: None}
    return [str(EVIDENCE[one]) for one in said if one in EVIDENCE]
