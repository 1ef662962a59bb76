"""What the welcome mail looks like: what was agreed to, how to leave, the receipt (S-32, L-30)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.html import format_html
from django.utils.translation import gettext as _

from depesche.audience.question_mail import listed
from depesche.brand.letterhead import Block, Facts, Heading, Headline, Look, Paragraph, Sheet


@dataclass(frozen=True)
class Welcomed:
    """Who writes, what was agreed to and when, the place in the log, the names of the files that come along, and the two links.

    ``greeting`` is what else the publisher says to a new reader; ``confirmed`` is the moment, written for people.
    """

    name: str
    titles: Sequence[str]
    confirmed: str
    index: int
    checkpoint: str
    files: Sequence[str]
    leave: str
    settings: str
    language: str
    greeting: Sequence[Block] = ()
    is_move: bool = False
    is_restricted: bool = False


@dataclass(frozen=True)
class _Words:
    subject: str
    preheader: str
    heading: str
    from_now_on: str
    reason: str


def sheet(told: Welcomed) -> Sheet:
    """Lay out the mail, in the active language."""
    said = _moved() if told.is_move else _signed_up()
    return Sheet(
        subject=said.subject,
        preheader=said.preheader,
        blocks=[
            Headline(said.heading),
            Paragraph(format_html("<p>{}</p>{}", said.from_now_on % {"name": told.name}, listed(told.titles))),
            *_restricted(told),
            *told.greeting,
            Heading(_("How to leave")),
            Paragraph(format_html('<p>{} <a href="{}">{}</a></p>', _leaving(), told.leave, _("Unsubscribe now"))),
            Heading(_("Your receipt")),
            Paragraph(format_html("<p>{}</p>", _receipt(told))),
            Facts(_facts(told)),
        ],
        reason=said.reason,
        links=[(_("Unsubscribe"), told.leave), (_("Settings"), told.settings)],
        language=told.language,
        look=Look.WELCOME,
    )


def _leaving() -> str:
    return _("You can leave at any time, without giving reasons, with effect for the future: a link stands in every mail.")


def _receipt(told: Welcomed) -> str:
    said = _("Your consent is entry %(number)s of our consent log. The attached files say what you agreed to and prove its place there.")
    return said % {"number": told.index}


def _facts(told: Welcomed) -> list[tuple[str, str]]:
    found = [(_("Confirmed"), told.confirmed), (_("Attached"), ", ".join(told.files)), (_("Checkpoint of the log"), told.checkpoint.strip())]
    return [(name, text) for name, text in found if text]


def _restricted(told: Welcomed) -> list[Block]:
    if not told.is_restricted:
        return []
    said = _("Your data stay restricted: no newsletter comes until you lift the restriction in your settings.")
    return [Paragraph(format_html("<p>{}</p>", said))]


def _signed_up() -> _Words:
    return _Words(
        subject=_("Welcome"),
        preheader=_("Your sign-up is confirmed."),
        heading=_("Your sign-up is confirmed"),
        from_now_on=_("From now on %(name)s writes to you about:"),
        reason=_("You get this mail because you confirmed your sign-up."),
    )


def _moved() -> _Words:
    return _Words(
        subject=_("Your new address is confirmed"),
        preheader=_("The newsletter comes to this address from now on."),
        heading=_("Your new address is confirmed"),
        from_now_on=_("From now on %(name)s writes to this address, and no more to the old one, about:"),
        reason=_("You get this mail because you confirmed this address as your new one."),
    )
