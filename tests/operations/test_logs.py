"""What the operator reads at night."""

from __future__ import annotations

import subprocess
import sys

import pytest

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
