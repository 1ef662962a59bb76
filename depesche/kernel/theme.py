"""The publisher's own theme: templates and static files in ``<home>/theme`` that take the place of Depesche's (docs/guides/theme.md).

It is taken as a whole or not at all: what was checked is copied to ``<home>/theme-in-use``, and only the copy is ever used.
So a theme that is broken, or half written, leaves readers the one before. Knows no framework, as the settings ask it.
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import shutil
from dataclasses import dataclass
from pathlib import Path

FOLDER, IN_USE = "theme", "theme-in-use"
TEMPLATES, STATIC = "templates", "static"
CURRENT, TROUBLE = "current", "trouble.json"
NONE = ""


@dataclass(frozen=True)
class Trouble:
    """Why a theme was not taken: its state, and a sentence for each mistake."""

    state: str
    sentences: tuple[str, ...]


class _Trial:
    """The folder that this process tries out instead of what is in use."""

    folder: Path | None = None


def try_out(folder: Path) -> None:
    """Have this process, before its settings are read, use a theme that nobody has checked."""
    _Trial.folder = folder


def is_trial() -> bool:
    """Whether this process tries a theme out."""
    return _Trial.folder is not None


def written(home: Path) -> Path:
    """Return where the publisher writes the theme."""
    return home / FOLDER


def folder(home: Path) -> Path | None:
    """Return the theme that is used, a folder with ``templates`` and ``static``; nothing where there is none."""
    if _Trial.folder is not None:
        return _Trial.folder
    state = in_use(home)
    found = home / IN_USE / state
    return found if state and found.is_dir() else None


def in_use(home: Path) -> str:
    """Return the state of the theme that is used; an empty text without one."""
    try:
        return (home / IN_USE / CURRENT).read_text(encoding="ascii").strip()
    except FileNotFoundError:
        return NONE


def state_of(theme: Path) -> str:
    """Tell one state of a theme from another, by the names and bytes of its files; an empty text for one without any."""
    found, count = hashlib.sha256(), 0
    for path in files(theme):
        found.update(os.fsencode(path.relative_to(theme)) + f" {path.stat().st_size}\n".encode() + path.read_bytes())
        count += 1
    return found.hexdigest()[:16] if count else NONE


def files(theme: Path) -> list[Path]:
    """Return the files of a theme; those of editors and of file systems, which begin with a dot or end with a tilde, are none."""
    parts = (theme / TEMPLATES, theme / STATIC)
    found = (path for part in parts if part.is_dir() for path in part.rglob("*"))
    return sorted(path for path in found if path.is_file() and not path.name.startswith(".") and not path.name.endswith("~"))


def said(path: Path, theme: Path) -> str:
    """Return a file's name below a theme as text, with a mark for each byte that is not UTF-8, as in archives packed elsewhere."""
    return os.fsencode(path.relative_to(theme)).decode(errors="replace")


def take(home: Path, theme: Path) -> None:
    """Use a theme from the next start of a process on; one without files means none."""
    state, place = state_of(theme), home / IN_USE
    place.mkdir(exist_ok=True)
    if state and not (place / state).exists():
        aside = place / f"{state}.{secrets.token_hex(4)}"
        for path in files(theme):
            copy = aside / path.relative_to(theme)
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, copy)
        aside.rename(place / state)
    _write(place / CURRENT, state)
    (place / TROUBLE).unlink(missing_ok=True)
    for old in place.iterdir():
        if old.is_dir() and old.name != state:
            shutil.rmtree(old, ignore_errors=True)


def note(home: Path, trouble: Trouble) -> None:
    """Keep why a theme was not taken, for the doctor and the desk."""
    place = home / IN_USE
    place.mkdir(exist_ok=True)
    _write(place / TROUBLE, json.dumps({"state": trouble.state, "sentences": trouble.sentences}))


def trouble(home: Path) -> Trouble | None:
    """Return why the theme as it was last looked at is not used; nothing if it is."""
    try:
        said = json.loads((home / IN_USE / TROUBLE).read_text(encoding="utf-8"))
        return Trouble(str(said["state"]), tuple(map(str, said["sentences"])))
    except (FileNotFoundError, ValueError, KeyError, TypeError):
        return None


def _write(path: Path, text: str) -> None:
    aside = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    aside.write_text(text, encoding="utf-8")
    aside.replace(path)
