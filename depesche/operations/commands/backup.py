"""``depesche backup FILE``: one file with database, media, configuration and keys, made while the site runs."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from depesche.kernel import clock, options
from depesche.operations import homes
from depesche.operations.backup import making, passphrase

SUMMARY = "write a backup of the running site into one file"
NEEDS_DJANGO = False


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("file", type=Path, help="the file to make; it must not exist")
    parser.add_argument(
        "--passphrase-file", type=Path, metavar="FILE", help=f"a file with the passphrase (default: {passphrase.VARIABLE}, else asked for)"
    )


def run(arguments: argparse.Namespace) -> int:
    """Make the backup.

    :raises Refusal: codes ``no-home``, ``no-passphrase``, ``backup-exists``, ``backup-failed`` and others
    """
    found = options.read(os.environ, home=arguments.home)
    homes.require(found.home)
    secret = passphrase.ask(arguments.passphrase_file, twice=True)
    made = making.make(found, arguments.file.absolute(), secret=secret, at=clock.now())
    print(f"{made.path}: {made.size} bytes. Database by {made.how}; {made.files} files of media and journal; keys and configuration encrypted.")
    print("Keep the passphrase elsewhere: without it, the backup cannot be restored.")
    return 0
