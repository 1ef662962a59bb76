"""What failed in a few files is run once more, and says so; what fails twice stays broken."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.operations.running import ROOT, environment

pytestmark = pytest.mark.once

LATE = """
from pathlib import Path

def test_late():
    tried = Path(__file__).with_suffix(".tried")
    was_late = tried.exists()
    tried.touch()
    assert was_late

def test_in_time():
    pass
"""


def run(folder: Path, **files: str) -> subprocess.CompletedProcess[str]:
    """Run a suite of these files."""
    (folder / "tests/journeys").mkdir(parents=True)
    for name, text in files.items():
        (folder / f"tests/journeys/test_{name}.py").write_text(text)
    command = [sys.executable, str(ROOT / "scripts/suite.py"), "journeys"]
    return subprocess.run(command, cwd=folder, env=environment(), capture_output=True, text=True, check=False)


def test_a_file_that_was_late_passes_at_the_second_try_and_is_named(tmp_path: Path) -> None:
    told = run(tmp_path, late=LATE, other="def test_other(): pass")

    *before, said, closing = told.stdout.splitlines()
    assert told.returncode == 0, told.stdout
    assert "FAILED, SEE ABOVE, AND NOW RUN ONCE MORE, WHOLE: tests/journeys/test_late.py" in before
    assert said == "PASSED AT THE SECOND TRY ONLY, WORTH A LOOK: tests/journeys/test_late.py"
    assert "2 passed" in closing


def test_what_fails_twice_is_broken(tmp_path: Path) -> None:
    told = run(tmp_path, late=LATE, broken="def test_broken(): assert False")

    assert told.returncode == 1
    assert "ONCE MORE, WHOLE: tests/journeys/test_broken.py tests/journeys/test_late.py" in told.stdout
    assert "PASSED AT THE SECOND TRY" not in told.stdout
    assert "1 failed, 2 passed" in told.stdout.splitlines()[-1]


def test_nothing_is_run_again_where_more_than_five_files_failed_or_none_did(tmp_path: Path) -> None:
    many = run(tmp_path / "many", **{f"late{number}": LATE for number in range(6)})
    fine = run(tmp_path / "fine", fine="def test_fine(): pass")

    assert (many.returncode, fine.returncode) == (1, 0)
    assert "ONCE MORE" not in many.stdout + fine.stdout
