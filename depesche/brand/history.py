"""The history at the desk, for administrators: who did what, to accounts and to everything that Wagtail logs. Nothing here can be changed."""

from __future__ import annotations

from typing import Any

import django_filters  # type: ignore[import-untyped, unused-ignore]
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import path
from django.utils.functional import cached_property
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.auth import require_admin_access
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.views.reports.audit_logging import LogEntriesView
from wagtail.models import ModelLogEntry, PageLogEntry

from depesche.brand.audit import Deed
from depesche.brand.people import User
from depesche.kernel import clock, table_cells

ENTERING = (Deed.LOGIN, Deed.LOGIN_FAILED, Deed.LOGOUT, Deed.SESSIONS_ENDED)
MEANS = (
    Deed.PASSWORD_ASKED,
    Deed.PASSWORD_CHANGED,
    Deed.PASSWORD_RESET,
    Deed.FACTOR_ADDED,
    Deed.FACTOR_REMOVED,
    Deed.FACTORS_RESET,
    Deed.CODES_RENEWED,
    Deed.SECURITY,
)
KINDS = {
    "entering": (gettext_lazy("Logins and logouts"), ENTERING),
    "means": (gettext_lazy("Passwords and second factors"), MEANS),
    "team": (gettext_lazy("Team and roles"), tuple(deed for deed in Deed if deed not in {*ENTERING, *MEANS, Deed.CALLBACK})),
    "callbacks": (gettext_lazy("Requests to be called back"), (Deed.CALLBACK,)),
}
OTHERS = "others"
SHELL = "shell: "


class HistoryFilter(WagtailFilterSet):
    """By person (who did it, or to whom), kind and time."""

    person = django_filters.ModelChoiceFilter(label=gettext_lazy("Person"), queryset=User.objects.order_by("email"), method="filter_person")
    kind = django_filters.ChoiceFilter(
        label=gettext_lazy("Kind"),
        choices=[*((key, label) for key, (label, _deeds) in KINDS.items()), (OTHERS, gettext_lazy("Articles, pictures and all else"))],
        method="filter_kind",
    )
    timestamp = django_filters.DateFromToRangeFilter(label=gettext_lazy("Time"), widget=DateRangePickerWidget)

    class Meta:
        model = PageLogEntry
        fields: list[str] = []

    def filter_person(self, entries: QuerySet[Any], name: str, value: User | None) -> QuerySet[Any]:
        """What somebody did, and what was done to their account."""
        if value is None:
            return entries
        wanted = Q(user=value)
        if entries.model is ModelLogEntry:
            wanted |= Q(content_type=ContentType.objects.get_for_model(User), object_id=str(value.pk))
        return entries.filter(wanted)

    def filter_kind(self, entries: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """One kind of deed."""
        if value == OTHERS:
            return entries.exclude(action__startswith="depesche.")
        return entries.filter(action__in=[str(deed) for deed in KINDS[value][1]]) if value in KINDS else entries


class History(LogEntriesView):
    """Wagtail's report over all logs, with our filters, and as CSV."""

    page_title = gettext_lazy("Who did what")
    results_template_name = "brand/desk/history_results.html"
    filterset_class = HistoryFilter
    FORMATS: Any = ("csv",)
    export_headings = {
        "timestamp": gettext_lazy("Time"),
        "who": gettext_lazy("Who"),
        "message": gettext_lazy("What"),
        "label": gettext_lazy("To whom or to what"),
        "kind_of_thing": gettext_lazy("Kind of thing"),
    }
    list_export = ["timestamp", "who", "message", "label", "kind_of_thing"]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Open for administrators.

        :raises PermissionDenied: for everybody else
        """
        if not request.user.has_perm("brand.change_user"):
            raise PermissionDenied
        answer: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return answer

    @cached_property
    def header_more_buttons(self) -> list[Any]:  # type: ignore[override]
        """Offer CSV only: everything opens it."""
        return [button for button in super().header_more_buttons if button.url == self.csv_export_url]

    def decorate_paginated_queryset(self, queryset: Any) -> list[Any]:
        """Name who it was, also somebody whose account is gone."""
        entries = super().decorate_paginated_queryset(queryset)
        for entry in entries:
            entry.who = who(entry)
            entry.kind_of_thing = entry.object_verbose_name if entry.content_type else ""
        return list(entries)

    def preprocess_field_value(self, field: str, value: Any, export_format: str) -> Any:
        """Write what a table program must not take for a formula as text."""
        found = super().preprocess_field_value(field, value, export_format)
        return table_cells.as_text(found) if isinstance(found, str) else found

    def get_filename(self) -> str:
        """Name the file after the day."""
        return f"history-{localtime(clock.now()):%Y-%m-%d}"


def who(entry: Any) -> str:
    """Return who did it: the name, or why there is none."""
    named = entry.data.get("by", "") if isinstance(entry.data, dict) else ""
    if entry.user_id:
        return str(entry.user_display_name) if entry.user else named or str(entry.user_display_name)
    source = entry.data.get("source", "") if isinstance(entry.data, dict) else ""
    if source.startswith(SHELL):
        return _("the shell (%(user)s)") % {"user": source.removeprefix(SHELL)}
    if entry.action in {str(Deed.LOGIN_FAILED), str(Deed.PASSWORD_ASKED)}:
        return _("somebody who is not logged in")
    return _("Depesche itself")


# Stands before Wagtail's own report, at its addresses.
urlpatterns = [
    path("desk/reports/site-history/", require_admin_access(History.as_view())),
    path("desk/reports/site-history/results/", require_admin_access(History.as_view(results_only=True))),
]
