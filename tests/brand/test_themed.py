"""A template of a theme that fails with a reader's page is passed over for Depesche's own."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

import pytest
from django.template import TemplateSyntaxError

from depesche.brand import themed

NAME = "website/refused.html"


@pytest.fixture
def theme(settings: Any, tmp_path: Path) -> Path:
    house = settings.TEMPLATES[0]
    settings.TEMPLATES = [{**house, "NAME": "theme", "DIRS": [tmp_path]}, house]
    (tmp_path / "website").mkdir()
    return tmp_path


def said(theme: Path, text: str) -> str:
    (theme / NAME).write_text(text)
    return themed.rendered(NAME, {"title": "Gold", "text": "Silber"})


def test_a_theme_takes_the_place_of_a_template(theme: Path) -> None:
    assert said(theme, "<h1>Meins: {{ title }}</h1>") == "<h1>Meins: Gold</h1>"


@pytest.mark.parametrize("text", ["{% include 'website/lost.html' %}", "{% nonsense %}"])
def test_one_that_fails_costs_the_look_and_not_the_page(theme: Path, text: str, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR, "depesche.theme"):
        (theme / "website/frame").mkdir()
        (theme / "website/frame/icon.html").write_text(text)
        html = themed.rendered("website/frame/icon.html", {"icon": "phone"})

    assert html.startswith("<svg")
    assert "website/frame/icon.html" in caplog.text


def test_a_mistake_of_ours_is_no_matter_of_the_theme(theme: Path) -> None:
    def fail(html: str) -> str:
        raise TemplateSyntaxError("ours")

    with pytest.raises(TemplateSyntaxError, match="ours"):
        themed.rendered("website/frame/icon.html", {"icon": "phone"}, fail)
