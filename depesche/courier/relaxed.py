"""The relaxed canonical form of header fields and bodies (RFC 6376, 3.4.2 and 3.4.4): what DKIM signs."""

from __future__ import annotations

import re

SPACES = re.compile(rb"[ \t]+")
BEFORE_LINE_END = re.compile(rb"[ \t]+(?=\r\n)")


def field(raw: bytes) -> bytes:
    """Return one header field: its name in lower case, unfolded, spaces run together; without a line end."""
    name, _, value = raw.partition(b":")
    return name.rstrip(b" \t").lower() + b":" + SPACES.sub(b" ", value.replace(b"\r\n", b"")).strip(b" \t")


def lines(raw: bytes) -> bytes:
    """Return whole lines of a body: spaces run together, none before a line end."""
    return SPACES.sub(b" ", BEFORE_LINE_END.sub(b"", raw))


def ended(canonical: bytes) -> bytes:
    """Return a body in the form of :func:`lines` without the empty lines at its end, but with one line end unless it is empty."""
    found = canonical.rstrip(b"\r\n")
    return found + b"\r\n" if found else b""


def body(raw: bytes) -> bytes:
    """Return a whole body."""
    return ended(lines(raw))
