"""The web server: Granian around Django's WSGI application, with worker processes that are started again when they fail."""

from __future__ import annotations

import logging
import os
from functools import partial
from pathlib import Path

from granian.constants import Interfaces
from granian.server import Server

from depesche.kernel import options
from depesche.operations import cli
from depesche.operations.serving import inner_way, lifeline, logs
from depesche.operations.serving.access_log import Application

KILL_AFTER = 5
THREADS = 8
BACKPRESSURE = 256


def run(host: str, port: int, *, socket: str = "") -> None:
    """Serve until SIGTERM or SIGINT.

    :param socket: a Unix socket to listen on instead, behind the page server
    """
    logging.getLogger("_granian").setLevel(logging.WARNING)
    if socket:
        Path(socket).unlink(missing_ok=True)  # a killed process leaves its file behind
    Server(
        "depesche.operations.serving.web:application",
        address=host,
        port=port,
        uds=Path(socket) if socket else None,
        uds_permissions=0o600 if socket else None,
        interface=Interfaces.WSGI,
        workers=options.current().workers,
        blocking_threads=THREADS,
        backpressure=BACKPRESSURE,
        respawn_failed_workers=True,
        respawn_interval=1.0,
        workers_kill_timeout=KILL_AFTER,
        websockets=False,
        log_enabled=False,
    ).serve(target_loader=partial(load, is_behind=bool(socket)))


def load(target: str, *, is_behind: bool) -> Application:
    """Return the application; called in each worker process.

    :param is_behind: whether only the page server asks it
    """
    lifeline.hold()
    logs.set_up(options.current().log_format)
    cli.set_up_django()
    # By name: project stands above operations and is known here through its setting only.
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "depesche.project.settings")
    from django.core.servers.basehttp import get_internal_wsgi_application

    from depesche.operations.serving import taking_in
    from depesche.press import sweeping

    if options.current().page_store:
        sweeping.start()
        taking_in.start()
    application: Application = get_internal_wsgi_application()
    return inner_way.believing_the_page_server(application) if is_behind else application
