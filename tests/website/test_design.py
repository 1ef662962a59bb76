"""The page that shows the design: the very templates, every one that readers get, in every state, light and dark."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.test import Client

import depesche.website
from depesche.brand import tokens
from depesche.brand.models import Publisher
from depesche.brand.people import Role
from depesche.kernel import options
from depesche.newsroom.claims.wording import SHAPES
from depesche.website.body_blocks import FOLDER
from depesche.website.design import specimens
from tests.brand.conftest import at_the_desk

TEMPLATES = Path(depesche.website.__file__).parent / "templates"
KEYS = [specimen.key for specimen in specimens.SPECIMENS]


@pytest.fixture
def desk(publisher: Publisher) -> Client:
    """Anybody at the desk may look; an editor may do the least."""
    return at_the_desk(Role.EDITOR)


def shown(desk: Client, key: str, scheme: str = "light") -> str:
    answer = desk.get(f"/desk/design/{key}/{scheme}/")
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize("key", KEYS)
def test_every_specimen_is_shown_in_both_schemes(desk: Client, key: str) -> None:
    light, dark = (shown(desk, key, scheme) for scheme in specimens.SCHEMES)

    assert light != dark
    assert (options.current().host if key == "broken" else "Beispiel Edelmetalle") in light


def test_every_template_that_is_a_page_of_its_own_has_a_specimen() -> None:
    frames = {"website/base.html", "website/newsletter/embedded_base.html"}
    desk = {"website/share_card.html", "website/design/index.html"}  # what editors see of an article, and the page that shows the specimens
    pages = {
        path.relative_to(TEMPLATES).as_posix() for path in TEMPLATES.rglob("*.html") if re.search(r"<!doctype html>|{% extends ", path.read_text())
    }

    assert pages - frames - desk - {specimen.template for specimen in specimens.SPECIMENS} == set()


def test_the_page_frames_them_all_and_says_every_contrast(desk: Client) -> None:
    html = desk.get("/desk/design/").content.decode()

    assert len(re.findall(r"<iframe src=\"/desk/design/[\w-]+/(?:light|dark)/\"", html)) == 2 * len(KEYS)
    assert html.count('<li style="color:#') == 2 * sum(map(len, tokens.PAIRS.values()))


def test_the_article_has_every_block_and_every_status(desk: Client) -> None:
    html = shown(desk, "article")
    folders = {template.name for template in (TEMPLATES / FOLDER).iterdir()} - {"statement.html", "newsletter.html", "text.html"}
    marks = {
        "chart": 'class="chart of-line"',
        "divider": "<hr>",
        "embed": 'class="embed"',
        "fact_box": 'class="facts"',
        "fact_check": "fact-check",
        "figure": 'class="figure"',
        "figures": 'class="figures"',
        "file": 'class="file"',
        "gallery": 'class="gallery"',
        "heading": "<h2>",
        "knowledge": "knowledge",
        "offer": 'class="offer"',
        "points": "<ul>",
        "prices": 'class="prices"',
        "pull_quote": 'class="pull"',
        "quote": 'class="quote"',
        "table": "<caption>",
        "timeline": 'class="timeline"',
    }

    assert {name.removesuffix(".html") for name in folders} <= set(marks), "a new block belongs into website/design/blocks.py, too"
    assert [name for name, mark in marks.items() if mark not in html] == []
    assert [shape for number, shape in enumerate(SHAPES.values(), 1) if f">{number}{shape}<" not in html] == []


def test_it_is_in_the_language_of_whoever_looks(desk: Client) -> None:
    assert "Das Rathaus öffnet sein Archiv" in shown(desk, "front")
    assert "Farben" in desk.get("/desk/design/").content.decode()


def test_what_there_is_none_of_is_not_found(desk: Client) -> None:
    for path in ("nothing/light", "front/grey"):
        assert desk.get(f"/desk/design/{path}/").status_code == 404


def test_a_stranger_is_led_to_the_login(client: Client, publisher: Publisher) -> None:
    assert client.get("/desk/design/front/light/").status_code == 302
