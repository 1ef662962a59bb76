"""Taking down the words of a published correction for a legal reason; that there was one, its degree and its day stay."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from depesche.kernel.refusal import Refusal
from depesche.ledger import sweeping
from depesche.newsroom.claims import taking_down
from depesche.newsroom.claims.correction_rows import TEXTS, CorrectionState, Severity
from depesche.newsroom.claims.taken_rows import TakenDown
from depesche.newsroom.claims.taking_down import Order
from depesche.newsroom.corrections import entries, publishing
from depesche.newsroom.models import Correction

if TYPE_CHECKING:
    from depesche.brand.models import User


def take_down(correction: Correction, order: Order, *, by: User | None, at: datetime) -> TakenDown:
    """Take down the words of a correction. No mail brings it any more; those that did stay with their recipients.

    :raises Refusal: from :func:`gate` and :func:`taking_down.gate_reason`
    """
    taking_down.gate_reason(order)
    with transaction.atomic():
        now = Correction.objects.select_for_update(of=("self",)).get(pk=correction.pk)
        gate(now)
        row = TakenDown.objects.create(correction=now, **taking_down.row(order, now.sha256, by=by, at=at))
        taking_down.empty(now, TEXTS)
        entries.taken_down(now, ground=order.ground.value, by=by, at=at)
        publishing.outdate(now, at=at)
        sweeping.after_commit()
    return row


def gate(correction: Correction) -> None:
    """Let a correction pass whose words may be taken down.

    :raises Refusal: codes ``correction-not-public``, ``taken-down-already``
    """
    if correction.state != CorrectionState.PUBLISHED or correction.severity == Severity.TYPO:
        raise Refusal(code="correction-not-public", message=_("No reader sees this correction."), help=_("A draft is changed or deleted."))
    taking_down.gate_once(TakenDown.objects.filter(correction=correction).exists())
