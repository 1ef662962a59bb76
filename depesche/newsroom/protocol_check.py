"""Whether articles and claims are what the editorial log says; a change past Depesche shows here (``depesche ledger verify``)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from depesche.brand import addresses
from depesche.ledger import book, logs
from depesche.newsroom import claims_check, claims_history_check, protocol, taken_check
from depesche.newsroom.corrections import check as corrections
from depesche.newsroom.models import ArticlePage, TickerEntry

AT_ONCE = 500


def differences() -> list[str]:
    """Return a sentence for every published article, entry of a ticker, source, claim, assertion and correction that is not what the editorial log
    says; an empty list is as it should be."""
    claims = [*claims_check.differences(), *claims_history_check.differences(), *taken_check.differences()]
    return [*_differences(_newest()), *_entries(_newest_entries()), *claims, *corrections.differences()]


def _differences(said: Mapping[int, tuple[str, str]]) -> Iterator[str]:
    live = set()
    for page in ArticlePage.objects.live().iterator(chunk_size=AT_ONCE):
        live.add(page.pk)
        if page.pk not in said:
            yield f"article {page.pk} “{page.title}” is live, but the log does not know it as published"
            continue
        path, sha256 = said[page.pk]
        if path != addresses.plain(page.url_path):
            yield f"article {page.pk} “{page.title}” stands at {addresses.plain(page.url_path)}, by the log at {path}"
        if sha256 != protocol.content_digest(page):
            yield f"article {page.pk} “{page.title}” is not the one that the log says was published"
    for pk in sorted(set(said) - live):
        yield f"article {pk} was published at {said[pk][0]} and never withdrawn, but it is not live"


def _newest() -> dict[int, tuple[str, str]]:
    """Fold the log: path and digest of every article that is published by it."""
    found: dict[int, tuple[str, str]] = {}
    for event in book.of_kinds((protocol.PUBLISHED, protocol.MOVED, protocol.WITHDRAWN), log=logs.EDITORIAL):
        pk = event.body["page"]
        if event.kind == protocol.WITHDRAWN:
            found.pop(pk, None)
        else:
            found[pk] = (event.body["path"], event.body.get("sha256") or found[pk][1])
    return found


def _entries(said: Mapping[tuple[int, int], str]) -> Iterator[str]:
    """Compare the entries of tickers; those of an article that was deleted went with it."""
    shown = set()
    for entry in TickerEntry.objects.filter(withdrawn_at__isnull=True).iterator(chunk_size=AT_ONCE):
        place = (entry.ticker_id, entry.number)
        shown.add(place)
        if place not in said:
            yield f"entry {entry.number} of the ticker in article {entry.ticker_id} is shown, but the log does not know it as published"
        elif said[place] != protocol.entry_digest(entry):
            yield f"entry {entry.number} of the ticker in article {entry.ticker_id} is not the one that the log says was published"
    for page, number in sorted(set(said) - shown):
        if ArticlePage.objects.filter(pk=page).exists():
            yield f"entry {number} of the ticker in article {page} was published and never withdrawn, but it is not there"


def _newest_entries() -> dict[tuple[int, int], str]:
    """Fold the log: the digest of every entry that is shown by it."""
    found: dict[tuple[int, int], str] = {}
    for event in book.of_kinds((protocol.ENTRY_PUBLISHED, protocol.ENTRY_CHANGED, protocol.ENTRY_WITHDRAWN), log=logs.EDITORIAL):
        place = (event.body["page"], event.body["entry"])
        if event.kind == protocol.ENTRY_WITHDRAWN:
            found.pop(place, None)
        else:
            found[place] = event.body["sha256"]
    return found
