"""Whether what was taken down is what the editorial log says: each row has its entry, each entry its row, and what went was what the log knew."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from wagtail.models import Revision

from depesche.kernel import clock
from depesche.ledger import book, logs
from depesche.ledger.book import Event
from depesche.newsroom.claims import entries
from depesche.newsroom.corrections import entries as correction_entries
from depesche.newsroom.models import Assertion, ClaimMark, ClaimVersion, TakenDown

Place = tuple[str, int, int]
WORDED = (entries.CLAIM_CREATED, entries.CLAIM_EDITED, entries.CLAIM_CHECKED, entries.CLAIM_MERGED)
SAID = (entries.ASSERTION_ADDED, entries.ASSERTION_SUPERSEDED)


@dataclass
class Told:
    """What the log tells: what was taken down, the marks (by number) and old states of articles that went along, and the digests it told before
    of statements, of the words of claims and of corrections."""

    taken: dict[Place, Event] = field(default_factory=dict)
    marks: dict[int, Event] = field(default_factory=dict)
    revisions: dict[int, Event] = field(default_factory=dict)
    digests: dict[tuple[str, int], set[str]] = field(default_factory=dict)

    def note(self, kind: str, number: int, sha256: str) -> None:
        """Note a digest that the log tells."""
        self.digests.setdefault((kind, number), set()).add(sha256)


def differences() -> Iterator[str]:
    """Yield a sentence for everything that was taken down otherwise than the log says, or lost its words without an entry."""
    told = _fold()
    rows = {_place(row): row for row in TakenDown.objects.select_related("version")}
    for place in sorted(rows.keys() | told.taken.keys()):
        name, row, event = _name(place), rows.get(place), told.taken.get(place)
        if event is None:
            yield f"the text of {name} was taken down, but no entry of the log says so"
        elif row is None:
            yield f"the text of {name} was taken down by entry {event.index} of the log, but nothing here says so"
        else:
            yield from _compared(name, row, event)
            yield from _known_before(name, event.body, told)
    yield from _without_words(rows)
    yield from _along(told)


def _compared(name: str, row: TakenDown, event: Event) -> Iterator[str]:
    said = (event.body["sha256"], event.body["ground"], clock.to_milliseconds(event.recorded_at))
    if (row.sha256, row.ground, clock.to_milliseconds(row.at)) != said:
        yield f"the text of {name} was not taken down as entry {event.index} of the log says"


def _known_before(name: str, body: Any, told: Told) -> Iterator[str]:
    """Entries of earlier editions do not tell the digest of a claim's words alone."""
    kind = "claim" if "versions" in body else "assertion" if "assertion" in body else "correction"
    known = told.digests.get((kind, body[kind]))
    if known and body["sha256"] not in known:
        yield f"what was taken down of {name} was not what the log knew"


def _without_words(rows: dict[Place, TakenDown]) -> Iterator[str]:
    """Name versions that have no words; a statement may never have had any, and its digest tells."""
    for version in ClaimVersion.objects.filter(text="").order_by("claim_id", "number"):
        place = ("version", version.claim_id, version.number)
        if place not in rows:
            yield f"{_name(place)} lost its words, and no entry of the log says why"


def _along(told: Told) -> Iterator[str]:
    """Compare what went along; a mark goes with its article, so one that is missing says nothing."""
    for mark in ClaimMark.objects.filter(taken_down__isnull=False).exclude(pk__in=told.marks).order_by("pk"):
        yield f"the words of a mark of claim {mark.claim_id} in article {mark.article_id} were taken down, but no entry of the log says so"
    for mark in ClaimMark.objects.filter(pk__in=told.marks).order_by("pk"):
        if mark.text or mark.taken_down_id is None:
            index = told.marks[mark.pk].index
            yield f"the words of a mark of claim {mark.claim_id} in article {mark.article_id} are here, which entry {index} of the log took down"
    for revision in Revision.objects.filter(pk__in=told.revisions).order_by("pk"):
        yield f"an old state of article {revision.object_id} is here, which entry {told.revisions[revision.pk].index} of the log removed"


def _fold() -> Told:
    told = Told()
    for event in book.of_kinds((*SAID, *WORDED, entries.SOURCE_MERGED, correction_entries.PUBLISHED, entries.TEXT_TAKEN_DOWN), log=logs.EDITORIAL):
        _note(told, event.kind, event.body)
        if event.kind == entries.TEXT_TAKEN_DOWN:
            told.taken.update((place, event) for place in _places(event.body))
            along = event.body.get("along", {})
            told.marks.update(dict.fromkeys(along.get("marks", ()), event))
            told.revisions.update(dict.fromkeys(along.get("revisions", ()), event))
    return told


def _note(told: Told, kind: str, body: Any) -> None:
    if kind in SAID:
        told.note("assertion", body["assertion"], body["sha256"])
    elif kind in WORDED and "words" in body:
        told.note("claim", body.get("into", body["claim"]), body["words"])
    elif kind == entries.SOURCE_MERGED:
        for pk, sha256 in body["assertions"]:
            told.note("assertion", pk, sha256)
    elif kind == correction_entries.PUBLISHED:
        told.note("correction", body["correction"], body["sha256"])


def _places(body: Any) -> Iterator[Place]:
    if "versions" in body:
        yield from (("version", body["claim"], number) for number in body["versions"])
    elif "assertion" in body:
        yield "assertion", body["assertion"], 0
    else:
        yield "correction", body["correction"], 0


def _place(row: TakenDown) -> Place:
    if row.version is not None:
        return "version", row.version.claim_id, row.version.number
    return ("assertion", row.assertion_id, 0) if row.assertion_id else ("correction", row.correction_id or 0, 0)


def _name(place: Place) -> str:
    kind, number, version = place
    if kind == "version":
        return f"version {version} of claim {number}"
    claim = Assertion.objects.filter(pk=number).values_list("claim_id", flat=True).first() if kind == "assertion" else None
    return f"{kind} {number}" + (f" (claim {claim})" if claim else "")
