"""Uploaded pictures are painted anew: nothing but the pixels of the sent file survives (no metadata, no second file hidden in it)."""

from __future__ import annotations

import io
import warnings
from pathlib import PurePath
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile, File
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageCms, ImageOps

from depesche.kernel.refusal import Refusal

LARGEST_SIDE = 4096
KEPT = {
    "JPEG": ("JPEG", "jpg"),
    "MPO": ("JPEG", "jpg"),
    "PNG": ("PNG", "png"),
    "GIF": ("PNG", "png"),
    "WEBP": ("WEBP", "webp"),
    "AVIF": ("AVIF", "avif"),
}
# MPO, a JPEG of several pictures, is opened by the reader of JPEG and has none of its own.
OPENED = tuple(kind for kind in KEPT if kind != "MPO")
QUALITY: dict[str, dict[str, Any]] = {
    "JPEG": {"quality": 90, "optimize": True},
    "PNG": {"optimize": True},
    "WEBP": {"quality": 90},
    "AVIF": {"quality": 80},
}


def repaint(sent: File) -> ContentFile:  # type: ignore[type-arg]
    """Return the picture as a new file: upright, in sRGB, at most 4096 pixels wide or high, without metadata.

    Of a moving picture the first frame stays.

    :raises Refusal: codes ``not-a-picture``, ``picture-too-large``
    """
    picture = _open(sent)
    kind, extension = KEPT[picture.format or ""]
    try:
        upright = _in_srgb(ImageOps.exif_transpose(picture))
    except (OSError, SyntaxError, ValueError, MemoryError, Image.DecompressionBombError) as error:
        raise _no_picture() from error
    upright.thumbnail((LARGEST_SIDE, LARGEST_SIDE), Image.Resampling.LANCZOS)
    plain = Image.frombytes(upright.mode, upright.size, upright.tobytes())
    painted = io.BytesIO()
    plain.save(painted, kind, **QUALITY[kind])
    return ContentFile(painted.getvalue(), name=f"{PurePath(sent.name or 'picture').stem}.{extension}")


def check(sent: File) -> None:  # type: ignore[type-arg]
    """Read all pixels once, so that a form can say what is wrong before anything is stored; the file stands at its beginning afterwards.

    :raises Refusal: codes ``not-a-picture``, ``picture-too-large``
    """
    picture = _open(sent)
    try:
        picture.load()
    except (OSError, SyntaxError, ValueError, MemoryError, Image.DecompressionBombError) as error:
        raise _no_picture() from error
    finally:
        sent.seek(0)


def _open(sent: File) -> Image.Image:  # type: ignore[type-arg]
    sent.seek(0)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            picture = Image.open(sent, formats=OPENED)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _too_large() from error
    except (OSError, SyntaxError, ValueError) as error:
        raise _no_picture() from error
    if picture.width * picture.height > settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS:
        raise _too_large()
    return picture


def _in_srgb(picture: Image.Image) -> Image.Image:
    """Bring the colours to sRGB, so that the profile can be left out."""
    wanted = "RGBA" if picture.has_transparency_data else "RGB"
    profile = picture.info.get("icc_profile")
    if profile and picture.mode in {"RGB", "RGBA", "CMYK"}:
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            converted = ImageCms.profileToProfile(
                picture, source, ImageCms.createProfile("sRGB"), outputMode=wanted if picture.mode != "CMYK" else "RGB"
            )
        except (ImageCms.PyCMSError, OSError):
            return picture.convert(wanted)
        return converted if converted is not None else picture.convert(wanted)
    return picture.convert(wanted)


def _no_picture() -> Refusal:
    return Refusal(
        code="not-a-picture",
        message=_("This file is no picture that can be used."),
        help=_("Please send a JPEG, PNG, WebP, AVIF or GIF file. SVG and other files that can hold programs are not accepted."),
    )


def _too_large() -> Refusal:
    return Refusal(code="picture-too-large", message=_("This picture has too many pixels."), help=_("Please make it smaller and send it again."))
