"""Sources at the desk: the list, one source with what it said, merging and deleting."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from wagtail.admin.auth import permission_required

from depesche.brand.people import logged_in
from depesche.kernel import clock
from depesche.kernel.refusal import Refusal
from depesche.newsroom import claim_uses
from depesche.newsroom.claim_desk import screens, touching
from depesche.newsroom.claim_desk.source_forms import JoinForm, KnownForm
from depesche.newsroom.claims import entries, protecting, sourcing
from depesche.newsroom.claims.terms import AssertionState
from depesche.newsroom.models import Source

SHOWN = 50
EDITED = ["GET", "HEAD", "POST"]


@permission_required(screens.SEE_SOURCES)
@require_safe
def every(request: HttpRequest) -> HttpResponse:
    """Show the sources, by name; ``q`` looks into every name they have."""
    words = request.GET.get("q", "").replace("\0", "")[:100].strip()
    found = Source.objects.filter(merged_into__isnull=True).annotate(
        claims=Count("assertions__claim", filter=Q(assertions__state=AssertionState.LIVE), distinct=True)
    )
    if words:
        found = found.filter(Q(name__icontains=words) | Q(name_en__icontains=words) | Q(aliases__icontains=words) | Q(role__icontains=words))
    pages = Paginator(found.select_related("parent").order_by("name", "pk"), SHOWN)
    page = pages.get_page(request.GET.get("p", "1")[:9])
    may_add = request.user.has_perm(screens.ADD_SOURCE)
    context = {"words": words, "page": page, "may_add": may_add, **screens.frame(_("Sources"), icon="group")}
    return TemplateResponse(request, "newsroom/claims/sources.html", context)


@permission_required(screens.ADD_SOURCE)
@require_http_methods(EDITED)
def new(request: HttpRequest) -> HttpResponse:
    """Enter a source."""
    form = KnownForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            made = sourcing.enter(form.known(), by=logged_in(request), at=clock.now())
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The source is entered."))
            return redirect(address(made))
    return TemplateResponse(request, "newsroom/claims/new_source.html", {"form": form, **in_sources(_("New source"))})


@permission_required(screens.SEE_SOURCES)
@require_http_methods(EDITED)
def one(request: HttpRequest, source_id: int) -> HttpResponse:
    """Show a source with what it said and where it is used; a POST changes it. What was refused stays in the form."""
    source = source_of(source_id)
    may_change = request.user.has_perm(screens.CHANGE_SOURCE) and (not source.is_protected or protecting.may_read(source, logged_in(request)))
    begun = {**KnownForm.of(source), "seen": entries.source_digest(source)}
    form = KnownForm(request.POST if request.method == "POST" else None, but=source, initial=begun)
    status = 200
    if request.method == "POST" and may_change and form.is_valid():
        try:
            _change(request, source, form)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
            if refusal.code == "source-changed-meanwhile":
                status, form.data = 409, {**request.POST.dict(), "seen": entries.source_digest(source_of(source_id))}
        else:
            messages.success(request, _("Changed, for every claim it speaks to."))
            return redirect(address(source))
    return TemplateResponse(
        request, "newsroom/claims/source.html", _context(request, source_of(source_id), form, may_change=may_change), status=status
    )


@permission_required(screens.REMOVE_SOURCE)
@require_http_methods(EDITED)
def join(request: HttpRequest, source_id: int) -> HttpResponse:
    """Merge a source into another one; the first POST shows what that touches."""
    source = source_of(source_id)
    form = JoinForm(request.POST if request.method == "POST" else None, source=source)
    shown: dict[str, Any] = {}
    if request.method == "POST" and form.is_valid():
        into = form.cleaned_data["into"]
        claims = {one.number for one in claim_uses.of_source(source) if one.kind == "claim"}
        shown = {"touched": touching.of(claims), "claims": len(claims), "into": into}
        if request.POST.get("confirm") == str(into.pk):
            try:
                sourcing.join(source, into, by=logged_in(request), at=clock.now())
            except Refusal as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(request, _("Merged. What it said follows; the old address leads on."))
                return redirect(address(into))
    context = {"source": source, "form": form, **shown, **in_sources(_("Merge into another source"), source)}
    return TemplateResponse(request, "newsroom/claims/join.html", context)


@permission_required(screens.REMOVE_SOURCE)
@require_POST
def delete(request: HttpRequest, source_id: int) -> HttpResponse:
    """Delete a source that has said nothing; else say where it is used."""
    source = source_of(source_id)
    try:
        claim_uses.delete_source(source, by=logged_in(request), at=clock.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect(f"{address(source)}#uses")
    messages.success(request, _("Deleted."))
    return redirect(reverse("newsroom-sources"))


def address(source: Source) -> str:
    """Return where a source is looked at."""
    return reverse("newsroom-source", args=[source.pk])


def source_of(number: int) -> Source:
    """Return a source, or answer that there is none."""
    found: Source = get_object_or_404(Source.objects.select_related("parent", "merged_into"), pk=number)
    return found


def in_sources(title: str, source: Source | None = None) -> dict[str, Any]:
    """Return the frame of a screen below the list of sources, or below one source."""
    steps = [(reverse("newsroom-sources"), _("Sources")), *([(address(source), source.name)] if source else [])]
    return screens.frame(title, *steps, icon="group")


def _change(request: HttpRequest, source: Source, form: KnownForm) -> None:
    now = Source.objects.select_for_update(of=("self",)).get(pk=source.pk)
    seen = form.cleaned_data["seen"]
    if seen and seen != entries.source_digest(now):
        raise Refusal(
            code="source-changed-meanwhile",
            message=_("Somebody else has changed this source meanwhile."),
            help=_("What you wrote stands below. Please look and send it again."),
        )
    deed = protecting.describe if now.is_protected else sourcing.change
    deed(now, form.known(), by=logged_in(request), at=clock.now())


def _context(request: HttpRequest, source: Source, form: KnownForm, *, may_change: bool) -> dict[str, Any]:
    said = source.assertions.exclude(state=AssertionState.DRAFT).select_related("claim").order_by("-added_at", "-pk")[:SHOWN]
    told = {one.claim_id for one in said}
    return {
        "source": source,
        "form": form,
        "said": said,
        "uses": [use for use in claim_uses.of_source(source) if use.kind != "claim" or use.number not in told],
        "is_keeper": source.is_protected and protecting.may_read(source, logged_in(request)),
        **screens.may(request),
        "may_change": may_change,
        **screens.frame(_("A source"), (reverse("newsroom-sources"), _("Sources")), icon="group"),
    }
