"""``depesche restore FILE``: a home from a backup, which starts with sending locked and revives nobody who left."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from depesche.kernel import clock, options
from depesche.operations import database_trouble
from depesche.operations.backup import passphrase, restoring
from depesche.operations.backup.restoring import Restored, Wish

SUMMARY = "make a home from a backup; sending starts locked"
NEEDS_DJANGO = False


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("file", type=Path, help="the backup")
    parser.add_argument(
        "--passphrase-file", type=Path, metavar="FILE", help=f"a file with the passphrase (default: {passphrase.VARIABLE}, else asked for)"
    )
    parser.add_argument(
        "--journal",
        type=Path,
        metavar="PLACE",
        action="append",
        default=[],
        help="a copy of the folder since-backup, or one of its files (repeatable)",
    )
    parser.add_argument("--newer", type=Path, metavar="HOME", help="the old home, if it still exists: what happened there since is carried over")
    parser.add_argument("--replace", action="store_true", help="move an existing home aside (nothing is deleted) and carry over what happened in it")


def run(arguments: argparse.Namespace) -> int:
    """Restore.

    :raises Refusal: codes ``home-exists``, ``backup-unreadable``, ``wrong-passphrase``, ``ledger-broken`` and others
    """
    home = (arguments.home or Path(os.environ.get("DEPESCHE_HOME", "").strip() or options.DEFAULT_HOME)).expanduser().absolute()
    newer_home = None if arguments.newer is None else arguments.newer.absolute()
    wish = Wish(arguments.file, home, journals=arguments.journal, newer_home=newer_home, replace=arguments.replace)
    with database_trouble.explained():
        restored = restoring.restore(wish, secret=lambda: passphrase.ask(arguments.passphrase_file, twice=False), at=clock.now())
    print("\n".join(_lines(home, restored)))
    return 0


def _lines(home: Path, restored: Restored) -> list[str]:
    done = restored.replayed
    lines = [
        f"{home} was restored from the backup of {restored.head.made_at:%d.%m.%Y %H:%M} UTC. Every checksum and the whole ledger hold.",
        f"Carried over: {done.withdrawn} withdrawals, {done.erased} erasures, {done.restricted} restrictions, "
        f"{done.taken_back} statements or imports that were taken back ({restored.lines} lines of journals).",
        f"{done.paused} campaigns were paused, {done.given_up} single mails given up: they may have left since.",
        "SENDING IS LOCKED. When no other copy of this site sends: depesche sending unlock",
    ]
    if not restored.lines and not restored.knows_newer:
        lines.append(
            "Nothing is known of the time after the backup: who left or was erased since is NOT known here. Look for the folder since-backup."
        )
    if restored.torn:
        lines.append(f"{restored.torn} lines of the journals are torn or changed and were left out.")
    for log in done.lost:
        lines.append(f"The log {log} lost signed entries; it goes on under a new key, and its next entry says so.")
    if restored.moved_to:
        lines.append(f"The old home lies at {restored.moved_to}.")
    return lines
