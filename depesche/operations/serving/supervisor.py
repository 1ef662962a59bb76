"""Starts the processes of the tree, starts a dead one again, and ends them all: cleanly within ten seconds, by force after that."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import structlog

from depesche.kernel.refusal import Refusal

GRACE = 8.0
LOOK_EVERY = 0.1
SETTLED_AFTER = 10.0
GIVE_UP_AFTER = 5
LONGEST_PAUSE = 10.0

log = structlog.get_logger("depesche.serve")


@dataclass
class Child:
    """One process of the tree: its role, its words, how often it died young in a row, and when it may start (again)."""

    role: str
    words: Sequence[str]
    process: subprocess.Popen[bytes] | None = None
    born: float = 0.0
    deaths: int = 0
    due: float = 0.0

    def start(self, environment: Mapping[str, str]) -> None:
        """Start the process in a group of its own, so that Ctrl+C reaches the parent alone."""
        command = [sys.executable, "-m", "depesche.operations.serving.child", self.role, *self.words]
        self.process = subprocess.Popen(command, env=dict(environment), stdin=subprocess.DEVNULL, process_group=0)  # noqa: S603 - our own module
        self.born = time.monotonic()

    def has_died(self) -> bool:
        """Whether the process was started and is gone."""
        return self.process is not None and self.process.poll() is not None


@dataclass
class Tree:
    """The whole process tree."""

    children: list[Child]
    environment: Mapping[str, str]
    # A plain flag: setting an Event in a signal handler can block for ever on the lock that the interrupted wait holds.
    stopping: bool = False

    def run(self, *, is_ready: Callable[[], bool], when_ready: Callable[[], None]) -> None:
        """Keep every child alive until a signal says stop, then end them.

        :raises Refusal: code ``child-does-not-start`` when a child dies again and again
        """
        self._listen()
        told = False
        try:
            while not self.stopping:
                self._tend()
                if not told and is_ready():
                    when_ready()
                    told = True
                time.sleep(LOOK_EVERY)
        finally:
            self.end()

    def start_early(self, role: str) -> None:
        """Start a child before the others, if there is one of this role; :meth:`run` tends it like them."""
        for child in self.children:
            if child.role == role:
                child.start(self.environment)

    def end(self) -> None:
        """End every child: ask, wait, then kill."""
        running = [child.process for child in self.children if child.process is not None and child.process.poll() is None]
        for process in running:
            process.send_signal(signal.SIGTERM)
        until = time.monotonic() + GRACE
        for process in running:
            try:
                process.wait(max(0.0, until - time.monotonic()))
            except subprocess.TimeoutExpired:
                log.warning("A process did not end in time and is killed.", pid=process.pid)
                process.kill()
                process.wait()

    def _listen(self) -> None:
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, self._asked_to_stop)

    def _asked_to_stop(self, *_: object) -> None:
        self.stopping = True

    def _tend(self) -> None:
        now = time.monotonic()
        for child in self.children:
            if child.has_died():
                self._mourn(child, now)
            if child.process is None and now >= child.due:
                child.start(self.environment)

    def _mourn(self, child: Child, now: float) -> None:
        status = child.process.returncode if child.process else 0
        child.deaths = child.deaths + 1 if now - child.born < SETTLED_AFTER else 1
        child.process = None
        if child.deaths >= GIVE_UP_AFTER:
            raise Refusal(
                code="child-does-not-start",
                message=f"The {child.role} process ended {child.deaths} times in a row (status {status}).",
                help="The lines above say why.",
            )
        child.due = now + min(LONGEST_PAUSE, 0.25 * 2**child.deaths)
        log.error(f"The {child.role} process ended and is started again.", status=status)
