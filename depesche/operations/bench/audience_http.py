"""The part of ``depesche bench audience`` that goes through HTTP: a served site of its own, whose mails go into files."""

from __future__ import annotations

import email
import http.client
import os
import re
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from email.policy import default
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from depesche.kernel import options

CLIENTS = 8
PATIENCE = 300  # seconds
NO_LIMIT = "1000000"
LIMITS = {
    "DEPESCHE_SIGNUP_SITE_HOUR": NO_LIMIT,
    "DEPESCHE_SIGNUP_DOMAIN_HOUR": NO_LIMIT,
    "DEPESCHE_SIGNUP_NETWORK_HOUR": "100000",
    "DEPESCHE_SIGNUP_PROOF_HOUR": NO_LIMIT,
}
CONFIRM = re.compile(r"/newsletter/confirm/([\w-]+)/")
Asked = tuple[str, str, str]  # method, path, body
Answer = tuple[int, bytes]


def measure(folder: Path, *, people: int) -> dict[str, Any]:
    """Serve the site, sign people up, read their mails, confirm them; rates per second."""
    mails = folder / "mails"
    mails.mkdir()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    server = _serve(folder, mails, port)
    try:
        _wait(lambda: _is_up(port), "the site does not answer")
        plain = _rate(port, [("GET", "/health/live", "")] * people)
        fields = _form(port)
        begin = time.perf_counter()
        signed = _rate(port, [("POST", "/newsletter/", urlencode([*fields, ("email", f"http-{one}@example.org")])) for one in range(people)])
        _wait(lambda: len(list(mails.glob("*.eml"))) >= people, "the confirmation mails do not come")
        mailed = people / (time.perf_counter() - begin)
        confirmed = _rate(port, [("POST", f"/newsletter/confirm/{token}/", "") for token in _tokens(mails)])
    finally:
        server.terminate()
        server.wait(30)
    return {
        "people": people,
        "plain_per_second": round(plain),
        "sign_ups_per_second": round(signed, 1),
        "sign_ups_to_plain": round(signed / plain, 3),
        "mails_per_second": round(mailed, 1),
        "confirmations_per_second": round(confirmed, 1),
        "confirmations_to_plain": round(confirmed / plain, 3),
    }


def _serve(folder: Path, mails: Path, port: int) -> subprocess.Popen[bytes]:
    now = options.current()
    environment = {
        **os.environ,
        **LIMITS,
        "DEPESCHE_HOME": str(folder),
        "DEPESCHE_DATABASE_URL": now.database,
        "DEPESCHE_SECRET_KEY": now.secret_key,
        "DEPESCHE_SMTP_URL": f"file://{mails}",
        "DEPESCHE_SITE_URL": f"http://127.0.0.1:{port}",
    }
    command = [sys.executable, "-m", "depesche", "serve", "--home", str(folder), "--port", str(port)]
    with (folder / "serve.log").open("wb") as log:
        return subprocess.Popen(command, env=environment, stdout=log, stderr=log)  # noqa: S603 - our own command


def _form(port: int) -> list[tuple[str, str]]:
    """Return the fields of the sign-up form as a form on a stored page sends them: without the address, and without a stamp, which is good once."""
    _status, page = _ask(http.client.HTTPConnection("127.0.0.1", port, timeout=60), ("GET", "/newsletter/", ""))
    text = page.decode()
    hidden = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', text)
    purposes = re.findall(r'name="purpose" value="([\w-]+)"', text)
    return [*((name, value) for name, value in hidden if name != "stamp"), *(("purpose", key) for key in dict.fromkeys(purposes))]


def _tokens(mails: Path) -> list[str]:
    found = []
    for path in sorted(mails.glob("*.eml")):
        body = email.message_from_bytes(path.read_bytes(), policy=default).get_body(("plain",))
        if body is not None and (link := CONFIRM.search(body.get_content())):
            found.append(link[1])
    return found


def _rate(port: int, asked: Sequence[Asked]) -> float:
    """Ask over several connections at once; return answers per second.

    :raises RuntimeError: if an answer is not 200
    """
    wrong: list[int] = []

    def work(part: Sequence[Asked]) -> None:
        line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        wrong.extend(status for status, _body in (_ask(line, one) for one in part) if status != 200)

    threads = [threading.Thread(target=work, args=(asked[start::CLIENTS],)) for start in range(CLIENTS)]
    begin = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seconds = time.perf_counter() - begin
    if wrong:
        raise RuntimeError(f"{len(wrong)} of {len(asked)} answers were not 200, the first {wrong[0]}")
    return len(asked) / seconds


def _ask(line: http.client.HTTPConnection, asked: Asked) -> Answer:
    method, path, body = asked
    headers = {"Content-Type": "application/x-www-form-urlencoded"} if method == "POST" else {}
    line.request(method, path, body=body or None, headers=headers)
    answer = line.getresponse()
    return answer.status, answer.read()


def _is_up(port: int) -> bool:
    try:
        return _ask(http.client.HTTPConnection("127.0.0.1", port, timeout=5), ("GET", "/health/ready", ""))[0] == 200
    except OSError:
        return False


def _wait(until: Callable[[], bool], said: str) -> None:
    end = time.monotonic() + PATIENCE
    while not until():
        if time.monotonic() > end:
            raise RuntimeError(said)
        time.sleep(0.05)
