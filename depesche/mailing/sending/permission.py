"""The last question before mails leave: are they still allowed? Asked in the transaction that marks them ``handing_over`` (M-03, M-04, L-31).

The people's rows are locked first, in the order of their ids, then everything is read anew, then the deliveries are marked, as a withdrawal does.
So a withdrawal that commits first wins, and one that commits later finds the mail already on its way. Triggers check the same again (``guards.py``).
"""

from __future__ import annotations

import logging
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.db.models import QuerySet

from depesche.audience import staleness
from depesche.mailing.correcting import handing
from depesche.mailing.models import Campaign, Delivery, DeliveryRange
from depesche.mailing.sending.marked import Marked

State = Delivery.State
log = logging.getLogger(__name__)
LOCK = """
SELECT person.id FROM audience_subscriber AS person JOIN mailing_delivery AS delivery ON delivery.address_id = person.id
WHERE delivery.id IN ({ids}) ORDER BY person.id FOR NO KEY UPDATE OF person"""
ASK = """
SELECT delivery.id, delivery.attempts, person.id, person.mailbox, person.is_restricted, consent.id,
EXISTS (SELECT 1 FROM courier_suppression AS suppression WHERE suppression.lookup = person.lookup AND suppression.scope IN ('all', %s)
        AND suppression.since <= %s AND (suppression.until IS NULL OR suppression.until > %s))
FROM mailing_delivery AS delivery
LEFT JOIN audience_subscriber AS person ON person.id = delivery.address_id
LEFT JOIN audience_consent AS consent ON consent.address_id = person.id AND consent.purpose_id = %s AND consent.grant_id = delivery.grant_id
          AND COALESCE(consent.last_used_at, consent.since) > %s
WHERE delivery.id IN ({ids}) AND +delivery.campaign_id = %s AND delivery.state IN ('queued', 'deferred')
AND EXISTS (SELECT 1 FROM mailing_campaign WHERE id = delivery.campaign_id AND state = 'sending')
AND EXISTS (SELECT 1 FROM mailing_deliveryrange AS claimed WHERE claimed.id = %s AND claimed.owner = %s AND claimed.fence = %s
            AND delivery.id BETWEEN claimed.first AND claimed.last AND claimed.leased_until > %s)
AND NOT EXISTS (SELECT 1 FROM courier_sendinglock)
ORDER BY delivery.id"""
MARK = """
UPDATE mailing_delivery SET state = 'handing_over', handed_over_at = %s, attempts = attempts + 1
WHERE id IN ({ids}) AND state IN ('queued', 'deferred')"""
REFUSE = "UPDATE mailing_delivery SET state = %s, finished_at = %s WHERE id IN ({ids}) AND state IN ('queued', 'deferred')"


@dataclass(frozen=True)
class Moment:
    """Who asks, when, and what the run knows of the corrections that its campaigns bring."""

    owner: str
    at: datetime
    known: handing.Known = field(default_factory=handing.Known)


@dataclass(frozen=True)
class Group:
    """Some deliveries of one claimed range."""

    campaign: Campaign
    claim: int
    fence: int
    deliveries: Sequence[int]

    def claimed(self, owner: str) -> QuerySet[DeliveryRange]:
        """Return the range as long as it is the owner's by this very claim."""
        return DeliveryRange.objects.filter(pk=self.claim, owner=owner, fence=self.fence)


class RangeLost(Exception):
    """Somebody else took the range over meanwhile, or marked one of its rows."""


def begin(identifier: int, moment: Moment) -> Delivery | None:
    """Mark one claimed delivery as being handed over, if it still may be; committed when this returns (M-03).

    :returns: the delivery with its address and campaign, or ``None`` if it must not be sent now
    """
    claimed = DeliveryRange.objects.filter(campaign__deliveries=identifier, first__lte=identifier, last__gte=identifier, owner=moment.owner).first()
    if claimed is None:
        return None
    campaign = Campaign.objects.select_related("purpose").get(pk=claimed.campaign_id)
    try:
        with transaction.atomic(durable=True):
            found = begin_all(Group(campaign, claimed.pk, claimed.fence, [identifier]), moment)
    except (IntegrityError, RangeLost) as error:  # a trigger said no: something changed between the question and the mark
        log.warning("delivery %s was not handed over: %s", identifier, error)
        return None
    return Delivery.objects.select_related("campaign__purpose", "address").get(pk=identifier) if found else None


def begin_all(group: Group, moment: Moment, *, hold: Collection[int] = ()) -> list[Marked]:
    """Mark a group as being handed over, whoever of it may be; to be called in a transaction, which the caller commits before the first byte leaves.

    :param hold: further deliveries whose people this transaction will change
    :returns: those marked; nothing while the campaign is not sent, sending is locked or the range is not ours any more
    :raises RangeLost: if the rows changed hands in this very moment
    :raises IntegrityError: if a trigger said no; the whole transaction is void
    """
    with connection.cursor() as cursor:
        lock([*group.deliveries, *hold])
        limits = [_time(moment.at), _time(moment.at), group.campaign.purpose_id, _time(staleness.limit(at=moment.at))]
        cursor.execute(
            _asking(len(group.deliveries)),
            [
                group.campaign.purpose.key,
                *limits,
                *group.deliveries,
                group.campaign.pk,
                group.claim,
                moment.owner,
                group.fence,
                _time(moment.at),
            ],
        )
        rows = cursor.fetchall()
        refused = _refused(rows, group.campaign, moment.known)
        for state in dict.fromkeys(refused.values()):
            numbers = [pk for pk, why in refused.items() if why is state]
            cursor.execute(REFUSE.format(ids=_places(len(numbers))), [state.value, _time(moment.at), *numbers])
        begun = [Marked(row[0], group.campaign, _uuid(row[2]), row[3], row[1] + 1) for row in rows if row[0] not in refused]
        if begun:
            cursor.execute(MARK.format(ids=_places(len(begun))), [_time(moment.at), *(one.pk for one in begun)])
            if cursor.rowcount != len(begun):
                raise RangeLost
            handing.note(group.campaign, [one.person for one in begun if one.person is not None], moment.known)
    return begun


def lock(deliveries: Sequence[int]) -> None:
    """Lock the people of some deliveries until the transaction ends, in the order of their ids, as ``audience.holding`` does."""
    if deliveries and connection.features.has_select_for_update:
        with connection.cursor() as cursor:
            cursor.execute(LOCK.format(ids=_places(len(deliveries))), list(deliveries))


def _refused(rows: Sequence[tuple[Any, ...]], campaign: Campaign, known: handing.Known) -> dict[int, Delivery.State]:
    found: dict[int, Delivery.State] = {}
    for pk, _attempts, person, _mailbox, restricted, consent, suppressed in rows:
        if person is None or consent is None:
            found[pk] = State.WITHOUT_CONSENT
        elif restricted or suppressed:
            found[pk] = State.SUPPRESSED
        elif handing.stands_against(campaign, _uuid(person), known):
            found[pk] = State.CANCELLED
    return found


def _uuid(value: UUID | str) -> UUID:
    return value if isinstance(value, UUID) else UUID(hex=value)


def _time(moment: datetime) -> Any:
    return connection.ops.adapt_datetimefield_value(moment)


@lru_cache(maxsize=512)
def _asking(number: int) -> str:
    return ASK.format(ids=_places(number))


def _places(number: int) -> str:
    return ", ".join(["%s"] * number)
