"""Makes a demo home ready: like every start, and at the first one also everything that the demo shows.

Runs in a process of its own. The seed's mails always go to the catcher, whatever the way out is.
"""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import structlog

from depesche.kernel import clock, options
from depesche.kernel.refusal import Refusal
from depesche.operations import cli, database_trouble, homes
from depesche.operations.serving import lifeline, logs, prepare

log = structlog.get_logger("depesche.demo")
CATCHER_STARTS_WITHIN = 10.0
WORK_WITHIN = 30.0


def main() -> int:
    """Prepare the demo home of this environment; return the exit status."""
    lifeline.hold()
    try:
        logs.set_up(options.current().log_format)
        cli.set_up_django()
        with database_trouble.explained():
            _make_ready(options.current().home)
    except Refusal as refusal:
        cli.tell(refusal)
        return 1
    return 0


def _make_ready(home: Path) -> None:
    if homes.is_whole(home):
        prepare.prepare()
        return
    _refuse_full_database()
    prepare.prepare()
    seed()
    homes.finish(home)


def seed() -> None:
    """Make publisher, articles, subscribers and campaigns."""
    from django.utils import translation

    from depesche.newsroom.models import HomePage
    from depesche.operations.demo import audience_part, brand_part, live_part, mailing_part, newsroom_part

    at = clock.now()
    log.info("The demo site is being made.")
    with translation.override(options.current().language), _catching():
        editor, chief = brand_part.people(options.current().home, at=at)
        brand_part.publisher(at=at, by=chief)
        home = HomePage.objects.get()
        articles = newsroom_part.make(home, editor=editor, chief=chief, at=at)
        live_part.run(articles, editor=editor, chief=chief, at=at)
        brand_part.menus(home)
        audience_part.found(at=at)
        audience_part.sign_up_all()
        audience_part.bounce()
        mailing_part.send(mailing_part.compose(0, articles, author=editor), chief=chief)
        audience_part.withdraw()
        mailing_part.compose(1, articles, author=editor)
        mailing_part.digest(author=editor)
        _work_off()


def _work_off() -> None:
    """Do the background work that the articles left, one task after the other, so that the site is searchable at once.

    The sizes of pictures come later.
    """
    from django_tasks_db.models import DBTaskResult

    from depesche.chores import worker

    stop = threading.Event()
    thread = threading.Thread(target=worker.run, args=(stop,), kwargs={"at_once": 1}, daemon=True)
    thread.start()
    until = time.monotonic() + WORK_WITHIN
    wanted = DBTaskResult.objects.exclude(task_path__startswith="depesche.website.sizes").exclude(status__in=["SUCCESSFUL", "FAILED"])
    while wanted.exists() and time.monotonic() < until:
        stop.wait(0.1)
    stop.set()
    thread.join(10)


def _refuse_full_database() -> None:
    from depesche.operations import schema

    if options.current().database_url and not schema.is_empty():
        raise Refusal(
            code="database-not-empty", message="The database holds tables already.", help="Unset DEPESCHE_DATABASE_URL, or name an empty database."
        )


@contextmanager
def _catching() -> Iterator[None]:
    """Run the catcher for the length of the block, as the way out."""
    from depesche.courier import catcher

    stop = threading.Event()
    port = options.current().home / "catcher-port"
    port.unlink(missing_ok=True)
    thread = threading.Thread(target=catcher.run, args=(stop,), daemon=True)
    thread.start()
    waited = threading.Event()
    for _ in range(int(CATCHER_STARTS_WITHIN / 0.05)):
        if port.exists():
            break
        waited.wait(0.05)
    try:
        with options.using(smtp_url="catcher://"):
            yield
    finally:
        stop.set()
        thread.join(5)


if __name__ == "__main__":
    sys.exit(main())
