"""``depesche bench publish``: from the commit of a publication to its new bytes in readers' hands, on sites of several sizes.

Publications are the desk's own deed (draft, revision, publish) in a process of its own. From the moment of the commit readers ask for article,
front page, section and feed, until they get what was published.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from depesche.operations.bench import scratch, served

if TYPE_CHECKING:
    from depesche.operations.bench.served import Served

SUMMARY = "publishing: from the commit to the readers, on a site of any size"
SIZES = (100, 10_000)
PLAIN = 10


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument(
        "--articles", type=int, nargs="+", default=list(SIZES), metavar="N", help="sizes of the site, one after the other (default: 100 10000)"
    )
    parser.add_argument("--publications", type=int, default=20, metavar="N", help="publications to measure at each size (default: 20)")
    parser.add_argument("--rebuilt", type=int, default=300, metavar="N", help="articles to render to tell how fast that is (default: 300)")
    parser.add_argument("--carrying", type=int, default=1000, metavar="N", help="articles that carry the claim whose status changes (default: 1000)")
    parser.add_argument("--database", default="", metavar="URL", help="an empty PostgreSQL database instead of a file")
    parser.add_argument("--json", action="store_true", help="print one JSON document")


def run(arguments: argparse.Namespace) -> int:
    """Grow, measure, print.

    :raises Refusal: code ``database-not-empty``
    """
    with scratch.home(database=arguments.database) as folder:
        found = measure(
            folder, sizes=sorted(arguments.articles), publications=arguments.publications, rebuilt=arguments.rebuilt, carrying=arguments.carrying
        )
    print(json.dumps(found) if arguments.json else "\n".join(_lines(found)))
    return 0


def measure(folder: Path, *, sizes: list[int], publications: int, rebuilt: int, carrying: int) -> dict[str, Any]:
    """Measure at each size in the present, empty site; times in milliseconds, sizes in bytes, memory in MB.

    :param carrying: articles that carry the claim whose status changes at the largest size; 0 leaves that out
    """
    from django.db import connection

    from depesche.operations.bench import audience_crowd, many_articles, publish_claim

    audience_crowd.make_publisher()
    known, start, found = many_articles.prepare(), 0, []
    for size in sizes:
        print(f"Making {size} articles.", file=sys.stderr)
        many_articles.grow(known, start=start, to=size)
        start = size
        with served.site(folder, DEPESCHE_PAGE_STORE="on") as site:
            found.append({"articles": size, **_at_this_size(site, publications, rebuilt)})
    claim = None
    if carrying:
        with served.site(folder, DEPESCHE_PAGE_STORE="on") as site:
            claim = publish_claim.change(site, publish_claim.carry(carrying))
    growth = {name: round(found[-1]["seen_ms"][name]["p95"] / found[0]["seen_ms"][name]["p95"], 2) for name in found[0]["seen_ms"]}
    return {"database": connection.vendor, "sizes": found, "growth_p95": growth, "claim": claim}


def _at_this_size(site: Served, publications: int, rebuilt: int) -> dict[str, Any]:
    from depesche.operations.bench import publish_deeds as deeds

    newest = deeds.Newest()
    _finish_pictures()
    for number in range(3):  # what is slow once only, such as the first query of a connection
        deeds.publication(site, newest, -number - 1)
    before = site.memory()
    times = [deeds.publication(site, newest, number) for number in range(publications)]
    plain = {place: _plain(site, path) for place, path in newest.paths().items()}
    menu = deeds.menu(site, newest)
    begin, stored_before = time.perf_counter(), deeds.stored_bytes()
    rendered = deeds.render_some(rebuilt)
    seconds = time.perf_counter() - begin
    return {
        "commit_ms": scratch.spread([taken["deed"] for taken in times]),
        "seen_ms": {place: scratch.spread([taken[place] for taken in times]) for place in newest.paths()},
        "plain_ms": plain,
        "menu_ms": menu,
        "rendered_per_second": round(rendered / seconds, 1),
        "bytes_per_article": round((deeds.stored_bytes() - stored_before) / max(rendered, 1)),
        "memory_mb": {"before": before, "after": site.memory()},
    }


def _plain(site: Served, path: str) -> float:
    """Return the median time of the page rendered by Django for one reader, over the same connection kind."""
    return scratch.spread([scratch.milliseconds(lambda: site.get(f"{path}?plain=1")) for _ in range(PLAIN)])["median"]


def _finish_pictures() -> None:
    """Make the smaller pictures before, so that no chore does it meanwhile."""
    from depesche.chores import periodic
    from depesche.kernel import clock

    (job,) = [job for job in periodic.jobs() if job.name == "website.chores.make_avif"]
    while job.wanted is not None and job.wanted(at=clock.now()):
        job.deed(at=clock.now())


def _lines(found: dict[str, Any]) -> list[str]:
    lines = [f"on {found['database']}"]
    for one in found["sizes"]:
        lines += [
            f"{one['articles']} articles",
            *(
                f"  {place:8} seen {seen['median']} ms after the commit, 95th percentile {seen['p95']} ms; "
                f"rendering it by Django: {one['plain_ms'][place]} ms"
                for place, seen in one["seen_ms"].items()
            ),
            f"  deed     {one['commit_ms']['median']} ms until the commit, 95th percentile {one['commit_ms']['p95']} ms",
            f"  menu     seen after {one['menu_ms']} ms",
            f"  rebuild  {one['rendered_per_second']} pages/s; {one['bytes_per_article']} bytes of files per article",
            f"  memory   {one['memory_mb']['before']} MB before, {one['memory_mb']['after']} MB after",
        ]
    if claim := found["claim"]:
        lines += [
            f"a claim in {claim['articles']} articles changes: {claim['front']} pages in front stored again after {claim['front_s']} s, "
            f"with {claim['others_before_front']} others before; all after {claim['all_s']} s; "
            f"{claim['answers']} answers meanwhile, the old state asked for and told {claim['latest_old_s']} s after the commit at the latest"
        ]
    return [*lines, "growth of the 95th percentile: " + ", ".join(f"{place} {ratio}" for place, ratio in found["growth_p95"].items())]
