"""Sample pages that say one thing: thanks, what went wrong, a legal text, issues of the past."""

from __future__ import annotations

from django.utils.translation import gettext as _

from depesche.mailing.archive import Line
from depesche.website import archive, errors
from depesche.website.design import words
from depesche.website.design.lists import Context
from depesche.website.pages import Version


def broken() -> Context:
    """Return what stands there when Depesche itself fails."""
    return errors.bare()


def refused() -> Context:
    """Return what stands there when a request is none that can be answered."""
    return {"title": _("We did not understand this"), "text": _("Your browser sent something that we cannot read. Please go back and try again.")}


def legal() -> Context:
    """Return an earlier version of a legal text."""
    others = (Version(2, words.MOMENT, words.HERE),)
    html = f"<h2>{words.short_headline()}</h2><p>{words.sentence()}</p><ul><li>{words.lead()}</li></ul>"
    return {
        "title": _("Imprint"),
        "html": html,
        "number": 1,
        "published_at": words.MOMENT,
        "is_current": False,
        "path": words.HERE,
        "others": others,
    }


def issues() -> Context:
    """Return the list of sent issues, with pages before and after."""
    return {"issues": (_line(), _line()), "earlier": words.HERE, "later": words.HERE}


def no_issues() -> Context:
    """Return it before the first issue."""
    return {"issues": (), "earlier": "", "later": ""}


def under_the_bar(html: str) -> str:
    """Return a mail as the archive shows it, with a correction that came later."""
    return archive.under_bar(html, _line(), (archive.Later(_("Correction"), words.MOMENT, words.HERE),))


def _line() -> Line:
    return Line(words.headline(), words.lead(), _("The morning letter, daily"), "sample", words.MOMENT)
