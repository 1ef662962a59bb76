"""Ranges of deliveries, which workers claim whole, and the one row that says which database may send."""

from __future__ import annotations

from django.db import models


class DeliveryRange(models.Model):
    """Up to 500 deliveries of a campaign with neighbouring numbers: what a worker claims at a time (M-02).

    ``fence`` counts the claims; a worker that lost its lease finds another number here. ``due_at`` is empty when nothing waits in the range.
    """

    campaign = models.ForeignKey("mailing.Campaign", on_delete=models.PROTECT, related_name="ranges")
    first = models.PositiveBigIntegerField(help_text="number of the first delivery that may lie in it")
    last = models.PositiveBigIntegerField(help_text="number of the last")
    due_at = models.DateTimeField(null=True)
    owner = models.CharField(max_length=80, blank=True)
    leased_until = models.DateTimeField(null=True)
    fence = models.PositiveBigIntegerField(default=0)

    class Meta:
        app_label = "mailing"
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["campaign", "first"], name="mailing_range_once")]

    def __str__(self) -> str:
        return f"{self.campaign_id}: {self.first}-{self.last}"


class SendingLease(models.Model):
    """Which database this one is, and how often sending began in it: a copy, or one that went back in time, finds that it is another (M-16, I-10)."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    place = models.CharField(max_length=200)
    fence = models.PositiveBigIntegerField(default=0)

    class Meta:
        app_label = "mailing"
        default_permissions = ()
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="mailing_sendinglease_one")]

    def __str__(self) -> str:
        return self.place
