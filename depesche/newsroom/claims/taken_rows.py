"""What was taken down for a legal reason, as rows: the place of the words, the digest they had, the ground and the day. The words are gone."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from depesche.newsroom.claims.assertion_rows import Assertion
from depesche.newsroom.claims.claim_rows import ClaimVersion
from depesche.newsroom.claims.correction_rows import Correction
from depesche.newsroom.claims.terms import Ground

PLACES = ("assertion", "version", "correction")


class TakenDown(models.Model):
    """Words that are gone: of a statement with its evidence, of one version of a claim, or of a correction.

    ``sha256`` (hexadecimal) is the digest by which the editorial log knows what stood there. ``reason`` is for the newsroom alone: it may name what
    must no longer be read.
    """

    assertion = models.OneToOneField(Assertion, on_delete=models.PROTECT, null=True, related_name="taken_down")
    version = models.OneToOneField(ClaimVersion, on_delete=models.PROTECT, null=True, related_name="taken_down")
    correction = models.OneToOneField(Correction, on_delete=models.PROTECT, null=True, related_name="taken_down")
    ground = models.CharField(max_length=16, choices=Ground.choices)
    reason = models.CharField(max_length=400)
    sha256 = models.CharField(max_length=64)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        app_label = "newsroom"
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=models.Q(assertion__isnull=False, version__isnull=True, correction__isnull=True)
                | models.Q(assertion__isnull=True, version__isnull=False, correction__isnull=True)
                | models.Q(assertion__isnull=True, version__isnull=True, correction__isnull=False),
                name="newsroom_taken_down_one_place",
            )
        ]

    def __str__(self) -> str:
        return f"{self.ground}, {self.at:%Y-%m-%d}"
