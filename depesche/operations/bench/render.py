"""``depesche bench render``: what marks cost. An article is rendered by Django with claims marked in it and without, in turn.

Each mark is a claim of its own, with one to three assertions of several sources, evidence, ways and figures, so that nothing is the same twice.
"""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from depesche.operations.bench import scratch

if TYPE_CHECKING:
    from collections.abc import Callable

    from depesche.newsroom.models import ArticlePage

SUMMARY = "rendering: an article with marks, and the same one without"
PER_PARAGRAPH = 2
SENTENCE = "Der Preis für eine Feinunze Gold stieg am Montag an der Börse in Frankfurt, wie Händler berichten, und {words} gilt als Grund dafür."


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("--marks", type=int, default=40, metavar="N", help="marks in the article (default: 40)")
    parser.add_argument("--rounds", type=int, default=60, metavar="N", help="renderings of each (default: 60)")
    parser.add_argument("--database", default="", metavar="URL", help="an empty PostgreSQL database instead of a file")
    parser.add_argument("--json", action="store_true", help="print one JSON document")


def run(arguments: argparse.Namespace) -> int:
    """Make both articles, measure, print.

    :raises Refusal: code ``database-not-empty``
    """
    with scratch.home(database=arguments.database) as folder:
        found = measure(folder, marks=arguments.marks, rounds=arguments.rounds)
    print(json.dumps(found) if arguments.json else "\n".join(_lines(found)))
    return 0


def measure(folder: Path, *, marks: int, rounds: int) -> dict[str, Any]:
    """Measure in the present, empty site; times in milliseconds, sizes in bytes."""
    import brotli
    from django.db import connection

    from depesche.operations.bench import audience_crowd, marked_articles
    from depesche.operations.serving import static_files

    static_files.collect()
    audience_crowd.make_publisher()
    plain, marked = marked_articles.make(marks, sentence=SENTENCE, per_paragraph=PER_PARAGRAPH)
    pages = {"plain": _renderer(plain), "marked": _renderer(marked)}
    bodies = {name: render() for name, render in pages.items()}
    times = {name: scratch.spread(found) for name, found in _in_turn(pages, rounds).items()}
    sizes = {name: len(brotli.compress(body)) for name, body in bodies.items()}
    return {
        "database": connection.vendor,
        "marks": marks,
        "ms": times,
        "ratio": round(times["marked"]["median"] / times["plain"]["median"], 3),
        "queries": {name: _queries(render) for name, render in pages.items()},
        "compressed": sizes,
        "bytes_per_mark": round((sizes["marked"] - sizes["plain"]) / marks),
    }


def _renderer(article: ArticlePage) -> Callable[[], bytes]:
    """Return what renders an article as for a reader, read anew from the database each time."""
    from django.test import RequestFactory

    from depesche.kernel import options
    from depesche.newsroom.models import ArticlePage as Articles

    request, number = RequestFactory().get("/", HTTP_HOST=options.current().host), article.pk
    return lambda: bytes(Articles.objects.get(pk=number).serve(request).content)


def _in_turn(pages: dict[str, Callable[[], bytes]], rounds: int) -> dict[str, list[float]]:
    """Render each page so many times, in turn, so that a busy moment hits both; processor time, as others use the machine, too."""
    times: dict[str, list[float]] = {name: [] for name in pages}
    for _round in range(rounds):
        for name, render in pages.items():
            begin = time.process_time()
            render()
            times[name].append((time.process_time() - begin) * 1000)
    return times


def _queries(render: Callable[[], bytes]) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as asked:
        render()
    return len(asked)


def _lines(found: dict[str, Any]) -> list[str]:
    return [
        f"on {found['database']}, {found['marks']} marks",
        *(
            f"  {name:7} {found['ms'][name]['median']} ms, 95th percentile {found['ms'][name]['p95']} ms, {found['queries'][name]} queries, "
            f"{found['compressed'][name]} bytes compressed"
            for name in ("plain", "marked")
        ),
        f"  ratio   {found['ratio']}; {found['bytes_per_mark']} bytes per mark",
    ]
