"""What a new site begins with, and what every start brings into step: roles, the site's address, the first pages, texts and form."""

from __future__ import annotations

import getpass
from datetime import datetime

from django.contrib.auth.models import Group
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import translation

from depesche.audience import founding as audience_founding
from depesche.brand import audit, roles
from depesche.brand.audit import Deed
from depesche.brand.models import Invitation
from depesche.brand.people import Role, User
from depesche.kernel import options
from depesche.kernel.refusal import Refusal
from depesche.newsroom import founding as newsroom_founding


def found(*, at: datetime) -> None:
    """Found the site: pages, roles, purposes, consent text and form. Doing it twice changes nothing."""
    with translation.override(options.current().language), transaction.atomic():
        roles.synchronise()
        newsroom_founding.found(site_url=options.current().site_url)
        audience_founding.found(at=at)


def synchronise() -> None:
    """Bring roles and the site's address into step with the package and the options (INTERFACES: absolute addresses)."""
    with translation.override(options.current().language), transaction.atomic():
        roles.synchronise()
        newsroom_founding.found(site_url=options.current().site_url)


def check_administrator(email: str, password: str) -> None:
    """Look whether this can be the first administrator; needs no database.

    :raises Refusal: codes ``bad-address``, ``weak-password``
    """
    try:
        validate_email(email)
    except ValidationError as error:
        raise Refusal(code="bad-address", message=f"{email!r} is no e-mail address.", help="Give --admin-email EMAIL.") from error
    try:
        validate_password(password, User(email=email))
    except ValidationError as error:
        raise Refusal(code="weak-password", message=" ".join(error.messages), help="Choose a longer password.") from error


def add_administrator(email: str, password: str, *, at: datetime) -> User:
    """Make the first administrator, or give an unfinished home's administrator this password.

    :raises Refusal: codes ``bad-address``, ``weak-password``
    """
    check_administrator(email, password)
    return add_person(email, password, role=Role.ADMINISTRATOR, at=at)


def add_person(email: str, password: str, *, role: Role, at: datetime, **names: str) -> User:
    """Make a person with a role who may log in at once, or set the password of one who is there; an open invitation is answered by it."""
    with transaction.atomic():
        user = User.objects.filter(email__iexact=email).first() or User.objects.create_user(email, **names)
        user.set_password(password)
        user.is_superuser = role is Role.ADMINISTRATOR
        user.is_active = True
        user.save()
        user.groups.set([Group.objects.get(name=role.value)])
        Invitation.objects.filter(person=user).delete()
        audit.record(Deed.ADDED_FROM_SHELL, user, by=None, at=at, roles=[role.value], source=f"shell: {getpass.getuser()}")
    return user
