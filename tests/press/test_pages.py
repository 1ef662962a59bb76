"""Who renders what."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from depesche.press import pages, tags

pytestmark = pytest.mark.once


@pytest.fixture(autouse=True)
def empty_registry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "_kinds", {})


def leaflet(subject: Any, request: HttpRequest, mode: str) -> HttpResponse:
    tags.use("brand", f"leaflet:{subject.pk}")
    return HttpResponse(f"{mode} {subject.pk}")


SUBJECT = SimpleNamespace(pk=7, _meta=SimpleNamespace(label_lower="shop.leaflet"))


def test_a_page_is_answered_by_who_registered_for_it() -> None:
    pages.register(pages.PageKind("shop.leaflet", leaflet))

    answer = pages.answer(SUBJECT, RequestFactory().get("/"))

    assert answer.content == b"page 7"
    assert answer.depesche_tags == {"brand", "leaflet:7"}  # type: ignore[attr-defined]


def test_a_page_that_nobody_renders_is_a_loud_error() -> None:
    with pytest.raises(pages.NoRenderer, match=r"shop\.leaflet"):
        pages.answer(SUBJECT, RequestFactory().get("/"))


def test_another_part_adds_a_mode() -> None:
    pages.register(pages.PageKind("shop.leaflet", leaflet, modes=("mail",), labels={"mail": "As mail"}))
    pages.register(pages.PageKind("shop.leaflet", leaflet, labels={"page": "Page"}))

    assert pages.modes("shop.leaflet") == [("page", "Page"), ("mail", "As mail")]
    assert pages.answer(SUBJECT, RequestFactory().get("/"), "mail").content == b"mail 7"
    assert len(pages.kinds()) == 2


def test_nobody_takes_over_a_page_of_another_part() -> None:
    pages.register(pages.PageKind("shop.leaflet", leaflet))

    with pytest.raises(pages.RegisteredTwice):
        pages.register(pages.PageKind("shop.leaflet", leaflet, modes=("mail", "page")))
    assert pages.modes("shop.leaflet") == [("page", "page")]


def test_a_page_inside_a_page_hands_its_tags_on() -> None:
    with tags.collecting() as outer:
        tags.use("home")
        with tags.collecting() as inner:
            tags.use("article:1")
    assert inner == {"article:1"}
    assert outer == {"home", "article:1"}


def test_what_several_parts_of_a_page_show_is_read_once_for_each_rendering() -> None:
    reads: list[str] = []

    def read() -> str:
        reads.append("read")
        return f"state {len(reads)}"

    with tags.collecting():
        with tags.collecting():
            first = tags.once(read)
        assert (first, tags.once(read)) == ("state 1", "state 1")
    with tags.collecting():
        assert tags.once(read) == "state 2", "an older state reached the next page"
    assert [tags.once(read), tags.once(read)] == ["state 3", "state 4"], "kept outside of a rendering"


def test_tags_outside_of_a_rendering_go_nowhere() -> None:
    tags.use("home")
    with tags.collecting() as used:
        pass
    assert used == set()
