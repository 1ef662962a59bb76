"""The design at the desk: tokens with their contrasts, and every specimen in light and dark side by side."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from depesche.brand import accent as accent_colour
from depesche.brand import colours, identity, tokens
from depesche.brand.theme_panel import ThemePanel
from depesche.website.design import specimens

SIZES = tuple(f"t{number}" for number in range(1, 10))
DISTANCES = tuple(f"s{number}" for number in range(1, 8))


@dataclass(frozen=True)
class Pair:
    """A text on a ground that it stands on; ``ratio`` is their contrast, written for people."""

    text: str
    ground: str
    text_colour: str
    ground_colour: str
    ratio: str


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Show the tokens, and a frame for each specimen and scheme."""
    picked = colours.known(identity.publisher().accent)
    palette = tokens.palette(picked)
    context = {
        "theme": ThemePanel(),
        "header_icon": "view",
        "page_title": _("Design"),
        "accent": accent_colour.shown(picked),
        "schemes": [(_("Light"), palette.light, tuple(_pairs(palette.light))), (_("Dark"), palette.dark, tuple(_pairs(palette.dark)))],
        "sizes": SIZES,
        "distances": DISTANCES,
        "specimens": specimens.SPECIMENS,
        "names": [(specimens.LIGHT, _("Light")), (specimens.DARK, _("Dark"))],
    }
    return TemplateResponse(request, "website/design/index.html", context)


@require_safe
def specimen(request: HttpRequest, key: str, scheme: str) -> HttpResponse:
    """Show one specimen alone, as readers get it."""
    found = specimens.find(key)
    if found is None or scheme not in specimens.SCHEMES:
        raise Http404
    return HttpResponse(found.html(request, scheme, identity.publisher().accent), headers={"Cache-Control": "private, no-store"})


def _pairs(scheme: tokens.Scheme) -> Iterator[Pair]:
    for text, grounds in tokens.PAIRS.items():
        for ground in grounds:
            ratio = number_format(round(colours.contrast(scheme[text], scheme[ground]), 1), 1)
            yield Pair(text, ground, scheme[text], scheme[ground], ratio)


urlpatterns = [
    path("design/", index, name="website-design"),
    path("design/<slug:key>/<slug:scheme>/", specimen, name="website-design-specimen"),
]
