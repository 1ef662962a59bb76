"""What both configurations are filled with: this home's places and names, and the headers that the built-in server gives."""

from __future__ import annotations

import re
import string
from dataclasses import dataclass
from pathlib import Path

from whitenoise.media_types import MediaTypes

from depesche.kernel import digest
from depesche.kernel.options import Options
from depesche.kernel.refusal import Refusal
from depesche.operations.serving.logs import TOKEN
from depesche.press import common_headers, store
from depesche.press.serving import site_files
from depesche.press.serving.answering import HSTS

LONGEST_WORD = 25
FRAME = 1024 * 1024  # beside a picture: the other fields of its form
ENDINGS = (
    *("css", "js", "mjs", "map", "json", "svg", "txt", "html", "xml", "ico", "png", "jpg", "jpeg", "gif", "webp", "avif"),
    *("woff", "woff2", "ttf", "otf", "eot", "pdf", "mp3", "mp4", "webm", "wasm"),
)
Headers = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Asked:
    """What the operator wants: where the other web server listens, where the built-in one does, its certificate, and whether it knows Brotli."""

    listen: str = ""
    upstream: str = "127.0.0.1:8000"
    certificate: str = ""
    key: str = ""
    logs: str = "/var/log"
    has_brotli: bool = False


class Template(string.Template):
    """A configuration with places to fill in; both servers write their own variables otherwise."""

    delimiter = "@@"


def fill(name: str, places: dict[str, str]) -> str:
    """Fill in the template beside this file."""
    return Template((Path(__file__).parent / name).read_text(encoding="utf-8")).substitute(places)


def places(options: Options, asked: Asked) -> dict[str, str]:
    """Return what both configurations need.

    :raises Refusal: code ``odd-path``, for a folder's name that a configuration could misunderstand
    """
    home = str(options.home)
    for path in (home, asked.certificate, asked.key, asked.logs):
        if re.search(r"[\"'`$\\{};#*\s]", path):
            raise Refusal(code="odd-path", message=f"{path} cannot be written into a configuration.", help="Choose a path of plain letters.")
    return {
        "site": options.site_url,
        "host": f"[{options.host}]" if ":" in options.host else options.host,
        "name": f"depesche_{_short(options.host)}",
        "home": home,
        "pages": str(store.of(options).files.root),
        "upstream": asked.upstream,
        "logs": asked.logs,
        "megabytes": str(options.upload_limit + (options.text_limit + FRAME) // (1024 * 1024) + 1),
        "token": TOKEN.pattern.rpartition("[^")[0],
        "hashed": site_files.HASHED,
    }


def _short(host: str) -> str:
    """Return a word for a host; nginx does not start with variables whose names are much longer than forty letters."""
    word = re.sub(r"[^a-z0-9]", "_", host)
    return word if len(word) <= LONGEST_WORD else f"{word[: LONGEST_WORD - 9]}_{digest.sha256_hex(host.encode())[:8]}"


def of_pages(options: Options) -> Headers:
    """Return the headers of stored pages, apart from the kind."""
    return with_tls(common_headers.OF_PAGES, options)


def of_static(options: Options, *, for_ever: bool) -> Headers:
    """Return the headers of static files, apart from the kind."""
    cached = site_files.FOR_EVER if for_ever else site_files.A_MINUTE
    return with_tls((("Cache-Control", cached), *site_files.OF_STATIC), options)


def of_media(options: Options) -> Headers:
    """Return the headers of pictures, apart from the kind."""
    return with_tls((("Cache-Control", site_files.A_PICTURE), *site_files.OF_MEDIA), options)


def with_tls(headers: Headers, options: Options) -> Headers:
    """Add what is said over TLS only."""
    return (*headers, HSTS) if options.is_https else headers


def kinds() -> dict[str, str]:
    """Return the kind of each ending of static files, as the built-in server says it."""
    known = MediaTypes()
    return {ending: site_files.kind_of(known.get_type(f"x.{ending}")) for ending in ENDINGS}
