"""Subscribers, the texts they agreed to, and their consents.

What was agreed (texts, form versions, grants) is immutable, guarded by triggers (L-01); what is in force now is a live row
that withdrawal deletes (L-31).
"""

from __future__ import annotations

import uuid

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from depesche.audience.data_request import DataRequest
from depesche.audience.figure_models import DailyFigure
from depesche.audience.form_states import ClosedForm, SpentForm
from depesche.audience.statement_models import ImportStatement
from depesche.courier.models import Suppression

__all__ = ["ClosedForm", "DailyFigure", "DataRequest", "ImportStatement", "SpentForm"]  # models of this part that stand in a file of their own


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
    moved_to = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="earlier")
    created_at = models.DateTimeField()

    class Meta:
        permissions = [
            ("view_addresses", _("May see addresses of subscribers")),
            ("view_proof", _("May see proofs of consent")),
            ("handle_rights", _("May answer requests of people about their data")),
        ]
        indexes = [
            models.Index(fields=["created_at", "id"], name="audience_subscriber_since"),
            models.Index(fields=["mailbox", "id"], name="audience_subscriber_az"),
            models.Index(fields=["created_at", "id"], name="audience_subscriber_held", condition=models.Q(is_restricted=True)),
        ]
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
        NEW_ADDRESS = "new-address", _("another address")

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
    replaces = models.ForeignKey(
        Subscriber, null=True, on_delete=models.SET_NULL, related_name="moves", help_text="whose consents come along: a change of address"
    )
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
    last_used_at = models.DateTimeField(null=True, help_text="when a campaign's mail was last accepted for it (L-09)")

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


class ImportRun(models.Model):
    """One import of addresses from another system: what was asked for, the files' digests, how far it is, and its counts (L-28)."""

    class State(models.TextChoices):
        """How far an import is; ``checked`` has changed nothing yet."""

        UPLOADED = "uploaded", _("is being looked at")
        CHECKED = "checked", _("looked at, nothing taken in yet")
        WAITING = "waiting", _("waiting")
        RUNNING = "running", _("running")
        DONE = "done", _("done")
        FAILED = "failed", _("failed")
        UNDOING = "undoing", _("being undone")
        UNDONE = "undone", _("undone")

    preset = models.CharField(max_length=20)
    source = models.CharField(max_length=255, help_text="where the addresses come from, in the operator's words")
    purposes = models.JSONField(help_text="keys of the purposes that it may grant")
    mapping = models.JSONField(default=dict, help_text="{column: field} as the operator named them")
    wording = models.TextField(blank=True, help_text="what people agreed to, where the file does not say")
    files = models.JSONField(help_text="list of {name, sha256, size}")
    digest = models.CharField(max_length=64, db_index=True, help_text="SHA-256 over everything above but the source: the same import twice")
    counts = models.JSONField(default=dict)
    problems = models.JSONField(default=list, help_text="the first lines of the loss report: list of [file, line, code]")
    state = models.CharField(max_length=12, choices=State.choices, db_index=True)
    failure = models.CharField(max_length=500, blank=True)
    asked_by = models.CharField(max_length=160)
    phase = models.PositiveSmallIntegerField(default=0, help_text="0 leavers, 1 everybody else")
    position = models.PositiveBigIntegerField(default=0, help_text="records of this phase that are done")
    done_bytes = models.PositiveBigIntegerField(default=0)
    report_size = models.PositiveBigIntegerField(default=0, help_text="bytes of the loss report that hold")
    created_at = models.DateTimeField()
    touched_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("import")
        verbose_name_plural = _("imports")

    def __str__(self) -> str:
        return f"{self.pk}: {self.preset}"


class ImportedRow(models.Model):
    """What one row of an import left here: who, as what, and where the log has it. Names people by random id and keyed digest only."""

    class Outcome(models.TextChoices):
        """What the row became."""

        MAILABLE = "mailable", _("mailable")
        UNPROVEN = "imported_unproven", _("kept, never mailed")
        STATED = "stated", _("mailable by a signed statement")
        SUPPRESSED = "suppressed", _("not written to")

    run = models.ForeignKey(ImportRun, on_delete=models.PROTECT, related_name="rows")
    file = models.PositiveSmallIntegerField()
    line = models.PositiveBigIntegerField()
    lookup = models.CharField(max_length=64, db_index=True)
    subject = models.UUIDField(null=True, db_index=True)
    outcome = models.CharField(max_length=20, choices=Outcome.choices)
    grade = models.CharField(max_length=24, blank=True, help_text="how much the row proves; empty for leavers")
    entry_index = models.PositiveBigIntegerField(null=True, help_text="index of its entry in the consent log, if it made one")
    stated_index = models.PositiveBigIntegerField(null=True, help_text="index of the entry by which a signed statement made it mailable")

    class Meta:
        verbose_name = _("imported row")
        verbose_name_plural = _("imported rows")

    def __str__(self) -> str:
        return f"{self.run_id}/{self.file}/{self.line}"
