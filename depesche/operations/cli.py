"""The command line. Finds its commands in ``commands/``, one file each, and answers --version and --help without importing Django.

A command file has ``SUMMARY``, ``configure(parser)`` and ``run(arguments) -> exit status``; ``NEEDS_DJANGO = False`` when it sets up nothing.
Exit status: 0 done, 1 refused or failed (reason on stderr, one line, then help), 2 wrong usage.
"""

from __future__ import annotations

import argparse
import ast
import gc
import importlib
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol, cast

from depesche import __version__
from depesche.kernel import options
from depesche.kernel.refusal import Refusal
from depesche.operations import database_trouble

COMMANDS = Path(__file__).parent / "commands"
SETTINGS = "depesche.project.settings"
INTERRUPTED = 130


class Command(Protocol):
    """What a command file offers."""

    SUMMARY: str

    def configure(self, parser: argparse.ArgumentParser) -> None:
        """Declare the arguments."""

    def run(self, arguments: argparse.Namespace) -> int:
        """Do it; return the exit status."""


@dataclass(frozen=True)
class Known:
    """A command as its file declares it, read without importing it."""

    name: str
    summary: str
    needs_django: bool


def main(words: Sequence[str] | None = None) -> int:
    """Run one command line; return its exit status."""
    try:
        return _run(list(sys.argv[1:] if words is None else words))
    except Refusal as refusal:
        tell(refusal)
        return 1
    except KeyboardInterrupt:
        print(file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1


def tell(refusal: Refusal) -> None:
    """Print a refusal: one line that says why, then what to do next."""
    print(f"depesche: {refusal.message}", file=sys.stderr)
    if refusal.help:
        print(refusal.help, file=sys.stderr)


def known() -> dict[str, Known]:
    """Return every command by its name, without importing one."""
    paths = sorted(path for path in COMMANDS.glob("*.py") if path.stem != "__init__")
    return {path.stem: _read(path) for path in paths}


def set_up_django() -> None:
    """Make Django ready with the options of this process.

    What it loads stays for good, so the garbage collector leaves it alone while it comes and ever after: starting and ending a short
    command takes half as much of the processor.

    :raises Refusal: if the home folder has no secret key or an option is wrong
    """
    os.environ["DJANGO_SETTINGS_MODULE"] = SETTINGS
    import django

    gc.disable()
    try:
        django.setup()
    finally:
        gc.freeze()
        gc.enable()


def _run(words: list[str]) -> int:
    home, words = _take_home(words)
    commands = known()
    parser, places = _parser(commands)
    chosen = commands.get(next((word for word in words if not word.startswith("-")), ""))
    if chosen is None:
        parser.parse_args(words)
        parser.print_help()
        return 0
    asks_help = bool({"-h", "--help"} & set(words))
    if chosen.needs_django:
        _choose_home(home, for_help=asks_help)
        set_up_django()
    command = cast(Command, importlib.import_module(f"depesche.operations.commands.{chosen.name}"))
    command.configure(places[chosen.name])
    arguments = parser.parse_args(words)
    arguments.home = home
    if not chosen.needs_django:
        return command.run(arguments)
    with database_trouble.explained():
        return command.run(arguments)


def _choose_home(home: Path | None, *, for_help: bool) -> None:
    found = options.Options() if for_help else options.read(os.environ, home=home)
    options.use(replace(found, secret_key="shows help only") if for_help else found)  # noqa: S106 - no key: nothing is signed


def _take_home(words: list[str]) -> tuple[Path | None, list[str]]:
    """Split ``--home DIR`` off; it is understood before and after the command."""
    rest: list[str] = []
    home: Path | None = None
    queue = iter(words)
    for word in queue:
        if word == "--":
            rest += [word, *queue]
        elif word == "--home":
            home = _folder(next(queue, ""))
        elif word.startswith("--home="):
            home = _folder(word.partition("=")[2])
        else:
            rest.append(word)
    return home, rest


def _folder(text: str) -> Path:
    if not text or text.startswith("-"):
        _parser(known())[0].error("argument --home: expected one argument")
    return Path(text).expanduser().absolute()


def _parser(commands: dict[str, Known]) -> tuple[argparse.ArgumentParser, dict[str, argparse.ArgumentParser]]:
    parser = argparse.ArgumentParser(prog="depesche", description="Newsroom and newsletter on your own machine.", allow_abbrev=False)
    parser.add_argument("--version", action="version", version=f"Depesche {__version__}")
    parser.add_argument("--home", metavar="DIR", help="the home folder (default: DEPESCHE_HOME, else ./home)")
    places = parser.add_subparsers(metavar="COMMAND", title="commands", dest="command")
    made = {}
    for command in commands.values():
        made[command.name] = places.add_parser(command.name, help=command.summary, description=f"{command.summary}.", allow_abbrev=False)
        made[command.name].add_argument("--home", metavar="DIR", help="the home folder (default: DEPESCHE_HOME, else ./home)")
    return parser, made


def _read(path: Path) -> Known:
    found: dict[str, object] = {"SUMMARY": "", "NEEDS_DJANGO": True}
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        name, value = _assigned(node)
        if name in found and isinstance(value, ast.Constant):
            found[name] = value.value
    return Known(name=path.stem, summary=str(found["SUMMARY"]).rstrip("."), needs_django=bool(found["NEEDS_DJANGO"]))


def _assigned(node: ast.stmt) -> tuple[str, ast.expr | None]:
    if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
        return node.targets[0].id, node.value
    if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
        return node.target.id, node.value
    return "", None
