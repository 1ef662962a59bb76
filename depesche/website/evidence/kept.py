"""Claims as readers are told of them, kept in this process for as long as nothing about them changes (``docs/decisions/claims-kept-in-memory.md``).

What a claim says is its version; what its sources are called is looked at each time. Both cost two short queries, however many claims.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Min, Q
from django.db.models.functions import Coalesce
from django.utils.translation import get_language

from depesche.kernel import options
from depesche.newsroom.claims import outdating, showing
from depesche.newsroom.claims.claim_rows import Claim
from depesche.newsroom.claims.mark_rows import ClaimMark
from depesche.newsroom.claims.showing import Shown
from depesche.newsroom.claims.source_rows import Source
from depesche.press import tags
from depesche.website.evidence import telling
from depesche.website.evidence.telling import Told

MOST, MOST_DRAWINGS = 4000, 200  # about 8 kB each
CLAIM = ("pk", "merged_into_id", "version", "changed_at", "text", "status", "checked_at", "public_since", "question__text", "question__text_en")
SOURCE = ("pk", "name", "name_en", "speaks_for", "kind", "slug", "is_named", "is_protected")
Row = tuple[Any, ...]


@dataclass(frozen=True)
class _Kept:
    told: Told
    claim: Row
    sources: dict[int, Row]
    around: Row


_known: OrderedDict[int, _Kept] = OrderedDict()
_drawings: OrderedDict[tuple[int, ...], tuple[str, tuple[Told, ...]]] = OrderedDict()
_lock = threading.Lock()


def told(wanted: Iterable[int], *, at: datetime, drafts: Collection[int] = ()) -> dict[int, Told]:
    """Return claims by the asked number, as :func:`showing.shown` does; notes tags and ends for the press.

    :param drafts: assertions that count although they are not live yet; then nothing is kept
    """
    asked = set(wanted)
    if not asked:
        return {}
    if drafts:
        return {number: telling.told(shown) for number, shown in showing.shown(asked, at=at, drafts=drafts).items()}
    rows: dict[int, Row] = {row[0]: row for row in Claim.objects.filter(pk__in=asked).order_by().values_list(*CLAIM)}
    found = _still_true(rows, at=at)
    fresh = _anew(asked - set(found), rows, at=at)
    for one in {**found, **fresh}.values():
        tags.use(*one.tags)
        tags.until(one.until)
    tags.use(*map(outdating.of_claim, rows))
    return {**found, **fresh}


def drawn(tolds: Sequence[Told], numbers: tuple[int, ...], draw: Callable[[], str]) -> str:
    """Return a drawing of figures, made once for the same claims with the same numbers on the page."""
    key = (*numbers, *map(id, tolds))  # they are kept with the drawing, so no other one has their place
    with _lock:
        found = _drawings.get(key)
    if found is None:
        found = (draw(), tuple(tolds))
        with _lock:
            _drawings[key] = found
            while len(_drawings) > MOST_DRAWINGS:
                _drawings.popitem(last=False)
    return found[0]


def forget() -> None:
    """Forget everything, for tests: a rolled back database begins anew with the same numbers."""
    with _lock:
        _known.clear()
        _drawings.clear()


def _still_true(rows: dict[int, Row], *, at: datetime) -> dict[int, Told]:
    """Return what is kept of these claims and has not changed."""
    with _lock:
        kept = {number: one for number in rows if (one := _known.get(number)) is not None}
        for number in kept:
            _known.move_to_end(number)
    around, sources = _around(), _sources({pk for one in kept.values() for pk in one.sources})
    return {
        number: one.told
        for number, one in kept.items()
        if one.claim == rows[number]
        and one.around == around
        and (one.told.until is None or at < one.told.until)
        and all(sources.get(pk) == row for pk, row in one.sources.items())
    }


def _anew(wanted: set[int], rows: dict[int, Row], *, at: datetime) -> dict[int, Told]:
    """Tell claims anew, and keep them: under the claim's row, which was read before, and under the sources as they were told, not as they are now."""
    around = _around()
    shown = showing.shown(wanted, at=at) if wanted else {}
    if not shown:
        return {}
    first = _first(shown)
    found = {number: telling.told(one, first=first.get(one.claim.pk)) for number, one in shown.items()}
    with _lock:
        for number, one in found.items():
            if one.claim == number and one.first is not None:  # a merged one depends on two rows, one that nothing carries yet will be carried
                _known[number] = _Kept(one, rows[number], _told_sources(shown[number]), around)
        while len(_known) > MOST:
            _known.popitem(last=False)
    return found


def _sources(numbers: set[int]) -> dict[int, Row]:
    return {row[0]: row for row in Source.objects.filter(pk__in=numbers).order_by().values_list(*SOURCE)} if numbers else {}


def _told_sources(shown: Shown) -> dict[int, Row]:
    """Return the sources as they were told, as :func:`_sources` does."""
    found = (source for said in shown.assertions for source in (said.source, *(via.source for via in said.via.all())))
    return {source.pk: tuple(getattr(source, column) for column in SOURCE) for source in found}


def _first(shown: dict[int, Shown]) -> dict[int, int]:
    """Return by claim the article that carried it first, also under the name of one that was merged into it; that changes only with a merge."""
    claims = {one.claim.pk for one in shown.values()}
    names = ClaimMark.objects.filter(Q(claim__in=claims) | Q(claim__merged_into__in=claims))
    meant = names.annotate(meant=Coalesce("claim__merged_into", "claim")).order_by()
    first = dict(meant.values("meant").annotate(first=Min("pk")).values_list("meant", "first"))
    articles = dict(ClaimMark.objects.filter(pk__in=first.values()).order_by().values_list("pk", "article_id"))
    return {claim: articles[mark] for claim, mark in first.items()}


def _around() -> Row:
    settings = options.current()
    return get_language(), settings.language, settings.site_url
