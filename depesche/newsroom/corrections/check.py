"""Whether the published corrections are what the editorial log says: one changed character names its entry (statement 37)."""

from __future__ import annotations

from collections.abc import Iterator

from depesche.ledger import book, logs
from depesche.ledger.book import Event
from depesche.newsroom.corrections import entries, reading
from depesche.newsroom.models import Correction


def differences() -> list[str]:
    """Return a sentence for every correction that is not what the editorial log says; an empty list is as it should be."""
    said = {event.body["correction"]: event for event in book.of_kinds([entries.PUBLISHED], log=logs.EDITORIAL)}
    return [*_changed(said), *_gone(said)]


def _changed(said: dict[int, Event]) -> Iterator[str]:
    for correction in reading.published().order_by("pk"):
        event = said.get(correction.pk)
        if event is None:
            yield f"correction {correction.pk} is published, but the log does not know it"
        elif entries.content_digest(correction) != event.body["sha256"]:
            yield f"correction {correction.pk} is not the one that entry {event.index} of the log says was published"


def _gone(said: dict[int, Event]) -> Iterator[str]:
    there = set(Correction.objects.filter(pk__in=said).exclude(published_at=None).exclude(severity="typo").values_list("pk", flat=True))
    for pk in sorted(set(said) - there):
        yield f"correction {pk} was published by entry {said[pk].index} of the log, but it is not there"
