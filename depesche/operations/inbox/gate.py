"""Who may see the inbox: only somebody at this very machine, and only while mail goes to the catcher.

The inbox shows links that confirm and withdraw consents, and needs no login. So anything that smells of a proxy gets a
404, as does a foreign Host (else a web page elsewhere could read it by DNS rebinding).
"""

from __future__ import annotations

import ipaddress
from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec
from urllib.parse import urlsplit

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from depesche.kernel import option_types, options

FORWARDED = ("HTTP_X_FORWARDED", "HTTP_FORWARDED", "HTTP_VIA", "HTTP_X_REAL_IP", "HTTP_X_CLIENT_IP", "HTTP_CF_CONNECTING_IP", "HTTP_TRUE_CLIENT_IP")
POLICY = "default-src 'none'; style-src 'self'; img-src 'self' data:; frame-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'"

Rest = ParamSpec("Rest")
View = Callable[Concatenate[HttpRequest, Rest], HttpResponse]


def only_here(view: View[Rest]) -> View[Rest]:
    """Answer 404 unless :func:`is_here`, and give every answer strict headers."""

    @wraps(view)
    @require_safe
    def guarded(request: HttpRequest, /, *args: Rest.args, **kwargs: Rest.kwargs) -> HttpResponse:
        if not is_here(request):
            raise Http404
        response = view(request, *args, **kwargs)
        response.headers.setdefault("Content-Security-Policy", POLICY)
        response.headers["Cache-Control"] = "no-store"
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers["X-Robots-Tag"] = "noindex"
        response.headers["Cross-Origin-Opener-Policy"] = "same-origin"
        return response

    return guarded


def is_here(request: HttpRequest) -> bool:
    """Whether mail goes to the catcher, peer and Host are loopback, and nobody forwarded the request."""
    return (
        urlsplit(options.current().smtp_url).scheme == "catcher"
        and _is_loopback_peer(request.META.get("REMOTE_ADDR", ""))
        and option_types.is_loopback(urlsplit(f"//{request.get_host()}").hostname or "")
        and not any(name.startswith(FORWARDED) for name in request.META)
    )


def _is_loopback_peer(text: str) -> bool:
    try:
        peer = ipaddress.ip_address(text)
    except ValueError:
        return False
    if isinstance(peer, ipaddress.IPv6Address) and peer.ipv4_mapped:
        return peer.ipv4_mapped.is_loopback
    return peer.is_loopback
