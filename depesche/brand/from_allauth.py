"""What allauth and Django tell by signal about logins, passwords and second factors: one line each, calling the deed."""

from __future__ import annotations

from typing import Any

from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.signals import password_changed, password_reset, user_logged_in
from allauth.core import context
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authentication_failed, authenticator_reset
from allauth.usersessions.models import UserSession
from django.contrib.auth.signals import user_logged_out, user_login_failed
from django.db.models.signals import post_delete, post_save, pre_delete, pre_save
from django.http import HttpRequest

from depesche.brand import browsers, entering, second_factors, sessions
from depesche.brand.people import User
from depesche.kernel import clock


def connect() -> None:
    """Receive; called once, when the process starts."""
    user_logged_in.connect(_logged_in, dispatch_uid="brand-logged-in")
    user_logged_out.connect(_logged_out, dispatch_uid="brand-logged-out")
    user_login_failed.connect(_wrong_password, dispatch_uid="brand-wrong-password")
    authentication_failed.connect(_wrong_code, dispatch_uid="brand-wrong-code")
    password_changed.connect(_password_changed, dispatch_uid="brand-password-changed")
    password_reset.connect(_password_reset, dispatch_uid="brand-password-reset")
    authenticator_reset.connect(_codes_renewed, dispatch_uid="brand-codes-renewed")
    post_save.connect(_factor_saved, sender=Authenticator, dispatch_uid="brand-factor-saved")
    pre_delete.connect(_factor_leaving, sender=Authenticator, dispatch_uid="brand-factor-leaving")
    post_delete.connect(_factor_left, sender=Authenticator, dispatch_uid="brand-factor-left")
    pre_save.connect(_session_saved, sender=UserSession, dispatch_uid="brand-session-saved")


def _logged_in(request: HttpRequest, user: User, **_: Any) -> None:
    how = [record.get("type") or record["method"] for record in get_authentication_records(request, user)]
    entering.logged_in(user, how=how, browser=_browser(request), at=clock.now())


def _logged_out(user: User | None, **_: Any) -> None:
    if user is not None:
        entering.logged_out(user, at=clock.now())


def _wrong_password(credentials: dict[str, Any], **_: Any) -> None:
    entering.failed(str(credentials.get("email") or credentials.get("username") or ""), how="password", at=clock.now())


def _wrong_code(user: User, **_: Any) -> None:
    entering.failed(user.email, how="code", at=clock.now())


def _password_changed(request: HttpRequest, user: User, **_: Any) -> None:
    entering.password_changed(user, keep=request.session.session_key or "", browser=_browser(request), at=clock.now())


def _password_reset(request: HttpRequest, user: User, **_: Any) -> None:
    entering.password_reset(user, browser=_browser(request), at=clock.now())


def _codes_renewed(request: HttpRequest, user: User, **_: Any) -> None:
    entering.codes_renewed(user, browser=_browser(request), at=clock.now())


def _factor_saved(instance: Authenticator, created: bool, **_: Any) -> None:
    if created and instance.type in second_factors.FACTORS:
        entering.factor_added(instance, context.request, browser=_browser(context.request), at=clock.now())


def _factor_leaving(instance: Authenticator, origin: Any, **_: Any) -> None:
    if _is_removed_alone(instance, origin):
        second_factors.require_removable(instance)


def _factor_left(instance: Authenticator, origin: Any, **_: Any) -> None:
    if _is_removed_alone(instance, origin):
        entering.factor_removed(instance, browser=_browser(context.request), at=clock.now())


def _session_saved(instance: UserSession, **_: Any) -> None:
    instance.ip = sessions.shorten(instance.ip)


def _is_removed_alone(instance: Authenticator, origin: Any) -> bool:
    """Not with the whole account, and not by an administrator's reset, which tells of itself."""
    return origin is instance and instance.type in second_factors.FACTORS


def _browser(request: HttpRequest | None) -> str:
    return browsers.name(request.headers.get("user-agent", "")) if request is not None else ""
