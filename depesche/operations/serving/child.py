"""One process of the tree, by its role: ``python -m depesche.operations.serving.child ROLE``."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable

from depesche.chores import memory
from depesche.kernel import options
from depesche.kernel.refusal import Refusal
from depesche.operations import cli
from depesche.operations.serving import lifeline, logs

ROLES = ("front", "web", "worker", "scheduler", "catcher", "bounces")


def main(words: list[str]) -> int:
    """Run a role until SIGTERM; return the exit status."""
    memory.share()
    lifeline.hold()
    try:
        logs.set_up(options.current().log_format)
        _run(words)
    except Refusal as refusal:
        cli.tell(refusal)
        return 1
    return 0


def _run(words: list[str]) -> None:
    role = words[0]
    if role in {"front", "web"}:
        return _serve(role, words[1:])
    stop = _stop_on_signal()
    if role != "catcher":
        cli.set_up_django()
        memory.keep_loaded()
    return _deed(role)(stop)


def _serve(role: str, words: list[str]) -> None:
    host, port, *socket = words
    if role == "front":
        from depesche.operations.serving import page_server

        return page_server.run(host, int(port), socket=socket[0])
    from depesche.operations.serving import web

    return web.run(host, int(port), socket=socket[0] if socket else "")


def _deed(role: str) -> Callable[[threading.Event], None]:
    if role == "worker":
        from depesche.chores import worker

        return worker.run
    if role == "scheduler":
        from depesche.chores import scheduler

        return scheduler.run
    if role == "bounces":
        from depesche.courier.inbound import lmtp

        return lmtp.run
    from depesche.courier import catcher

    return catcher.run


def _stop_on_signal() -> threading.Event:
    """Return an event that SIGTERM and SIGINT set.

    The handler only writes to a pipe: setting an Event there can block for ever on the lock that the interrupted wait holds.
    """
    stop = threading.Event()
    ears, mouth = os.pipe()

    def listen() -> None:
        os.read(ears, 1)
        stop.set()

    threading.Thread(target=listen, name="signals", daemon=True).start()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: os.write(mouth, b"."))
    return stop


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
