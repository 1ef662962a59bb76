"""What an operator signed for people whose consent the imported files do not prove (L-28)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class ImportStatement(models.Model):
    """A signed statement for the unproven rows of one import, and how far it is carried out; what was signed stands in the ledger, too."""

    class State(models.TextChoices):
        """How far it is."""

        AT_WORK = "at_work", _("is being carried out")
        STANDS = "stands", _("stands")
        ENDING = "ending", _("is being taken back")
        TAKEN_BACK = "taken_back", _("taken back")

    run = models.ForeignKey("audience.ImportRun", on_delete=models.PROTECT, related_name="statements")
    form = models.ForeignKey("audience.FormVersion", on_delete=models.PROTECT, related_name="+", help_text="the wording that people agreed to")
    purposes = models.JSONField(help_text="keys of the purposes that it covers")
    sentence = models.TextField(help_text="the statement, word for word as it was signed")
    agreed_at = models.DateTimeField(help_text="when the last of them had agreed, as stated")
    shown_by = models.CharField(max_length=500)
    signed_by = models.CharField(max_length=160)
    signed_at = models.DateTimeField()
    entry_index = models.PositiveBigIntegerField(help_text="index of its entry in the consent log")
    state = models.CharField(max_length=12, choices=State.choices, default=State.AT_WORK, db_index=True)
    position = models.PositiveBigIntegerField(default=0, help_text="the last imported row that is done")
    count = models.PositiveBigIntegerField(default=0, help_text="people who became mailable by it")
    ended_by = models.CharField(max_length=160, blank=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-pk"]
        permissions = [("sign_statement", _("May sign a statement for imported people"))]
        constraints = [
            models.UniqueConstraint(fields=["run"], condition=models.Q(state__in=["at_work", "stands", "ending"]), name="audience_statement_one")
        ]
        verbose_name = _("signed statement")
        verbose_name_plural = _("signed statements")

    def __str__(self) -> str:
        return f"{self.run_id}: {self.signed_by}"
