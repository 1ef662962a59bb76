"""How a home is served: which processes, on which address, and what is said when it is ready."""

from __future__ import annotations

import http.client
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass

import structlog

from depesche.kernel import options
from depesche.kernel.option_types import is_loopback
from depesche.operations import homes
from depesche.operations.serving import claims, inner_way, logs
from depesche.operations.serving.page_store import WITHOUT_WEB
from depesche.operations.serving.supervisor import Child, Tree

CATCHER = "catcher://"
LISTENER = "lmtp://"
ANY_ADDRESS = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - translated for the own look only
log = structlog.get_logger("depesche.serve")


@dataclass(frozen=True)
class Plan:
    """What to serve: the options, the address to listen on, and one role or all of them (``only=""``)."""

    options: options.Options
    host: str
    port: int
    only: str = ""

    @property
    def has_web(self) -> bool:
        """Whether the web server is part of it."""
        return self.only in {"", "web"}

    @property
    def has_worker(self) -> bool:
        """Whether the worker, and with it the catcher and the listener for bounces, is part of it."""
        return self.only in {"", "worker"}


def serve(plan: Plan, *, greet: Callable[[], None], prepare: str = "depesche.operations.serving.prepare") -> int:
    """Serve a home until SIGTERM or SIGINT; return the exit status.

    :param greet: called once when everything runs
    :param prepare: the module that makes the home ready, run in a process of its own
    :raises Refusal: codes ``demo-not-loopback``, ``home-in-use``, ``port-taken``, ``child-does-not-start``
    """
    homes.refuse_public_demo(plan.options, plan.host)
    logs.set_up(plan.options.log_format)
    with ExitStack() as held:
        held.enter_context(claims.home(plan.options.home, alone=False))
        if plan.has_web:
            held.enter_context(claims.address(plan.host, plan.port))
            _warn_of_another_port(plan)
        return _serve(plan, greet=greet, prepare=prepare)


def _serve(plan: Plan, *, greet: Callable[[], None], prepare: str) -> int:
    environment = {**os.environ, "DEPESCHE_HOME": str(plan.options.home)}
    tree = Tree(children(plan), environment)
    tree.start_early("front")  # what is stored is answered while everything else gets ready
    try:
        if not _prepared([prepare, *([] if plan.has_web else [WITHOUT_WEB])], environment):
            return 1
        tree.run(is_ready=lambda: not plan.has_web or answers(plan), when_ready=greet)
        return 0
    finally:
        tree.end()


def children(plan: Plan) -> list[Child]:
    """Return the processes of a plan."""
    roles: list[Child] = []
    if plan.has_worker and plan.options.smtp_url.startswith(CATCHER):
        roles.append(Child("catcher", ()))
    if plan.has_worker and plan.options.bounce_url.startswith(LISTENER):
        roles.append(Child("bounces", ()))
    if plan.has_web:
        roles += _web(plan)
    if plan.has_worker:
        roles.append(Child("worker", ()))
    if plan.only in {"", "scheduler"}:
        roles.append(Child("scheduler", ()))
    return roles


def _web(plan: Plan) -> list[Child]:
    """Django alone, or the page server with Django behind it."""
    words = (plan.host, str(plan.port))
    if not plan.options.page_store:
        return [Child("web", words)]
    inner = str(inner_way.socket_path(plan.options.home, plan.host, plan.port))
    return [Child("front", (*words, inner)), Child("web", (*words, inner))]


def answers(plan: Plan) -> bool:
    """Whether the web server says that it is ready."""
    connection = http.client.HTTPConnection(ANY_ADDRESS.get(plan.host, plan.host), plan.port, timeout=1)
    try:
        connection.request("GET", "/health/ready", headers={"Host": plan.options.host})
        return connection.getresponse().status == http.client.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _prepared(words: Sequence[str], environment: Mapping[str, str]) -> bool:
    """Run the preparing process, by its module and its words; a signal meanwhile ends it."""
    process = subprocess.Popen([sys.executable, "-m", *words], env=dict(environment), stdin=subprocess.DEVNULL, process_group=0)  # noqa: S603 - our own module
    before = signal.signal(signal.SIGTERM, lambda *_: process.terminate())
    try:
        return process.wait() == 0
    except KeyboardInterrupt:
        process.terminate()
        process.wait()
        raise
    finally:
        signal.signal(signal.SIGTERM, before)


def _warn_of_another_port(plan: Plan) -> None:
    port = plan.options.site_url.rpartition(":")[2]
    if is_loopback(plan.options.host) and port != str(plan.port):
        log.warning("Links lead to the site address, which has another port.", site_url=plan.options.site_url, port=plan.port)
