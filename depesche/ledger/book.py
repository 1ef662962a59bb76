"""Writing into the ledger and reading from it. Every deed runs inside the caller's transaction.

What is appended stays: the entry holds a salted commitment, the body beside it can be erased officially (Art. 17 GDPR) and
the log still verifies.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from depesche.kernel import canonical_json, clock
from depesche.ledger import commitment, growth, logs, sweeping, tree
from depesche.ledger.models import Body, Entry, Erasure

AT_ONCE = 10_000


@dataclass(frozen=True)
class Fact:
    """Something that happened. The body is canonical JSON (no floats); a person is named by the random ``subject`` only."""

    kind: str
    body: Mapping[str, object]
    subject: UUID | None = None
    log: str = logs.CONSENT


@dataclass(frozen=True)
class Receipt:
    """Where a fact stands: log, index within it, the row's id, and the commitment (32 bytes)."""

    log: str
    index: int
    entry_id: int
    commitment: bytes


@dataclass(frozen=True)
class Event:
    """A fact as the ledger holds it; ``content`` are the committed bytes, ``recorded_at`` has milliseconds."""

    log: str
    index: int
    kind: str
    recorded_at: datetime
    subject: UUID | None
    body: Mapping[str, Any]
    salt: bytes
    commitment: bytes
    content: bytes


class Erased(LookupError):
    """The entry's body was erased officially, or there is no such entry."""


def append(fact: Fact, *, at: datetime) -> Receipt:
    """Append one fact.

    :raises TransactionManagementError: outside a transaction
    :raises NotCanonical: if the body has no canonical form
    """
    return append_all([fact], at=at)[0]


def append_all(facts: Iterable[Fact], *, at: datetime) -> list[Receipt]:
    """Append many facts with few statements; the receipts are in the order of the facts.

    :raises TransactionManagementError: outside a transaction
    :raises NotCanonical: if a body has no canonical form
    """
    given = list(facts)
    if any(fact.kind == commitment.ERASED for fact in given):
        raise ValueError("an erasure is written by book.erase() only")
    receipts: dict[int, Receipt] = {}
    for log in sorted({fact.log for fact in given}):
        places = [place for place, fact in enumerate(given) if fact.log == log]
        bodies = _append(log, [given[place] for place in places], at=at)
        Body.objects.bulk_create(bodies)
        receipts.update({place: _receipt(body.entry) for place, body in zip(places, bodies, strict=True)})
    return [receipts[place] for place in range(len(given))]


def erase(indices: Iterable[int], *, log: str = logs.CONSENT, reason: str, at: datetime) -> Receipt:
    """Erase the bodies and salts of entries officially: an ``erased`` entry names them; their commitments stay as random bytes.

    The bodies go in the very statement that stores the body of the ``erased`` entry: a trigger deletes them (``guards_sqlite``,
    ``guards_postgresql``), so there is never a moment in which one is without the other.

    :param reason: a class of reasons (``withdrawn-expired``, ``request-purged``), no personal data
    :raises Erased: if an entry has no body any more
    :raises TransactionManagementError: outside a transaction
    """
    growth.lock(log)
    leaves = sorted(set(indices))
    found: dict[int, int] = {}
    for start in range(0, len(leaves), AT_ONCE):
        bodies = Body.objects.filter(entry__log=log, entry__index__in=leaves[start : start + AT_ONCE])
        found.update(bodies.values_list("entry__index", "entry_id"))
    gone = [index for index in leaves if index not in found]
    if gone or not leaves:
        raise Erased(f"{log}: no body to erase at {gone or 'no index'}")
    fact = Fact(commitment.ERASED, {"leaves": leaves, "reason": reason}, log=log)
    (body,) = _append(log, [fact], at=at)
    Erasure.objects.bulk_create([Erasure(entry_id=found[index], by=body.entry) for index in leaves])
    Body.objects.bulk_create([body])
    if Body.objects.filter(entry__erasure__by=body.entry).exists():
        raise RuntimeError(f"{log}: the ledger's triggers are missing, nothing was erased; run the migrations")
    sweeping.after_commit()
    return _receipt(body.entry)


def events(subject: UUID, *, log: str = logs.CONSENT) -> list[Event]:
    """Return what the log still holds about a person, oldest first."""
    bodies = Body.objects.filter(subject=subject, entry__log=log).select_related("entry").order_by("entry__index")
    return [_event(body) for body in bodies]


def of_kind(kind: str, *, log: str = logs.CONSENT) -> list[Event]:
    """Return what the log still holds of one kind of event, oldest first."""
    bodies = Body.objects.filter(kind=kind, entry__log=log).select_related("entry").order_by("entry__index")
    return [_event(body) for body in bodies]


def event(log: str, index: int) -> Event:
    """Return one event.

    :raises Erased: if its body was erased, or there is no such entry
    """
    body = Body.objects.filter(entry__log=log, entry__index=index).select_related("entry").first()
    if body is None:
        raise Erased(f"{log}: there is no body at index {index}")
    return _event(body)


def _append(log: str, facts: Sequence[Fact], *, at: datetime) -> list[Body]:
    """Add entries and leaves; return the bodies, not yet stored."""
    contents = [commitment.content(log, fact.kind, fact.body, subject=fact.subject, at=at) for fact in facts]
    salts = [commitment.salt() for _ in facts]
    size = growth.lock(log)
    commitments = [commitment.commit(salt, content) for salt, content in zip(salts, contents, strict=True)]
    entries = Entry.objects.bulk_create([Entry(log_id=log, index=size + place, commitment=one) for place, one in enumerate(commitments)])
    if growth.lock(log) != size + len(entries):
        raise RuntimeError(f"{log}: the ledger's triggers are missing, nothing was written; run the migrations")
    growth.add(log, size, [tree.leaf_hash(one) for one in commitments])
    recorded_at = clock.from_milliseconds(clock.to_milliseconds(at))
    return [
        Body(entry=entry, kind=fact.kind, subject=fact.subject, recorded_at=recorded_at, salt=salt, body=content)
        for entry, fact, salt, content in zip(entries, facts, salts, contents, strict=True)
    ]


def _receipt(entry: Entry) -> Receipt:
    return Receipt(entry.log_id, entry.index, entry.pk, bytes(entry.commitment))


def _event(body: Body) -> Event:
    content = bytes(body.body)
    said = cast(dict[str, Any], canonical_json.load(content))
    return Event(
        log=body.entry.log_id,
        index=body.entry.index,
        kind=said["kind"],
        recorded_at=clock.from_milliseconds(said["at"]),
        subject=None if said["subject"] is None else UUID(said["subject"]),
        body=said["body"],
        salt=bytes(body.salt),
        commitment=bytes(body.entry.commitment),
        content=content,
    )
