"""`depesche serve`: one process tree that starts whole, heals itself and leaves nothing behind."""

from __future__ import annotations

import os
import signal
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.operations.running import Server, free_port, status, whole_home

pytestmark = [pytest.mark.once, pytest.mark.xdist_group("serve")]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return whole_home(tmp_path_factory.mktemp("serve"))


@pytest.fixture
def port() -> int:
    return free_port()


@pytest.fixture
def server(home: Path, port: int, tmp_path: Path) -> Iterator[Server]:
    server = Server(
        home, "serve", "--port", str(port), log=tmp_path / "log", DEPESCHE_SITE_URL=f"http://127.0.0.1:{port}", DEPESCHE_SMTP_URL="catcher://"
    )
    try:
        server.wait_for("Ready:")
        yield server
    finally:
        server.end()
        assert server.all_gone()


def roles(server: Server) -> dict[str, int]:
    found = {}
    for pid in server.family():
        words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
        if b"depesche.operations.serving.child" in words:
            found.setdefault(words[words.index(b"depesche.operations.serving.child") + 1].decode(), pid)
    return found


def test_it_serves_heals_and_ends(server: Server, port: int) -> None:
    url = f"http://127.0.0.1:{port}"
    assert status(f"{url}/health/live") == 200
    assert status(f"{url}/health/ready") == 200
    assert status(f"{url}/health/live", host="elsewhere.example") == 400
    assert status(f"{url}/newsletter/confirm/VerySecretToken/") in {404, 410, 200}
    assert {"front", "web", "worker", "scheduler", "catcher"} == set(roles(server))

    old = roles(server)["worker"]
    os.kill(old, signal.SIGKILL)
    server.wait_for("The worker process ended and is started again.", within=10)
    until = time.monotonic() + 10
    while roles(server).get("worker", old) == old and time.monotonic() < until:
        time.sleep(0.1)
    assert roles(server)["worker"] != old

    begun = time.monotonic()
    assert server.end() == 0
    assert time.monotonic() - begun < 10
    assert server.all_gone(within=1)
    assert "VerySecretToken" not in server.log.read_text()
    assert "/newsletter/confirm/***/" in server.log.read_text()


def test_no_child_outlives_a_killed_parent(server: Server) -> None:
    assert len(server.family()) >= 4

    server.signal(signal.SIGKILL)
    server.process.wait()

    assert server.all_gone()


def test_no_web_worker_outlives_a_killed_server(server: Server, port: int) -> None:
    for role in ("web", "front"):
        os.kill(roles(server)[role], signal.SIGKILL)
        server.wait_for(f"The {role} process ended and is started again.", within=10)
        wait_until_ready(server, port)


def wait_until_ready(server: Server, port: int) -> None:
    until = time.monotonic() + 20
    while time.monotonic() < until:
        try:
            if status(f"http://127.0.0.1:{port}/health/ready") == 200:
                return
        except OSError:
            pass
        time.sleep(0.2)
    raise AssertionError(server.log.read_text()[-3000:])


def test_a_taken_port_is_a_sentence(home: Path, tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        server = Server(home, "serve", "--port", str(port), log=tmp_path / "log")
        assert server.process.wait(20) == 1

    assert f"port {port}" in server.log.read_text()
    assert "Traceback" not in server.log.read_text()


def test_one_role_alone(home: Path, tmp_path: Path) -> None:
    server = Server(home, "serve", "--only", "scheduler", log=tmp_path / "log")
    try:
        server.wait_for("Ready: the scheduler runs")
        assert set(roles(server)) == {"scheduler"}
    finally:
        assert server.end() == 0


def test_missing_guards_are_made_again(home: Path, tmp_path: Path) -> None:
    import sqlite3
    from contextlib import closing

    with closing(sqlite3.connect(home / "depesche.sqlite3")) as database:
        database.execute("DROP TRIGGER ledger_entry_no_update")
    server = Server(home, "serve", "--only", "scheduler", log=tmp_path / "log")
    try:
        server.wait_for("Ready:")
    finally:
        server.end()

    assert "ledger_entry_no_update" in server.log.read_text()
    with closing(sqlite3.connect(home / "depesche.sqlite3")) as database:
        assert database.execute("SELECT count(*) FROM sqlite_master WHERE name = 'ledger_entry_no_update'").fetchone() == (1,)
