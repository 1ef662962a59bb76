"""An unknown Host answers 400 (INTERFACES.md), on every path and before anything else."""

from __future__ import annotations

from collections.abc import Callable

from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse, HttpResponseBase


class KnownHosts:
    """Middleware: asks Django whether the host is allowed, also where no view would."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer 400 with one sentence for a foreign host."""
        try:
            request.get_host()
        except DisallowedHost:
            return HttpResponse("This site is not known under this address.\n", status=400, content_type="text/plain; charset=utf-8")
        return self.get_response(request)
