"""Colleagues: made and changed at the desk."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse

from depesche.brand.models import User
from depesche.brand.people import Role
from tests.brand.conftest import at_the_desk, person


@pytest.fixture
def administrator(db: None) -> Client:
    return at_the_desk(Role.ADMINISTRATOR)


def filled(**changes: Any) -> dict[str, Any]:
    chosen = {"email": "Anna@Example.ORG", "first_name": "Anna", "last_name": "Feder", "password1": "gold-und-silber", "password2": "gold-und-silber"}
    return {**chosen, "groups": [Group.objects.get(name="editor").pk], **changes}


def test_an_administrator_invites_a_colleague(administrator: Client) -> None:
    answer = administrator.post(reverse("wagtailusers_users:add"), filled())

    assert answer.status_code == 302, answer.content.decode()
    anna = User.objects.get(email="anna@example.org")
    assert anna.has_role(Role.EDITOR)
    assert anna.check_password("gold-und-silber")
    assert not anna.is_superuser


def test_nobody_becomes_a_superuser_through_the_form(administrator: Client) -> None:
    administrator.post(reverse("wagtailusers_users:add"), filled(is_superuser="on"))

    assert not User.objects.get(email="anna@example.org").is_superuser


@pytest.mark.parametrize(
    "wrong", [{"email": "ADMINISTRATOR@example.org"}, {"email": "nothing"}, {"password2": "other"}, {"password1": "short", "password2": "short"}]
)
def test_a_wrong_form_comes_back(administrator: Client, wrong: dict[str, str]) -> None:
    answer = administrator.post(reverse("wagtailusers_users:add"), filled(**wrong))

    assert answer.status_code == 200
    assert answer.context["form"].errors
    assert User.objects.count() == 1


def test_roles_are_named_for_people(administrator: Client) -> None:
    page = administrator.get(reverse("wagtailusers_users:add")).content.decode()

    assert "Chefredaktion: veröffentlichen, freigeben, versenden" in page


def test_a_colleague_gets_another_role_and_leaves(administrator: Client) -> None:
    ben = person(Role.EDITOR, "ben@example.org")
    form = filled(email="ben@example.org", password1="", password2="", groups=[Group.objects.get(name="chief").pk])
    administrator.post(reverse("wagtailusers_users:edit", args=[ben.pk]), form)

    ben = User.objects.get(pk=ben.pk)
    assert ben.has_role(Role.CHIEF)
    assert not ben.has_role(Role.EDITOR)
    assert not ben.is_active
    assert ben.check_password("a long password")


def test_nobody_changes_their_own_roles(administrator: Client) -> None:
    me = User.objects.get()
    administrator.post(reverse("wagtailusers_users:edit", args=[me.pk]), filled(email=me.email, password1="", password2="", groups=[]))

    me = User.objects.get(pk=me.pk)
    assert me.is_active
    assert me.has_role(Role.ADMINISTRATOR)
