"""The claims of an article's headline and lead."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.models import Orderable

from depesche.newsroom.claims.assertion_rows import Assertion
from depesche.newsroom.claims.claim_rows import Claim


class HeadClaim(Orderable):
    """A claim in an article's headline or lead, which are plain text and hold no marks of their own."""

    class Place(models.TextChoices):
        """Where it stands."""

        TITLE = "title", _("headline")
        LEAD = "lead", _("lead")

    article = ParentalKey("newsroom.ArticlePage", on_delete=models.CASCADE, related_name="head_claims")
    place = models.CharField(_("where"), max_length=5, choices=Place.choices, default=Place.TITLE)
    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="+", verbose_name=_("claim"))
    assertion = models.ForeignKey(Assertion, on_delete=models.PROTECT, null=True, blank=True, related_name="+", editable=False)

    class Meta(Orderable.Meta):
        app_label = "newsroom"
        verbose_name = _("claim in headline or lead")
        verbose_name_plural = _("claims in headline or lead")

    def __str__(self) -> str:
        return f"{self.article_id}: {self.claim_id}"
