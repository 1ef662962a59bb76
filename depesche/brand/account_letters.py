"""What the mails about accounts say, in the language of the site."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta

from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from depesche.brand import account_mail, identity
from depesche.brand.letterhead import Block, Button, Heading, Paragraph, Sheet, Small
from depesche.brand.people import User
from depesche.kernel import options


def invitation(person: User, link: str, *, by: User | None, expires_at: datetime, at: datetime) -> None:
    """Ask somebody to choose a password and to join."""
    with _in_site_language():
        who = by.get_full_name() if by else _("An administrator")
        blocks: list[Block] = [
            Heading(_("Welcome, %(name)s") % {"name": person.first_name} if person.first_name else _("Welcome")),
            _paragraph(_("%(who)s has set up access to the desk of %(publisher)s for you.") % {"who": who, "publisher": _publisher()}),
            _paragraph(_("You log in with this e-mail address and with a password that only you know. Please choose it now.")),
            Button(_("Choose a password"), link),
            _small(_("The link works once, until %(moment)s. If you do not know what this is about, please delete this mail.") % _moment(expires_at)),
        ]
        sheet = _sheet(
            _("Your access to the desk of %(publisher)s") % {"publisher": _publisher()},
            blocks,
            why=_("You get this mail because somebody invited you."),
        )
    account_mail.post(sheet, to=person.email, at=at, give_up_at=expires_at)


def new_password(person: User, link: str, *, lasting: timedelta, at: datetime) -> None:
    """Bring somebody who forgot the password the link to choose a new one."""
    hours = int(lasting.total_seconds() // 3600)
    with _in_site_language():
        life = ngettext("The link works once and for %(hours)d hour.", "The link works once and for %(hours)d hours.", hours) % {"hours": hours}
        blocks: list[Block] = [
            Heading(_("A new password")),
            _paragraph(_("Somebody asked for a new password for this address. If it was you, please choose it here.")),
            Button(_("Choose a new password"), link),
            _small(life + " " + _("If it was not you, there is nothing to do: your password stays as it is.")),
        ]
        sheet = _sheet(_("A new password for the desk of %(publisher)s") % {"publisher": _publisher()}, blocks)
    account_mail.post(sheet, to=person.email, at=at, give_up_at=at + lasting)


def password_changed(person: User, *, browser: str, at: datetime) -> None:
    """Tell a person that the password is another one now."""
    _tell(
        person.email,
        lambda: (_("Your password was changed"), _("The other devices on which you were logged in are logged out now.")),
        browser=browser,
        at=at,
    )


def factor_added(person: User, what: str, *, browser: str, at: datetime) -> None:
    """Tell a person that a second factor was added.

    :param what: its name as the person knows it
    """
    _tell(person.email, lambda: (_("A second factor was added"), _("Added to your account: %(what)s.") % {"what": what}), browser=browser, at=at)


def factor_removed(person: User, what: str, *, browser: str, at: datetime) -> None:
    """Tell a person that a second factor was removed."""
    _tell(
        person.email, lambda: (_("A second factor was removed"), _("Removed from your account: %(what)s.") % {"what": what}), browser=browser, at=at
    )


def codes_renewed(person: User, *, browser: str, at: datetime) -> None:
    """Tell a person that there are new recovery codes."""
    _tell(person.email, lambda: (_("Your recovery codes were renewed"), _("The earlier codes no longer work.")), browser=browser, at=at)


def factors_reset(person: User, *, by: User | None, at: datetime) -> None:
    """Tell a person that an administrator removed all second factors."""

    def said() -> tuple[str, str]:
        who = by.get_full_name() if by else _("An administrator")
        text = _("%(who)s removed all second factors of your account and logged you out everywhere. Please set up a second factor again.")
        return _("Your second factors were reset"), text % {"who": who}

    _tell(person.email, said, browser="", at=at)


def address_changed(old: str, new: str, *, by: User | None, at: datetime) -> None:
    """Tell both addresses that the account has a new one."""

    def said() -> tuple[str, str]:
        who = by.get_full_name() if by else _("An administrator")
        text = _("%(who)s changed the address with which you log in from %(old)s to %(new)s.")
        return _("Your address was changed"), text % {"who": who, "old": old, "new": new}

    for address in (old, new):
        _tell(address, said, browser="", at=at)


def new_browser(person: User, *, browser: str, at: datetime) -> None:
    """Tell a person about a login from a browser that was not used before."""
    _tell(
        person.email,
        lambda: (_("Login with a new browser"), _("Somebody logged in to your account with a browser that was new to us.")),
        browser=browser,
        at=at,
    )


def _tell(address: str, said: Callable[[], tuple[str, str]], *, browser: str, at: datetime) -> None:
    with _in_site_language():
        subject, text = said()
        moment = _moment(at)
        where = _("%(moment)s, with %(browser)s") % {**moment, "browser": browser} if browser else moment["moment"]
        blocks: list[Block] = [
            Heading(subject),
            _paragraph(text),
            _paragraph(where),
            _paragraph(_("Was this not you? Then please choose a new password at once and tell your administrator.")),
            Button(_("Choose a new password"), options.current().address(reverse("account_reset_password"))),
        ]
        sheet = _sheet(subject, blocks)
    account_mail.post(sheet, to=address, at=at)


def _sheet(subject: str, blocks: Sequence[Block], *, why: str = "") -> Sheet:
    reason = why or _("You get this mail because you have access to the desk of %(publisher)s.") % {"publisher": _publisher()}
    return Sheet(subject=subject, preheader="", blocks=blocks, reason=reason, language=options.current().language, is_bare=True)


@contextmanager
def _in_site_language() -> Iterator[None]:
    with translation.override(options.current().language):
        yield


def _publisher() -> str:
    return identity.publisher().name or options.current().host


def _moment(at: datetime) -> dict[str, str]:
    return {"moment": date_format(localtime(at), "DATETIME_FORMAT")}


def _paragraph(text: str) -> Paragraph:
    return Paragraph(_escaped(text))


def _small(text: str) -> Small:
    return Small(_escaped(text))


def _escaped(text: str) -> SafeString:
    return format_html("<p>{}</p>", text)
