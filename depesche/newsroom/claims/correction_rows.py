"""Corrections and readers' reports as rows."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from depesche.newsroom.claims.claim_rows import Claim

TEXTS = ("wrong", "right", "why")  # what readers read of a correction


class Severity(TextChoices):
    """How much a correction corrects (newsroom.md, 3.1). From ``CORRECTION`` up a second person approves; a typo is logged nowhere."""

    TYPO = "typo", _("typing error")
    UPDATE = "update", _("update")
    CLARIFICATION = "clarification", _("clarification")
    CORRECTION = "correction", _("correction")
    RETRACTION = "retraction", _("retraction")


class CorrectionState(TextChoices):
    """Where a correction stands."""

    DRAFT = "draft", _("draft")
    WAITING = "waiting", _("waiting for approval")
    PUBLISHED = "published", _("published")


class ReaderReport(models.Model):
    """A reader says that something is wrong. The address is kept only for an answer the reader asked for."""

    class State(TextChoices):
        """Where a report stands."""

        NEW = "new", _("new")
        IN_WORK = "in_work", _("in work")
        CORRECTED = "corrected", _("corrected")
        DECLINED = "declined", _("nothing to correct")

    article = models.ForeignKey("newsroom.ArticlePage", on_delete=models.SET_NULL, null=True, blank=True, related_name="reports")
    claim = models.ForeignKey(Claim, on_delete=models.SET_NULL, null=True, blank=True, related_name="reports")
    text = models.TextField(_("What is wrong?"), max_length=2000)
    email = models.EmailField(_("e-mail address, for an answer"), blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.NEW, db_index=True)
    answer = models.TextField(_("answer"), max_length=2000, blank=True)
    answered_at = models.DateTimeField(null=True)
    received_at = models.DateTimeField(db_index=True)
    handled_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        app_label = "newsroom"
        default_permissions = ("view", "change")
        verbose_name = _("reader's report")
        verbose_name_plural = _("readers' reports")
        ordering = ["-received_at", "-pk"]

    def __str__(self) -> str:
        return self.text[:80]


class Correction(models.Model):
    """A mistake and what is right, with the reason. Published ones never change."""

    article = models.ForeignKey("newsroom.ArticlePage", on_delete=models.PROTECT, null=True, blank=True, related_name="corrections")
    severity = models.CharField(_("severity"), max_length=14, choices=Severity.choices, default=Severity.CORRECTION)
    wrong = models.TextField(_("what was wrong"), max_length=1000)
    right = models.TextField(_("what is right"), max_length=1000)
    why = models.CharField(_("how it came"), max_length=400)
    report = models.ForeignKey(ReaderReport, on_delete=models.SET_NULL, null=True, blank=True, related_name="corrections")
    is_by_reader = models.BooleanField(_("reported by a reader"), default=False)
    state = models.CharField(max_length=10, choices=CorrectionState.choices, default=CorrectionState.DRAFT, editable=False)
    drafted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", editable=False)
    drafted_at = models.DateTimeField(editable=False)
    edited_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", editable=False)
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", editable=False)
    approved_at = models.DateTimeField(null=True, editable=False)
    published_at = models.DateTimeField(null=True, editable=False, db_index=True)
    sha256 = models.CharField(max_length=64, blank=True, editable=False, help_text="of what was published, as the editorial log says it")

    class Meta:
        app_label = "newsroom"
        verbose_name = _("correction")
        verbose_name_plural = _("corrections")
        ordering = ["-published_at", "-drafted_at", "-pk"]
        permissions = [("approve_correction", "Can approve a correction that somebody else wrote")]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(state="published")
                | (
                    models.Q(published_at__isnull=False)
                    & (~models.Q(severity__in=["correction", "retraction"]) | models.Q(approved_at__isnull=False))
                ),
                name="newsroom_correction_approved",
            ),
            models.CheckConstraint(
                condition=models.Q(approved_by__isnull=True)
                | (
                    (models.Q(drafted_by__isnull=True) | ~models.Q(approved_by=models.F("drafted_by")))
                    & (models.Q(edited_by__isnull=True) | ~models.Q(approved_by=models.F("edited_by")))
                ),
                name="newsroom_correction_four_eyes",
            ),
        ]

    def __str__(self) -> str:
        return self.right[:80]


class CorrectedClaim(models.Model):
    """A claim that a correction concerns: its versions from ``first`` to ``last`` were wrong."""

    correction = models.ForeignKey(Correction, on_delete=models.CASCADE, related_name="claims")
    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="corrections")
    first = models.PositiveIntegerField()
    last = models.PositiveIntegerField()

    class Meta:
        app_label = "newsroom"
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["correction", "claim"], name="newsroom_corrected_once"),
            models.CheckConstraint(condition=models.Q(last__gte=models.F("first")), name="newsroom_corrected_span"),
        ]

    def __str__(self) -> str:
        return f"{self.correction_id}: {self.claim_id}@{self.first}–{self.last}"


class CorrectedArticle(models.Model):
    """An article that carried what was wrong, and shows the note from the correction's publication on."""

    correction = models.ForeignKey(Correction, on_delete=models.CASCADE, related_name="articles")
    article = models.ForeignKey("newsroom.ArticlePage", on_delete=models.CASCADE, related_name="+")

    class Meta:
        app_label = "newsroom"
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["correction", "article"], name="newsroom_corrected_article_once")]

    def __str__(self) -> str:
        return f"{self.correction_id}: article {self.article_id}"
