""" "This was not me": deletes the request and blocks further ones (B-09)."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from depesche.audience import requests, tokens, withdrawal
from depesche.audience.models import SignupRequest, Subscriber
from depesche.audience.withdrawal import Route
from depesche.courier import suppression
from depesche.courier.models import Suppression
from depesche.kernel import clock, options
from depesche.kernel.refusal import Refusal
from depesche.ledger import book

KIND = "refused_not_me"


def read(token: str) -> UUID:
    """Return which request a link is about.

    :raises Refusal: code ``link-unknown``
    """
    try:
        return tokens.read_not_me(token)
    except tokens.BadToken as error:
        raise Refusal(
            code="link-unknown",
            message=_("We do not know this link. It may be incomplete."),
            help=_("Without a confirmation we write to you no more, and erase the address after a few days."),
        ) from error


def language(request_id: UUID) -> str:
    """Return the language of the person whom a link is about; nothing if the request is gone."""
    return Subscriber.objects.filter(requests=request_id).values_list("language", flat=True).first() or ""


def refuse(request_id: UUID, *, at: datetime) -> bool:
    """Refuse a sign-up in the name of the mailbox's owner; return whether there was one. It is written down once.

    What was confirmed by somebody else, e.g. by a scanner, ends as well. The address is erased unless it has a history of its own.
    """
    with transaction.atomic():
        # The person first, then the request: whoever confirms at this moment is done before, and what they made is ended here.
        subscriber = Subscriber.objects.select_for_update(of=("self",), no_key=True).filter(requests=request_id).first()
        request = SignupRequest.objects.filter(pk=request_id).first()
        if subscriber is None or request is None:
            return False
        until = at + timedelta(days=options.current().not_me_days)
        suppression.suppress(subscriber.lookup, scope=Suppression.SIGN_UP, reason=Suppression.Reason.NOT_ME, at=at, until=until)
        if request.state == SignupRequest.State.CONFIRMED:
            keys = tuple(request.purposes.values_list("key", flat=True))
            withdrawal.withdraw(subscriber, purposes=keys, at=at, route=Route.NOT_ME)
        if not _is_refused(request, subscriber):
            known = subscriber.id if request.state == SignupRequest.State.CONFIRMED else None
            book.append(book.Fact(KIND, {"request": str(request.id), "refused_at": clock.to_milliseconds(at)}, known), at=at)
        waiting = SignupRequest.objects.filter(subscriber=subscriber, state=SignupRequest.State.WAITING)
        requests.erase(list(waiting), reason="not-me", at=at)
    return True


def _is_refused(request: SignupRequest, subscriber: Subscriber) -> bool:
    """Whether this confirmed sign-up was refused before; one that waited is gone."""
    refused = (event for event in book.events(subscriber.id) if event.kind == KIND)
    return any(event.body["request"] == str(request.id) for event in refused)
