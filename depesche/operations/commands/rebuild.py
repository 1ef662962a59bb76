"""``depesche rebuild``: renders stored pages anew. The server does by itself what a change asks for; this is for what no change tells."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator

from depesche.kernel import options, theme
from depesche.kernel.refusal import Refusal
from depesche.operations import progress
from depesche.press import first_edition, pages, store

SUMMARY = "render stored pages anew"


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--all", action="store_true", help="all pages, not only those that stand in front")
    what.add_argument(
        "--tag",
        metavar="T",
        action="append",
        default=[],
        help="the pages that use a tag: article:5, topic:2 (lists its articles), topic-name:2 (names it)",
    )


def run(arguments: argparse.Namespace) -> int:
    """Render; say how many pages.

    :raises Refusal: code ``no-page-store``
    """
    kept = store.of_home()
    if theme.state_of(theme.written(options.current().home)) != theme.in_use(options.current().home):
        print("Your theme was changed and is not used yet: `depesche theme` tries it, and `depesche serve` takes it when it starts.")
    if not kept.exists():
        raise Refusal(
            code="no-page-store",
            message="This home has no page store.",
            help="`depesche serve` makes it, when DEPESCHE_PAGE_STORE is on.",
        )
    with kept.index.reading() as index:
        known = index.users(arguments.tag) if arguments.tag else index.all_paths() if arguments.all else []
    if arguments.tag:
        kept.outdate(arguments.tag)
        paths, total = pages.order(known), len(known)
    else:
        kept.clear()
        paths, total = _paths(known, is_all=arguments.all), sum(1 for _ in _paths(known, is_all=arguments.all))
    print(f"{first_edition.press(progress.shown(paths, total=total), kept)} pages were rendered.")
    return 0


def _paths(known: Iterable[str], *, is_all: bool) -> Iterator[str]:
    """Yield what stands in front, then, for all pages, the rest of the site and whatever else was stored; some of them twice."""
    yield from pages.front(["brand"])
    if is_all:
        yield from pages.whole()
        yield from known
