"""The publisher's own words at the top of every page, and the claim that each of them makes."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from depesche.brand.models import TrustPoint
from depesche.newsroom.claims.claim_rows import Claim


class TrustClaim(models.Model):
    """A trust point makes a claim; readers get from it to the claim's page, which says who stands behind it."""

    point = models.OneToOneField(TrustPoint, on_delete=models.CASCADE, related_name="+", verbose_name=_("trust point"))
    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="+", verbose_name=_("claim"))

    class Meta:
        app_label = "newsroom"
        verbose_name = _("claim of a trust point")
        verbose_name_plural = _("claims of trust points")
        ordering = ["point__sort_order"]

    def __str__(self) -> str:
        return f"{self.point}: {self.claim}"
