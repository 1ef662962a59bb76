"""The files of copies go with the evidence that was taken down: as soon as that is committed, and later if the process died in between."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from depesche.ledger import book, logs
from depesche.newsroom.claims import archiving, entries
from depesche.newsroom.claims.assertion_rows import Evidence
from depesche.newsroom.claims.taken_rows import TakenDown


def forget(digests: Iterable[str]) -> None:
    """Delete the files of copies that no other evidence has; whoever keeps the same file meanwhile comes before or after."""
    for sha256 in sorted(set(digests)):
        with transaction.atomic():
            archiving.take_turn(sha256)
            if not Evidence.objects.filter(sha256=sha256).exists():
                archiving.place(sha256).unlink(missing_ok=True)


def may_be_left(*, at: datetime) -> bool:
    """Whether a statement was ever taken down; a cheap look."""
    return TakenDown.objects.filter(assertion__isnull=False).exists()


def forget_left(*, at: datetime) -> None:
    """Delete the files of copies whose evidence was taken down, by the log.

    A file that it does not know of stays: it may belong to another database.
    """
    without = _without_evidence()
    if not without:
        return
    kept: dict[int, str] = {}
    taken: set[int] = set()
    for event in book.of_kinds((entries.EVIDENCE_ARCHIVED, entries.TEXT_TAKEN_DOWN), log=logs.EDITORIAL):
        if event.kind == entries.EVIDENCE_ARCHIVED:
            kept[event.body["evidence"]] = event.body["sha256"]
        else:
            taken.update(event.body.get("evidence", ()))
    forget(without & {kept[pk] for pk in taken if pk in kept})


def _without_evidence() -> set[str]:
    return archiving.files() - set(Evidence.objects.exclude(sha256="").values_list("sha256", flat=True))
