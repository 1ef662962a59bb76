"""The accent that a publisher picks stands on the site, in mails and on paper, and costs readers no further request."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import brotli
import pytest
from django.test import Client
from wagtail.models import Site

from depesche.brand import letterhead
from depesche.brand.letterhead import Button, Paragraph, Sheet
from depesche.brand.models import Publisher
from depesche.brand.people import Role
from depesche.newsroom import founding
from tests.brand.conftest import at_the_desk

LINK = re.compile(r'<link rel="stylesheet" href="/static/([^"]+)">')
BLUE, IN_DARK = "#0057b8", "#4c96fc"


@pytest.fixture
def publisher(db: None, settings: Any, tmp_path: Path) -> Publisher:
    settings.STATIC_ROOT = str(tmp_path / "static")
    founding.found(site_url="http://testserver.localhost")
    publisher, _ = Publisher.objects.update_or_create(
        site=Site.objects.get(is_default_site=True), defaults={"name": "Goldbote", "email": "post@example.org", "accent": BLUE}
    )
    return publisher


def test_a_page_loads_one_style_sheet_and_the_accent_stands_in_it(client: Client, publisher: Publisher, tmp_path: Path) -> None:
    answer = client.get("/search/")
    (name,) = LINK.findall(answer.content.decode())
    css = (tmp_path / "static" / name).read_text()

    assert re.fullmatch(r"website/page\.[0-9a-f]{12}\.css", name)  # every cache may keep it for ever
    assert f"--accent:{BLUE};" in css.partition("@media screen{")[2]
    assert f"--accent:{IN_DARK};" in css.partition("prefers-color-scheme:dark")[2]
    assert brotli.decompress((tmp_path / "static" / f"{name}.br").read_bytes()).decode() == css
    assert "unsafe" not in answer.headers["Content-Security-Policy"]


def test_another_accent_is_another_file_and_none_is_the_house_s(client: Client, publisher: Publisher) -> None:
    blue = LINK.findall(client.get("/search/").content.decode())
    Publisher.objects.update(accent="#c8102e")
    red = LINK.findall(client.get("/search/").content.decode())
    Publisher.objects.update(accent="")

    assert LINK.findall(client.get("/search/").content.decode()) == ["website/page.css"]
    assert blue != red


def test_a_disk_that_takes_no_file_costs_the_accent_and_not_the_page(client: Client, publisher: Publisher, settings: Any, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    settings.STATIC_ROOT = str(tmp_path / "file" / "static")

    assert LINK.findall(client.get("/search/").content.decode()) == ["website/page.css"]


def test_mails_have_it_in_light_and_dark(publisher: Publisher) -> None:
    sheet = Sheet(
        subject="Montag",
        preheader="",
        reason="Sie haben es bestellt.",
        blocks=(Paragraph("<p>Guten Tag</p>"), Button("Lesen", "https://example.org/")),
    )

    html = letterhead.render(sheet).html

    assert html.count(BLUE) >= 2
    assert html.partition("prefers-color-scheme: dark")[2].count(IN_DARK) >= 2


def test_the_desk_s_form_takes_a_colour_and_tells_what_readers_see(publisher: Publisher) -> None:
    Publisher.objects.update(accent="#ffcc00")

    html = at_the_desk(Role.CHIEF).get(f"/desk/settings/brand/publisher/{publisher.site_id}/").content.decode()

    assert "#856a0c" in html
    assert 'data-colour="#7c4f0c"' in html
