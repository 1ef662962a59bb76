"""Corrections at the desk: the list, writing one from an article, a claim or a reader's report, what it touches, and letting it out."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from wagtail.admin.auth import permission_required

from depesche.brand.people import logged_in
from depesche.kernel import clock
from depesche.kernel.refusal import Refusal
from depesche.newsroom.claim_desk.screens import TAKE_DOWN
from depesche.newsroom.claim_desk.taking_desk import OrderForm
from depesche.newsroom.claims import marking, merging
from depesche.newsroom.claims.correction_rows import CorrectionState, Severity
from depesche.newsroom.claims.terms import Ground
from depesche.newsroom.corrections import approving, drafting, entries, places, publishing, taking_down, touching, wording
from depesche.newsroom.corrections.form import CorrectionForm
from depesche.newsroom.models import ArticlePage, Claim, Correction, ReaderReport

LOOK, WRITE = "newsroom.view_correction", "newsroom.change_correction"
SHOWN = 100
State = CorrectionState


@permission_required(LOOK)
@require_safe
def board(request: HttpRequest) -> HttpResponse:
    """Show what waits, what is being written, and what readers see, the newest first."""
    found = Correction.objects.select_related("article", "drafted_by", "approved_by")
    context = {
        "groups": [
            (_("Waiting for approval"), found.filter(state=State.WAITING).order_by("drafted_at")),
            (_("Being written"), found.filter(state=State.DRAFT).order_by("-drafted_at")[:SHOWN]),
            (_("Published"), found.filter(state=State.PUBLISHED)[:SHOWN]),
        ],
        "may_write": request.user.has_perm(WRITE),
        **_frame(),
    }
    return TemplateResponse(request, "newsroom/corrections/board.html", context)


@permission_required(WRITE)
@require_http_methods(["GET", "HEAD", "POST"])
def write(request: HttpRequest) -> HttpResponse:
    """Show an empty form, filled with what somebody came from; a POST drafts. What was refused stays in the form."""
    article, claim, report = _came_from(request)
    article = article or (report.article if report else None)
    about = claim or (report.claim if report else None)
    claims = _claims([about.pk]) if about else _claims_of(article)
    begun = {"article": article, "is_by_reader": report is not None}
    form = CorrectionForm(request.POST if request.method == "POST" else None, claims=claims, initial=begun)
    if request.method == "POST" and form.is_valid():
        try:
            made = drafting.draft(form.wanted(report=report), by=logged_in(request), at=clock.now())
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect(address(made))
    context = {"form": form, "media": form.media, "report": report, **_frame(_("New correction"))}
    return TemplateResponse(request, "newsroom/corrections/form.html", context)


@permission_required(WRITE)
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what is not published yet; a POST changes it. What was refused stays in the form."""
    correction = _correction(pk)
    known = {one.pk: one for one in (*_claims(correction.claims.values_list("claim_id", flat=True)), *_claims_of(correction.article))}
    claims = list(known.values())
    seen = {"seen": entries.content_digest(correction)}
    form = CorrectionForm(request.POST if request.method == "POST" else None, instance=correction, claims=claims, initial=seen)
    if request.method == "POST" and form.is_valid():
        stored = _correction(pk)  # the form has written into the other one
        try:
            with transaction.atomic():
                drafting.edit(stored, form.wanted(report=stored.report), seen=form.cleaned_data["seen"], by=logged_in(request), at=clock.now())
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Saved."))
            return redirect(address(stored))
    context = {"form": form, "media": form.media, "correction": correction, **_frame(_("Change"))}
    return TemplateResponse(request, "newsroom/corrections/form.html", context)


@permission_required(LOOK)
@require_safe
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a correction as readers will see it, what it touches, and what can be done now."""
    correction, person = _correction(pk), logged_in(request)
    is_open = correction.state != State.PUBLISHED
    needs_two = correction.severity in approving.NEEDS_A_SECOND_PERSON
    context = {
        "correction": correction,
        "heading": wording.heading(correction),
        "lines": wording.lines(correction),
        "touched": touching.of(correction),
        "digest": entries.content_digest(correction),
        "is_typo": correction.severity == Severity.TYPO,
        "in_the_log": places.of(correction.pk, correction.published_at) if correction.published_at else "",
        "may_write": is_open and person.has_perm(WRITE),
        "may_submit": is_open and needs_two and correction.state == State.DRAFT and person.has_perm(WRITE),
        "may_approve": needs_two and correction.state == State.WAITING and approving.stands_against(correction, person) is None,
        "why_not": approving.stands_against(correction, person) if needs_two and correction.state == State.WAITING else None,
        "may_publish": is_open and not needs_two and approving.may_not(person) is None,
        "may_take_down": correction.state == State.PUBLISHED and bool(correction.right) and person.has_perm(TAKE_DOWN),
        **_frame(wording.heading(correction)),
    }
    return TemplateResponse(request, "newsroom/corrections/show.html", context)


@permission_required(WRITE)
@require_POST
def submit(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand it in."""
    correction = _correction(pk)
    drafting.submit(correction)
    messages.success(request, _("It waits for approval by a second person now."))
    return redirect(address(correction))


@permission_required(approving.PERMISSION)
@require_POST
def release(request: HttpRequest, pk: int) -> HttpResponse:
    """Let it out just as it was seen: approve it where a second person is needed, and publish."""
    correction, person, seen = _correction(pk), logged_in(request), request.POST.get("digest", "")
    with transaction.atomic():
        if correction.severity in approving.NEEDS_A_SECOND_PERSON:
            approving.approve(correction, seen=seen, by=person, at=clock.now())
        publishing.publish(correction, seen=seen, by=person, at=clock.now())
    messages.success(request, _("Published: readers see it now."))
    return redirect(address(correction))


@permission_required(WRITE)
@require_POST
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Throw away what was never published."""
    drafting.discard(_correction(pk))
    messages.success(request, _("The draft is deleted."))
    return redirect(reverse("newsroom-corrections"))


class TakeDownForm(OrderForm):
    """Why the words of a correction are taken down; ticked by somebody who has seen what would be gone."""

    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)
    is_sure = forms.BooleanField(label=gettext_lazy("I have seen what would be gone, and that it cannot be undone"))


@permission_required(TAKE_DOWN)
@require_http_methods(["GET", "HEAD", "POST"])
def take_down(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what would be gone, and take it down when somebody says so."""
    correction = _correction(pk)
    form = TakeDownForm(request.POST if request.method == "POST" else None, initial={"ground": Ground.PERSONAL_DATA})
    if request.method == "POST" and form.is_valid():
        try:
            taking_down.take_down(correction, form.order(), by=logged_in(request), at=clock.now())
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The words are gone. The history says when and on what ground; their digest stays in the log."))
            return redirect(address(correction))
    context = {"form": form, "correction": correction, "lines": wording.lines(correction), "touched": touching.of(correction)}
    return TemplateResponse(request, "newsroom/corrections/take_down.html", {**context, **_frame(_("Take words down for a legal reason"))})


def address(correction: Correction) -> str:
    """Return where a correction stands at the desk."""
    return reverse("newsroom-correction", args=[correction.pk])


def _correction(pk: int) -> Correction:
    return get_object_or_404(Correction.objects.select_related("article", "report", "drafted_by", "edited_by", "approved_by"), pk=pk)


def _claims_of(article: ArticlePage | None) -> list[Claim]:
    """Return the claims that an article carries, in its order."""
    return _claims(mark.claim for mark in marking.of(article)) if article else []


def _claims(numbers: Iterable[int]) -> list[Claim]:
    """Return the claims to which these numbers lead, in this order, each before those that were merged into it: mails from before carry these."""
    asked = list(numbers)
    leads = merging.final(asked)
    order = {pk: place for place, pk in enumerate(dict.fromkeys(leads[number] for number in asked if number in leads))}
    found = Claim.objects.filter(Q(pk__in=order) | Q(merged_into__in=order)).order_by("pk")
    return sorted(found, key=lambda one: (order[one.merged_into_id or one.pk], one.merged_into_id is not None, one.pk))


def _came_from(request: HttpRequest) -> tuple[ArticlePage | None, Claim | None, ReaderReport | None]:
    """Return what somebody came from.

    :raises PermissionDenied: for a report that the person may not see
    """
    article = ArticlePage.objects.filter(pk=_number(request, "article")).first()
    claim = Claim.objects.filter(pk=_number(request, "claim")).first()
    report = ReaderReport.objects.select_related("article", "claim").filter(pk=_number(request, "report")).first()
    if report is not None and not request.user.has_perm("newsroom.view_readerreport"):
        raise PermissionDenied
    return article, claim, report


def _number(request: HttpRequest, name: str) -> int:
    asked = request.GET.get(name, "")
    return int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 12 else 0


def _frame(here: str = "") -> dict[str, Any]:
    items = [{"url": reverse("wagtailadmin_home"), "label": _("Home")}]
    items += [{"url": reverse("newsroom-corrections") if here else "", "label": _("Corrections")}]
    title = here or _("Corrections")
    return {"breadcrumbs_items": [*items, *([{"url": "", "label": here}] if here else [])], "header_icon": "edit", "page_title": title}


urlpatterns = [
    path("corrections/", board, name="newsroom-corrections"),
    path("corrections/new/", write, name="newsroom-correction-new"),
    path("corrections/<int:pk>/", show, name="newsroom-correction"),
    path("corrections/<int:pk>/edit/", edit, name="newsroom-correction-edit"),
    path("corrections/<int:pk>/submit/", submit, name="newsroom-correction-submit"),
    path("corrections/<int:pk>/take-down/", take_down, name="newsroom-correction-take-down"),
    path("corrections/<int:pk>/release/", release, name="newsroom-correction-release"),
    path("corrections/<int:pk>/discard/", discard, name="newsroom-correction-discard"),
]
