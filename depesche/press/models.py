"""What a change outdated, and what a CDN is to be told of it."""

from __future__ import annotations

from django.db import models


class OutdatedTag(models.Model):
    """A tag whose pages must be rendered anew; written in the transaction of the change."""

    tag = models.CharField(max_length=200, db_index=True)
    outdated_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return self.tag


class Purge(models.Model):
    """A tag that a CDN is to be told of; told, it is deleted."""

    tag = models.CharField(max_length=200)
    not_before = models.DateTimeField(db_index=True)
    attempts = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return self.tag
