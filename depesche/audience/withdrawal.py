"""Leaving: for one purpose or for all, effective with the commit (L-31), by any channel (L-32)."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.db import transaction

from depesche.audience import figures, holding
from depesche.audience.models import Consent, Purpose, Subscriber
from depesche.courier import suppression
from depesche.courier.models import Suppression
from depesche.kernel import clock
from depesche.ledger import book

Deed = Callable[[Subscriber, Collection[str], datetime], None]
_deeds: list[Deed] = []


class Route(StrEnum):
    """By which channel a person left, or said something else about the own data (L-32). What sends calls here with its channels."""

    LINK = "link"
    ONE_CLICK = "one-click"
    PREFERENCES = "preferences"
    NOT_ME = "not-me"
    ERASURE = "erasure"
    DESK = "desk"
    SHELL = "shell"
    IMPORT = "import"
    RESTORE = "restore"
    MAILTO = "mailto"
    REPLY = "reply"
    COMPLAINT = "complaint"
    PROVIDER = "provider"
    API = "api"
    SIGN_UP = "sign-up"
    ADDRESS_CHANGED = "address-changed"


@dataclass(frozen=True)
class Receipt:
    """What a withdrawal ended, when, and where the log has it. Without purposes: nothing was left to end."""

    at: datetime
    purposes: tuple[str, ...]
    titles: tuple[str, ...]
    index: int | None = None
    commitment: str = ""


def register(deed: Deed) -> None:
    """Have ``deed(subscriber, purpose_keys, at)`` run inside every withdrawal's transaction."""
    _deeds.append(deed)


def withdraw(subscriber: Subscriber, *, purposes: Collection[str] | None, at: datetime, route: Route, note: str = "") -> Receipt:
    """End consents from now on; mail already sent stays lawful. What ended before is left as it is, so repeating does no harm.

    :param purposes: keys, or ``None`` for everything
    :param note: evidence of a withdrawal that came by letter or phone
    """
    with transaction.atomic():
        locked = holding.hold([subscriber.pk]).get(subscriber.pk)
        ended = _end(locked, purposes) if locked else []
        if locked is None or not ended:
            return Receipt(at=at, purposes=(), titles=())
        keys = tuple(purpose.key for purpose in ended)
        for key in keys:
            suppression.suppress(locked.lookup, scope=key, reason=Suppression.Reason.WITHDRAWN, at=at)
        body = {"purposes": sorted(keys), "channel": route.value, "note": note, "withdrawn_at": clock.to_milliseconds(at)}
        entry = book.append(book.Fact("withdrawn", body, locked.id), at=at)
        figures.lost(keys, channel=route.value, at=at)
        tell(locked, keys, at=at)
    return Receipt(
        at=at, purposes=keys, titles=tuple(purpose.title for purpose in ended), index=entry.index, commitment=bytes(entry.commitment).hex()
    )


def tell(subscriber: Subscriber, purposes: Collection[str], *, at: datetime) -> None:
    """Run what others do when consents end; inside the caller's transaction."""
    for deed in _deeds:
        deed(subscriber, purposes, at)


def _end(subscriber: Subscriber, purposes: Collection[str] | None) -> list[Purpose]:
    """Delete the live rows and return their purposes; the subscriber's row is locked, so nobody else ends or makes one meanwhile."""
    live = Consent.objects.filter(address=subscriber).select_related("purpose").order_by("purpose__position", "purpose__key")
    ended = [consent for consent in live if purposes is None or consent.purpose.key in purposes]
    Consent.objects.filter(pk__in=[consent.pk for consent in ended]).delete()
    return [consent.purpose for consent in ended]
