"""What readers call a correction, and how it reads, on pages and in mails."""

from __future__ import annotations

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from depesche.newsroom.claims.correction_rows import Severity
from depesche.newsroom.claims.terms import Ground
from depesche.newsroom.corrections.reading import ABOVE
from depesche.newsroom.models import Correction


def heading(correction: Correction) -> str:
    """Return what readers call it."""
    return {
        Severity.RETRACTION: pgettext("heading of a correction", "Retraction"),
        Severity.CLARIFICATION: pgettext("heading of a correction", "Clarification"),
        Severity.UPDATE: pgettext("heading of a correction", "Update"),
    }.get(Severity(correction.severity), pgettext("heading of a correction", "Correction"))


def lines(correction: Correction) -> tuple[tuple[str, str], ...]:
    """Return what was wrong, what is right, and how it came, each with its word in front; what is empty is left out.

    Of one whose words were taken down for a legal reason only the day and the ground are told.
    """
    if not correction.right and (taken := getattr(correction, "taken_down", None)) is not None:
        said = {"date": date_format(localtime(taken.at), "DATE_FORMAT"), "reason": Ground(taken.ground).label}
        return ((_("Text"), _("Removed on %(date)s, reason: %(reason)s") % said),)
    names = (_("Wrong"), _("Right")) if is_mistake(correction) else (pgettext("correction", "Before"), pgettext("correction", "Now"))
    found = ((names[0], correction.wrong), (names[1], correction.right), (pgettext("correction", "Reason"), correction.why))
    return tuple((name, said) for name, said in found if said)


def is_mistake(correction: Correction) -> bool:
    """Whether something was wrong, not only less exact or less new."""
    return correction.severity in ABOVE
