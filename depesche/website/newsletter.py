"""Confirmation, preferences, leaving. Each view reads its input, makes one call into the audience and answers (L-41).

These pages set no cookie, so there is nothing that a foreign page could abuse: every change is a POST with the token in the address.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils import translation

from depesche.audience import confirmation, intake, not_me, preferences, unsubscribing
from depesche.audience.application import BAD_ADDRESS
from depesche.audience.confirmation import Evidence
from depesche.audience.withdrawal import Route
from depesche.kernel import address, clock, options
from depesche.kernel.refusal import Refusal
from depesche.website import own_page as own
from depesche.website.private_pages import GONE_STATUS, private, user_agent_sha256
from depesche.website.private_pages import fields as _fields
from depesche.website.private_pages import network as _network
from depesche.website.private_pages import page as _page


@private
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Show one button; the button confirms (B-02)."""
    at = clock.now()
    if request.method != "POST":
        question = confirmation.question(token, at=at)
        return _spoken(request, "confirm", {"question": question}, language=question.language)
    fields = _fields(request)
    kept = _network(request) if options.current().keep_ip else ""
    evidence = Evidence(seen=fields.get("seen", ""), network=kept, agent=request.headers.get("user-agent", ""))
    confirmed = confirmation.confirm(token, at=at, evidence=evidence)
    return _spoken(request, "confirmed", {"confirmed": confirmed}, language=confirmed.language)


@private
def refuse(request: HttpRequest, token: str) -> HttpResponse:
    """ "This was not me": show one button; the button deletes the request (B-09)."""
    asked = not_me.read(token)
    language, context = not_me.language(asked), {"days": options.current().not_me_days}
    if request.method != "POST":
        return _spoken(request, "not_me", context, language=language)
    not_me.refuse(asked, at=clock.now())
    return _spoken(request, "not_me_done", context, language=language)


@private
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """Show one button, or leave at once: any POST counts, whatever its body (RFC 8058, S-01, S-02)."""
    if request.method != "POST":
        offer = unsubscribing.offer(token)
        return _spoken(request, "unsubscribe", {"offer": offer}, language=offer.language)
    fields = _fields(request)
    route = Route.LINK if "button" in fields else Route.ONE_CLICK
    left = unsubscribing.leave(token, at=clock.now(), route=route, everything=fields.get("button") == "everything")
    return _spoken(request, "unsubscribed", {"left": left}, language=left.language)


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
    """Show what a person agreed to, and do what its buttons say."""
    at = clock.now()
    try:
        subscriber = preferences.owner(token, at=at)
    except Refusal as refusal:
        return _page(request, "preferences_entry", {"refusal": refusal}, status=GONE_STATUS.get(refusal.code, 400))
    answer, language = own.Answer(), subscriber.language
    if request.method == "POST":
        wish = own.Wish(subscriber, _fields(request), network=_network(request), user_agent_sha256=user_agent_sha256(request), at=at)
        with translation.override(subscriber.language):
            answer = own.answer(wish)
    if answer.file:
        return _download(answer.file, name=answer.file_name)
    return _spoken(request, answer.page, own.shown(subscriber, answer), language=language, status=answer.status)


def _spoken(request: HttpRequest, name: str, context: Mapping[str, Any], *, language: str, status: int = 200) -> HttpResponse:
    """Answer in the language of the person, as the mail did that led here; the site around it keeps its own."""
    return _page(request, name, {**context, "spoken": language or options.current().language}, status=status)


def _download(content: bytes, *, name: str) -> HttpResponse:
    return HttpResponse(content, content_type="application/zip", headers={"Content-Disposition": f'attachment; filename="{name}"'})


urlpatterns = [
    path("newsletter/confirm/<str:token>/", confirm, name="confirm"),
    path("newsletter/not-me/<str:token>/", refuse, name="not-me"),
    path("newsletter/unsubscribe/<str:token>/", unsubscribe_from_anywhere, name="unsubscribe"),
    path("newsletter/unsubscribe/<str:token>", unsubscribe_from_anywhere),  # a lost slash must not become a redirect (RFC 8058)
    path("newsletter/preferences/", preferences_entry, name="preferences-entry"),
    path("newsletter/preferences/<str:token>/", own_page, name="preferences"),
]
