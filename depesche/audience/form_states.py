"""What may change about sign-up forms, beside their immutable versions: whether one is closed, and which fresh forms were sent already."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class ClosedForm(models.Model):
    """A form that takes no sign-ups any more: this row exists exactly while it is closed."""

    slug = models.SlugField(max_length=60, unique=True)
    closed_at = models.DateTimeField()

    class Meta:
        verbose_name = _("closed form")
        verbose_name_plural = _("closed forms")

    def __str__(self) -> str:
        return self.slug


class SpentForm(models.Model):
    """A fresh form that was sent (B-08): nothing but keyed digests, forgotten when the form would be too old anyway."""

    nonce = models.CharField(max_length=64, unique=True)
    sent = models.CharField(max_length=64, help_text="keyed digest of the nonce and what was sent with it")
    until = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = _("form that was sent")
        verbose_name_plural = _("forms that were sent")

    def __str__(self) -> str:
        return self.nonce[:12]
