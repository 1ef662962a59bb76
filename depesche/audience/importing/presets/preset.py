"""What has to be known about one system's exports; plain."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from depesche.audience.importing.said import Evidence, Status
from depesche.audience.importing.table import cleaned

FIELDS = (
    "email",
    "purposes",
    "opted_in_at",
    "opted_in_ip",
    "confirmed_at",
    "confirmed_ip",
    "consent_text",
    "source_url",
    "status",
    "left_at",
)
SEPARATORS = re.compile(r"[\s_\-]+")
YES = frozenset({"1", "true", "yes", "y", "ja", "on", "t"})
WORDS: Mapping[str, Status] = {
    **dict.fromkeys(("", "active", "aktiv", "subscribed", "abonniert", "enabled", "confirmed", "bestätigt", "opted_in"), Status.ACTIVE),
    **dict.fromkeys(("unconfirmed", "pending", "requested", "unbestätigt", "nonsubscribed", "non_subscribed"), Status.PENDING),
    **dict.fromkeys(
        ("unsubscribed", "withdrawn", "left", "objected", "abgemeldet", "opted_out", "opt_out", "inactive", "inaktiv", "disabled", "archived"),
        Status.LEFT,
    ),
    **dict.fromkeys(("blocklisted", "blacklisted", "blocked", "suppressed", "gesperrt", "deactivated", "deaktiviert"), Status.LEFT),
    **dict.fromkeys(("bounced", "bounce", "hard_bounce", "hardbounce", "cleaned", "unreachable", "invalid"), Status.BOUNCED),
    **dict.fromkeys(("complaint", "complained", "spam", "abuse", "spam_complaint"), Status.COMPLAINED),
}


@dataclass(frozen=True, slots=True)
class Told:
    """One row as it stands in the file: its values, where our fields and where all columns stand among them, and the name of the file."""

    values: Sequence[str]
    fields: Mapping[str, int]
    columns: Mapping[str, int]
    file: str

    def field(self, name: str) -> str:
        """Return the value of one of our fields, empty if the file has no such column."""
        place = self.fields.get(name)
        return "" if place is None else cleaned(self.values[place])

    def column(self, *names: str) -> str:
        """Return the first value that is not empty of columns by their plain names."""
        for name in names:
            place = self.columns.get(name)
            if place is not None and (value := cleaned(self.values[place])):
                return value
        return ""


@dataclass(frozen=True, slots=True)
class Standing:
    """How a person stood there; ``is_everywhere`` says whether leaving was meant for all mail or for the list of this file only."""

    status: Status
    is_everywhere: bool = True


def word_status(told: Told) -> Standing:
    """Read the column ``status`` by the words that most systems use."""
    return Standing(WORDS.get(plain(told.field("status")), Status.UNKNOWN))


def as_given(evidence: Evidence, told: Told) -> Evidence:
    """Take times and addresses as the file gives them."""
    return evidence


@dataclass(frozen=True)
class Preset:
    """One system: the plain column names for each of our fields, columns that only this system writes, and what its words mean."""

    key: str
    title: str
    columns: Mapping[str, Sequence[str]]
    signature: frozenset[str] = frozenset()
    zone: str = ""  # where its clock hangs; empty means the site's time zone
    standing: Callable[[Told], Standing] = word_status
    weigh: Callable[[Evidence, Told], Evidence] = as_given
    mapping: Mapping[str, str] = field(default_factory=dict)

    def mapped(self, mapping: Mapping[str, str]) -> Preset:
        """Return the preset with columns named by the operator, ``{column: field}``, before its own."""
        columns = {name: (*(plain(column) for column, wanted in mapping.items() if wanted == name), *self.columns.get(name, ())) for name in FIELDS}
        return replace(self, columns=columns, mapping=dict(mapping))

    def places(self, heading: Sequence[str]) -> dict[str, int]:
        """Return where each of our fields stands in a table with this heading."""
        names = [plain(name) for name in heading]
        found = {}
        for name, columns in self.columns.items():
            place = next((names.index(column) for column in columns if column in names), None)
            if place is not None:
                found[name] = place
        return found


def plain(name: str) -> str:
    """Return a column's name or a word in one form: lower case, single underscores."""
    return SEPARATORS.sub("_", name.strip().casefold()).strip("_")


def is_yes(text: str) -> bool:
    """Whether a column says yes."""
    return text.strip().casefold() in YES


def columns(**more: Sequence[str]) -> dict[str, Sequence[str]]:
    """Return our own names for all columns, each with the names that a system uses before it."""
    return {name: (*more.get(name, ()), name) for name in FIELDS}
