"""One log line per request: method, path without tokens, status, time taken. No network address, no browser: nothing personal is kept."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from typing import Any

import structlog

from depesche.operations.serving.logs import shown_path

Environ = dict[str, Any]
Start = Callable[..., Any]
Application = Callable[[Environ, Start], Iterable[bytes]]
QUIET = ("/static/", "/health/")


def logged(application: Application) -> Application:
    """Wrap a WSGI application so that its answers are logged."""
    log = structlog.get_logger("depesche.access")

    def answer(environ: Environ, start: Start) -> Iterable[bytes]:
        begun = time.perf_counter()
        path = str(environ.get("PATH_INFO", ""))

        def started(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
            code = int(status.split(" ", 1)[0])
            if code >= 400 or not path.startswith(QUIET):
                log.info(
                    "request",
                    method=environ.get("REQUEST_METHOD"),
                    path=shown_path(path),
                    status=code,
                    ms=round((time.perf_counter() - begun) * 1000),
                )
            return start(status, headers, *rest)

        return application(environ, started)

    return answer
