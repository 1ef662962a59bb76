"""Whether the published corrections are what the editorial log says; one changed character or a missing note names the entry (statement 37)."""

from __future__ import annotations

from collections.abc import Iterator

from depesche.ledger import book, logs
from depesche.ledger.book import Event
from depesche.newsroom.claims.entries import TEXT_TAKEN_DOWN
from depesche.newsroom.corrections import entries, reading
from depesche.newsroom.models import CorrectedArticle


def differences() -> list[str]:
    """Return a sentence for every correction that is not what the editorial log says; an empty list is as it should be."""
    said = {event.body["correction"]: event for event in book.of_kinds([entries.PUBLISHED], log=logs.EDITORIAL)}
    left = {event.body["correction"]: event.body["left"] for event in book.of_kind(TEXT_TAKEN_DOWN, log=logs.EDITORIAL) if "correction" in event.body}
    return [*_changed(said, left), *_gone(said), *_notes(said)]


def _changed(said: dict[int, Event], left: dict[int, str]) -> Iterator[str]:
    """Compare with what was published, or with what is left of it since its words were taken down."""
    for correction in reading.published().order_by("pk"):
        event = said.get(correction.pk)
        if event is None:
            yield f"correction {correction.pk} is published, but the log does not know it"
        elif entries.content_digest(correction) != left.get(correction.pk, event.body["sha256"]):
            yield f"correction {correction.pk} is not the one that entry {event.index} of the log says was published"


def _gone(said: dict[int, Event]) -> Iterator[str]:
    """Compare with what readers find: a correction put back to a draft is gone for them."""
    there = set(reading.published().order_by().values_list("pk", flat=True))
    for pk in sorted(set(said) - there):
        yield f"correction {pk} was published by entry {said[pk].index} of the log, but readers do not find it"


def _notes(said: dict[int, Event]) -> Iterator[str]:
    """Compare the notes on articles. Entries of earlier editions do not name articles."""
    stand: dict[int, set[int]] = {}
    for correction, article in CorrectedArticle.objects.values_list("correction_id", "article_id"):
        stand.setdefault(correction, set()).add(article)
    there = set(reading.published().order_by().values_list("pk", flat=True))
    told = {pk: set(event.body["articles"]) for pk, event in said.items() if pk in there and "articles" in event.body}
    for pk in sorted(told):
        for article in sorted(told[pk] ^ stand.get(pk, set())):
            was = "stood" if article in told[pk] else "did not stand"
            yield f"the note of correction {pk} {was} on article {article} by entry {said[pk].index} of the log"
