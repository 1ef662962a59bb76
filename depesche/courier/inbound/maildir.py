"""A mail folder of the machine (Maildir): what a local mail server delivers into ``new/``, or a mail program moved to ``cur/``."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.utils.translation import gettext_lazy as _

from depesche.courier.inbound import storing
from depesche.courier.models import InboundMail
from depesche.kernel.refusal import Refusal

MOST_AT_ONCE = 500


def fetch(url: str, *, at: datetime) -> int:
    """Store every mail of the folder and remove it after; return how many.

    :raises Refusal: code ``bounces-unreadable`` if the folder is not there or not ours to change
    """
    folder = Path(unquote(urlsplit(url).path))
    try:
        return sum(_take(path, at=at) for path in islice(_mails(folder), MOST_AT_ONCE))
    except OSError as error:
        raise Refusal(
            code="bounces-unreadable",
            message=_("The mail folder %(folder)s cannot be read: %(error)s.") % {"folder": folder, "error": error.strerror or error},
            help=_("See that it exists, has the folders new and cur, and belongs to the user that runs Depesche."),
        ) from error


def _take(path: Path, *, at: datetime) -> bool:
    """Store one mail and remove it after; ``False`` if somebody else took or moved it meanwhile."""
    try:
        raw = path.read_bytes()
    except FileNotFoundError:
        return False
    storing.store(raw, way=InboundMail.Way.MAILDIR, at=at)
    path.unlink(missing_ok=True)
    return True


def _mails(folder: Path) -> Iterator[Path]:
    """Yield the files of ``new`` and ``cur``; dot files are not mails."""
    for name in ("new", "cur"):
        yield from sorted(path for path in (folder / name).iterdir() if path.is_file() and not path.name.startswith("."))
