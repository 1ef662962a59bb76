"""The proposed focal point."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.core.files.base import ContentFile
from PIL import Image, ImageDraw

from depesche.brand import focal_point
from depesche.brand.models import Picture


def coin(*, at: tuple[int, int], size: tuple[int, int] = (1600, 900)) -> Image.Image:
    """A gold coin on a grey table."""
    picture = Image.new("RGB", size, "#8a8a8a")
    x, y = at
    ImageDraw.Draw(picture).ellipse((x - 120, y - 120, x + 120, y + 120), fill="#d9a520", outline="#5b4300", width=12)
    return picture


def stored(picture: Image.Image, **fields: Any) -> Picture:
    file = io.BytesIO()
    picture.save(file, "PNG")
    return Picture.objects.create(title="Münze", file=ContentFile(file.getvalue(), name="m.png"), **fields)


@pytest.mark.once
@pytest.mark.parametrize("at", [(300, 300), (1300, 600), (800, 450), (200, 700)])
def test_the_point_lies_on_what_stands_out(at: tuple[int, int]) -> None:
    found = focal_point.propose(coin(at=at))

    assert found is not None
    assert abs(found.x - at[0]) < 60
    assert abs(found.y - at[1]) < 60
    assert 50 < found.width < 600


@pytest.mark.once
@pytest.mark.parametrize("size", [(1, 1), (3, 2000), (400, 300)])
def test_a_picture_that_is_all_alike_has_no_point(size: tuple[int, int]) -> None:
    assert focal_point.propose(Image.new("RGB", size, "white")) is None


def test_a_new_picture_gets_a_point_and_its_crops_show_the_subject(db: None) -> None:
    picture = stored(coin(at=(1300, 450)))

    assert abs(picture.focal_point_x - 1300) < 60
    with Image.open(picture.get_rendition("fill-300x300").file) as crop:
        line = [crop.convert("RGB").getpixel((x, 150)) for x in range(300)]
    gold = [x for x, (red, _green, blue) in enumerate(line) if red > blue + 60]  # type: ignore[misc]
    assert len(gold) > 65  # the whole coin; from the middle of the picture it would be cut
    assert max(gold) < 299


def test_what_a_person_chose_stays(db: None) -> None:
    picture = stored(coin(at=(1300, 450)), focal_point_x=100, focal_point_y=100, focal_point_width=50, focal_point_height=50)
    assert picture.focal_point_x == 100

    picture.title = "Andere"
    picture.save()
    assert Picture.objects.get().focal_point_x == 100


def test_who_takes_the_point_away_is_not_contradicted(db: None) -> None:
    picture = stored(coin(at=(1300, 450)))
    picture.focal_point_x = picture.focal_point_y = picture.focal_point_width = picture.focal_point_height = None
    picture.save()

    assert Picture.objects.get().focal_point_x is None
