"""``depesche options``: every option with its value, its default and where the value came from."""

from __future__ import annotations

import argparse
import json
import os
from dataclasses import asdict

from depesche.kernel import options

SUMMARY = "list every option, its value and where it came from"
NEEDS_DJANGO = False

HEAD = """# Options

Made by `depesche options --markdown`; do not edit by hand (`make docs` writes it again).

Options come from `depesche.toml` in the home folder (names in lower case without `DEPESCHE_`); environment variables win over the file.
Any option is also read from the file that `<NAME>_FILE` names, which suits passwords and keys.
A wrong value stops the start with a sentence naming the option.

| option | default | meaning |
|---|---|---|
"""


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    forms = parser.add_mutually_exclusive_group()
    forms.add_argument("--json", action="store_true", help="print one JSON document")
    forms.add_argument("--markdown", action="store_true", help="print the reference page; values of this machine are left out")


def run(arguments: argparse.Namespace) -> int:
    """Print the options."""
    if arguments.markdown:
        print(reference(), end="")
        return 0
    found = options.shown(os.environ, options.read(os.environ, home=arguments.home))
    if arguments.json:
        print(json.dumps([asdict(option) for option in found], indent=1))
    else:
        print("\n".join(_lines(found)))
    return 0


def reference() -> str:
    """Return the reference page of all options."""
    rows = [f"| `{option.name}` | {_default(option)} | {option.help} |" for option in options.shown({}, options.Options())]
    return HEAD + "\n".join(rows) + "\n"


def _default(option: options.Shown) -> str:
    return f"`{option.default}`{' ' if option.unit else ''}{option.unit}" if option.default else ""


def _lines(found: list[options.Shown]) -> list[str]:
    width = max(len(option.name) for option in found)
    return [
        f"{option.name:<{width}}  {option.value or '(empty)'}{' ' if option.unit else ''}{option.unit}  [{option.origin}]\n    {option.help}"
        for option in found
    ]
