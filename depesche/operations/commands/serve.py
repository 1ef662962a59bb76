"""``depesche serve``: everything in one process tree, or one role of many machines."""

from __future__ import annotations

import argparse
import os

from depesche.kernel import options
from depesche.operations import homes
from depesche.operations.port_number import port_number

SUMMARY = "serve site, desk and background work"
NEEDS_DJANGO = False


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("--host", default="127.0.0.1", help="the address to listen on (default: %(default)s)")
    parser.add_argument("--port", type=port_number, default=8000, help="the port to listen on (default: %(default)s)")
    parser.add_argument("--only", choices=("web", "worker", "scheduler"), default="", help="one role only, for many machines")


def run(arguments: argparse.Namespace) -> int:
    """Serve until a signal says stop."""
    from depesche.operations.serving import start

    found = options.read(os.environ, home=arguments.home)
    homes.require(found.home)
    plan = start.Plan(found, arguments.host, arguments.port, arguments.only)
    return start.serve(plan, greet=lambda: print(_ready(plan.only, found), flush=True))


def _ready(only: str, found: options.Options) -> str:
    if only in {"worker", "scheduler"}:
        return f"Ready: the {only} runs for {found.site_url}. Ctrl+C ends it."
    lines = [f"Ready: {found.address('/')}", f"Desk:  {found.address('/desk/')}"]
    if found.smtp_url.startswith("catcher:"):
        lines.append(f"Inbox: {found.address('/inbox/')}")
    return "\n".join([*lines, "Ctrl+C ends it."])
