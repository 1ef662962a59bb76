"""What was asked for at the desk and waits for the worker: looking at uploads, carrying imports out, taking them back.

Uploads lie on the machine that took them; a worker elsewhere leaves them alone.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.db.models import Q, QuerySet

from depesche.audience.importing import batches, keeping, looking, ordering, running, undoing
from depesche.audience.importing.losses import Losses
from depesche.audience.importing.running import SILENT
from depesche.audience.models import ImportRun
from depesche.kernel import clock
from depesche.kernel.refusal import Refusal

State = ImportRun.State


def is_waiting(*, at: datetime) -> bool:
    """Whether there is something to do that this machine can do."""
    return _next(at) is not None


def work_off(*, at: datetime, now: Callable[[], datetime] = clock.now) -> bool:
    """Do the oldest thing that waits, to its end; return whether there was one. What is refused is said at the import."""
    run = _next(at)
    if run is None:
        return False
    try:
        if run.state == State.UNDOING:
            undoing.go_on(run, now=now)
        elif run.state == State.UPLOADED:
            look(run, at=at)
        else:
            _carry_out(run, at=at, now=now)
    except Refusal as refusal:
        ImportRun.objects.filter(pk=run.pk).update(state=State.FAILED, failure=str(refusal)[:500], touched_at=at)
    return True


def look(run: ImportRun, *, at: datetime) -> None:
    """Count what an upload would bring; it is looked at again if this process was asked to stop.

    :raises Refusal: code ``no-table`` or ``no-address-column``
    """
    files = batches.open_files(keeping.sources(run) or [], preset=run.preset, mapping=run.mapping, at=at)
    losses = Losses(path=keeping.report(run))
    counts = looking.count(files, ordering.terms(run), losses, at=at, tell=lambda done, total: _sign_of_life(run, done))
    if counts is None:
        return
    run.counts, run.problems, run.state = dict(counts), [[loss.file, loss.line, loss.code] for loss in losses.first], State.CHECKED
    run.touched_at, run.done_bytes = at, 0
    run.save(update_fields=["counts", "problems", "state", "touched_at", "done_bytes"])


def start(run: ImportRun, *, at: datetime) -> bool:
    """Have a looked-at import carried out; return whether it was there to be started."""
    fresh = {"state": State.WAITING, "counts": {}, "problems": [], "touched_at": at}
    return bool(ImportRun.objects.filter(pk=run.pk, state=State.CHECKED).update(**fresh))


def _carry_out(run: ImportRun, *, at: datetime, now: Callable[[], datetime]) -> None:
    sources = keeping.sources(run) or []
    running.claim(run, at=at)
    if running.carry_out(run, sources, report=keeping.report(run), now=now):
        keeping.forget_upload(run)


def _sign_of_life(run: ImportRun, done: int) -> None:
    ImportRun.objects.filter(pk=run.pk).update(done_bytes=done)


def _next(at: datetime) -> ImportRun | None:
    return next((run for run in _waiting(at) if run.state == State.UNDOING or keeping.sources(run) is not None), None)


def _waiting(at: datetime) -> QuerySet[ImportRun]:
    silent = Q(state__in=[State.RUNNING, State.UNDOING], touched_at__lte=at - SILENT)
    return ImportRun.objects.filter(Q(state__in=[State.UPLOADED, State.WAITING]) | silent).order_by("pk")
