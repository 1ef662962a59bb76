"""How entries about accounts read: a label for the filter, and one sentence with what the deed noted, in the reader's language."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext, pgettext_lazy
from wagtail.log_actions import LogActionRegistry, LogFormatter
from wagtail.models import ModelLogEntry

from depesche.brand.audit import Deed
from depesche.brand.models import CallbackRequest
from depesche.brand.people import Role

LABELS: dict[Deed, Any] = {
    Deed.LOGIN: gettext_lazy("Login"),
    Deed.LOGIN_FAILED: gettext_lazy("Failed login"),
    Deed.LOGOUT: gettext_lazy("Logout"),
    Deed.SESSIONS_ENDED: gettext_lazy("Sessions ended"),
    Deed.INVITED: gettext_lazy("Invited"),
    Deed.INVITED_AGAIN: gettext_lazy("Invitation sent again"),
    Deed.INVITATION_WITHDRAWN: gettext_lazy("Invitation withdrawn"),
    Deed.INVITATION_ACCEPTED: gettext_lazy("Invitation accepted"),
    Deed.ADDED_FROM_SHELL: gettext_lazy("Account made from the shell"),
    Deed.ROLES: gettext_lazy("Roles changed"),
    Deed.DETAILS: gettext_lazy("Name or address changed"),
    Deed.DEACTIVATED: gettext_lazy("Deactivated"),
    Deed.REACTIVATED: gettext_lazy("Activated again"),
    Deed.DELETED: gettext_lazy("Account deleted"),
    Deed.PASSWORD_ASKED: gettext_lazy("New password asked for"),
    Deed.PASSWORD_CHANGED: gettext_lazy("Password changed"),
    Deed.PASSWORD_RESET: gettext_lazy("Forgotten password replaced"),
    Deed.FACTOR_ADDED: gettext_lazy("Second factor added"),
    Deed.FACTOR_REMOVED: gettext_lazy("Second factor removed"),
    Deed.FACTORS_RESET: gettext_lazy("Second factors reset"),
    Deed.CODES_RENEWED: gettext_lazy("Recovery codes renewed"),
    Deed.SECURITY: gettext_lazy("Security settings changed"),
    Deed.CALLBACK: gettext_lazy("Request to be called back"),
}
MEANS: dict[str, Any] = {
    "password": pgettext_lazy("means of login", "password"),
    "totp": pgettext_lazy("means of login", "app"),
    "code": pgettext_lazy("means of login", "code"),
    "webauthn": pgettext_lazy("means of login", "key or passkey"),
    "recovery_codes": pgettext_lazy("means of login", "recovery code"),
}
Data = dict[str, Any]


def short_role(value: str) -> str:
    """Return a role's name without what it may do; a name of former times stays as it is."""
    return str(Role(value).label).partition(":")[0] if value in Role.values else value


def register(registry: LogActionRegistry) -> None:
    """Teach Wagtail's history our deeds."""
    for deed, label in LABELS.items():
        registry.register_action(str(deed))(_formatter(label, SENTENCES.get(deed)))


def _formatter(label: Any, sentence: Callable[[Data], str] | None) -> type[LogFormatter]:
    class Formatter(LogFormatter):
        def format_message(self, log_entry: ModelLogEntry) -> str:
            more = sentence(log_entry.data) if sentence else ""
            return f"{label}: {more}" if more else str(label)

    Formatter.label = label
    return Formatter


def _roles(values: Iterable[str]) -> str:
    return ", ".join(short_role(value) for value in values) or pgettext("roles", "none")


def _means(data: Data) -> str:
    return ", ".join(str(MEANS.get(mean, mean)) for mean in data.get("how", ()))


def _login(data: Data) -> str:
    return "; ".join(part for part in (_means(data), data.get("browser", "")) if part)


def _failed(data: Data) -> str:
    count = int(data.get("count", 1))
    tries = ngettext("%(count)d attempt within an hour", "%(count)d attempts within an hour", count) % {"count": count}
    return f"{tries} ({_means(data)})"


def _sessions(data: Data) -> str:
    return str(data.get("browser") or data.get("count", ""))


def _from_to(data: Data) -> str:
    return _("from %(before)s to %(after)s") % {"before": _roles(data["before"]), "after": _roles(data["after"])}


def _moved(data: Data) -> str:
    return _("from %(before)s to %(after)s") % {"before": data["old"], "after": data["new"]} if "new" in data else ""


def _demanded(data: Data) -> str:
    return _("second factor %(change)s") % {"change": _from_to(data)}


def _called(data: Data) -> str:
    said = [_("note changed")] if data.get("note") else []
    if "after" in data:
        states = {state.value: state.label for state in CallbackRequest.State}
        before, after = (states.get(data[when], data[when]) for when in ("before", "after"))
        said.insert(0, _("from %(before)s to %(after)s") % {"before": before, "after": after})
    return "; ".join(said)


SENTENCES: dict[Deed, Callable[[Data], str]] = {
    Deed.LOGIN: _login,
    Deed.LOGIN_FAILED: _failed,
    Deed.SESSIONS_ENDED: _sessions,
    Deed.INVITED: lambda data: _roles(data.get("roles", ())),
    Deed.ADDED_FROM_SHELL: lambda data: _roles(data.get("roles", ())),
    Deed.ROLES: _from_to,
    Deed.DETAILS: _moved,
    Deed.FACTOR_ADDED: lambda data: str(data.get("what", "")),
    Deed.FACTOR_REMOVED: lambda data: str(data.get("what", "")),
    Deed.FACTORS_RESET: lambda data: ", ".join(data.get("what", ())),
    Deed.SECURITY: _demanded,
    Deed.CALLBACK: _called,
}
