"""``depesche theme``: tries the theme out without using it; ``--copy NAME`` puts one of Depesche's templates into it, to begin with."""

from __future__ import annotations

import argparse
import shutil
from pathlib import Path

from django.template import TemplateDoesNotExist, engines

from depesche.kernel import options, theme
from depesche.kernel.refusal import Refusal
from depesche.operations.serving import trying_theme

SUMMARY = "try your own theme out"


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("--copy", metavar="NAME", help="put one of Depesche's templates into the theme, for example website/frame/footer.html")


def run(arguments: argparse.Namespace) -> int:
    """Copy a template, or try the theme; return 1 when something is wrong with it.

    :raises Refusal: code ``no-such-template`` or ``template-is-there``
    """
    folder = theme.written(options.current().home)
    if arguments.copy:
        print(f"{_copied(arguments.copy, folder)} is yours now.")
        return 0
    if not theme.state_of(folder):
        print(f"There is no theme. Templates go into {folder / theme.TEMPLATES}, other files into {folder / theme.STATIC} (docs/guides/theme.md).")
        return 0
    mistakes = trying_theme.mistakes_of(folder)
    for path in theme.files(folder):
        print(_told(path, folder))
    print("\n".join(mistakes) or "Everything can be shown with it. `depesche serve` takes it when it starts.")
    return 1 if mistakes else 0


def _copied(name: str, folder: Path) -> Path:
    try:
        source = Path(engines["house"].get_template(name).origin.name)  # type: ignore[attr-defined]  # Django's own engine
    except TemplateDoesNotExist as error:
        raise Refusal(code="no-such-template", message=f"There is no template {name}.", help="docs/guides/theme.md lists them.") from error
    place = folder / theme.TEMPLATES / name
    if place.exists():
        raise Refusal(code="template-is-there", message=f"{place} is there already.", help="Remove it first if you want to begin anew.")
    place.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, place)
    return place


def _told(path: Path, folder: Path) -> str:
    """Say of a file what it does."""
    root = folder / theme.TEMPLATES
    if not path.is_relative_to(root):
        return f"  {path.relative_to(folder)}"
    name = path.relative_to(root).as_posix()
    try:
        engines["house"].get_template(name)
    except TemplateDoesNotExist:
        return f"  {path.relative_to(folder)}: takes no template's place; it is used where your own templates include it"
    return f"  {path.relative_to(folder)}: in place of Depesche's"
