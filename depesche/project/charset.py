"""Every form is read as UTF-8: a sender that claims another charset may be a broken mail client or an attack, and no page of ours asks for one."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase


class Utf8Forms:
    """Middleware: forgets the charset that a request claims; bytes that are no UTF-8 become replacement characters."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Set the encoding before anybody reads the form."""
        request.encoding = "utf-8"
        return self.get_response(request)
