"""Leases on tasks and the slots of periodic work."""

from __future__ import annotations

from django.db import models


class Lease(models.Model):
    """Who works on a task, and until when; a lease that ran out means that the worker died."""

    task_id = models.UUIDField(primary_key=True)
    owner = models.CharField(max_length=80)
    until = models.DateTimeField(db_index=True)
    attempts = models.PositiveIntegerField(default=1)

    def __str__(self) -> str:
        return f"{self.task_id} by {self.owner}"


class Slot(models.Model):
    """One due moment of a periodic job; its row is taken once over all schedulers. An open slot whose lease ran out may be taken again."""

    job = models.CharField(max_length=120)
    due_at = models.DateTimeField()
    taken_by = models.CharField(max_length=80)
    leased_until = models.DateTimeField()
    attempts = models.PositiveIntegerField(default=1)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["job", "due_at"], name="chores_slot_once"),
            models.UniqueConstraint(fields=["job"], condition=models.Q(finished_at=None), name="chores_slot_one_open"),
        ]

    def __str__(self) -> str:
        return f"{self.job} at {self.due_at}"
