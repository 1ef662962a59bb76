"""Uploaded pictures are painted anew."""

from __future__ import annotations

import io
import struct
import zlib
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from depesche.brand import uploads
from depesche.brand.models import Picture, PublishedDocument
from depesche.brand.people import Role
from depesche.kernel.refusal import Refusal
from tests.brand.conftest import at_the_desk


def painted(kind: str, *, size: tuple[int, int] = (60, 40), mode: str = "RGB", **options: Any) -> bytes:
    file = io.BytesIO()
    Image.new(mode, size, 0 if mode == "P" else "red").save(file, kind, **options)
    return file.getvalue()


def opened(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data))


@pytest.mark.once
@pytest.mark.parametrize(("kind", "kept"), [("JPEG", "JPEG"), ("MPO", "JPEG"), ("PNG", "PNG"), ("WEBP", "WEBP"), ("AVIF", "AVIF"), ("GIF", "PNG")])
def test_every_allowed_kind_is_painted_anew(kind: str, kept: str) -> None:
    new = uploads.repaint(ContentFile(painted(kind), name=f"bild.{kind.lower()}"))

    assert opened(new.read()).format == kept
    assert (new.name or "").startswith("bild.")


@pytest.mark.once
@pytest.mark.parametrize(("mode", "kind"), [("CMYK", "JPEG"), ("L", "PNG"), ("P", "PNG"), ("RGBA", "PNG"), ("1", "PNG"), ("I;16", "PNG")])
def test_every_kind_of_colour_can_be_shown(mode: str, kind: str) -> None:
    picture = Image.new(mode, (8, 8))
    file = io.BytesIO()
    picture.save(file, kind)

    assert opened(uploads.repaint(ContentFile(file.getvalue(), name="a")).read()).mode in {"RGB", "RGBA"}


@pytest.mark.once
def test_the_place_where_a_photograph_was_taken_is_forgotten() -> None:
    exif = Image.Exif()
    exif[0x010E] = "Geheime Beschreibung"
    exif[0x8825] = {1: "N", 2: (50.0, 56.0, 0.0)}
    new = uploads.repaint(ContentFile(painted("JPEG", exif=exif), name="a.jpg")).read()

    assert not opened(new).getexif()
    assert b"Geheim" not in new


@pytest.mark.once
def test_a_picture_taken_sideways_stands_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6

    assert opened(uploads.repaint(ContentFile(painted("JPEG", exif=exif), name="a.jpg")).read()).size == (40, 60)


@pytest.mark.once
def test_a_second_file_hidden_behind_the_picture_is_gone() -> None:
    new = uploads.repaint(ContentFile(painted("PNG") + b"<script>alert(1)</script>PK\x03\x04", name="a.png")).read()

    assert b"script" not in new
    assert b"PK\x03\x04" not in new


@pytest.mark.once
def test_a_huge_picture_is_made_smaller() -> None:
    assert max(opened(uploads.repaint(ContentFile(painted("PNG", size=(5000, 100)), name="a.png")).read()).size) == uploads.LARGEST_SIDE


def bomb(width: int, height: int) -> bytes:
    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b"")


@pytest.mark.once
@pytest.mark.parametrize(("width", "height"), [(40_000, 40_000), (10_000, 7_000)])
def test_a_decompression_bomb_is_refused_before_it_goes_off(width: int, height: int) -> None:
    with pytest.raises(Refusal) as refused:
        uploads.repaint(ContentFile(bomb(width, height), name="a.png"))

    assert refused.value.code == "picture-too-large"


@pytest.mark.once
@pytest.mark.parametrize("data", [b"", b"GIF89a", b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", b"%PDF-1.7", painted("JPEG")[:200]])
def test_what_is_no_picture_is_refused_with_a_sentence(data: bytes) -> None:
    with pytest.raises(Refusal) as refused:
        uploads.repaint(ContentFile(data, name="a.jpg"))

    assert refused.value.code == "not-a-picture"
    assert "SVG" in refused.value.help


def test_the_model_repaints_whatever_way_a_picture_came(db: None) -> None:
    picture = Picture.objects.create(title="A", file=ContentFile(painted("GIF") + b"tail", name="a.gif"))

    stored = picture.file.open().read()
    assert picture.file.name.endswith(".png")
    assert not stored.endswith(b"tail")
    assert (picture.width, picture.height, picture.file_size) == (60, 40, len(stored))


def send(client: Client, name: str, data: bytes) -> Any:
    return client.post(reverse("wagtailimages:add"), {"title": "Bild", "file": SimpleUploadedFile(name, data), "description": "", "tags": ""})


def test_an_editor_sends_a_picture_at_the_desk(db: None) -> None:
    answer = send(at_the_desk(Role.EDITOR), "foto.jpg", painted("JPEG"))

    assert answer.status_code == 302
    assert Picture.objects.get().title == "Bild"


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
        ("a.jpg", b"no picture"),
        ("a.jpg", b"\xff\xd8\xff\xe0 not a picture at all"),
        ("a.jpg", painted("JPEG", size=(600, 400))[:-900]),
        ("a.jpg", painted("PNG")),
        ("a.png", painted("PNG")[:60]),
        ("a.png", bomb(40_000, 40_000)),
    ],
)
def test_the_desk_refuses_what_is_no_picture_and_keeps_the_form(db: None, name: str, data: bytes) -> None:
    answer = send(at_the_desk(Role.EDITOR), name, data)

    assert answer.status_code == 200
    assert answer.context["form"].errors["file"]
    assert not Picture.objects.exists()


@pytest.mark.parametrize("name", ["a.html", "a.svg", "a.exe", "a.js", "a"])
def test_programs_are_no_documents(db: None, name: str) -> None:
    with pytest.raises(ValidationError):
        PublishedDocument.objects.create(title="A", file=ContentFile(b"x", name=name))


def test_a_document_is_handed_out_as_a_file_never_shown(db: None, stranger: Client) -> None:
    document = PublishedDocument.objects.create(title="A", file=ContentFile(b"%PDF-1.7\n%%EOF\n", name="preise.pdf"))

    answer = stranger.get(document.url)

    assert answer.status_code == 200
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
