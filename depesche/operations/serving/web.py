"""The web server: Granian around Django's WSGI application, with worker processes that are started again when they fail."""

from __future__ import annotations

import logging
import os

from granian.constants import Interfaces
from granian.server import Server

from depesche.kernel import options
from depesche.operations import cli
from depesche.operations.serving import lifeline, logs
from depesche.operations.serving.access_log import Application

KILL_AFTER = 5
THREADS = 8
BACKPRESSURE = 256


def run(host: str, port: int) -> None:
    """Serve until SIGTERM or SIGINT."""
    logging.getLogger("_granian").setLevel(logging.WARNING)
    Server(
        "depesche.operations.serving.web:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=options.current().workers,
        blocking_threads=THREADS,
        backpressure=BACKPRESSURE,
        respawn_failed_workers=True,
        respawn_interval=1.0,
        workers_kill_timeout=KILL_AFTER,
        websockets=False,
        log_enabled=False,
    ).serve(target_loader=load)


def load(target: str) -> Application:
    """Return the application; called in each worker process."""
    lifeline.hold()
    logs.set_up(options.current().log_format)
    cli.set_up_django()
    # By name: project stands above operations and is known here through its setting only.
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "depesche.project.settings")
    from django.core.servers.basehttp import get_internal_wsgi_application

    from depesche.press import sweeping

    if options.current().page_store:
        sweeping.start()
    application: Application = get_internal_wsgi_application()
    return application
