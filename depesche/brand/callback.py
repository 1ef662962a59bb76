"""Requests to be called back: taken, shown to the desk, deleted after a set number of days."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from depesche.brand.models import CallbackRequest
from depesche.kernel import options
from depesche.kernel.personal_data import Person
from depesche.kernel.refusal import Refusal

LONGEST_MESSAGE = 2000


def request(*, name: str, phone: str, at: datetime, best_time: str = "", message: str = "") -> CallbackRequest:
    """Keep a request until somebody called, at most for the set number of days.

    :raises Refusal: codes ``callback-name``, ``callback-phone``, ``callback-too-long``
    """
    name, phone = " ".join(name.split()), " ".join(phone.split())
    if not name:
        raise Refusal(code="callback-name", message=_("Please tell us your name."))
    if sum(letter.isdigit() for letter in phone) < 5:
        raise Refusal(code="callback-phone", message=_("Please tell us a phone number."))
    if len(name) > 120 or len(phone) > 40 or len(best_time) > 120 or len(message) > LONGEST_MESSAGE:
        raise Refusal(code="callback-too-long", message=_("This is too long."), help=_("Please shorten it; we call you anyway."))
    delete_at = at + timedelta(days=options.current().callback_days)
    return CallbackRequest.objects.create(
        name=name, phone=phone, best_time=best_time.strip(), message=message.strip(), requested_at=at, delete_at=delete_at
    )


def delete_due(*, at: datetime) -> int:
    """Delete every request whose time is over; return how many."""
    return CallbackRequest.objects.filter(delete_at__lte=at).delete()[0]


def export(person: Person) -> list[dict[str, str]]:
    """Return the requests in which a person wrote their address; requests have no field for it (Art. 15 GDPR)."""
    found = CallbackRequest.objects.filter(message__icontains=person.address)
    return [
        {"name": one.name, "phone": one.phone, "best_time": one.best_time, "message": one.message, "requested_at": one.requested_at.isoformat()}
        for one in found
    ]


def erase(person: Person) -> int:
    """Delete them (Art. 17 GDPR); return how many."""
    return CallbackRequest.objects.filter(message__icontains=person.address).delete()[0]
