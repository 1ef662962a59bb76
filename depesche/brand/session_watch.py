"""Notes where people are logged in, so that they can see and end it."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from depesche.brand import sessions
from depesche.kernel import clock

DESK = "/desk/"


class SessionWatch:
    """Middleware: keeps the list of sessions up to date; public pages are left alone, they have no session."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Note a logged-in person, then pass the request on."""
        if request.path_info.startswith(DESK) and request.user.is_authenticated:
            sessions.seen(request, at=clock.now())
        return self.get_response(request)
