"""DMARC as RFC 9989 has it (May 2026; it obsoletes RFC 7489): records read by the DNS tree walk, not by a list of public suffixes (S-10).

Plain rules: the DNS is a function that returns the TXT records of a name.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

Lookup: TypeAlias = Callable[[str], list[str]]

POLICIES = frozenset({"none", "quarantine", "reject"})
REMOVED = ("pct", "rf", "ri")  # RFC 9989, appendix C: receivers ignore them
VALUES: Mapping[str, frozenset[str]] = {
    "sp": POLICIES,
    "np": POLICIES,
    "adkim": frozenset("rs"),
    "aspf": frozenset("rs"),
    "psd": frozenset("ynu"),
    "t": frozenset("yn"),
    "fo": frozenset("01ds"),
}
KNOWN = frozenset({"v", "p", "rua", "ruf", *VALUES, *REMOVED})
LABELS = 8  # RFC 9989, 4.10: no walk asks more often
VERSION = re.compile(r"v[ \t]*=[ \t]*DMARC1[ \t]*(?:;|$)")
REPORT_TO = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s,!;]+")


@dataclass(frozen=True)
class Record:
    """One DMARC record and the domain at which it stands (without ``_dmarc.``); ``tags`` by lower-case name."""

    domain: str
    tags: Mapping[str, str]

    @property
    def psd(self) -> str:
        """``y``: below it others register domains; ``n``: it is an organizational domain; ``u``: not said."""
        return self._value("psd", "u")

    @property
    def is_test(self) -> bool:
        """Whether receivers are asked to apply the policy one step more mildly (``t=y``)."""
        return self._value("t", "n") == "y"

    @property
    def removed(self) -> tuple[str, ...]:
        """The tags that RFC 9989 took away."""
        return tuple(tag for tag in REMOVED if tag in self.tags)

    @property
    def unknown(self) -> tuple[str, ...]:
        """Tags that no standard knows; receivers ignore them."""
        return tuple(tag for tag in self.tags if tag not in KNOWN)

    @property
    def malformed(self) -> tuple[str, ...]:
        """Known tags with a value that the standard does not know; they count as not said."""
        found = [tag for tag, allowed in VALUES.items() if tag in self.tags and not _allowed(tag, self.tags[tag], allowed)]
        return tuple(found if self.tags.get("p", "").lower() in POLICIES else ["p", *found])

    @property
    def is_applied(self) -> bool:
        """Whether receivers apply it: ``p``, ``sp`` and ``np`` are valid, or reports go somewhere; then ``p=none`` counts (RFC 9989, 4.10.1)."""
        return not {"p", "sp", "np"} & set(self.malformed) or any(REPORT_TO.fullmatch(uri.strip()) for uri in self.tags.get("rua", "").split(","))

    def policy(self, domain: str, *, exists: bool = True) -> str:
        """Return what this record asks for mail from a domain: ``none``, ``quarantine`` or ``reject``.

        :param exists: whether the domain has any record; ``np`` is for those that have none
        """
        if {"p", "sp", "np"} & set(self.malformed):
            return "none"
        own, below = self._value("p", "none"), self._value("sp", "")
        if domain == self.domain:
            return own
        return (self._value("np", "") if not exists else "") or below or own

    def is_strict(self, tag: str) -> bool:
        """Whether ``adkim`` or ``aspf`` asks for the very same domain."""
        return self._value(tag, "r") == "s"

    def _value(self, tag: str, default: str) -> str:
        value = self.tags.get(tag, "").lower()
        return default if tag in self.malformed else value or default


def parse(domain: str, text: str) -> Record | None:
    """Read a TXT record; ``None`` if it does not begin with ``v=DMARC1``. The first of equal tags counts."""
    if not VERSION.match(text):
        return None
    tags: dict[str, str] = {}
    for part in text.split(";"):
        name, sign, value = part.partition("=")
        if sign and name.strip():
            tags.setdefault(name.strip().lower(), value.strip())
    return Record(domain, tags)


def at(domain: str, lookup: Lookup) -> Record | None:
    """Return the record of just this domain; several are none (RFC 9989, 4.10)."""
    found = [record for text in lookup(f"_dmarc.{domain}") if (record := parse(domain, text))]
    return found[0] if len(found) == 1 else None


def walk(domain: str, lookup: Lookup) -> list[Record]:
    """Return the records from a domain up to the root, as the DNS tree walk meets them; it stops where ``psd`` says ``y`` or ``n``."""
    found: list[Record] = []
    for name in steps(domain):
        record = at(name, lookup)
        if record is not None:
            found.append(record)
            if record.psd != "u":
                break
    return found


def steps(domain: str) -> Iterator[str]:
    """Yield the names that the walk asks for: the domain, then its parents; a long one is cut to seven labels at once."""
    labels = domain.strip(".").lower().split(".")
    yield ".".join(labels)
    rest = labels[1:] if len(labels) < LABELS else labels[-(LABELS - 1) :]
    yield from (".".join(rest[first:]) for first in range(len(rest)))


def organizational(domain: str, lookup: Lookup) -> str:
    """Return the organizational domain of a domain (RFC 9989, 4.10.2): what counts as one sender."""
    return _organizational(domain.strip(".").lower(), walk(domain, lookup))


def policy_record(domain: str, lookup: Lookup) -> Record | None:
    """Return the record that counts for mail from a domain: its own, else that of its organizational domain, else that above it (4.10.1)."""
    domain = domain.strip(".").lower()
    own = at(domain, lookup)
    if own is not None:
        return own
    found = walk(domain, lookup)
    wanted = _organizational(domain, found)
    return next((record for record in found if record.domain == wanted), None) or next((record for record in found if record.psd == "y"), None)


def is_aligned(domain: str, author: str, lookup: Lookup, *, strict: bool) -> bool:
    """Whether a domain that signs, or takes mail back, counts as the author's (4.4): the same, or, unless ``strict``, of the same organization."""
    domain, author = domain.strip(".").lower(), author.strip(".").lower()
    if domain == author or strict:
        return domain == author
    return organizational(domain, lookup) == organizational(author, lookup)


def _organizational(domain: str, found: list[Record]) -> str:
    for record in found:
        if record.psd == "n":
            return record.domain
        if record.psd == "y" and record.domain != domain:
            below = domain.split(".")[-(record.domain.count(".") + 2) :]
            return ".".join(below)
    return min(found, key=lambda record: record.domain.count(".")).domain if found else domain


def _allowed(tag: str, value: str, allowed: frozenset[str]) -> bool:
    values = value.split(":") if tag == "fo" else [value]
    return all(one.strip().lower() in allowed for one in values)
