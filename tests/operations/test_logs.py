"""What the operator reads at night."""

from __future__ import annotations

import subprocess
import sys
import time

import pytest

from depesche.operations.serving import logs

pytestmark = pytest.mark.once

SAY = """
import logging
from depesche.operations.serving import logs
logs.set_up("text")
try:
    raise ValueError("why")
except ValueError:
    logging.getLogger({name!r}).exception("said")
"""


@pytest.mark.parametrize(("name", "has_trace"), [("django.security.RequestDataTooBig", False), ("django.request", True)])
def test_a_refused_request_is_one_line_and_a_crash_keeps_its_trace(name: str, has_trace: bool) -> None:
    said = subprocess.run([sys.executable, "-c", SAY.format(name=name)], capture_output=True, text=True, check=True).stderr

    assert "said" in said
    assert ("Traceback" in said) is has_trace


@pytest.mark.parametrize(
    ("path", "kept"),
    [
        ("/desk/login/welcome/6UvPVExKkSR432KHWPmQpYquhHFBdxkAF2Cgy8Envt0/", "/desk/login/welcome/***/"),
        ("/desk/login/password/reset/key/1-dioytl-8b7297ca873f33ae5d7851eeb2f3b3e5/", "/desk/login/password/reset/key/***/"),
        ("/desk/login/password/reset/key/1-set-password/", "/desk/login/password/reset/key/***/"),
        ("/desk/login/sessions/", "/desk/login/sessions/"),
    ],
)
def test_the_links_of_account_mails_do_not_get_into_the_log(path: str, kept: str) -> None:
    assert logs.redact(path) == kept
    assert logs.redact(f"GET {path} 200") == f"GET {kept} 200"


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("smtps://anna:pass@mail.example:465", "smtps://anna:***@mail.example:465"),
        ("postgres://anna:p:a@s/s@db/site and smtp://ben:x@mail", "postgres://anna:***@db/site and smtp://ben:***@mail"),
        ("http://news.example:8000/a", "http://news.example:8000/a"),
        ("http://news.example:8000/a 'anna@example.org'", "http://news.example:8000/a 'anna@example.org'"),
        ("x://a:b://c:d@e", "x://a:***@e"),
    ],
)
def test_the_passwords_of_addresses_do_not_get_into_the_log(text: str, kept: str) -> None:
    assert logs.redact(text) == kept


@pytest.mark.parametrize("part", ["/desk/login/", "/x://a:", "/newsletter/confirm/", "?password=", "a@://b:"])
def test_a_long_address_takes_no_longer_than_its_length(part: str) -> None:
    begin = time.process_time()

    logs.redact(part * (300_000 // len(part)))

    assert time.process_time() - begin < 5, "half a minute, where it took the square of its length"


def test_a_path_in_a_log_line_is_short_and_commands_no_terminal() -> None:
    assert logs.shown_path("/maerkte/gold-für-alle/") == "/maerkte/gold-für-alle/"
    assert logs.shown_path("/\x1b[31m\n\x9b") == "/\\x1b[31m\\n\\x9b"
    assert logs.shown_path("/" + "a" * 9000) == "/" + "a" * (logs.LONGEST_PATH - 1) + "…"
    assert logs.shown_path("/newsletter/confirm/" + "t" * 9000) == "/newsletter/confirm/***"
