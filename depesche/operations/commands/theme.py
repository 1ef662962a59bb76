"""``depesche theme``: tries the theme out without using it; ``--copy NAME`` puts one of Depesche's templates into it, to begin with,
and ``--font FILE`` a font of the house with stand-ins of the same width."""

from __future__ import annotations

import argparse
import re
import shutil
import struct
from pathlib import Path

from django.template import TemplateDoesNotExist, engines

from depesche.kernel import options, theme
from depesche.kernel.refusal import Refusal
from depesche.operations.fonts import stand_in, tables, widths
from depesche.operations.serving import trying_theme

SUMMARY = "try your own theme out"
UNNAMED = re.compile(r"[^A-Za-z0-9._\[\]-]+")  # what the name of a font cannot hold in a style sheet, such as spaces
MISSING = (TemplateDoesNotExist, IsADirectoryError, NotADirectoryError)


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("--copy", metavar="NAME", help="put one of Depesche's templates into the theme, for example website/frame/footer.html")
    parser.add_argument("--font", metavar="FILE", type=Path, help="put a font (WOFF2) into the theme, with rules for it and for stand-ins as wide")
    parser.add_argument("--for", dest="kind", choices=sorted(stand_in.STAND_INS), default="serif", help="what the font is for: text, or all else")


def run(arguments: argparse.Namespace) -> int:
    """Copy a template, or try the theme; return 1 when something is wrong with it.

    :raises Refusal: codes ``no-such-template``, ``template-is-there``, ``no-font``, ``font-is-there``
    """
    folder = theme.written(options.current().home)
    if arguments.copy:
        print(f"{_copied(arguments.copy, folder)} is yours now.")
        return 0
    if arguments.font:
        print(f"{_with_font(arguments.font, folder, kind=arguments.kind)} has the rules. Start `depesche serve` anew.")
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
        source = _of_house(name)
    except MISSING as error:
        raise Refusal(code="no-such-template", message=f"There is no template {name}.", help="docs/guides/theme.md lists them.") from error
    place = folder / theme.TEMPLATES / name
    if place.exists():
        raise Refusal(code="template-is-there", message=f"{place} is there already.", help="Remove it first if you want to begin anew.")
    place.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, place)
    return place


def _with_font(font: Path, folder: Path, *, kind: str) -> Path:
    """Put a font and its rules into the theme; return the style sheet."""
    try:
        content = font.read_bytes()
    except OSError as error:
        raise Refusal(code="no-font", message=f"{font} cannot be read: {error.strerror}.", help="Name a WOFF2 file.") from error
    if content[:4] != tables.WOFF2:
        raise Refusal(code="no-font", message=f"{font} is no WOFF2 file.", help="docs/guides/theme.md says where to get one, and how to make one.")
    name = UNNAMED.sub("-", font.name)
    try:
        said = stand_in.rules(widths.of(tables.read(content)), address=f"fonts/{name}", kind=kind)
    except (KeyError, IndexError, struct.error) as error:
        raise Refusal(code="no-font", message=f"{font} does not say how wide its letters are.", help="Take another file of the font.") from error
    place = folder / theme.STATIC / "website"
    sheet = place / "theme.css"
    before = sheet.read_text(encoding="utf-8") if sheet.exists() else ""
    if f'"{stand_in.FAMILY}"' in before:
        raise Refusal(code="font-is-there", message=f"{sheet} has a font already.", help=f"Remove the rules of “{stand_in.FAMILY}” first.")
    (place / "fonts").mkdir(parents=True, exist_ok=True)
    (place / "fonts" / name).write_bytes(content)
    sheet.write_text(f"{before}{said}", encoding="utf-8")
    return sheet


def _told(path: Path, folder: Path) -> str:
    """Say of a file what it does."""
    root = folder / theme.TEMPLATES
    if not path.is_relative_to(root):
        return f"  {theme.said(path, folder)}"
    try:
        _of_house(path.relative_to(root).as_posix())
    except MISSING:
        return f"  {theme.said(path, folder)}: takes no template's place; it is used where your own templates include it"
    return f"  {theme.said(path, folder)}: in place of Depesche's"


def _of_house(name: str) -> Path:
    """Return the file of one of Depesche's templates.

    :raises TemplateDoesNotExist: if there is none, and an ``OSError`` of :data:`MISSING` for a folder and for what would lie in a file
    """
    return Path(engines["house"].get_template(name).origin.name)  # type: ignore[attr-defined]  # Django's own engine
