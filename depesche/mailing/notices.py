"""Single mails to our own people: the test mail, and the word that somebody approved in their name."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.utils import translation
from django.utils.html import format_html
from django.utils.translation import gettext as _

from depesche.brand import letterhead
from depesche.brand.letterhead import Button, Heading, Paragraph, Sheet
from depesche.brand.models import User
from depesche.courier import message, outbox
from depesche.courier.message import Letter
from depesche.kernel import options
from depesche.mailing import rendering
from depesche.mailing.models import Campaign


def test_mail(campaign: Campaign, *, to: User, at: datetime) -> None:
    """Send the campaign as it is now to one of our own people; its subject says that it is a test, its links lead to nobody's consent.

    :raises Refusal: ``no-sender`` or ``mail-too-large``
    """
    content = rendering.content(campaign)
    with translation.override(options.current().language):
        subject = _("[Test] %(subject)s") % {"subject": content.subject}
    text, html = (rendering.whole(body, at=at) for body in (content.text, content.html))
    _post(to, subject=subject, bodies=letterhead.Rendered(html=html, text=text), kind="test", at=at)


def approved_from_shell(campaign: Campaign, *, to: User, user: str, at: datetime) -> None:
    """Tell a person that a campaign was approved in their name, with the way to stop it."""
    language = options.current().language
    with translation.override(language):
        subject = _("Approved in your name: %(subject)s") % {"subject": campaign.subject}
        said = _("The operating system's user %(user)s approved the campaign “%(subject)s” from the shell and named you.")
        sheet = Sheet(
            subject=subject,
            preheader="",
            blocks=[
                Heading(_("Approved in your name")),
                Paragraph(format_html("<p>{}</p>", said % {"user": user, "subject": campaign.subject})),
                Button(_("See the campaign"), options.current().address(f"/desk/campaigns/{campaign.pk}/")),
            ],
            reason=_("You receive this mail because you may approve campaigns."),
            language=language,
        )
    _post(to, subject=subject, bodies=letterhead.render(sheet), kind="approval", at=at)


def digest_waits(campaign: Campaign, *, to: User, at: datetime) -> None:
    """Tell who is responsible for a digest that an issue waits for a person, and why."""
    language = options.current().language
    with translation.override(language):
        subject = _("An issue waits for you: %(subject)s") % {"subject": campaign.subject}
        said = _("The issue “%(subject)s” did not go out by itself. %(reason)s")
        sheet = Sheet(
            subject=subject,
            preheader="",
            blocks=[
                Heading(_("An issue waits for you")),
                Paragraph(format_html("<p>{}</p>", said % {"subject": campaign.subject, "reason": campaign.pause_reason})),
                Button(_("See the campaign"), options.current().address(f"/desk/campaigns/{campaign.pk}/")),
            ],
            reason=_("You receive this mail because you are responsible for this digest."),
            language=language,
        )
    _post(to, subject=subject, bodies=letterhead.render(sheet), kind="digest", at=at)


def _post(to: User, *, subject: str, bodies: letterhead.Rendered, kind: str, at: datetime) -> None:
    letter = Letter(
        sender=letterhead.sender(),
        to=message.mailbox(to.get_full_name() if to.first_name else "", to.email),
        subject=subject,
        html=bodies.html,
        text=bodies.text,
        message_id=message.message_id(f"{kind}:{uuid.uuid4()}", options.current().envelope_domain),
        date=at,
        reply_to=letterhead.reply_to(),
        headers=(("Auto-Submitted", "auto-generated"),),
    )
    outbox.post(letter, kind=kind, subject=None, at=at)
