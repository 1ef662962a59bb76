"""Readers' reports at the desk: the board, one report with what can be done, and the panel on the desk's home."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from wagtail.admin.auth import permission_required

from depesche.brand.people import logged_in
from depesche.kernel import clock
from depesche.kernel.refusal import Refusal
from depesche.newsroom.corrections import desk as corrections
from depesche.newsroom.models import Correction, ReaderReport
from depesche.newsroom.reports import answering
from depesche.newsroom.reports.answering import State

LOOK, CHANGE = "newsroom.view_readerreport", "newsroom.change_readerreport"
SHOWN = 100


@permission_required(LOOK)
@require_safe
def board(request: HttpRequest) -> HttpResponse:
    """Show what is open, who waits longest first, and what was closed."""
    found = ReaderReport.objects.select_related("article", "claim", "handled_by")
    groups = [(str(State(state).label), found.filter(state=state).order_by("received_at")[:SHOWN]) for state in answering.OPEN]
    groups += [(_("Closed"), found.filter(state__in=answering.CLOSED)[:SHOWN])]
    return TemplateResponse(request, "newsroom/reports/board.html", {"groups": groups, **_frame()})


@permission_required(LOOK)
@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a report; a POST closes it. What was refused stays in the form."""
    report = get_object_or_404(ReaderReport.objects.select_related("article", "claim", "handled_by"), pk=pk)
    may_change = request.user.has_perm(CHANGE)
    typed, refused = request.POST.get("answer", ""), ""
    if request.method == "POST" and may_change:
        state = State.CORRECTED if request.POST.get("state") == State.CORRECTED else State.DECLINED
        try:
            answering.close(report, state, answer=typed, by=logged_in(request), at=clock.now())
        except Refusal as refusal:
            refused = str(refusal)
        else:
            messages.success(request, _("Closed."))
            return redirect(reverse("newsroom-reports"))
    context = {
        "report": report,
        "typed": typed,
        "refused": refused,
        "is_open": report.state in answering.OPEN,
        "may_change": may_change,
        "may_correct": request.user.has_perm(corrections.WRITE),
        "corrections": [(one, corrections.address(one)) for one in Correction.objects.filter(report=report)],
        **_frame(_("Report of an error")),
    }
    return TemplateResponse(request, "newsroom/reports/show.html", context)


@permission_required(CHANGE)
@require_POST
def take_up(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that one looks at it."""
    report = get_object_or_404(ReaderReport, pk=pk)
    answering.take_up(report, by=logged_in(request))
    return redirect(reverse("newsroom-report", args=[pk]))


def _frame(here: str = "") -> dict[str, Any]:
    items = [{"url": reverse("wagtailadmin_home"), "label": _("Home")}]
    items += [{"url": reverse("newsroom-reports") if here else "", "label": _("Readers' reports")}]
    title = here or _("Readers' reports")
    return {"breadcrumbs_items": [*items, *([{"url": "", "label": here}] if here else [])], "header_icon": "mail", "page_title": title}


urlpatterns = [
    path("error-reports/", board, name="newsroom-reports"),
    path("error-reports/<int:pk>/", show, name="newsroom-report"),
    path("error-reports/<int:pk>/take-up/", take_up, name="newsroom-report-take-up"),
]
