"""Who did what to accounts: one entry of Wagtail's history for each deed, written in the deed's transaction.

Nothing that was typed is kept: no password, no code, and no address that belongs to nobody (people type passwords into the wrong field).
"""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from django.db import transaction
from django.db.models import Model
from django.utils.translation import gettext as _
from wagtail.log_actions import registry
from wagtail.models import ModelLogEntry

from depesche.brand import security
from depesche.brand.people import User
from depesche.kernel import options

TOGETHER = timedelta(hours=1)


class Deed(StrEnum):
    """What can happen to an account, and to a request to be called back; the words are stored."""

    LOGIN = "depesche.login"
    LOGIN_FAILED = "depesche.login.failed"
    LOGOUT = "depesche.logout"
    SESSIONS_ENDED = "depesche.sessions.ended"
    INVITED = "depesche.invitation"
    INVITED_AGAIN = "depesche.invitation.again"
    INVITATION_WITHDRAWN = "depesche.invitation.withdrawn"
    INVITATION_ACCEPTED = "depesche.invitation.accepted"
    ADDED_FROM_SHELL = "depesche.person.added"
    ROLES = "depesche.person.roles"
    DETAILS = "depesche.person.details"
    DEACTIVATED = "depesche.person.deactivated"
    REACTIVATED = "depesche.person.reactivated"
    DELETED = "depesche.person.deleted"
    PASSWORD_ASKED = "depesche.password.asked"  # noqa: S105 - a word for the history, like the next two
    PASSWORD_CHANGED = "depesche.password.changed"  # noqa: S105
    PASSWORD_RESET = "depesche.password.reset"  # noqa: S105
    FACTOR_ADDED = "depesche.factor.added"
    FACTOR_REMOVED = "depesche.factor.removed"
    FACTORS_RESET = "depesche.factor.reset"
    CODES_RENEWED = "depesche.factor.codes"
    SECURITY = "depesche.security"
    CALLBACK = "depesche.callback"


def record(deed: Deed, person: User, *, by: User | None, at: datetime, **details: Any) -> None:
    """Write who did what to whom.

    :param by: who did it; ``None`` for the shell and background work, which say so in ``details`` (``source``)
    :param details: what the sentence names, as plain JSON values
    """
    data = {"by": by.get_full_name() if by else "", **details}
    registry.log(person, str(deed), user=by, data=data, timestamp=at)


def record_security(*, by: User | None, at: datetime, **details: Any) -> None:
    """Write that somebody changed what is demanded of roles."""
    data = {"by": by.get_full_name() if by else "", **details}
    registry.log(security.stored(), str(Deed.SECURITY), user=by, data=data, timestamp=at)


def record_callback(request: Model, *, by: User, at: datetime, **details: Any) -> None:
    """Write that somebody worked on a request to be called back; neither the caller nor the note stands in it."""
    registry.log(request, str(Deed.CALLBACK), user=by, data={"by": by.get_full_name(), **details}, timestamp=at)


def record_failure(person: User | None, *, how: str, at: datetime) -> None:
    """Count a failed login; those of one account within an hour share an entry, so that guessing cannot fill the history.

    :param person: whose account was tried; ``None`` if there is no such account
    :param how: ``password``, ``code`` or ``passkey``
    """
    target = person or security.stored()
    with transaction.atomic():
        same = ModelLogEntry.objects.for_instance(target).filter(action=str(Deed.LOGIN_FAILED), timestamp__gt=at - TOGETHER)
        entry = same.select_for_update().order_by("-timestamp").first()
        if entry is None:
            title = str(target) if person else _("unknown address")
            registry.log(target, str(Deed.LOGIN_FAILED), title=title, data={"count": 1, "how": [how]}, timestamp=at)
            return
        entry.data = {"count": entry.data.get("count", 1) + 1, "how": sorted({*entry.data.get("how", ()), how})}
        entry.save(update_fields=["data"])


def purge(*, at: datetime) -> int:
    """Delete entries about accounts that are older than the option ``audit_days``; return how many. Articles keep their history."""
    old = ModelLogEntry.objects.filter(action__startswith="depesche.", timestamp__lt=at - timedelta(days=options.current().audit_days))
    return old.delete()[0]
