"""The part of ``depesche bench audience`` that goes through HTTP: a served site of its own, whose mails go into files."""

from __future__ import annotations

import email
import http.client
import re
import threading
import time
from collections.abc import Sequence
from email.policy import default
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from depesche.operations.bench import served
from depesche.operations.bench.served import Asked, ask

CLIENTS = 8
NO_LIMIT = "1000000"
LIMITS = {
    "DEPESCHE_SIGNUP_SITE_HOUR": NO_LIMIT,
    "DEPESCHE_SIGNUP_DOMAIN_HOUR": NO_LIMIT,
    "DEPESCHE_SIGNUP_NETWORK_HOUR": "100000",
    "DEPESCHE_SIGNUP_PROOF_HOUR": NO_LIMIT,
}
CONFIRM = re.compile(r"/newsletter/confirm/([\w-]+)/")


def measure(folder: Path, *, people: int) -> dict[str, Any]:
    """Serve the site, sign people up, read their mails, confirm them; rates per second."""
    mails = folder / "mails"
    mails.mkdir()
    with served.site(folder, **LIMITS, DEPESCHE_SMTP_URL=f"file://{mails}") as site:
        port = site.port
        plain = _rate(port, [("GET", "/health/live", "")] * people)
        fields = _form(port)
        begin = time.perf_counter()
        signed = _rate(port, [("POST", "/newsletter/", urlencode([*fields, ("email", f"http-{one}@example.org")])) for one in range(people)])
        served.wait(lambda: len(list(mails.glob("*.eml"))) >= people, "the confirmation mails do not come")
        mailed = people / (time.perf_counter() - begin)
        confirmed = _rate(port, [("POST", f"/newsletter/confirm/{token}/", "") for token in _tokens(mails)])
    return {
        "people": people,
        "plain_per_second": round(plain),
        "sign_ups_per_second": round(signed, 1),
        "sign_ups_to_plain": round(signed / plain, 3),
        "mails_per_second": round(mailed, 1),
        "confirmations_per_second": round(confirmed, 1),
        "confirmations_to_plain": round(confirmed / plain, 3),
    }


def _form(port: int) -> list[tuple[str, str]]:
    """Return the fields of the sign-up form as a form on a stored page sends them: without the address, and without a stamp, which is good once."""
    _status, page = ask(http.client.HTTPConnection("127.0.0.1", port, timeout=60), ("GET", "/newsletter/", ""))
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
        wrong.extend(status for status, _body in (ask(line, one) for one in part) if status != 200)

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
