"""The last question before a mail leaves: is it still allowed? Asked in the transaction that marks it ``handing_over`` (M-04, L-31).

The person's row is locked first, then the consent's and the delivery's, as a withdrawal does; so a withdrawal that commits first wins,
and one that commits later finds the mail already on its way. Triggers check the same again (``guards.py``).
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import F

from depesche.audience import staleness
from depesche.audience.models import Consent, Subscriber
from depesche.courier import locking, suppression
from depesche.courier.models import Suppression
from depesche.mailing.correcting import handing
from depesche.mailing.models import Campaign, Delivery
from depesche.mailing.sending.claiming import HAND_OVER_LEASE
from depesche.mailing.states import WAITING

State = Delivery.State
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Moment:
    """Who asks, when, and what the run knows of the corrections that its campaigns bring."""

    owner: str
    at: datetime
    known: handing.Known = field(default_factory=handing.Known)


def begin(identifier: int, moment: Moment) -> Delivery | None:
    """Mark a claimed delivery as being handed over, if it still may be; committed when this returns (M-03).

    :returns: the delivery with its address and campaign, or ``None`` if it must not be sent now
    """
    try:
        with transaction.atomic(durable=True):
            return _begin(identifier, moment)
    except IntegrityError as error:  # a trigger said no: something changed between the question and the mark
        log.warning("delivery %s was not handed over: %s", identifier, error)
        return None


def _begin(identifier: int, moment: Moment) -> Delivery | None:
    delivery = (
        Delivery.objects.select_related("campaign__purpose", "address")
        .filter(
            locking.is_open(),
            pk=identifier,
            lease_owner=moment.owner,
            leased_until__gt=moment.at,
            state__in=WAITING,
            campaign__state=Campaign.State.SENDING,
        )
        .first()
    )
    if delivery is None:
        return None
    refused = _refusal(delivery, moment)
    if refused is not None:
        _mark(delivery, moment, state=refused, finished_at=moment.at, lease_owner="", leased_until=None)
        return None
    changes = {"handed_over_at": moment.at, "leased_until": moment.at + HAND_OVER_LEASE, "attempts": F("attempts") + 1}
    is_ours = _mark(delivery, moment, state=State.HANDING_OVER, **changes)
    if is_ours and delivery.address is not None:
        handing.note(delivery.campaign, [delivery.address.pk], moment.known)
    delivery.attempts += 1
    return delivery if is_ours else None


def _refusal(delivery: Delivery, moment: Moment) -> Delivery.State | None:
    """Return the state of a delivery that may not go, or ``None``."""
    person, purpose, at = delivery.address, delivery.campaign.purpose, moment.at
    if person is None:
        return State.WITHOUT_CONSENT
    present = Subscriber.objects.select_for_update(no_key=True).filter(pk=person.pk).first()  # so a restriction that commits first wins as well
    if present is None:
        return State.WITHOUT_CONSENT
    live = Consent.objects.select_for_update(no_key=True).filter(staleness.fresh(at=at), address=person, purpose=purpose, grant=delivery.grant_id)
    if not live.values_list("pk", flat=True):
        return State.WITHOUT_CONSENT
    if present.is_restricted or suppression.is_suppressed(present.lookup, scopes=(Suppression.EVERYTHING, purpose.key), at=at):
        return State.SUPPRESSED
    return State.CANCELLED if handing.stands_against(delivery.campaign, person.pk, moment.known) else None


def _mark(delivery: Delivery, moment: Moment, **changes: object) -> bool:
    ours = Delivery.objects.filter(pk=delivery.pk, lease_owner=moment.owner, state__in=WAITING)
    return bool(ours.update(**changes))
