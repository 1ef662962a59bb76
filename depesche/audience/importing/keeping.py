"""Where uploads and reports of imports lie: below ``imports/`` in the home folder, readable by its owner only, and gone when done with."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path

from depesche.audience.importing import reading
from depesche.audience.importing.reading import Source
from depesche.audience.models import ImportRun
from depesche.kernel import options

FOLDER = "imports"
UPLOADS_KEPT = timedelta(days=7)
State = ImportRun.State


def folder() -> Path:
    """Return the folder of all imports."""
    return options.current().home / FOLDER


def report(run: ImportRun) -> Path:
    """Return where the report of an import's losses is."""
    return folder() / f"import-{run.pk}-report.csv"


def begin_upload(mark: str) -> Path:
    """Make the folder that one upload lies in."""
    place = folder() / "uploads" / mark
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    return place


def store(place: Path, number: int, chunks: Iterable[bytes], *, name: str) -> Source:
    """Store one uploaded file under its number; return it as a source under its own name."""
    path = place / f"{number}.csv"
    with path.open("wb") as file:
        path.chmod(0o600)
        for chunk in chunks:
            file.write(chunk)
    return reading.source(path, name=name[:120])


def sources(run: ImportRun) -> list[Source] | None:
    """Return the uploaded files of a run, or ``None`` if they are not on this machine."""
    place = folder() / "uploads" / run.digest
    paths = [place / f"{number}.csv" for number in range(len(run.files))]
    if not all(path.is_file() for path in paths):
        return None
    return [
        Source(path=path, name=str(file["name"]), sha256=str(file["sha256"]), size=int(file["size"]))
        for path, file in zip(paths, run.files, strict=True)
    ]


def forget_upload(run: ImportRun) -> None:
    """Delete the uploaded files of a run; they hold plain addresses."""
    shutil.rmtree(folder() / "uploads" / run.digest, ignore_errors=True)


def forget_old(*, at: datetime) -> int:
    """Delete uploads that nobody confirmed within a week, with their runs; return how many."""
    old = list(ImportRun.objects.filter(state__in=[State.UPLOADED, State.CHECKED, State.FAILED], rows=None, touched_at__lt=at - UPLOADS_KEPT))
    for run in old:
        discard(run)
    return len(old)


def discard(run: ImportRun) -> None:
    """Forget an import that took nothing in: its files, its report and the run itself."""
    forget_upload(run)
    report(run).unlink(missing_ok=True)
    run.delete()
