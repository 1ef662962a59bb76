"""The judgement over what readers saw finds what it is there to find."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from tests.press.newsroom_of_editors import marked, paragraphs
from tests.press.watching import Record, Sight, _sight, judge

pytestmark = pytest.mark.once


@pytest.fixture
def record() -> Record:
    found = Record()
    found.committed["a"].update({5: 10.0, 6: 20.0})
    return found


def seen(version: int | Iterable[int], *, at: float, reader: int = 1, name: str = "a1", whole: bool = True) -> Sight:
    versions = {version} if isinstance(version, int) else version
    return Sight(at, at + 0.1, "/", reader, {name: frozenset(versions)}, whole)


def test_what_may_be_seen_is_not_blamed(record: Record) -> None:
    assert judge([seen(0, at=9), seen(5, at=10.5), seen(5, at=20.9), seen(6, at=21.5), seen(6, at=19.9, reader=2)], record) == []


@pytest.mark.parametrize(
    ("sights", "blame"),
    [
        ([seen(5, at=21.1)], "stale"),
        ([seen(7, at=20)], "not committed"),
        ([seen({5, 6}, at=20)], "mixed"),
        ([seen(6, at=20, whole=False)], "torn"),
        ([seen(6, at=20), seen(5, at=20.5)], "older"),
        ([seen(6, at=20), seen(5, at=20.5, name="a2")], "older"),
    ],
)
def test_what_may_not_be_seen_is(record: Record, sights: list[Sight], blame: str) -> None:
    assert [found.partition(" ")[0].rstrip(":") for found in judge(sights, record)] == [blame.partition(" ")[0]]


def article(version: int, *, count: int) -> str:
    return f"<h1>{marked(version, 'a1')}</h1>" + f"<p>Der Absatz heißt {marked(version, 'a1')}.</p>" * count + "</html>"


def test_half_a_page_is_torn() -> None:
    whole = article(7, count=paragraphs(7))

    assert _sight(0, 1, "/proben/a1/", 1, whole).whole
    assert _sight(0, 1, "/proben/a1/", 1, whole).shown == {"a1": frozenset({7})}
    assert not _sight(0, 1, "/proben/a1/", 1, whole[:-100]).whole
    assert not _sight(0, 1, "/proben/a1/", 1, article(7, count=paragraphs(7) - 1)).whole
    assert not _sight(0, 1, "/proben/a1/", 1, "</html>").whole
