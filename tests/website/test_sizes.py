"""The sizes of a picture are there before an article that shows it is published: nobody waits for them."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django_tasks_db.models import DBTaskResult
from PIL import Image as Painted

from depesche.brand.models import Picture, Rendition
from depesche.newsroom.models import SectionPage
from depesche.website import images, sizes
from tests.website.conftest import write


def do_tasks() -> None:
    """Do what the worker does."""
    while (task := DBTaskResult.objects.ready().filter(task_path__contains="sizes").first()) is not None:
        task.set_successful(task.task.call(*task.task_result.args))


@pytest.fixture
def ready(bars: Picture) -> Picture:
    do_tasks()
    return bars


def specs(picture: Picture) -> set[str]:
    return set(Rendition.objects.filter(image=picture).values_list("filter_spec", flat=True))


def test_an_uploaded_picture_gets_all_sizes_in_the_background(bars: Picture) -> None:
    assert specs(bars) == set()

    do_tasks()

    assert set(sizes.ALL) <= specs(bars)


def test_neither_publishing_nor_its_first_reader_makes_any(client: Client, markets: SectionPage, ready: Picture) -> None:
    before = set(Rendition.objects.values_list("pk", flat=True))

    article = write(markets, picture=ready)
    assert set(Rendition.objects.values_list("pk", flat=True)) == before
    pages = [client.get(path).content.decode() for path in (article.url, "/", "/maerkte/")]

    assert set(Rendition.objects.values_list("pk", flat=True)) == before
    for html in pages:
        (shown, *_) = re.findall(r'<img src="[^"]+\.webp"[^>]*>', html)
        assert re.search(r'width="\d+"', shown)
        assert re.search(r'height="\d+"', shown)
        assert "srcset=" in shown


def test_another_focal_point_has_its_crops_made_at_once_around_it(bars: Picture) -> None:
    left, right = _half_and_half(bars)
    do_tasks()

    for x, wanted in ((100, left), (1500, right)):
        bars.focal_point_x, bars.focal_point_y, bars.focal_point_width, bars.focal_point_height = x, 500, 100, 100
        bars.save()
        do_tasks()
        made = {found.filter_spec: found for found in images.renditions(bars, images.TEASER)}
        with made[images.TEASER[0]].file.open() as file:
            crop = Painted.open(file).convert("RGB")
        assert crop.size == (480, 320)
        found = crop.getpixel((2 if x < 800 else 477, 160))
        assert isinstance(found, tuple)
        assert max(abs(one - other) for one, other in zip(found, wanted, strict=True)) < 30


def _half_and_half(picture: Picture) -> tuple[tuple[int, int, int], tuple[int, int, int]]:
    """Paint the left half of a picture red and the right one blue."""
    red, blue = (200, 20, 20), (20, 20, 200)
    painted = Painted.new("RGB", (1600, 1000), red)
    painted.paste(blue, (800, 0, 1600, 1000))
    painted.save(picture.file.path)
    return red, blue


def test_a_picture_that_is_gone_needs_none(bars: Picture) -> None:
    gone = bars.pk
    bars.delete()

    assert sizes.make.call(gone) == 0
