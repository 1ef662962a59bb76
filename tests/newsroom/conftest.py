"""A small newsroom: a front page, two sections, an article, an author, a topic, an editor, a chief."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.test import Client
from PIL import Image

from depesche.brand.models import Picture, User
from depesche.brand.people import Role
from depesche.newsroom import founding
from depesche.newsroom.models import ArticlePage, Author, HomePage, SectionPage, Topic
from depesche.press.models import OutdatedTag

SITE = "http://testserver.localhost"
HOST = "testserver.localhost"


def body(*texts: str) -> str:
    return json.dumps([{"type": "text", "value": f"<p>{text}</p>"} for text in texts or ("Der Preis stieg.",)])


def write(section: SectionPage, title: str = "Gold steigt", **fields: Any) -> ArticlePage:
    """Publish an article through the model, as a seed or an import would."""
    fields.setdefault("body", body())
    article = section.add_child(instance=ArticlePage(title=title, **fields))
    article.save_revision()
    return ArticlePage.objects.get(pk=article.pk)


def picture(title: str = "Barren", description: str = "Ein Goldbarren", **rights: str) -> Picture:
    painted = io.BytesIO()
    Image.new("RGB", (40, 30), "gold").save(painted, "JPEG")
    rights = {"credit": "Nina Größler", "licence": "CC BY 4.0", **rights}
    return Picture.objects.create(title=title, description=description, file=ContentFile(painted.getvalue(), name="barren.jpg"), **rights)


def outdated() -> set[str]:
    return set(OutdatedTag.objects.values_list("tag", flat=True))


def forget() -> None:
    OutdatedTag.objects.all().delete()


def person(role: Role) -> User:
    user = User.objects.create_user(f"{role.value}@example.org", "a long password", first_name="A", last_name="B")
    user.groups.add(Group.objects.get(name=role.value))
    return user


def at_the_desk(role: Role) -> Client:
    client = Client(headers={"host": HOST})
    client.force_login(person(role), backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


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


@pytest.fixture
def chief(db: None) -> Client:
    return at_the_desk(Role.CHIEF)


@pytest.fixture
def editor(db: None) -> Client:
    return at_the_desk(Role.EDITOR)
