"""What the newsletter's pages have in common: answers that nobody stores, indexes or learns of, and forms that never fail to be read (L-41)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent
from django.http import HttpRequest, HttpResponse, QueryDict, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from depesche.audience import client
from depesche.kernel.refusal import Refusal
from depesche.website import rendering

View = Callable[..., HttpResponse]
HEADERS = {"Cache-Control": "no-store", "X-Robots-Tag": "noindex, nofollow", "Referrer-Policy": "no-referrer"}
GONE_STATUS = {"link-unknown": 404, "link-expired": 410, "too-many": 429, "no-form": 404, "form-closed": 410}


def private(view: View) -> View:
    """Answer GET, HEAD and POST; never stored, indexed or told to others (L-41). An expected refusal becomes a page with its sentence."""

    @wraps(view)
    def answer(request: HttpRequest, **parts: str) -> HttpResponse:
        if request.method == "OPTIONS":
            response = HttpResponse(status=204, headers={"Allow": "GET, HEAD, POST, OPTIONS"})
        else:
            try:
                response = view(request, **parts)
            except Refusal as refusal:
                response = page(request, "refused", {"refusal": refusal}, status=GONE_STATUS.get(refusal.code, 400))
        response.headers.pop("ETag", None)
        for name, value in HEADERS.items():
            response.headers[name] = value
        return response

    limited: View = require_http_methods(["GET", "HEAD", "POST", "OPTIONS"])(answer)
    exempt: View = csrf_exempt(limited)
    return exempt


def page(request: HttpRequest, name: str, context: Mapping[str, Any], *, status: int = 200) -> HttpResponse:
    """Answer with one of the newsletter's pages."""
    return rendering.page(request, f"website/newsletter/{name}.html", context, status=status)


def fields(request: HttpRequest) -> QueryDict:
    """Return what was posted; a body that cannot be read counts as empty, as leaving must not fail for it (S-02).

    Our forms are UTF-8. Whatever else a mail program or a scanner says of its body is not believed.
    """
    if request.encoding != "utf-8":  # setting it again would forget what was read
        request.encoding = "utf-8"
    try:
        return request.POST
    except (MultiPartParserError, RequestDataTooBig, TooManyFieldsSent, UnreadablePostError):
        return QueryDict()


def network(request: HttpRequest) -> str:
    """Return the network that a request is counted by (B-07)."""
    return client.network(client.address(request.META))


def user_agent_sha256(request: HttpRequest) -> str:
    """Return what is recorded of the program that sent a form (L-20)."""
    return client.user_agent_sha256(request.headers.get("user-agent", ""))
