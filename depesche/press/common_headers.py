"""The headers that pages have in common, so that another web server in front can give them without reading what is said about each page.

A page with any other header (a player's frames, tags for a CDN) is stored where only the built-in server looks (``Files.write``).
"""

from __future__ import annotations

from collections.abc import Iterable

Headers = tuple[tuple[str, str], ...]

POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; script-src 'self'; connect-src 'self'; font-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'; manifest-src 'self'"
)
PERMISSIONS = "camera=(), microphone=(), geolocation=(), interest-cohort=()"
CACHED = "public, max-age=0, must-revalidate"
EVERYWHERE = (
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "strict-origin-when-cross-origin"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
)
OF_PAGES = (("Cache-Control", CACHED), ("Content-Security-Policy", POLICY), ("Permissions-Policy", PERMISSIONS), *EVERYWHERE)
PAGE_KIND = "text/html; charset=utf-8"
KINDS = {
    "atom": "application/atom+xml; charset=utf-8",
    "json": "application/feed+json; charset=utf-8",
    "xml": "application/xml; charset=utf-8",
    "txt": "text/plain; charset=utf-8",
}


def of(path: str) -> Headers:
    """Return the headers that a page at this path has in common with others of its kind; none where there is no such kind."""
    kind = PAGE_KIND if path.endswith("/") else KINDS.get(path.rpartition("/")[2].rpartition(".")[2])
    return (("Content-Type", kind), *OF_PAGES) if kind else ()


def are_common(path: str, headers: Iterable[tuple[str, str]]) -> bool:
    """Whether these are exactly the headers that pages of this kind have in common."""
    return _plain(headers) == _plain(of(path))


def _plain(headers: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    return sorted((name.lower(), value) for name, value in headers)
