"""AVIF for the pictures that pages show: made in the background, so that no reader ever waits for it.

A page is first shown with WebP; when every width of a picture is there as AVIF, the pages that show it are outdated and offer both.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime

import structlog
from django.db import models
from django.db.models import Exists, F, OuterRef, QuerySet, Value
from django.db.models.functions import Replace
from PIL import UnidentifiedImageError
from wagtail.images.models import Filter, SourceImageIOError

from depesche.brand.models import Picture, Rendition
from depesche.newsroom import changes
from depesche.website.images import AVIF, WEBP

log = structlog.get_logger("depesche.website")
AT_ONCE = 4  # about a second each, on a core that has better things to do
LOOKED_AT = 400  # the newest; the sweep looks at all


class InVain(models.Model):
    """A rendition in WebP that has no AVIF beside it because its picture cannot be read; it goes with the rendition, when the file is replaced."""

    rendition = models.OneToOneField(Rendition, on_delete=models.CASCADE, primary_key=True, related_name="+")

    class Meta:
        app_label = "website"

    def __str__(self) -> str:
        return str(self.rendition_id)


def is_waiting(*, at: datetime) -> bool:
    """Whether one of the newest renditions has no AVIF beside it yet; a cheap look."""
    newest = Rendition.objects.order_by("-pk").values("pk")[:LOOKED_AT]
    return _waiting(Rendition.objects.filter(pk__in=list(newest.values_list("pk", flat=True)))).exists()


def make(*, at: datetime) -> int:
    """Make a few that are missing, the newest first; return how many. Outdates the pages of each picture that is complete.

    :raises OSError: if nothing can be written, such as on a full disk; the next round tries again
    """
    waiting, rid = _next()
    made: dict[int, list[str]] = defaultdict(list, {pk: [] for pk in rid})
    for webp in waiting:
        made[webp.image_id].append(webp.filter_spec.replace(WEBP, AVIF))
    for picture in Picture.objects.filter(pk__in=made):
        try:
            picture.get_renditions(*made[picture.pk])
        except (SourceImageIOError, UnidentifiedImageError, ValueError):
            vain = _waiting(Rendition.objects.filter(image=picture))
            InVain.objects.bulk_create([InVain(rendition=webp) for webp in vain], ignore_conflicts=True)
            log.warning("A picture could not be stored as AVIF; readers get WebP.", picture=picture.pk, title=picture.title)
            continue
        if not _waiting(Rendition.objects.filter(image=picture)).exists():
            changes.picture_changed(picture, at=at)
    return sum(len(specs) for specs in made.values())


def _next() -> tuple[list[Rendition], set[int]]:
    """Return the next few, and the pictures that lost renditions: those of a focal point of before are shown nowhere and never get a twin."""
    rid: set[int] = set()
    while True:
        few = list(_waiting(Rendition.objects.select_related("image")).order_by("-pk")[:AT_ONCE])
        stale = [webp for webp in few if _is_stale(webp)]
        if not stale:
            return few, rid
        for webp in stale:
            rid.add(webp.image_id)
            webp.delete()


def _is_stale(webp: Rendition) -> bool:
    key: str = Filter(spec=webp.filter_spec).get_cache_key(webp.image)  # type: ignore[no-untyped-call]  # Wagtail has no types
    return key != webp.focal_point_key


def _waiting(among: QuerySet[Rendition]) -> QuerySet[Rendition]:
    """Those in WebP whose AVIF is missing, apart from what was tried in vain."""
    twin = Rendition.objects.filter(image=OuterRef("image"), focal_point_key=OuterRef("focal_point_key"), filter_spec=OuterRef("wanted"))
    vain = InVain.objects.filter(rendition=OuterRef("pk"))
    webp = among.filter(filter_spec__endswith=WEBP).annotate(wanted=Replace(F("filter_spec"), Value(WEBP), Value(AVIF)))
    return webp.filter(~Exists(twin), ~Exists(vain))
