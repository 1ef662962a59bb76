"""What the operator reads at night."""

from __future__ import annotations

import subprocess
import sys

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
