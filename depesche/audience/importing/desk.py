"""What the desk shows of an import: plain data for its template."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from depesche.audience.importing import keeping
from depesche.audience.importing.losses import Loss
from depesche.audience.importing.presets.known import PRESETS
from depesche.audience.models import ImportedRow, ImportRun, ImportStatement, Purpose

State = ImportRun.State
REFRESH = 3  # seconds
AT_WORK = (State.UPLOADED, State.WAITING, State.RUNNING, State.UNDOING)
OUTCOMES = (
    ("mailable", _("become mailable: the confirmation and its wording are proven")),
    ("unproven", _("are kept, never mailed: something is not proven")),
    ("suppressed", _("are not written to any more: they left, complained or bounced")),
    ("known", _("are known here already: nothing changes")),
    ("refused", _("are refused: they left here or in these files")),
    ("rejected", _("cannot be read")),
)
GRADES = (
    ("confirmed-time-and-ip", _("time and IP address of the confirmation")),
    ("confirmed-time", _("time of the confirmation")),
    ("opt-in-time", _("time of the sign-up only")),
    ("none", _("no evidence")),
)


@dataclass(frozen=True)
class Count:
    """One line of a table of counts; ``share`` is in percent of all rows."""

    label: str
    number: int
    share: int


@dataclass(frozen=True)
class Shown:
    """One import's page."""

    run: ImportRun
    system: str
    purposes: tuple[str, ...]
    outcomes: tuple[Count, ...]
    grades: tuple[Count, ...]
    problems: tuple[Loss, ...]
    percent: int
    refresh: int
    has_report: bool
    may_start: bool
    may_discard: bool
    may_undo: bool
    may_state: bool


def shown(run: ImportRun) -> Shown:
    """Return an import as its page shows it."""
    titles = dict(Purpose.objects.values_list("key", "title"))
    is_at_work = run.state in AT_WORK
    stands = run.statements.exclude(state=ImportStatement.State.TAKEN_BACK).exists()
    size = 2 * sum(int(file["size"]) for file in run.files)
    return Shown(
        run=run,
        system=PRESETS[run.preset].title if run.preset in PRESETS else run.preset,
        purposes=tuple(titles.get(key, key) for key in run.purposes),
        outcomes=_counts(run, OUTCOMES),
        grades=_counts(run, GRADES),
        problems=tuple(Loss(*problem) for problem in run.problems),
        percent=min(100, run.done_bytes * 100 // size) if size else 0,
        refresh=REFRESH if is_at_work else 0,
        has_report=not is_at_work and keeping.report(run).is_file(),
        may_start=run.state == State.CHECKED,
        may_discard=run.state in {State.CHECKED, State.FAILED} and not run.rows.exists(),
        may_undo=not stands and (run.state == State.DONE or (run.state == State.FAILED and run.rows.exists())),
        may_state=not stands and run.state == State.DONE and run.rows.filter(outcome=ImportedRow.Outcome.UNPROVEN).exists(),
    )


def _counts(run: ImportRun, names: tuple[tuple[str, object], ...]) -> tuple[Count, ...]:
    rows = run.counts.get("rows", 0)
    return tuple(Count(str(label), run.counts.get(name, 0), run.counts.get(name, 0) * 100 // rows if rows else 0) for name, label in names)
