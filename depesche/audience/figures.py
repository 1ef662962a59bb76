"""Counting who came and who left, day by day, in the transaction of the deed: so charts cost the same with a hundred people and with a million.

Whoever appends to the consent log holds its lock already, so two deeds never meet at a day's row.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from urllib.parse import unquote
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import connection, transaction

from depesche.audience import moves
from depesche.audience.models import Consent, DailyFigure
from depesche.kernel import options
from depesche.ledger import book
from depesche.ledger.book import Event

Deed = DailyFigure.Deed
Key = tuple[str, str, str]
ADD = """
INSERT INTO audience_dailyfigure (day, deed, purpose, detail, count) VALUES (%s, %s, %s, %s, %s)
ON CONFLICT (day, deed, purpose, detail) DO UPDATE SET count = audience_dailyfigure.count + excluded.count
"""
FORM, IMPORT, STATEMENT = "form:", "import:", "statement:"
MOVED, UNUSED = "moved", "unused"
UNDONE, STATEMENT_UNDONE = "import-undone", "statement-taken-back"
LONGEST_PAGE = 200


def gained(purposes: Mapping[str, int] | Collection[str], *, source: str, at: datetime) -> None:
    """Count new live consents.

    :param purposes: keys, or how many for each key
    :param source: ``form:SLUG``, ``import:NUMBER`` or ``statement:NUMBER``
    """
    _add({(Deed.GAINED.value, key, source): count for key, count in Counter(purposes).items()}, at=at)


def lost(purposes: Mapping[str, int] | Collection[str], *, channel: str, at: datetime) -> None:
    """Count live consents that ended."""
    _add({(Deed.LOST.value, key, channel): count for key, count in Counter(purposes).items()}, at=at)


def page(path: str, *, at: datetime) -> None:
    """Count a confirmed sign-up for the page on which it began: its plain path. A count outlives the person, so nothing that could name one stays."""
    plain = path.partition("?")[0].partition("#")[0]
    if plain and "@" not in unquote(plain):
        _add({(Deed.PAGE.value, "", plain[:LONGEST_PAGE]): 1}, at=at)


def live_of(consents: Iterable[Consent]) -> Counter[str]:
    """Return how many consents there are for each purpose."""
    return Counter(consent.purpose.key for consent in consents)


def rebuild() -> int:
    """Count anew from what the log still holds; return how many counts there are. People erased since are in them no more."""
    found: Counter[tuple[str, str, str, str]] = Counter()
    live: set[tuple[UUID | None, str]] = set()
    with transaction.atomic():
        for event in book.of_kinds([*_GIVING, *_ENDING]):
            day = _day(event.recorded_at)
            for deed, purpose, detail in _said(event, live):
                found[day, deed, purpose, detail] += 1
        pages = list(DailyFigure.objects.filter(deed=Deed.PAGE))
        DailyFigure.objects.all().delete()
        kept = [DailyFigure(day=row.day, deed=row.deed, purpose=row.purpose, detail=row.detail, count=row.count) for row in pages]
        fresh = [DailyFigure(day=key[0], deed=key[1], purpose=key[2], detail=key[3], count=count) for key, count in found.items()]
        DailyFigure.objects.bulk_create([*kept, *fresh], batch_size=1_000)
    return len(found)


_GIVING = {
    "confirmed": lambda body: f"{FORM}{body['form']['slug']}",
    "imported": lambda body: f"{IMPORT}{body['import']}",
    "stated": lambda body: f"{STATEMENT}{body['import']}",
    moves.CHANGED: lambda body: MOVED,
}
_ENDING = {
    "withdrawn": lambda body: str(body["channel"]),
    "import_undone": lambda body: UNDONE,
    "statement_undone": lambda body: STATEMENT_UNDONE,
    "expired_stale": lambda body: UNUSED,
}


def _said(event: Event, live: set[tuple[UUID | None, str]]) -> Iterable[Key]:
    """Say what an event changed, and remember it; what was so before changes nothing."""
    gives = event.kind in _GIVING
    detail = (_GIVING if gives else _ENDING)[event.kind](event.body)
    for purpose in event.body["purposes"]:
        place = (event.subject, purpose)
        if gives == (place in live):
            continue
        live.symmetric_difference_update({place})
        yield (Deed.GAINED if gives else Deed.LOST).value, purpose, detail


def _add(counts: Mapping[Key, int], *, at: datetime) -> None:
    rows = [(_day(at), *key, count) for key, count in sorted(counts.items()) if count]
    if rows:
        with connection.cursor() as cursor:
            cursor.executemany(ADD, rows)


def _day(at: datetime) -> str:
    return at.astimezone(ZoneInfo(options.current().time_zone)).date().isoformat()
