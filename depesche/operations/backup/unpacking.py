"""From the file to a folder beside the home: secrets, database, media; every byte checked before anything counts."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from depesche.kernel import clock, keyring, since_backup
from depesche.kernel.refusal import Refusal
from depesche.operations.backup import archive, making, passphrase, postgresql_copy, sqlite_copy
from depesche.operations.backup.archive import Reader
from depesche.operations.backup.passphrase import Keys

MOST_SMALL = 16 * 1024 * 1024
PLACES = ("media/", "evidence/", "theme/", f"{since_backup.FOLDER}/")


@dataclass(frozen=True)
class Head:
    """What a backup says of itself before anything is decrypted."""

    edition: str
    made_at: datetime
    database: str
    salt: bytes
    cost: dict[str, int]


class Unpacking:
    """One pass over a backup, into ``folder``."""

    def __init__(self, file: IO[bytes], folder: Path) -> None:
        self._reader = Reader(file)
        self._members = iter(self._reader)
        self._folder = folder
        self.head = _head(self._small(archive.HEAD))
        self._keys: Keys | None = None

    def open(self, secret: str) -> None:
        """Decrypt keys and configuration and write them down.

        :raises Refusal: codes ``wrong-passphrase``, ``backup-unreadable``
        """
        self._keys = passphrase.keys(secret, salt=self.head.salt, cost=self.head.cost)
        for name, text in self._keys.unseal(self._small(making.SEALED)).items():
            if name not in making.SECRETS:
                raise archive.unreadable(f"it holds a secret that no backup holds: {name!r}")
            keyring.write_private(self._folder / name, text.encode())

    def unpack(self, database: Callable[[str, IO[bytes]], None]) -> None:
        """Take everything else; the database's members go to ``database(name, stream)``. Ends with the check of the whole.

        :raises Refusal: code ``backup-unreadable``
        """
        assert self._keys is not None
        for name, stream, _size in self._members:
            if name == sqlite_copy.MEMBER or name.startswith(postgresql_copy.FOLDER):
                database(name, stream)
            elif name.startswith(PLACES):
                write(self._folder / name, stream)
            else:
                raise archive.unreadable(f"it holds something that no backup holds: {name!r}")
        self._reader.finish(self._keys)

    def _small(self, wanted: str) -> bytes:
        found = next(self._members, None)
        if found is None or found[0] != wanted or found[2] > MOST_SMALL:
            raise archive.unreadable("it is no backup of Depesche")
        return found[1].read()


def write(path: Path, stream: IO[bytes]) -> None:
    """Write a new file from a stream and bring it to the disk.

    :raises Refusal: code ``backup-unreadable`` if the archive holds it twice
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        with path.open("xb") as file:
            while data := stream.read(archive.BLOCK):
                file.write(data)
            file.flush()
            os.fsync(file.fileno())
    except FileExistsError as error:
        raise archive.unreadable(f"it holds {path.name} twice") from error


def _head(data: bytes) -> Head:
    try:
        told: dict[str, Any] = json.loads(data)
        head = Head(told["edition"], clock.from_milliseconds(told["made_at"]), told["database"], bytes.fromhex(told["salt"]), dict(told["scrypt"]))
    except (ValueError, KeyError, TypeError) as error:
        raise archive.unreadable("it is no backup of Depesche") from error
    if told.get("format") != archive.FORMAT:
        raise Refusal(
            code="backup-of-another-edition",
            message=f"Edition {head.edition} made this backup in another format.",
            help="Restore it with that edition.",
        )
    return head
