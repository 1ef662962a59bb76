"""From plain data to a PDF/A, by typst, in memory. The data goes in as JSON; markup is never made from anybody's text."""

from __future__ import annotations

import json
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import typst

from depesche.audience.paper.look import Look
from depesche.audience.paper.printable import STANDARDS, printable

TEMPLATE = Path(__file__).with_name("proof.typ")
HOUSE = Look()


def pdf(said: dict[str, Any], *, at: datetime, look: Look = HOUSE) -> bytes:
    """Return the document; equal data, look and time give equal bytes. PDF/A-2a and PDF/UA-1, with embedded fonts only."""
    try:
        return _compile(_printed(said, certain_only=False), look, at=at)
    except typst.TypstError:  # letters that are there one by one may still have no joined form
        return _compile(_printed(said, certain_only=True), look, at=at)


def pages(said: dict[str, Any], *, at: datetime, ppi: float = 110, look: Look = HOUSE) -> list[bytes]:
    """Return the document as one PNG per page, to be looked at."""
    made = typst.compile(
        _template(), sys_inputs=_inputs(_printed(said, certain_only=False), look), ignore_system_fonts=True, format="png", ppi=ppi, timestamp=at
    )
    return [made] if isinstance(made, bytes) else list(made or ())


def _compile(said: Any, look: Look, *, at: datetime) -> bytes:
    made = typst.compile(
        _template(), sys_inputs=_inputs(said, look), ignore_system_fonts=True, pdf_standards=STANDARDS, format="pdf", timestamp=int(at.timestamp())
    )
    if not isinstance(made, bytes):
        raise TypeError("typst made no PDF")
    return made


@cache
def _template() -> bytes:
    return TEMPLATE.read_bytes()


def _inputs(said: Any, look: Look) -> dict[str, str]:
    return {"said": json.dumps(said), "look": json.dumps(look.told())}


def _printed(value: Any, *, certain_only: bool) -> Any:
    if isinstance(value, str):
        return printable(value, certain_only=certain_only)
    if isinstance(value, dict):
        return {key: _printed(item, certain_only=certain_only) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_printed(item, certain_only=certain_only) for item in value]
    return value
