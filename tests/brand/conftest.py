"""The team and its desk."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client

from depesche.brand.people import Role, User

HOST = "testserver.localhost"
PASSWORD = "a long password"


def person(role: Role | None, email: str = "") -> User:
    user = User.objects.create_user(email or f"{role.value if role else 'nobody'}@example.org", PASSWORD, first_name="A", last_name="B")
    if role:
        user.groups.add(Group.objects.get(name=role.value))
    return user


def at_the_desk(role: Role | None) -> Client:
    client = Client(headers={"host": HOST})
    client.force_login(person(role), backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def stranger() -> Client:
    return Client(headers={"host": HOST})
