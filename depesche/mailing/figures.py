"""Charts and tables of prices in a mail: as tables, because mail programs show no SVG and hide pictures (``docs/decisions/charts.md``)."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from depesche.brand.charting import wording
from depesche.brand.letterhead import Table
from depesche.newsroom import shown_figures
from depesche.newsroom.models import ArticlePage
from depesche.newsroom.shown_figures import Chart, Line, Prices

MOST_ROWS = 12
SIGNS = {"up": "▲", "down": "▼", "same": "■"}


def tables(article: ArticlePage, *, url: str, at: datetime) -> list[Table]:
    """Return the figures that an article brings along in a mail.

    :param url: the absolute address of the article
    """
    return [_chart(one, url) if isinstance(one, Chart) else _prices(one, url) for one in shown_figures.in_mails(article, at=at)]


def _chart(shown: Chart, url: str) -> Table:
    """Write a chart as a table; of a long one the last rows in the order of time, or the first ones of a list."""
    rows = list(shown.table.rows)
    if shown.table.has_moments:
        rows.sort(key=lambda row: row.moment.day.toordinal() if row.moment else 0)
    left_out = max(0, len(rows) - MOST_ROWS)
    rows = rows[-MOST_ROWS:] if shown.table.has_moments else rows[:MOST_ROWS]
    more = ngettext("%(count)d more row stands in the article.", "%(count)d more rows stand in the article.", left_out) % {"count": left_out}
    return Table(
        title=shown.title,
        subtitle=shown.unit,
        columns=(shown.table.corner or "–", *shown.table.names),
        rows=[(wording.label(row), *wording.cells(shown.table, row)) for row in rows],
        notes=_notes(shown),
        url=url,
        more=more if left_out else "",
    )


def _prices(shown: Prices, url: str) -> Table:
    changes = [_("Change of price")] if shown.has_changes else []
    return Table(
        title=shown.title,
        subtitle=" ".join(part for part in (_("As of %(moment)s.") % {"moment": shown.as_of}, shown.old) if part),
        columns=(pgettext("prices", "What"), _("Price in %(currency)s") % {"currency": shown.currency}, *changes),
        rows=[(_named(line), line.price, *([_changed(line)] if changes else [])) for line in shown.lines],
        notes=[*([shown.tax] if shown.tax else []), *_notes(shown)],
        url=url,
    )


def _named(line: Line) -> str:
    return ", ".join(part for part in (line.name, line.unit) if part)


def _changed(line: Line) -> str:
    return " ".join((SIGNS[line.direction], line.word, *line.changes)) if line.changes else "–"


def _notes(shown: Chart | Prices) -> list[str]:
    return [f"{_('Source:')} {shown.origin.said}", *([shown.note] if shown.note else [])]
