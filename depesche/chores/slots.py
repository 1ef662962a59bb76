"""Taking the slots of periodic work: each due moment once over all schedulers and machines.

Two constraints do it: (job, due moment) is unique, and a job has at most one open slot. A slot is open until its job
finished; while it is, its taker renews a lease, and a lease that ran out means that the taker died.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import F

from depesche.chores.models import Slot
from depesche.chores.periodic import Job

MOST_ATTEMPTS = 5
FIRST_WAIT = timedelta(seconds=5)
FURTHEST = timedelta(minutes=10)  # ahead of now: further no slot is due and no lease ends, unless the clock was wrong that wrote it


def newest() -> dict[str, Slot]:
    """Return the newest slot of every job."""
    return {slot.job: slot for slot in Slot.objects.order_by("due_at")}


def is_due(job: Job, known: Slot | None, *, at: datetime) -> bool:
    """Whether taking a slot of this job is worth trying.

    However many due moments were missed, only the newest one is taken: a late start runs a job once.
    """
    if known is None or _was_clock_wrong(known, at=at):
        return True
    if known.finished_at is None:
        return known.leased_until < at
    return known.due_at < job.due_at(at)


def take(job: Job, known: Slot | None, *, owner: str, at: datetime, lease: timedelta) -> Slot | None:
    """Take the newest due slot of a job; ``None`` if somebody else was faster."""
    if known is not None and _was_clock_wrong(known, at=at):  # else nothing would be done until that moment comes
        Slot.objects.filter(pk=known.pk, due_at=known.due_at, leased_until=known.leased_until).delete()
        known = None
    if known is None or known.finished_at is not None:
        return _open(job, owner=owner, at=at, lease=lease)
    return _take_over(known, job.due_at(at), owner=owner, at=at, lease=lease)


def _was_clock_wrong(slot: Slot, *, at: datetime) -> bool:
    return slot.due_at > at + FURTHEST or (slot.finished_at is None and slot.leased_until > at + FURTHEST)


def _open(job: Job, *, owner: str, at: datetime, lease: timedelta) -> Slot | None:
    try:
        with transaction.atomic():
            return Slot.objects.create(job=job.name, due_at=job.due_at(at), taken_by=owner, leased_until=at + lease)
    except IntegrityError:
        return None


def _take_over(known: Slot, due_at: datetime, *, owner: str, at: datetime, lease: timedelta) -> Slot | None:
    """Take a slot whose taker died or failed; after too many attempts close it and leave the work to the next one."""
    row = Slot.objects.filter(pk=known.pk, finished_at=None, leased_until=known.leased_until)
    if known.attempts >= MOST_ATTEMPTS:
        row.update(finished_at=at)
        return None
    taken = row.update(due_at=max(due_at, known.due_at), taken_by=owner, leased_until=at + lease, attempts=F("attempts") + 1)
    return Slot.objects.filter(pk=known.pk).first() if taken else None


def renew(owner: str, jobs: Collection[str], *, at: datetime, lease: timedelta) -> None:
    """Say that this owner is alive and at work on these jobs."""
    Slot.objects.filter(taken_by=owner, job__in=jobs, finished_at=None).update(leased_until=at + lease)


def finish(slot: Slot, *, at: datetime) -> None:
    """Close a slot whose job is done, and delete the older ones of the job."""
    Slot.objects.filter(pk=slot.pk, taken_by=slot.taken_by).update(finished_at=at)
    Slot.objects.filter(job=slot.job, due_at__lt=slot.due_at).exclude(finished_at=None).delete()


def put_back(slot: Slot, *, at: datetime) -> None:
    """Leave a slot whose job failed to whoever comes after a while: 5 s, 10 s, 20 s, 40 s."""
    wait = FIRST_WAIT * 2 ** (slot.attempts - 1)
    Slot.objects.filter(pk=slot.pk, taken_by=slot.taken_by).update(taken_by="", leased_until=at + wait)
