"""What happened after a backup was made: from the journals that were kept, and from the old home when it still exists. Read only."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from depesche.kernel import clock, options, since_backup
from depesche.kernel.refusal import Refusal

EARLIER = timedelta(days=1)  # a line is written some moments before its deed is committed


@dataclass(frozen=True)
class Leaving:
    """An address (its keyed digest) that must not get mail of a scope any more."""

    lookup: str
    scope: str
    reason: str
    at: datetime
    until: datetime | None


@dataclass
class Newer:
    """Everything known of the time after a backup. ``taken_back`` are statements (import, when signed), ``undone`` imports (number, when begun);
    ``present`` are the addresses that the old database still held, ``None`` if it is unknown."""

    leavings: list[Leaving] = field(default_factory=list)
    erased: dict[str, datetime] = field(default_factory=dict)
    restricted: dict[str, bool] = field(default_factory=dict)
    taken_back: set[tuple[int, str]] = field(default_factory=set)
    undone: set[tuple[int, str]] = field(default_factory=set)
    signed: dict[str, tuple[int, str]] = field(default_factory=dict)
    present: frozenset[str] | None = None
    live: frozenset[tuple[str, str]] | None = None
    lines: int = 0
    torn: int = 0

    def note_signed(self, log: str, size: int, root: str) -> None:
        """Remember the largest checkpoint of a log."""
        self.signed[log] = max(self.signed.get(log, (0, "")), (size, root))


def gather(journals: Iterable[Path], home: Path | None, *, since: datetime) -> Newer:
    """Read journals (files or folders) and, if there is one, the old home with its database.

    :param since: when the backup was made
    :raises Refusal: codes ``no-journal``, ``newer-unreadable``
    """
    found = Newer()
    places = [*journals, *([home / since_backup.FOLDER] if home is not None and (home / since_backup.FOLDER).exists() else [])]
    for place in places:
        if not place.exists():
            raise Refusal(code="no-journal", message=f"There is no journal at {place}.", help="Name the copy of the folder since-backup.")
        for line in since_backup.read(since_backup.files(place)):
            _take(found, line, since=since - EARLIER)
    if home is not None:
        _ask(found, home)
    return found


def _take(found: Newer, line: since_backup.Line | None, *, since: datetime) -> None:
    if line is None:
        found.torn += 1
        return
    if line.kind == since_backup.SIGNED:
        log, size, root = line.fields
        found.note_signed(log, int(size), root)
    elif line.at >= since:
        found.lines += 1
        if line.kind == since_backup.ERASED:
            found.erased[line.fields[0]] = line.at
        elif line.kind in {since_backup.RESTRICTED, since_backup.UNRESTRICTED}:
            found.restricted[line.fields[0]] = line.kind == since_backup.RESTRICTED
        elif line.kind in {since_backup.TAKEN_BACK, since_backup.UNDONE}:
            number, moment = line.fields
            (found.taken_back if line.kind == since_backup.TAKEN_BACK else found.undone).add((int(number), moment))
        elif line.kind == since_backup.SUPPRESSED:
            lookup, scope, reason, until = line.fields
            found.leavings.append(Leaving(lookup, scope, reason, line.at, None if until == "-" else clock.from_milliseconds(until)))


def _ask(found: Newer, home: Path) -> None:
    url = options.read({}, home=home).database
    try:
        with _opened(url) as ask:
            for lookup, scope, reason, since, until in ask("SELECT lookup, scope, reason, since, until FROM courier_suppression"):
                found.leavings.append(Leaving(lookup, scope, reason, _moment(since), None if until is None else _moment(until)))
            found.present = frozenset(row[0] for row in ask("SELECT lookup FROM audience_subscriber"))
            live = "SELECT person.lookup, purpose.key FROM audience_consent JOIN audience_subscriber AS person ON person.id = address_id "
            found.live = frozenset((row[0], row[1]) for row in ask(live + "JOIN audience_purpose AS purpose ON purpose.id = purpose_id"))
            for log, size, root in ask("SELECT log_id, size, root FROM ledger_checkpoint"):
                found.note_signed(log, size, bytes(root).hex())
    except Exception as error:  # each driver has its own; whatever it is, the newer state is not known
        raise Refusal(
            code="newer-unreadable", message=f"The database of {home} cannot be read: {error}.", help="Restore without it, from the journal."
        ) from error


@contextmanager
def _opened(url: str) -> Iterator[Any]:
    if url.startswith("sqlite:///"):
        import sqlite3

        lite = sqlite3.connect(f"file:{url.removeprefix('sqlite:///')}?mode=ro", uri=True)
        try:
            yield lite.execute
        finally:
            lite.close()
    else:
        import psycopg

        with psycopg.connect(url.replace("postgres://", "postgresql://", 1), options="-c default_transaction_read_only=on") as connection:
            yield connection.execute


def _moment(stored: str | datetime) -> datetime:
    if isinstance(stored, datetime):
        return stored
    return datetime.fromisoformat(f"{stored}+00:00")
