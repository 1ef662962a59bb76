"""However many articles a site has: no page in front of readers makes SQLite walk over all pages or articles."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.db.backends.sqlite3.base import SQLiteCursorWrapper
from django.test import Client

from depesche.newsroom.models import Author, SectionPage, Topic
from depesche.website import front
from tests.website.conftest import MONDAY, text, write

pytestmark = [pytest.mark.once, pytest.mark.django_db, pytest.mark.usefixtures("publisher")]
GROWING = (
    *("wagtailcore_page", "newsroom_articlepage", "newsroom_listed", "newsroom_keyterm", "newsroom_articlepage_topics", "wagtailcore_revision"),
    *("newsroom_term", "newsroom_claimmark", "newsroom_readcount", "newsroom_mostread"),
)
# The newest articles, the first of them taken by a LIMIT.
IN_ORDER = "SCAN newsroom_articlepage USING INDEX newsroom_articlepage_shown_at"


class Walks:
    """Asks for the plan of each question, and keeps those that walk over a table that grows with the site."""

    def __init__(self) -> None:
        self.found: list[str] = []
        self.asked = 0

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.startswith(("SELECT", "WITH")):
            self.asked += 1
            cursor = connection.connection.cursor(factory=SQLiteCursorWrapper)  # connection.cursor() would come here again
            plan = [str(step[3]) for step in cursor.execute(f"EXPLAIN QUERY PLAN {sql}", params or ()).fetchall()]
            self.found += [f"{step}: {sql}" for step in plan if _is_walk(step, sql)]
        return execute(sql, params, many, context)


def _is_walk(step: str, sql: str) -> bool:
    if step.startswith(IN_ORDER) and " LIMIT " in sql:
        return False
    if step.startswith("SCAN newsroom_term") and " LIKE " in sql:  # a word within a compound is looked for in the whole vocabulary
        return False
    return any(step == f"SCAN {table}" or step.startswith(f"SCAN {table} ") for table in GROWING)


@pytest.fixture
def paths(markets: SectionPage, politics: SectionPage) -> list[str]:
    gold, author = Topic.objects.create(title="Gold", slug="gold"), Author.objects.create(name="Nina", slug="nina")
    for day in range(12):
        article = write(markets if day % 2 else politics, f"Gold {day}", dated=MONDAY + timedelta(days=day), author=author, blocks=[text("Silber.")])
        article.topics.add(gold)
        article.save_revision().publish()
    return [
        "/",
        "/maerkte/",
        "/maerkte/gold-11/",
        "/feed.atom",
        "/feed.json",
        "/maerkte/feed.atom",
        "/topics/gold/",
        "/authors/nina/",
        "/news-sitemap.xml",
        "/search/",
        "/search/?q=Silber",
        "/search/?q=Sibler",
        "/search/?q=Sibler&exact=1",
        "/search/?q=Gold+Sibler&section=maerkte&topic=gold&author=nina&year=2024&kind=article",
    ]


def test_rendering_walks_over_no_table_that_grows(client: Client, paths: list[str]) -> None:
    walks = Walks()
    assert "stattdessen" in client.get("/search/?q=Sibler").content.decode()

    with connection.execute_wrapper(walks):
        for path in paths:
            assert client.get(path).status_code == 200, path

    assert walks.found == []
    assert walks.asked > 50


def test_nor_does_finding_what_stands_in_front(paths: list[str]) -> None:
    walks = Walks()

    with connection.execute_wrapper(walks):
        assert "/maerkte/" in set(front.resolve({"home", "menu"}))
        assert front.order(paths)[0] == "/"

    assert walks.found == []
