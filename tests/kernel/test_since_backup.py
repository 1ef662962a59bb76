"""The journal of what a restored backup must not forget."""

from __future__ import annotations

import stat
from datetime import UTC, datetime
from pathlib import Path

import pytest

from depesche.kernel import options, since_backup
from depesche.kernel.since_backup import Line

pytestmark = pytest.mark.once
MONDAY = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)


def test_what_was_noted_is_read_back_and_torn_lines_are_told(tmp_path: Path) -> None:
    with options.using(home=tmp_path):
        since_backup.note(since_backup.ERASED, "ab12", at=MONDAY)
        since_backup.note(since_backup.SUPPRESSED, "cd34", "news", "withdrawn", "-", at=MONDAY.replace(month=12))
    folder = tmp_path / since_backup.FOLDER
    (folder / "2026-11.log").write_text((folder / "2026-11.log").read_text() + "2026-11-23T08:00:00.000Z erased ef")

    found = list(since_backup.read(since_backup.files(folder)))

    assert found == [
        Line(MONDAY, "erased", ("ab12",)),
        None,
        Line(MONDAY.replace(month=12), "suppressed", ("cd34", "news", "withdrawn", "-")),
    ]
    assert stat.S_IMODE((folder / "2026-11.log").stat().st_mode) == 0o600


def test_a_changed_line_is_told(tmp_path: Path) -> None:
    with options.using(home=tmp_path):
        since_backup.note(since_backup.ERASED, "ab12", at=MONDAY)
    (path,) = since_backup.files(tmp_path / since_backup.FOLDER)
    path.write_text(path.read_text().replace("ab12", "ab13"))

    assert list(since_backup.read([path])) == [None]


@pytest.mark.parametrize("field", ["", "a b", "a\nb", "anna@example.org"])
def test_a_field_that_could_not_be_read_back_is_refused(tmp_path: Path, field: str) -> None:
    """An address could not be written by mistake."""
    with options.using(home=tmp_path), pytest.raises(ValueError, match="signs"):
        since_backup.note(since_backup.ERASED, field, at=MONDAY)
    assert not (tmp_path / since_backup.FOLDER).exists()
