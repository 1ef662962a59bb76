"""``depesche bench related``: do related articles belong together, and how fast are they found?

P@4: of the first four articles that the box shows by itself, how many carry the label of the article itself. The labels are told to nobody.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from depesche.operations.bench import corpus, news, scratch
from depesche.operations.bench.news import Report

if TYPE_CHECKING:
    from depesche.newsroom.models import ArticlePage

SUMMARY = "related articles: precision on labelled articles, speed"
SHOWN = 4
ASKED = 200  # articles whose queries are timed
REFERENCE = "SELECT article_id, SUM(weight) FROM newsroom_keyterm GROUP BY article_id"


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument(
        "--corpus",
        type=Path,
        metavar="FILE",
        help='one JSON object per line: {"title", "text", "label" or "section"}; without it: the demo and made-up news',
    )
    parser.add_argument("--articles", type=int, default=420, metavar="N", help="how many articles to make up (default: 420)")
    parser.add_argument("--hard", action="store_true", help="make up news of 10 labels that share four sentences in ten")
    parser.add_argument("--most", type=int, metavar="N", help="take only the first N articles of the file")
    parser.add_argument("--database", default="", metavar="URL", help="an empty PostgreSQL database instead of a file")
    parser.add_argument("--json", action="store_true", help="print one JSON document")


def run(arguments: argparse.Namespace) -> int:
    """Publish, measure, print.

    :raises Refusal: codes ``corpus-unreadable``, ``corpus-empty``, ``database-not-empty``
    """
    reports = corpus.read(arguments.corpus)[: arguments.most] if arguments.corpus else made_up(arguments.articles, hard=arguments.hard)
    with scratch.home(database=arguments.database):
        print(f"Publishing {len(reports)} articles.", file=sys.stderr)
        found = measure(reports)
    print(json.dumps(found, ensure_ascii=False) if arguments.json else "\n".join(_lines(found)))
    return 0


def made_up(count: int, *, hard: bool = False) -> list[Report]:
    """Return the demo's articles and made-up news of 14 labels; or only news, of 10 labels that are hard to tell apart."""
    return list(news.reports(count, labels=10, foreign=40)) if hard else [*corpus.demo(), *news.reports(count)]


def measure(reports: Sequence[Report]) -> dict[str, Any]:
    """Publish articles into the present database and measure."""
    from django.db import connection

    from depesche.newsroom import refreshing

    begin = time.perf_counter()
    made = corpus.publish(reports)
    published = time.perf_counter() - begin
    refreshing.refresh()
    precision = precision_at_4(made)
    asked = [page for page, _label in made[:: max(1, len(made) // ASKED)]]
    related, reference = scratch.spread(_times(asked)), scratch.spread(_reference_times())
    return {
        "database": connection.vendor,
        "articles": len(made),
        "labels": len({label for _page, label in made}),
        **precision,
        "published_per_second": round(len(made) / published, 1),
        "indexed_per_second": round(_indexed_per_second(asked), 1),
        "related_ms": related,
        "reference_ms": reference["median"],
        "related_to_reference": {name: round(value / max(reference["median"], 0.01), 2) for name, value in related.items()},
    }


def precision_at_4(made: Sequence[tuple[ArticlePage, str]]) -> dict[str, float]:
    """Return the share of right labels among the first four, places left empty counted as wrong (``p_at_4``) and not counted (``p_of_shown``)."""
    from depesche.newsroom import related

    labels = {page.pk: label for page, label in made}
    right = shown = 0
    for page, label in made:
        found = related.automatic(page, most=SHOWN)
        shown += len(found)
        right += sum(labels.get(one.article.pk) == label for one in found)
    return {
        "p_at_4": round(right / (SHOWN * len(made)), 4),
        "p_of_shown": round(right / max(shown, 1), 4),
        "shown_of_4": round(shown / len(made), 2),
    }


def _times(pages: Sequence[ArticlePage]) -> list[float]:
    from depesche.newsroom import related

    return [scratch.milliseconds(lambda page=page: related.automatic(page)) for page in pages]  # type: ignore[misc]


def _reference_times() -> list[float]:
    """Time the plainest way to look at every article: reading the whole table of key terms and adding it up."""
    from django.db import connection

    def scan() -> None:
        with connection.cursor() as cursor:
            cursor.execute(REFERENCE)
            cursor.fetchall()

    return [scratch.milliseconds(scan) for _ in range(20)]


def _indexed_per_second(pages: Sequence[ArticlePage]) -> float:
    """Enter some articles once more: what search and related articles add to a publication, without the publication itself."""
    from django.db import transaction

    from depesche.newsroom import publishing

    def enter(page: ArticlePage) -> None:
        with transaction.atomic():
            publishing.enter(page)

    return 1000 * len(pages) / sum(scratch.milliseconds(lambda page=page: enter(page)) for page in pages)  # type: ignore[misc]


def _lines(found: dict[str, Any]) -> list[str]:
    times, ratios = found["related_ms"], found["related_to_reference"]
    return [
        f"{found['articles']} articles with {found['labels']} labels, on {found['database']}",
        f"P@4           {found['p_at_4']:.4f}  (of those shown {found['p_of_shown']:.4f}; {found['shown_of_4']} of 4 places filled)",
        f"indexing      {found['indexed_per_second']} articles/s  (whole publications: {found['published_per_second']}/s)",
        f"related       median {times['median']} ms, 95th percentile {times['p95']} ms",
        f"to reference  median {ratios['median']}, 95th percentile {ratios['p95']}  (reading all key terms: {found['reference_ms']} ms)",
    ]
