"""The list of subscribers as a table for other programs; that somebody took it away is recorded (L-44)."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from depesche.audience import people_filters, people_list
from depesche.audience.people_filters import Wanted
from depesche.audience.people_list import Order, Row
from depesche.kernel import clock, table_cells
from depesche.ledger import book

EXPORTED = "list_exported"
HEADING = ("email", "domain", "language", "known_since", "state", "purposes", "consents_since", "versions", "evidence")


def record(wanted: Wanted, *, at: datetime, reader: str) -> int:
    """Record that somebody takes the list away: what it was narrowed down to, never what was searched for. Return how many people are in it."""
    count = people_filters.people(wanted, at=at).order_by().count()
    body = {
        "reader": reader,
        "count": count,
        "purpose": wanted.purpose,
        "state": wanted.standing,
        "evidence": wanted.evidence,
        "is_searched": bool(wanted.text.strip()),
        "exported_at": clock.to_milliseconds(at),
    }
    with transaction.atomic():
        book.append(book.Fact(EXPORTED, body), at=at)
    return count


def lines(wanted: Wanted, *, order: Order, at: datetime) -> Iterator[str]:
    """Yield the table as CSV, line by line."""
    yield _written(HEADING)
    for row in people_list.everybody(wanted, order=order, at=at):
        yield _written(cells(row))


def documents(wanted: Wanted, *, order: Order, at: datetime) -> Iterator[str]:
    """Yield the list as one JSON document, person by person."""
    yield "["
    for number, row in enumerate(people_list.everybody(wanted, order=order, at=at)):
        consents = [
            {"title": one.title, "since": clock.to_milliseconds(one.since), "version": one.version, "evidence": one.evidence} for one in row.consents
        ]
        said = {
            "id": str(row.id),
            "email": row.mailbox,
            "language": row.language,
            "known_since": clock.to_milliseconds(row.since),
            "state": row.standing.value,
            "consents": consents,
        }
        yield ("," if number else "") + "\n" + json.dumps(said, ensure_ascii=False)
    yield "\n]\n"


def cells(row: Row) -> tuple[str, ...]:
    """Return one person's cells; what a table program would take for a formula becomes text."""
    held = row.consents
    said = (
        row.mailbox,
        row.domain,
        row.language,
        clock.to_milliseconds(row.since),
        row.standing.value,
        "; ".join(one.title for one in held),
        "; ".join(clock.to_milliseconds(one.since) for one in held),
        "; ".join(one.version for one in held),
        "; ".join(one.evidence for one in held),
    )
    return tuple(table_cells.as_text(cell) for cell in said)


def file_name(*, at: datetime) -> str:
    """Return what the file is called."""
    return _("subscribers-%(day)s.csv") % {"day": at.date().isoformat()}


def _written(cells: tuple[str, ...]) -> str:
    text = io.StringIO()
    csv.writer(text).writerow(cells)
    return text.getvalue()
