"""Subscribers, the texts they agreed to, and their consents.

What was agreed (texts, form versions, grants) is immutable, guarded by triggers (L-01); what is in force now is a live row
that withdrawal deletes (L-31).
"""

from __future__ import annotations

import uuid

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from depesche.courier.models import Suppression


class Purpose(models.Model):
    """What mail is about; a consent and a campaign each name exactly one (L-04)."""

    key = models.SlugField(_("key"), max_length=60, unique=True, help_text=_("For ever: the log and the links in mails name it."))
    title = models.CharField(_("title"), max_length=120, help_text=_("As readers see it beside its box."))
    description = models.CharField(_("description"), max_length=255, blank=True)
    position = models.PositiveIntegerField(_("position"), default=0)
    is_offered = models.BooleanField(_("offered"), default=True, help_text=_("Whether new forms may show it."))

    class Meta:
        ordering = ["position", "key"]
        verbose_name = _("purpose")
        verbose_name_plural = _("purposes")

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        """Keep the words that suppressions use for all mail and for sign-ups out of the keys."""
        if self.key in {Suppression.EVERYTHING, Suppression.SIGN_UP}:
            raise ValidationError({"key": _("This word is taken; please choose another key.")})


class ConsentText(models.Model):
    """One immutable version of a declaration of consent (L-01)."""

    name = models.SlugField(max_length=60)
    number = models.PositiveIntegerField()
    language = models.CharField(max_length=8)
    wording = models.TextField(help_text="the exact text as shown, HTML")
    purposes = models.JSONField(help_text="list of {key, title} as shown")
    controller = models.TextField()
    privacy_notice = models.CharField(max_length=255, help_text="address and version of the privacy notice")
    sha256 = models.CharField(max_length=64, unique=True)
    published_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["name", "number"], name="audience_text_version")]
        ordering = ["name", "-number"]
        permissions = [("publish_texts", _("May publish consent texts and sign-up forms"))]
        verbose_name = _("consent text")
        verbose_name_plural = _("consent texts")

    def __str__(self) -> str:
        return f"{self.name} v{self.number} ({self.language})"


class FormVersion(models.Model):
    """One immutable version of a sign-up form: its text and its button (L-06)."""

    slug = models.SlugField(max_length=60)
    number = models.PositiveIntegerField()
    text = models.ForeignKey(ConsentText, on_delete=models.PROTECT, related_name="forms")
    button_label = models.CharField(max_length=60)
    language = models.CharField(max_length=8)
    published_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["slug", "number"], name="audience_form_version")]
        ordering = ["slug", "-number"]
        verbose_name = _("sign-up form")
        verbose_name_plural = _("sign-up forms")

    def __str__(self) -> str:
        return f"{self.slug} v{self.number}"


class Subscriber(models.Model):
    """A person with an address. The only place with the plain address; erasable. The random id is the ledger's subject."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    mailbox = models.CharField(max_length=320)
    lookup = models.CharField(max_length=64, unique=True)
    domain = models.CharField(max_length=255, db_index=True)
    language = models.CharField(max_length=8, default="de")
    is_restricted = models.BooleanField(default=False)
    created_at = models.DateTimeField()

    class Meta:
        permissions = [("view_addresses", _("May see addresses of subscribers")), ("view_proof", _("May see proofs of consent"))]
        verbose_name = _("subscriber")
        verbose_name_plural = _("subscribers")

    def __str__(self) -> str:
        return self.mailbox


class Intake(models.Model):
    """What somebody sent from a public form, until the worker takes it up: so the answer cannot tell one address from another (B-06)."""

    class Kind(models.TextChoices):
        """What was asked for."""

        SIGN_UP = "sign-up", _("sign-up")
        PREFERENCES = "preferences", _("link to the preferences")

    kind = models.CharField(max_length=12, choices=Kind.choices)
    mailbox = models.CharField(max_length=320)
    lookup = models.CharField(max_length=64, db_index=True)
    details = models.JSONField(default=dict)
    is_held = models.BooleanField(default=False)
    taken_at = models.DateTimeField()

    class Meta:
        verbose_name = _("form sent in")
        verbose_name_plural = _("forms sent in")

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class SignupRequest(models.Model):
    """A sign-up that waits for its confirmation; erased when nobody confirms (L-26)."""

    class State(models.TextChoices):
        """Where the request stands; a refused request is deleted."""

        WAITING = "waiting", _("waiting for confirmation")
        CONFIRMED = "confirmed", _("confirmed")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    subscriber = models.ForeignKey(Subscriber, on_delete=models.CASCADE, related_name="requests")
    form = models.ForeignKey(FormVersion, on_delete=models.PROTECT, related_name="requests")
    purposes = models.ManyToManyField(Purpose, related_name="requests")
    token_digest = models.CharField(max_length=64, unique=True)
    state = models.CharField(max_length=12, choices=State.choices, default=State.WAITING)
    requested_at = models.DateTimeField(db_index=True)
    expires_at = models.DateTimeField(db_index=True)
    confirmed_at = models.DateTimeField(null=True)
    entry_index = models.PositiveBigIntegerField(help_text="index of the requested entry in the consent log")

    class Meta:
        verbose_name = _("sign-up request")
        verbose_name_plural = _("sign-up requests")

    def __str__(self) -> str:
        return str(self.id)


class Grant(models.Model):
    """A consent as it was given: immutable, kept after withdrawal; names the person by the random subject id only."""

    subject = models.UUIDField(db_index=True)
    purpose = models.ForeignKey(Purpose, on_delete=models.PROTECT, related_name="grants")
    form = models.ForeignKey(FormVersion, on_delete=models.PROTECT, related_name="grants")
    granted_at = models.DateTimeField()
    entry_index = models.PositiveBigIntegerField(help_text="index of the confirmed entry in the consent log")

    class Meta:
        verbose_name = _("grant")
        verbose_name_plural = _("grants")

    def __str__(self) -> str:
        return f"{self.subject} {self.purpose_id}"


class Consent(models.Model):
    """The live consent: this row exists exactly while mail for the purpose is allowed."""

    address = models.ForeignKey(Subscriber, on_delete=models.CASCADE, related_name="consents")
    purpose = models.ForeignKey(Purpose, on_delete=models.PROTECT, related_name="consents")
    grant = models.OneToOneField(Grant, on_delete=models.PROTECT, related_name="consent")
    since = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["address", "purpose"], name="audience_consent_once")]
        verbose_name = _("consent")
        verbose_name_plural = _("consents")

    def __str__(self) -> str:
        return f"{self.address_id} {self.purpose_id}"


class SignupCount(models.Model):
    """How often something was asked for in a time window, by keyed digests only (B-07)."""

    bucket = models.CharField(max_length=120)
    window = models.DateTimeField()
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["bucket", "window"], name="audience_count_once")]

    def __str__(self) -> str:
        return self.bucket
