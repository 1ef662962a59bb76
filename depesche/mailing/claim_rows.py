"""Which claims an issue carried, which corrections it could carry, and who got which: rows that the deeds in ``correcting/`` write."""

from __future__ import annotations

from django.db import models

from depesche.audience.models import Subscriber
from depesche.newsroom.models import Claim, Correction


class CampaignClaim(models.Model):
    """A claim that an issue showed, at the version and with the status of the moment in which sending began."""

    campaign = models.ForeignKey("mailing.Campaign", on_delete=models.CASCADE, related_name="claims")
    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="issues")
    version = models.PositiveIntegerField()
    status = models.CharField(max_length=18)

    class Meta:
        app_label = "mailing"
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["campaign", "claim"], name="mailing_claim_once")]

    def __str__(self) -> str:
        return f"{self.campaign_id}: {self.claim_id}@{self.version}"


class CampaignCorrection(models.Model):
    """A correction that stands in an issue for those whom it concerns, as approved."""

    campaign = models.ForeignKey("mailing.Campaign", on_delete=models.CASCADE, related_name="corrections")
    correction = models.ForeignKey(Correction, on_delete=models.PROTECT, related_name="issues")

    class Meta:
        app_label = "mailing"
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["campaign", "correction"], name="mailing_correction_once")]

    def __str__(self) -> str:
        return f"{self.campaign_id}: correction {self.correction_id}"


class CorrectionMailed(models.Model):
    """A person was handed a correction, once and for ever, with a campaign. Written in the transaction that hands over; gone with the person."""

    correction = models.ForeignKey(Correction, on_delete=models.PROTECT, related_name="mailed")
    subscriber = models.ForeignKey(Subscriber, on_delete=models.CASCADE, related_name="corrections")
    campaign = models.ForeignKey("mailing.Campaign", on_delete=models.PROTECT, related_name="corrections_mailed")

    class Meta:
        app_label = "mailing"
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["correction", "subscriber"], name="mailing_correction_mailed_once")]

    def __str__(self) -> str:
        return f"correction {self.correction_id} in {self.campaign_id}"
