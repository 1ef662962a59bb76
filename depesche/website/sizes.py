"""The sizes of a picture that pages show, made in the background as soon as it is uploaded or its crop changes: before the article is published, so
that neither its editor nor its first reader waits for them."""

from __future__ import annotations

import structlog
from django_tasks import task
from PIL import UnidentifiedImageError

from depesche.brand.models import Picture
from depesche.website import images, self_description

log = structlog.get_logger("depesche.website")
BEHIND_OTHERS = -10  # of -100 to 100; what the desk waits for goes first
ALL = tuple(dict.fromkeys((*images.ARTICLE, *images.TEASER, *images.LEAD, *self_description.SHAPES)))


def wish(picture: Picture) -> None:
    """Have the sizes of a picture made soon; written in the present transaction."""
    make.enqueue(picture.pk)


@task(priority=BEHIND_OTHERS)
def make(picture_id: int) -> int:
    """Make the sizes that are missing; return how many. A picture that is gone or cannot be read needs none."""
    picture = Picture.objects.filter(pk=picture_id).first()
    if picture is None:
        return 0
    images.load([picture])
    before = {found.pk for found in picture.renditions.all()}
    try:
        return len({found.pk for found in images.renditions(picture, ALL)} - before)
    except (UnidentifiedImageError, ValueError):
        log.warning("A picture's sizes could not be made.", picture=picture.pk, title=picture.title)
        return 0
