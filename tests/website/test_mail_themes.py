"""A theme can take the place of every template that a mail is made of, and of one kind of mail alone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.template import Template
from django.test.signals import template_rendered

import depesche.brand
from depesche.brand import letterhead
from depesche.brand.letterhead import Look
from tests.website.test_mail_support import SHEETS, every_mail, publisher  # noqa: F401 - a fixture

TEMPLATES = Path(depesche.brand.__file__).parent / "templates"
FOOT = "<mj-section><mj-column><mj-text>Eigener Fuß</mj-text></mj-column></mj-section>"
OWN = f'{{% extends "brand/letterhead/sheet.mjml" %}}{{% block foot %}}{FOOT}{{% endblock %}}'


@pytest.fixture
def theme(settings: Any, tmp_path: Path) -> Path:
    house = settings.TEMPLATES[0]
    settings.TEMPLATES = [{**house, "NAME": "theme", "DIRS": [tmp_path]}, house]
    return tmp_path


def write(theme: Path, name: str, text: str) -> None:
    path = theme / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def test_every_file_of_the_letterhead_is_a_template_that_some_mail_asks_for() -> None:
    asked = set[str]()

    def note(template: Template, **_rest: object) -> None:
        asked.add(str(template.name))

    template_rendered.connect(note)
    try:
        for sample in SHEETS.values():
            letterhead.render(sample())
    finally:
        template_rendered.disconnect(note)

    files = {path.relative_to(TEMPLATES).as_posix() for path in (TEMPLATES / "brand/letterhead").rglob("*.*")}
    assert files - asked == {"brand/letterhead/slot.mjml"}  # in issues that some get a correction with
    assert len(files) > 20


@every_mail
def test_one_kind_of_mail_gets_a_look_and_the_others_keep_theirs(theme: Path, look: Look) -> None:
    write(theme, letterhead.template(look), OWN)

    own = {one for one, sample in SHEETS.items() if "Eigener Fuß" in letterhead.render(sample()).html}

    assert own == {look}


@pytest.mark.parametrize("name", ["sheet.mjml", "rules.css", "foot.mjml"])
def test_what_all_mails_share_changes_all_of_them(theme: Path, name: str) -> None:
    ours = (TEMPLATES / "brand/letterhead" / name).read_text()
    write(theme, f"brand/letterhead/{name}", ours.replace("</mj-body>", "<mj-raw><!-- Haus --></mj-raw></mj-body>").replace("13px", "13.5px"))
    if name == "rules.css":
        write(theme, f"brand/letterhead/{name}", f"{ours}\n@media print {{ .haus {{ color: {{{{ light.ink }}}} }} }}")
    if name == "foot.mjml":
        write(theme, f"brand/letterhead/{name}", ours.replace("{{ sheet.reason }}", "{{ sheet.reason }} Haus"))

    assert all("haus" in letterhead.render(sample()).html.lower().replace("angebote unseres hauses", "") for sample in SHEETS.values())
