"""Requests to be called back: taken, worked off at the desk, deleted after a set number of days whatever became of them."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from depesche.brand import audit
from depesche.brand.models import CallbackRequest
from depesche.brand.people import User
from depesche.kernel import options
from depesche.kernel.personal_data import Person
from depesche.kernel.refusal import Refusal

LONGEST_MESSAGE = LONGEST_NOTE = 2000
SPAM_KEPT = timedelta(days=7)
State = CallbackRequest.State
OPEN = (State.NEW, State.CALLED)


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


def change(request_id: uuid.UUID, *, by: User, at: datetime, state: State | None = None, note: str | None = None) -> CallbackRequest:
    """Write down what became of a request; ``None`` leaves as it is. The day of its deletion never moves away, spam's comes within a week.

    :raises Refusal: codes ``callback-gone``, ``callback-too-long``
    """
    if note is not None and len(note) > LONGEST_NOTE:
        raise Refusal(code="callback-too-long", message=_("This is too long."), help=_("Please shorten the note."))
    with transaction.atomic():
        row = CallbackRequest.objects.select_for_update().filter(pk=request_id).first()
        if row is None:
            raise Refusal(code="callback-gone", message=_("This request was deleted meanwhile."))
        details = _apply(row, state=state, note=note)
        if details:
            row.changed_by, row.changed_at = by, at
            if row.state == State.SPAM:
                row.delete_at = min(row.delete_at, at + SPAM_KEPT)
            row.save()
            audit.record_callback(row, by=by, at=at, **details)
    return row


def _apply(row: CallbackRequest, *, state: State | None, note: str | None) -> dict[str, object]:
    """Set what differs; return what the history tells of it: states, and of the note only that it is another one."""
    details: dict[str, object] = {}
    if state is not None and state != row.state:
        details |= {"before": str(row.state), "after": str(state)}
        row.state = state
    if note is not None and note.strip() != row.note:
        details["note"] = True
        row.note = note.strip()
    return details


def waiting() -> QuerySet[CallbackRequest]:
    """Return the requests that nobody has worked on, the oldest first."""
    return CallbackRequest.objects.filter(state=State.NEW).order_by("requested_at")


def delete_due(*, at: datetime) -> int:
    """Delete every request whose time is over; return how many. A shorter time in the options counts for earlier requests, too."""
    oldest = at - timedelta(days=options.current().callback_days)
    return CallbackRequest.objects.filter(Q(delete_at__lte=at) | Q(requested_at__lte=oldest)).delete()[0]


def export(person: Person) -> list[dict[str, str]]:
    """Return the requests in which a person wrote their address; requests have no field for it (Art. 15 GDPR)."""
    return [
        {
            "name": one.name,
            "phone": one.phone,
            "best_time": one.best_time,
            "message": one.message,
            "requested_at": one.requested_at.isoformat(),
            "state": one.state,
            "note": one.note,
        }
        for one in _naming(person)
    ]


def erase(person: Person) -> int:
    """Delete them (Art. 17 GDPR); return how many."""
    return _naming(person).delete()[0]


def _naming(person: Person) -> QuerySet[CallbackRequest]:
    near = CallbackRequest.objects.filter(Q(message__icontains=person.address) | Q(note__icontains=person.address)).only("message", "note")
    return CallbackRequest.objects.filter(pk__in=[one.pk for one in near if person.is_named_in(one.message, one.note)])
