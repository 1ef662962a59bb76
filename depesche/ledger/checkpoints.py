"""Signed checkpoints of a log: how large it was, and under which root (C2SP tlog-checkpoint)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from depesche.kernel import since_backup
from depesche.kernel.refusal import Refusal
from depesche.ledger import growth, logs, tree
from depesche.ledger.models import Checkpoint, Log
from depesche.ledger.tree_head import TreeHead


@dataclass(frozen=True)
class Signed:
    """A checkpoint: log, size (entries), root (32 bytes), the whole signed note, and when it was signed."""

    log: str
    size: int
    root: bytes
    note: str
    signed_at: datetime


def sign(log: str, *, at: datetime) -> Signed:
    """Sign the present size and root; an unchanged log keeps its newest checkpoint.

    Inside a transaction it also covers what that transaction appended: hand the note out only with, or after, its commit.

    :raises Refusal: code ``ledger-broken`` if the tree no longer contains what was signed last, ``key-missing``
    :raises LookupError: if there is no such log
    """
    with transaction.atomic():
        size = growth.lock(log)
        last = newest(log)
        if last is not None and last.size == size:
            return last
        tiles = growth.tiles(log)
        if last is not None and tree.root(tiles, last.size) != last.root:
            raise Refusal(
                code="ledger-broken",
                message=_("The log %(log)s no longer agrees with its last checkpoint.") % {"log": log},
                help=_("Run `depesche ledger verify` to see what was changed."),
            )
        head = TreeHead(logs.origin(log), size, tree.root(tiles, size))
        since_backup.note(since_backup.SIGNED, log, str(size), head.root.hex(), at=at)
        row = Checkpoint.objects.create(log_id=log, size=size, root=head.root, note=logs.sign(log, head.text), signed_at=at)
        return _signed(row)


def newest(log: str) -> Signed | None:
    """Return the newest checkpoint, if one was ever signed."""
    row = Checkpoint.objects.filter(log=log).order_by("-size").first()
    return None if row is None else _signed(row)


def sign_grown(*, at: datetime) -> list[Signed]:
    """Sign every log that has entries beyond its newest checkpoint."""
    return [sign(log, at=at) for log in grown()]


def grown() -> list[str]:
    """Return the logs that have entries beyond their newest checkpoint."""
    sizes = dict(Log.objects.filter(size__gt=0).values_list("name", "size"))
    return [log for log, size in sorted(sizes.items()) if (last := newest(log)) is None or last.size < size]


def _signed(row: Checkpoint) -> Signed:
    return Signed(row.log_id, row.size, bytes(row.root), row.note, row.signed_at)
