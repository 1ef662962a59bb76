"""What charts and tables of prices say, in words and numbers, the same for pages, feeds and mails."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from depesche.brand.charting import money, numbers, wording
from depesche.brand.charting.chart import Kind
from depesche.brand.charting.prices import Price
from depesche.brand.charting.reading import Table
from depesche.kernel.refusal import Refusal
from depesche.newsroom.claims import wording as naming
from depesche.newsroom.claims.source_rows import Source

if TYPE_CHECKING:
    from depesche.newsroom.models import ArticlePage

KINDS = frozenset({"chart", "prices"})  # how the body names these blocks


@dataclass(frozen=True)
class Origin:
    """Whose figures these are: the newsroom's source if one was chosen, its name, and what was written besides."""

    row: Source | None
    name: str
    text: str

    @property
    def said(self) -> str:
        """Both, for readers."""
        return ", ".join(part for part in (self.name, self.text) if part)


@dataclass(frozen=True)
class Chart:
    """A chart; ``alternative`` says it in sentences."""

    title: str
    kind: Kind
    unit: str
    table: Table
    origin: Origin
    note: str
    alternative: str


@dataclass(frozen=True)
class Line:
    """One price in words; ``direction`` is ``up``, ``down``, ``same`` or empty, ``word`` says it, ``changes`` are amount and per cent."""

    name: str
    unit: str
    price: str
    direction: str
    word: str
    changes: tuple[str, ...]


@dataclass(frozen=True)
class Prices:
    """A table of prices; ``as_of`` names the time zone, ``old`` is a sentence once they are old, which begins at ``old_from``."""

    title: str
    currency: str
    lines: tuple[Line, ...]
    moment: datetime
    as_of: str
    old: str
    old_from: datetime
    origin: Origin
    tax: str
    note: str

    @property
    def has_changes(self) -> bool:
        """Whether there is a column for them."""
        return any(line.changes for line in self.lines)


def chart(value: Any) -> Chart | None:
    """Return what a chart shows; ``None`` for one whose figures cannot be read, which the desk refuses."""
    try:
        table = value.block.read(value)
    except Refusal:
        return None
    kind = Kind(value["kind"])
    return Chart(
        title=value["title"].strip(),
        kind=kind,
        unit=(value["unit"] or "").strip(),
        table=table,
        origin=_origin(value),
        note=(value["note"] or "").strip(),
        alternative=(value["alternative_text"] or "").strip() or wording.alternative(table, kind),
    )


def prices(value: Any, *, at: datetime) -> Prices | None:
    """Return what a table of prices shows; ``None`` for one that cannot be read or has no moment."""
    try:
        found: Sequence[Price] = value.block.read(value)
    except Refusal:
        return None
    if value["as_of"] is None:
        return None
    moment, days = localtime(value["as_of"]), value["days"] or 1
    old_from = moment + timedelta(days=days)
    old = ngettext("These prices are more than %(days)d day old.", "These prices are more than %(days)d days old.", days) % {"days": days}
    return Prices(
        title=value["title"].strip(),
        currency=value["currency"],
        lines=tuple(_line(price, value["currency"]) for price in found),
        moment=moment,
        as_of=f"{date_format(moment, 'DATETIME_FORMAT')} ({_zone(moment)})",
        old=old if at >= old_from else "",
        old_from=old_from,
        origin=_origin(value),
        tax=(value["tax"] or "").strip(),
        note=(value["note"] or "").strip(),
    )


def in_mails(article: ArticlePage, *, at: datetime) -> list[Chart | Prices]:
    """Return the figures of an article that mails and feeds bring along with its teaser, in their order; others are not even read."""
    places = [place for place, raw in enumerate(article.body.raw_data) if raw["type"] in KINDS and raw["value"].get("in_mails")]
    wanted = [article.body[place] for place in places]
    shown = (chart(block.value) if block.block_type == "chart" else prices(block.value, at=at) for block in wanted)
    return [one for one in shown if one is not None]


def sentence(shown: Chart | Prices) -> str:
    """Say figures in one paragraph, for feeds: title, what they are, whose they are."""
    told = shown.alternative if isinstance(shown, Chart) else " ".join(f"{_spoken(line)}." for line in shown.lines)
    when = [_("As of %(moment)s.") % {"moment": shown.as_of}] if isinstance(shown, Prices) else []
    return " ".join([f"{shown.title}:", told, *when, _("Source: %(source)s") % {"source": shown.origin.said}])


def _spoken(line: Line) -> str:
    about = ", ".join(part for part in (line.name, line.unit) if part)
    changes = f" ({', '.join((line.word, *line.changes))})" if line.changes else ""
    return f"{about}: {line.price}{changes}"


def _origin(value: Any) -> Origin:
    source = value.get("source")
    source = source and (source.merged_into or source)
    return Origin(source or None, naming.name(source) if source else "", (value["source_text"] or "").strip())


def _line(price: Price, currency: str) -> Line:
    changes = []
    if price.change is not None:
        changes.append(numbers.with_unit(numbers.write(price.change, max(price.decimals, 2), signed=True), money.sign(currency)))
    if price.percent is not None:
        changes.append(numbers.with_unit(numbers.write(price.percent, 2, signed=True), "%"))
    moved = price.change if price.change is not None else price.percent
    direction = "" if moved is None else _direction(moved)
    return Line(price.name, price.unit, money.text(price.price, currency, decimals=price.decimals), direction, _words(direction), tuple(changes))


def _direction(moved: Decimal) -> str:
    return "up" if moved > 0 else "down" if moved < 0 else "same"


def _words(direction: str) -> str:
    return {
        "up": pgettext("price", "higher"),
        "down": pgettext("price", "lower"),
        "same": pgettext("price", "unchanged"),
    }.get(direction, "")


def _zone(moment: datetime) -> str:
    name = moment.tzname() or ""
    return {"CET": pgettext("time zone", "CET"), "CEST": pgettext("time zone", "CEST")}.get(name, name)
