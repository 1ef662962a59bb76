"""A person's own page: a fresh link comes by mail, and shows what the person agreed to."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from depesche.audience import forms, letters, limits, links, tokens
from depesche.audience.forms import SignupForm
from depesche.audience.limits import DAY, Limit
from depesche.audience.models import Consent, Grant, Subscriber
from depesche.courier import outbox
from depesche.courier.models import Suppression
from depesche.kernel import clock, options
from depesche.kernel.refusal import Refusal

KIND = "preferences"
MAILS_A_DAY = 3


@dataclass(frozen=True)
class Agreed:
    """A live consent as its owner sees it."""

    key: str
    title: str
    since: datetime


@dataclass(frozen=True)
class OwnPage:
    """What a person's own page shows; ``more`` is the form as it is now, with the purposes that are not in force."""

    mailbox: str
    consents: tuple[Agreed, ...]
    has_proof: bool
    is_restricted: bool
    more: SignupForm | None


def mail_link(lookup: str, *, at: datetime) -> bool:
    """Mail a fresh link to the person with this address, if there is one; say whether a mail was posted."""
    with transaction.atomic():
        subscriber = Subscriber.objects.filter(lookup=lookup).first()
        if subscriber is None or not _may_get_link(subscriber):
            return False
        if not limits.take(limits.mailbox_bucket("preferences", subscriber.mailbox), Limit(MAILS_A_DAY, DAY), at=at):
            return False
        token = tokens.preferences(subscriber.id, at=at, lasting=timedelta(minutes=options.current().preferences_minutes))
        letter = letters.preferences(subscriber, links.preferences(token), at=at, name=f"preferences:{subscriber.id}:{clock.to_milliseconds(at)}")
        outbox.post(letter, kind=KIND, subject=subscriber.id, at=at)
    return True


def owner(token: str, *, at: datetime) -> Subscriber:
    """Return whose page a link opens.

    :raises Refusal: code ``link-unknown`` or ``link-expired``
    """
    ask = _("Ask for a new link: enter your address below.")
    try:
        whose = tokens.read_preferences(token, at=at)
    except tokens.Expired as error:
        raise Refusal(code="link-expired", message=_("The time of this link is over."), help=ask) from error
    except tokens.BadToken as error:
        raise Refusal(code="link-unknown", message=_("We do not know this link."), help=ask) from error
    subscriber = Subscriber.objects.filter(pk=whose).first()
    if subscriber is None:
        raise Refusal(code="link-unknown", message=_("We do not know this link."), help=ask)
    return subscriber


def page(subscriber: Subscriber) -> OwnPage:
    """Return what the person's own page shows; nothing of it tells whether another address is known."""
    live = Consent.objects.filter(address=subscriber).select_related("purpose").order_by("purpose__position", "purpose__key")
    agreed = tuple(Agreed(key=consent.purpose.key, title=consent.purpose.title, since=consent.since) for consent in live)
    return OwnPage(
        mailbox=subscriber.mailbox,
        consents=agreed,
        has_proof=_has_confirmed(subscriber),
        is_restricted=subscriber.is_restricted,
        more=_more({one.key for one in agreed}),
    )


def _more(agreed: Collection[str]) -> SignupForm | None:
    form = forms.shown()
    rest = tuple(box for box in form.purposes if box.key not in agreed) if form else ()
    return replace(form, purposes=rest) if form and rest else None


def _has_confirmed(subscriber: Subscriber) -> bool:
    return Grant.objects.filter(subject=subscriber.id).exists()


def _may_get_link(subscriber: Subscriber) -> bool:
    # An unconfirmed address gets nothing but its confirmation mail (I-2).
    is_gone = Suppression.objects.filter(lookup=subscriber.lookup, scope=Suppression.EVERYTHING, reason=Suppression.Reason.HARD_BOUNCE).exists()
    return _has_confirmed(subscriber) and not is_gone
