"""How long something has waited, and until when it may, in words."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
LONG = timedelta(days=90)


def waited(since: datetime, *, at: datetime) -> str:
    """Say how long something has waited: minutes, hours or days; after three months since which day."""
    age = max(at - since, timedelta(0))
    if age < HOUR:
        number = int(age.total_seconds() // 60)
        return ngettext("for %(number)d minute", "for %(number)d minutes", number) % {"number": number} if number else _("just now")
    if age < DAY:
        number = age // HOUR
        return ngettext("for %(number)d hour", "for %(number)d hours", number) % {"number": number}
    if age < LONG:
        return ngettext("for %(number)d day", "for %(number)d days", age.days) % {"number": age.days}
    return _("since %(day)s") % {"day": _day(since)}


def due(until: datetime, *, at: datetime) -> str:
    """Say until when something must be done, or for how long it should have been."""
    if until >= at:
        return _("until %(day)s") % {"day": _day(until)}
    late = at - until
    if late < DAY:
        return _("overdue")
    if late >= LONG:
        return _("overdue since %(day)s") % {"day": _day(until)}
    return ngettext("overdue for %(number)d day", "overdue for %(number)d days", late.days) % {"number": late.days}


def _day(moment: datetime) -> str:
    return date_format(timezone.localtime(moment), "SHORT_DATE_FORMAT")
