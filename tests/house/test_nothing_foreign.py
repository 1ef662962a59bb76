"""Nothing in the repository ties it to one machine or one download place."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

pytestmark = pytest.mark.once

ROOT = Path(__file__).resolve().parents[2]
TEXT = {".py", ".toml", ".txt", ".in", ".md", ".html", ".css", ".js", ".sh", ".yml", ".json", ".po", ".mjml", ""}
MACHINE_PATHS = re.compile(r"(?<![\w.<>])/(?:root|work|home/\w+|Users)/\w")
INDEX_ADDRESSES = re.compile(r"pypi\.org/simple|files\.pythonhosted\.org|registry\.npmjs\.org|--(?:extra-)?index-url|--find-links", re.IGNORECASE)


def tracked() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return [ROOT / name for name in listed.split("\0") if name and (ROOT / name).is_file()]


def lines_matching(pattern: re.Pattern[str]) -> list[str]:
    return [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()[:120]}"
        for path in tracked()
        if path.suffix in TEXT and "vendor" not in path.parts and path != Path(__file__).resolve()
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if pattern.search(line)
    ]


def test_no_file_names_a_path_of_one_machine() -> None:
    assert lines_matching(MACHINE_PATHS) == []


def test_no_file_names_a_package_index() -> None:
    assert lines_matching(INDEX_ADDRESSES) == []


def test_every_requirement_is_pinned_with_hashes() -> None:
    for name in ("run.txt", "dev.txt"):
        text = (ROOT / "requirements" / name).read_text()
        pins = re.findall(r"^(\S+?)==(\S+)(.*?)(?=^\S|\Z)", text, re.MULTILINE | re.DOTALL)
        assert len(pins) > 50
        assert [pin for pin, _, rest in pins if "--hash=sha256:" not in rest] == []
