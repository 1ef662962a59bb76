"""A private nginx for ``depesche bench read``: one worker on a free loopback port, nothing written outside its own folder."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from depesche.kernel.refusal import Refusal
from depesche.operations.bench import read_load

SCRIPT = Path(__file__).resolve().parents[3] / "scripts" / "packages"
TOOLS = {"nginx": "nginx-light", "wrk": "wrk"}
SBIN = "/usr/sbin"
STARTS_WITHIN = 10.0
HEAD = """{user}worker_processes 1;
daemon off;
pid {folder}/pid;
error_log {folder}/error.log;
events {{ worker_connections 1024; }}
http {{
    access_log {access};
    keepalive_requests 100000000;
    sendfile on;
    tcp_nopush on;
    open_file_cache off;
    types {{ text/html html; }}
    default_type text/html;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    server {{
        listen 127.0.0.1:{port};
        gzip_static on;
        root {root};
    }}
}}
"""


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


@contextmanager
def running(folder: Path, root: Path, port: int, *, is_logging: bool = False) -> Iterator[Nginx]:
    """Serve a folder's files while the block runs.

    :param folder: where its own files go
    :param is_logging: whether it keeps an access log, as the built-in server does
    :raises Refusal: code ``bench-failed``
    """
    folder.mkdir()
    user = "user root;\n" if os.geteuid() == 0 else ""  # else its worker could not enter our folder
    access = f"{folder}/access.log buffer=64k flush=1s" if is_logging else "off"
    (folder / "nginx.conf").write_text(HEAD.format(user=user, folder=folder, root=root, port=port, access=access), encoding="utf-8")
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
