"""Claims and their versions as rows. What changes them are the deeds ``claiming``, ``asserting`` and ``overriding``."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from depesche.newsroom.claims.status import SILENT
from depesche.newsroom.claims.terms import ClaimKind, Status
from depesche.newsroom.vocabulary import Topic

SHORTEST_REASON = 20  # characters


class Question(models.Model):
    """What several claims answer, such as "how many?"; groups figures of different measures without adding or comparing them."""

    text = models.CharField(_("question"), max_length=200, unique=True)
    text_en = models.CharField(_("question in English"), max_length=200, blank=True)

    class Meta:
        app_label = "newsroom"
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        ordering = ["text"]

    def __str__(self) -> str:
        return self.text


class Claim(models.Model):
    """A statement, independent of the articles that carry it. ``version`` counts what readers could see change; status and rule are derived.

    ``public_since`` is when readers first saw it: with the first published article that carries it.
    """

    kind = models.CharField(_("kind"), max_length=12, choices=ClaimKind.choices, default=ClaimKind.FACT)
    text = models.CharField(_("statement"), max_length=400, help_text=_("One sentence, in own words, without saying who says it."))
    text_en = models.CharField(_("statement in English"), max_length=400, blank=True)
    slug = models.SlugField(_("address"), max_length=120, unique=True)
    question = models.ForeignKey(Question, on_delete=models.PROTECT, null=True, blank=True, related_name="claims", verbose_name=_("question"))
    topics = models.ManyToManyField(Topic, blank=True, related_name="claims", verbose_name=_("topics"))
    event_on = models.DateField(_("day of the event"), null=True, blank=True)
    is_established = models.BooleanField(_("is generally known"), default=False, help_text=_("Needs no source, such as the date of a summit."))
    review_by = models.DateField(_("check again by"), null=True, blank=True)
    checked_at = models.DateTimeField(null=True, editable=False)
    is_legally_sensitive = models.BooleanField(_("legally sensitive"), default=False, help_text=_("Ask the legal adviser before any change."))
    version = models.PositiveIntegerField(default=1, editable=False)
    status = models.CharField(max_length=18, choices=Status.choices, default=Status.UNSOURCED, editable=False)
    rule = models.CharField(max_length=4, default=SILENT, editable=False)
    override = models.CharField(max_length=18, choices=Status.choices, blank=True, editable=False)
    override_reason = models.CharField(max_length=400, blank=True, editable=False)
    override_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", editable=False)
    override_until = models.DateTimeField(null=True, editable=False, db_index=True)
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="merged", editable=False)
    created_at = models.DateTimeField(editable=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", editable=False)
    changed_at = models.DateTimeField(editable=False, db_index=True)
    public_since = models.DateTimeField(null=True, editable=False)

    class Meta:
        app_label = "newsroom"
        verbose_name = _("claim")
        verbose_name_plural = _("claims")
        ordering = ["-changed_at", "-pk"]
        permissions = [("override_claim", "Can set a status by hand"), ("take_down_claim", "Can take down published words for a legal reason")]

    def __str__(self) -> str:
        return self.text


class ClaimVersion(models.Model):
    """What readers saw of a claim from a moment on. ``because`` is the kind of the entry in the editorial log that made it."""

    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    text = models.CharField(max_length=400)
    text_en = models.CharField(max_length=400, blank=True)
    status = models.CharField(max_length=18, choices=Status.choices)
    rule = models.CharField(max_length=4)
    because = models.CharField(max_length=40)
    made_at = models.DateTimeField()

    class Meta:
        app_label = "newsroom"
        default_permissions = ()
        ordering = ["claim", "number"]
        constraints = [models.UniqueConstraint(fields=["claim", "number"], name="newsroom_claim_version_once")]

    def __str__(self) -> str:
        return f"{self.claim_id}@{self.number}"
