"""Telling who is responsible for a digest that an issue waits for a person; in the transaction that has it wait, so that no crash swallows it."""

from __future__ import annotations

import logging
from datetime import datetime

from django.db import transaction

from depesche.kernel.refusal import Refusal
from depesche.mailing import notices
from depesche.mailing.digest_rows import DigestDay
from depesche.mailing.models import Campaign

log = logging.getLogger(__name__)


def tell(campaign: Campaign, *, at: datetime) -> None:
    """Post the mail if the campaign is an issue and somebody is responsible; where no mail can be written, the desk alone tells."""
    day = DigestDay.objects.filter(campaign=campaign).select_related("digest__responsible").first()
    who = day.digest.responsible if day is not None else None
    if who is None or not who.is_active:
        return
    try:
        with transaction.atomic():
            notices.digest_waits(campaign, to=who, at=at)
    except Refusal as refusal:
        log.warning("nobody is told that campaign %s waits: %s", campaign.pk, refusal)
