"""The link to leave that stands in every mail (RFC 8058, L-30): it works for years, and repeating it does no harm (L-33)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from depesche.audience import following, tokens, withdrawal
from depesche.audience.models import Consent, Purpose
from depesche.audience.tokens import Unsubscribe
from depesche.audience.withdrawal import Receipt, Route
from depesche.kernel.refusal import Refusal


@dataclass(frozen=True)
class Offer:
    """What a link would end: the titles of what is in force of its purposes, or of all of them when nothing is.

    ``language`` is the person's; nothing for somebody who was erased.
    """

    titles: tuple[str, ...]
    is_live: bool
    language: str


@dataclass(frozen=True)
class Left:
    """What was ended, what the link is about, and what is still in force."""

    receipt: Receipt
    titles: tuple[str, ...]
    remaining: tuple[str, ...]
    language: str


def offer(token: str) -> Offer:
    """Return what a link is about; nothing is written (B-01).

    :raises Refusal: code ``link-unknown``
    """
    what = _read(token)
    person = following.latest(what.subscriber)
    live = Consent.objects.filter(address=person, purpose__key__in=what.purposes).order_by("purpose__position")
    titles = tuple(live.values_list("purpose__title", flat=True))
    return Offer(titles=titles or _titles(what), is_live=bool(titles), language=person.language if person else "")


def leave(token: str, *, at: datetime, route: Route, everything: bool = False) -> Left:
    """End what a link is about, or everything. Somebody who was erased meanwhile is told the same: there is nothing left.

    :raises Refusal: code ``link-unknown``
    """
    what = _read(token)
    subscriber = following.latest(what.subscriber)
    receipt = Receipt(at=at, purposes=(), titles=())
    if subscriber is not None:
        note = f"campaign {what.campaign}" if what.campaign else ""
        receipt = withdrawal.withdraw(subscriber, purposes=None if everything else what.purposes, at=at, route=route, note=note)
    remaining = Consent.objects.filter(address=subscriber).order_by("purpose__position", "purpose__key").values_list("purpose__title", flat=True)
    return Left(receipt=receipt, titles=_titles(what), remaining=tuple(remaining), language=subscriber.language if subscriber else "")


def _read(token: str) -> Unsubscribe:
    try:
        return tokens.read_unsubscribe(token)
    except tokens.BadToken as error:
        raise Refusal(
            code="link-unknown",
            message=_("We do not know this link. It may be incomplete."),
            help=_("You can leave with the link in any other of our mails, or on the page with your settings."),
        ) from error


def _titles(what: Unsubscribe) -> tuple[str, ...]:
    return tuple(Purpose.objects.filter(key__in=what.purposes).values_list("title", flat=True))
