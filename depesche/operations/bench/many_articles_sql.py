"""The statements behind ``many_articles.py``: from a table of texts into the tables that publishing writes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

COLUMNS = "n, section, headline, lead, body, dated, edition, headline_terms, lead_terms, body_terms, key_terms, topics"
STAGING = (
    "CREATE TABLE bench_article (n integer PRIMARY KEY, section integer, headline text, lead text, body text, dated {moment}, edition text, "
    "headline_terms text, lead_terms text, body_terms text, key_terms text, topics text)"
)
PLACE = "substr('0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ', CAST(({number}) / {power} AS integer) %% 36 + 1, 1)"
KEY = {"postgresql": "md5('article ' || n)::uuid", "sqlite": "printf('%%032x', n + 1000000)"}
JSON = {"postgresql": "json_array_elements_text({}::json) AS said(value)", "sqlite": "json_each({}) AS said"}

_JOIN = "JOIN wagtailcore_page AS page ON page.slug = 'artikel-' || n"
_PAGE = f"FROM bench_article {_JOIN}"
_LISTED = f"INSERT INTO newsroom_listed (article_id, place, shown_at) SELECT page.id, {{place}}, bench_article.dated {_PAGE} {{also}}"
_ARTICLE = "JOIN newsroom_articlepage AS article ON article.page_ptr_id = page.id"
_EVERYWHERE = (
    ("'section:' || parent.id", "JOIN wagtailcore_page AS parent ON parent.path = substr(page.path, 1, length(page.path) - 4)"),
    ("'author:' || article.author_id", _ARTICLE),
    ("'topic:' || about.topic_id", "JOIN newsroom_articlepage_topics AS about ON about.articlepage_id = page.id"),
)
_PLACES = {
    "sqlite": (*_EVERYWHERE, ("'month:' || strftime('%%Y-%%m', bench_article.dated)", "")),
    "postgresql": (*_EVERYWHERE, ("'month:' || to_char(bench_article.dated, 'YYYY-MM')", "")),
}


def staging(vendor: str) -> str:
    """Return the statement that makes the table of texts."""
    return STAGING.format(moment="timestamptz" if vendor == "postgresql" else "datetime")


def stage() -> str:
    """Return the statement that takes a text."""
    return f"INSERT INTO bench_article ({COLUMNS}) VALUES ({', '.join(['%s'] * 12)})"  # noqa: S608 - constants


def statements(vendor: str, *, like: int, start: int, to: int) -> Iterator[tuple[str, list[Any]]]:
    """Yield the statements that make articles of texts, as publishing would have left them.

    :param like: a published article whose page every other is like
    :param start: how many articles there were before
    :param to: how many articles there are then
    """
    yield _pages(vendor, start), [like]
    yield _articles(vendor), []
    yield (
        "UPDATE wagtailcore_page SET numchild = (SELECT count(*) FROM wagtailcore_page AS child WHERE child.depth = 4 "
        "AND child.path LIKE wagtailcore_page.path || '%%') WHERE depth = 3",
        [],
    )
    yield _topics(vendor), []
    yield from ((_LISTED.format(place=place, also=also), []) for place, also in _PLACES[vendor])
    yield _entries(), [to]
    yield _key_terms(vendor), []
    yield "UPDATE newsroom_searchentry SET key_terms_at = %s", [to]
    yield (
        "INSERT INTO newsroom_pictureuse (article_id, picture_id) SELECT page_ptr_id, picture_id FROM newsroom_articlepage "
        "JOIN wagtailcore_page ON id = page_ptr_id JOIN bench_article ON slug = 'artikel-' || n WHERE picture_id IS NOT NULL",
        [],
    )


def _pages(vendor: str, start: int) -> str:
    from wagtail.models import Page

    number = f"n / 10 + {100 + start}"
    place = " || ".join(PLACE.format(number=number, power=36**power) for power in (3, 2, 1, 0))
    own = {
        "path": f"section.path || {place}",
        "title": "bench_article.headline",
        "draft_title": "bench_article.headline",
        "slug": "'artikel-' || n",
        "url_path": "section.url_path || 'artikel-' || n || '/'",
        "translation_key": KEY[vendor],
        "first_published_at": "dated",
        "last_published_at": "dated",
        "latest_revision_created_at": "dated",
        "live_revision_id": "NULL",
        "latest_revision_id": "NULL",
    }
    columns = [str(field.column) for field in Page._meta.concrete_fields if field.column != "id"]
    return (
        f"INSERT INTO wagtailcore_page ({', '.join(columns)}) SELECT {', '.join(own.get(one, f'template.{one}') for one in columns)} "  # noqa: S608 - constants
        "FROM bench_article JOIN wagtailcore_page AS section ON section.slug = 'ressort-' || bench_article.section "
        "JOIN wagtailcore_page AS template ON template.id = %s ORDER BY n DESC"
    )


def _articles(vendor: str) -> str:
    return (
        "INSERT INTO newsroom_articlepage (page_ptr_id, kicker, lead, dated, shown_at, picture_caption, picture_alternative_text, "  # noqa: S608
        "picture_id, author_id, work, ai_use, unsourced_reason, is_typo_fix, body) "
        "SELECT page.id, 'Märkte', bench_article.lead, NULL, bench_article.dated, '', '', "
        "(SELECT min(id) FROM brand_picture) + CASE WHEN n %% 5 = 0 THEN n / 5 %% 8 END, "
        "(SELECT min(id) FROM newsroom_author) + n %% 30, 'report', 'none', '', false, "
        f"bench_article.body{'::jsonb' if vendor == 'postgresql' else ''} {_PAGE}"
    )


def _topics(vendor: str) -> str:
    return (
        "INSERT INTO newsroom_articlepage_topics (articlepage_id, topic_id) "  # noqa: S608 - constants
        "SELECT page.id, (SELECT min(id) FROM newsroom_topic) - 1 + CAST(said.value AS integer) "
        f"FROM bench_article CROSS JOIN {JSON[vendor].format('topics')} {_JOIN}"
    )


def _entries() -> str:
    return (
        "INSERT INTO newsroom_searchentry (article_id, edition, headline, lead, body, key_terms_at) "
        f"SELECT page.id, edition, headline_terms, lead_terms, body_terms, %s {_PAGE}"
    )


def _key_terms(vendor: str) -> str:
    """A weight that is right for 80 terms of middling rarity."""
    return (
        "INSERT INTO newsroom_keyterm (article_id, term_id, weight) SELECT page.id, term.id, 220 "  # noqa: S608
        f"FROM bench_article CROSS JOIN {JSON[vendor].format('key_terms')} JOIN newsroom_term AS term ON term.term = said.value {_JOIN}"
    )
