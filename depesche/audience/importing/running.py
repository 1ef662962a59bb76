"""Carrying out an import: batch after batch, each in a transaction of its own, so that it can be interrupted at any moment and go on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from pathlib import Path

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from depesche.audience.importing import batches, ground, ordering, planning, tally
from depesche.audience.importing.batches import LEAVERS, ROUNDS, Batch, Files
from depesche.audience.importing.losses import Loss, Losses
from depesche.audience.importing.planning import Plan
from depesche.audience.importing.reading import Source
from depesche.audience.importing.wordings import Wordings
from depesche.audience.importing.writing import Writer
from depesche.audience.models import ImportRun
from depesche.chores import stopping
from depesche.kernel import clock
from depesche.kernel.refusal import Refusal
from depesche.ledger import book

State = ImportRun.State
SILENT = timedelta(seconds=60)  # after which a run without a sign of life counts as interrupted
TRIES = 3
Progress = Callable[[int, int], None]


def nobody_listens(done: int, total: int) -> None:
    """Take progress without telling anybody."""


def claim(run: ImportRun, *, at: datetime) -> None:
    """Make this process the one that carries out a run.

    :raises Refusal: code ``import-running`` if another one does
    """
    free = Q(state=State.WAITING) | Q(state=State.RUNNING, touched_at__lte=at - SILENT)
    if not ImportRun.objects.filter(free, pk=run.pk).update(state=State.RUNNING, touched_at=at):
        raise Refusal(
            code="import-running",
            message=_("Import %(number)s is being carried out by another process.") % {"number": run.pk},
            help=_("If that one was stopped, try again in a minute."),
        )
    run.refresh_from_db()


def carry_out(
    run: ImportRun, sources: Sequence[Source], *, report: Path, now: Callable[[], datetime] = clock.now, tell: Progress = nobody_listens
) -> bool:
    """Take in what a claimed run asks for, from where it stands; return whether it is done (else it was asked to stop).

    :param now: the clock, read once per batch
    :param tell: is told after each batch how many bytes of how many are done; both rounds count
    :raises Refusal: code ``no-table``, ``no-address-column`` or ``cannot-write``
    """
    files = batches.open_files(sources, preset=run.preset, mapping=run.mapping, at=run.created_at)
    losses = Losses(path=report, start=run.report_size, first=[Loss(*problem) for problem in run.problems])
    losses.open()
    deed = _Deed(run, files, losses)
    for round in ROUNDS[run.phase :]:
        for batch in files.batches(round, after=run.position):
            deed.take(batch, round=round, at=now())
            tell(run.done_bytes, 2 * files.size)
            if stopping.asked():
                return False
        run.phase, run.position = min(round + 1, ROUNDS[-1]), 0
    _finish(run, at=now())
    return True


class _Deed:
    """One run at work."""

    def __init__(self, run: ImportRun, files: Files, losses: Losses) -> None:
        self.run, self.losses, self.size = run, losses, files.size
        self.terms = ordering.terms(run)
        self.writer = Writer(run, Wordings(tuple(run.purposes), source=run.source))

    def take(self, batch: Batch, *, round: int, at: datetime) -> None:
        """Take in one batch; somebody who signs up at the same moment is met once more."""
        for attempt in range(1, TRIES + 1):
            try:
                with transaction.atomic():
                    self._take(batch, round=round, at=at)
                return
            except IntegrityError:
                self.writer.wordings.forget()
                if attempt == TRIES:
                    raise

    def _take(self, batch: Batch, *, round: int, at: datetime) -> None:
        known = ground.read({row.lookup for row in batch.rows}, at=at, lock=True)
        plan = planning.leaver if round == LEAVERS else planning.person
        plans = [plan(row, known[row.lookup], self.terms) for row in batch.rows]
        if round == LEAVERS:
            self.writer.leavers(plans, at=at)
        else:
            plans = self.writer.people(plans, at=at)
        lost = [*batch.losses, *losses_of(plans, self.run.files)]
        counts = tally.begin(self.run.counts)
        tally.add(counts, plans, batch.losses)
        self.losses.add(lost)
        run = self.run
        run.phase, run.position, run.done_bytes = round, batch.position, round * self.size + batch.read
        run.counts, run.report_size, run.touched_at = dict(counts), self.losses.size, at
        run.problems = [[loss.file, loss.line, loss.code] for loss in self.losses.first]
        run.save(update_fields=["phase", "position", "done_bytes", "counts", "report_size", "touched_at", "problems"])


def losses_of(plans: Sequence[Plan], files: Sequence[dict[str, object]]) -> list[Loss]:
    """Return the lines of the report that planning found."""
    return [Loss(str(files[plan.row.file]["name"]), plan.row.line, code) for plan in plans for code in plan.codes]


def _finish(run: ImportRun, *, at: datetime) -> None:
    with transaction.atomic():
        body = {
            "import": run.pk,
            "files": [str(file["sha256"]) for file in run.files],
            "preset": run.preset,
            "purposes": sorted(run.purposes),
            "source": run.source,
            "asked_by": run.asked_by,
            "counts": run.counts,
            "finished_at": clock.to_milliseconds(at),
        }
        book.append(book.Fact("import_finished", body), at=at)
        run.state, run.finished_at, run.touched_at = State.DONE, at, at
        run.save(update_fields=["state", "finished_at", "touched_at", "phase", "position"])
