"""The editorial log for people: the newest entries in plain words, of what readers may know.

The log itself holds numbers and digests. Names are looked up here, and only of what is public: a claim that an article carries, a source that speaks
to one, an article that is live. Of everything else the entry stands there with its number. Protected sources' identities are told by no line.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from depesche.brand import addresses
from depesche.ledger import book, logs
from depesche.ledger.book import Event
from depesche.newsroom import protocol_words
from depesche.newsroom.claims import entries
from depesche.newsroom.claims.terms import Ground, Stance, Status
from depesche.newsroom.corrections import places
from depesche.newsroom.corrections import reading as corrections
from depesche.newsroom.models import ArticlePage, Claim, Correction, Source

SHOWN = 50
LOOKED_AT = 5_000  # entries; a filter goes on from there on its next page
KINDS = (*protocol_words.DEEDS, *protocol_words.OTHERS)
REASONS = {entries.OVERRIDE_SET, entries.ASSERTION_RETRACTED}


@dataclass(frozen=True)
class About:
    """What an entry is about: words, the path of its page, if it has one, and of a source what it does with the claim ("denies it")."""

    words: str
    path: str = ""
    does: str = ""


@dataclass(frozen=True)
class Told:
    """One entry: its number in the log, moment, deed in plain words, what it is about, details, and the commitment (hexadecimal)."""

    index: int
    at: datetime
    deed: str
    about: tuple[About, ...]
    details: tuple[str, ...]
    commitment: str


@dataclass(frozen=True)
class Page:
    """One page of the log, newest first; ``further`` is the number before which the next one begins, ``None`` at the end."""

    told: tuple[Told, ...]
    further: int | None


@dataclass(frozen=True)
class _Names:
    claims: dict[int, Claim]
    articles: dict[int, ArticlePage]
    sources: dict[int, Source]
    corrections: dict[int, Correction]


def page(*, claim: int | None = None, article: int | None = None, before: int | None = None) -> Page:
    """Return the newest entries, of one claim or one article if asked for."""
    wanted = {key: number for key, number in (("claim", claim), ("page", article)) if number is not None}
    most = LOOKED_AT if wanted else SHOWN
    events = book.newest(KINDS, most=most + 1, before=before, log=logs.EDITORIAL)
    looked, is_more = events[:most], len(events) > most
    found = [event for event in looked if _fits(event, wanted)]
    shown = found[:SHOWN]
    last = shown[-1] if len(found) > SHOWN else (looked[-1] if is_more else None)
    names = _names(shown)
    return Page(tuple(_told(event, names) for event in shown), last.index if last else None)


def _fits(event: Event, wanted: dict[str, int]) -> bool:
    return all(number in {event.body.get(key), event.body.get("into") if key == "claim" else None} for key, number in wanted.items())


def _told(event: Event, names: _Names) -> Told:
    return Told(
        index=event.index,
        at=event.recorded_at,
        deed=protocol_words.deed(event.kind),
        about=tuple(_about(event, names)),
        details=tuple(_details(event, names)),
        commitment=event.commitment.hex(),
    )


def _about(event: Event, names: _Names) -> Iterable[About]:
    body = event.body
    if "claim" in body:
        yield _claim(body["claim"], names)
    if "into" in body and "claim" in body:
        yield _claim(body["into"], names)
    if "page" in body:
        article = names.articles.get(body["page"])
        yield About(article.title, addresses.of_page(article)) if article else About(_("article %(number)s") % {"number": body["page"]})
    if "source" in body:
        yield replace(_source(body["source"], names), does=_label(Stance, body["stance"]) if "stance" in body else "")
    if "into" in body and "claim" not in body and "source" in body:
        yield _source(body["into"], names)
    if (correction := names.corrections.get(body.get("correction", 0))) is not None and correction.published_at is not None:
        yield About(correction.right or _("a correction whose text was removed"), places.of(correction.pk, correction.published_at))


def _claim(number: int, names: _Names) -> About:
    claim = names.claims.get(number)
    return About(claim.text, f"/claims/{claim.slug}/") if claim else About(_("claim %(number)s, not published") % {"number": number})


def _source(number: int, names: _Names) -> About:
    source = names.sources.get(number)
    return About(source.name, f"/sources/{source.slug}/") if source else About(_("source %(number)s") % {"number": number})


def _details(event: Event, names: _Names) -> Iterable[str]:
    body = event.body
    if event.kind == entries.STATUS_CHANGED:
        change = {"before": _label(Status, body["from"]), "after": _label(Status, body["to"]), "rule": body["rule"]}
        yield _("from “%(before)s” to “%(after)s”, rule %(rule)s") % change
    if event.kind == entries.OVERRIDE_SET:
        yield _label(Status, body["status"])
    if event.kind == entries.TEXT_TAKEN_DOWN:
        yield _label(Ground, body["ground"])
    if event.kind in REASONS and body.get("claim") in names.claims and (event.kind == entries.OVERRIDE_SET or "source" in body):
        yield str(body["reason"])


def _label(words: Any, value: str) -> str:
    return str(words(value).label) if value in words.values else value


def _names(events: Sequence[Event]) -> _Names:
    """Look up the names of what is public, in a query for each kind."""
    claims = {event.body[key] for event in events for key in ("claim", "into") if "claim" in event.body and isinstance(event.body.get(key), int)}
    sources = {event.body[key] for event in events for key in ("source", "into") if "source" in event.body and isinstance(event.body.get(key), int)}
    articles = {event.body["page"] for event in events if "page" in event.body}
    heard = Source.objects.filter(
        pk__in=sources, assertions__state="live", assertions__visibility="public", assertions__claim__public_since__isnull=False
    )
    return _Names(
        Claim.objects.filter(public_since__isnull=False).in_bulk(claims),
        ArticlePage.objects.live().in_bulk(articles),
        {source.pk: source for source in heard.distinct()},
        corrections.published().in_bulk({event.body["correction"] for event in events if "correction" in event.body}),
    )
