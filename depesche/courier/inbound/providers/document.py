"""What is stored of a webhook: one document for each event, with the event as the service wrote it inside; readable at the desk like a mail."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

HEAD = b"X-Depesche-Webhook: "
UNREADABLE = "unreadable"


@dataclass(frozen=True)
class Event:
    """One event. ``kind`` is what happened in the words of anymail (``bounced``, ``complained``), or :data:`UNREADABLE`.

    ``recipient``, ``message_id``, ``reply`` (what the receiver's server said) and ``description`` are empty where nothing is told.
    ``event`` is what the service sent.
    """

    provider: str
    kind: str
    recipient: str = ""
    message_id: str = ""
    reply: str = ""
    description: str = ""
    event: Any = field(default=None)


def write(event: Event) -> bytes:
    """Return the document; the same event sent again gives the same bytes, so it is stored once."""
    head = f"{event.provider}\r\nSubject: {event.provider}: {event.kind}\r\nContent-Type: application/json; charset=utf-8\r\n\r\n"
    return HEAD + head.encode() + json.dumps(asdict(event), ensure_ascii=False, sort_keys=True, indent=1).encode("utf-8", "replace") + b"\n"


def read(raw: bytes) -> Event:
    """Return the event of a document; one that is damaged is unreadable, never an error."""
    _head, _, body = raw.partition(b"\r\n\r\n")
    try:
        found = json.loads(body)
        return Event(**found) if isinstance(found, dict) else Event("", UNREADABLE)
    except (ValueError, TypeError, RecursionError):
        return Event("", UNREADABLE)


def first(event: object, name: str) -> str:
    """Return the first value that has this name in an event, nearest to its top, as text; empty if none has."""
    level = [event]
    while level:
        for place in level:
            if isinstance(place, Mapping) and isinstance(place.get(name), str | int):
                return str(place[name])
        level = [inner for place in level for inner in _inside(place)]
    return ""


def _inside(place: object) -> list[object]:
    if isinstance(place, Mapping):
        return list(place.values())
    return list(place) if isinstance(place, list) else []
