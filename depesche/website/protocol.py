"""``/protocol/``: the editorial log for people, and how anybody can check it."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from depesche.kernel import clock
from depesche.ledger import checkpoints, logs
from depesche.newsroom import protocol_page
from depesche.press import pages as press
from depesche.press import tags
from depesche.website import rendering
from depesche.website.rendering import Meta

PROTOCOL = "/protocol/"
HOLDS = timedelta(seconds=30)
LONGEST = 9  # digits of a number


@require_safe
@press.stored
def protocol(request: HttpRequest) -> HttpResponse:
    """Answer with the newest entries; ``claim`` and ``article`` narrow them, ``before`` goes back in time."""
    wanted = {name: number for name in ("claim", "article", "before") if (number := _number(request.GET.get(name, ""))) is not None}
    shown = protocol_page.page(claim=wanted.get("claim"), article=wanted.get("article"), before=wanted.get("before"))
    tags.until(clock.now() + HOLDS)
    narrowed = {name: number for name, number in wanted.items() if name != "before"}
    context = {
        "shown": shown,
        "is_narrowed": bool(narrowed),
        "is_first": "before" not in wanted,
        "further": f"{PROTOCOL}?{urlencode({**narrowed, 'before': shown.further})}" if shown.further is not None else "",
        "signed": checkpoints.newest(logs.EDITORIAL),
        "key": logs.verifiers(logs.EDITORIAL)[0].vkey,
        "meta": Meta(
            title=_("Editorial log"),
            description=_("What was published, claimed, changed and corrected here, entry by entry, and how anybody can check it."),
            path="" if wanted else PROTOCOL,
        ),
    }
    return rendering.page(request, "website/protocol.html", context)


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= LONGEST else None


urlpatterns = [path("protocol/", protocol)]
