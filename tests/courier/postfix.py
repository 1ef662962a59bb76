"""A real Postfix of our own: private configuration, queue and log, on a free loopback port. Needs root and Debian's package ``postfix``."""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Any

import pytest

MAIN = """
compatibility_level = 3.6
enable_long_queue_ids = yes
queue_directory = {folder}/queue
data_directory = {folder}/data
maillog_file = {folder}/maillog
maillog_file_prefixes = {folder}
mail_owner = postfix
setgid_group = postdrop
command_directory = /usr/sbin
daemon_directory = /usr/lib/postfix/sbin
inet_interfaces = loopback-only
inet_protocols = ipv4
myhostname = postfix.example
mydestination =
mynetworks = 127.0.0.0/8
smtpd_relay_restrictions = permit_mynetworks, reject
smtpd_client_connection_count_limit = 0
smtpd_client_connection_rate_limit = 0
smtputf8_enable = yes
alias_maps =
alias_database =
local_recipient_maps =
default_transport = discard
default_process_limit = 250
"""
MASTER = """
127.0.0.1:{port} inet n - n - - smtpd
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
proxywrite unix - - n - 1 proxymap
smtp unix - - n - - smtp
relay unix - - n - - smtp
showq unix n - n - - showq
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
local unix - n n - - local
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
"""
TAKEN = re.compile(r"/qmgr\[\d+\]: (\w+): from=<([^>]*)>.*\(queue active\)")


def missing() -> str:
    """Return why no Postfix can be started here; empty if it can."""
    if os.geteuid() != 0:
        return "Postfix is started as root only"
    if shutil.which("postfix", path="/usr/sbin:/usr/bin") is None:
        return "Postfix is not installed (scripts/packages postfix)"
    return ""


class Postfix:
    """A running Postfix that takes any mail from this machine and throws it away. ``with`` starts and stops it.

    ``held``: mails stay in the queue (deferred) instead of being thrown away, so that ``queue`` shows them.
    ``settings``: further lines of main.cf; ``services``: of master.cf.
    """

    def __init__(self, *, held: bool = False, settings: dict[str, str] | None = None, services: str = "") -> None:
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = int(free.getsockname()[1])
        self._settings = {**({"defer_transports": "discard"} if held else {}), **(settings or {})}
        self._services = services
        self.folder = Path(tempfile.mkdtemp(prefix="postfix-"))  # pytest's folders are closed to Postfix's own user

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    @property
    def configuration(self) -> Path:
        return self.folder / "etc"

    @property
    def log(self) -> Path:
        return self.folder / "maillog"

    def __enter__(self) -> Postfix:
        self.folder.chmod(0o755)
        for name in ("etc", "queue", "data"):
            (self.folder / name).mkdir(mode=0o755)
        shutil.chown(self.folder / "data", "postfix")
        lines = "".join(f"{name} = {value}\n" for name, value in self._settings.items())
        (self.configuration / "main.cf").write_text(MAIN.format(folder=self.folder) + lines)
        (self.configuration / "master.cf").write_text(MASTER.format(port=self.port) + self._services)
        self._command("postfix", "start")
        self._wait()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._command("postfix", "stop")
        shutil.rmtree(self.folder, ignore_errors=True)

    def queue(self) -> list[dict[str, Any]]:
        """Return ``postqueue -j``: one entry per mail in the queue (``queue_name``, ``queue_id``, ``sender``, ``recipients``)."""
        return [json.loads(line) for line in self._command("postqueue", "-j").splitlines()]

    def mail(self, queue_id: str) -> bytes:
        """Return one mail of the queue, its lines ending in LF."""
        done = subprocess.run(["/usr/sbin/postcat", "-c", str(self.configuration), "-qhb", queue_id], capture_output=True, check=True, timeout=60)
        return done.stdout

    def senders(self) -> list[str]:
        """Return the envelope sender of every mail it ever took, as its log tells, one entry per mail in the queue."""
        lines = self.log.read_text(encoding="utf-8", errors="replace").splitlines()
        return list(dict(match.groups() for line in lines if (match := TAKEN.search(line))).values())

    def change(self, **settings: str) -> None:
        """Set lines of main.cf; connections that are open keep the old ones."""
        self._command("postconf", "-e", *(f"{name} = {value}" for name, value in settings.items()))
        self._command("postfix", "reload")

    def restart(self) -> None:
        """Stop and start; the queue stays."""
        self._command("postfix", "stop")
        self._command("postfix", "start")
        self._wait()

    def _command(self, name: str, *arguments: str) -> str:
        environment = {**os.environ, "PATH": "/usr/sbin:/usr/bin:/sbin:/bin"}
        done = subprocess.run(
            [name, "-c", str(self.configuration), *arguments], check=False, capture_output=True, text=True, env=environment, timeout=60
        )
        if done.returncode:
            raise RuntimeError(f"{name} {' '.join(arguments)}: {done.stderr}{self.log.read_text() if self.log.exists() else ''}")
        return done.stdout

    def _wait(self) -> None:
        for _ in range(200):
            try:
                with socket.create_connection(("127.0.0.1", self.port), timeout=5) as connection:
                    if connection.recv(100).startswith(b"220"):
                        connection.sendall(b"QUIT\r\n")
                        return
            except OSError:
                time.sleep(0.05)
        raise RuntimeError(f"Postfix does not answer: {self.log.read_text() if self.log.exists() else 'no log'}")


@pytest.fixture
def postfix() -> Iterator[Postfix]:
    """A running Postfix that throws mails away."""
    if missing():
        pytest.skip(missing())
    with Postfix() as running:
        yield running
