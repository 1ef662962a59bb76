"""A small journal beside the database of what a restored backup must not forget: who left, was erased or restricted, what was
taken back, how far logs were signed.

Plain text files, one per month, in ``<home>/since-backup/``, copied away by the operator's file sync. A line is
``TIME KIND FIELD... CHECK`` with fields of letters, digits and ``:._-,``; addresses stand in it as keyed digests only (L-36). A line is
on the disk before the deed's transaction is committed: a deed that then fails leaves a line too many, which errs on the side of silence.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from depesche.kernel import clock, digest, options

FOLDER = "since-backup"
SUPPRESSED = "suppressed"
ERASED = "erased"
RESTRICTED = "restricted"
UNRESTRICTED = "unrestricted"
TAKEN_BACK = "statement-taken-back"
UNDONE = "import-undone"
SIGNED = "signed"
FIELD = re.compile(r"[A-Za-z0-9:._,-]+")
CHECK_LENGTH = 8
LEAST_WORDS = 3


@dataclass(frozen=True)
class Line:
    """One deed: when, of what kind, and its fields."""

    at: datetime
    kind: str
    fields: tuple[str, ...]


def note(kind: str, *fields: str, at: datetime) -> None:
    """Write a line and bring it to the disk.

    :raises ValueError: if a field could not be read back
    :raises OSError: if the line cannot be written; the deed must not go on then
    """
    note_all(kind, [fields], at=at)


def note_all(kind: str, lines: Iterable[Sequence[str]], *, at: datetime) -> None:
    """Write many lines of one kind and bring them to the disk at once; raises as :func:`note` does."""
    written = "".join(_written(kind, fields, at=at) for fields in lines)
    folder = options.current().home / FOLDER
    folder.mkdir(mode=0o700, exist_ok=True)
    handle = os.open(folder / f"{clock.to_milliseconds(at)[:7]}.log", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(handle, "ab", buffering=0) as file:
        file.write(written.encode())
        os.fsync(file.fileno())


def _written(kind: str, fields: Sequence[str], *, at: datetime) -> str:
    if not all(FIELD.fullmatch(field) for field in (kind, *fields)):
        raise ValueError(f"a field of the journal has signs that it cannot hold: {kind}")
    said = " ".join((clock.to_milliseconds(at), kind, *fields))
    return f"{said} {_check(said)}\n"


def files(place: Path) -> list[Path]:
    """Return the journal files of a folder, oldest first; a single file stands for itself."""
    return sorted(place.glob("*.log")) if place.is_dir() else [place]


def read(paths: Iterable[Path]) -> Iterator[Line | None]:
    """Yield the lines of journal files; ``None`` for each that is torn or changed."""
    for path in paths:
        for text in path.read_text(encoding="utf-8", errors="replace").splitlines():
            yield _line(text)


def _line(text: str) -> Line | None:
    said, _, check = text.rpartition(" ")
    words = said.split(" ")
    if len(words) < LEAST_WORDS or check != _check(said):
        return None
    try:
        return Line(clock.from_milliseconds(words[0]), words[1], tuple(words[2:]))
    except ValueError:
        return None


def _check(said: str) -> str:
    return digest.sha256_hex(said.encode())[:CHECK_LENGTH]
