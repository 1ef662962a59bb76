"""A private nginx for ``depesche bench read``: one worker on a free loopback port, nothing written outside its own folder."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from depesche.kernel.refusal import Refusal
from depesche.operations.bench import read_load

SCRIPT = Path(__file__).resolve().parents[3] / "scripts" / "packages"
TOOLS = {"nginx": "nginx-light", "wrk": "wrk"}
SBIN = "/usr/sbin"
STARTS_WITHIN = 10.0
MAIN = """{user}worker_processes 1;
daemon off;
pid {folder}/pid;
error_log {folder}/error.log;
events {{ worker_connections 1024; }}
http {{
    access_log off;
    keepalive_requests 100000000;
    sendfile on;
    tcp_nopush on;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
{sites}
}}
"""
PLAIN = """
    server {{
        listen 127.0.0.1:{port};
        root {root};
        default_type "text/html; charset=utf-8";
        types {{ }}
        gzip_static on;
        {log}
    }}
"""
DEFAULT_LOG = (
    "access_log {folder}/default.log;"  # what every nginx does that is not told otherwise: a line, and a call of the system, for each answer
)


@dataclass(frozen=True)
class Nginx:
    """A running one."""

    process: int
    port: int


def require_tools() -> None:
    """See to it that nginx and wrk are there: as root of a Debian they are installed.

    :raises Refusal: code ``tools-missing``
    """
    missing = [package for tool, package in TOOLS.items() if _find(tool) is None]
    if not missing:
        return
    if SCRIPT.exists():
        subprocess.run(["/bin/sh", SCRIPT, *missing], check=False)  # noqa: S603 - our own script
    if any(_find(tool) is None for tool in TOOLS):
        raise Refusal(
            code="tools-missing", message=f"This benchmark needs {' and '.join(TOOLS)}.", help=f"Install {' '.join(missing)} and try again."
        )


def _find(tool: str) -> str | None:
    return shutil.which(tool, path=f"{os.environ.get('PATH', '')}{os.pathsep}{SBIN}")


def plain(root: Path, port: int, *, log: str = "") -> str:
    """Return the plainest configuration that serves a folder's files, compressed ones too; it logs nothing unless told to."""
    return PLAIN.format(root=root, port=port, log=log)


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def printed(home: Path, port: int, *, upstream: int, logs: Path, environment: Mapping[str, str]) -> str:
    """Return what ``depesche config nginx`` prints for a home.

    :param upstream: the port of the built-in server
    :raises Refusal: code ``bench-failed``
    """
    words = ["--listen", f"127.0.0.1:{port}", "--upstream", f"127.0.0.1:{upstream}", "--logs", str(logs)]
    command = [sys.executable, "-m", "depesche", "config", "nginx", "--home", str(home), *words]
    told = subprocess.run(command, env=dict(environment), capture_output=True, text=True, check=False)  # noqa: S603 - our own command
    if told.returncode:
        raise Refusal(code="bench-failed", message="There is no configuration for nginx.", help=told.stderr.strip())
    return told.stdout


@contextmanager
def running(folder: Path, sites: str, port: int) -> Iterator[Nginx]:
    """Run it while the block runs.

    :param folder: where its own files go
    :param sites: what stands in its block ``http``, listening on ``port``
    :raises Refusal: code ``bench-failed``
    """
    folder.mkdir(exist_ok=True)
    user = "user root;\n" if os.geteuid() == 0 else ""  # else its worker could not enter our folder
    (folder / "nginx.conf").write_text(MAIN.format(user=user, folder=folder, sites=sites), encoding="utf-8")
    command = [str(_find("nginx")), "-p", str(folder), "-c", str(folder / "nginx.conf")]
    with (folder / "said").open("wb") as said, subprocess.Popen(command, stdout=said, stderr=said) as process:  # noqa: S603 - our own words
        try:
            _wait(folder, process)
            yield Nginx(process.pid, port)
        finally:
            process.terminate()


def _wait(folder: Path, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + STARTS_WITHIN
    while len(read_load.family(process.pid)) < 2:  # its one worker
        if process.poll() is not None or time.monotonic() > until:
            raise Refusal(code="bench-failed", message="nginx does not start.", help=(folder / "said").read_text())
        time.sleep(0.05)
