"""The state of the site at the desk: what the doctor found last, with the next step, for administrators."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods
from wagtail.admin.auth import permission_required

from depesche.operations import chores, examining
from depesche.operations.doctor.finding import State

NAME = "operations-health"
PERMISSION = "brand.change_user"
STATES = {State.OK: gettext_lazy("in order"), State.WARNING: gettext_lazy("warning"), State.FAILURE: gettext_lazy("failure")}
CHECKS = {
    "address": gettext_lazy("address of the site"),
    "bounces": gettext_lazy("mail that comes back"),
    "consents": gettext_lazy("consents and log"),
    "data requests": gettext_lazy("requests about personal data"),
    "database": gettext_lazy("database"),
    "disk": gettext_lazy("disk"),
    "dkim": gettext_lazy("signature of mails (DKIM)"),
    "guards": gettext_lazy("guards of the database"),
    "keys": gettext_lazy("keys"),
    "ledger": gettext_lazy("ledger"),
    "mail": gettext_lazy("way out of mails"),
    "page store": gettext_lazy("page store"),
    "search": gettext_lazy("search"),
    "second factors": gettext_lazy("second factors"),
    "security.txt": gettext_lazy("security.txt"),
    "sending_domain": gettext_lazy("sending domain"),
    "sign-ups": gettext_lazy("sign-ups"),
    "theme": gettext_lazy("theme"),
    "time": gettext_lazy("clock"),
    "unused consents": gettext_lazy("unused consents"),
}


@permission_required(PERMISSION)  # type: ignore[no-untyped-call, untyped-decorator]  # Wagtail has no types
@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest) -> HttpResponse:
    """Show what was found; a POST asks for a new round, which the worker makes."""
    if request.method == "POST":
        chores.examine_now.enqueue()
        messages.success(request, _("The doctor makes a round now. Look again in a minute."))
        return redirect(reverse(NAME))
    title = _("State of the site")
    context = {
        "found": [(one, label(one.name), STATES[one.state]) for one in examining.last()],
        "breadcrumbs_items": [{"url": reverse("wagtailadmin_home"), "label": _("Home")}, {"url": "", "label": title}],
        "header_icon": "info-circle",
        "page_title": title,
    }
    return TemplateResponse(request, "operations/health.html", context)


def label(name: str) -> Any:
    """Return what a check is about, for people."""
    return CHECKS.get(name, name)


urlpatterns = [path("health/", show, name=NAME)]
