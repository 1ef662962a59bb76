"""A theme takes the place of any template of pages and mails: each is overridden by a marked copy, and the mark is seen."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from django.http import HttpRequest
from django.template.loader import get_template

import depesche
from depesche.brand.models import Publisher
from depesche.website.design import specimens

PARTS = Path(depesche.__file__).parent
DESK = {"website/share_card.html"}  # an editor's preview
FOLDERS = (PARTS / "website/templates/website", PARTS / "brand/templates/brand/letterhead")
NAMES = sorted(
    name
    for folder in FOLDERS
    for path in folder.rglob("*.*")
    if not (name := path.as_posix().partition("/templates/")[2]).startswith("website/design/") and name not in DESK
)


def marked(name: str, text: str) -> str:
    """Return a template with a mark that is shown wherever the template is."""
    if name.endswith(".mjml") and "{% extends " in text:
        section = f"<mj-section><mj-column><mj-text>{mark(name)}</mj-text></mj-column></mj-section>"
        return f"{text}{{% block foot %}}{{{{ block.super }}}}{section}{{% endblock %}}"
    if name.endswith(".mjml"):
        return (
            text.replace("</mj-body>", f"<mj-section><mj-column><mj-text>{mark(name)}</mj-text></mj-column></mj-section></mj-body>")
            if ("</mj-body>" in text)
            else f"{text}<mj-text>{mark(name)}</mj-text>"
        )
    if "{% extends " in text:
        return re.sub(r"({% block (?:main|body) %})", rf"\1{mark(name)}", text, count=1)
    return text.replace("</head>", f"<!-- {mark(name)} --></head>") if "</head>" in text else f"{text}{mark(name)}"


def mark(name: str) -> str:
    return f"(mein {name})"


@pytest.fixture
def theme(settings: Any, tmp_path: Path, publisher: Publisher) -> Path:
    """A theme with a marked copy of every template."""
    for name in NAMES:
        copy = tmp_path / name
        copy.parent.mkdir(parents=True, exist_ok=True)
        written = next(PARTS.glob(f"*/templates/{name}")).read_text()
        copy.write_text(marked(name, written))
    house = settings.TEMPLATES[0]
    settings.TEMPLATES = [{**house, "NAME": "theme", "DIRS": [tmp_path]}, house]
    return tmp_path


def test_every_template_of_pages_and_mails_can_be_another(theme: Path) -> None:
    request = HttpRequest()
    request.method = "GET"

    seen = "".join(one.html(request, specimens.LIGHT) for one in specimens.SPECIMENS)
    alone = [name for name in NAMES if mark(name) not in seen]  # no specimen has what they show

    assert len(NAMES) > 80
    assert len(alone) < 10
    assert [name for name in alone if not get_template(name).origin.name.startswith(str(theme))] == []


def test_without_a_theme_none_is(publisher: Publisher) -> None:
    request = HttpRequest()
    request.method = "GET"
    assert "(mein " not in "".join(one.html(request, specimens.LIGHT) for one in specimens.SPECIMENS)
