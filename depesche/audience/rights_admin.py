"""The desk's screens for the rights of people: what they asked for, until when the answer is due, and the deeds themselves (L-35)."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django import forms as fields
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext_lazy as _

from depesche.audience import answering, export, following, people, restriction
from depesche.audience.data_request import DataRequest
from depesche.audience.day_field import DayField
from depesche.audience.models import Subscriber
from depesche.audience.screens import PAGE_SIZE, Screen, Screens
from depesche.audience.withdrawal import Route
from depesche.kernel import clock, options
from depesche.kernel.refusal import Refusal

RIGHTS = "audience.handle_rights"


class Taken(fields.Form):
    """A request as a colleague takes it down."""

    kind = fields.ChoiceField(label=_("What is asked for"), choices=DataRequest.Kind.choices)
    address = fields.CharField(label=_("Address of the person"), required=False, max_length=320, help_text=_("Empty if we do not know it yet."))
    received_on = DayField(label=_("Received on"))
    reference = fields.CharField(label=_("Where it is kept"), max_length=255, help_text=_("For example: letter of 3 March, folder 7."))

    def clean_received_on(self) -> Any:
        """Refuse a day that is not over the horizon of today."""
        day = self.cleaned_data["received_on"]
        if day > clock.now().astimezone(_zone()).date():
            raise fields.ValidationError(_("This day is still to come."))
        return day

    def clean_address(self) -> Subscriber | None:
        """Find the person; a row that an address change left behind leads to the address in use, where restriction and erasure belong."""
        typed = self.cleaned_data["address"].strip()
        if not typed:
            return None
        try:
            return people.by_address(typed)
        except Refusal as refusal:
            raise fields.ValidationError(str(refusal)) from refusal

    def take(self, *, by: str) -> DataRequest:
        """Write it down."""
        said = self.cleaned_data
        received = datetime.combine(said["received_on"], time(12), tzinfo=_zone())
        return answering.take(said["kind"], said["address"], received_at=min(received, clock.now()), reference=said["reference"], by=by)


class RequestList(Screen):
    """What waits for an answer, and what was answered."""

    asks_for: tuple[str, ...] = (RIGHTS,)
    page_title: Any = _("Requests about personal data")
    header_icon = "clipboard-list"
    template_name = "audience/data_requests.html"

    def get(self, request: HttpRequest) -> HttpResponseBase:
        """Show both lists and the form."""
        return self._show(Taken(initial={"received_on": clock.now().astimezone(_zone()).date().isoformat()}))

    def post(self, request: HttpRequest) -> HttpResponseBase:
        """Take a request down."""
        form = Taken(request.POST)
        if not form.is_valid():
            return self._show(form)
        form.take(by=request.user.get_username())
        messages.success(request, _("The request is written down."))
        return redirect("data-requests:index")

    def _show(self, form: Taken) -> HttpResponseBase:
        page = Paginator(answering.answered(), PAGE_SIZE).get_page(self.request.GET.get("p"))
        return self.show(form=form, waiting=list(answering.unanswered()), page=page, now=clock.now(), soon=clock.now() + answering.WARNED_BEFORE)


class AnsweredView(Screen):
    """Close a request."""

    asks_for: tuple[str, ...] = (RIGHTS,)
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Say what was answered."""
        asked = get_object_or_404(DataRequest, pk=pk)
        answering.answer(asked, outcome=request.POST.get("outcome", "").strip(), by=request.user.get_username(), at=clock.now())
        messages.success(request, _("The request is answered."))
        return redirect("data-requests:index")


class RightsView(Screen):
    """What can be done for one person: restrict, hand out, erase."""

    asks_for: tuple[str, ...] = (RIGHTS,)
    header_icon = "user"
    template_name = "audience/rights.html"
    above = (("data-requests:index", _("Requests about personal data")),)

    def get_page_title(self) -> str:
        """Return the address."""
        return str(self.subscriber.mailbox)

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find the person."""
        super().setup(request, *args, **kwargs)
        found = following.latest(kwargs["person"])
        if found is None:
            raise Http404
        self.subscriber = found

    def get(self, request: HttpRequest, person: Any) -> HttpResponseBase:
        """Show the deeds."""
        return self._show()

    def post(self, request: HttpRequest, person: Any) -> HttpResponseBase:
        """Do what was chosen; without a note what proves the wish, nothing is done, and what was typed stays."""
        note = request.POST.get("note", "").strip()[:200]
        deed = request.POST.get("deed", "")
        if not note:
            messages.error(request, _("Please note what proves the wish."))
            return self._show()
        if deed == "export":
            return self._export(f"{request.user.get_username()}: {note}")
        if deed == "erase":
            return self._erase(note)
        if deed in {"restrict", "lift"}:
            self._restrict(deed, note)
        return redirect("data-requests:person", person=self.subscriber.pk)

    def _show(self, note: str = "") -> HttpResponseBase:
        return self.show(person=self.subscriber, note=note, waiting=list(answering.asked_by(self.subscriber)))

    def _erase(self, note: str) -> HttpResponseBase:
        if "is_meant" not in self.request.POST:
            messages.error(self.request, _("Please tick that you mean it; erased is erased."))
            return self._show(note)
        answering.erase(self.subscriber, note=note, by=self.request.user.get_username(), at=clock.now())
        messages.success(self.request, _("The person is erased."))
        return redirect("data-requests:index")

    def _restrict(self, deed: str, note: str) -> None:
        act = restriction.restrict if deed == "restrict" else restriction.lift
        if act(self.subscriber, at=clock.now(), route=Route.DESK, note=f"{self.request.user.get_username()}: {note}"):
            messages.success(self.request, _("The person is restricted.") if deed == "restrict" else _("The restriction is lifted."))
        else:
            messages.warning(self.request, _("This was so already; nothing was changed."))

    def _export(self, note: str) -> HttpResponse:
        data = export.read(self.subscriber, at=clock.now(), route=Route.DESK, note=note)
        name = f"data-{self.subscriber.pk}.zip"
        return HttpResponse(
            data, content_type="application/zip", headers={"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
        )


class DataRequests(Screens):
    """Requests and rights."""

    name: Any = "data-requests"
    icon: Any = "clipboard-list"
    menu_label: Any = _("Requests about personal data")
    views = (
        ("", "index", RequestList),
        ("<int:pk>/answered/", "answered", AnsweredView),
        ("person/<uuid:person>/", "person", RightsView),
    )


def _zone() -> ZoneInfo:
    return ZoneInfo(options.current().time_zone)
