"""One of every block that an article can hold."""

from __future__ import annotations

from django.utils.translation import gettext as _

from depesche.newsroom.claims.terms import Status
from depesche.newsroom.claims.wording import word
from depesche.newsroom.figure_blocks import ChartBlock, PricesBlock
from depesche.website import drawn, figures_chart
from depesche.website.body_blocks import (
    Block,
    Cell,
    Divider,
    Embed,
    FactBox,
    FactCheck,
    Figure,
    Figures,
    File,
    Gallery,
    Heading,
    Knowledge,
    Moment,
    Points,
    PullQuote,
    Quote,
    Statement,
    Table,
    Timeline,
)
from depesche.website.design import words
from depesche.website.offers import Offer


def every() -> tuple[Block, ...]:
    """Return them in the order of how often they are used."""
    return (*_text(), *_pictures(), *_figures(), *_claims(), *_others())


def _text() -> tuple[Block, ...]:
    return (
        Heading(_("A heading within the text")),
        Quote(_("We had expected dust."), "Jonas Weil", _("archivist")),
        PullQuote(_("A sentence set large, for eyes that skim.")),
        Points((_("One point of a list"), _("Another one, a little longer, so that it wraps on a phone and shows how its second line stands"))),
        Divider(),
        FactBox(_("What you should know"), f"<p>{words.sentence()}</p>"),
    )


def _pictures() -> tuple[Block, ...]:
    figure = Figure(words.picture(), _("A picture in the text, with its credit."))
    return figure, Gallery(_("Three pictures"), (figure, figure, figure))


def _figures() -> tuple[Block, ...]:
    columns = (Cell(_("Year"), False), Cell(_("Berths"), True))
    rows = ((Cell("1911", False), Cell("120", True)), (Cell("2026", False), Cell("320", True)))
    chart = figures_chart.chart(words.given())
    table = Table(_("Berths by year"), columns, rows, named_rows=True, source=_("harbour office"))
    return (table, *([Figures(chart)] if chart else []), *_drawn())


def _drawn() -> tuple[Block, ...]:
    about = {"numbers": "german", "source": None, "source_text": _("harbour office"), "note": "", "in_mails": False}
    lines = {"title": _("Berths by year"), "kind": "line", "unit": "", "alternative_text": "", "data": "-;1911;2026\n1926;120;150\n1976;160;320"}
    prices = {
        "title": _("The plans of 1911"),
        "currency": "EUR",
        "as_of": "2026-01-05T09:00:00+01:00",
        "days": 3,
        "tax": "",
        "data": "A3;1;19,90;+1\nA2;1;29,90;-2",
    }
    found: tuple[Block | None, ...] = (
        drawn.chart(ChartBlock().to_python({**about, **lines})),
        drawn.prices(PricesBlock().to_python({**about, **prices})),
    )
    return tuple(block for block in found if block is not None)


def _claims() -> tuple[Block, ...]:
    claim = Statement(words.claim(), word(Status.CONFIRMED), words.HERE)
    moments = (Moment("1911", "1911", words.sentence(), None), Moment("2026", "2026", words.sentence(), claim))
    return (
        Knowledge("", (claim,), (claim,), (claim,)),
        Timeline(_("How it came about"), moments),
        FactCheck(claim, (_("Harbour office"),), "true", _("true"), _("The plans are there."), f"<p>{words.sentence()}</p>"),
    )


def _others() -> tuple[Block, ...]:
    address = "https://video.example/"
    return (
        Embed(_("A tour of the archive"), "Video", "video.example", address, address, "16 / 9", is_tall=False, image=words.picture()),
        File(_("The plans of 1911"), words.HERE, "PDF", "2,4 MB"),
        Offer(
            name=_("Harbour map, reprint"),
            text=_("On heavy paper, in its old colours."),
            price="19,90 €",
            note=_("plus postage"),
            terms=_("a few left"),
            link=words.HERE,
            image=words.picture(),
            amount="19.90",
            currency="EUR",
            state="in_stock",
            until="",
        ),
    )
