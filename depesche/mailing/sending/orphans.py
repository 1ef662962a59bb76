"""What becomes of the mails in a dead worker's hands: what its journal says; what it does not speak of is unknown and never sent again (M-02)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db.models import Exists, F, QuerySet

from depesche.mailing.correcting import handing
from depesche.mailing.models import Delivery, DeliveryRange
from depesche.mailing.sending import marked, permission, recalling, recording
from depesche.mailing.sending.recording import Result

State = Delivery.State
DIED = "the process handing it over ended"


def settle(rows: QuerySet[Delivery], owner: str, *, at: datetime) -> int:
    """Settle what an owner whose lease ran out was handing over, in the caller's transaction; return how many rows changed."""
    lost = set(rows.filter(state=State.HANDING_OVER).values_list("pk", flat=True))
    if not lost:
        return 0
    noted = recalling.of(owner)
    answered = lost & noted.answers.keys()
    found = Delivery.objects.select_related("campaign__purpose", "address").filter(pk__in=answered)
    results = [Result(marked.of(one), noted.answers[one.pk]) for one in found]
    told = recording.Told(results)
    permission.lock([*(lost & noted.unbegun), *told.harmed])
    back(lost & noted.unbegun)
    recording.record_all(told, at=at)
    rows.filter(state=State.HANDING_OVER).update(state=State.UNKNOWN, finished_at=at, reply=DIED)
    return len(lost)


def back(keys: Collection[int], *, claimed: QuerySet[DeliveryRange] | None = None) -> None:
    """Let mails that were marked and never began be due again: that was no attempt, and nobody was told a correction by it.

    :param claimed: the range in which they were marked, if it may have changed hands since
    """
    if keys:
        permission.lock(list(keys))
        waiting = Delivery.objects.filter(pk__in=keys, state=State.HANDING_OVER)
        if claimed is not None:
            waiting = waiting.filter(Exists(claimed))
        handing.forget(waiting)
        waiting.update(state=State.DEFERRED, not_before=None, attempts=F("attempts") - 1)
