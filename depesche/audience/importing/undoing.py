"""Taking an import back, as long as nothing was sent to its people.

Whom only the import brought is erased; whom it brought a purpose more loses that purpose; whom it suppressed is free again unless somebody else
suppresses them. Consents that it ended stay ended: an undo revives nobody either.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from depesche.audience import figures, holding
from depesche.audience.importing.ground import MARK
from depesche.audience.importing.running import SILENT, Progress, nobody_listens
from depesche.audience.models import Consent, Grant, ImportedRow, ImportRun, ImportStatement, SignupRequest, Subscriber
from depesche.courier.models import OutboxMessage, Suppression
from depesche.kernel import clock, since_backup
from depesche.kernel.refusal import Refusal
from depesche.ledger import book

AT_ONCE = 2_000
State, Outcome = ImportRun.State, ImportedRow.Outcome
Question = Callable[[Collection[UUID]], bool]
_questions: list[Question] = []


def register(question: Question) -> None:
    """Have ``question(subjects)`` asked before an undo: whether mail went, or is about to go, to any of these people."""
    _questions.append(question)


@dataclass
class Undone:
    """What an undo did: people erased, consents ended, suppressions removed."""

    run: ImportRun
    erased: int = 0
    ended: int = 0
    freed: int = 0


def find(number: int) -> ImportRun:
    """Return an import by its number.

    :raises Refusal: code ``unknown-import``
    """
    run = ImportRun.objects.filter(pk=number).first()
    if run is None:
        raise Refusal(code="unknown-import", message=_("There is no import %(number)s.") % {"number": number})
    return run


def undo(run: ImportRun, *, now: Callable[[], datetime] = clock.now, tell: Progress = nobody_listens) -> Undone:
    """Take an import back, batch after batch; an interrupted undo goes on where it was.

    :raises Refusal: code ``not-undoable`` if it is not done, or ``already-sent`` if somebody of it got mail or is about to
    """
    begin(run, at=now())
    return go_on(run, now=now, tell=tell)


def go_on(run: ImportRun, *, now: Callable[[], datetime] = clock.now, tell: Progress = nobody_listens) -> Undone:
    """Take back what is left of an undo that was begun; what it counts is what it did itself."""
    undone = Undone(run)
    total, done = run.rows.count(), 0
    while True:
        with transaction.atomic():
            rows = list(run.rows.order_by("pk")[:AT_ONCE])
            if not rows:
                _finish(run, undone, at=now())
                return undone
            _take_back(rows, undone, at=now())
        done += len(rows)
        tell(done, total)


def begin(run: ImportRun, *, at: datetime, is_left_to_worker: bool = False) -> None:
    """Decide that an import is undone; from here on there is no way back.

    :param is_left_to_worker: let the next worker do it, instead of the caller
    :raises Refusal: as :func:`undo`
    """
    is_interrupted = run.state in {State.RUNNING, State.UNDOING} and run.touched_at <= at - SILENT
    if run.state not in {State.DONE, State.FAILED} and not is_interrupted:
        raise Refusal(
            code="not-undoable",
            message=_("Import %(number)s cannot be undone: it is %(state)s.") % {"number": run.pk, "state": run.get_state_display()},
        )
    if run.statements.exclude(state=ImportStatement.State.TAKEN_BACK).exists():
        raise Refusal(
            code="statement-stands",
            message=_("Import %(number)s cannot be undone: a signed statement makes its people mailable.") % {"number": run.pk},
            help=_("Take the statement back first."),
        )
    rows = run.rows.exclude(subject=None).order_by("pk")
    last = 0
    while subjects := list(rows.filter(pk__gt=last).values_list("pk", "subject")[:AT_ONCE]):
        last = subjects[-1][0]
        if _was_sent({subject for _pk, subject in subjects if subject is not None}, run):
            raise Refusal(
                code="already-sent",
                message=_("Import %(number)s cannot be undone: mail went to its people, or waits for them.") % {"number": run.pk},
                help=_("Withdraw or erase single people instead."),
            )
    since_backup.note(since_backup.UNDONE, str(run.pk), clock.to_milliseconds(run.created_at), at=at)  # a restored backup learns it (L-37)
    touched_at = at - SILENT if is_left_to_worker else at
    ImportRun.objects.filter(pk=run.pk).update(state=State.UNDOING, touched_at=touched_at)
    run.refresh_from_db()


def _was_sent(subjects: Collection[UUID], run: ImportRun) -> bool:
    if OutboxMessage.objects.filter(subject_id__in=subjects, created_at__gte=run.created_at).exists():
        return True
    return any(question(subjects) for question in _questions)


def _take_back(rows: Sequence[ImportedRow], undone: Undone, *, at: datetime) -> None:
    brought = [row for row in rows if row.outcome != Outcome.SUPPRESSED]
    subjects = {row.subject for row in brought if row.subject}
    holding.hold(subjects)
    ImportedRow.objects.filter(pk__in=[row.pk for row in rows]).delete()
    ended = _end(subjects, [row.entry_index for row in brought if row.entry_index is not None])
    undone.ended += sum(ended.values())
    only_here = _brought_only(subjects)
    undone.erased += _erase(only_here, at=at)
    _note([row for row in brought if row.subject not in only_here], undone.run, at=at)
    undone.freed += _free([row for row in rows if row.outcome == Outcome.SUPPRESSED], undone.run, at=at)
    figures.lost(ended, channel=figures.UNDONE, at=at)
    ImportRun.objects.filter(pk=undone.run.pk).update(touched_at=at)


def _end(subjects: Collection[UUID], indices: Collection[int]) -> Counter[str]:
    mine = Consent.objects.filter(address__in=subjects, grant__entry_index__in=indices)
    ended = figures.live_of(mine.select_related("purpose"))
    mine.delete()
    return ended


def _brought_only(subjects: Collection[UUID]) -> set[UUID]:
    """Return those of whom nothing else is known: no other row, no sign-up, no consent, no deed of theirs in the log."""
    others: set[UUID] = set()
    others.update(subject for subject in ImportedRow.objects.filter(subject__in=subjects).values_list("subject", flat=True) if subject)
    others.update(SignupRequest.objects.filter(subscriber__in=subjects).values_list("subscriber_id", flat=True))
    others.update(Consent.objects.filter(address__in=subjects).values_list("address_id", flat=True))
    others.update(book.subjects_with(subjects, but=("imported", "import_undone", "stated", "statement_undone", "proof_viewed")))
    return set(subjects) - others


def _erase(subjects: Collection[UUID], *, at: datetime) -> int:
    indices = book.indices_of(subjects)
    if indices:
        book.erase(indices, reason="import-undone", at=at)
    return Subscriber.objects.filter(pk__in=subjects).delete()[1].get("audience.Subscriber", 0)


def _note(rows: Sequence[ImportedRow], run: ImportRun, *, at: datetime) -> None:
    indices = [row.entry_index for row in rows if row.entry_index is not None]
    ended: dict[UUID, set[str]] = {}
    for subject, key in Grant.objects.filter(subject__in=[row.subject for row in rows], entry_index__in=indices).values_list(
        "subject", "purpose__key"
    ):
        ended.setdefault(subject, set()).add(key)
    live = set(Consent.objects.filter(address__in=ended).values_list("address_id", "purpose__key"))
    facts = []
    for subject, keys in sorted(ended.items()):
        purposes = sorted(key for key in keys if (subject, key) not in live)
        facts.append(book.Fact("import_undone", {"import": run.pk, "purposes": purposes, "undone_at": clock.to_milliseconds(at)}, subject))
    book.append_all(facts, at=at)


def _free(rows: Sequence[ImportedRow], run: ImportRun, *, at: datetime) -> int:
    """Remove what this import suppressed, unless another import says the same of the address."""
    lookups = {row.lookup for row in rows}
    kept = set(ImportedRow.objects.filter(lookup__in=lookups, outcome=Outcome.SUPPRESSED).values_list("lookup", flat=True))
    free = lookups - kept
    indices = book.present([row.entry_index for row in rows if row.lookup in free and row.entry_index is not None])
    if indices:
        book.erase(indices, reason="import-undone", at=at)
    return Suppression.objects.filter(lookup__in=free, note=f"{MARK}{run.pk}").delete()[0]


def _finish(run: ImportRun, undone: Undone, *, at: datetime) -> None:
    body = {"import": run.pk, "erased": undone.erased, "ended": undone.ended, "freed": undone.freed, "undone_at": clock.to_milliseconds(at)}
    book.append(book.Fact("import_taken_back", body), at=at)
    run.state, run.finished_at, run.touched_at = State.UNDONE, at, at
    run.save(update_fields=["state", "finished_at", "touched_at"])
