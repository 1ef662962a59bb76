"""Second factors of the team: who has one, who needs one, and what an administrator may do for somebody who lost it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from depesche.brand import account_letters, audit, security, sessions
from depesche.brand.account_models import Security
from depesche.brand.audit import Deed
from depesche.brand.people import Role, User, administrators
from depesche.kernel.refusal import Refusal

APP, KEY, CODES = Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN, Authenticator.Type.RECOVERY_CODES
FACTORS = (APP, KEY)  # recovery codes stand in for a factor, they are none
CODE_REMEMBERED = 150  # seconds: longer than the steps before and after count


@dataclass(frozen=True)
class Factor:
    """One second factor, as shown to people."""

    name: str
    added_at: datetime
    last_used_at: datetime | None


def name(authenticator: Authenticator) -> str:
    """Return what people call it."""
    return str(authenticator.wrap().name) if authenticator.type == KEY else _("Authenticator app")


def of(person: User) -> list[Factor]:
    """Return a person's second factors, oldest first."""
    rows = Authenticator.objects.filter(user=person, type__in=FACTORS).order_by("created_at", "pk")
    return [Factor(name(row), row.created_at, row.last_used_at) for row in rows]


def has_one(person: User) -> bool:
    """Whether the person has a second factor."""
    return bool(Authenticator.objects.filter(user=person, type__in=FACTORS).exists())


def is_missing(person: User) -> bool:
    """Whether one of the person's roles needs a second factor and there is none."""
    return not has_one(person) and security.demands_factor_of(person)


def is_needed(authenticator: Authenticator) -> bool:
    """Whether this is the only second factor of somebody whose role needs one."""
    if authenticator.type not in FACTORS:
        return False
    others = Authenticator.objects.filter(user=authenticator.user, type__in=FACTORS).exclude(pk=authenticator.pk)
    return not others.exists() and security.demands_factor_of(authenticator.user)


def require_removable(authenticator: Authenticator) -> None:
    """Refuse to remove the last second factor of somebody whose role needs one; of two removals at once, one waits for the other.

    :raises Refusal: code ``factor-needed``
    """
    with transaction.atomic():
        User.objects.select_for_update().get(pk=authenticator.user_id)
        if is_needed(authenticator):
            raise Refusal(
                code="factor-needed",
                message=gettext_lazy("Your role needs a second factor."),
                help=gettext_lazy("Please add another one first, then remove this one."),
            )


def take_code(person: User, code: str) -> bool:
    """Whether a code from the app is used for the first time; a code seen on its way is of no use to anybody else (RFC 6238, 5.2)."""
    return bool(cache.add(f"depesche.factor.code:{person.pk}:{code}", True, CODE_REMEMBERED))


def reset(person: User, *, by: User | None, at: datetime, source: str = "") -> None:
    """Remove all second factors of somebody who lost them, end the sessions, and tell the person.

    :param source: who asked, when it was nobody at the desk
    :raises Refusal: codes ``own-factors``, ``no-factor``
    """
    if by == person:
        raise Refusal(
            code="own-factors",
            message=gettext_lazy("These are your own second factors."),
            help=gettext_lazy("You remove them one by one at “Second factor”."),
        )
    with transaction.atomic():
        names = [factor.name for factor in of(person)]
        if not Authenticator.objects.filter(user=person).delete()[0]:
            raise Refusal(code="no-factor", message=gettext_lazy("This person has no second factor."))
        sessions.next_round(person)
        audit.record(Deed.FACTORS_RESET, person, by=by, at=at, what=names, source=source)
        account_letters.factors_reset(person, by=by, at=at)


def demand(roles: Collection[Role], *, by: User | None, at: datetime) -> None:
    """Demand a second factor of everybody with one of these roles, from now on and of nobody else."""
    with transaction.atomic():
        row = Security.objects.select_for_update().get(pk=security.stored().pk)
        before, after = row.second_factor_roles, [role.value for role in Role if role in roles]
        if before == after:
            return
        row.second_factor_roles = after
        row.save(update_fields=["second_factor_roles"])
        audit.record_security(by=by, at=at, before=before, after=after)


def people_without() -> list[User]:
    """Return the active colleagues who log in with a password alone."""
    protected = Authenticator.objects.filter(type__in=FACTORS).values("user_id")
    return list(User.objects.filter(is_active=True).exclude(pk__in=protected).prefetch_related("groups").order_by("email"))


def administrators_without() -> list[User]:
    """Return the administrators who log in with a password alone."""
    protected = Authenticator.objects.filter(type__in=FACTORS).values("user_id")
    return list(administrators().exclude(pk__in=protected).order_by("email"))
