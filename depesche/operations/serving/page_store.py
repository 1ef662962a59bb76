"""The page store before the first request: there, and empty if anything changed on which all pages depend."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import depesche
from depesche.kernel import options
from depesche.operations.serving import static_files
from depesche.press import store

BOOT = Path("/proc/sys/kernel/random/boot_id")
CODE = frozenset({".py", ".html", ".mo", ".txt", ".json", ".svg"})


def prepare() -> bool:
    """Make the store ready, or remove it where the operator wants none; return whether it begins empty."""
    kept = store.of_home()
    if options.current().page_store:
        return kept.prepare(made_for=made_for())
    kept.discard()
    return False


def made_for() -> str:
    """Tell states apart on which all pages depend: code, static files, options, and the run of the machine.

    The run counts because nothing in the store is synchronised to the disk: after a loss of power it may be anything.
    """
    found = hashlib.sha256()
    for one in options.shown(os.environ, options.current()):
        found.update(f"{one.name}={one.value}\n".encode())
    for path in sorted(Path(depesche.__file__).parent.rglob("*")):
        if path.suffix in CODE:
            status = path.stat()
            found.update(f"{path} {status.st_size} {status.st_mtime_ns}\n".encode())
    found.update(static_files.signature().encode())
    if BOOT.exists():
        found.update(BOOT.read_bytes())
    return found.hexdigest()
