"""``depesche bench send``: how fast mail leaves, part by part: the SMTP client against Postfix's own, many connections to a slow server, one letter,
and the whole engine with its database.

A part is a module ``send_<part>`` beside this one: ``configure(parser)``, ``measure(arguments) -> dict``, ``lines(found) -> list of str``.
"""

from __future__ import annotations

import argparse
import importlib
import json
from types import ModuleType

SUMMARY = "sending: mails per second to a mail server, and what one mail costs"
PARTS = ("client", "delay", "letter", "whole")


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("--only", nargs="+", choices=PARTS, default=list(PARTS), metavar="PART", help=f"some parts only: {', '.join(PARTS)}")
    parser.add_argument("--engine", action="store_const", const=["whole"], dest="only", help="the whole engine only, as --only whole")
    parser.add_argument("--size", type=int, default=20_000, metavar="BYTES", help="size of a mail (default: 20000)")
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    for name in PARTS:
        _part(name).configure(parser)


def run(arguments: argparse.Namespace) -> int:
    """Measure part by part; print."""
    found = {}
    for name in arguments.only:
        found[name] = _part(name).measure(arguments)
        if not arguments.json:
            print("\n".join(_part(name).lines(found[name])), flush=True)
    if arguments.json:
        print(json.dumps(found))
    return 0


def _part(name: str) -> ModuleType:
    return importlib.import_module(f"depesche.operations.bench.send_{name}")
