"""A small newsroom: a front page, two sections, an article, an author, a topic."""

from __future__ import annotations

import json
from typing import Any

import pytest

from depesche.newsroom import founding
from depesche.newsroom.models import ArticlePage, Author, HomePage, SectionPage, Topic

SITE = "http://testserver.localhost"


def body(*texts: str) -> str:
    return json.dumps([{"type": "text", "value": f"<p>{text}</p>"} for text in texts or ("Der Preis stieg.",)])


def write(section: SectionPage, title: str = "Gold steigt", **fields: Any) -> ArticlePage:
    """Publish an article through the model, as a seed or an import would."""
    fields.setdefault("body", body())
    return section.add_child(instance=ArticlePage(title=title, **fields))


@pytest.fixture
def home(db: None) -> HomePage:
    return founding.found(site_url=SITE)


@pytest.fixture
def markets(home: HomePage) -> SectionPage:
    return home.add_child(instance=SectionPage(title="Märkte", slug="maerkte"))


@pytest.fixture
def politics(home: HomePage) -> SectionPage:
    return home.add_child(instance=SectionPage(title="Politik", slug="politik"))


@pytest.fixture
def gold(db: None) -> Topic:
    return Topic.objects.create(title="Gold", slug="gold")


@pytest.fixture
def nina(db: None) -> Author:
    return Author.objects.create(name="Nina Größler", slug="nina-groessler")
