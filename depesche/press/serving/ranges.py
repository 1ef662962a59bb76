"""Parts of a file (RFC 9110, 14): one range, or several as ``multipart/byteranges``."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

MOST = 8  # more ranges than a player or a reader of PDFs asks for at once; then the whole file is sent (14.2)
LONGEST_LIST = 100  # with empty places; a header may have 130,000, and everybody would wait while they are read
_ONE = re.compile(r"([0-9]{1,19})-([0-9]{0,19})|-([0-9]{1,19})")


@dataclass(frozen=True)
class Span:
    """Bytes of a file, from ``first`` to before ``end``."""

    first: int
    end: int

    @property
    def length(self) -> int:
        """How many bytes they are."""
        return self.end - self.first

    def content_range(self, size: int) -> str:
        """Return the value of Content-Range within a file of this many bytes."""
        return f"bytes {self.first}-{self.end - 1}/{size}"


class Unsatisfiable(ValueError):
    """None of the ranges has a byte in the file: 416."""


def read(said: str | None, size: int) -> list[Span]:
    """Read a Range header for a file of ``size`` bytes, in ascending order, what overlaps joined; nothing means the whole file is sent.

    :raises Unsatisfiable: if the ranges are right, but all beyond the end
    """
    unit, _, ranges = (said or "").partition("=")
    if unit.strip().lower() != "bytes":
        return []
    if ranges.count(",") > LONGEST_LIST:
        return []
    asked = [_pair(one.strip()) for one in ranges.split(",") if one.strip()]
    if not asked or len(asked) > MOST or None in asked:
        return []
    spans = [span for pair in asked if pair is not None and (span := _span(pair, size)) is not None]
    if spans:
        return _joined(spans)
    if any(first is None and last for first, last in filter(None, asked)):
        return []  # the last bytes of an empty file: the empty file
    raise Unsatisfiable(said)


def _pair(said: str) -> tuple[int | None, int | None] | None:
    """Read one range as first and last position; without a first one, the last so many bytes. ``None`` for what is invalid (14.1.1)."""
    found = _ONE.fullmatch(said)
    if found is None:
        return None
    first, last, suffix = (int(number) if number else None for number in found.groups())
    if first is not None and last is not None and last < first:
        return None
    return (first, last) if first is not None else (None, suffix)


def _span(pair: tuple[int | None, int | None], size: int) -> Span | None:
    first, last = pair
    start = max(size - (last or 0), 0) if first is None else first
    end = size if first is None or last is None else min(last + 1, size)
    return Span(start, end) if start < end else None


def _joined(spans: Iterable[Span]) -> list[Span]:
    found: list[Span] = []
    for span in sorted(spans, key=lambda one: (one.first, one.end)):
        if found and span.first <= found[-1].end:
            found[-1] = Span(found[-1].first, max(found[-1].end, span.end))
        else:
            found.append(span)
    return found


def multipart(parts: Iterable[tuple[Span, bytes]], *, size: int, kind: str, boundary: str) -> bytes:
    """Join several parts (RFC 9110, 14.6)."""
    said = b"".join(
        f"\r\n--{boundary}\r\nContent-Type: {kind}\r\nContent-Range: {span.content_range(size)}\r\n\r\n".encode() + part for span, part in parts
    )
    return said + f"\r\n--{boundary}--\r\n".encode()
