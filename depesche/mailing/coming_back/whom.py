"""Whom a mail that came back is about: only a token of ours, which was checked, says that; what the mail claims otherwise can be forged (M-13)."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from depesche.audience import following, signup, tokens
from depesche.audience.models import Subscriber
from depesche.courier import message as letter_message
from depesche.courier.envelope import Origin
from depesche.courier.models import OutboxMessage
from depesche.kernel import options
from depesche.mailing.models import Delivery


@dataclass(frozen=True)
class Concerned:
    """Whom our mail went to: the address at that time as a digest and its domain; who that is today, if anybody; purpose and campaign of the mail."""

    lookup: str
    receiver: str
    person: Subscriber | None
    purpose: str = ""
    campaign: int | None = None
    handed_over_at: datetime | None = None


def by_origin(origin: Origin) -> Concerned | None:
    """Return whom a token names; ``None`` if nobody is stored for it any more."""
    if origin.delivery is not None:
        return _of_delivery(origin.delivery)
    return _of_message(origin)


def by_message_ids(ids: Iterable[str], recipients: Iterable[str]) -> Origin | None:
    """Return which mail of ours has one of these Message-IDs; the ids of deliveries cannot be read, so those of the recipient are compared."""
    sought = {f"<{name.strip('<> ')}>" for name in ids}
    message = OutboxMessage.objects.filter(message_id__in=sought).first()
    if message is not None:
        return Origin(message=message.pk)
    lookups = [signup.lookup_of(recipient) for recipient in recipients]
    numbers = Delivery.objects.filter(address__lookup__in=lookups).order_by("-pk").values_list("pk", flat=True)
    domain = options.current().envelope_domain
    return next((Origin(delivery=number) for number in numbers if letter_message.message_id(f"delivery:{number}", domain) in sought), None)


def by_links(links: Iterable[str]) -> Concerned | None:
    """Return whom a link to leave names, for complaints from which the receiver cut everything else; the link holds a tag of ours (M-14)."""
    for link in links:
        with suppress(tokens.BadToken):
            what = tokens.read_unsubscribe(link)
            person = Subscriber.objects.filter(pk=what.subscriber).first()
            if person is not None:
                return Concerned(person.lookup, person.domain, following.latest(person.pk), what.purposes[0], what.campaign)
    return None


def _of_delivery(number: int) -> Concerned | None:
    delivery = Delivery.objects.filter(pk=number).select_related("campaign__purpose", "address").first()
    if delivery is None or delivery.address is None:
        return None
    was = delivery.address
    campaign = delivery.campaign
    return Concerned(was.lookup, was.domain, following.latest(was.pk), campaign.purpose.key, campaign.pk, delivery.handed_over_at)


def _of_message(origin: Origin) -> Concerned | None:
    message = OutboxMessage.objects.filter(pk=origin.message).first()
    if message is None:
        return None
    person = following.latest(message.subject_id) if message.subject_id else None
    receiver = message.recipient.rpartition("@")[2].lower()
    return Concerned(signup.lookup_of(message.recipient), receiver, person, handed_over_at=message.finished_at)
