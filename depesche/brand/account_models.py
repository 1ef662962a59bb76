"""Rows about getting in: open invitations, forgotten passwords that wait for their mail, and what the administrator demands."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

from depesche.brand.people import Role, User


class Invitation(models.Model):
    """Somebody was asked to join and has not answered yet; accepting or withdrawing it deletes the row."""

    person = models.OneToOneField(User, on_delete=models.CASCADE, related_name="invitation")
    token_digest = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    sent_at = models.DateTimeField(_("sent"))
    expires_at = models.DateTimeField(_("valid until"), db_index=True)

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")

    def __str__(self) -> str:
        return f"invitation of {self.person_id}"

    def is_valid(self, *, at: datetime) -> bool:
        """Whether the link in the newest mail still opens."""
        return at < self.expires_at


class PasswordRequest(models.Model):
    """Somebody asked for a new password; the worker looks who that is, so that the answer takes the same time for every address."""

    address = models.CharField(max_length=254)
    asked_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"request of {self.asked_at}"


class Security(models.Model):
    """What the administrator demands of everybody with a role; there is one row."""

    second_factor_roles = models.JSONField(default=list)

    class Meta:
        verbose_name = _("security")
        verbose_name_plural = _("security")

    def __str__(self) -> str:
        return str(_("security"))

    def demands_factor_of(self) -> list[Role]:
        """Return the roles that need a second factor, in the order of the roles."""
        return [role for role in Role if role.value in self.second_factor_roles]
