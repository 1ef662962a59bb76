"""``depesche rebuild``: renders stored pages anew. The server does by itself what a change asks for; this is for what no change tells."""

from __future__ import annotations

import argparse

from depesche.kernel.refusal import Refusal
from depesche.press import first_edition, pages, store

SUMMARY = "render stored pages anew"


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--all", action="store_true", help="all pages, not only those that stand in front")
    what.add_argument("--tag", metavar="T", action="append", default=[], help="the pages that show something, such as article:5 or topic:2")


def run(arguments: argparse.Namespace) -> int:
    """Render; say how many pages.

    :raises Refusal: code ``no-page-store``
    """
    kept = store.of_home()
    if not kept.exists():
        raise Refusal(
            code="no-page-store",
            message="This home has no page store.",
            help="`depesche serve` makes it, when DEPESCHE_PAGE_STORE is on.",
        )
    with kept.index.reading() as index:
        paths = index.users(arguments.tag) if arguments.tag else index.all_paths() if arguments.all else []
    if arguments.tag:
        kept.outdate(arguments.tag)
    else:
        kept.clear()
        paths = [*pages.front(["brand"]), *paths]
    print(f"{first_edition.press(dict.fromkeys(paths), kept)} pages were rendered.")
    return 0
