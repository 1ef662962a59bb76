"""Runs the real command line in processes of its own, with nothing of the tests' environment."""

from __future__ import annotations

import atexit
import functools
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

from depesche.operations import homes
from depesche.operations.serving.page_store import COLLECTED
from tests import databases

ROOT = Path(__file__).resolve().parents[2]
PASSWORD = "ein langes Kennwort 27"
COLLECTION = databases.CACHE / "collected"  # static files that some home collected, for homes that other processes and runs make


def environment(**more: str) -> dict[str, str]:
    plain = {name: value for name, value in os.environ.items() if not name.startswith(("DEPESCHE_", "DJANGO_"))}
    return {**plain, "LANG": "C", **more}


def depesche(*words: str, cwd: Path = ROOT, timeout: float = 120, **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "depesche", *words],
        cwd=cwd,
        env=environment(PYTHONPATH=str(ROOT), **more),
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        timeout=timeout,
        check=False,
    )


def init(home: Path, **more: str) -> subprocess.CompletedProcess[str]:
    """Make a home by the real command; one that was begun gets the static files of an earlier one, as compressing them takes ten seconds."""
    password = home.parent / "password"
    password.write_text(PASSWORD + "\n")
    if (home / homes.UNFINISHED).exists():
        give_static_files(home)
    words = ("init", "--home", str(home), "--admin-email", "admin@example.org", "--admin-password-file", str(password))
    told = depesche(*words, timeout=600, **more)  # PostgreSQL is migrated from zero
    if told.returncode == 0:
        keep_static_files(home)
    return told


def give_static_files(home: Path) -> None:
    """Copy what an earlier home collected, if there is one; a home for which that is out of date collects anew."""
    with databases.locked("collected"):
        if COLLECTION.exists():
            shutil.copytree(COLLECTION, home, dirs_exist_ok=True)


def keep_static_files(home: Path) -> None:
    """Keep what a home collected, unless it is known already."""
    with databases.locked("collected"):
        kept = COLLECTION / COLLECTED
        if kept.exists() and kept.read_text() == (home / COLLECTED).read_text():
            return
        shutil.rmtree(COLLECTION, ignore_errors=True)
        shutil.copytree(home / "static", COLLECTION / "static")
        shutil.copy2(home / COLLECTED, COLLECTION / COLLECTED)


def whole_home(folder: Path) -> Path:
    """Return a home that was made to the end: a copy of one that this process made and that nobody else ever touches."""
    shutil.copytree(_untouched_home(), folder / "home")
    return folder / "home"


@functools.cache
def _untouched_home() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="depesche-home-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    homes.make(folder / "home")
    told = init(folder / "home")
    assert told.returncode == 0, told.stderr
    return folder / "home"


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


class Server:
    """`depesche serve` (or another word) in a process; its children are found by their home in /proc."""

    def __init__(self, home: Path, *words: str, log: Path, **more: str) -> None:
        self.log = log
        self.out = log.open("w")
        self.home = home
        self.process = subprocess.Popen(
            [sys.executable, "-m", "depesche", *words, "--home", str(home)], cwd=ROOT, env=environment(**more), stdout=self.out, stderr=self.out
        )

    def wait_for(self, text: str, *, within: float = 60) -> None:
        until = time.monotonic() + within
        while time.monotonic() < until:
            if text in self.log.read_text():
                return
            if self.process.poll() is not None:
                break
            time.sleep(0.1)
        raise AssertionError(f"no {text!r} in:\n{self.log.read_text()[-4000:]}")

    def family(self) -> list[int]:
        """Every living process of this home, the parent left out."""
        wanted = f"DEPESCHE_HOME={self.home}".encode()
        found = []
        for folder in Path("/proc").iterdir():
            if folder.name.isdigit() and int(folder.name) != self.process.pid:
                try:
                    if wanted in (folder / "environ").read_bytes().split(b"\0") and "State:\tZ" not in (folder / "status").read_text():
                        found.append(int(folder.name))
                except OSError:
                    continue
        return found

    def signal(self, number: signal.Signals) -> None:
        self.process.send_signal(number)

    def end(self, *, within: float = 10) -> int:
        """Ask it to end; return the exit status."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        try:
            return self.process.wait(within)
        finally:
            if self.process.poll() is None:
                self.process.kill()
                self.process.wait()
            self.out.close()

    def all_gone(self, *, within: float = 12) -> bool:
        until = time.monotonic() + within
        while time.monotonic() < until:
            if not self.family():
                return True
            time.sleep(0.1)
        return False


def status(url: str, *, host: str = "") -> int:
    request = urllib.request.Request(url, headers={"Host": host} if host else {})
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code
