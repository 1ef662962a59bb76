"""What a change outdated."""

from __future__ import annotations

from django.db import models


class OutdatedTag(models.Model):
    """A tag whose pages must be rendered anew; written in the transaction of the change."""

    tag = models.CharField(max_length=200, db_index=True)
    outdated_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return self.tag
