"""From a file to rows about people: the preset's columns are found, values read, addresses checked, evidence graded."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.utils.translation import gettext as _

from depesche.audience.application import BAD_ADDRESS
from depesche.audience.importing import said
from depesche.audience.importing.losses import Loss
from depesche.audience.importing.presets import known
from depesche.audience.importing.presets.preset import FIELDS, Preset, Told, plain
from depesche.audience.importing.said import Evidence, Grade, Status
from depesche.audience.importing.table import Table, Unreadable
from depesche.kernel import address, keyring, options
from depesche.kernel.refusal import Refusal

LONGEST_WORDING = 20_000
LONGEST_LINK = 500
BLOCK = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Row:
    """One person as one row of a file says. ``purposes`` is ``None`` where the file has no such column; ``is_everywhere``: see ``Standing``."""

    file: int
    line: int
    mailbox: str
    typed: str
    lookup: str
    status: Status
    is_everywhere: bool
    grade: Grade
    evidence: Evidence
    purposes: tuple[str, ...] | None
    wording: str
    left_at: datetime | None


@dataclass(frozen=True, slots=True)
class Step:
    """What reading one record gave: a row, a loss, or neither if it is not wanted now; and how many bytes of the file are done."""

    read: int
    row: Row | None = None
    loss: Loss | None = None


@dataclass(frozen=True)
class Source:
    """A file to import, with its name for people, its digest and size (bytes)."""

    path: Path
    name: str
    sha256: str
    size: int

    def as_json(self) -> dict[str, object]:
        """Return what is stored of the file."""
        return {"name": self.name, "sha256": self.sha256, "size": self.size}


def source(path: Path, *, name: str = "") -> Source:
    """Return a file with its digest.

    :raises Refusal: code ``cannot-read``
    """
    found, size = hashlib.sha256(), 0
    try:
        with path.open("rb") as file:
            while block := file.read(BLOCK):
                found.update(block)
                size += len(block)
    except OSError as error:
        raise Refusal(code="cannot-read", message=_("%(file)s cannot be read: %(why)s.") % {"file": path, "why": error.strerror}) from error
    return Source(path=path, name=name or path.name, sha256=found.hexdigest(), size=size)


def preset_of(sources: Sequence[Source]) -> str:
    """Return the key of the preset that the first file's heading speaks for.

    :raises Refusal: code ``no-table``
    """
    return known.sniffed(_table(sources[0]).heading).key


class Reader:
    """Reads one file by a preset."""

    def __init__(self, source: Source, preset: Preset, *, number: int, at: datetime) -> None:
        """Open the file.

        :param number: which file of the import this is, from 0
        :raises Refusal: code ``no-table``, ``no-address-column``
        """
        self.source, self.number, self._at = source, number, at
        self._table = _table(source)
        self._preset = preset
        self._places = preset.places(self._table.heading)
        if "email" not in self._places:
            raise Refusal(
                code="no-address-column",
                message=_("%(file)s has no column with addresses.") % {"file": source.name},
                help=_("Its columns are: %(columns)s. Choose another preset, or say which one it is with --map COLUMN=email.")
                % {"columns": ", ".join(self._table.heading)[:500]},
            )
        self._columns = {plain(name): place for place, name in reversed(list(enumerate(self._table.heading)))}
        self._zone = preset.zone or options.current().time_zone
        self._key = keyring.ring().current(keyring.LOOKUP).secret

    def steps(self, *, leavers: bool) -> Iterator[Step]:
        """Yield a step per record, wanting either those who must not be written to, or all the others.

        What cannot be read at all is a loss in the round of the leavers, which comes first, so that each line is named once.
        """
        for record in self._table.records():
            if record.broken:
                yield Step(record.read, loss=self._loss(record.line, record.broken) if leavers else None)
                continue
            told = Told(record.values, self._places, self._columns, self.source.name)
            standing = self._preset.standing(told)
            if standing.status is Status.UNKNOWN:
                yield Step(record.read, loss=self._loss(record.line, "unknown-status") if leavers else None)
            elif standing.status.is_leaving is not leavers:
                yield Step(record.read)
            else:
                row = self._row(record.line, told, standing.status, is_everywhere=standing.is_everywhere)
                yield Step(record.read, row=row) if isinstance(row, Row) else Step(record.read, loss=self._loss(record.line, row))

    def _row(self, line: int, told: Told, status: Status, *, is_everywhere: bool) -> Row | str:
        typed = told.field("email")
        if not typed:
            return "no-address"
        try:
            mailbox = address.parse(typed, message=BAD_ADDRESS).mailbox
        except Refusal:
            return "bad-address"
        left_at, evidence = self._time(told, "left_at", []), self._evidence(told)
        return Row(
            file=self.number,
            line=line,
            mailbox=mailbox,
            typed=typed,
            lookup=address.lookup_digest(mailbox, key=self._key),
            status=status,
            is_everywhere=is_everywhere,
            grade=said.grade(evidence, status=status, at=self._at),
            evidence=evidence,
            purposes=_purposes(told.field("purposes") if "purposes" in self._places else None),
            wording=told.field("consent_text")[:LONGEST_WORDING],
            left_at=left_at if left_at and left_at <= self._at else None,
        )

    def _evidence(self, told: Told) -> Evidence:
        unreadable: list[str] = []
        opted_in_at, confirmed_at = self._time(told, "opted_in_at", unreadable), self._time(told, "confirmed_at", unreadable)
        found = Evidence(
            opted_in_at=opted_in_at,
            opted_in_ip=said.network_address(told.field("opted_in_ip")),
            confirmed_at=confirmed_at,
            confirmed_ip=said.network_address(told.field("confirmed_ip")),
            source_url=told.field("source_url")[:LONGEST_LINK],
            unreadable=tuple(unreadable),
        )
        return self._preset.weigh(found, told)

    def _time(self, told: Told, name: str, unreadable: list[str]) -> datetime | None:
        try:
            return said.moment(told.field(name), zone=self._zone)
        except (ValueError, OverflowError):
            unreadable.append(name)
            return None

    def _loss(self, line: int, code: str) -> Loss:
        return Loss(self.source.name, line, code)


def require_mapping(mapping: Mapping[str, str]) -> None:
    """Check that columns are mapped to fields that exist.

    :raises Refusal: code ``unknown-field``
    """
    for name in mapping.values():
        if name not in FIELDS:
            raise Refusal(
                code="unknown-field",
                message=_("There is no field “%(name)s”.") % {"name": name},
                help=_("There are: %(names)s.") % {"names": ", ".join(FIELDS)},
            )


def _table(source: Source) -> Table:
    try:
        return Table(source.path)
    except (Unreadable, OSError, ValueError) as error:
        raise Refusal(code="no-table", message=_("%(file)s holds no table: %(why)s.") % {"file": source.name, "why": error}) from error


def _purposes(text: str | None) -> tuple[str, ...] | None:
    if text is None:
        return None
    for separator in (";", "|", " "):
        text = text.replace(separator, ",")
    return tuple(dict.fromkeys(part.strip() for part in text.split(",") if part.strip()))
