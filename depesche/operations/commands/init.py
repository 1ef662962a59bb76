"""``depesche init``: a home folder with configuration, keys, database and its first administrator."""

from __future__ import annotations

import argparse
import getpass
import os
import sys
from pathlib import Path

from depesche.kernel import clock, options
from depesche.kernel.refusal import Refusal
from depesche.operations import cli, database_trouble, homes

SUMMARY = "make a home folder"
NEEDS_DJANGO = False


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("--admin-email", metavar="EMAIL", default="", help="the first administrator (default: asked for)")
    parser.add_argument("--admin-password-file", metavar="FILE", type=Path, help="a file with the administrator's password (default: asked for)")


def run(arguments: argparse.Namespace) -> int:
    """Make the home; a second run after a crash goes on where the first stopped."""
    found = options.read(os.environ, home=arguments.home)
    if homes.is_whole(found.home):
        homes.make(found.home)
    email, password = _administrator(arguments)
    made = homes.make(found.home)
    options.use(options.read(os.environ, home=made.path))
    cli.set_up_django()
    with database_trouble.explained():
        _fill(made, email, password)
    homes.finish(made.path)
    print(f"The home folder {made.path} is ready. Start it with: depesche serve --home {made.path}")
    return 0


def _fill(made: homes.Made, email: str, password: str) -> None:
    """Make the database and what a new site begins with; nothing is stored for an administrator who cannot be one.

    :raises Refusal: codes ``bad-address``, ``weak-password``, ``database-not-empty``
    """
    from depesche.operations import founding, schema
    from depesche.operations.serving import static_files

    founding.check_administrator(email, password)
    _require_empty_database(made)
    schema.prepare()
    schema.restore_guards()
    founding.found(at=clock.now())
    founding.add_administrator(email, password, at=clock.now())
    static_files.collect()


def _require_empty_database(made: homes.Made) -> None:
    """Never put new keys to an old database; a database that cannot be asked leaves no home behind, so that it is asked again."""
    from depesche.operations import schema

    if not made.is_new:
        return
    try:
        with database_trouble.explained():
            is_empty = schema.is_empty()
    except Refusal:
        homes.abandon(made.path)
        raise
    if not is_empty:
        homes.abandon(made.path)
        raise Refusal(
            code="database-not-empty", message="The database holds tables already.", help="A new home needs an empty database: its keys are new, too."
        )


def _administrator(arguments: argparse.Namespace) -> tuple[str, str]:
    may_ask = sys.stdin.isatty()
    if not may_ask and not (arguments.admin_email and arguments.admin_password_file):
        raise Refusal(
            code="no-administrator",
            message="The first administrator is not named.",
            help="Give --admin-email EMAIL and --admin-password-file FILE, or run this in a terminal.",
        )
    email = arguments.admin_email or input("E-mail address of the first administrator: ").strip()
    if arguments.admin_password_file:
        return email, homes.secret_text(arguments.admin_password_file, what="the administrator's password")
    password = getpass.getpass("Password: ")
    if getpass.getpass("Once more: ") != password:
        raise Refusal(code="passwords-differ", message="The two passwords differ.", help="Run the command again.")
    return email, password
