"""Limits that smell: a file or a function that grew too long, a name that says nothing."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

pytestmark = pytest.mark.once

ROOT = Path(__file__).resolve().parents[2]
FILE_LINES, FUNCTION_LINES, TEST_FILE_LINES, SETTINGS_LINES = 300, 50, 500, 250
EMPTY_NAMES = {"utils", "helpers", "services", "manager", "managers", "common", "misc", "base", "core", "lib"}


def package_files() -> list[Path]:
    return [path for path in sorted((ROOT / "depesche").rglob("*.py")) if "migrations" not in path.parts]


def files_of_tests() -> list[Path]:
    return sorted((ROOT / "tests").rglob("*.py"))


def too_long(paths: list[Path], limit: int) -> list[str]:
    return [f"{path.relative_to(ROOT)}: {count}" for path in paths if (count := len(path.read_text().splitlines())) > limit]


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def test_no_file_is_longer_than_a_person_reads_at_once() -> None:
    assert too_long(package_files(), FILE_LINES) == []
    assert too_long(files_of_tests(), TEST_FILE_LINES) == []
    assert too_long([ROOT / "depesche/project/settings.py"], SETTINGS_LINES) == []


def test_no_function_is_longer_than_a_screen() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{node.lineno} {node.name}"
        for path in package_files()
        for node in functions(path)
        if (node.end_lineno or node.lineno) - node.lineno + 1 > FUNCTION_LINES
    ]
    assert found == []


def test_every_file_is_named_after_what_it_does() -> None:
    found = [
        str(path.relative_to(ROOT))
        for path in [*package_files(), *files_of_tests()]
        if EMPTY_NAMES & {part.removesuffix(".py").removeprefix("test_") for part in path.relative_to(ROOT).parts}
    ]
    assert found == []


def test_every_test_file_mirrors_a_part() -> None:
    parts = {path.name for path in (ROOT / "depesche").iterdir() if path.is_dir()} | {"house", "journeys", "promises"}
    found = {path.name for path in (ROOT / "tests").iterdir() if path.is_dir() and path.name != "__pycache__"}
    assert found <= parts
