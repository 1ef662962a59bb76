"""What was counted last of things that take too long to count while somebody waits for the desk's first page."""

from __future__ import annotations

from django.db import models


class Gauge(models.Model):
    """One set of numbers by its name, such as ``mailing.sending``; taken by periodic work. Counts only: nobody is in them."""

    name = models.CharField(primary_key=True, max_length=60)
    taken_at = models.DateTimeField()
    data = models.JSONField(default=dict)

    class Meta:
        app_label = "brand"
        default_permissions = ()

    def __str__(self) -> str:
        return self.name
