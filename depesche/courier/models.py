"""Mail that waits for its way out, and addresses that must not be written to."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from depesche.courier.inbound_models import Bounce, InboundMail, WayIn

__all__ = ["Bounce", "InboundMail", "OutboxMessage", "SendingLock", "Suppression", "WayIn"]


class OutboxMessage(models.Model):
    """One single mail (never a campaign's), whole, waiting for the worker. Campaign mails have deliveries instead."""

    class State(models.TextChoices):
        """How far a mail got; ``accepted`` means that the mail server took it."""

        WAITING = "waiting", _("waiting")
        HANDING_OVER = "handing_over", _("handing over")
        ACCEPTED = "accepted", _("accepted")
        FAILED = "failed", _("failed")
        GIVEN_UP = "given_up", _("given up")
        HELD = "held", _("held for release")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=40, db_index=True)
    subject_id = models.UUIDField(null=True, db_index=True)
    recipient = models.CharField(max_length=320)
    envelope_sender = models.CharField(max_length=320)
    message_id = models.CharField(max_length=255, unique=True)
    content = models.BinaryField()
    content_digest = models.CharField(max_length=64)
    dedupe_key = models.CharField(max_length=120, null=True, unique=True)
    state = models.CharField(max_length=16, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveIntegerField(default=0)
    not_before = models.DateTimeField()
    give_up_at = models.DateTimeField()
    created_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    leased_until = models.DateTimeField(null=True)
    reply = models.TextField(blank=True)
    recorded_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["state", "not_before"], name="courier_outbox_due")]

    def __str__(self) -> str:
        return f"{self.kind} {self.message_id}"


class Suppression(models.Model):
    """An address that must not get mail of a scope; stored as a keyed digest, never as an address (L-36)."""

    class Reason(models.TextChoices):
        """Why; everything but ``not_me`` beats a consent until a new act of the person."""

        WITHDRAWN = "withdrawn", _("withdrawn")
        OBJECTED = "objected", _("objected")
        COMPLAINT = "complaint", _("complaint")
        HARD_BOUNCE = "hard_bounce", _("address does not exist")
        NOT_ME = "not_me", _("this was not me")
        UNREACHABLE = "unreachable", _("mailbox full or unused for long")
        MANUAL = "manual", _("by hand")

    EVERYTHING = "all"
    SIGN_UP = "sign-up"

    lookup = models.CharField(max_length=64, db_index=True)
    scope = models.CharField(max_length=64, help_text="all, sign-up, or the key of a purpose")
    reason = models.CharField(max_length=16, choices=Reason.choices)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)
    note = models.CharField(max_length=255, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["lookup", "scope", "reason"], name="courier_suppression_once")]

    def __str__(self) -> str:
        return f"{self.scope}: {self.reason}"


class SendingLock(models.Model):
    """While this row stands, no mail leaves this database: asked in the transaction that would begin to hand one over, and guarded by triggers."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    reason = models.CharField(max_length=255)
    since = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="courier_sendinglock_one")]

    def __str__(self) -> str:
        return self.reason
