"""What the mail looks like that asks for a confirmation: one button, its address, and nothing that wants anything else (L-24)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _

from depesche.brand.letterhead import Button, Headline, Look, Paragraph, Sheet, Small


@dataclass(frozen=True)
class Question:
    """Who asks, for which newsletters, and the two links; for a sign-up or for another address (``is_move``), unanswered erased after ``days``."""

    name: str
    titles: Sequence[str]
    confirm: str
    not_me: str
    days: int
    language: str
    is_move: bool = False


@dataclass(frozen=True)
class _Words:
    subject: str
    about: str
    please: str
    button: str
    unasked: str
    reason: str


def sheet(asked: Question) -> Sheet:
    """Lay out the mail, in the active language."""
    said = _address_entered() if asked.is_move else _signed_up()
    return Sheet(
        subject=said.subject,
        preheader=_("One last step."),
        blocks=[
            Headline(_("One last step")),
            Paragraph(format_html("<p>{}</p>{}", said.about % {"name": asked.name}, listed(asked.titles))),
            Paragraph(format_html("<p>{}</p>", said.please)),
            Button(said.button, asked.confirm, _("The button does not work? Open this address in your browser:")),
            Small(_not_me(asked, said.unasked)),
        ],
        reason=said.reason,
        language=asked.language,
        is_bare=True,
        look=Look.CONFIRMATION,
    )


def listed(titles: Sequence[str]) -> str:
    """Return titles as a list, safe HTML."""
    return format_html("<ul>{}</ul>", format_html_join("", "<li>{}</li>", ((title,) for title in titles)))


def _not_me(asked: Question, told: str) -> str:
    told %= {"days": asked.days}
    return format_html('<p>{} {} <a href="{}">{}</a></p>', told, _("Or tell us at once:"), asked.not_me, _("This was not me"))


def _signed_up() -> _Words:
    return _Words(
        subject=_("Please confirm your sign-up"),
        about=_("This address was entered for the newsletter of %(name)s, for:"),
        please=_("Please confirm that you want it. Until then we do not write to you again."),
        button=_("Confirm sign-up"),
        unasked=_("You did not sign up? Then you need not do anything: without a confirmation we erase this address after %(days)s days."),
        reason=_("You get this mail because this address was entered in our sign-up form. It is the only one unless you confirm."),
    )


def _address_entered() -> _Words:
    return _Words(
        subject=_("Please confirm your new address"),
        about=_("The newsletter of %(name)s shall come to this address from now on, about:"),
        please=_("Please confirm that you want it. Until then everything stays as it is."),
        button=_("Confirm the new address"),
        unasked=_("You know nothing of this? Then you need not do anything: without a confirmation we erase this request after %(days)s days."),
        reason=_("You get this mail because a reader entered this address as the new one. It is the only one unless you confirm."),
    )
