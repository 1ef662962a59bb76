"""Corrections by mail at the desk: whom each concerns and who was told, and the mail of its own for a retraction."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin.auth import permission_required

from depesche.audience.models import Purpose
from depesche.brand.people import logged_in
from depesche.kernel import clock
from depesche.mailing.correcting import binding, due, own_mail
from depesche.mailing.models import Campaign, CorrectionMailed
from depesche.newsroom.claims.correction_rows import Severity
from depesche.newsroom.corrections import reading, wording
from depesche.newsroom.models import Correction

LOOK, COMPOSE = "mailing.view_campaign", "mailing.change_campaign"
SHOWN = 20


@dataclass(frozen=True)
class Line:
    """A correction and one purpose: the issues that were wrong, how many are still to be told, how many were told, and its own mail.

    ``missed`` are those whom it concerns but nothing brings it to any more: it had its rounds, and has no mail of its own that is still to go out.
    """

    correction: Correction
    heading: str
    purpose: Purpose
    issues: list[Campaign]
    waiting: int
    missed: int
    told: int
    own: Campaign | None
    may_have_own: bool


@permission_required(LOOK)
@require_safe
def board(request: HttpRequest) -> HttpResponse:
    """Show the newest corrections that issues carried the mistake of."""
    items = [{"url": reverse("wagtailadmin_home"), "label": _("Home")}, {"url": reverse("campaigns:index"), "label": _("Newsletters")}]
    context = {
        "lines": list(lines(at=clock.now())),
        "may_compose": request.user.has_perm(COMPOSE),
        "breadcrumbs_items": [*items, {"url": "", "label": _("Corrections by mail")}],
        "header_icon": "mail",
        "page_title": _("Corrections by mail"),
    }
    return TemplateResponse(request, "mailing/corrections.html", context)


@permission_required(COMPOSE)
@require_POST
def create(request: HttpRequest, pk: int, purpose: int) -> HttpResponse:
    """Write the draft of a mail of its own."""
    made = own_mail.create(get_object_or_404(Correction, pk=pk), get_object_or_404(Purpose, pk=purpose), by=logged_in(request), at=clock.now())
    messages.success(request, _("The mail is a draft. A second person approves it before it goes out."))
    return redirect(reverse("campaigns:show", args=[made.pk]))


def lines(*, at: datetime) -> Iterator[Line]:
    """Yield a line for each of the newest mistakes and each purpose whose issues carried it."""
    mistakes = list(reading.published().filter(severity__in=reading.ABOVE, claims__claim__issues__isnull=False).distinct()[:SHOWN])
    wrong = binding.wrong_issues([one.pk for one in mistakes])
    for correction in mistakes:
        by_purpose: dict[int, list[Campaign]] = {}
        for issue in wrong.get(correction.pk, []):
            by_purpose.setdefault(issue.purpose_id, []).append(issue)
        for purpose in Purpose.objects.filter(pk__in=by_purpose).order_by("pk"):
            yield line(correction, purpose, by_purpose[purpose.pk], at=at)


def line(correction: Correction, purpose: Purpose, issues: list[Campaign], *, at: datetime) -> Line:
    """Return the line of a correction and a purpose, whose issues with the mistake these are."""
    own = Campaign.objects.filter(correction=correction, purpose=purpose).exclude(state=Campaign.State.CANCELLED).first()
    concerned = due.concerned(correction.pk, issues, purpose=purpose.pk, at=at).count()
    comes = (own is not None and own.state != Campaign.State.DONE) or binding.has_rounds_left(correction.pk, issues)
    return Line(
        correction=correction,
        heading=wording.heading(correction),
        purpose=purpose,
        issues=issues,
        waiting=concerned if comes else 0,
        missed=0 if comes else concerned,
        told=CorrectionMailed.objects.filter(correction=correction, campaign__purpose=purpose).count(),
        own=own,
        may_have_own=correction.severity == Severity.RETRACTION and own is None,
    )


def of_campaign(campaign: Campaign, *, at: datetime) -> list[tuple[Correction, int]]:
    """Return the corrections on top of a campaign with how many find them: will find them before sending, were handed them afterwards."""
    if campaign.sent_at:
        rows = Correction.objects.filter(issues__campaign=campaign)
        return [(one, CorrectionMailed.objects.filter(correction=one, campaign=campaign).count()) for one in rows]
    return [(one, due.concerned(one.pk, wrong, purpose=campaign.purpose_id, at=at).count()) for one, wrong in binding.bound(campaign)]


urlpatterns: list[Any] = [
    path("corrections/", board, name="corrections"),
    path("corrections/<int:pk>/<int:purpose>/", create, name="correction-mail"),
]
