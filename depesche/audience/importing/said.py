"""What a row of a file says about one person, in our own words; plain."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from ipaddress import ip_address
from zoneinfo import ZoneInfo

# Go: 2024-03-01 10:00:00.123456 +0000 UTC; an abbreviation alone is only believed where it means one zone everywhere.
SPELT_OUT = re.compile(r"(\d{4}-\d\d-\d\d) ([\d:.]+)(?: ([+-]\d{4}) [A-Z]{2,5}| (?:UTC|GMT))")
NOTHING = ("", "0", "null", "none", "n/a", "-")
GERMAN = ("%d.%m.%Y %H:%M:%S", "%d.%m.%Y %H:%M", "%d.%m.%Y, %H:%M:%S", "%d.%m.%Y, %H:%M", "%d.%m.%Y", "%d-%m-%Y %H:%M:%S", "%d-%m-%Y")


class Status(StrEnum):
    """How the person stood in the system that the file comes from."""

    ACTIVE = "active"
    PENDING = "pending"
    LEFT = "left"
    BOUNCED = "bounced"
    COMPLAINED = "complained"
    UNKNOWN = "unknown"

    @property
    def is_leaving(self) -> bool:
        """Whether the person must not be written to."""
        return self in {Status.LEFT, Status.BOUNCED, Status.COMPLAINED}


class Grade(StrEnum):
    """How much a row proves (L-28), best first."""

    CONFIRMED_TIME_AND_IP = "confirmed-time-and-ip"
    CONFIRMED_TIME = "confirmed-time"
    OPT_IN_TIME = "opt-in-time"
    NONE = "none"

    @property
    def is_proven(self) -> bool:
        """Whether a confirmation is shown, at least by its time."""
        return self in {Grade.CONFIRMED_TIME_AND_IP, Grade.CONFIRMED_TIME}


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a row shows of the sign-up and its confirmation; ``unreadable`` are the fields whose values nobody can read."""

    opted_in_at: datetime | None = None
    opted_in_ip: str = ""
    confirmed_at: datetime | None = None
    confirmed_ip: str = ""
    source_url: str = ""
    unreadable: tuple[str, ...] = ()


def grade(evidence: Evidence, *, status: Status, at: datetime) -> Grade:
    """Grade a row. A confirmation that is still to come, or older than the sign-up that it confirms, proves nothing."""
    confirmed, asked = evidence.confirmed_at, evidence.opted_in_at
    holds = confirmed is not None and confirmed <= at and (asked is None or confirmed >= asked)
    if holds and status is Status.ACTIVE:
        return Grade.CONFIRMED_TIME_AND_IP if evidence.confirmed_ip else Grade.CONFIRMED_TIME
    known = [moment for moment in (asked, confirmed) if moment is not None and moment <= at]
    return Grade.OPT_IN_TIME if known else Grade.NONE


def moment(text: str, *, zone: str) -> datetime | None:
    """Read a time as exports write it: ISO 8601, with a space instead of the T, as Go prints it, German, or seconds since 1970.

    :param zone: where the clock hung, if the text does not say
    :raises ValueError: if it is no time that can be read in one way only
    """
    text = text.strip()
    if text.casefold() in NOTHING or text.startswith("0000-00-00"):
        return None
    if text.isdigit() and len(text) in {9, 10, 13}:
        return datetime.fromtimestamp(int(text) / (1000 if len(text) == 13 else 1), tz=UTC)
    found = _written(text)
    return (found if found.tzinfo else found.replace(tzinfo=ZoneInfo(zone))).astimezone(UTC)


def network_address(text: str) -> str:
    """Return an IP address in its one form, or nothing if it is none."""
    try:
        return str(ip_address(text.strip()))
    except ValueError:
        return ""


def _written(text: str) -> datetime:
    found = SPELT_OUT.fullmatch(text)
    if found is not None:
        text = f"{found[1]} {found[2][:15]}{found[3] or '+00:00'}"
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        for form in GERMAN:
            try:
                return datetime.strptime(text, form)  # noqa: DTZ007 - the zone is added by the caller
            except ValueError:
                continue
        raise
