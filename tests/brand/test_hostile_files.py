"""Hostile files, sent by every way that the desk has: refused with a sentence, or kept without what was hidden in them."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image
from wagtail.models import UploadedFile

from depesche.brand.models import Picture, PublishedDocument
from depesche.brand.people import Role
from depesche.kernel import options
from tests.brand.conftest import at_the_desk
from tests.brand.hostile import PDF, SCRIPT, SVG, archive, bomb_png, commented, damaged, docx, odt, painted, script_gif, secret_jpeg

WAYS = ("single", "multiple", "chooser")
NO_PICTURES: dict[str, tuple[str, bytes]] = {
    "SVG": ("a.svg", SVG),
    "SVG that calls itself PNG": ("a.png", SVG),
    "page that calls itself JPEG": ("a.jpg", b"<!doctype html>" + SCRIPT),
    "PDF that calls itself JPEG": ("a.jpg", PDF),
    "ZIP that calls itself PNG": ("a.png", archive(a=b"x")),
    "program": ("a.exe", b"MZ" + b"\0" * 200),
    "PNG that calls itself JPEG": ("a.jpg", painted("PNG")),
    "two endings": ("a.jpg.php", painted("JPEG")),
    "no ending": ("a", painted("JPEG")),
    "cut off JPEG": ("a.jpg", painted("JPEG", size=(600, 400))[:-900]),
    "cut off PNG": ("a.png", painted("PNG")[:60]),
    "first bytes only": ("a.gif", b"GIF89a"),
    "script that begins like a GIF": ("a.gif", b"GIF89a/*" + b"\0" * 20 + b"*/=1;alert(1)"),
    "decompression bomb": ("a.png", bomb_png(50_000, 50_000)),
    "smaller bomb": ("a.png", bomb_png(10_000, 7_000)),
    "TIFF": ("a.tif", painted("TIFF")),
    "nothing": ("a.png", b""),
}
CLEANED: dict[str, tuple[str, bytes]] = {
    "JPEG with programs": ("a.jpg", secret_jpeg()),
    "PNG with a page behind it": ("a.png", painted("PNG") + SCRIPT),
    "PNG with a ZIP behind it": ("a.png", painted("PNG") + archive(evil=SCRIPT)),
    "WebP with a page behind it": ("a.webp", painted("WEBP") + SCRIPT),
}
NAMES = (
    "../../../evil.jpg",
    "..\\..\\evil.jpg",
    "/etc/evil.jpg",
    "a\0.jpg",
    "CON.jpg",
    "x" * 300 + ".jpg",
    "gpj.\u202e.jpg",
    " .jpg",
    "\ud7ff\U0001f4f7.jpg",
)
NO_DOCUMENTS: dict[str, tuple[str, bytes]] = {
    "page": ("a.html", SCRIPT),
    "SVG": ("a.svg", SVG),
    "page that calls itself PDF": ("a.pdf", b"<!doctype html>" + SCRIPT),
    "page before a PDF": ("a.pdf", SCRIPT + PDF),
    "page behind a PDF": ("a.pdf", PDF + SCRIPT),
    "cut off PDF": ("a.pdf", PDF[:20]),
    "program that calls itself text": ("a.txt", b"MZ\x90\0\x03\0\0\0" + b"\0" * 50),
    "PDF that calls itself text": ("a.txt", PDF),
    "picture that calls itself a table": ("a.csv", painted("PNG")),
    "neither UTF-8 nor Windows": ("a.txt", b"\x81\x8d\x8f\x90\x9d"),
    "half a UTF-16": ("a.csv", b"\xff\xfea\0b"),
    "cut off DOCX": ("a.docx", docx()[:-30]),
    "ZIP that calls itself DOCX": ("a.docx", archive(a=b"x")),
    "XLSX that calls itself DOCX": ("a.docx", archive(**{"[Content_Types].xml": b"<Types/>", "xl__workbook.xml": b"<w/>"})),
    "DOCX with macros": ("a.docx", docx(word__vbaProject_bin=b"x").replace(b"vbaProject_bin", b"vbaProject.bin")),
    "program before a DOCX": ("a.docx", b"MZ" + docx()),
    "page behind a DOCX": ("a.docx", docx() + SCRIPT),
    "ZIP with a path out of it": ("a.docx", docx(**{"..__..__evil": b"x"})),
    "ZIP bomb": ("a.docx", docx(bomb=b"\0" * 30_000_000)),
    "ODS that calls itself ODT": ("a.odt", odt(b"application/vnd.oasis.opendocument.spreadsheet")),
    "ODT without its kind": ("a.odt", archive(content=b"x")),
    "ODT with a damaged part": ("a.odt", damaged(zipfile.ZIP_DEFLATED)),
    "ODT with another damaged part": ("a.odt", damaged(zipfile.ZIP_LZMA)),
    "ZIP behind a PDF": ("a.pdf", PDF + commented(b"%%EOF")),
    "ZIP behind an RTF": ("a.rtf", b"{\\rtf1 Hallo}" + commented(b"}")),
    "RTF without an end": ("a.rtf", b"{\\rtf1 Hallo"),
}
DOCUMENTS: dict[str, tuple[str, bytes]] = {
    "PDF": ("a.pdf", PDF),
    "DOCX": ("a.docx", docx()),
    "ODT": ("a.odt", odt()),
    "RTF": ("a.rtf", b"{\\rtf1 Hallo}\n"),
    "UTF-8": ("a.txt", "Größe".encode()),
    "Windows": ("a.csv", "Größe;1 €".encode("cp1252")),
    "UTF-16": ("a.csv", "Größe;1 €".encode("utf-16")),
}


def send(desk: Client, kind: str, way: str, name: str, data: bytes, **more: str) -> Any:
    """Send a file by one of the desk's ways; ``kind`` is ``images`` or ``docs``."""
    file = SimpleUploadedFile("a", data)
    file._name = name  # Django's own cleaning of the name is part of what is tested
    ajax = {"x-requested-with": "XMLHttpRequest"}
    if way == "single":
        return desk.post(reverse(f"wagtail{kind}:add"), {"title": "Bild", "file": file, **more})
    if way == "multiple":
        return desk.post(reverse(f"wagtail{kind}:add_multiple"), {"title": "Bild", "files[]": file, **more}, headers=ajax)
    prefix = "image" if kind == "images" else "document"
    data_in_form = {f"{prefix}-chooser-upload-title": "Bild", f"{prefix}-chooser-upload-file": file}
    return desk.post(reverse(f"wagtail{kind}_chooser:create"), data_in_form, headers=ajax)


def sentence(answer: Any, way: str) -> str:
    """Return what the desk says against the file."""
    assert answer.status_code == 200
    if way == "multiple":
        return str(answer.json().get("error_message", ""))
    return " ".join(answer.context["form"].errors["file"])


def left_over() -> list[Path]:
    from django.conf import settings

    return [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]


@pytest.mark.once
@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("what", NO_PICTURES)
def test_what_is_no_picture_is_refused_with_a_sentence(db: None, way: str, what: str) -> None:
    answer = send(at_the_desk(Role.EDITOR), "images", way, *NO_PICTURES[what])

    assert len(sentence(answer, way)) > 20
    assert not Picture.objects.exists()
    assert not UploadedFile.objects.exists()
    assert left_over() == []


@pytest.mark.once
@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("what", [*CLEANED, "GIF that is a script"])
def test_what_is_hidden_in_a_picture_does_not_survive(db: None, way: str, what: str) -> None:
    name, data = CLEANED.get(what, ("a.gif", script_gif()))
    send(at_the_desk(Role.EDITOR), "images", way, name, data)

    for path in left_over():
        stored = path.read_bytes()
        assert not any(word in stored for word in (b"<script", b"<?php", b"alert", b"PK\x03\x04"))
        assert Image.open(io.BytesIO(stored)).format in {"JPEG", "PNG", "WEBP"}
    assert Picture.objects.count() == (1 if what in CLEANED else Picture.objects.count())


def test_a_picture_that_waits_for_its_title_is_painted_anew_as_well(db: None) -> None:
    desk, ajax = at_the_desk(Role.EDITOR), {"x-requested-with": "XMLHttpRequest"}
    answer = send(desk, "images", "multiple", "a.jpg", secret_jpeg(), title="x" * 300).json()
    assert not Picture.objects.exists()

    waiting = answer["uploaded_file_id"]
    prefix = f"uploaded-image-{waiting}"
    answer = desk.post(
        reverse("wagtailimages:create_multiple_from_uploaded_image", args=[waiting]),
        {f"{prefix}-title": "Bild", f"{prefix}-tags": "", f"{prefix}-description": "", f"{prefix}-credit": "", f"{prefix}-licence": ""},
        headers=ajax,
    ).json()
    assert answer["success"], answer

    picture = Picture.objects.get()
    stored = picture.file.open().read()
    assert b"<script" not in stored
    assert picture.file_size == len(stored)
    assert left_over() == [Path(picture.file.path)]


@pytest.mark.once
@pytest.mark.parametrize("name", NAMES)
def test_a_name_leads_nowhere_but_into_the_folder_of_pictures(db: None, name: str) -> None:
    from django.conf import settings

    send(at_the_desk(Role.EDITOR), "images", "single", name, painted("JPEG"))

    folder = Path(settings.MEDIA_ROOT) / "original_images"
    for path in left_over():
        assert path.parent == folder
        assert path.name.isascii()
        assert len(path.name) < 100
    for found in folder.parent.parent.glob("evil*"):
        raise AssertionError(found)


@pytest.mark.once
@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("what", NO_DOCUMENTS)
def test_what_is_not_what_its_ending_says_is_no_document(db: None, way: str, what: str) -> None:
    answer = send(at_the_desk(Role.EDITOR), "docs", way, *NO_DOCUMENTS[what])

    assert len(sentence(answer, way)) > 20
    assert not PublishedDocument.objects.exists()
    assert left_over() == []


@pytest.mark.once
@pytest.mark.parametrize("what", ["page", "cut off PDF"])
def test_a_refused_document_gets_one_sentence(db: None, what: str) -> None:
    answer = send(at_the_desk(Role.EDITOR), "docs", "single", *NO_DOCUMENTS[what])

    assert len(answer.context["form"].errors["file"]) == 1


@pytest.mark.once
@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("what", DOCUMENTS)
def test_a_whole_document_is_kept_and_handed_out_as_a_file(db: None, way: str, what: str) -> None:
    desk, (name, data) = at_the_desk(Role.EDITOR), DOCUMENTS[what]
    send(desk, "docs", way, name, data)

    answer = Client(headers={"host": "testserver.localhost"}).get(PublishedDocument.objects.get().url)
    assert b"".join(answer.streaming_content) == data  # type: ignore[attr-defined]
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"


@pytest.mark.once
@pytest.mark.parametrize("kind", ["images", "docs"])
@pytest.mark.parametrize("way", WAYS)
def test_what_is_over_the_limit_is_refused_unread(db: None, kind: str, way: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*args: Any, **kwargs: Any) -> None:
        raise AssertionError("the body was read")

    monkeypatch.setattr("django.http.request.HttpRequest._load_post_and_files", never)
    desk = at_the_desk(Role.EDITOR)
    with options.using(upload_limit=1):
        answer = send(desk, kind, way, "a.pdf", b"x" * 4_000_000)

    assert answer.status_code == 413
    said = answer.content.decode() if way == "single" else answer.json()["error_message"]
    assert "Höchstens 1 MB" in said


@pytest.mark.once
def test_a_reader_cannot_fill_the_disk_through_a_form(db: None) -> None:
    reader = Client(headers={"host": "testserver.localhost"})
    answer = reader.post("/callback/", {"name": "A", "file": SimpleUploadedFile("a", b"x" * 4_000_000)})

    assert answer.status_code == 413
    assert "Das ist zu viel Text" in answer.content.decode()
