"""Whether articles and claims are what the editorial log says; a change past Depesche shows here (``depesche ledger verify``)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from depesche.brand import addresses
from depesche.ledger import book, logs
from depesche.newsroom import claims_check, claims_history_check, protocol, taken_check
from depesche.newsroom.claims import merging
from depesche.newsroom.corrections import check as corrections
from depesche.newsroom.models import ArticlePage, TickerEntry

AT_ONCE = 500


def differences() -> list[str]:
    """Return a sentence for every published article, entry of a ticker, source, claim, assertion and correction that is not what the editorial log
    says; an empty list is as it should be."""
    claims = [*claims_check.differences(), *claims_history_check.differences(), *taken_check.differences()]
    return [*_differences(_newest()), *_entries(_newest_entries()), *claims, *corrections.differences()]


@dataclass(frozen=True)
class Said:
    """What the log says of a published article; ``around`` as :func:`protocol.around`, or ``None`` from entries of earlier editions."""

    path: str
    sha256: str
    around: Mapping[str, Any] | None


def _differences(said: Mapping[int, Said]) -> Iterator[str]:
    live = set()
    for page in ArticlePage.objects.live().prefetch_related("head_claims").iterator(chunk_size=AT_ONCE):
        live.add(page.pk)
        if page.pk not in said:
            yield f"article {page.pk} “{page.title}” is live, but the log does not know it as published"
            continue
        yield from _of_page(page, said[page.pk])
    for pk in sorted(set(said) - live):
        yield f"article {pk} was published at {said[pk].path} and never withdrawn, but it is not live"


def _of_page(page: ArticlePage, said: Said) -> Iterator[str]:
    name = f"article {page.pk} “{page.title}”"
    if said.path != addresses.plain(page.url_path):
        yield f"{name} stands at {addresses.plain(page.url_path)}, by the log at {said.path}"
    if said.sha256 != protocol.content_digest(page):
        yield f"{name} is not the one that the log says was published"
    if said.around is None:
        return
    now = protocol.around(page)
    if _led(now["heads"]) != _led(said.around["heads"]):
        yield f"{name} has other claims in headline and lead than the log says"
    if said.around["first"] is not None and now["first"] != said.around["first"]:
        yield f"{name} was not first published when the log says"


def _led(heads: Iterable[Sequence[Any]]) -> list[tuple[str, int, int]]:
    """Return the claims of headline and lead by those into which they were merged meanwhile."""
    known = list(heads)
    leads = merging.final(claim for _place, claim, _assertion in known) if known else {}
    return sorted((place, leads.get(claim, claim), assertion) for place, claim, assertion in known)


def _newest() -> dict[int, Said]:
    """Fold the log: path, digest and what stands around of every article that is published by it."""
    found: dict[int, Said] = {}
    for event in book.of_kinds((protocol.PUBLISHED, protocol.MOVED, protocol.WITHDRAWN), log=logs.EDITORIAL):
        pk = event.body["page"]
        if event.kind == protocol.WITHDRAWN:
            found.pop(pk, None)
        elif event.kind == protocol.MOVED:
            found[pk] = replace(found[pk], path=event.body["path"])
        else:
            around = {name: event.body[name] for name in ("heads", "first")} if "heads" in event.body else None
            found[pk] = Said(event.body["path"], event.body["sha256"], around)
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
