"""Whom to tell about a weakness, and until when that holds (RFC 9116, L-45)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from depesche.brand import identity
from depesche.kernel import options

# RFC 9116, 2.5.5 recommends less than a year; the date moves once a month, so that the text stays the same in between.
VALID_MONTHS = 6
WARNED = timedelta(days=30)


def contact() -> str:
    """Return the address: the one that the operator named, else the publisher's, else the page for call-backs."""
    settings, publisher = options.current(), identity.publisher()
    return settings.security_contact or (f"mailto:{publisher.email}" if publisher.email else settings.address("/callback/"))


def expiry(at: datetime) -> datetime:
    """Return until when the text holds: the operator's day, else the first of the month six months ahead."""
    fixed = options.current().security_expires
    if fixed:
        return datetime.fromisoformat(fixed).replace(tzinfo=UTC)
    months = at.year * 12 + at.month - 1 + VALID_MONTHS
    return datetime(months // 12, months % 12 + 1, 1, tzinfo=UTC)
