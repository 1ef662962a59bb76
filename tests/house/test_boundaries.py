"""The walls of the house stand where ARCHITECTURE put them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.once

ROOT = Path(__file__).resolve().parents[2]


def test_six_import_contracts_are_kept() -> None:
    lint = Path(sys.executable).with_name("lint-imports")
    found = subprocess.run([lint, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert "6 kept, 0 broken" in found.stdout, found.stdout[-2000:]


def test_what_needs_no_django_imports_none() -> None:
    code = "import sys; import depesche.operations.cli; print([name for name in sys.modules if name.split('.')[0] in ('django', 'wagtail')])"
    found = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"
