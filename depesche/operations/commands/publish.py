"""``depesche publish due``: publishes what is scheduled and takes down what expired; the worker does the same every few seconds."""

from __future__ import annotations

import argparse

from depesche.kernel import clock
from depesche.newsroom import publishing

SUMMARY = "publish what is due"


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("what", choices=["due"], help="due: everything whose time has come, and take down what expired")


def run(arguments: argparse.Namespace) -> int:
    """Publish and expire, each page in its own transaction; say how many."""
    print(f"{publishing.publish_due(at=clock.now())} pages changed.")
    return 0
