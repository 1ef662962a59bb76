"""The key ring: separate, numbered keys in one file of the home folder, readable by its owner only.

Old keys stay for verification, so tokens and signatures made years ago still verify (L-33). Django's SECRET_KEY serves none of this.
The look-up key is never rotated: every suppression is stored under it.
"""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path

from depesche.kernel import clock, options
from depesche.kernel.refusal import Refusal

TOKENS = "tokens"
LOOKUP = "lookup"
ENVELOPE = "envelope"
SECOND_FACTORS = "second-factors"
IDENTITIES = "identities"  # of protected sources
NEEDED = (TOKENS, LOOKUP, ENVELOPE, SECOND_FACTORS, IDENTITIES, "log:consent", "log:editorial")
NEVER_ROTATED = frozenset({LOOKUP})
FILE_NAME = "keys.json"


@dataclass(frozen=True)
class Key:
    """One key: its number within its kind (from 1) and 32 secret bytes."""

    number: int
    secret: bytes
    made_at: datetime


class KeyRing:
    """All keys of one home folder, by kind. Log keys have the kind ``log:<name>`` and are Ed25519 seeds."""

    def __init__(self, path: Path, keys: dict[str, list[Key]]) -> None:
        self.path = path
        self._keys = keys

    def current(self, kind: str) -> Key:
        """Return the newest key of a kind.

        :raises Refusal: code ``key-missing``
        """
        try:
            return self._keys[kind][-1]
        except (KeyError, IndexError) as error:
            raise _missing(kind, self.path) from error

    def all(self, kind: str) -> tuple[Key, ...]:
        """Return every key of a kind, oldest first."""
        return tuple(self._keys.get(kind, ()))

    def numbered(self, kind: str, number: int) -> Key | None:
        """Return the key with this number, or ``None``."""
        return next((key for key in self._keys.get(kind, ()) if key.number == number), None)

    def kinds(self) -> tuple[str, ...]:
        """Return the kinds that have a key."""
        return tuple(sorted(kind for kind, keys in self._keys.items() if keys))

    def ensure(self, kind: str) -> Key:
        """Return the newest key of a kind, making the first one if there is none."""
        return self._keys[kind][-1] if self._keys.get(kind) else self._add(kind)

    def rotate(self, kind: str) -> Key:
        """Add a new key; older ones stay for verification.

        :raises Refusal: code ``key-never-rotated`` for the look-up key
        """
        if kind in NEVER_ROTATED and self._keys.get(kind):
            raise Refusal(
                code="key-never-rotated",
                message=f"The {kind} key cannot be changed.",
                help="Every suppression is stored under it; a new key would forget them all.",
            )
        return self._add(kind)

    def _add(self, kind: str) -> Key:
        keys = self._keys.setdefault(kind, [])
        key = Key(number=len(keys) + 1, secret=secrets.token_bytes(32), made_at=clock.now())
        keys.append(key)
        self.save()
        return key

    def save(self) -> None:
        """Write the file whole: a temporary file beside it (0600), synced, then renamed."""
        kinds = {
            kind: [{"number": key.number, "secret": key.secret.hex(), "made_at": clock.to_milliseconds(key.made_at)} for key in keys]
            for kind, keys in self._keys.items()
        }
        write_private(self.path, json.dumps({"version": 1, "keys": kinds}, indent=1).encode())


def write_private(path: Path, data: bytes) -> None:
    """Write a secret file (0600) whole or not at all."""
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)


def make(path: Path) -> KeyRing:
    """Make a new ring with the keys that every home needs."""
    ring = KeyRing(path, {})
    for kind in NEEDED:
        ring.ensure(kind)
    return ring


def load(path: Path) -> KeyRing:
    """Read a ring.

    :raises Refusal: code ``key-ring-missing`` or ``key-ring-broken``
    """
    try:
        stored = json.loads(path.read_bytes())
        keys = {
            kind: [Key(entry["number"], bytes.fromhex(entry["secret"]), clock.from_milliseconds(entry["made_at"])) for entry in entries]
            for kind, entries in stored["keys"].items()
        }
    except FileNotFoundError as error:
        raise Refusal(
            code="key-ring-missing", message=f"There is no key ring at {path}.", help="Make a home with `depesche init`, or restore a backup."
        ) from error
    except (ValueError, KeyError, TypeError) as error:
        raise Refusal(code="key-ring-broken", message=f"The key ring at {path} cannot be read.", help="Restore it from a backup.") from error
    return KeyRing(path, keys)


@cache
def _opened(path: Path, state: tuple[int, int]) -> KeyRing:
    return load(path)


def _state(path: Path) -> tuple[int, int]:
    """Return what changes when another process writes the file: its inode and its time."""
    try:
        found = path.stat()
    except FileNotFoundError:
        return (0, 0)
    return found.st_ino, found.st_mtime_ns


_HELD: ContextVar[KeyRing | None] = ContextVar("held", default=None)


def ring() -> KeyRing:
    """Return the ring of the present home folder; a key that another process added counts at once."""
    held = _HELD.get()
    if held is not None:
        return held
    path = options.current().home / FILE_NAME
    return _opened(path, _state(path))


@contextmanager
def hold() -> Iterator[None]:
    """Look at the ring once for many short questions, such as those of a group of mails."""
    before = _HELD.set(ring())
    try:
        yield
    finally:
        _HELD.reset(before)


def forget() -> None:
    """Drop the ring read so far, so that a changed file is read again."""
    _opened.cache_clear()


def _missing(kind: str, path: Path) -> Refusal:
    return Refusal(
        code="key-missing", message=f"The key ring at {path} has no {kind} key.", help="Restore it from a backup, or run `depesche doctor`."
    )
