"""One digest at the desk: what would go out now, switching on and off, the days behind. Every change is a POST, every view asks the role."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_POST, require_safe

from depesche.brand.people import logged_in
from depesche.kernel import clock
from depesche.kernel.refusal import Refusal
from depesche.mailing import approval, composing, preflight, rendering, selection
from depesche.mailing.digest_rows import Digest
from depesche.mailing.digests import choosing, composing_issue, due_days, switching
from depesche.mailing.models import Campaign

NAMESPACE = "digests"
LOOK, COMPOSE, APPROVE = "mailing.view_digest", "mailing.change_digest", approval.PERMISSION
DAYS_SHOWN = 14


def address(digest: Digest) -> str:
    """Return where a digest's page stands."""
    return reverse(f"{NAMESPACE}:show", args=[digest.pk])


@require_safe
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a digest: whether it is on, when it is due, what would go now, and what became of the days before."""
    digest, at = _digest(request, pk, LOOK), clock.now()
    view = request.GET.get("view", "desktop")
    context = {
        **_now(digest, at=at),
        "coming": _said(due_days.coming(digest, at=at).at),
        "days": digest.days.select_related("campaign")[:DAYS_SHOWN],
        "may_switch": request.user.has_perm(APPROVE) and request.user.has_perm(switching.SEND),
        "why_not": switching.stands_against(digest, logged_in(request)) if digest.switched_on_at is None else None,
        "view": view if view in {"desktop", "phone", "text"} else "desktop",
        "views": [("desktop", _("Desktop")), ("phone", _("Phone")), ("text", _("Plain text"))],
        **_frame(digest, []),
    }
    return TemplateResponse(request, "mailing/digest.html", context)


@require_safe
@xframe_options_sameorigin
def mail(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """Answer with the mail that would go now, for the sandboxed frame: HTML or text."""
    digest, at = _digest(request, pk, LOOK), clock.now()
    campaign = preview(digest, at=at)
    if campaign is None:
        return HttpResponse(_("Nothing new, so nothing would be sent."), content_type="text/plain; charset=utf-8")
    content = rendering.content(campaign)
    if kind == "text":
        return HttpResponse(rendering.whole(content.text, at=clock.now()), content_type="text/plain; charset=utf-8")
    return HttpResponse(rendering.whole(content.html, at=clock.now()))


@require_safe
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask before switching on, with everything that is agreed to in advance."""
    digest, at = _digest(request, pk, APPROVE), clock.now()
    if digest.switched_on_at is not None:
        return redirect(address(digest))
    context = {
        **_now(digest, at=at),
        "coming": _said(due_days.coming(digest, at=at).at),
        "why_not": switching.stands_against(digest, logged_in(request)),
        "seen": switching.settings_digest(digest),
        **_frame(digest, [{"url": "", "label": _("Switch on")}]),
    }
    return TemplateResponse(request, "mailing/digest_on.html", context)


@require_POST
def switch_on(request: HttpRequest, pk: int) -> HttpResponse:
    """Approve in advance what was seen."""
    digest = _digest(request, pk, APPROVE)
    switching.switch_on(digest, by=logged_in(request), seen=request.POST.get("seen", ""), at=clock.now())
    return _done(request, digest, _("The digest is on."))


@require_POST
def switch_off(request: HttpRequest, pk: int) -> HttpResponse:
    """Send nothing more by itself."""
    digest = _digest(request, pk, COMPOSE, APPROVE)
    switching.switch_off(digest, by=logged_in(request), at=clock.now())
    return _done(request, digest, _("The digest is off."))


def preview(digest: Digest, *, at: datetime) -> Campaign | None:
    """Return the issue that would go now, stored nowhere; ``None`` if nothing is new."""
    chosen = choosing.choose(digest, at=at)
    return composing.preview(composing_issue.draft(digest, chosen, at=at), at=at) if chosen.articles else None


def _now(digest: Digest, *, at: datetime) -> dict[str, Any]:
    chosen = choosing.choose(digest, at=at)
    counted = Campaign(purpose=digest.purpose)
    found: dict[str, Any] = {"digest": digest, "chosen": chosen, "number": selection.expected(counted, at=at), "issue": None, "findings": []}
    found["since"] = _said(chosen.begins_at)
    if chosen.articles:
        issue = composing.preview(composing_issue.draft(digest, chosen, at=at), at=at)
        found |= {"issue": issue, "findings": preflight.findings(issue), "has_mail": _has_mail(issue)}
    return found


def _said(moment: datetime) -> str:
    local = timezone.localtime(moment)
    return f"{formats.date_format(local, 'D')}, {formats.date_format(local, 'SHORT_DATETIME_FORMAT')}"


def _has_mail(issue: Campaign) -> bool:
    try:
        rendering.content(issue)
    except Refusal:
        return False  # the page shows the same refusal among the findings
    return True


def _frame(digest: Digest, further: list[dict[str, str]]) -> dict[str, Any]:
    items = [
        {"url": reverse("wagtailadmin_home"), "label": _("Home")},
        {"url": reverse(f"{NAMESPACE}:index"), "label": _("Digests")},
        {"url": address(digest) if further else "", "label": digest.name},
        *further,
    ]
    return {"breadcrumbs_items": items, "header_icon": "time", "header_title": digest.name, "page_title": digest.name}


def _digest(request: HttpRequest, pk: int, *permissions: str) -> Digest:
    """Return a digest if the person has one of the permissions.

    :raises PermissionDenied: if not
    """
    if not any(request.user.has_perm(permission) for permission in permissions):
        raise PermissionDenied
    return get_object_or_404(Digest.objects.select_related("purpose", "author", "last_edited_by", "switched_on_by", "responsible"), pk=pk)


def _done(request: HttpRequest, digest: Digest, said: str) -> HttpResponse:
    messages.success(request, said)
    return redirect(address(digest))


urlpatterns = [
    path("<int:pk>/", show, name="show"),
    path("<int:pk>/confirm/", confirm, name="confirm"),
    path("<int:pk>/mail/<slug:kind>/", mail, name="mail"),
    path("<int:pk>/switch-on/", switch_on, name="switch_on"),
    path("<int:pk>/switch-off/", switch_off, name="switch_off"),
]
