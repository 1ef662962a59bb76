"""A private copy of evidence: a file below the home folder that only the desk gives out, and its digest in the editorial log."""

from __future__ import annotations

import hashlib
import os
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from depesche.kernel import options
from depesche.kernel.refusal import Refusal
from depesche.newsroom.claims import entries
from depesche.newsroom.claims.assertion_rows import Evidence

if TYPE_CHECKING:
    from collections.abc import Iterable

    from depesche.brand.models import User

FOLDER = "evidence"
MOST_BYTES = 20_000_000
LONGEST_NAME = 120


def keep(evidence: Evidence, name: str, chunks: Iterable[bytes], *, by: User | None, at: datetime) -> Evidence:
    """Keep a copy of what the evidence shows, as it was on that day. A file is stored once, under its digest, and never given to readers.

    :param name: the file's own name, for those who take it from the desk
    :raises Refusal: codes ``copy-kept-already``, ``file-too-big``, ``file-empty``
    """
    data = _read(chunks)
    sha256 = hashlib.sha256(data).hexdigest()
    with transaction.atomic():
        now = Evidence.objects.select_for_update(of=("self",)).select_related("assertion").get(pk=evidence.pk)
        if now.sha256:
            raise Refusal(
                code="copy-kept-already", message=_("There is a copy of this evidence already."), help=_("Add new evidence with a new statement.")
            )
        take_turn(sha256)
        _store(sha256, data)
        now.sha256, now.archive_name, now.retrieved_at = sha256, Path(name).name[-LONGEST_NAME:] or "copy", at
        now.save(update_fields=["sha256", "archive_name", "retrieved_at"])
        entries.write(entries.EVIDENCE_ARCHIVED, entries.of_copy(now), by=by, at=at)
    return now


def path(evidence: Evidence) -> Path:
    """Return where the copy lies."""
    return place(evidence.sha256)


def place(sha256: str) -> Path:
    """Return where the copy with a digest lies."""
    return options.current().home / FOLDER / sha256


def files() -> set[str]:
    """Return the digests of the copies that lie here."""
    folder = options.current().home / FOLDER
    return {one.name for one in folder.iterdir() if not one.name.startswith(".")} if folder.is_dir() else set()


def take_turn(sha256: str) -> None:
    """Wait for everybody who keeps or deletes the same file, until the end of the transaction. On SQLite every transaction waits anyway."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [int(sha256[:15], 16)])


def _read(chunks: Iterable[bytes]) -> bytes:
    data = bytearray()
    for chunk in chunks:
        data += chunk
        if len(data) > MOST_BYTES:
            raise Refusal(code="file-too-big", message=_("The file is larger than 20 MB."), help=_("Please keep the part that matters."))
    if not data:
        raise Refusal(code="file-empty", message=_("The file is empty."), help=_("Please choose another one."))
    return bytes(data)


def _store(sha256: str, data: bytes) -> None:
    folder = options.current().home / FOLDER
    folder.mkdir(mode=0o700, exist_ok=True)
    place = folder / sha256
    if place.exists():
        return
    part = folder / f".{sha256}.{os.getpid()}"
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    part.replace(place)
