"""Sending at a time set beforehand. A campaign that is more than two hours late asks again: what was right in the morning may be wrong now (M-11)."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from depesche.kernel.apart import Apart
from depesche.kernel.refusal import Refusal
from depesche.mailing import digest_telling, first_bulk, starting
from depesche.mailing.first_bulk import Permit
from depesche.mailing.models import Campaign

State = Campaign.State
LATEST = timedelta(hours=2)
log = logging.getLogger(__name__)


def schedule(campaign: Campaign, *, send_at: datetime, at: datetime) -> None:
    """Have sending begin by itself at a moment to come.

    :raises Refusal: ``not-approved``, ``time-is-past`` or what ``first_bulk.permit`` finds, which is asked again at the start
    """
    first_bulk.permit(campaign, at=at)
    with transaction.atomic():
        present = Campaign.objects.select_for_update().get(pk=campaign.pk)
        if not starting.is_approval_valid(present):
            raise Refusal(
                code="not-approved",
                message=_("The campaign “%(subject)s” is not approved.") % {"subject": campaign.subject},
                help=_("A second person has to approve it first."),
            )
        if send_at <= at:
            raise Refusal(
                code="time-is-past",
                message=_("%(when)s is past.") % {"when": _said(send_at)},
                help=_("Name a moment that is still to come, or send at once."),
            )
        Campaign.objects.filter(pk=present.pk).update(send_at=send_at, pause_reason="")
    campaign.refresh_from_db()


def unschedule(campaign: Campaign) -> None:
    """Take the time away again; the approval stays."""
    Campaign.objects.filter(pk=campaign.pk, state=State.APPROVED).update(send_at=None)
    campaign.refresh_from_db()


def due(*, at: datetime) -> QuerySet[Campaign]:
    """Return the approved campaigns whose time has come."""
    return Campaign.objects.filter(state=State.APPROVED, send_at__lte=at).order_by("send_at", "pk")


def is_due(*, at: datetime) -> bool:
    """Whether any campaign's time has come; reads only."""
    return due(at=at).exists()


def start_due(*, at: datetime) -> int:
    """Start what is due; one that is too late, or that something stands against now, waits for a new approval. Return how many were started."""
    apart, started = Apart(), 0
    for pk in list(due(at=at).values_list("pk", flat=True)):
        with apart.one(f"campaign {pk}"):
            started += _start(pk, at=at)
    apart.end()
    return started


def _start(pk: int, *, at: datetime) -> bool:
    campaign = due(at=at).filter(pk=pk).first()
    if campaign is None:
        return False
    try:
        permitted: Permit | Refusal = first_bulk.permit(campaign, at=at)
    except Refusal as refusal:
        permitted = refusal
    return _start_permitted(pk, permitted, at=at)


@transaction.atomic
def _start_permitted(pk: int, permitted: Permit | Refusal, *, at: datetime) -> bool:
    campaign = due(at=at).select_for_update().filter(pk=pk).first()  # its time may have been changed while the one before it was started
    if campaign is None:
        return False
    if campaign.send_at is not None and at - campaign.send_at > LATEST:
        late = _("It was to be sent on %(when)s and is more than two hours late. Look at it and approve it again.")
        _ask_again(campaign, late % {"when": _said(campaign.send_at)}, at=at)
        return False
    try:
        if isinstance(permitted, Refusal):
            raise permitted
        starting.start_permitted(campaign, permitted, at=at)
    except Refusal as refusal:
        _ask_again(campaign, f"{refusal.message} {refusal.help}", at=at)
        return False
    return True


def _ask_again(campaign: Campaign, reason: str, *, at: datetime) -> None:
    log.warning("campaign %s is not sent by itself: %s", campaign.pk, reason)
    approved = Campaign.objects.filter(pk=campaign.pk, state=State.APPROVED)
    if approved.update(state=State.WAITING, send_at=None, pause_reason=str(reason)[:500]):
        campaign.refresh_from_db()
        digest_telling.tell(campaign, at=at)


def _said(moment: datetime) -> str:
    return f"{timezone.localtime(moment):%d.%m.%Y, %H:%M}"
