"""``depesche search rebuild``: makes everything anew that search and related articles stand on. The worker does by itself what is usually wanted."""

from __future__ import annotations

import argparse
import sys

from depesche.newsroom import refreshing

SUMMARY = "make the search index and related articles anew"


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("what", choices=["rebuild"], help="rebuild: enter all live articles anew")


def run(arguments: argparse.Namespace) -> int:
    """Rebuild; say how far it is, and how many articles can be found."""
    found = refreshing.rebuild(progress=_tell)
    print(f"{found} articles can be found.")
    return 0


def _tell(done: int) -> None:
    if done % 500 == 0:
        print(f"{done} articles entered", file=sys.stderr)
