"""Who read proofs, and who took the list of subscribers away: what a data protection officer asks for (L-44). It comes from the ledger only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from depesche.audience.models import Subscriber
from depesche.audience.people_export import EXPORTED
from depesche.ledger import book

VIEWED = "proof_viewed"
PAGE_SIZE = 50


@dataclass(frozen=True)
class Reading:
    """One reading: when, by whom, of whose proof (or how many people's addresses), and the entry that holds it."""

    at: datetime
    reader: str
    index: int
    subject: UUID | None
    mailbox: str
    count: int | None


@dataclass(frozen=True)
class Readings:
    """One page of readings; ``next`` is where the next one begins, if there is one."""

    lines: tuple[Reading, ...]
    next: int | None


def page(*, before: int | None, with_addresses: bool) -> Readings:
    """Return a page, newest first.

    :param with_addresses: whether the addresses of those whose proof was read are told; else the random id stands for each
    """
    events = book.newest([VIEWED, EXPORTED], most=PAGE_SIZE + 1, before=before)
    shown = events[:PAGE_SIZE]
    subjects = [event.subject for event in shown if event.subject]
    known = dict(Subscriber.objects.filter(pk__in=subjects).values_list("pk", "mailbox")) if with_addresses else {}
    lines = tuple(
        Reading(event.recorded_at, event.body["reader"], event.index, event.subject, _mailbox(known, event.subject), event.body.get("count"))
        for event in shown
    )
    return Readings(lines=lines, next=shown[-1].index if len(events) > PAGE_SIZE else None)


def _mailbox(known: dict[UUID, str], subject: UUID | None) -> str:
    return known.get(subject, "") if subject else ""
