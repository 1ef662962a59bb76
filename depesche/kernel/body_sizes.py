"""How long the body of a request may be, in one place for the page server and for Django."""

from __future__ import annotations

from depesche.kernel import options

DESK = "/desk/"
FRAME = 64 * 1024  # the boundaries and headers of a multipart form


def most(path: str) -> int:
    """Return how many bytes a request to this path may have: at the desk one file and its form, on readers' pages a form."""
    found = options.current()
    files = found.upload_limit * 1024 * 1024 if path.startswith(DESK) else 0
    return files + found.text_limit + FRAME
