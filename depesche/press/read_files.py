"""How often stored pages were read, on its way from the page server to the database: small files that hold a path and a number, and no reader.

The page server writes one a minute, under a name of its own and whole or not at all. Whoever has Django claims one by renaming it, takes it in and
removes it: several may do so at the same time, and no file is taken twice.
"""

from __future__ import annotations

import json
import logging
import os
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

FOLDER = "reads"  # in the home
GIVEN_UP = 3600  # seconds
MOST_FILES = 3000  # two days of one page server without anybody who takes them in; then counting stops
log = logging.getLogger("depesche.reads")


@dataclass(frozen=True)
class Reads:
    """How often which paths were read within an hour."""

    hour: datetime
    paths: Mapping[str, int]


def write(folder: Path, reads: Reads) -> None:
    """Store counts; where nobody takes them in for days, they are dropped.

    :raises OSError: if they cannot be stored
    """
    folder.mkdir(mode=0o700, exist_ok=True)
    if sum(1 for _entry in os.scandir(folder)) >= MOST_FILES:
        log.warning("nobody takes in what was read: %s files wait in %s", MOST_FILES, folder)
        return
    name = f"{time.time_ns()}-{os.getpid()}"
    building = folder / f".{name}"
    building.write_text(json.dumps({"hour": reads.hour.isoformat(), "paths": dict(reads.paths)}), encoding="utf-8")
    building.replace(folder / f"{name}.json")


def claim(folder: Path, *, most: int) -> list[Path]:
    """Take files for oneself, the oldest first. What was claimed and never removed, as its process died, is claimed again after an hour."""
    old = time.time() - GIVEN_UP
    forgotten = [file for file in folder.glob("*.taken") if _modified(file) < old]
    claimed = []
    for file in sorted([*folder.glob("*.json"), *forgotten])[:most]:
        mine = file.with_name(f"{file.stem}-{os.getpid()}.taken")
        try:
            os.utime(file)
            file.rename(mine)
        except FileNotFoundError:
            continue  # somebody else was faster
        claimed.append(mine)
    return claimed


def read(file: Path) -> Reads | None:
    """Read a file; ``None`` if it holds no counts."""
    try:
        return _reads(json.loads(file.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        log.warning("%s holds no counts: %s", file, error)
        return None


def _modified(file: Path) -> float:
    try:
        return file.stat().st_mtime
    except FileNotFoundError:
        return time.time()


def hour_of(moment: float) -> datetime:
    """Return the hour of a moment (seconds since 1970) by its beginning."""
    return datetime.fromtimestamp(moment - moment % 3600, UTC)


def _reads(told: Mapping[str, object]) -> Reads:
    paths = told["paths"]
    if not isinstance(paths, dict):
        raise TypeError("no paths")
    return Reads(datetime.fromisoformat(str(told["hour"])), {str(path): int(number) for path, number in paths.items()})
