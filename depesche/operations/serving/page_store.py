"""The page store before the first request: there, and empty if anything changed on which all pages depend."""

from __future__ import annotations

import hashlib
import os
import sys
from pathlib import Path

import depesche
from depesche.kernel import options, theme
from depesche.press import store

COLLECTED = ".static-collected"  # in the home, beside the static files, as everything among them is served: tells states of them apart
BOOT = Path("/proc/sys/kernel/random/boot_id")
WITHOUT_WEB = "--without-web"  # said to the preparing process of a tree that answers no readers
CODE = frozenset({".py", ".html", ".mo", ".txt", ".json", ".svg"})


def prepare() -> bool:
    """Make the store ready, or remove it where the operator wants none; return whether it begins empty."""
    kept = store.of_home()
    if options.current().page_store:
        return kept.prepare(made_for=made_for())
    kept.discard()
    return False


def is_ready() -> bool:
    """Whether there is a store, made for the present state of everything; needs no Django."""
    return store.of_home().is_made_for(made_for())


def made_for() -> str:
    """Tell states apart on which all pages depend: code, libraries, static files as they were collected, options, and the run of the machine.

    The run counts because nothing in the store is synchronised to the disk: after a loss of power it may be anything.
    """
    found = hashlib.sha256()
    for one in options.shown(os.environ, options.current()):
        found.update(f"{one.name}={one.value}\n".encode())
    for path in sorted(Path(depesche.__file__).parent.rglob("*")):
        if path.suffix in CODE:
            status = path.stat()
            found.update(f"{path} {status.st_size} {status.st_mtime_ns}\n".encode())
    libraries = sorted(path.name for folder in sys.path for path in Path(folder).glob("*.dist-info"))
    found.update("\n".join(libraries).encode())
    found.update(theme.in_use(options.current().home).encode())
    collected = options.current().home / COLLECTED
    if collected.exists():
        found.update(collected.read_bytes())
    if BOOT.exists():
        found.update(BOOT.read_bytes())
    return found.hexdigest()
