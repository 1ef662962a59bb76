"""Signing up through the API: the form as JSON, and a sign-up with it. The same call into the audience as the pages', so the same limits.

Pages of foreign sites may call it from a browser: no cookie and no credentials are involved, so any origin may (CORS).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, JsonResponse, UnreadablePostError
from django.urls import path
from django.utils import translation
from django.views.decorators.csrf import csrf_exempt

from depesche.audience import application, client, embedding, forms, reception
from depesche.audience.application import Incomplete, Sent
from depesche.audience.forms import SignupForm
from depesche.kernel import clock
from depesche.kernel.refusal import Refusal

View = Callable[..., HttpResponse]
METHODS = "GET, HEAD, POST, OPTIONS"
STATUS = {"no-form": 404, "form-closed": 410, "fields-missing": 422, "too-many": 429, "bad-json": 400}
HEADERS = {
    "Access-Control-Allow-Origin": "*",
    "Cache-Control": "no-store",
    "X-Robots-Tag": "noindex, nofollow",
    "Referrer-Policy": "no-referrer",
}
PREFLIGHT = {
    "Allow": METHODS,
    "Access-Control-Allow-Methods": METHODS,
    "Access-Control-Allow-Headers": "Content-Type",
    "Access-Control-Max-Age": "600",
}


def open_to_all(view: View) -> View:
    """Answer every origin, without credentials; an expected refusal becomes a problem document (RFC 9457)."""

    @wraps(view)
    def answer(request: HttpRequest, slug: str) -> HttpResponse:
        with translation.override(forms.language(slug)):
            response = _answer(view, request, slug)
        for name, value in HEADERS.items():
            response.headers[name] = value
        return response

    exempt: View = csrf_exempt(answer)
    return exempt


@open_to_all
def signup_form(request: HttpRequest, slug: str) -> HttpResponse:
    """GET gives the form, POST signs up: what is answered does not depend on whether the address is known (I-9)."""
    at = clock.now()
    if request.method != "POST":
        return JsonResponse(_form(reception.shown(slug, at=at)))
    try:
        received = reception.receive(_sent(request, slug), at=at)
    except Incomplete as incomplete:
        return _problem(incomplete.code, " ".join(incomplete.form.errors.values()), form=incomplete.form)
    hint = {"typed_domain": received.typed_domain, "meant_domain": received.meant_domain} if received.meant_domain else None
    return JsonResponse({"status": "accepted", "message": reception.thanks(), "hint": hint}, status=202)


def _answer(view: View, request: HttpRequest, slug: str) -> HttpResponse:
    if request.method == "OPTIONS":
        return HttpResponse(status=204, headers=PREFLIGHT)
    if request.method not in {"GET", "HEAD", "POST"}:
        return HttpResponse(status=405, headers={"Allow": METHODS})
    try:
        return view(request, slug)
    except Refusal as refusal:
        return _problem(refusal.code, str(refusal))


def _form(form: SignupForm) -> dict[str, Any]:
    return {
        "form": form.form_slug,
        "version": form.form_number,
        "language": form.language,
        "wording": embedding.with_whole_links(form.wording),
        "purposes": [{"key": box.key, "title": box.title} for box in form.purposes],
        "button_label": form.button_label,
        "stamp": form.stamp,
        "challenge": form.challenge,
    }


def _problem(code: str, detail: str, *, form: SignupForm | None = None) -> HttpResponse:
    status = STATUS.get(code, 409)
    body: dict[str, Any] = {"type": f"urn:depesche:problem:{code}", "title": code, "status": status, "detail": detail}
    if form is not None:
        body["errors"] = dict(form.errors)
        body["form"] = _form(form)
    return JsonResponse(body, status=status, content_type="application/problem+json")


def _sent(request: HttpRequest, slug: str) -> Sent:
    body = _body(request)
    purposes = body.get("purposes")
    return Sent(
        email=_text(body, "email"),
        purposes=tuple(str(key) for key in purposes) if isinstance(purposes, list) else (),
        form=slug,
        version=_text(body, "version") or "0",
        page=application.page_of("", referrer=request.headers.get("origin", "") or request.headers.get("referer", "")),
        trap=_text(body, application.TRAP),
        network=client.network(client.address(request.META)),
        user_agent_sha256=client.user_agent_sha256(request.headers.get("user-agent", "")),
        stamp=_text(body, "stamp"),
        work=_text(body, "altcha"),
    )


def _body(request: HttpRequest) -> Mapping[str, Any]:
    try:
        body = json.loads(request.body)
    except (ValueError, RecursionError, RequestDataTooBig, UnreadablePostError):
        body = None
    if not isinstance(body, dict):
        raise Refusal(code="bad-json", message="The body must be one JSON object.", help="GET this address to see the form.")
    return body


def _text(body: Mapping[str, Any], name: str) -> str:
    value = body.get(name, "")
    return str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""


urlpatterns = [path("newsletter/forms/<slug:slug>/", signup_form, name="api-signup-form")]
