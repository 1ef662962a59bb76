"""Sign-up, confirmation, preferences, leaving. Each view reads its input, makes one call into the audience and answers (L-41).

These pages set no cookie, so there is nothing that a foreign page could abuse: every change is a POST with the token in the address.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent
from django.http import HttpRequest, HttpResponse, QueryDict, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from depesche.audience import application, client, confirmation, forms, intake, not_me, preferences, proof, unsubscribing, withdrawal
from depesche.audience.application import BAD_ADDRESS, Incomplete, Sent
from depesche.audience.confirmation import Evidence
from depesche.audience.forms import SignupForm, SignupValues
from depesche.audience.withdrawal import Route
from depesche.kernel import address, clock, digest, options
from depesche.kernel.refusal import Refusal
from depesche.website import rendering

View = Callable[..., HttpResponse]
HEADERS = {"Cache-Control": "no-store", "X-Robots-Tag": "noindex, nofollow", "Referrer-Policy": "no-referrer"}
GONE_STATUS = {"link-unknown": 404, "link-expired": 410, "too-many": 429}


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
                response = _page(request, "refused", {"refusal": refusal}, status=GONE_STATUS.get(refusal.code, 400))
        response.headers.pop("ETag", None)
        for name, value in HEADERS.items():
            response.headers[name] = value
        return response

    limited: View = require_http_methods(["GET", "HEAD", "POST", "OPTIONS"])(answer)
    exempt: View = csrf_exempt(limited)
    return exempt


@private
def sign_up(request: HttpRequest) -> HttpResponse:
    """Show the form, or take a sign-up; what is answered does not depend on whether the address is known (B-06)."""
    if request.method != "POST":
        return _page(request, "signup", {"signup": forms.shown()})
    sent = _sent(request)
    if application.is_trapped(sent):
        return _page(request, "thanks", {})
    try:
        intake.take_signup(application.read(sent), at=clock.now())
    except Incomplete as incomplete:
        return _page(request, "signup", {"signup": incomplete.form}, status=409 if incomplete.is_outdated else 422)
    except Refusal as refusal:
        return _page(request, "signup", {"signup": _filled_in(sent, refusal), "refusal": refusal}, status=GONE_STATUS.get(refusal.code, 409))
    return _page(request, "thanks", {})


@private
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Show one button; the button confirms (B-02)."""
    at = clock.now()
    if request.method != "POST":
        return _page(request, "confirm", {"question": confirmation.question(token, at=at)})
    fields = _fields(request)
    evidence = Evidence(seen=fields.get("seen", ""), network=_network(request) if options.current().keep_ip else "")
    return _page(request, "confirmed", {"confirmed": confirmation.confirm(token, at=at, evidence=evidence)})


@private
def refuse(request: HttpRequest, token: str) -> HttpResponse:
    """ "This was not me": show one button; the button deletes the request (B-09)."""
    asked = not_me.read(token)
    if request.method != "POST":
        return _page(request, "not_me", {"days": options.current().not_me_days})
    not_me.refuse(asked, at=clock.now())
    return _page(request, "not_me_done", {"days": options.current().not_me_days})


@private
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """Show one button, or leave at once: any POST counts, whatever its body (RFC 8058, S-01, S-02)."""
    if request.method != "POST":
        return _page(request, "unsubscribe", {"offer": unsubscribing.offer(token)})
    fields = _fields(request)
    route = Route.LINK if "button" in fields else Route.ONE_CLICK
    left = unsubscribing.leave(token, at=clock.now(), route=route, everything=fields.get("button") == "everything")
    return _page(request, "unsubscribed", {"left": left})


def unsubscribe_from_anywhere(request: HttpRequest, token: str) -> HttpResponse:
    """Let any page post here, as mail programs in browsers do; no credentials are involved (S-02)."""
    response = unsubscribe(request, token=token)
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response


unsubscribe_from_anywhere.csrf_exempt = True  # type: ignore[attr-defined]


@private
def preferences_entry(request: HttpRequest) -> HttpResponse:
    """Ask for the address, then mail a fresh link to the own page; the same answer for every address."""
    if request.method != "POST":
        return _page(request, "preferences_entry", {})
    typed = _fields(request).get("email", "")
    try:
        mailbox = address.parse(typed, message=BAD_ADDRESS).mailbox
        intake.take_preferences(mailbox, network=_network(request), at=clock.now())
    except Refusal as refusal:
        status = GONE_STATUS.get(refusal.code, 422)
        return _page(request, "preferences_entry", {"email": typed[:320], "error": str(refusal)}, status=status)
    return _page(request, "preferences_sent", {"minutes": options.current().preferences_minutes})


@private
def own_page(request: HttpRequest, token: str) -> HttpResponse:
    """Show what a person agreed to; end one purpose or all, or hand out the proof."""
    at = clock.now()
    try:
        subscriber = preferences.owner(token, at=at)
    except Refusal as refusal:
        return _page(request, "preferences_entry", {"refusal": refusal}, status=GONE_STATUS.get(refusal.code, 400))
    receipt = None
    if request.method == "POST":
        fields = _fields(request)
        if fields.get("button") == "proof":
            return _download(proof.read(subscriber, at=at, reader="person"))
        if fields.get("button") == "everything" or "purpose" in fields:
            wanted = None if fields.get("button") == "everything" else fields.getlist("purpose")
            receipt = withdrawal.withdraw(subscriber, purposes=wanted, at=at, route=Route.PREFERENCES)
    return _page(request, "preferences", {"own": preferences.page(subscriber), "receipt": receipt})


def _page(request: HttpRequest, name: str, context: Mapping[str, Any], *, status: int = 200) -> HttpResponse:
    return rendering.page(request, f"website/newsletter/{name}.html", context, status=status)


def _fields(request: HttpRequest) -> QueryDict:
    """Return what was posted; a body that cannot be read counts as empty, as leaving must not fail for it (S-02).

    Our forms are UTF-8. Whatever else a mail program or a scanner says of its body is not believed.
    """
    request.encoding = "utf-8"
    try:
        return request.POST
    except (MultiPartParserError, RequestDataTooBig, TooManyFieldsSent, UnreadablePostError):
        return QueryDict()


def _sent(request: HttpRequest) -> Sent:
    fields = _fields(request)
    agent = request.headers.get("user-agent", "")
    return Sent(
        email=fields.get("email", ""),
        purposes=tuple(fields.getlist("purpose")),
        form=_printable(fields.get("form", "")) or forms.DEFAULT,
        version=fields.get("version", ""),
        page=fields.get("page", ""),
        trap=fields.get(application.TRAP, ""),
        network=_network(request),
        user_agent_sha256=digest.sha256_hex(agent.encode("utf-8", "replace")) if agent else "",
    )


def _printable(text: str) -> str:
    """Return a text that a database can be asked for; PostgreSQL knows no NUL."""
    return text if text.isprintable() else ""


def _network(request: HttpRequest) -> str:
    return client.network(client.address(request.META))


def _filled_in(sent: Sent, refusal: Refusal) -> SignupForm | None:
    shown = forms.shown(sent.form)
    values = SignupValues(email=sent.email[:320], purposes=frozenset(sent.purposes))
    return shown.filled_in(values, errors={"form": str(refusal)}) if shown else None


def _download(content: bytes) -> HttpResponse:
    name = _("proof-of-consent.zip")
    return HttpResponse(content, content_type="application/zip", headers={"Content-Disposition": f'attachment; filename="{name}"'})


urlpatterns = [
    path("newsletter/", sign_up, name="signup"),
    path("newsletter/confirm/<str:token>/", confirm, name="confirm"),
    path("newsletter/not-me/<str:token>/", refuse, name="not-me"),
    path("newsletter/unsubscribe/<str:token>/", unsubscribe_from_anywhere, name="unsubscribe"),
    path("newsletter/unsubscribe/<str:token>", unsubscribe_from_anywhere),  # a lost slash must not become a redirect (RFC 8058)
    path("newsletter/preferences/", preferences_entry, name="preferences-entry"),
    path("newsletter/preferences/<str:token>/", own_page, name="preferences"),
]
