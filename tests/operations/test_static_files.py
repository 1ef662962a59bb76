"""Static files are collected when something changed, and when a home lost them: without them no page could be shown."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from depesche.operations.serving import static_files

pytestmark = pytest.mark.once


@pytest.fixture
def root(settings: Any, tmp_path: Path) -> Path:
    (tmp_path / "package").mkdir()
    (tmp_path / "package" / "depesche.css").write_text("p { color: black }")
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    settings.STATICFILES_DIRS = [tmp_path / "package"]
    settings.STORAGES = {**settings.STORAGES, "staticfiles": {"BACKEND": "depesche.project.collected_files.CollectedFiles"}}
    settings.STATIC_ROOT = str(tmp_path / "home" / "static")
    return tmp_path / "home" / "static"


def test_what_did_not_change_is_not_collected_again(root: Path) -> None:
    assert static_files.collect()
    assert not static_files.collect()
    assert len(list(root.glob("depesche.*.css"))) == 1


def test_a_changed_file_is_collected_again(root: Path, tmp_path: Path) -> None:
    static_files.collect()
    (tmp_path / "package" / "depesche.css").write_text("p { color: darkred }")

    assert static_files.collect()
    assert len(list(root.glob("depesche.*.css"))) == 2


def test_a_home_that_lost_its_static_files_gets_them_back(root: Path) -> None:
    static_files.collect()
    shutil.rmtree(root)

    assert static_files.collect()
    assert len(list(root.glob("depesche.*.css"))) == 1
