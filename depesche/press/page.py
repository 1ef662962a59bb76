"""A rendered page as it is stored: its bytes, plain and compressed, and what is said about them."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

import brotli

from depesche.kernel import digest

PLAIN, GZIP, BROTLI = "", "gz", "br"
GZIP_LEVEL, BROTLI_QUALITY = 6, 5  # together about 3 ms for 50 KB: a reader may be waiting
TIGHT_QUALITY = 11  # about 40 ms for 60 KB, and a tenth smaller: for when nobody waits


class Unreadable(ValueError):
    """A file beside a page does not say what it should."""


@dataclass(frozen=True)
class Kept:
    """One form of a page's bytes: how many, and their SHA-256 in hexadecimal digits."""

    size: int
    sha256: str


@dataclass(frozen=True)
class Facts:
    """What is known about a stored page.

    ``headers`` are those of every answer, without those that depend on the request. ``modified`` and ``until`` are seconds since 1970: when it
    was stored, and from when on it says something else by itself. ``forms`` has the plain bytes, and the compressed ones that are smaller.
    """

    path: str
    headers: tuple[tuple[str, str], ...]
    modified: float
    until: float | None
    tags: frozenset[str]
    forms: Mapping[str, Kept]

    def etag(self, form: str) -> str:
        """Return the strong validator of one form, made of its own bytes: the same page compressed anew has another one (RFC 9110, 8.8.1)."""
        return f'"{self.forms[form].sha256[:32]}{form and "-"}{form}"'

    def write(self) -> bytes:
        """Return the facts as a file."""
        said = {
            "path": self.path,
            "headers": self.headers,
            "modified": self.modified,
            "until": self.until,
            "tags": sorted(self.tags),
            "forms": {form: [kept.size, kept.sha256] for form, kept in self.forms.items()},
        }
        return json.dumps(said, ensure_ascii=False).encode()


@dataclass(frozen=True)
class Page:
    """A page with its bytes in every form."""

    facts: Facts
    bodies: Mapping[str, bytes]


def make(path: str, body: bytes, *, headers: Iterable[tuple[str, str]], tags: Iterable[str], modified: float, until: float | None = None) -> Page:
    """Compress a rendered page; a compressed form that is no smaller is left out."""
    found = {PLAIN: body, GZIP: gzip.compress(body, GZIP_LEVEL, mtime=0), BROTLI: brotli.compress(body, quality=BROTLI_QUALITY)}
    bodies = {form: some for form, some in found.items() if form == PLAIN or len(some) < len(body)}
    forms = MappingProxyType({form: Kept(len(some), digest.sha256_hex(some)) for form, some in bodies.items()})
    return Page(Facts(path, tuple(headers), modified, until, frozenset(tags), forms), bodies)


def tightened(page: Page) -> Page:
    """Compress a page as tightly as possible; it stays the same page, of the same moment."""
    tight = brotli.compress(page.bodies[PLAIN], quality=TIGHT_QUALITY)
    known = page.facts.forms.get(BROTLI)
    if len(tight) >= (known.size if known else len(page.bodies[PLAIN])):
        return page
    forms = MappingProxyType({**page.facts.forms, BROTLI: Kept(len(tight), digest.sha256_hex(tight))})
    return Page(replace(page.facts, forms=forms), {**page.bodies, BROTLI: tight})


def read(said: bytes) -> Facts:
    """Read what :meth:`Facts.write` wrote.

    :raises Unreadable: if it is anything else
    """
    try:
        found: dict[str, Any] = json.loads(said)
        return Facts(
            path=str(found["path"]),
            headers=tuple((str(name), str(value)) for name, value in found["headers"]),
            modified=float(found["modified"]),
            until=None if found["until"] is None else float(found["until"]),
            tags=frozenset(map(str, found["tags"])),
            forms=MappingProxyType({PLAIN: _kept(found["forms"][PLAIN]), **{form: _kept(kept) for form, kept in found["forms"].items()}}),
        )
    except (ValueError, KeyError, TypeError) as error:
        raise Unreadable(str(error)) from error


def _kept(said: list[Any]) -> Kept:
    size, sha256 = said
    return Kept(int(size), str(sha256))
