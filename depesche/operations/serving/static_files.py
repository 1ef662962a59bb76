"""Static files: collected, named by their content and compressed into the home folder, only when the package or a library changed."""

from __future__ import annotations

import hashlib
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finder, get_finders
from django.core.management import call_command

from depesche.kernel import options, theme
from depesche.operations.serving.page_store import COLLECTED

MANIFEST = "staticfiles.json"  # the name Django gives it, written after every file that it names


def collect() -> bool:
    """Collect what changed or was lost; return whether there was anything to do."""
    _find_theme()
    root = Path(settings.STATIC_ROOT)
    stamp = root.with_name(COLLECTED)
    wanted = signature()
    if (root / MANIFEST).exists() and stamp.exists() and stamp.read_text(encoding="ascii") == wanted:
        return False
    call_command("collectstatic", interactive=False, verbosity=0)
    stamp.write_text(wanted, encoding="ascii")
    return True


def _find_theme() -> None:
    """Look into the theme that was taken a moment ago, after this process read its settings."""
    found = theme.folder(options.current().home)
    settings.STATICFILES_DIRS = [found / theme.STATIC] if found is not None and (found / theme.STATIC).is_dir() else []
    get_finder.cache_clear()  # type: ignore[attr-defined]  # it is kept by functools.lru_cache


def signature() -> str:
    """Tell one state of all static files from another, by their places, sizes and times."""
    found = hashlib.sha256()
    for finder in get_finders():
        for name, storage in finder.list(None):
            status = Path(storage.path(name)).stat()
            found.update(f"{name} {status.st_size} {status.st_mtime_ns}\n".encode())
    return found.hexdigest()
