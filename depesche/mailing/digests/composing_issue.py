"""What an issue of a digest says around its articles: subject by a pattern, preheader, introduction, how much more there is."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime

from django.utils import formats, translation
from django.utils.html import format_html
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from depesche.kernel import options
from depesche.mailing.composing import Draft
from depesche.mailing.digest_rows import Digest
from depesche.mailing.digests import due_days
from depesche.mailing.digests.choosing import Chosen
from depesche.mailing.models import Campaign

PLACE = re.compile(r"\{([^{}]*)\}")
WORDS = ("name", "headline", "number", "date", "week")
LONGEST = 200  # characters of subject and preheader


def draft(digest: Digest, chosen: Chosen, *, at: datetime) -> Draft:
    """Return the issue as a draft, in the site's language.

    :param chosen: at least one article
    """
    with translation.override(options.current().language):
        return Draft(
            kind=Campaign.Kind.DIGEST,
            purpose=digest.purpose,
            subject=_short(_filled(digest.subject, _values(digest, chosen, at=at))),
            preheader=_short(" · ".join(article.title for article in chosen.articles[1:4])),
            intro=digest.intro + _more(chosen),
            articles=chosen.articles,
        )


def unknown_words(subject: str) -> list[str]:
    """Return what a subject's pattern names that no issue can fill in."""
    return [word for word in PLACE.findall(subject) if word not in WORDS]


def _values(digest: Digest, chosen: Chosen, *, at: datetime) -> Mapping[str, str]:
    today = due_days.day_of(at)
    return {
        "name": digest.name,
        "headline": chosen.articles[0].title,
        "number": str(len(chosen.articles)),
        "date": formats.date_format(today, "SHORT_DATE_FORMAT"),
        "week": str(today.isocalendar().week),
    }


def _filled(pattern: str, values: Mapping[str, str]) -> str:
    return PLACE.sub(lambda found: values.get(found[1], found[0]), pattern)


def _short(text: str) -> str:
    return Truncator(text).chars(LONGEST)


def _more(chosen: Chosen) -> str:
    if not chosen.more:
        return ""
    said = ngettext(
        "The newest articles in short; %(number)s more new one is on our site.",
        "The newest articles in short; %(number)s more new ones are on our site.",
        chosen.more,
    )
    return format_html('<p>{} <a href="{}">{}</a></p>', said % {"number": chosen.more}, options.current().address("/"), _("Read on there"))
