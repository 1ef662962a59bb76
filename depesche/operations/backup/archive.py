"""The file: a plain tar whose first member says what it is, and whose last lists every other with size and SHA-256, authenticated by the passphrase.

Members are regular files with plain relative names. Everything else (links, devices, ``..``, absolute or doubled names) is refused while
reading, so nothing is ever written outside the folder that is being restored. Reading and writing take constant memory.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import secrets
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import IO, Any

from depesche.kernel import digest
from depesche.kernel.refusal import Refusal
from depesche.operations.backup.passphrase import Keys

HEAD = "depesche-backup.json"
LIST = "members.json"
FORMAT = 1
BLOCK = 1024 * 1024
LARGEST_SMALL = 64 * 1024 * 1024


class Writer:
    """Writes members one after the other and keeps the list of them."""

    def __init__(self, file: IO[bytes]) -> None:
        self._tar = tarfile.open(fileobj=file, mode="w|", format=tarfile.PAX_FORMAT)  # noqa: SIM115 - ended by finish()
        self._members: list[tuple[str, int, str]] = []

    def add(self, name: str, source: IO[bytes], *, size: int) -> None:
        """Add exactly ``size`` bytes of a stream.

        :raises OSError: if the stream ends before
        """
        info = tarfile.TarInfo(name)
        info.size, info.mode = size, 0o600
        counted = _Counted(source, size)
        self._tar.addfile(info, counted)
        self._members.append((name, size, counted.sum.hexdigest()))

    def add_bytes(self, name: str, data: bytes) -> None:
        """Add a small member."""
        self.add(name, io.BytesIO(data), size=len(data))

    def add_path(self, name: str, path: Path) -> None:
        """Add a file as long as it is at this moment."""
        with path.open("rb") as source:
            self.add(name, source, size=os.fstat(source.fileno()).st_size)

    def finish(self, keys: Keys) -> None:
        """Write the list of members, authenticated, and end the archive."""
        listed = json.dumps(self._members).encode()
        self.add_bytes(LIST, json.dumps({"members": listed.decode(), "hmac": keys.sign(listed)}).encode())
        self._tar.close()


class _Counted:
    """A stream that hashes what is read from it and refuses to end early."""

    def __init__(self, source: IO[bytes], size: int) -> None:
        self._source, self._left = source, size
        self.sum = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        data = self._source.read(self._left if size < 0 else min(size, self._left))
        if not data and self._left and size:
            raise OSError("a file became shorter while it was copied")
        self._left -= len(data)
        self.sum.update(data)
        return data


@contextmanager
def written_whole(target: Path) -> Iterator[IO[bytes]]:
    """Write a file under a temporary name beside its own, bring it to the disk, and rename it; a failure leaves nothing.

    :raises Refusal: code ``backup-exists``
    """
    if target.exists():
        raise Refusal(code="backup-exists", message=f"{target} exists already.", help="Name another file; a backup is never overwritten.")
    building = target.with_name(f".{target.name}.{secrets.token_hex(4)}.part")
    handle = os.open(building, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        os.link(building, target)  # unlike a rename, this never overwrites
        _sync(target.parent)
    finally:
        building.unlink(missing_ok=True)


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


class Reader:
    """Reads members in order; :meth:`finish` says whether all of them were what the writer wrote."""

    def __init__(self, file: IO[bytes]) -> None:
        self._seen: list[list[Any]] = []
        try:
            self._tar = tarfile.open(fileobj=file, mode="r|")  # noqa: SIM115 - a stream that its caller closes
        except tarfile.TarError as error:
            raise unreadable("it is no backup file") from error

    def __iter__(self) -> Iterator[tuple[str, IO[bytes], int]]:
        """Yield (name, stream, size) of every member up to the list; each stream must be read to its end.

        :raises Refusal: code ``backup-unreadable``
        """
        try:
            for info in self._tar:
                name = _checked_name(info)
                stream = self._tar.extractfile(info)
                assert stream is not None
                if name == LIST:
                    self._listed = stream.read(LARGEST_SMALL)
                    return
                hashed = _Hashed(stream)
                yield name, hashed, info.size  # type: ignore[misc]
                if hashed.read(1):
                    raise RuntimeError(f"{name} was not read to its end")
                if hashed.length != info.size:
                    raise unreadable(f"{name} is cut off")
                self._seen.append([name, info.size, hashed.sum.hexdigest()])
        except (tarfile.TarError, EOFError, OSError, ValueError) as error:
            raise unreadable("it is cut off or changed") from error
        raise unreadable("its end is missing")

    def finish(self, keys: Keys) -> None:
        """Compare what was read with the authenticated list.

        :raises Refusal: code ``backup-unreadable``
        """
        try:
            told = json.loads(self._listed)
            listed = str(told["members"]).encode()
            is_ours = digest.same(keys.sign(listed).encode(), str(told["hmac"]).encode())
            members = json.loads(listed)
        except (ValueError, KeyError, TypeError) as error:
            raise unreadable("its list of members is broken") from error
        if not is_ours:
            raise unreadable("its list of members was changed")
        for written, read in zip(members, self._seen, strict=False):
            if written != read:
                raise unreadable(f"{read[0]} was changed")
        if len(members) != len(self._seen):
            raise unreadable("members are missing or were added")


class _Hashed:
    def __init__(self, source: IO[bytes]) -> None:
        self._source = source
        self.sum = hashlib.sha256()
        self.length = 0

    def read(self, size: int = -1) -> bytes:
        try:
            data = self._source.read(size)
        except (tarfile.TarError, EOFError) as error:
            raise unreadable("it is cut off") from error
        self.sum.update(data)
        self.length += len(data)
        return data


def _checked_name(info: tarfile.TarInfo) -> str:
    path = PurePosixPath(info.name)
    is_plain = info.isreg() and not info.issparse() and not path.is_absolute() and ".." not in path.parts and "\\" not in info.name
    if not is_plain or str(path) != info.name or "\0" in info.name:
        raise unreadable(f"it holds something that no backup holds: {info.name!r}")
    return info.name


def unreadable(why: str) -> Refusal:
    """Return the refusal of a file that is no whole, unchanged backup."""
    return Refusal(code="backup-unreadable", message=f"The backup cannot be used: {why}.", help="Nothing was restored. Take another copy of it.")
