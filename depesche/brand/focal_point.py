"""Where a picture's subject probably is: proposed for the crops of a new picture, so that a head is not cut off; people move it in the form.

The measure is plain: edges, weighed by how colourful their surroundings are, for skin, coins and flags stand out from walls and skies. The proposal
is the box around the middle of that weight, as wide as it is scattered. A picture without edges gets none.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

from PIL import Image, ImageFilter

SIDE = 96  # pixels to which a picture is brought down before it is measured
QUIET = 6  # differences of brightness below this are noise
BORDER = 2  # pixels at the rim that are left out: the filter sees an edge there


@dataclass(frozen=True)
class Point:
    """A box in pixels of the picture: its middle, its width, its height."""

    x: int
    y: int
    width: int
    height: int


def propose(picture: Image.Image) -> Point | None:
    """Return where the subject probably is; ``None`` if the picture is all alike."""
    small = picture.convert("RGB")
    small.thumbnail((SIDE, SIDE))
    weights = _weights(small)
    total = sum(weight for _x, _y, weight in weights)
    if not total:
        return None
    across, down = (_spread([(place[axis], place[2]) for place in weights], total) for axis in (0, 1))
    scale_x, scale_y = picture.width / small.width, picture.height / small.height
    return Point(
        x=round(across[0] * scale_x),
        y=round(down[0] * scale_y),
        width=max(1, round(min(2 * across[1], small.width / 2) * scale_x)),
        height=max(1, round(min(2 * down[1], small.height / 2) * scale_y)),
    )


def _weights(small: Image.Image) -> list[tuple[int, int, int]]:
    """Return places with their weight; places that weigh nothing are left out."""
    width, height = small.size
    edges = small.convert("L").filter(ImageFilter.GaussianBlur(1)).filter(ImageFilter.FIND_EDGES).tobytes()
    colour = small.convert("HSV").getchannel("S").filter(ImageFilter.GaussianBlur(2)).tobytes()
    found = []
    for y in range(BORDER, height - BORDER):
        for x in range(BORDER, width - BORDER):
            edge = edges[y * width + x]
            if edge > QUIET:
                found.append((x, y, edge * edge * (64 + colour[y * width + x])))
    return found


def _spread(places: list[tuple[int, int]], total: int) -> tuple[float, float]:
    """Return the middle of the weight along one axis, and how far it is scattered around it."""
    middle = sum(place * weight for place, weight in places) / total
    return middle + 0.5, sqrt(sum(weight * (place - middle) ** 2 for place, weight in places) / total)
