"""Notes where people are logged in, so that they can see and end it."""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.db import OperationalError
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from depesche.brand import sessions
from depesche.kernel import clock

DESK = "/desk/"
log = logging.getLogger(__name__)


class SessionWatch:
    """Middleware: keeps the list of sessions up to date; public pages are left alone, they have no session."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Note a logged-in person, then pass the request on."""
        if request.path_info.startswith(DESK) and request.user.is_authenticated:
            _note(request)
        return self.get_response(request)


def _note(request: HttpRequest) -> None:
    """Note it if that can be written: on a full disk people still have to read at the desk what to do."""
    try:
        sessions.seen(request, at=clock.now())
    except OperationalError as error:
        log.warning("that somebody is at the desk could not be noted: %s", error)
