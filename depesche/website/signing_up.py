"""Signing up: on the site's own page, on a form's own address, and in a frame of a foreign page. Each view makes one call into the audience."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext

from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils import translation

from depesche.audience import application, forms, reception
from depesche.audience.application import Incomplete, Sent
from depesche.audience.forms import SignupForm
from depesche.kernel import clock
from depesche.kernel.refusal import Refusal
from depesche.mailing import archive
from depesche.website.private_pages import GONE_STATUS, fields, network, page, private, user_agent_sha256

OWN, FRAMED = "signup", "embedded"
THANKS = {OWN: "thanks", FRAMED: "embedded_thanks"}
STATUS = {"fields-missing": 422, "too-many": 429}


@private
def sign_up(request: HttpRequest) -> HttpResponse:
    """Show the site's own form, or take a sign-up with any form: forms on stored pages all post here."""
    slug = _printable(fields(request).get("form", "")) or forms.DEFAULT
    try:
        return _form(request, slug, name=OWN)
    except Refusal as refusal:
        status = 200 if request.method != "POST" else 410 if refusal.code == "form-closed" else 409
        return page(request, OWN, {"signup": None, "refusal": refusal, "sample": _sample()}, status=status)


@private
def own_form(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a form at its own address, or take a sign-up; foreign pages post here."""
    return _form(request, slug, name=OWN)


@private
def embedded_form(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a form for a frame of a foreign page, or take a sign-up; the answer stays in the frame."""
    try:
        response = _form(request, slug, name=FRAMED, action=forms.embed_path(slug))
    except Refusal as refusal:
        response = page(request, "embedded_refused", {"refusal": refusal}, status=GONE_STATUS.get(refusal.code, 400))
    response.depesche_embeddable = True  # type: ignore[attr-defined]  # project/public.py lets foreign pages frame it
    return response


def _sample() -> archive.Line | None:
    """Return the newest issue, so that people see what they order."""
    newest = archive.sent().first()
    return archive.line(newest) if newest is not None else None


def _form(request: HttpRequest, slug: str, *, name: str, action: str = "") -> HttpResponse:
    at, language = clock.now(), forms.language(slug)
    if request.method != "POST":
        return _shown(request, name, reception.shown(slug, at=at, page=_foreign(request)), action=action)
    try:
        with translation.override(language):
            received = reception.receive(_sent(request, slug), at=at)
    except Incomplete as incomplete:
        return _shown(request, name, incomplete.form, action=action, status=STATUS.get(incomplete.code, 409))
    context = {"received": received, "language": language, "again": action or forms.action(slug)}
    with _language(name, language):
        return page(request, THANKS[name], context)


def _shown(request: HttpRequest, name: str, form: SignupForm, *, action: str, status: int = 200) -> HttpResponse:
    with _language(name, form.language):
        return page(request, name, {"signup": form.posted_to(action or form.action), "sample": _sample() if name == OWN else None}, status=status)


def _language(name: str, language: str) -> AbstractContextManager[None]:
    """Speak a form's language on the whole page in a frame; on our pages only where the form stands."""
    return translation.override(language) if name == FRAMED else nullcontext()


def _foreign(request: HttpRequest) -> str:
    referrer = request.headers.get("referer", "") or request.headers.get("origin", "")
    return "" if _is_ours(request, referrer) else application.page_of("", referrer=referrer)


def _sent(request: HttpRequest, slug: str) -> Sent:
    sent = fields(request)
    return Sent(
        email=sent.get("email", ""),
        purposes=tuple(sent.getlist("purpose")),
        form=slug,
        version=sent.get("version", ""),
        page=application.page_of(sent.get("page", ""), referrer=_foreign(request)),
        trap=sent.get(application.TRAP, ""),
        network=network(request),
        user_agent_sha256=user_agent_sha256(request),
        stamp=sent.get("stamp", ""),
        work=sent.get("altcha", ""),
    )


def _is_ours(request: HttpRequest, address: str) -> bool:
    return f"{address}/".startswith(f"{request.scheme}://{request.get_host()}/")


def _printable(text: str) -> str:
    """Return a text that a database can be asked for; PostgreSQL knows no NUL."""
    return text if text.isprintable() else ""


urlpatterns = [
    path("newsletter/", sign_up, name="signup"),
    path("newsletter/forms/<slug:slug>/", own_form, name="signup-form"),
    path("newsletter/forms/<slug:slug>/embed/", embedded_form, name="signup-embed"),
]
