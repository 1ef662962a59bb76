"""What the panel sends, read into plain values; whatever no panel sends is refused with a sentence."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from depesche.kernel.refusal import Refusal
from depesche.newsroom.claims.terms import FIRST_YEAR, LAST_YEAR

LONGEST_TEXT = 200_000  # characters
MOST_IDS = 200
DIGITS = 12


@dataclass(frozen=True)
class Passage:
    """Selected words, what stands around them in their block, and the whole article; ``day`` is the article's, ``marked`` are its claims."""

    selected: str
    before: str = ""
    after: str = ""
    article: str = ""
    day: date | None = None
    topics: tuple[int, ...] = ()
    marked: tuple[int, ...] = ()
    claim: int | None = None
    assertion: int | None = None


@dataclass(frozen=True)
class Typed:
    """A figure as typed: nothing is read yet."""

    comparator: str = ""
    low: str = ""
    high: str = ""
    unit: str = ""
    measure: str = ""


@dataclass(frozen=True)
class Entry:
    """What an editor enters: a known claim or a new one, who says it (a known source, a new name, or nobody), how, when, and with what evidence.

    ``assertion`` names the draft that is changed.
    """

    words: str
    text: str = ""
    claim: int | None = None
    assertion: int | None = None
    source: int | None = None
    name: str = ""
    kind: str = "person"
    stance: str = "asserts"
    figure: Typed = field(default=Typed())
    day: date | None = None
    precision: str = "unknown"
    hedge: str = ""
    is_verbatim: bool = False
    evidence: tuple[str, ...] = ()
    topics: tuple[int, ...] = ()


def passage(sent: bytes) -> Passage:
    """Read what a proposal is asked for.

    :raises Refusal: code ``unreadable``
    """
    told = _told(sent)
    texts: dict[str, Any] = {name: _text(told, name) for name in ("selected", "before", "after", "article")}
    lists: dict[str, Any] = {name: _ids(told, name) for name in ("topics", "marked")}
    return Passage(day=_day(told), claim=_id(told, "claim"), assertion=_id(told, "assertion"), **texts, **lists)


def entry(sent: bytes) -> Entry:
    """Read what is entered.

    :raises Refusal: codes ``unreadable``, ``day-unreadable``
    """
    told = _told(sent)
    texts: dict[str, Any] = {name: _text(told, name).strip() for name in ("words", "text", "name", "kind", "stance", "precision", "hedge")}
    numbers: dict[str, Any] = {name: _id(told, name) for name in ("claim", "assertion", "source")}
    figure = told.get("figure") or {}
    if not isinstance(figure, dict):
        raise _unreadable()
    return Entry(
        figure=Typed(**{name: _text(figure, name).strip() for name in ("comparator", "low", "high", "unit", "measure")}),
        day=_day(told, strict=True),
        is_verbatim=told.get("is_verbatim") is True,
        evidence=tuple(url.strip() for url in _list(told, "evidence") if isinstance(url, str) and url.strip()),
        topics=_ids(told, "topics"),
        **texts,
        **numbers,
    )


def _told(sent: bytes) -> Mapping[str, Any]:
    try:
        told = json.loads(sent)
    except (ValueError, RecursionError):
        raise _unreadable() from None
    if not isinstance(told, dict):
        raise _unreadable()
    return told


def _text(told: Mapping[str, Any], name: str) -> str:
    value = told.get(name) or ""
    if not isinstance(value, str):
        raise _unreadable()
    return value[:LONGEST_TEXT].replace("\x00", "")


def _list(told: Mapping[str, Any], name: str) -> list[Any]:
    value = told.get(name) or []
    if not isinstance(value, list):
        raise _unreadable()
    return value[:MOST_IDS]


def _ids(told: Mapping[str, Any], name: str) -> tuple[int, ...]:
    return tuple(number for value in _list(told, name) if (number := _number(value)) is not None)


def _id(told: Mapping[str, Any], name: str) -> int | None:
    return _number(told.get(name))


def _number(value: object) -> int | None:
    text = str(value)
    return int(text) if text.isascii() and text.isdigit() and len(text) <= DIGITS else None


def _day(told: Mapping[str, Any], *, strict: bool = False) -> date | None:
    text = _text(told, "day").strip()
    try:
        found = date.fromisoformat(text) if text else None
    except ValueError:
        found = None
    if found is not None and FIRST_YEAR <= found.year <= LAST_YEAR:
        return found
    if text and strict:
        raise Refusal(code="day-unreadable", message=_("This is no day."), help=_("Please choose one, or leave the field empty."))
    return None


def _unreadable() -> Refusal:
    return Refusal(code="unreadable", message=_("What was sent cannot be read."), help=_("Please close the panel and open it again."))
