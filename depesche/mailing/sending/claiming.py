"""Who works on which delivery: small leases, so that several workers share a campaign and a dead one blocks nothing (M-02)."""

from __future__ import annotations

import os
import secrets
import socket
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import Q, QuerySet

from depesche.courier import locking
from depesche.mailing.models import Campaign, Delivery
from depesche.mailing.states import OPEN, WAITING

LEASE = timedelta(seconds=30)
HAND_OVER_LEASE = timedelta(minutes=15)
AT_ONCE = 100
GIVE_UP_AFTER = timedelta(hours=24)
State = Delivery.State


def new_owner() -> str:
    """Return a name for one run of one worker; it fences its rows against every other."""
    return f"{socket.gethostname()[:40]}:{os.getpid()}:{secrets.token_hex(4)}"


def due(*, at: datetime) -> QuerySet[Delivery]:
    """Return the deliveries that may be claimed now; none while sending is locked."""
    is_time = Q(not_before=None) | Q(not_before__lte=at)
    is_free = Q(leased_until=None) | Q(leased_until__lt=at)
    retry = Q(campaign__retry_at=None) | Q(campaign__retry_at__lte=at)
    return Delivery.objects.filter(is_time, is_free, retry, locking.is_open(), state__in=WAITING, campaign__state=Campaign.State.SENDING)


def claim(owner: str, *, at: datetime) -> list[int]:
    """Take up to 100 due deliveries under a lease; return their ids, oldest campaign first."""
    with transaction.atomic(durable=True):
        free = due(at=at).order_by("campaign_id", "pk")
        if connection.features.has_select_for_update_skip_locked:
            free = free.select_for_update(skip_locked=True, of=("self",))
        taken = [delivery.pk for delivery in free.only("pk")[:AT_ONCE]]
        Delivery.objects.filter(pk__in=taken).update(lease_owner=owner, leased_until=at + LEASE)
    return taken


def give_back(owner: str) -> int:
    """Free what this run claimed and did not begin."""
    return Delivery.objects.filter(lease_owner=owner, state__in=WAITING).update(lease_owner="", leased_until=None)


def tidy(*, at: datetime) -> int:
    """Settle what nobody works on any more; return how many rows changed.

    Whoever died while handing over may or may not have been heard: such a mail is ``unknown`` and never sent again (at
    most once). What a server put off for a day has failed.
    """
    lost = Delivery.objects.filter(state=State.HANDING_OVER, leased_until__lt=at)
    changed = lost.update(state=State.UNKNOWN, finished_at=at, lease_owner="", leased_until=None, reply="the process handing it over ended")
    cancelled = _in_cancelled_campaigns().update(state=State.CANCELLED, finished_at=at, lease_owner="", leased_until=None)
    late = Delivery.objects.filter(state=State.DEFERRED, campaign__state=Campaign.State.SENDING, campaign__sent_at__lt=at - GIVE_UP_AFTER)
    return changed + cancelled + late.filter(Q(leased_until=None) | Q(leased_until__lt=at)).update(state=State.FAILED, finished_at=at)


def is_untidy(*, at: datetime) -> bool:
    """Whether :func:`tidy` has rows to settle that nothing else would lead to; reads only."""
    return Delivery.objects.filter(state=State.HANDING_OVER, leased_until__lt=at).exists() or _in_cancelled_campaigns().exists()


def _in_cancelled_campaigns() -> QuerySet[Delivery]:
    """A mail that was on its way when its campaign was cancelled, and was put off by the server, ends with it."""
    return Delivery.objects.filter(state__in=WAITING, campaign__state=Campaign.State.CANCELLED)


def complete() -> QuerySet[Campaign]:
    """Return the campaigns being sent that nothing is left to do for."""
    open_rows = Delivery.objects.filter(state__in=OPEN).values("campaign_id")
    return Campaign.objects.filter(state=Campaign.State.SENDING).exclude(pk__in=open_rows)
