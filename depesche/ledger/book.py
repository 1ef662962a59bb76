"""Writing into the ledger and reading from it. Every deed runs inside the caller's transaction.

What is appended stays: the entry holds a salted commitment, the body beside it can be erased officially (Art. 17 GDPR) and
the log still verifies.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple, cast
from uuid import UUID

from depesche.kernel import canonical_json, clock
from depesche.ledger import commitment, growth, logs, storing, sweeping
from depesche.ledger.models import Body, Erasure
from depesche.ledger.storing import Content

AT_ONCE = 10_000


@dataclass(frozen=True)
class Fact:
    """Something that happened. The body is canonical JSON (no floats); a person is named by the random ``subject`` only."""

    kind: str
    body: Mapping[str, object]
    subject: UUID | None = None
    log: str = logs.CONSENT


class Receipt(NamedTuple):
    """Where a fact stands: log, index within it, the row's id, and the commitment (32 bytes)."""

    log: str
    index: int  # type: ignore[assignment]  # hides tuple.index, which nobody needs here
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
        made = _append(log, [given[place] for place in places], at=at)
        made.store_bodies()
        receipts.update(zip(places, made.receipts, strict=True))
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
    made = _append(log, [fact], at=at)
    (receipt,) = made.receipts
    Erasure.objects.bulk_create([Erasure(entry_id=found[index], by_id=receipt.entry_id) for index in leaves])
    made.store_bodies()
    if Body.objects.filter(entry__erasure__by=receipt.entry_id).exists():
        raise RuntimeError(f"{log}: the ledger's triggers are missing, nothing was erased; run the migrations")
    sweeping.after_commit()
    return receipt


def hold(*, log: str = logs.CONSENT) -> None:
    """Let nobody else append until the caller's transaction ends: for whoever reads first, and writes or erases what follows from it.

    :raises TransactionManagementError: outside a transaction
    """
    growth.lock(log)


def events(subject: UUID, *, log: str = logs.CONSENT) -> list[Event]:
    """Return what the log still holds about a person, oldest first."""
    bodies = Body.objects.filter(subject=subject, entry__log=log).select_related("entry").order_by("entry__index")
    return [_event(body) for body in bodies]


def events_of(subjects: Collection[UUID], *, log: str = logs.CONSENT) -> dict[UUID, list[Event]]:
    """Return what the log still holds about some people (at most some thousands), each oldest first; whoever it knows nothing of is missing."""
    found: dict[UUID, list[Event]] = {}
    for body in Body.objects.filter(subject__in=subjects, entry__log=log).select_related("entry").order_by("entry__index"):
        if body.subject is not None:
            found.setdefault(body.subject, []).append(_event(body))
    return found


def of_people(subjects: Collection[UUID], *, kinds: Collection[str], log: str = logs.CONSENT) -> list[Event]:
    """Return what the log still holds of some kinds about some people, oldest first."""
    bodies = Body.objects.filter(subject__in=subjects, kind__in=kinds, entry__log=log).select_related("entry").order_by("entry__index")
    return [_event(body) for body in bodies]


def indices_of(subjects: Collection[UUID], *, log: str = logs.CONSENT) -> list[int]:
    """Return where everything stands that the log still holds about some people."""
    return list(Body.objects.filter(subject__in=subjects, entry__log=log).order_by("entry__index").values_list("entry__index", flat=True))


def subjects_with(subjects: Collection[UUID], *, but: Collection[str], log: str = logs.CONSENT) -> set[UUID]:
    """Return those of some people about whom the log still holds anything other than these kinds of events."""
    found = Body.objects.filter(subject__in=subjects, entry__log=log).exclude(kind__in=but).values_list("subject", flat=True)
    return {subject for subject in found if subject is not None}


def present(indices: Collection[int], *, log: str = logs.CONSENT) -> list[int]:
    """Return those indices whose bodies were not erased."""
    return list(Body.objects.filter(entry__log=log, entry__index__in=indices).values_list("entry__index", flat=True))


def of_kind(kind: str, *, log: str = logs.CONSENT) -> list[Event]:
    """Return what the log still holds of one kind of event, oldest first."""
    return list(of_kinds([kind], log=log))


def of_kinds(kinds: Iterable[str], *, log: str = logs.CONSENT) -> Iterator[Event]:
    """Yield what the log still holds of several kinds of events, oldest first, without loading all at once."""
    bodies = Body.objects.filter(kind__in=list(kinds), entry__log=log).select_related("entry").order_by("entry__index")
    return (_event(body) for body in bodies.iterator(chunk_size=AT_ONCE))


def events_at(indices: Collection[int], *, log: str = logs.CONSENT) -> dict[int, Event]:
    """Return the events at some indices (at most some thousands); erased ones are missing."""
    bodies = Body.objects.filter(entry__log=log, entry__index__in=indices).select_related("entry")
    return {body.entry.index: _event(body) for body in bodies}


def newest(kinds: Iterable[str], *, most: int, before: int | None = None, log: str = logs.CONSENT) -> list[Event]:
    """Return the newest events of several kinds, newest first.

    :param before: only those with a smaller index: the page after the one that ended there
    """
    bodies = Body.objects.filter(kind__in=list(kinds), entry__log=log).select_related("entry").order_by("-entry__index")
    return [_event(body) for body in (bodies if before is None else bodies.filter(entry__index__lt=before))[:most]]


def event(log: str, index: int) -> Event:
    """Return one event.

    :raises Erased: if its body was erased, or there is no such entry
    """
    body = Body.objects.filter(entry__log=log, entry__index=index).select_related("entry").first()
    if body is None:
        raise Erased(f"{log}: there is no body at index {index}")
    return _event(body)


@dataclass(frozen=True)
class _Made:
    """Entries that stand in the log and its tree, and their bodies, which are not stored yet."""

    receipts: list[Receipt]
    contents: list[Content]
    at: datetime

    def store_bodies(self) -> None:
        storing.bodies([receipt.entry_id for receipt in self.receipts], self.contents, at=clock.from_milliseconds(clock.to_milliseconds(self.at)))


def _append(log: str, facts: Sequence[Fact], *, at: datetime) -> _Made:
    """Add entries and leaves; the bodies are the caller's to store."""
    frame = commitment.Frame(log, at)
    salts = commitment.salts(len(facts))
    contents = [
        Content(fact.kind, fact.subject, salt, frame.content(fact.kind, fact.body, fact.subject)) for fact, salt in zip(facts, salts, strict=True)
    ]
    commitments = [commitment.commit(one.salt, one.body) for one in contents]
    size = growth.lock(log)
    ids, counted = storing.entries(log, size, commitments)
    if len(ids) != len(facts) or counted != size + len(ids):
        raise RuntimeError(f"{log}: the ledger's triggers are missing, nothing was written; run the migrations")
    growth.add(log, size, commitments)
    receipts = [Receipt(log, index, id, one) for index, (id, one) in enumerate(zip(ids, commitments, strict=True), size)]
    return _Made(receipts, contents, at)


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
