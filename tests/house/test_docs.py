"""What the documents name is there."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

pytestmark = pytest.mark.once

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
LINK = re.compile(r"\]\((?!https?:|mailto:|#)([^)#\s]+)")
NAMED_FILE = re.compile(r"`((?:depesche|tests|docs|requirements)/[\w./-]+|[A-Z][\w.]*\.md|Makefile)(?::[\w.]+)?`")
NAMED_DEED = re.compile(r"`(depesche/[\w/]+\.py):(\w+)`")


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_link_leads_to_a_file(path: Path) -> None:
    broken = [target for target in LINK.findall(path.read_text(encoding="utf-8")) if not (path.parent / target).exists()]
    assert broken == []


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_named_file_is_there(path: Path) -> None:
    missing = [name for name in NAMED_FILE.findall(path.read_text(encoding="utf-8")) if not (ROOT / name).exists()]
    assert missing == []


def test_every_deed_that_the_tour_names_is_in_its_file() -> None:
    tour = (ROOT / "docs/TOUR.md").read_text(encoding="utf-8")
    deeds = NAMED_DEED.findall(tour)
    assert len(deeds) >= 10
    missing = [
        f"{file}:{deed}" for file, deed in deeds if not re.search(rf"^\s*(?:async )?(?:def|class) {deed}\b", (ROOT / file).read_text(), re.MULTILINE)
    ]
    assert missing == []


def test_the_house_has_its_documents() -> None:
    for name in ("README.md", "CHANGELOG.md", "LICENSE", "SECURITY.md", "CONTRIBUTING.md", "docs/TOUR.md", "docs/WORDS.md"):
        assert (ROOT / name).stat().st_size > 400, name


def test_every_word_is_defined_once_in_either_language() -> None:
    rows = [line.strip().strip("|").split("|") for line in (ROOT / "docs/WORDS.md").read_text(encoding="utf-8").splitlines() if line.startswith("| ")]
    assert {len(row) for row in rows} == {4}
    for language in (0, 1):
        words = Counter(word.strip().casefold() for row in rows for word in row[language].split(","))
        assert [word for word, count in words.items() if count > 1] == []


def test_every_part_is_on_the_tour() -> None:
    tour = (ROOT / "docs/TOUR.md").read_text(encoding="utf-8")
    parts = sorted(path.name for path in (ROOT / "depesche").iterdir() if (path / "__init__.py").exists())
    assert [part for part in parts if f"{part}/" not in tour] == []


def test_every_decision_is_listed() -> None:
    listed = set(LINK.findall((ROOT / "docs/decisions/README.md").read_text(encoding="utf-8")))
    assert listed == {path.name for path in (ROOT / "docs/decisions").glob("*.md")} - {"README.md"}
