"""Restoring: everything happens in a folder beside the home, which takes the home's name only when all is checked, locked and replayed.

Killed at any moment, a restore leaves the home as it was (and a hidden folder that the next restore removes).
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, TYPE_CHECKING

from depesche.kernel import options
from depesche.kernel.options import Options
from depesche.kernel.refusal import Refusal
from depesche.operations import cli
from depesche.operations.backup import newer, postgresql_copy, sqlite_copy, unpacking
from depesche.operations.backup.unpacking import Head, Unpacking
from depesche.operations.serving import claims

if TYPE_CHECKING:
    from depesche.operations.backup.replaying import Replayed

SQLITE = "sqlite:///"


@dataclass(frozen=True)
class Wish:
    """What to restore from which file to which home, and where to learn what happened since.

    ``replace``: an existing home is moved aside first, never deleted; it then counts as ``newer_home`` by itself.
    """

    file: Path
    home: Path
    journals: Sequence[Path] = ()
    newer_home: Path | None = None
    replace: bool = False


@dataclass(frozen=True)
class Restored:
    """What came out: the head of the backup, what was replayed, what of the journals could be used, and where the old home lies now."""

    head: Head
    replayed: Replayed
    lines: int
    torn: int
    knows_newer: bool
    moved_to: Path | None


def restore(wish: Wish, *, secret: Callable[[], str], at: datetime) -> Restored:
    """Restore a backup; see the module.

    :param secret: asked for the passphrase once the file is known to be a backup
    :raises Refusal: codes ``home-exists``, ``home-in-use``, ``backup-unreadable``, ``wrong-passphrase``, ``database-not-empty``,
        ``ledger-broken`` and others
    """
    building = wish.home.with_name(f".{wish.home.name}.restoring")
    is_full = wish.home.exists() and any(wish.home.iterdir())
    if is_full and not wish.replace:
        raise Refusal(
            code="home-exists",
            message=f"The folder {wish.home} is not empty.",
            help="Name an empty or a new folder with --home DIR; or give --replace, which moves this one aside and keeps it.",
        )
    with ExitStack() as held:
        if is_full:
            held.enter_context(claims.home(wish.home, alone=True))
        building.mkdir(mode=0o700, parents=True, exist_ok=True)
        held.enter_context(claims.home(building, alone=True))
        try:
            head = _fill(building, wish, secret)
            found, replayed = _finish(building, wish, head=head, at=at, old=wish.home if is_full else wish.newer_home)
        except BaseException:
            shutil.rmtree(building, ignore_errors=True)
            raise
        moved_to = _take_the_name(building, wish.home, at=at) if is_full else _take_the_name(building, wish.home, at=None)
    return Restored(head, replayed, found.lines, found.torn, found.present is not None, moved_to)


def _fill(building: Path, wish: Wish, secret: Callable[[], str]) -> Head:
    """Unpack everything and check every byte; the database holds what the backup held, or nothing."""
    for leftover in building.iterdir():
        shutil.rmtree(leftover) if leftover.is_dir() else leftover.unlink()
    try:
        file = wish.file.open("rb")
    except OSError as error:
        raise Refusal(code="backup-unreadable", message=f"{wish.file} cannot be read: {error.strerror}.") from error
    with file:
        unpacking_ = Unpacking(file, building)
        unpacking_.open(secret())
        found = options.read(os.environ, home=building)
        options.use(found)
        cli.set_up_django()
        if unpacking_.head.database != ("sqlite" if found.database.startswith(SQLITE) else "postgresql"):
            raise Refusal(
                code="other-database",
                message=f"The backup holds a database of {unpacking_.head.database}, and DEPESCHE_DATABASE_URL names another kind.",
                help="Set DEPESCHE_DATABASE_URL to a new database of that kind.",
            )
        if found.database.startswith(SQLITE):
            _unpack_sqlite(unpacking_, Path(found.database.removeprefix(SQLITE)))
        else:
            _unpack_postgresql(unpacking_, found)
    return unpacking_.head


def _unpack_sqlite(unpacking_: Unpacking, target: Path) -> None:
    if target.exists():
        raise Refusal(code="database-not-empty", message=f"There is a database at {target}.", help="Name another one with DEPESCHE_DATABASE_URL.")

    def take(name: str, stream: IO[bytes]) -> None:
        unpacking.write(target, stream)

    try:
        unpacking_.unpack(take)
    except BaseException:
        target.unlink(missing_ok=True)
        raise
    if not target.exists():
        raise Refusal(code="backup-unreadable", message=f"The backup holds no {sqlite_copy.MEMBER}.", help="Nothing was restored.")


def _unpack_postgresql(unpacking_: Unpacking, found: Options) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        is_used = "brand_user" in connection.introspection.table_names(cursor)
        if is_used:
            cursor.execute("SELECT EXISTS (SELECT 1 FROM brand_user) OR EXISTS (SELECT 1 FROM ledger_entry)")
            (is_used,) = cursor.fetchone()
    connection.close()
    if is_used:
        raise Refusal(code="database-not-empty", message="The database is in use already.", help="Set DEPESCHE_DATABASE_URL to an empty database.")
    with postgresql_copy.loading(found.database) as loader:

        def take(name: str, stream: IO[bytes]) -> None:
            if name == postgresql_copy.TABLES:
                loader.begin(stream.read())
            else:
                loader.load(name, stream)

        unpacking_.unpack(take)
        loader.end()


def _finish(building: Path, wish: Wish, *, head: Head, at: datetime, old: Path | None) -> tuple[newer.Newer, Replayed]:
    """Bring the restored database up to date, check its ledger, lock it and replay."""
    from django.db import connections

    from depesche.operations import schema
    from depesche.operations.backup import replaying

    schema.prepare()
    schema.restore_guards()
    replaying.check_ledger()
    found = newer.gather(wish.journals, old, since=head.made_at)
    replayed = replaying.replay(found, made_at=head.made_at, at=at)
    connections.close_all()
    return found, replayed


def _take_the_name(building: Path, home: Path, *, at: datetime | None) -> Path | None:
    """Give the finished folder the home's name; an old home keeps all it has under a name with the time."""
    aside = None if at is None else home.with_name(f"{home.name}.before-{at:%Y%m%d-%H%M%S}")
    if aside is not None:
        home.rename(aside)
    elif home.exists():
        home.rmdir()
    building.rename(home)
    return aside
