"""Access log lines of what the page server answers itself, like those of :mod:`access_log`, but written some at a time: one line costs less than a
hit, a line written at once would cost more than all the rest of it."""

from __future__ import annotations

import asyncio
import json
import sys
from datetime import UTC, datetime
from typing import TextIO

from depesche.operations.serving.access_log import QUIET
from depesche.operations.serving.logs import shown_path

EVERY = 0.25  # seconds
MOST = 5000
MANY_PATHS = 10_000

Heard = tuple[float, str, str, int]


class HitLog:
    """Takes what the page server answered; for one thread, that of the event loop."""

    def __init__(self, style: str, out: TextIO | None = None) -> None:
        """Take the option ``log_format``, and where the lines go (standard error)."""
        self._style, self._out = style, out
        self._heard: list[Heard] = []
        self._is_due = False
        self._rests: dict[tuple[str, str, int], str] = {}

    def note(self, when: float, method: str, path: str, status: int) -> None:  # noqa: PLR0917 - called for each hit, where names cost
        """Remember an answer.

        :param when: seconds since 1970
        """
        self._heard.append((when, method, path, status))
        if not self._is_due:
            self._is_due = True
            asyncio.get_running_loop().call_later(EVERY, self.write)
        elif len(self._heard) >= MOST:
            self._write_out()

    def write(self) -> None:
        """Write what was remembered."""
        self._is_due = False
        self._write_out()

    def _write_out(self) -> None:
        heard, self._heard = self._heard, []
        lines = [self._line(one) for one in heard if one[3] >= 400 or not one[2].startswith(QUIET)]
        if lines:
            out = self._out or sys.stderr
            out.write("".join(lines))
            out.flush()

    def _line(self, heard: Heard) -> str:
        what = heard[1:]
        rest = self._rests.get(what)
        if rest is None:
            if len(self._rests) >= MANY_PATHS:
                self._rests.clear()
            rest = self._rests[what] = self._rest(*what)
        stamp = datetime.fromtimestamp(heard[0], UTC).isoformat(timespec="microseconds")[:26]
        return f'{{"timestamp": "{stamp}Z", {rest}' if self._style == "json" else f"{stamp}Z {rest}"

    def _rest(self, method: str, path: str, status: int) -> str:
        path = shown_path(path)
        if self._style == "json":
            said = {"event": "request", "level": "info", "method": method, "path": path, "status": status, "ms": 0}
            return json.dumps(said, ensure_ascii=False)[1:] + "\n"
        return f"[info] request method={method} ms=0 path={path} status={status}\n"
