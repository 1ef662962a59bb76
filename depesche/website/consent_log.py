"""The public face of the logs (C2SP tlog-tiles): ``/consent-log/`` and ``/protocol/``, each with checkpoint and tiles.

Tiles hold salted hashes only. Entry bundles are not published: what people declared is nobody's business.
"""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.views.decorators.http import require_safe

from depesche.ledger import checkpoints, growth, logs, tile_path

MOMENTS = "public, max-age=5"
FOR_EVER = "public, max-age=31536000, immutable"


@require_safe
def checkpoint(request: HttpRequest, log: str) -> HttpResponse:
    """Answer the newest signed checkpoint; 404 before the first one."""
    signed = checkpoints.newest(log)
    if signed is None:
        raise Http404("nothing was signed yet")
    return HttpResponse(signed.note, content_type="text/plain; charset=utf-8", headers={"Cache-Control": MOMENTS})


@require_safe
def tile(request: HttpRequest, log: str, place: str) -> HttpResponse:
    """Answer a full or partial tile; both never change, so both may be kept for ever."""
    found = tile_path.parse(place)
    hashes = None if found is None else growth.published_tile(log, found.level, found.tile, width=found.width)
    if hashes is None:
        raise Http404("there is no such tile (yet)")
    return HttpResponse(hashes, content_type="application/octet-stream", headers={"Cache-Control": FOR_EVER})


urlpatterns: list[URLPattern] = [
    pattern
    for log, prefix in logs.PATHS.items()
    for pattern in (
        path(f"{prefix}/checkpoint", checkpoint, {"log": log}, name=f"{log}-checkpoint"),
        path(f"{prefix}/tile/<path:place>", tile, {"log": log}, name=f"{log}-tile"),
    )
]
