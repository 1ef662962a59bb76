"""Leases on tasks: django-tasks-db alone leaves a task running for ever when its worker is killed.

A task is claimed together with a lease that its worker renews. A lease that ran out means that the worker died: the
task gets ready again, up to five attempts. Tasks therefore run at least once and must bear running twice.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any, TypeAlias
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from depesche.chores.models import Lease
from depesche.kernel.refusal import Refusal

TaskRow: TypeAlias = DBTaskResult[..., Any]
MOST_ATTEMPTS = 5
FURTHEST = timedelta(minutes=10)  # a lease that ends further ahead was written by a clock that was wrong
WAITS = tuple(timedelta(seconds=seconds) for seconds in (10, 60, 300, 600))


class WorkerDied(Exception):
    """Every attempt ended with the death of the worker."""


def claim(owner: str, *, at: datetime, lease: timedelta) -> TaskRow | None:
    """Claim the next ready task, if there is one."""
    if not DBTaskResult.objects.ready().exists():  # a plain read: an idle worker takes no lock
        return None
    with transaction.atomic():
        task = DBTaskResult.objects.ready().get_locked()
        if task is None:
            return None
        task.claim(owner)
        _take(task, owner, until=at + lease)
    return task


def _take(task: TaskRow, owner: str, *, until: datetime) -> None:
    held, is_new = Lease.objects.get_or_create(task_id=task.id, defaults={"owner": owner, "until": until})
    if not is_new:
        held.owner, held.until, held.attempts = owner, until, held.attempts + 1
        held.save()


def renew(owner: str, tasks: Collection[UUID], *, at: datetime, lease: timedelta) -> None:
    """Say that this owner is alive and at work on these tasks."""
    Lease.objects.filter(owner=owner, task_id__in=tasks).update(until=at + lease)


def finish(task: TaskRow, owner: str, *, value: object) -> bool:
    """Record that a task succeeded; ``False`` if another worker has taken it over meanwhile."""
    with transaction.atomic():
        ours = Lease.objects.filter(task_id=task.id, owner=owner).delete()[0]
        if ours:
            task.set_successful(value)
    return bool(ours)


def fail(task: TaskRow, owner: str, *, error: Exception, at: datetime) -> None:
    """Record that an attempt failed: the task waits for its next attempt, or failed for good.

    A refusal is an expected no; trying again would not change it.
    """
    with transaction.atomic():
        held = Lease.objects.select_for_update().filter(task_id=task.id, owner=owner).first()
        if held is None:
            return
        if isinstance(error, Refusal) or held.attempts >= MOST_ATTEMPTS:
            _end(task, held, error)
        else:
            _put_back(task, held, at + WAITS[held.attempts - 1])


def reap(*, at: datetime) -> int:
    """Make the tasks of dead workers ready again; return how many leases had run out."""
    found = 0
    for held in Lease.objects.filter(Q(until__lt=at) | Q(until__gt=at + FURTHEST)).exclude(owner=""):
        with transaction.atomic():
            found += _reap_one(held, at=at)
    return found


def _reap_one(held: Lease, *, at: datetime) -> int:
    if not Lease.objects.filter(task_id=held.task_id, owner=held.owner, until=held.until).update(owner="", until=at):
        return 0  # renewed, or another worker reaped it
    task = DBTaskResult.objects.filter(id=held.task_id, status=TaskResultStatus.RUNNING).first()
    if task is None:
        Lease.objects.filter(task_id=held.task_id).delete()
    elif held.attempts >= MOST_ATTEMPTS:
        _end(task, held, WorkerDied(f"the worker died in each of {held.attempts} attempts"))
    else:
        _put_back(task, held, at if held.attempts == 1 else at + WAITS[held.attempts - 1])
    return 1


def _put_back(task: TaskRow, held: Lease, run_after: datetime) -> None:
    held.owner, held.until = "", run_after
    held.save()
    DBTaskResult.objects.filter(id=task.id, status=TaskResultStatus.RUNNING).update(status=TaskResultStatus.READY, run_after=run_after)


def _end(task: TaskRow, held: Lease, error: Exception) -> None:
    task.set_failed(error)
    held.delete()
