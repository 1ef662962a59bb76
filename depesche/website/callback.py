"""The form to be called back."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from depesche.audience import client, limits
from depesche.audience.limits import HOUR, Limit
from depesche.brand import callback, identity
from depesche.kernel import clock, options
from depesche.kernel.plain import plain
from depesche.kernel.refusal import Refusal
from depesche.website import rendering
from depesche.website.rendering import Meta

THANKS = "/callback/thanks/"
TRAP = "website"
TOO_MANY = "too-many"


@dataclass(frozen=True)
class CallbackForm:
    """The form with what was typed; ``problem`` is the sentence beside the field that ``wrong`` names."""

    name: str = ""
    phone: str = ""
    best_time: str = ""
    message: str = ""
    problem: str = ""
    wrong: str = ""


@dataclass(frozen=True)
class CallbackPage:
    """The form with the facts around it."""

    form: CallbackForm = field(default_factory=CallbackForm)
    days: int = 0
    phone: str = ""
    phone_link: str = ""
    opening_hours: str = ""


@csrf_exempt  # readers have no cookie that a foreign page could abuse
@require_http_methods(["GET", "HEAD", "POST"])
def form(request: HttpRequest) -> HttpResponse:
    """Show the form; on POST keep the request. A filled trap gets the same thanks, and nothing is kept."""
    if request.method != "POST":
        return _page(request, CallbackForm())
    typed = {name: plain(request.POST.get(name, "")).strip() for name in ("name", "phone", "best_time", "message")}
    if request.POST.get(TRAP):
        return HttpResponseRedirect(THANKS)
    try:
        _keep(typed, network=client.network(client.address(request.META)), at=clock.now())
    except Refusal as refusal:
        wrong = refusal.code.removeprefix("callback-")
        return _page(request, CallbackForm(**typed, problem=str(refusal), wrong=wrong), status=429 if wrong == TOO_MANY else 400)
    return HttpResponseRedirect(THANKS)


def _keep(typed: dict[str, str], *, network: str, at: datetime) -> None:
    """Keep a request, and count it, by a keyed digest of the network; what is above the limit is not kept. Slips of the pen do not count.

    :raises Refusal: code ``callback-too-many``, and those of :func:`callback.request`
    """
    set_to = options.current()
    with transaction.atomic():
        callback.request(**typed, at=at)
        is_within = not network or limits.take(limits.bucket("callback", network), Limit(set_to.callback_network_hour, HOUR), at=at)
        if not (is_within and limits.take(limits.bucket("callbacks", "site"), Limit(set_to.callback_site_hour, HOUR), at=at)):
            phone = identity.publisher().phone
            call = _("Please call us: %(phone)s.") % {"phone": phone} if phone else _("Please try again later.")
            raise Refusal(code=f"callback-{TOO_MANY}", message=_("Too many requests came within an hour; yours was not kept."), help=call)


@require_safe
def thanks(request: HttpRequest) -> HttpResponse:
    """Say thank you."""
    return rendering.page(request, "website/callback_thanks.html", {"meta": Meta(title=_("Thank you"))})


def _page(request: HttpRequest, typed: CallbackForm, *, status: int = 200) -> HttpResponse:
    publisher = identity.publisher()
    page = CallbackPage(
        form=typed,
        days=options.current().callback_days,
        phone=publisher.phone,
        phone_link="tel:" + "".join(letter for letter in publisher.phone if letter.isdigit() or letter == "+"),
        opening_hours=publisher.opening_hours,
    )
    meta = Meta(title=_("Request a call"), description=_("Leave your number, and we call you back."), path="/callback/")
    return rendering.page(request, "website/callback.html", {"page": page, "meta": meta}, status=status)


urlpatterns = [path("callback/", form), path("callback/thanks/", thanks)]
