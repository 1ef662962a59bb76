"""``depesche demo``: a complete site with articles, subscribers, campaigns and a mail catcher."""

from __future__ import annotations

import argparse
import os
import re
import shutil
from dataclasses import replace
from pathlib import Path

from depesche.kernel import options
from depesche.kernel.refusal import Refusal
from depesche.operations import homes
from depesche.operations.port_number import port_number
from depesche.operations.serving import claims

SUMMARY = "start the demo site"
NEEDS_DJANGO = False
HOST = "127.0.0.1"
DEFAULT_HOME = "home/demo"
SEED = "depesche.operations.demo.seed"
LOGINS = "demo-logins"


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("--port", type=port_number, default=8000, help="the port to listen on (default: %(default)s)")
    parser.add_argument("--fresh", action="store_true", help="start over: throw the demo's data away")


def run(arguments: argparse.Namespace) -> int:
    """Make the demo home if there is none, then serve it until a signal says stop."""
    from depesche.operations.serving import start

    home = arguments.home or Path(os.environ.get("DEPESCHE_HOME") or DEFAULT_HOME).expanduser().absolute()
    address = f"http://{HOST}:{arguments.port}"
    os.environ["DEPESCHE_SITE_URL"] = address
    options.read(os.environ, home=home)
    with claims.address(HOST, arguments.port):
        _make(home, address, fresh=arguments.fresh)
    found = options.read(os.environ, home=home)
    plan = start.Plan(replace(found, site_url=address), HOST, arguments.port)
    return start.serve(plan, greet=lambda: print(_greeting(plan.options), flush=True), prepare=SEED)


def _make(home: Path, address: str, *, fresh: bool) -> None:
    """Make the demo home, or bring its address up to date; while somebody serves it, it is left alone."""
    if not home.is_dir():
        return _make_alone(home, address, fresh=fresh)
    with claims.home(home, alone=True):
        return _make_alone(home, address, fresh=fresh)


def _make_alone(home: Path, address: str, *, fresh: bool) -> None:
    if home.exists() and (fresh or (home / homes.UNFINISHED).exists()):
        _require_demo(home)
        shutil.rmtree(home)
    if not homes.is_whole(home):
        homes.make(home, settings={"site_url": address, "smtp_url": "catcher://", "shell_approval": "on", "demo": "on"})
        return
    _require_demo(home)
    file = home / options.FILE_NAME
    text = file.read_text(encoding="utf-8")
    changed = re.sub(r'(?m)^site_url = ".*"$', f'site_url = "{address}"', text)
    if changed != text:
        file.write_text(changed, encoding="utf-8")


def _require_demo(home: Path) -> None:
    """Never touch a folder that is no demo home.

    :raises Refusal: code ``not-a-demo``
    """
    if any(home.iterdir()) and not options.read({}, home=home).demo:
        raise Refusal(
            code="not-a-demo",
            message=f"{home} is no demo home; nothing was changed.",
            help="Name another folder with --home DIR (make demo HOME_DIR=DIR).",
        )


def _greeting(found: options.Options) -> str:
    logins = (found.home / LOGINS).read_text(encoding="utf-8").rstrip().replace("\n", "\n           ")
    return "\n".join(
        (
            "",
            "The demo site is ready.",
            f"  Site:    {found.address('/')}",
            f"  Desk:    {found.address('/desk/')}",
            f"  Inbox:   {found.address('/inbox/')}",
            f"  Logins:  {logins}",
            f"  Home:    {found.home}",
            "Ctrl+C ends it; the data stays.",
        )
    )
