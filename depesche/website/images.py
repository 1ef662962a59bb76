"""A picture as a page shows it: several widths of WebP, with width and height so that nothing jumps while it loads."""

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
ARTICLE = tuple(f"width-{width}{WEBP}" for width in (480, 800, 1216))
TEASER = tuple(f"fill-{size}{WEBP}" for size in ("480x320", "960x640"))
LEAD = tuple(f"fill-{size}{WEBP}" for size in ("480x320", "960x640", "1440x960"))
PREVIEW = "fill-1200x630|format-jpeg|jpegquality-80"


@dataclass(frozen=True)
class Image:
    """A picture in several widths; ``src`` is the smallest that is large enough for old browsers, sizes are pixels."""

    src: str
    srcset: str
    width: int
    height: int
    alt: str
    credit: str


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
        srcset=", ".join(f"{by_width[width].url} {width}w" for width in widths) if len(widths) > 1 else "",
        width=middle.width,
        height=middle.height,
        alt=alt.strip() or picture.description,
        credit=picture.credit,
    )


def preview(picture: Picture | None, *, alt: str = "") -> Preview | None:
    """Return the picture that others show beside a link (Open Graph), with its absolute address."""
    if picture is None or not (made := renditions(picture, [PREVIEW])):
        return None
    found = made[0]
    return Preview(options.current().address(found.url), found.width, found.height, alt.strip() or picture.description)


def renditions(picture: Picture, specs: Sequence[str]) -> list[Rendition]:
    """Return the picture in the wanted sizes; those already made cost no query when they were loaded by :func:`load`.

    A page is worth more than its picture: when the file was lost, that is logged, and the answer is empty.
    """
    made = {found.filter_spec: found for found in picture.renditions.all() if found.focal_point_key == _focal_point(picture, found.filter_spec)}
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
