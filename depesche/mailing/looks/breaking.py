"""Breaking news: the word for it, one headline, at most its lead, one button."""

from __future__ import annotations

from django.utils.translation import gettext as _

from depesche.brand.letterhead import Button, Headline, Look, Sheet
from depesche.mailing.looks.around import Around
from depesche.mailing.looks.parts import Parts


def sheet(headline: Headline, parts: Parts, around: Around) -> Sheet:
    """Lay out breaking news, in the active language; corrections of earlier mails stand below it, stories and offers nowhere."""
    button = Button(_("Read the report"), headline.url)
    return around.sheet(Look.BREAKING, [headline, *parts.intro, button, *parts.corrections, *parts.evidence], label=_("Breaking news"))
