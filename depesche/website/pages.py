"""Pages that are none of Wagtail's: legal texts. Corrections are in ``corrections.py``."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.views.decorators.http import require_safe

from depesche.brand import legal
from depesche.press import pages as press
from depesche.website import rendering
from depesche.website.rendering import Meta


@dataclass(frozen=True)
class Version:
    """One version of a legal text in the list of versions."""

    number: int
    published_at: datetime
    path: str


@require_safe
@press.stored
def legal_text(request: HttpRequest, slug: str, number: int | None = None) -> HttpResponse:
    """Answer with the present version of a legal text, or with an earlier one; a number with leading zeros leads to its one address."""
    versions = list(legal.versions(slug))
    shown = next((version for version in versions if number in {None, version.number}), None)
    if shown is None:
        raise Http404
    if number is not None and request.path != (here := _version_path(slug, number)):
        return redirect(here, permanent=True)
    is_current = shown == versions[0]
    context = {
        "title": shown.text.title,
        "html": legal.clean(shown.body),
        "number": shown.number,
        "published_at": shown.published_at,
        "is_current": is_current,
        "path": legal.path(slug),
        "others": tuple(Version(other.number, other.published_at, _version_path(slug, other.number)) for other in versions if other != shown),
        "meta": Meta(title=shown.text.title, path=legal.path(slug) if is_current else ""),
    }
    return rendering.page(request, "website/legal.html", context)


def _version_path(slug: str, number: int) -> str:
    return f"{legal.path(slug)}versions/{number}/"


urlpatterns = [
    path("legal/<slug:slug>/", legal_text),
    path("legal/<slug:slug>/versions/<int:number>/", legal_text),
]
