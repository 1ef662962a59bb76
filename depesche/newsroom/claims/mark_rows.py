"""Which claims a published article carries, at which version, on which words."""

from __future__ import annotations

from django.db import models

from depesche.newsroom.claims.assertion_rows import Assertion
from depesche.newsroom.claims.claim_rows import Claim
from depesche.newsroom.claims.taken_rows import TakenDown


class ClaimMark(models.Model):
    """Words of a published article that carry a claim. Written when the article is published; ``until`` is set when readers no longer see them.

    ``block`` is Wagtail's number of the block, or ``title`` or ``lead``; ``position`` counts from 1 in reading order. ``taken_down`` says with what
    the words of the mark went, if they did.
    """

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="marks")
    version = models.PositiveIntegerField()
    assertion = models.ForeignKey(Assertion, on_delete=models.PROTECT, null=True, related_name="marks")
    article = models.ForeignKey("newsroom.ArticlePage", on_delete=models.CASCADE, related_name="claim_marks")
    revision = models.BigIntegerField(null=True)
    block = models.CharField(max_length=36)
    position = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=600)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)
    taken_down = models.ForeignKey(TakenDown, on_delete=models.PROTECT, null=True, related_name="marks")

    class Meta:
        app_label = "newsroom"
        default_permissions = ()
        ordering = ["article", "position"]
        indexes = [
            models.Index(fields=["claim"], condition=models.Q(until__isnull=True), name="newsroom_mark_live"),
            models.Index(fields=["article", "position"], condition=models.Q(until__isnull=True), name="newsroom_mark_article"),
        ]

    def __str__(self) -> str:
        return f"{self.article_id}#{self.position}: {self.claim_id}@{self.version}"
