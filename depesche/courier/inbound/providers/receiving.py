"""Taking what a sending service tells: who sends is checked first, what tracks people is dropped, the rest is stored before anything else happens.

Only that a mail did not arrive, that somebody complained or wants no more mail is taken. Who opened what or followed which link is never stored.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext as _

from depesche.courier.inbound import reading_ways, storing
from depesche.courier.inbound.providers import document, views
from depesche.courier.inbound.providers.document import UNREADABLE, Event
from depesche.courier.models import InboundMail
from depesche.kernel import options
from depesche.kernel.refusal import Refusal

TAKEN = frozenset({"bounced", "rejected", "failed", "complained", "unsubscribed"})
# Words by which services name what tracks people; what cannot be read is stored only without them.
TRACKED = frozenset(
    {"open", "opened", "click", "clicked", "unique_opened", "unique_proxy_open", "proxy_open", "initial_open", "amp_open", "amp_click"}
)
NAMES = ("event", "eventType", "notificationType", "RecordType", "type")
BROKEN = (ValueError, TypeError, KeyError, AttributeError, LookupError, RecursionError, OverflowError)
log = logging.getLogger(__name__)


@dataclass
class Piece:
    """What anymail's readers look at of a request, with one event of a heap; ``single`` is that event. They note things on it."""

    single: object
    body: bytes
    META: dict[str, Any]
    headers: Any
    content_type: str
    encoding: str | None = None


def receive(provider: str, request: HttpRequest, *, at: datetime) -> int:
    """Store what matters of a request; return how many events that was.

    :raises Refusal: ``no-such-webhook``; ``webhook-unproven`` if the secret or the signature is not right; ``webhook-key`` if our own key is none
    """
    if provider not in options.current().webhook_providers:
        raise Refusal(code="no-such-webhook", message=_("No sending service is set up under this address."))
    view = _view(provider, at=at)
    _prove(view, request)
    events = list(_events(provider, view, request))
    with transaction.atomic():
        for event in events:
            storing.store(document.write(event), way=InboundMail.Way.WEBHOOK, at=at)
        reading_ways.note(reading_ways.WEBHOOK, at=at)
    return len(events)


def _view(provider: str, *, at: datetime) -> Any:
    try:
        return views.view(provider)
    except ValueError as error:
        reading_ways.note(reading_ways.WEBHOOK, at=at, trouble=f"the key of {provider} cannot be read")
        raise Refusal(code="webhook-key", message=_("The key of %(provider)s cannot be read.") % {"provider": provider}) from error


def _prove(view: Any, request: HttpRequest) -> None:
    """Check secret and signature by anymail, which compares in constant time."""
    from anymail.exceptions import AnymailError

    try:
        view.run_validators(request)
    except (AnymailError, *BROKEN) as error:
        log.warning("a webhook was refused: %s", type(error).__name__)
        raise Refusal(code="webhook-unproven", message=_("The secret or the signature of this message is not right.")) from error


def _events(provider: str, view: Any, request: HttpRequest) -> Iterator[Event]:
    """Read the events one by one, so that one that cannot be read does not spoil the others."""
    try:
        found = json.loads(request.body)
    except BROKEN:
        yield Event(provider, UNREADABLE, event=request.body.decode("utf-8", "replace"))
        return
    is_heap = isinstance(found, list)
    for single in found if is_heap else [found]:
        body = json.dumps([single] if is_heap else single).encode()
        yield from _taken(provider, view, Piece(single, body, request.META, request.headers, request.content_type or ""))


def _taken(provider: str, view: Any, piece: Piece) -> Iterator[Event]:
    from anymail.exceptions import AnymailError

    single = piece.single
    try:
        read = [_event(provider, told, single) for told in view.parse_events(piece)]
    except (AnymailError, ImproperlyConfigured, *BROKEN):
        read = [] if _tracks(single) else [Event(provider, UNREADABLE, event=single)]
    yield from (event for event in read if event.kind in TAKEN or event.kind == UNREADABLE)
    if provider == "amazon_ses" and isinstance(single, dict) and single.get("Type") == "SubscriptionConfirmation":
        yield Event(provider, "confirm the subscription", event={name: single.get(name) for name in ("TopicArn", "Message", "SubscribeURL")})


def _event(provider: str, told: Any, single: object) -> Event:
    """Return the event with what the service sent, without the signature that differs each time it is sent."""
    sent = single.get("event-data", single) if provider == "mailgun" and isinstance(single, dict) else told.esp_event
    texts = {name: _text(getattr(told, name)) for name in ("recipient", "message_id", "description")}
    is_failure = provider == "postmark" and told.event_type == "unknown" and document.first(single, "RecordType") == "Bounce"
    return Event(provider, "bounced" if is_failure else told.event_type, reply=_text(told.mta_response), event=sent, **texts)


def _tracks(single: object) -> bool:
    inner = single.get("Message") if isinstance(single, dict) else None
    try:
        places = [single, json.loads(inner) if isinstance(inner, str) else None]
    except ValueError:
        places = [single]
    return any(document.first(place, name).strip().lower() in TRACKED for place in places for name in NAMES)


def _text(value: object) -> str:
    return str(value).replace("\x00", "").strip() if value else ""  # PostgreSQL compares no NUL
