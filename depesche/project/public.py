"""What every public page has in common: no cookie, a strict content security policy, no referrer to elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponseNotAllowed
from django.http.response import HttpResponseBase

from depesche.kernel import options
from depesche.press.common_headers import CACHED, PERMISSIONS, POLICY

DESK = "/desk/"
ENTRANCE = "/desk/login/"
INBOX = "/inbox/"
SAFE = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})  # RFC 9110, 9.2.1
# Browsers keep these for as long as they like if nobody says how long (RFC 9110, 15.1): a page that moves there and back would lead in a circle.
MOVED = frozenset({301, 308})
# An editor's preview is shown in a frame of the desk; a mail carries its styles inline.
PREVIEW = POLICY.replace("frame-ancestors 'none'", "frame-ancestors 'self'").replace("style-src 'self'", "style-src 'self' 'unsafe-inline'")


class PublicPages:
    """Middleware: hardens every answer outside the desk; nothing there may set a cookie (L-41)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Add the headers, drop cookies."""
        response = self.get_response(request)
        if is_public(request.path):
            response.cookies.clear()
            response.headers.setdefault("Content-Security-Policy", _policy(request, response))
            response.headers.setdefault("Permissions-Policy", PERMISSIONS)
            if response.status_code in MOVED:
                response.headers.setdefault("Cache-Control", CACHED)
        elif request.path.startswith(ENTRANCE):
            # Secrets and links of mails are shown here: no script but our own, no copy in a cache, no address told to elsewhere.
            response.headers["Content-Security-Policy"] = POLICY
            response.headers["Cache-Control"] = "no-store, private"
            response.headers["Referrer-Policy"] = "same-origin"
        return response

    def process_view(  # noqa: PLR0917 - the shape that Django calls
        self, request: HttpRequest, view: Callable[..., HttpResponseBase], args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponseBase | None:
        """Answer 405 to a form that the page does not take, before Django asks for a token that no reader has.

        A public page that takes forms says so by ``csrf_exempt``. Sections and articles answer for themselves: the address may be unknown.
        """
        if request.method in SAFE or not is_public(request.path) or getattr(view, "csrf_exempt", False):
            return None
        if request.resolver_match is not None and request.resolver_match.view_name == "wagtail_serve":
            request._dont_enforce_csrf_checks = True  # type: ignore[attr-defined]  # Django's own mark
            return None
        return HttpResponseNotAllowed(["GET", "HEAD"])


def _policy(request: HttpRequest, response: HttpResponseBase) -> str:
    """Return the policy of an answer.

    Only a page that offers somebody else's player may load it, and only from there; only a form made for frames may stand in foreign ones.
    """
    policy = PREVIEW if _is_preview(request) else POLICY
    if getattr(response, "depesche_embeddable", False):
        policy = policy.replace("frame-ancestors 'none'", f"frame-ancestors {' '.join(options.current().embed_sites) or '*'}")
    hosts = getattr(response, "depesche_frames", ())
    return f"{policy}; frame-src {' '.join(f'https://{host}' for host in hosts)}" if hosts else policy


def is_public(path: str) -> bool:
    """Whether a path belongs to readers rather than to editors."""
    return not path.startswith((DESK, INBOX))


def _is_preview(request: HttpRequest) -> bool:
    """Wagtail sends a made-up request through the middleware for a preview; no request from outside has this mark."""
    return bool(getattr(request, "is_dummy", False))
