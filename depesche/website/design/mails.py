"""Sample mails: each of the seven that readers get, and one with every block of the letterhead."""

from __future__ import annotations

from dataclasses import replace

from django.templatetags.static import static
from django.utils.formats import date_format
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from depesche.audience import question_mail, welcome_mail
from depesche.brand import identity
from depesche.brand.letterhead import Amends, Button, Divider, Heading, Headline, Line, Look, Mark, Offer, Paragraph, Sheet, Small, Table, Teaser
from depesche.kernel import options
from depesche.mailing import looks, rendering
from depesche.mailing.looks.around import Around
from depesche.mailing.looks.parts import Parts
from depesche.website.design import words

ADDRESS = "https://example.org/"
LONG = f"{ADDRESS}newsletter/confirm/dGhpcyBpcyBhIHNhbXBsZSBhbmQgbGVhZHMgdG8gbm90aGluZw-and-no-further/"
CHECKPOINT = "example.org/log/consent\n4711\nq83vEjRWeJCrze8SNFZ4kKvN7xI0VniQq83vEjRWeJA="


def every_block() -> Sheet:
    """Return a letter with blocks that none of the others has."""
    mark = Mark(1, _("disputed"), ADDRESS)
    blocks = (
        Heading(_("Good morning")),
        Paragraph(f"<p>{_sentence()}</p><ul><li>{words.short_headline()}</li></ul><blockquote>{words.claim()}</blockquote>"),
        Teaser(words.kicker(), words.headline(), words.lead(), ADDRESS, title_marks=(mark,), lead_marks=(mark,)),
        Divider(),
        Button(_("All news"), ADDRESS),
        Small(f"<p>{words.lead()}</p>"),
    )
    return _around(words.headline()).sheet(Look.LETTER, blocks)


def issue() -> Sheet:
    """Return an issue: a correction, an introduction, a lead story, two others, figures, evidence and an offer."""
    mark = Mark(1, _("disputed"), ADDRESS)
    parts = Parts(
        corrections=(_amends(_("Correction to our issue of %(date)s") % {"date": date_format(words.MOMENT, "DATE_FORMAT")}),),
        intro=(Paragraph(f"<p>{_sentence()}</p>"),),
        stories=(
            replace(_story(words.headline(), is_lead=True), title_marks=(mark,)),
            _table(),
            _story(words.short_headline()),
            _story(_("Where the money for the second quay went"), is_pictured=False),
        ),
        evidence=(Divider(), _evidence()),
        offers=(_offer(),),
    )
    return looks.issue.sheet(parts, _around(words.headline()))


def breaking() -> Sheet:
    """Return breaking news."""
    headline = Headline(text=_("Harbour closed after collision"), url=ADDRESS, lead=_("Two ferries touched at the entrance. Nobody is missing."))
    around = replace(_around(headline.text), date=date_format(words.MOMENT, "DATETIME_FORMAT"))
    return looks.breaking.sheet(headline, Parts(), around)


def digest() -> Sheet:
    """Return a digest of a day."""
    stories = (
        _story(words.headline()),
        _story(words.short_headline(), kicker=_("Traffic")),
        _story(_("Where the money for the second quay went"), kicker=_("Economy"), is_pictured=False),
        _story(_("What the boxes smelled of"), kicker=_("Culture")),
    )
    return looks.digest.sheet(words.MOMENT.date(), Parts(stories=stories), _around(words.headline()))


def offer() -> Sheet:
    """Return a mail with two offers."""
    second = replace(_offer(), name=_("The harbour in 1911, 24 postcards"), price="12,00 €", terms="")
    return looks.offer.sheet(Parts(offers=(_offer(), second)), _around(_("Two offers from our shop")))


def correction() -> Sheet:
    """Return the mail of its own that a retraction gets."""
    heading = _("Retraction concerning our issue of %(date)s") % {"date": date_format(words.MOMENT, "DATE_FORMAT")}
    amends = replace(_amends(heading), label=pgettext("heading of a correction", "Retraction"))
    return looks.correction.sheet(amends, Parts(), _around(heading))


def welcome() -> Sheet:
    """Return the mail after the confirmation."""
    told = welcome_mail.Welcomed(
        name=_name(),
        titles=_titles(),
        confirmed=date_format(words.MOMENT, "DATETIME_FORMAT"),
        index=4711,
        checkpoint=CHECKPOINT,
        files=("receipt.jsonld", "receipt.tlog-proof"),
        leave=LONG,
        settings=ADDRESS,
        language=_spoken(),
    )
    return welcome_mail.sheet(told)


def confirmation() -> Sheet:
    """Return the mail that asks for a confirmation: bare, without any advert."""
    asked = question_mail.Question(name=_name(), titles=_titles(), confirm=LONG, not_me=ADDRESS, days=7, language=_spoken())
    return question_mail.sheet(asked)


def _around(subject: str) -> Around:
    return Around(
        subject=subject,
        preheader=words.lead(),
        reason=_("You get this mail because you ordered it."),
        links=((_("Unsubscribe"), ADDRESS), (_("Your settings"), ADDRESS), (_("Read in the browser"), ADDRESS)),
        language=_spoken(),
        edition=_titles()[0],
        date=rendering.long_date(words.MOMENT),
    )


def _story(title: str, *, kicker: str = "", is_lead: bool = False, is_pictured: bool = True) -> Teaser:
    picture = options.current().address(static("website/design/sample.jpg")) if is_pictured else ""
    alt = _("A landscape in simple shapes") if is_pictured else ""
    return Teaser(kicker or words.kicker(), title, words.lead(), ADDRESS, picture_url=picture, picture_alt=alt, is_lead=is_lead)


def _offer() -> Offer:
    return Offer(
        name=_("Harbour map, reprint"),
        text=_("On heavy paper, in its old colours."),
        price="19,90 €",
        note=_("plus postage"),
        url=ADDRESS,
        picture_url=options.current().address(static("website/design/sample.jpg")),
        terms=_("only a few left"),
    )


def _amends(heading: str) -> Amends:
    lines = (
        Line(_("Wrong"), _("The second quay was planned in 1921."), is_wrong=True),
        Line(_("Right"), words.claim(), is_right=True),
        Line(pgettext("correction", "Reason"), _("We misread the date on the drawing.")),
    )
    return Amends(pgettext("heading of a correction", "Correction"), lines, ADDRESS, _("See all corrections"), heading=heading)


def _evidence() -> Small:
    line = f'<li><a href="{ADDRESS}">[1]</a> {_("disputed")}: {words.claim()}</li>'
    return Small(f"<p><strong>{_('Evidence: %(title)s') % {'title': words.headline()}}</strong></p><ul>{line}</ul>")


def _table() -> Table:
    rows = (("1911", "320", "12"), ("1961", "280", "31"), ("2026", "250", "64"))
    return Table(_("Berths in the harbour"), (_("Year"), _("berths"), _("of them for yachts")), rows, (_("Source: harbour office"),), ADDRESS)


def _titles() -> tuple[str, str]:
    return _("The morning letter, daily"), _("Offers of our house")


def _name() -> str:
    return identity.publisher().name or options.current().host


def _spoken() -> str:
    return get_language() or "en"


def _sentence() -> str:
    return words.sentence().replace(words.HERE, ADDRESS)
