"""Dots at the start of a line, doubled for SMTP (RFC 5321, 4.5.2)."""

from __future__ import annotations


def doubled(lines: bytes) -> bytes:
    """Return whole lines, each ending in CRLF, with every first dot doubled."""
    found = lines.replace(b"\r\n.", b"\r\n..")
    return b"." + found if found.startswith(b".") else found


def single(content: bytes) -> bytes:
    """Return what was doubled as it was."""
    return (b"\r\n" + content).replace(b"\r\n..", b"\r\n.")[2:]
