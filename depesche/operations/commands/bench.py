"""``depesche bench NAME``: the project's own benchmarks, one file each in ``operations/bench/``, found by themselves."""

from __future__ import annotations

import argparse
import ast
import importlib
from pathlib import Path

from depesche.operations import bench

SUMMARY = "measure this edition on this machine"
NEEDS_DJANGO = False  # a benchmark makes a home of its own


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the benchmarks and their arguments."""
    places = parser.add_subparsers(metavar="NAME", dest="name", required=True)
    for name, summary in known().items():
        module = importlib.import_module(f"{bench.__name__}.{name}")
        module.configure(places.add_parser(name, help=summary, description=f"Measures {summary}.", allow_abbrev=False))


def run(arguments: argparse.Namespace) -> int:
    """Measure."""
    found: int = importlib.import_module(f"{bench.__name__}.{arguments.name}").run(arguments)
    return found


def known() -> dict[str, str]:
    """Return every benchmark's name with its summary, without importing one."""
    folder = Path(bench.__file__).parent
    found = {path.stem: _summary(path) for path in sorted(folder.glob("*.py"))}
    return {name: summary for name, summary in found.items() if summary}


def _summary(path: Path) -> str:
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and node.targets[0].id == "SUMMARY":
            return str(ast.literal_eval(node.value))
    return ""
