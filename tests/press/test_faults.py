"""Processes of a served site are killed while editors publish and readers ask: no page is torn, mixed or stale, or older than one seen before."""

from __future__ import annotations

import hashlib
import os
import secrets
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests import databases
from tests.operations.running import ROOT, Server, environment, free_port, init, whole_home
from tests.press.newsroom_of_editors import OTHERS, names
from tests.press.watching import Reader, Record, judge

pytestmark = pytest.mark.xdist_group("serve")
# A role that dies young five times in a row ends the whole site, as it should; so each gets its time.
SETTLED = 11.0
SERVERS = frozenset({"web", "front"})
SUPERVISED = frozenset({*SERVERS, "worker", "scheduler"})


@dataclass
class Trial:
    """A served home, its editors and its readers."""

    server: Server
    log: Path
    readers: list[Reader]
    last_killed: dict[str, float] = field(default_factory=dict)
    killed: dict[str, int] = field(default_factory=dict)

    def wait_for(self, word: str, count: int = 1, *, within: float = 300) -> None:
        until = time.monotonic() + within
        while not self.log.exists() or self.log.read_text().count(f" {word} ") < count:
            assert time.monotonic() < until, f"nobody has {word} anything"
            time.sleep(0.1)

    def kill(self, kind: str) -> bool:
        """Kill a process of this kind; return whether there was one that may die now."""
        pids = self._newsroom(kind) if kind == "editor" or kind in OTHERS else self._family(kind)
        if not pids or (kind in SUPERVISED and time.monotonic() - self.last_killed.get(kind, 0.0) < SETTLED):
            return False
        with suppress(ProcessLookupError):
            os.kill(pids[sum(self.killed.values()) % len(pids)], signal.SIGKILL)
        self.last_killed[kind] = time.monotonic()
        self.killed[kind] = self.killed.get(kind, 0) + 1
        return True

    def _newsroom(self, kind: str) -> list[int]:
        alive: dict[int, str] = {}
        for line in self.log.read_text().splitlines():
            _at, pid, word, who, _version = line.split(" ")
            if word == "born":
                alive[int(pid)] = who
            elif word == "killed":
                alive.pop(int(pid), None)
        return [pid for pid, who in alive.items() if kind == (who if who in OTHERS else "editor")]

    def _family(self, kind: str) -> list[int]:
        roles = {pid: _words(pid) for pid in self.server.family()}
        if kind not in SERVERS:
            return [pid for pid, words in roles.items() if words[-1:] == [kind]]
        parents = {pid for pid, words in roles.items() if kind in words}
        return [pid for pid, words in roles.items() if _parent(pid) in parents and not any("tracker" in word for word in words)]

    def answers(self) -> int:
        return sum(len(reader.sights) for reader in self.readers)

    def wait_for_answers(self, count: int, *, within: float = 300) -> None:
        """Wait until readers got that many more answers: nobody is killed twice before somebody was there to see it."""
        wanted, until = self.answers() + count, time.monotonic() + within
        while self.answers() < wanted:
            assert time.monotonic() < until, "the site does not come back"
            time.sleep(0.02)


def _words(pid: int) -> list[str]:
    try:
        return Path(f"/proc/{pid}/cmdline").read_text().strip("\0").split("\0")
    except OSError:
        return []


def _parent(pid: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
    except OSError:
        return 0


@contextmanager
def trial(folder: Path, home: Path, *, kinds: list[str], readers: int, **more: str) -> Iterator[Trial]:
    """Serve a home; let editors publish and readers ask until the end of the block."""
    port, log = free_port(), folder / "editors.log"
    said = {"DEPESCHE_SITE_URL": f"http://127.0.0.1:{port}", "DEPESCHE_PAGE_STORE": "on", "DEPESCHE_WORKERS": "2", **more}
    server = Server(home, "serve", "--port", str(port), log=folder / "log", **said)
    newsroom, stop, threads = None, threading.Event(), []
    try:
        server.wait_for("Ready:", within=300)
        newsroom = subprocess.Popen(
            [sys.executable, "-m", "tests.press.newsroom_of_editors", str(log), *kinds],
            cwd=ROOT,
            env=environment(DEPESCHE_HOME=str(home), PYTHONPATH=str(ROOT), **said),
            stdout=subprocess.DEVNULL,
        )
        articles = [f"/proben/{name}/" for kind in kinds if kind not in OTHERS for name in names(kind)]
        paths = ["/", "/proben/", *articles, "/feed.atom"]
        found = Trial(server, log, [Reader(port, paths, number) for number in range(readers)])
        found.wait_for("done")
        threads = [threading.Thread(target=reader.read, args=(stop,)) for reader in found.readers]
        for thread in threads:
            thread.start()
        yield found
    finally:
        stop.set()
        for thread in threads:
            thread.join(40)
        if newsroom is not None:
            newsroom.terminate()
            newsroom.wait(20)
        server.end(within=20)


def drawn(seed: str, number: int, most: int) -> int:
    """Draw a number below ``most``; the same seed draws the same."""
    return int.from_bytes(hashlib.sha256(f"{seed} {number}".encode()).digest()[:8]) % most


# What is killed how often, of twelve.
LOTS = ("editor", "editor", "editor", "editor", "editor", "rebuild", "rebuild", "tighten", "web", "worker", "scheduler", "front")


def kill_at_random(found: Trial, *, kills: int, seed: str) -> None:
    for number in range(kills):
        found.wait_for_answers(3)
        time.sleep(drawn(seed, 2 * number, 500) / 1000)
        kind = LOTS[drawn(seed, 2 * number + 1, len(LOTS))]
        if not found.kill(kind) and not found.kill("editor"):
            found.kill("rebuild")


def verdict(found: Trial) -> int:
    """Judge; return how many pages were compressed again."""
    sights = [sight for reader in found.readers for sight in reader.sights]
    record = Record.read(found.log)
    wrong = judge(sights, record)
    published = sum(map(len, record.committed.values()))
    unreached = sum(reader.unreached for reader in found.readers)
    tightened = found.log.read_text().count(" tightened ")
    print(f"{len(sights)} answers, {unreached} not reached, {published} versions published, {tightened} compressed again, killed: {found.killed}")
    assert [failure for reader in found.readers for failure in reader.failures] == []
    assert wrong[:5] == [], f"{len(wrong)} of {len(sights)}"
    assert len(sights) > 20
    assert published > 2
    return tightened


def under_fire(folder: Path, *, kills: int) -> None:
    seed = os.environ.get("DEPESCHE_TEST_SEED") or secrets.token_hex(4)
    print(f"DEPESCHE_TEST_SEED={seed}")
    home, more = _home_on(databases.ENGINE, folder)
    with trial(folder, home, kinds=["a", "b", *OTHERS], readers=4, **more) as found:
        kill_at_random(found, kills=kills, seed=seed)
        done = found.log.read_text().count(" done ")
        found.wait_for("done", done + 3)  # everybody came back
        found.wait_for_answers(20)
    assert kills < 100 or set(found.killed) == set(LOTS)
    assert verdict(found) > 0


@pytest.mark.once
def test_ten_kills_tear_mix_and_age_no_page(tmp_path: Path) -> None:
    under_fire(tmp_path, kills=10)


@pytest.mark.long
def test_two_hundred_kills_tear_mix_and_age_no_page(tmp_path: Path) -> None:
    under_fire(tmp_path, kills=200)


@pytest.mark.long
def test_eight_readers_and_four_editors_for_a_minute(tmp_path: Path) -> None:
    home, more = _home_on(databases.ENGINE, tmp_path)
    with trial(tmp_path, home, kinds=["a", "b", "c", "d"], readers=8, **more) as found:
        time.sleep(60)
    verdict(found)


def _home_on(engine: str, folder: Path) -> tuple[Path, dict[str, str]]:
    if engine == "sqlite":
        return whole_home(folder), {}
    server = databases.Postgres(folder)
    name = f"readers_{os.getpid()}_{secrets.token_hex(3)}"
    server._run(f'CREATE DATABASE "{name}"')
    more = {"DEPESCHE_DATABASE_URL": server._url(name)}
    told = init(folder / "home", **more)
    assert told.returncode == 0, told.stderr
    return folder / "home", more
