"""Each POST below /desk/ runs in one transaction; a refusal becomes a message (ARCHITECTURE: Wagtail's entrances)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponseRedirect, JsonResponse
from django.http.response import HttpResponseBase
from django.utils.http import url_has_allowed_host_and_scheme

from depesche.kernel.refusal import Refusal

DESK = "/desk/"


class DeskTransaction:
    """Middleware: one transaction per desk POST, rolled back when a deed refuses or the view crashes."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Pass the request on; the transaction is opened around the view alone."""
        return self.get_response(request)

    def process_view(  # noqa: PLR0917 - the shape that Django calls
        self, request: HttpRequest, view: Callable[..., HttpResponseBase], args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponseBase | None:
        """Run a desk POST in one transaction."""
        if request.method != "POST" or not request.path.startswith(DESK):
            return None
        try:
            with transaction.atomic():
                response = view(request, *args, **kwargs)
                render = getattr(response, "render", None)
                return render() if callable(render) else response
        except Refusal as refusal:
            return _answer(request, refusal)


def _answer(request: HttpRequest, refusal: Refusal) -> HttpResponseBase:
    if request.headers.get("x-requested-with") == "XMLHttpRequest" or "application/json" in request.headers.get("accept", ""):
        return JsonResponse({"success": False, "error_code": refusal.code, "error_message": str(refusal)}, status=400)
    messages.error(request, str(refusal))
    back = request.headers.get("referer", "")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}, require_https=request.is_secure()):
        back = DESK
    return HttpResponseRedirect(back)
