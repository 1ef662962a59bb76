"""The board of those who want to be called: what came, what became of it, and one press to say so."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

import django_filters  # type: ignore[import-untyped, unused-ignore]
from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Case, IntegerField, QuerySet, Value, When
from django.forms import CheckboxSelectMultiple, ModelForm, RadioSelect
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.middleware.csrf import get_token
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, Panel
from wagtail.admin.ui.tables import BaseColumn
from wagtail.snippets.views.snippets import EditView, IndexView, SnippetViewSet

from depesche.brand import callback
from depesche.brand.callback import State
from depesche.brand.models import CallbackRequest
from depesche.brand.people import logged_in
from depesche.kernel import clock
from depesche.kernel.refusal import Refusal

SEE, CHANGE = "brand.view_callbackrequest", "brand.change_callbackrequest"
LIST = "wagtailsnippets_brand_callbackrequest:list"
DEEDS: dict[State, Any] = {
    State.CALLED: gettext_lazy("Called"),
    State.DONE: gettext_lazy("Done"),
    State.SPAM: gettext_lazy("Spam"),
    State.NEW: gettext_lazy("New again"),
}
OFFERED: dict[State, tuple[State, ...]] = {
    State.NEW: (State.CALLED, State.DONE, State.SPAM),
    State.CALLED: (State.DONE, State.SPAM, State.NEW),
    State.DONE: (State.NEW,),
    State.SPAM: (State.NEW,),
}


class Cell(BaseColumn):
    """A cell with a template of its own, and a token for the forms in it."""

    def __init__(self, name: str, **kwargs: Any) -> None:
        super().__init__(name, **kwargs)
        self.cell_template_name: Any = f"brand/desk/callback_{name}.html"

    def get_cell_context_data(self, instance: Any, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        """Say what the row's own forms need."""
        found: dict[str, Any] = super().get_cell_context_data(instance, parent_context)
        request = found["request"]
        deeds = [(state.value, DEEDS[state]) for state in OFFERED[State(instance.state)]] if request.user.has_perm(CHANGE) else []
        return {**found, "csrf_token": get_token(request), "deeds": deeds, "phone_link": phone_link(instance)}


class CallbackFilter(WagtailFilterSet):
    """By what became of it."""

    state = django_filters.MultipleChoiceFilter(label=gettext_lazy("State"), choices=State.choices, widget=CheckboxSelectMultiple)

    class Meta:
        model = CallbackRequest
        fields: list[str] = []


class Board(IndexView):
    """The list: the new ones first, and who waits longest above; in each row one press says what became of it."""

    @cached_property
    def columns(self) -> list[Any]:  # type: ignore[override]
        """Return the columns."""
        bulk, title, *_rest = super().columns
        return [
            bulk,
            title,
            Cell("request", label=gettext_lazy("Request")),
            Cell("state", label=gettext_lazy("What became of it?")),
            Cell("times", label=gettext_lazy("Requested"), sort_key="requested_at"),
        ]

    def get_base_queryset(self) -> QuerySet[CallbackRequest]:
        """Rank by state."""
        ranks = [When(state=state, then=Value(rank)) for rank, state in enumerate(State)]
        found: QuerySet[CallbackRequest] = super().get_base_queryset()
        return found.select_related("changed_by").annotate(rank=Case(*ranks, default=Value(len(ranks)), output_field=IntegerField()))


class RequestPanel(Panel):
    """Shows what somebody sent; nobody at the desk writes into that."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("heading", gettext_lazy("Request"))
        super().__init__(**kwargs)

    class BoundPanel(Panel.BoundPanel):
        """The panel for one request."""

        template_name = "brand/desk/callback_panel.html"

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            """Return the request."""
            return {**super().get_context_data(parent_context), "instance": self.instance, "phone_link": phone_link(self.instance)}


class CallbackForm(WagtailAdminModelForm):
    """State and note. Who saves what a colleague has changed meanwhile is asked to look first; what was typed stays."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    class Meta(WagtailAdminModelForm.Meta):
        model = CallbackRequest
        fields = ["state", "note"]
        widgets = {"state": RadioSelect}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.changed_at = str(self.instance.changed_at or "")
        self.fields["seen"].initial = self.changed_at

    def clean(self) -> dict[str, Any]:
        """Compare with what the person saw.

        :raises ValidationError: if a colleague was faster
        """
        typed: dict[str, Any] = super().clean() or self.cleaned_data
        if typed.get("seen", "") != self.changed_at:
            self.data = {**self.data.dict(), "seen": self.changed_at}  # type: ignore[attr-defined, unused-ignore]
            said = CallbackRequest.objects.get(pk=self.instance.pk)
            raise forms.ValidationError(
                _("%(who)s has changed this request meanwhile (%(state)s; note: “%(note)s”). Save again to write over it.")
                % {"who": said.changed_by or _("A colleague"), "state": said.get_state_display(), "note": said.note}
            )
        return typed


class EditCallback(EditView):
    """One request: what was sent, what became of it, and a note."""

    success_message = gettext_lazy("Saved.")

    def save_instance(self) -> CallbackRequest:
        """Change through the deed, which reads the row afresh: the form has changed its copy already."""
        typed = self.form.cleaned_data
        return callback.change(self.object.pk, by=logged_in(self.request), at=clock.now(), state=State(typed["state"]), note=typed["note"])

    def get_success_buttons(self) -> list[Any]:
        """Show no button beside the message."""
        return []


class CallbackViewSet(SnippetViewSet):
    """Requests to be called back."""

    model: Any = CallbackRequest
    icon = "mobile-alt"
    menu_label: Any = gettext_lazy("Call back")
    menu_name = "call-back"
    menu_order: Any = 350
    add_to_admin_menu = True
    index_view_class = Board
    edit_view_class = EditCallback
    filterset_class = CallbackFilter
    list_display = ["name"]
    search_fields = ["name", "phone"]
    ordering = ["rank", "requested_at"]
    list_per_page = 50
    copy_view_enabled = False
    inspect_view_enabled = True
    inspect_view_fields = ["name", "phone", "best_time", "message", "requested_at", "state", "note", "changed_by", "changed_at", "delete_at"]
    add_to_reference_index = False
    panels = [RequestPanel(), FieldPanel("state"), FieldPanel("note")]

    def get_form_class(self, for_update: bool = False) -> type[ModelForm[Any]]:
        """Return the form that minds colleagues."""
        return CallbackForm

    def get_urlpatterns(self) -> list[Any]:
        """Add the press of a button in the list."""
        return [*super().get_urlpatterns(), path("state/<str:pk>/", set_state, name="state")]


@require_POST
def set_state(request: HttpRequest, pk: str) -> HttpResponse:
    """Write down what became of a request, and return to the list as it was.

    :raises PermissionDenied: for who may not
    :raises Http404: for a state or a request that cannot be
    """
    if not request.user.has_perm(CHANGE):
        raise PermissionDenied
    try:
        key, state = uuid.UUID(pk), State(request.POST.get("state", ""))
    except ValueError as error:
        raise Http404 from error
    try:
        row = callback.change(key, by=logged_in(request), at=clock.now(), state=state)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("%(name)s: %(state)s.") % {"name": row.name, "state": row.get_state_display()})
    return HttpResponseRedirect(_back(request))


def phone_link(row: CallbackRequest) -> str:
    """Return the address that dials the number."""
    return "tel:" + "".join(letter for letter in row.phone if letter.isdigit() or letter == "+")


def _back(request: HttpRequest) -> str:
    board, came_from = reverse(LIST), request.headers.get("referer", "")
    is_ours = url_has_allowed_host_and_scheme(came_from, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    query = came_from.partition("?")[2]
    return f"{board}?{query}" if is_ours and query and came_from.partition("?")[0].endswith(board) else board
