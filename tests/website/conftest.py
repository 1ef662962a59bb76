"""A small site as readers meet it: a front page, sections, articles, a picture, a publisher."""

from __future__ import annotations

import io
import json
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import brotli
import pytest
from django.contrib.staticfiles import finders
from django.core.files.images import ImageFile
from PIL import Image
from wagtail.models import Site

from depesche.brand.models import Picture, Publisher
from depesche.newsroom import founding
from depesche.newsroom.models import ArticlePage, Author, HomePage, SectionPage, Topic

SITE = "http://testserver.localhost"
# 21.10.2024, 16:41 in Berlin
MONDAY = datetime(2024, 10, 21, 14, 41, tzinfo=UTC)


def style(html: str) -> int:
    """Return how many bytes all the style sheets are that a page loads, compressed as they were written; what is sent is shorter."""
    found = map(finders.find, re.findall(r'<link rel="stylesheet" href="/static/([^"]+)">', html))
    return sum(len(brotli.compress(whole(Path(str(sheet))).encode())) for sheet in found)


def whole(sheet: Path) -> str:
    """Return a style sheet with those that it imports in it, as it is collected."""
    return re.sub(r'@import "([^"]+)";', lambda found: whole(imported(sheet, found[1])), sheet.read_text())


def imported(sheet: Path, name: str) -> Path:
    beside = sheet.parent / name
    return beside if beside.exists() else Path(str(finders.find(f"brand/{beside.name}")))


def text(html: str) -> dict[str, Any]:
    return {"type": "text", "value": f"<p>{html}</p>"}


def write(section: SectionPage, title: str = "Gold steigt", **fields: Any) -> ArticlePage:
    """Publish an article through the model, as a seed or an import would."""
    blocks = fields.pop("blocks", [text("Der Preis stieg.")])
    return section.add_child(instance=ArticlePage(title=title, body=json.dumps(blocks), **fields))


@pytest.fixture
def home(db: None) -> HomePage:
    return founding.found(site_url=SITE)


@pytest.fixture
def markets(home: HomePage) -> SectionPage:
    return home.add_child(instance=SectionPage(title="Märkte", slug="maerkte", description="Was die Kurse bewegt."))


@pytest.fixture
def politics(home: HomePage) -> SectionPage:
    return home.add_child(instance=SectionPage(title="Politik", slug="politik"))


@pytest.fixture
def gold(db: None) -> Topic:
    return Topic.objects.create(title="Gold", slug="gold")


@pytest.fixture
def nina(db: None) -> Author:
    return Author.objects.create(name="Nina Größler", slug="nina-groessler", role="Korrespondentin")


@pytest.fixture
def bars(db: None) -> Picture:
    """A picture of 1600 by 1000 pixels."""
    file = io.BytesIO()
    Image.new("RGB", (1600, 1000), "#b58b2a").save(file, "PNG")
    picture = Picture(title="Goldbarren", description="Zwei Goldbarren auf grauem Tuch", credit="Jonas Weil", licence="CC BY 4.0")
    picture.file = ImageFile(io.BytesIO(file.getvalue()), name="barren.png")
    picture.save()
    return picture


@pytest.fixture
def publisher(home: HomePage) -> Publisher:
    site = Site.objects.get(is_default_site=True)
    return Publisher.objects.create(
        site=site,
        name="Beispiel Edelmetalle",
        claim="Nachrichten für Anleger",
        legal_name="Beispiel Edelmetalle GmbH",
        email="redaktion@example.org",
        phone="030 123456",
        opening_hours="Mo–Fr 9–18 Uhr",
    )
