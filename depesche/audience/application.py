"""What a person sent from a sign-up form: read, checked, and answered with the form itself when something is missing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlsplit

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from depesche.audience import forms
from depesche.audience.forms import SignupForm, SignupValues
from depesche.audience.models import FormVersion
from depesche.kernel import address
from depesche.kernel.refusal import Refusal

TRAP = "website"
BAD_ADDRESS = gettext_lazy("This is not an e-mail address. Please check it, for example name@example.org.")


@dataclass(frozen=True)
class Sent:
    """The fields of the form as they came, and what the request tells about itself (L-20)."""

    email: str = ""
    purposes: tuple[str, ...] = ()
    form: str = forms.DEFAULT
    version: str = ""
    page: str = ""
    trap: str = ""
    network: str = ""
    user_agent_sha256: str = ""
    stamp: str = ""
    work: str = ""


@dataclass(frozen=True)
class Application:
    """A complete sign-up: nothing is missing, the address is one, and the text shown was the newest.

    ``network`` is what requests are counted by; whether it is kept as evidence is an option. ``captcha`` says what was proven.
    """

    typed: str
    mailbox: str
    form: int
    purposes: tuple[str, ...]
    page: str = ""
    network: str = ""
    user_agent_sha256: str = ""
    captcha: str = "none"

    def details(self) -> dict[str, Any]:
        """Return everything but the address, for storing."""
        kept = ("typed", "form", "page", "network", "user_agent_sha256", "captcha")
        return {**{name: getattr(self, name) for name in kept}, "purposes": list(self.purposes)}

    @staticmethod
    def from_details(mailbox: str, details: Mapping[str, Any]) -> Application:
        """Read what :meth:`details` returned."""
        return Application(mailbox=mailbox, **{**details, "purposes": tuple(details["purposes"])})


class Incomplete(Exception):
    """Something is missing: ``form`` is the newest form, filled in, with a sentence for what is missing; ``code`` names it for programs."""

    def __init__(self, form: SignupForm, *, code: str) -> None:
        super().__init__(code)
        self.form = form
        self.code = code


def is_trapped(sent: Sent) -> bool:
    """Whether the field that people cannot see was filled in (B-08)."""
    return bool(sent.trap.strip())


def read(sent: Sent) -> Application:
    """Check what was sent.

    :raises Incomplete: with the form to show again; nothing that was typed is lost
    :raises Refusal: code ``no-form`` or ``form-closed`` while there is no form to sign up with
    """
    version = forms.open_version(sent.form)
    ticked = _ticked(version, sent)
    errors = _errors(sent, version=version, ticked=ticked)
    if errors:
        raise Incomplete(filled_in(version, sent, errors=errors), code="form-outdated" if "form" in errors else "fields-missing")
    mailbox = address.parse(sent.email, message=BAD_ADDRESS).mailbox
    return Application(
        typed=sent.email.strip(),
        mailbox=mailbox,
        form=version.pk,
        purposes=ticked,
        page=_path(sent.page),
        network=sent.network,
        user_agent_sha256=sent.user_agent_sha256,
    )


def filled_in(version: FormVersion, sent: Sent, *, errors: Mapping[str, str]) -> SignupForm:
    """Return a form with everything that the person had sent; what is no box of this version is left out."""
    values = SignupValues(email=sent.email[:320], purposes=frozenset(_ticked(version, sent)))
    return replace(forms.as_shown(version), page=_path(sent.page)).filled_in(values, errors=errors)


def page_of(posted: str, *, referrer: str) -> str:
    """Return where the form stood (L-06): our own path as the form says, else the foreign site as the browser says, never more than its name."""
    return _path(posted) or _path(_site(referrer))


def _ticked(version: FormVersion, sent: Sent) -> tuple[str, ...]:
    boxes = {purpose["key"] for purpose in version.text.purposes}
    return tuple(dict.fromkeys(key for key in sent.purposes if key in boxes))


def _errors(sent: Sent, *, version: FormVersion, ticked: tuple[str, ...]) -> dict[str, str]:
    errors = {}
    if sent.version and sent.version != str(version.number):
        errors["form"] = _("The text was changed meanwhile. Please read it and send it again.")
    if not sent.email.strip():
        errors["email"] = _("Please enter your e-mail address.")
    else:
        try:
            address.parse(sent.email, message=BAD_ADDRESS)
        except Refusal as refusal:
            errors["email"] = refusal.message
    if not ticked:
        errors["purpose"] = _("Please tick at least one box, so that we know what you want to read.")
    return errors


def _path(page: str) -> str:
    return page[:200] if page.isprintable() and (page.startswith("/") or page == _site(page)) else ""


def _site(address: str) -> str:
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    return f"{parts.scheme}://{parts.netloc}/" if parts.scheme in {"http", "https"} and "@" not in parts.netloc and parts.netloc else ""
