"""What people ask about their data by letter, phone or reply, and until when the answer is due (Art. 12(3) GDPR, L-35)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class DataRequest(models.Model):
    """One request of a person about the own data. Without the person once that one is erased; what remains names nobody."""

    class Kind(models.TextChoices):
        """Which right is claimed."""

        ACCESS = "access", _("access or a copy (Art. 15, 20)")
        CORRECTION = "correction", _("correction (Art. 16)")
        ERASURE = "erasure", _("erasure (Art. 17)")
        RESTRICTION = "restriction", _("restriction (Art. 18)")
        OBJECTION = "objection", _("objection (Art. 21)")

    kind = models.CharField(max_length=12, choices=Kind.choices)
    subscriber = models.ForeignKey("audience.Subscriber", null=True, on_delete=models.SET_NULL, related_name="data_requests")
    reference = models.CharField(max_length=255, blank=True, help_text="where the letter or the note is kept; erased with the person")
    received_at = models.DateTimeField()
    due_at = models.DateTimeField(db_index=True)
    done_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=255, blank=True, help_text="what was answered; erased with the person")
    taken_by = models.CharField(max_length=160)

    class Meta:
        ordering = ["due_at", "pk"]
        verbose_name = _("request about personal data")
        verbose_name_plural = _("requests about personal data")

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"
