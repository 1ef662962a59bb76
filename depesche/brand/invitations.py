"""A colleague is invited by mail and chooses the password alone; until then there is an account that nobody can enter."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.auth.models import Group
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from depesche.brand import account_letters, audit
from depesche.brand.account_models import Invitation
from depesche.brand.audit import Deed
from depesche.brand.people import Role, User
from depesche.kernel import digest, options
from depesche.kernel.refusal import Refusal

LASTING = timedelta(days=7)
FORGOTTEN = timedelta(days=30)


@dataclass(frozen=True)
class Invitee:
    """Who is invited, and as what."""

    email: str
    first_name: str
    last_name: str
    roles: Collection[Role]


def invite(invitee: Invitee, *, by: User | None, at: datetime, source: str = "") -> str:
    """Make the account and mail the invitation; return its link.

    :param source: who asked, when it was nobody at the desk
    :raises Refusal: codes ``address-taken``, ``no-role``
    """
    if not invitee.roles:
        raise Refusal(code="no-role", message=_("Without a role nobody can enter the desk."), help=_("Please choose at least one."))
    with transaction.atomic():
        person = _make(invitee)
        audit.record(Deed.INVITED, person, by=by, at=at, roles=[role.value for role in invitee.roles], source=source)
        return _send(person, by=by, at=at)


def send_again(person: User, *, by: User | None, at: datetime) -> str:
    """Mail a new link; the old one dies. Return the new one.

    :raises Refusal: code ``not-invited``
    """
    with transaction.atomic():
        _open_of(person)
        audit.record(Deed.INVITED_AGAIN, person, by=by, at=at)
        return _send(person, by=by, at=at)


def withdraw(person: User, *, by: User | None, at: datetime, source: str = "") -> None:
    """Take an invitation back: the link dies, the account that nobody entered is deleted.

    :raises Refusal: code ``not-invited``
    """
    with transaction.atomic():
        _open_of(person)
        audit.record(Deed.INVITATION_WITHDRAWN, person, by=by, at=at, source=source)
        person.delete()


def find(token: str, *, at: datetime) -> Invitation:
    """Return the open invitation that a link belongs to.

    :raises Refusal: code ``invitation-over``, the same for a link that was used, replaced, withdrawn, is too old or never was one
    """
    found = Invitation.objects.select_related("person").filter(token_digest=_stored_form(token)).first()
    if found is None or not found.is_valid(at=at):
        raise Refusal(
            code="invitation-over",
            message=_("This invitation is no longer valid."),
            help=_("It was used or replaced, or it is older than seven days. Please ask for a new one."),
        )
    return found


def accept(token: str, password: str, *, at: datetime) -> User:
    """Give the account its password and open it; the link works once.

    :raises Refusal: codes ``invitation-over``, ``weak-password``
    """
    with transaction.atomic():
        invitation = find(token, at=at)
        person = User.objects.select_for_update().get(pk=invitation.person_id)
        _check_password(password, person)
        if not Invitation.objects.filter(token_digest=_stored_form(token)).delete()[0]:  # somebody was faster
            raise Refusal(code="invitation-over", message=_("This invitation is no longer valid."))
        person.set_password(password)
        person.is_active = True
        person.save(update_fields=["password", "is_active"])
        audit.record(Deed.INVITATION_ACCEPTED, person, by=person, at=at)
    return User.objects.get(pk=person.pk)


def withdraw_forgotten(*, at: datetime) -> int:
    """Withdraw what nobody answered for thirty days after the link ended, so that no unused account stays; return how many."""
    people = User.objects.filter(invitation__expires_at__lt=at - FORGOTTEN)
    for person in people:
        withdraw(person, by=None, at=at, source="clean-up")
    return len(people)


def _make(invitee: Invitee) -> User:
    address = invitee.email.strip().lower()
    try:
        with transaction.atomic():
            person = User.objects.create_user(address, None, first_name=invitee.first_name, last_name=invitee.last_name, is_active=False)
    except IntegrityError as error:
        raise Refusal(code="address-taken", message=_("Somebody has this address already.")) from error
    person.groups.set(Group.objects.filter(name__in=[role.value for role in invitee.roles]))
    return person


def _send(person: User, *, by: User | None, at: datetime) -> str:
    token = secrets.token_urlsafe(32)
    fresh = {"token_digest": _stored_form(token), "invited_by": by, "sent_at": at, "expires_at": at + LASTING}
    Invitation.objects.update_or_create(person=person, defaults=fresh)
    link = options.current().address(reverse("account_welcome", args=[token]))
    account_letters.invitation(person, link, by=by, expires_at=at + LASTING, at=at)
    return link


def _open_of(person: User) -> None:
    if not Invitation.objects.select_for_update().filter(person=person).exists():
        raise Refusal(code="not-invited", message=_("There is no open invitation of this person."))


def _check_password(password: str, person: User) -> None:
    try:
        validate_password(password, person)
    except ValidationError as error:
        raise Refusal(code="weak-password", message=" ".join(error.messages)) from error


def _stored_form(token: str) -> str:
    return digest.sha256_hex(token.encode("utf-8", "surrogatepass"))
