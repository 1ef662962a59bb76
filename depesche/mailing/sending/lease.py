"""The site's sending lease: only the database that sent last may go on sending (M-16, I-10, L-37).

A row in the database names the database itself and counts how often sending began; a file in the home folder keeps the newest count that it saw. A
database that was copied elsewhere finds another name there, one that was set back finds a smaller count; either locks all sending until a person has
looked. Any number of workers and machines share one database, and so one lease. A whole machine that is copied while it runs cannot be told apart.
"""

from __future__ import annotations

import logging
from datetime import datetime
from pathlib import Path

from django.db import DatabaseError, connection, transaction

from depesche.courier import locking
from depesche.kernel import options
from depesche.mailing.models import SendingLease

FILE_NAME = "sending-fence"
log = logging.getLogger(__name__)


def hold(*, at: datetime) -> bool:
    """Count one more beginning; return whether this database may send. If it is a copy or was set back, all sending is locked from now on."""
    place = here()
    with transaction.atomic():
        lease, _new = SendingLease.objects.select_for_update().get_or_create(pk=1, defaults={"place": place})
        seen = _seen(place)
        may = lease.place == place and seen <= lease.fence
        SendingLease.objects.filter(pk=1).update(place=place, fence=max(seen, lease.fence) + 1)
        if not may:
            log.error("sending is locked: this database is a copy, or was set back (%s, %s; seen %s)", lease.place, lease.fence, seen)
            locking.lock(locking.COPIED, at=at)
        transaction.on_commit(lambda: _remember(place, max(seen, lease.fence) + 1))
    return may


def here() -> str:
    """Return a name of the present database that no copy of it has: PostgreSQL's own, or the number of SQLite's file."""
    if connection.vendor == "sqlite":
        return f"sqlite:{Path(connection.settings_dict['NAME']).stat().st_ino}"
    with connection.cursor() as cursor:
        cursor.execute("SELECT oid FROM pg_database WHERE datname = current_database()")
        (number,) = cursor.fetchone()
        return f"postgresql:{_system(number)}:{number}"


def file() -> Path:
    """Return where this home keeps the newest count."""
    return options.current().home / FILE_NAME


def _system(number: int) -> str:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT system_identifier FROM pg_control_system()")
            return str(cursor.fetchone()[0])
    except DatabaseError:  # some hosted servers keep it to themselves
        with connection.cursor() as cursor:
            cursor.execute("SELECT host(inet_server_addr())")
            return str(cursor.fetchone()[0])


def _seen(place: str) -> int:
    try:
        known, _space, fence = file().read_text(encoding="utf-8").rpartition(" ")
        return int(fence) if known == place else 0
    except (FileNotFoundError, ValueError):
        return 0


def _remember(place: str, fence: int) -> None:
    try:
        file().write_text(f"{place} {fence}", encoding="utf-8")
    except OSError as error:
        log.warning("the count of sendings could not be kept in %s: %s", file(), error)
