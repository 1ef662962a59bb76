"""Files that somebody sends to do harm, or by mistake."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

from PIL import Image

SCRIPT = b"<script>alert(document.domain)</script><?php system($_GET['c']); ?>"
SVG = b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'><script>alert(1)</script></svg>"
PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\n%%EOF\n"


def painted(kind: str, *, size: tuple[int, int] = (60, 40), **options: object) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", size, "red").save(file, kind, **options)  # type: ignore[arg-type]
    return file.getvalue()


def secret_jpeg() -> bytes:
    """A photograph with a program in its metadata and one behind its end."""
    exif = Image.Exif()
    exif[0x010E] = SCRIPT.decode()
    return painted("JPEG", exif=exif, comment=SCRIPT) + SCRIPT


def script_gif() -> bytes:
    """A GIF that is a script, too: its width is the beginning of a comment, its end the rest."""
    return b"GIF89a" + b"/*" + painted("GIF")[8:] + b"*/=1;alert(1)//"


def bomb_png(width: int, height: int) -> bytes:
    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b"")


def archive(**entries: bytes) -> bytes:
    """A ZIP; ``__`` in a name stands for a slash, so that names can be written as arguments."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in entries.items():
            packed.writestr(name.replace("__", "/"), data)
    return file.getvalue()


def docx(**more: bytes) -> bytes:
    return archive(**{"[Content_Types].xml": b"<Types/>", "word__document.xml": b"<w:document/>", **more})


def odt(kind: bytes = b"application/vnd.oasis.opendocument.text") -> bytes:
    return archive(mimetype=kind, **{"content.xml": b"<office:document-content/>"})


def damaged(method: int) -> bytes:
    """An ODT whose first part cannot be unpacked."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as packed:
        packed.writestr("mimetype", b"application/vnd.oasis.opendocument.text" * 9)
    whole = bytearray(file.getvalue())
    start = 42 if method == zipfile.ZIP_LZMA else 38  # behind the header of 30 bytes, the name, and a length
    whole[start : start + 4] = b"\xff" * 4
    return bytes(whole)


def commented(end: bytes) -> bytes:
    """A ZIP that ends like something else."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as packed:
        packed.writestr("evil.html", SCRIPT)
        packed.comment = end
    return file.getvalue()
