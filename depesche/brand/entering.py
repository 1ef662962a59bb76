"""What follows when somebody enters, fails to, or changes the means to enter: the entry in the history, the word to the person."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.http import HttpRequest
from wagtail.models import ModelLogEntry

from depesche.brand import account_letters, audit, second_factors, sessions
from depesche.brand.audit import Deed
from depesche.brand.people import User


def logged_in(person: User, *, how: Collection[str], browser: str, at: datetime) -> None:
    """Write it down; tell the person when the browser is a new one.

    :param how: the means in their order: ``password``, ``totp``, ``webauthn``, ``recovery_codes``
    """
    with transaction.atomic():
        earlier = ModelLogEntry.objects.for_instance(person).filter(action=str(Deed.LOGIN))
        is_new = earlier.exists() and not earlier.filter(data__browser=browser).exists()
        audit.record(Deed.LOGIN, person, by=person, at=at, how=list(how), browser=browser)
        if is_new:
            account_letters.new_browser(person, browser=browser, at=at)


def logged_out(person: User, *, at: datetime) -> None:
    """Write it down."""
    audit.record(Deed.LOGOUT, person, by=person, at=at)


def failed(address: str, *, how: str, at: datetime) -> None:
    """Count a failed login under the account, if there is one; what was typed is not kept."""
    person = User.objects.filter(email=address.strip().lower()).first()
    audit.record_failure(person, how=how, at=at)


def password_changed(person: User, *, keep: str, browser: str, at: datetime) -> None:
    """Write it down, tell the person; the other sessions died with the old password.

    :param keep: the key of the session in which it was changed
    """
    with transaction.atomic():
        sessions.sweep(person, keep=keep)
        audit.record(Deed.PASSWORD_CHANGED, person, by=person, at=at)
        account_letters.password_changed(person, browser=browser, at=at)


def password_reset(person: User, *, browser: str, at: datetime) -> None:
    """Write it down, tell the person; every session died with the old password."""
    with transaction.atomic():
        sessions.sweep(person)
        audit.record(Deed.PASSWORD_RESET, person, by=person, at=at)
        account_letters.password_changed(person, browser=browser, at=at)


def factor_added(factor: Authenticator, request: HttpRequest | None, *, browser: str, at: datetime) -> None:
    """Write it down and tell the person. With the first one all sessions end that began without it, except the one that adds it."""
    with transaction.atomic():
        person = User.objects.get(pk=factor.user_id)
        if len(second_factors.of(person)) == 1 and request is not None and request.user.pk == person.pk:
            sessions.go_on_alone(request, person)
        what = second_factors.name(factor)
        audit.record(Deed.FACTOR_ADDED, person, by=person, at=at, what=what)
        account_letters.factor_added(person, what, browser=browser, at=at)


def factor_removed(factor: Authenticator, *, browser: str, at: datetime) -> None:
    """Write it down and tell the person."""
    with transaction.atomic():
        person = User.objects.get(pk=factor.user_id)
        what = second_factors.name(factor)
        audit.record(Deed.FACTOR_REMOVED, person, by=person, at=at, what=what)
        account_letters.factor_removed(person, what, browser=browser, at=at)


def codes_renewed(person: User, *, browser: str, at: datetime) -> None:
    """Write it down and tell the person."""
    with transaction.atomic():
        audit.record(Deed.CODES_RENEWED, person, by=person, at=at)
        account_letters.codes_renewed(person, browser=browser, at=at)
