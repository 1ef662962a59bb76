"""Static files are collected when something changed, and when a home lost them: without them no page could be shown."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
from django.contrib.staticfiles.finders import FileSystemFinder
from django.core.files.storage import FileSystemStorage

from depesche.operations.serving import static_files

pytestmark = pytest.mark.once


class OnePackage(FileSystemFinder):
    """Finds what one folder has, wherever the settings say that static files are."""

    place = Path()

    def __init__(self) -> None:
        self.locations = [("", str(self.place))]
        self.storages = {str(self.place): FileSystemStorage(self.place)}


@pytest.fixture
def root(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(OnePackage, "place", tmp_path / "package")
    (tmp_path / "package").mkdir()
    (tmp_path / "package" / "depesche.css").write_text("p { color: black }")
    settings.STATICFILES_FINDERS = [f"{__name__}.OnePackage"]
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
