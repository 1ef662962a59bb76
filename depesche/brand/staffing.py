"""Changes of colleagues: name, address, roles, whether they may enter, and that they leave. Always one administrator stays."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext_lazy as _

from depesche.brand import account_letters, audit, invitations, sessions
from depesche.brand.audit import Deed
from depesche.brand.people import Role, User, administrators
from depesche.kernel.refusal import Refusal


@dataclass(frozen=True)
class Wanted:
    """How an account shall be; ``None`` leaves a thing as it is."""

    email: str
    first_name: str
    last_name: str
    roles: frozenset[Role] | None = None
    is_active: bool | None = None


def change(person: User, wanted: Wanted, *, by: User, at: datetime) -> None:
    """Change a colleague's account; each change that matters has an entry of its own in the history.

    :raises Refusal: codes ``own-roles``, ``last-administrator``, ``still-invited``
    """
    if by == person and (wanted.roles is not None or wanted.is_active is not None):
        raise Refusal(code="own-roles", message=_("Nobody changes their own roles."), help=_("Another administrator can do it."))
    with transaction.atomic(), _keeping_an_administrator():
        _change_details(person, wanted, by=by, at=at)
        if wanted.roles is not None and wanted.roles != person.roles():
            _change_roles(person, wanted.roles, by=by, at=at)
        if wanted.is_active is not None and wanted.is_active != person.is_active:
            _change_activity(person, is_active=wanted.is_active, by=by, at=at)


def remove(person: User, *, by: User, at: datetime) -> None:
    """Delete a colleague's account. What people wrote, published or approved keeps its name; then an account can only be deactivated.

    :raises Refusal: codes ``own-account``, ``last-administrator``, ``has-traces``
    """
    if by == person:
        raise Refusal(code="own-account", message=_("Nobody deletes their own account."), help=_("Another administrator can do it."))
    with transaction.atomic(), _keeping_an_administrator():
        audit.record(Deed.DELETED, person, by=by, at=at)
        sessions.next_round(person)
        try:
            person.delete()
        except ProtectedError as error:
            raise Refusal(
                code="has-traces",
                message=_("This person wrote, published or approved something that keeps their name."),
                help=_("Please take away “active” instead: then nobody can log in with this account."),
            ) from error


@contextmanager
def _keeping_an_administrator() -> Iterator[None]:
    """Refuse whatever would leave the house without an administrator. Locks their group: of two changes at once, one waits for the other."""
    Group.objects.select_for_update().get(name=Role.ADMINISTRATOR.value)
    there_was_one = administrators().exists()
    yield
    if there_was_one and not administrators().exists():
        raise Refusal(code="last-administrator", message=_("This is the last administrator."), help=_("Please give somebody else this role first."))


def _change_details(person: User, wanted: Wanted, *, by: User, at: datetime) -> None:
    before = (person.email, person.first_name, person.last_name)
    after = (wanted.email.strip().lower(), wanted.first_name, wanted.last_name)
    if before == after:
        return
    old = person.email
    person.email, person.first_name, person.last_name = after
    try:
        with transaction.atomic():
            person.save(update_fields=["email", "first_name", "last_name"])
    except IntegrityError as error:
        raise Refusal(code="address-taken", message=_("Somebody has this address already.")) from error
    moved = {"old": old, "new": person.email} if old != person.email else {}
    audit.record(Deed.DETAILS, person, by=by, at=at, **moved)
    if moved:
        _follow_address(person, old, by=by, at=at)


def _follow_address(person: User, old: str, *, by: User, at: datetime) -> None:
    """An address that is no longer the person's must not open the account; an invitation goes to the new one."""
    EmailAddress.objects.filter(user=person).delete()
    if person.is_invited:
        invitations.send_again(person, by=by, at=at)
    else:
        account_letters.address_changed(old, person.email, by=by, at=at)


def _change_roles(person: User, roles: frozenset[Role], *, by: User, at: datetime) -> None:
    before = person.roles()
    person.groups.set(Group.objects.filter(name__in=[role.value for role in roles]))
    if Role.ADMINISTRATOR not in roles and person.is_superuser:
        person.is_superuser = False
        person.save(update_fields=["is_superuser"])
    audit.record(Deed.ROLES, person, by=by, at=at, before=_stored(before), after=_stored(roles))


def _change_activity(person: User, *, is_active: bool, by: User, at: datetime) -> None:
    if person.is_invited:
        raise Refusal(
            code="still-invited", message=_("This person has not answered the invitation yet."), help=_("You can withdraw it or send it again.")
        )
    person.is_active = is_active
    person.save(update_fields=["is_active"])
    if not is_active:
        sessions.next_round(person)
    audit.record(Deed.REACTIVATED if is_active else Deed.DEACTIVATED, person, by=by, at=at)


def _stored(roles: frozenset[Role]) -> list[str]:
    return [role.value for role in Role if role in roles]
