"""Trying a theme out, in a process of its own: every template is read, and every page and mail rendered with sample content.

``python -m depesche.operations.theme_trial FOLDER`` prints a JSON list of sentences, one for each mistake.
An empty list means that the theme can be used.
"""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from depesche.kernel import options, theme

ENDINGS = frozenset({".css", ".html", ".mjml", ".txt", ".xml"})
ADDRESS = re.compile(r"""(?:url\(\s*|@import\s+(?!url\())["']?([^"')\s;]+)""")
FOREIGN = re.compile(r"[a-z]+:|//|#|/", re.IGNORECASE)


def main(folder: Path) -> int:
    """Print what is wrong with the theme in a folder."""
    from depesche.operations import cli

    theme.try_out(folder)
    options.use(options.read(os.environ))
    cli.set_up_django()
    found = [*_misnamed(folder), *_unread(folder), *_lost(folder)]
    print(json.dumps(found or [*_unshown()]))
    return 0


def _misnamed(folder: Path) -> Iterator[str]:
    """Yield a sentence for each file whose name is no text; no page could name it."""
    for path in theme.files(folder):
        if os.fsencode(path.relative_to(folder)) != theme.said(path, folder).encode():
            yield f"{theme.said(path, folder)}: its name is not written in UTF-8. Give it another one."


def _unread(folder: Path) -> Iterator[str]:
    """Yield a sentence for each template that cannot be read."""
    from django.template import TemplateDoesNotExist, TemplateSyntaxError
    from django.template.loader import get_template

    root = folder / theme.TEMPLATES
    for path in theme.files(folder):
        if not path.is_relative_to(root) or path.suffix not in ENDINGS:
            continue
        name = path.relative_to(root).as_posix()
        try:
            get_template(name)
        except TemplateSyntaxError as error:
            yield f"{name}{_line(error)}: {error}"
        except TemplateDoesNotExist as error:
            yield f"{name}: it builds on {error}, which there is not."
        except UnicodeDecodeError:
            yield f"{name}: it is not written in UTF-8."


def _lost(folder: Path) -> Iterator[str]:
    """Yield a sentence for each file that a style sheet names and that there is not."""
    from django.contrib.staticfiles import finders

    root = folder / theme.STATIC
    for sheet in theme.files(folder):
        if sheet.suffix != ".css" or not sheet.is_relative_to(root):
            continue
        name = sheet.relative_to(root)
        for asked in ADDRESS.findall(re.sub(r"/\*.*?\*/", "", sheet.read_text(encoding="utf-8", errors="replace"), flags=re.DOTALL)):
            place = os.path.normpath(name.parent / asked.partition("#")[0].partition("?")[0])
            if FOREIGN.match(asked):
                if not asked.startswith(("#", "data:")):
                    yield f"{name}: {asked} is loaded from elsewhere, which readers' browsers are told to refuse. Put the file into the theme."
            elif finders.find(place) is None:
                yield f"{name}: it names {asked}, which there is not."


def _unshown() -> Iterator[str]:
    """Yield a sentence for each page or mail that cannot be made; the same mistake is said once."""
    from depesche.brand import trials

    said = set[str]()
    for trial in trials.every():
        try:
            trial.render()
        except Exception as error:  # noqa: BLE001 - a template can fail in any way; each is told
            sentence = f"{trial.template} cannot be shown{_line(error)}: {error or type(error).__name__}"
            if str(error) not in said:
                said.add(str(error))
                yield sentence


def _line(error: Exception) -> str:
    """Say where in which file a template went wrong, as far as Django tells."""
    token = getattr(error, "token", None)
    line = getattr(token, "lineno", None)
    return f", line {line}" if line else ""


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
