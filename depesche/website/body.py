"""The body of an article as plain blocks for the template; each kind has a template of its own in ``templates/website/blocks``."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.template.defaultfilters import filesizeformat
from django.utils.formats import number_format
from wagtail.contrib.typed_table_block.blocks import TypedTable

from depesche.newsroom import body_pictures, embeds
from depesche.press import tags
from depesche.website import claim_blocks, drawn, images, offers, rich_text
from depesche.website.body_blocks import (
    Block,
    Cell,
    Divider,
    Embed,
    FactBox,
    Figure,
    File,
    Gallery,
    Heading,
    Newsletter,
    Points,
    PullQuote,
    Table,
    Text,
)
from depesche.website.claim_blocks import Around

if TYPE_CHECKING:
    from depesche.newsroom.models import ArticlePage

__all__ = ["Block", "blocks", "has_newsletter"]


def blocks(stream: Any, *, article: ArticlePage | None = None) -> tuple[Block, ...]:
    """Turn a stored body into plain blocks; a block that has become empty, because what it showed was deleted or is over, is left out.

    :param article: whose marks fill a list of what is known that names no claims itself
    """
    images.load(picture for picture, _text in body_pictures.shown(stream))
    around = claim_blocks.around(stream, article=article)
    return tuple(block for block in (_built(child, around) for child in stream) if block is not None)


def _built(child: Any, around: Around) -> Block | None:
    if child.block_type in claim_blocks.BUILDERS:
        return claim_blocks.BUILDERS[child.block_type](child.value, around)
    return BUILDERS[child.block_type](child.value)


def has_newsletter(found: tuple[Block, ...]) -> bool:
    """Whether the sign-up form stands within the text."""
    return any(isinstance(block, Newsletter) for block in found)


def _text(value: Any) -> Text | None:
    html = rich_text.html(value.source)
    return Text(html) if html.strip() else None


def _heading(value: Any) -> Heading | None:
    html = rich_text.inline(value.source).strip()
    return Heading(html) if html else None


def _pull_quote(value: str) -> PullQuote | None:
    return PullQuote(value.strip()) if value.strip() else None


def _points(value: Any) -> Points | None:
    items = tuple(item for item in (rich_text.inline(entry.source).strip() for entry in value) if item)
    return Points(items) if items else None


def _fact_box(value: Any) -> FactBox | None:
    html = rich_text.html(value["text"].source)
    return FactBox(value["heading"].strip(), html) if html.strip() else None


def _table(value: Any) -> Table | None:
    cells: TypedTable = value["cells"]
    is_number = [column["block"].name == "number" for column in cells.columns]
    filled = [row["values"] for row in cells.row_data if any(value not in (None, "") for value in row["values"])]
    rows = tuple(tuple(_cell(cell, number) for cell, number in zip(values, is_number, strict=True)) for values in filled)
    if not rows:
        return None
    return Table(
        caption=cells.caption.strip(),
        columns=tuple(Cell(column["heading"].strip(), number) for column, number in zip(cells.columns, is_number, strict=True)),
        rows=rows,
        named_rows=bool(value["first_column_names_rows"]),
        source=(value["source"] or "").strip(),
    )


def _cell(value: Any, is_number: bool) -> Cell:
    if value is None or value == "":
        return Cell("–" if is_number else "", is_number)
    return Cell(_number(value) if isinstance(value, Decimal) else str(value), is_number)


def _number(value: Decimal) -> str:
    """Write a number as readers do, with as many decimals as were typed."""
    exponent = value.as_tuple().exponent
    decimals = max(0, -exponent) if isinstance(exponent, int) else 0
    return number_format(value, decimal_pos=decimals, use_l10n=True, force_grouping=True)


def _figure(value: Any) -> Figure | None:
    image = images.image(value["picture"], images.ARTICLE, alt=value["alternative_text"] or "")
    return Figure(image, (value["caption"] or "").strip()) if image else None


def _gallery(value: Any) -> Gallery | None:
    figures = tuple(figure for figure in (_figure(item) for item in value["pictures"]) if figure is not None)
    return Gallery((value["heading"] or "").strip(), figures) if figures else None


def _embed(value: Any) -> Embed | None:
    found = embeds.find(value["address"])
    if found is None:
        return None
    provider = found.provider
    return Embed(
        title=value["title"].strip(),
        provider=provider.name,
        host=provider.host,
        address=found.address,
        frame=found.frame,
        shape=f"{provider.height}px" if provider.height else provider.ratio,
        is_tall=bool(provider.height),
        image=images.image(value["picture"], images.ARTICLE, alt=value["title"]) if value["picture"] else None,
    )


def _file(value: Any) -> File | None:
    document = value["document"]
    if document is None:
        return None
    tags.use(f"document:{document.pk}")
    size = document.get_file_size()
    return File(
        title=(value["title"] or document.title).strip(),
        path=document.url,
        kind=document.file_extension.upper(),
        size=filesizeformat(size) if size else "",
    )


def _newsletter(value: Any) -> Newsletter:
    return Newsletter((value["heading"] or "").strip(), (value["text"] or "").strip())


BUILDERS: dict[str, Callable[[Any], Block | None]] = {
    "text": _text,
    "heading": _heading,
    "quote": claim_blocks.quote,
    "pull_quote": _pull_quote,
    "list": _points,
    "fact_box": _fact_box,
    "table": _table,
    "divider": lambda value: Divider(),
    "picture": _figure,
    "gallery": _gallery,
    "embed": _embed,
    "file": _file,
    "newsletter": _newsletter,
    "offer": offers.offer,
    "chart": drawn.chart,
    "prices": drawn.prices,
}
