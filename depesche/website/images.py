"""A picture as a page shows it: several widths of WebP, with width and height so that nothing jumps while it loads.

AVIF is smaller and slow to make: it is made in the background (:mod:`depesche.website.avif`) and offered as soon as every width is there.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import cast

import structlog
from django.db.models import prefetch_related_objects
from wagtail.images.models import Filter, SourceImageIOError

from depesche.brand.models import Picture, Rendition
from depesche.kernel import options
from depesche.website.rendering import Preview

log = structlog.get_logger("depesche.website")
WEBP = "|format-webp|webpquality-78"
AVIF = "|format-avif|avifquality-60"
ARTICLE = tuple(f"width-{width}{WEBP}" for width in (480, 680, 1216))  # 680: a phone at 94 % of its width
TEASER = tuple(f"fill-{size}{WEBP}" for size in ("480x320", "960x640"))
LEAD = tuple(f"fill-{size}{WEBP}" for size in ("480x320", "960x640", "1440x960"))
PORTRAIT = tuple(f"fill-{size}{WEBP}" for size in ("160x160", "320x320"))
PREVIEW = "fill-1200x630|format-jpeg|jpegquality-80"


@dataclass(frozen=True)
class Image:
    """A picture in several widths; ``src`` is the smallest that is large enough for old browsers, sizes are pixels.

    ``avif`` is the same as ``srcset`` in the smaller format, empty until that was made.
    ``missing`` names the checks beside the editor that the picture fails, apart by blanks.
    """

    src: str
    srcset: str
    width: int
    height: int
    alt: str
    credit: str
    missing: str = ""
    avif: str = ""


def image(picture: Picture | None, specs: Sequence[str], *, alt: str = "") -> Image | None:
    """Describe a picture for a page, making the sizes that are missing; none for no picture, or for one whose file was lost.

    :param alt: the alternative text of this place; by default the picture's own
    """
    if picture is None or not (made := renditions(picture, specs)):
        return None
    by_width = {found.width: found for found in made}
    widths = sorted(by_width)
    middle = by_width[widths[len(widths) // 2]]
    return Image(
        src=middle.url,
        srcset=_srcset(by_width) if len(widths) > 1 else "",
        width=middle.width,
        height=middle.height,
        alt=alt.strip() or picture.description,
        credit=picture.credit,
        missing=_missing(picture, alt),
        avif=_srcset({found.width: found for found in _there(picture, [spec.replace(WEBP, AVIF) for spec in specs])}),
    )


def _srcset(by_width: dict[int, Rendition]) -> str:
    return ", ".join(f"{by_width[width].url} {width}w" for width in sorted(by_width))


def _there(picture: Picture, specs: Sequence[str]) -> list[Rendition]:
    """Return these renditions if every one was made, else none."""
    made = _made(picture)
    return [made[spec] for spec in specs] if all(spec in made for spec in specs) else []


def _made(picture: Picture) -> dict[str, Rendition]:
    return {found.filter_spec: found for found in picture.renditions.all() if found.focal_point_key == _focal_point(picture, found.filter_spec)}


def _missing(picture: Picture, alt: str) -> str:
    """Name what the gate before publishing would ask for."""
    there = {"alt-missing": alt.strip() or picture.description, "credit-missing": picture.credit, "licence-missing": picture.licence}
    return " ".join(name for name, text in there.items() if not text.strip())


def preview(picture: Picture | None, *, alt: str = "") -> Preview | None:
    """Return the picture that others show beside a link (Open Graph), with its absolute address."""
    found = previews(picture, [PREVIEW], alt=alt)
    return found[0] if found else None


def previews(picture: Picture | None, specs: Sequence[str], *, alt: str = "") -> list[Preview]:
    """Return a picture for machines in several shapes, with absolute addresses; none for no picture, or for one whose file was lost."""
    if picture is None:
        return []
    load([picture])
    text = alt.strip() or picture.description
    return [
        Preview(options.current().address(made.url), made.width, made.height, text, picture.credit, picture.licence)
        for made in renditions(picture, specs)
    ]


def renditions(picture: Picture, specs: Sequence[str]) -> list[Rendition]:
    """Return the picture in the wanted sizes; those already made cost no query when they were loaded by :func:`load`.

    A page is worth more than its picture: when the file was lost, that is logged, and the answer is empty.
    """
    made = _made(picture)
    missing = [spec for spec in specs if spec not in made]
    try:
        if missing:
            made.update(cast("dict[str, Rendition]", picture.get_renditions(*missing)))
    except SourceImageIOError:
        log.warning("A picture's file is missing.", picture=picture.pk, title=picture.title)
        return []
    return [made[spec] for spec in specs]


def load(pictures: Iterable[Picture | None]) -> None:
    """Read all renditions of these pictures in one query."""
    prefetch_related_objects([picture for picture in pictures if picture is not None], "renditions")


def _focal_point(picture: Picture, spec: str) -> str:
    return str(Filter(spec=spec).get_cache_key(picture))  # type: ignore[no-untyped-call]  # Wagtail has no types
