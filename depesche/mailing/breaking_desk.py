"""The second confirmation of breaking news by mail: a page of its own with the mail, its subject, and how many people it goes to."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_http_methods, require_safe

from depesche.audience.models import Purpose
from depesche.brand.people import logged_in
from depesche.kernel import clock, options
from depesche.kernel.plain import line
from depesche.kernel.refusal import Refusal
from depesche.mailing import breaking, desk, preflight, rendering, selection
from depesche.mailing.breaking import Wanted
from depesche.mailing.models import Campaign
from depesche.newsroom.models import ArticlePage

DIGITS = 9
LONGEST = 200  # characters of a subject


@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask a second time; a POST sends, or shows the mail for another purpose. Asked again, it leads to the mail that is on its way."""
    article = _article(request, pk)
    if request.method == "POST":
        return _send(request, article)
    before = breaking.sent(article)
    if before is not None:
        messages.info(request, _said_before(article))
        return redirect(desk.address(before))
    return TemplateResponse(request, "mailing/breaking.html", _context(request, article))


@require_safe
@xframe_options_sameorigin
def mail(request: HttpRequest, pk: int, purpose: int) -> HttpResponse:
    """Answer with the mail as it would go now, for the sandboxed frame."""
    article = _article(request, pk)
    campaign = breaking.preview(article, get_object_or_404(Purpose, pk=purpose), article.title, at=clock.now())
    return HttpResponse(rendering.whole(rendering.content(campaign).html, at=clock.now()))


def _send(request: HttpRequest, article: ArticlePage) -> HttpResponse:
    purpose, subject = _purpose(request.POST.get("purpose", "")), line(request.POST.get("subject", ""))
    again = f"{reverse('breaking-mail', args=[article.pk])}?{urlencode({'subject': subject[:LONGEST], 'purpose': purpose.pk if purpose else ''})}"
    if "count" in request.POST:
        return redirect(again)
    if purpose is None or len(subject) > LONGEST:
        messages.error(request, _("Choose a purpose, and write a subject of at most %(most)s characters.") % {"most": LONGEST})
        return redirect(again)
    try:
        campaign = breaking.send(article, Wanted(purpose, subject, request.POST.get("seen", "")), by=logged_in(request), at=clock.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
        made = breaking.sent(article)
        return redirect(desk.address(made) if made else again)
    if campaign.state == Campaign.State.WAITING:
        messages.success(request, _("The breaking news wait for a second person, who approves and sends them."))
    else:
        messages.success(request, _("The breaking news are on their way."))
    return redirect(desk.address(campaign))


def _context(request: HttpRequest, article: ArticlePage) -> dict[str, Any]:
    purposes = list(Purpose.objects.all())
    purpose = _purpose(request.GET.get("purpose", "")) or _usual(purposes)
    subject = line(request.GET.get("subject", article.title))[:LONGEST]
    context = {
        "article": article,
        "purposes": purposes,
        "purpose": purpose,
        "subject": subject,
        "longest": LONGEST,
        "by_two": options.current().breaking_by_two,
        **_frame(article),
    }
    return {**context, **_mail(article, purpose, subject)} if purpose else context


def _mail(article: ArticlePage, purpose: Purpose, subject: str) -> dict[str, Any]:
    campaign = breaking.preview(article, purpose, subject or article.title, at=clock.now())
    findings = preflight.findings(campaign)
    try:
        seen = breaking.seen(article, purpose, at=clock.now())
    except Refusal:
        seen = ""  # stands among the findings
    return {
        "number": selection.expected(campaign, at=clock.now()),
        "findings": findings,
        "is_blocked": any(finding.blocks for finding in findings),
        "seen": seen,
    }


def _usual(purposes: list[Purpose]) -> Purpose | None:
    """The purpose of the last breaking mail, else the first."""
    last = Campaign.objects.filter(kind=Campaign.Kind.BREAKING).order_by("-created_at").values_list("purpose_id", flat=True).first()
    return next((one for one in purposes if one.pk == last), purposes[0] if purposes else None)


def _purpose(asked: str) -> Purpose | None:
    is_number = asked.isascii() and asked.isdigit() and len(asked) <= DIGITS
    return Purpose.objects.filter(pk=int(asked)).first() if is_number else None


def _said_before(article: ArticlePage) -> str:
    try:
        breaking.require_sendable(article)
    except Refusal as refusal:
        return str(refusal)
    return ""


def _article(request: HttpRequest, pk: int) -> ArticlePage:
    """Return an article if the person may send breaking news.

    :raises PermissionDenied: if not
    """
    if not breaking.may(logged_in(request)):
        raise PermissionDenied
    found: ArticlePage = get_object_or_404(ArticlePage, pk=pk)
    return found


def _frame(article: ArticlePage) -> dict[str, Any]:
    items = [
        {"url": reverse("wagtailadmin_home"), "label": _("Home")},
        {"url": reverse("wagtailadmin_pages:edit", args=[article.pk]), "label": article.title},
        {"url": "", "label": _("Breaking news by mail")},
    ]
    return {"breadcrumbs_items": items, "header_icon": "warning", "page_title": _("Breaking news by mail")}


urlpatterns = [
    path("breaking-mail/<int:pk>/", confirm, name="breaking-mail"),
    path("breaking-mail/<int:pk>/<int:purpose>/mail/", mail, name="breaking-mail-preview"),
]
