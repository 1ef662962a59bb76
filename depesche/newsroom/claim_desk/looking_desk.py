"""Looking at claims: the list with its filters, one claim with everything about it, and the private copies of evidence."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin.auth import permission_required

from depesche.brand.people import logged_in
from depesche.kernel import clock
from depesche.kernel.refusal import Refusal
from depesche.newsroom.claim_desk import claim_page, listing, screens
from depesche.newsroom.claims import archiving
from depesche.newsroom.models import Evidence

SHOWN = 50


@permission_required(screens.SEE)
@require_safe
def every(request: HttpRequest) -> HttpResponse:
    """Show the claims that fit, the newest change first."""
    form = listing.Wanted(request.GET)
    said = form.said()
    pages = Paginator(listing.claims(said, today=timezone.localdate(clock.now())), SHOWN)
    kept = request.GET.copy()
    kept.pop("p", None)
    context = {
        "form": form,
        "is_narrowed": bool(said),
        "page": pages.get_page(request.GET.get("p", "1")[:9]),
        "kept": kept.urlencode(),
        **screens.may(request),
        **screens.frame(_("Claims")),
    }
    return TemplateResponse(request, "newsroom/claims/list.html", context)


@permission_required(screens.SEE)
@require_safe
def one(request: HttpRequest, claim_id: int) -> HttpResponse:
    """Show everything about a claim."""
    claim = screens.claim(claim_id)
    context = {
        "view": claim_page.of(claim, at=clock.now()),
        "claim": claim,
        **screens.may(request),
        **screens.in_claims(_("Claim")),
    }
    return TemplateResponse(request, "newsroom/claims/claim.html", context)


@permission_required(screens.CHANGE)
@require_POST
def keep_copy(request: HttpRequest, evidence_id: int) -> HttpResponse:
    """Keep a private copy of evidence."""
    evidence = get_object_or_404(Evidence.objects.select_related("assertion__claim"), pk=evidence_id)
    sent = request.FILES.get("copy")
    try:
        archiving.keep(evidence, sent.name or "" if sent else "", sent.chunks() if sent else (), by=logged_in(request), at=clock.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The copy is kept; readers do not get it. Its digest stands in the editorial log."))
    return redirect(screens.address(evidence.assertion.claim))


@permission_required(screens.SEE)
@require_safe
def copy(request: HttpRequest, evidence_id: int) -> HttpResponseBase:
    """Give out a private copy, as a file that no browser runs."""
    evidence = get_object_or_404(Evidence.objects.exclude(sha256=""), pk=evidence_id)
    place = archiving.path(evidence)
    if not place.is_file():
        raise Http404
    answer = FileResponse(place.open("rb"), as_attachment=True, filename=evidence.archive_name, content_type="application/octet-stream")
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
