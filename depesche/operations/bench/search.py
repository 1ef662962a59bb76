"""``depesche bench search``: what a search, its filters and the box of related articles cost on a site of many articles.

Processor time of whole answers, the page included, so that other work on the machine does not count.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from depesche.operations.bench import scratch

if TYPE_CHECKING:
    from depesche.operations.bench.many_articles import Vocabulary

SUMMARY = "searching, filters and related articles on a site of many articles"
ASKED = 20  # of each kind
# By how frequent the words are: places in the vocabulary, the most frequent first.
KINDS = {"frequent": 5, "middling": 2_000, "rare": 50_000}


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("--articles", type=int, default=10_000, metavar="N", help="how many articles to make up (default: 10000)")
    parser.add_argument("--database", default="", metavar="URL", help="an empty PostgreSQL database instead of a file")
    parser.add_argument("--json", action="store_true", help="print one JSON document")


def run(arguments: argparse.Namespace) -> int:
    """Make articles, measure, print.

    :raises Refusal: code ``database-not-empty``
    """
    with scratch.home(database=arguments.database):
        found = measure(arguments.articles)
    print(json.dumps(found) if arguments.json else "\n".join(_lines(found)))
    return 0


def measure(articles: int) -> dict[str, Any]:
    """Make articles in the present, empty site and measure; processor time of this process in milliseconds."""
    from django.db import connection

    from depesche.operations.bench import audience_crowd, many_articles
    from depesche.operations.serving import static_files

    static_files.collect()
    audience_crowd.make_publisher()
    known = many_articles.prepare()
    print(f"Making {articles} articles.", file=sys.stderr)
    many_articles.grow(known, start=0, to=articles)
    return {"database": connection.vendor, "articles": articles, "searches": _searches(known), "related": _related(), "pages": _pages()}


def _searches(known: Vocabulary) -> dict[str, dict[str, float]]:
    """Ask the search page for words of every kind; misspelt, two letters of the word have changed places."""
    found = {kind: [known.words[place + step] for step in range(ASKED)] for kind, place in KINDS.items()}
    asked = {
        **found,
        "two words": [f"{first} {second}" for first, second in zip(found["frequent"], found["middling"], strict=True)],
        "misspelt": [_misspelt(word) for word in found["middling"]],
        "nothing": [f"{word[::-1]}quark" for word in found["middling"]],
    }
    told = {kind: scratch.spread([_answer("/search/", q=word) for word in words]) for kind, words in asked.items()}
    sections = [_answer("/search/", q=word, section="ressort-3") for word in found["middling"]]
    return {**told, "in a section": scratch.spread(sections)}


def _misspelt(word: str) -> str:
    return f"{word[:3]}{word[4]}{word[3]}{word[5:]}"


def _related() -> dict[str, Any]:
    """Ask for the boxes of articles all over the site, and apart from that for what is near by words, and for the lists of topics."""
    from depesche.newsroom import key_terms, publishing, related, search_entry, similar
    from depesche.newsroom.models import ArticlePage

    pages = list(ArticlePage.objects.filter(live=True).order_by("-shown_at")[:ASKED])
    count = search_entry.articles()
    terms = [(page, key_terms.choose(publishing.texts(page), articles=count)) for page in pages]
    return {
        "box": scratch.spread([_processor(lambda page=page: related.automatic(page)) for page in pages]),  # type: ignore[misc]
        "near by words": scratch.spread([_processor(lambda said=said, page=page: similar.nearest(said, apart_from=page.pk)) for page, said in terms]),  # type: ignore[misc]
    }


def _pages() -> dict[str, dict[str, float]]:
    """Render pages that count."""
    from depesche.brand import addresses
    from depesche.newsroom.models import ArticlePage

    newest = [addresses.plain(page.url_path) for page in ArticlePage.objects.filter(live=True).order_by("-shown_at")[:ASKED]]
    return {
        "article": scratch.spread([_answer(path) for path in newest]),
        "front page": scratch.spread([_answer("/") for _ in range(ASKED)]),
        "sitemap": scratch.spread([_answer("/sitemap.xml") for _ in range(ASKED)]),
    }


def _answer(path: str, **asked: str) -> float:
    """Answer a reader; return the processor time."""
    from django.test import Client

    from depesche.kernel import options

    client = Client(headers={"host": options.current().host})

    def get() -> None:
        status = client.get(path, asked).status_code
        if status != 200:
            raise RuntimeError(f"{path} answered {status}")

    return _processor(get)


def _processor(deed: Callable[[], object]) -> float:
    begin = time.process_time()
    deed()
    return (time.process_time() - begin) * 1000


def _lines(found: dict[str, Any]) -> list[str]:
    lines = [f"{found['articles']} articles on {found['database']}; processor time of this program, median / 95th percentile"]
    for place in ("searches", "related", "pages"):
        lines += [f"{place:9} {kind:14} {times['median']} / {times['p95']} ms" for kind, times in found[place].items()]
    return lines
