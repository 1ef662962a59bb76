"""Mail that comes in, kept raw until it was understood; and what was learned of addresses by it."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class InboundMail(models.Model):
    """One mail as it came in, with its envelope recipient on top; stored before it is removed at its source (M-13)."""

    class State(models.TextChoices):
        """How far it got."""

        NEW = "new", _("not read yet")
        DONE = "done", _("done")
        REVIEW = "review", _("waits for a person")

    class Way(models.TextChoices):
        """How it came in."""

        IMAP = "imap", _("mailbox")
        MAILDIR = "maildir", _("mail folder")
        LMTP = "lmtp", _("handed over by the mail server")
        WEBHOOK = "webhook", _("told by the sending service")

    class Outcome(models.TextChoices):
        """What came of it."""

        NOTHING = "nothing", _("nothing to do")
        FOREIGN = "foreign", _("names no mail of ours: ignored")
        COUNTED = "counted", _("counted")
        SUPPRESSED = "suppressed", _("address suppressed")
        COMPLAINED = "complained", _("complaint: nothing more is sent")
        LEFT = "left", _("withdrawal")
        NOBODY = "nobody", _("the person is not stored any more")
        UNCLEAR = "unclear", _("not understood")
        CLOSED = "closed", _("closed by a person")

    digest = models.CharField(max_length=64, unique=True)
    raw = models.BinaryField()
    way = models.CharField(max_length=8, choices=Way.choices)
    received_at = models.DateTimeField(db_index=True)
    state = models.CharField(max_length=8, choices=State.choices, default=State.NEW)
    attempts = models.PositiveIntegerField(default=0)
    kind = models.CharField(max_length=24, blank=True, help_text="the class of M-12")
    rule = models.CharField(max_length=120, blank=True)
    code = models.CharField(max_length=16, blank=True)
    diagnostic = models.CharField(max_length=500, blank=True)
    delivery = models.BigIntegerField(null=True, help_text="the delivery it is about, by a token that was checked")
    message = models.UUIDField(null=True, help_text="the single mail it is about, by a token that was checked")
    lookup = models.CharField(max_length=64, blank=True, db_index=True, help_text="whom it is about, as a keyed digest")
    outcome = models.CharField(max_length=12, choices=Outcome.choices, blank=True)
    settled_at = models.DateTimeField(null=True)
    settled_by = models.CharField(max_length=150, blank=True)
    note = models.CharField(max_length=255, blank=True)

    class Meta:
        indexes = [models.Index(fields=["state", "received_at"], name="courier_inbound_state")]

    def __str__(self) -> str:
        return f"{self.way} {self.digest[:12]}"


class Bounce(models.Model):
    """One mail that did not arrive: what is counted before an address is suppressed (M-12). Once for each mail and class."""

    lookup = models.CharField(max_length=64, db_index=True)
    receiver = models.CharField(max_length=255, blank=True, help_text="the domain of the address")
    kind = models.CharField(max_length=24)
    code = models.CharField(max_length=16, blank=True)
    diagnostic = models.CharField(max_length=500, blank=True)
    at = models.DateTimeField()
    delivery = models.BigIntegerField(null=True, db_index=True)
    message = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["delivery", "kind"], condition=models.Q(delivery__isnull=False), name="courier_bounce_delivery_once"),
            models.UniqueConstraint(fields=["message", "kind"], condition=models.Q(message__isnull=False), name="courier_bounce_message_once"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.code}".strip()


class WayIn(models.Model):
    """When a way in was read last, and what was wrong with it then."""

    name = models.CharField(primary_key=True, max_length=8)
    read_at = models.DateTimeField()
    worked_at = models.DateTimeField(null=True)
    trouble = models.CharField(max_length=500, blank=True)

    def __str__(self) -> str:
        return self.name
