"""What every public page has in common: no cookie, a strict content security policy, no referrer to elsewhere."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase

DESK = "/desk/"
INBOX = "/inbox/"
POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; script-src 'self'; connect-src 'self'; font-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'; manifest-src 'self'"
)
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
            response.headers.setdefault("Content-Security-Policy", PREVIEW if _is_preview(request) else POLICY)
            response.headers.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=(), interest-cohort=()")
        return response


def is_public(path: str) -> bool:
    """Whether a path belongs to readers rather than to editors."""
    return not path.startswith((DESK, INBOX))


def _is_preview(request: HttpRequest) -> bool:
    """Wagtail sends a made-up request through the middleware for a preview; no request from outside has this mark."""
    return bool(getattr(request, "is_dummy", False))
