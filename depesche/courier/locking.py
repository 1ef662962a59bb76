"""Locking all sending of a database, and opening it again: a restored or cloned site must not write to anybody by itself (L-37, M-16, I-10)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Exists, Q
from django.utils.translation import gettext_lazy as _

from depesche.chores import wake
from depesche.courier.models import OutboxMessage, SendingLock
from depesche.kernel.refusal import Refusal

State = OutboxMessage.State
RESTORED = "restored"
BY_HAND = "by hand"
COPIED = "copied"
TOO_LATE = "restored from a backup: it may have left before"


def is_open() -> Q:
    """Return the condition that sending is not locked, for the very statement that takes or marks a mail."""
    return ~Q(Exists(SendingLock.objects.all()))


def standing() -> SendingLock | None:
    """Return the lock, if one stands."""
    return SendingLock.objects.first()


def lock(reason: str, *, at: datetime) -> SendingLock:
    """Lock all sending; a lock that stands keeps its reason."""
    return SendingLock.objects.get_or_create(pk=1, defaults={"reason": reason, "since": at})[0]


def unlock() -> SendingLock:
    """Let mail leave again.

    :raises Refusal: code ``not-locked``
    """
    with transaction.atomic():
        found = SendingLock.objects.select_for_update().first()
        if found is None:
            raise Refusal(code="not-locked", message=_("Sending is not locked."))
        SendingLock.objects.filter(pk=found.pk).delete()
        wake.wake()
    return found


def problem() -> Refusal | None:
    """Return why nothing leaves, or ``None``."""
    found = standing()
    if found is None:
        return None
    if found.reason == RESTORED:
        message = _("Sending is locked: this site was restored from a backup on %(day)s.")
    elif found.reason == COPIED:
        message = _("Sending is locked since %(day)s: this database is a copy of one that sends, or an earlier state of it.")
    else:
        message = _("Sending is locked since %(day)s.")
    help = _("See that no other copy of this site sends, then unlock it with: depesche sending unlock. Until then all mail waits.")
    return Refusal(code="sending-locked", message=message % {"day": f"{found.since:%d.%m.%Y}"}, help=help)


def give_up_waiting(*, at: datetime) -> int:
    """Give up every single mail that a backup held as waiting: it may have left since, and nobody can tell; return how many."""
    waiting = OutboxMessage.objects.filter(state__in=[State.WAITING, State.HANDING_OVER])
    return waiting.update(state=State.GIVEN_UP, finished_at=at, leased_until=None, reply=TOO_LATE)
