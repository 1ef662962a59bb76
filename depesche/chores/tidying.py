"""Old records of finished tasks are deleted."""

from __future__ import annotations

from datetime import datetime, timedelta

from django_tasks_db.models import DBTaskResult

from depesche.chores.models import Lease
from depesche.chores.periodic import every

KEPT = timedelta(days=14)


@every(minutes=24 * 60)
def delete_old(*, at: datetime) -> None:
    """Delete tasks that finished two weeks ago, and leases whose task is gone."""
    DBTaskResult.objects.finished().filter(finished_at__lt=at - KEPT).delete()
    Lease.objects.exclude(task_id__in=DBTaskResult.objects.values("id")).delete()
