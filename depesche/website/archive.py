"""The web archive of sent issues: ``/newsletter/archive/`` and one page per issue, the mail itself under a slim bar."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import path
from django.views.decorators.http import require_safe

from depesche.mailing import archive
from depesche.newsroom.corrections import places, wording
from depesche.newsroom.models import Correction
from depesche.website import rendering
from depesche.website.rendering import Meta

PER_PAGE = 30
HOME = "/newsletter/archive/"
MAIL_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"


@dataclass(frozen=True)
class Later:
    """A correction that came after an issue: what readers call it, when it was published, and its path in the log."""

    heading: str
    moment: datetime
    path: str


@require_safe
def issues(request: HttpRequest) -> HttpResponse:
    """List the sent issues, the newest first."""
    number = request.GET.get("page", "1")
    pages = Paginator(archive.sent(), PER_PAGE)
    if not number.isdigit() or not 1 <= int(number) <= pages.num_pages:
        raise Http404
    found = pages.page(int(number))
    place = HOME if found.number == 1 else f"{HOME}?page={found.number}"
    context = {
        "issues": [archive.line(campaign) for campaign in found],
        "earlier": f"{HOME}?page={found.number + 1}" if found.has_next() else "",
        "later": _later(found.number),
        "meta": Meta(path=place),
    }
    return rendering.page(request, "website/archive/issues.html", context)


@require_safe
def issue(request: HttpRequest, slug: str) -> HttpResponse:
    """Show one issue as it was sent, without any recipient's link."""
    found = archive.issue(slug)
    if found is None:
        raise Http404
    response = HttpResponse(under_bar(found.html, found.line, tuple(map(_note, found.corrections))))
    response.headers["Content-Security-Policy"] = MAIL_POLICY
    return rendering.conditional(request, response)


def under_bar(html: str, line: archive.Line, later: tuple[Later, ...]) -> str:
    """Return a mail's HTML with the archive's bar, and what was corrected since, above its content."""
    bar = render_to_string("website/archive/bar.html", {"line": line, "home": HOME, "later": later})
    head, body, rest = html.partition("<body")
    opening, _end, content = rest.partition(">")
    return f"{head}{body}{opening}>{bar}{content}"


def _note(found: Correction) -> Later:
    moment = found.published_at or found.drafted_at
    return Later(wording.heading(found), moment, places.of(found.pk, moment))


def _later(number: int) -> str:
    if number == 1:
        return ""
    return HOME if number == 2 else f"{HOME}?page={number - 1}"


urlpatterns = [
    path("newsletter/archive/", issues, name="newsletter-archive"),
    path("newsletter/archive/<slug:slug>/", issue, name="newsletter-issue"),
]
