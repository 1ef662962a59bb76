"""Forms of the entrance where allauth's own would tell or allow too much."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import ResetPasswordForm
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from django import forms
from django.contrib.auth.password_validation import password_validators_help_text_html, validate_password
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from depesche.brand import password_requests, second_factors
from depesche.brand.people import User
from depesche.kernel import clock


class ForgottenPasswordForm(ResetPasswordForm):
    """Takes every address alike; the worker looks whose it is."""

    def clean_email(self) -> str:
        """Ask nobody."""
        return str(self.cleaned_data["email"]).lower()

    def save(self, request: HttpRequest, **kwargs: Any) -> str:
        """Only store it."""
        address = str(self.cleaned_data["email"])
        password_requests.ask(address, at=clock.now())
        return address


class CodeForm(AuthenticateForm):
    """A code at login; a code of the app is taken once."""

    def clean_code(self) -> str:
        """Refuse a code that was used."""
        return _taken_once(self, super().clean_code())


class CodeAgainForm(ReauthenticateForm):
    """The same where somebody has to show once more who they are."""

    def clean_code(self) -> str:
        """Refuse a code that was used."""
        return _taken_once(self, super().clean_code())


class NewPasswordForm(forms.Form):
    """An invited colleague chooses a password."""

    password1 = forms.CharField(
        label=_("Password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=password_validators_help_text_html,
    )
    password2 = forms.CharField(label=_("Password once more"), strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}))

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person

    def clean_password1(self) -> str:
        """Apply the rules for passwords."""
        password = str(self.cleaned_data["password1"])
        validate_password(password, self.person)
        return password

    def clean(self) -> dict[str, Any]:
        """Compare the two."""
        cleaned = super().clean() or {}
        if {"password1", "password2"} <= cleaned.keys() and cleaned["password1"] != cleaned["password2"]:
            self.add_error("password2", _("The two passwords differ."))
        return cleaned


def _taken_once(form: Any, code: str) -> str:
    if form.authenticator.type == second_factors.APP and not second_factors.take_code(form.user, code):
        raise get_adapter().validation_error("incorrect_code")
    return code
