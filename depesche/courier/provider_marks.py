"""Header fields for the sending services that are set up: by them a webhook names the mail it is about, and opening and clicking stay unwatched."""

from __future__ import annotations

import tomllib
from pathlib import Path

from depesche.courier import header_text
from depesche.kernel import options

FIELDS: dict[str, dict[str, str]] = tomllib.loads((Path(__file__).parent / "provider_marks.toml").read_text(encoding="utf-8"))
SENDER = "{sender}"


def headers(sender: str) -> tuple[tuple[str, str], ...]:
    """Return the ``(name, value)`` pairs for a mail with this envelope sender, or a mark that stands for it."""
    found = (FIELDS.get(provider, {}) for provider in options.current().webhook_providers)
    return tuple((name, value.replace(SENDER, sender)) for fields in found for name, value in fields.items())


def lines(sender: str) -> bytes:
    """Return the same as bytes, to stand before a finished mail."""
    return b"".join(header_text.of_tokens(name, value) + b"\r\n" for name, value in headers(sender))
