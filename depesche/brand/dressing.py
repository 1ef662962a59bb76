"""The style sheets of a publisher with an accent: the collected sheet with a line more, as a file of its own.

So a page still loads one sheet, which every cache may keep for ever, and the content security policy stays the same for all pages.
"""

from __future__ import annotations

import gzip
import logging
import re
import secrets
from functools import lru_cache
from pathlib import Path

import brotli
from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage

from depesche.brand import colours, tokens
from depesche.kernel import digest

HASH = re.compile(r"\.[0-9a-f]{12}$")
log = logging.getLogger("depesche.brand")


def sheet(name: str, accent: str) -> str:
    """Return the address of a style sheet by its static name, with the publisher's accent; nothing, and what is no colour, is the house's.

    A file that cannot be written leaves readers the house's accent.
    """
    plain = staticfiles_storage.url(name)
    if not colours.known(accent):
        return plain
    try:
        return settings.STATIC_URL + _dressed(Path(settings.STATIC_ROOT), plain.removeprefix(settings.STATIC_URL), colours.known(accent))
    except OSError as error:
        log.warning("the style sheet with the publisher's accent cannot be written: %s", error)
        return plain


@lru_cache(maxsize=64)
def _dressed(root: Path, plain: str, accent: str) -> str:
    content = _read(root / plain, plain) + tokens.sheet(accent).encode()
    stem = HASH.sub("", plain.removesuffix(".css"))
    dressed = f"{stem}.{digest.sha256_hex(content)[:12]}.css"
    place = root / dressed
    if not place.exists():
        # The plain one last: whoever finds it finds the others, too.
        for ending, data in ((".br", brotli.compress(content)), (".gz", gzip.compress(content, mtime=0)), ("", content)):
            _write(place.with_name(place.name + ending), data)
    return dressed


def _read(collected: Path, name: str) -> bytes:
    """Read the sheet as it was collected, else as it was written."""
    return (collected if collected.exists() else Path(str(finders.find(name)))).read_bytes()


def _write(place: Path, data: bytes) -> None:
    """Write aside and rename, so that nobody reads half of it."""
    place.parent.mkdir(parents=True, exist_ok=True)
    aside = place.with_name(f"{place.name}.{secrets.token_hex(4)}.new")
    aside.write_bytes(data)
    aside.replace(place)
