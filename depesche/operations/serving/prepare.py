"""What must be right before anything is served: schema, guards, roles, the site's address, static files. Runs in a process of its own."""

from __future__ import annotations

import sys

import structlog

from depesche.kernel import keyring, options
from depesche.kernel.refusal import Refusal
from depesche.operations import cli, database_trouble
from depesche.operations.serving import lifeline, logs, page_store, trying_theme

log = structlog.get_logger("depesche.start")


def prepare(*, with_web: bool = True) -> None:
    """Bring this home up to date.

    :param with_web: whether readers are answered; else the page store belongs to another process tree, perhaps with other options, or to nobody
    :raises Refusal: code ``guards-missing`` when the database's guards cannot be re-made
    """
    from depesche.operations import founding, schema
    from depesche.operations.serving import static_files

    for kind in (keyring.SECOND_FACTORS, keyring.IDENTITIES):
        keyring.ring().ensure(kind)  # homes of earlier editions have none
    if schema.prepare():
        log.info("The database was brought up to date.")
    gone = schema.restore_guards()
    if gone:
        log.warning("Guards of the database were missing and were made again.", guards=", ".join(gone))
    if schema.restore_guards():
        raise Refusal(
            code="guards-missing",
            message="The database's guards are missing and cannot be made.",
            help="Check the database user's right to make triggers.",
        )
    founding.synchronise()
    trying_theme.take_what_is_new()
    if static_files.collect():
        log.info("Static files were collected.")
    if with_web and page_store.prepare():
        log.info("The page store is empty; pages are stored as they are asked for.")


def main() -> int:
    """Prepare the home of this environment; return the exit status."""
    lifeline.hold()
    try:
        logs.set_up(options.current().log_format)
        cli.set_up_django()
        with database_trouble.explained():
            prepare(with_web=page_store.WITHOUT_WEB not in sys.argv)
    except Refusal as refusal:
        cli.tell(refusal)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
