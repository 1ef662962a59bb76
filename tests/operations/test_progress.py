"""Long work says how far it is."""

from __future__ import annotations

import io

import pytest

from depesche.operations import progress

pytestmark = pytest.mark.once


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_terminal_gets_a_bar_that_ends_full() -> None:
    out = Terminal()

    assert list(progress.shown("abcd", total=4, out=out)) == ["a", "b", "c", "d"]

    assert out.getvalue().endswith("\n")
    assert f"[{'#' * progress.WIDTH}] 4 of 4 (100%)" in out.getvalue()


def test_elsewhere_short_work_says_nothing_and_long_work_plain_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    out = io.StringIO()
    list(progress.shown("abcd", total=4, out=out))
    assert out.getvalue() == ""

    monkeypatch.setattr(progress, "EVERY_ELSEWHERE", 0.0)
    list(progress.shown("abcd", total=8, out=out))

    assert [line.split(",")[0] for line in out.getvalue().splitlines()] == ["1 of 8 (12%)", "2 of 8 (25%)", "3 of 8 (38%)", "4 of 8 (50%)"]
