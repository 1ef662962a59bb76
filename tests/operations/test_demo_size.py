"""What a reader loads for the demo's article about claims: measured as it is stored and sent, with every style sheet that it names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.test import Client, override_settings

from depesche.kernel import clock
from depesche.newsroom import founding
from depesche.newsroom.models import ArticlePage
from depesche.operations.demo import audience_part, brand_part, newsroom_part
from depesche.press import filling
from depesche.press import page as stored_page
from depesche.press.page import BROTLI

DEMO_ARTICLE = "nordkoreas-soldaten-in-russland"
COLLECTED = {**settings.STORAGES, "staticfiles": {"BACKEND": "depesche.project.collected_files.CollectedFiles"}}
BUDGET = 14_000  # bytes of HTML and CSS of an article without pictures (newsroom.md, section 4)
SHEET = re.compile(r'<link rel="stylesheet" href="/static/([^"]+)">')


@pytest.fixture
def collected(tmp_path: Path) -> Iterator[Path]:
    """The reader's static files as the product collects them: named, shortened, compressed."""
    with override_settings(STORAGES=COLLECTED, STATIC_ROOT=tmp_path):
        found = {name: (place, name) for finder in get_finders() for name, place in finder.list(None) if name.startswith(("website/", "brand/"))}
        for name, (place, _) in found.items():
            with place.open(name) as file:
                staticfiles_storage.save(name, file)
        for _name, _hashed, problem in staticfiles_storage.post_process(found):
            assert not isinstance(problem, Exception), problem
        yield tmp_path


@pytest.fixture
def demo(db: None, tmp_path: Path) -> dict[str, ArticlePage]:
    at = clock.now()
    home = founding.found(site_url="http://testserver.localhost")
    editor, chief = brand_part.people(tmp_path, at=at)
    brand_part.publisher(at=at, by=chief)
    articles = newsroom_part.make(home, editor=editor, chief=chief, at=at)
    brand_part.menus(home)
    audience_part.found(at=at)
    return articles


def sent(client: Client, path: str, static: Path) -> tuple[str, int, int]:
    """Return the page, and how many bytes of HTML and of CSS a reader gets whose browser takes brotli."""
    answer = client.get(path)
    kept = stored_page.tightened(filling.made(path, answer))
    html = answer.content.decode()
    return html, len(kept.bodies[BROTLI]), sum((static / f"{name}.br").stat().st_size for name in SHEET.findall(html))


def test_the_demo_article_stays_within_its_budget_as_it_is_sent(client: Client, demo: dict[str, ArticlePage], collected: Path) -> None:
    article = demo[DEMO_ARTICLE]
    path = f"/politik/{DEMO_ARTICLE}/"
    whole = sent(client, path, collected)[1]
    ArticlePage.objects.filter(pk=article.pk).update(picture=None)

    html, page, sheets = sent(client, path, collected)

    assert html.count('class="said') >= 18
    for part in ('class="trust"', 'class="evidence"', 'class="counts"', 'class="signup"', 'class="figures"', '"@type":"Claim"'):
        assert part in html, part
    assert "<img" not in html.split("<main", 1)[1]
    assert len(SHEET.findall(html)) == 1
    assert page < whole
    assert page + sheets <= BUDGET, (whole, page, sheets)
