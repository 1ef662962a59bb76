"""Colleagues at the desk: invited, changed, deleted by administrators only, one at a time, never with a password typed for them."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from depesche.brand.models import User
from depesche.brand.people import Role
from tests.brand.conftest import at_the_desk, person
from tests.brand.entrance import give_app, is_in, log_in, mails


@pytest.fixture
def administrator(db: None) -> Client:
    cache.clear()
    return at_the_desk(Role.ADMINISTRATOR)


def role(name: str) -> int:
    return Group.objects.get(name=name).pk


def filled(**changes: Any) -> dict[str, Any]:
    return {"email": "Anna@Example.ORG", "first_name": "Anna", "last_name": "Feder", "groups": [role("editor")], **changes}


def test_an_administrator_invites_a_colleague(administrator: Client) -> None:
    answer = administrator.post(reverse("wagtailusers_users:add"), filled())

    assert answer.status_code == 302, answer.content.decode()
    anna = User.objects.get(email="anna@example.org")
    assert anna.has_role(Role.EDITOR)
    assert anna.is_invited
    assert not anna.has_usable_password()
    assert not anna.is_superuser
    assert len(mails("anna@example.org")) == 1


def test_no_form_asks_for_a_password_of_others(administrator: Client) -> None:
    ben = person(Role.EDITOR, "ben@example.org")
    for address in (reverse("wagtailusers_users:add"), reverse("wagtailusers_users:edit", args=[ben.pk])):
        assert 'type="password"' not in administrator.get(address).content.decode()

    administrator.post(reverse("wagtailusers_users:add"), filled(password1="gold-und-silber", password2="gold-und-silber"))
    administrator.post(
        reverse("wagtailusers_users:edit", args=[ben.pk]), filled(email=ben.email, is_active="on", password1="x" * 12, password2="x" * 12)
    )

    assert not User.objects.get(email="anna@example.org").has_usable_password()
    assert User.objects.get(pk=ben.pk).check_password("a long password")


@pytest.mark.parametrize("crafted", [{"is_superuser": "on"}, {"is_active": "on"}, {"user_permissions": "1"}, {"session_round": "7"}])
def test_a_crafted_form_makes_nobody_mighty(administrator: Client, crafted: dict[str, str]) -> None:
    administrator.post(reverse("wagtailusers_users:add"), filled(**crafted))

    anna = User.objects.get(email="anna@example.org")
    assert not anna.is_superuser
    assert not anna.is_active
    assert not anna.user_permissions.exists()
    assert anna.session_round == 0


def test_only_roles_are_given_never_other_groups(administrator: Client) -> None:
    secret = Group.objects.create(name="somebody's own")
    answer = administrator.post(reverse("wagtailusers_users:add"), filled(groups=[secret.pk]))

    assert answer.status_code == 200
    assert not User.objects.filter(email="anna@example.org").exists()


@pytest.mark.parametrize("wrong", [{"email": "ADMINISTRATOR@example.org"}, {"email": "nothing"}, {"groups": []}, {"first_name": ""}])
def test_a_wrong_form_comes_back(administrator: Client, wrong: dict[str, Any]) -> None:
    answer = administrator.post(reverse("wagtailusers_users:add"), filled(**wrong))

    assert answer.status_code == 200
    assert answer.context["form"].errors
    assert User.objects.count() == 1


def test_roles_are_named_for_people(administrator: Client) -> None:
    page = administrator.get(reverse("wagtailusers_users:add")).content.decode()

    assert "Chefredaktion: veröffentlichen, freigeben, versenden" in page


def test_a_colleague_gets_another_role_and_leaves(administrator: Client) -> None:
    ben = person(Role.EDITOR, "ben@example.org")
    administrator.post(reverse("wagtailusers_users:edit", args=[ben.pk]), filled(email="ben@example.org", groups=[role("chief")]))

    ben = User.objects.get(pk=ben.pk)
    assert ben.has_role(Role.CHIEF)
    assert not ben.has_role(Role.EDITOR)
    assert not ben.is_active
    assert ben.check_password("a long password")


@pytest.mark.parametrize("groups", [[], ["editor"], ["administrator", "chief"]])
def test_nobody_changes_their_own_roles(administrator: Client, groups: list[str]) -> None:
    me = User.objects.get()
    administrator.post(reverse("wagtailusers_users:edit", args=[me.pk]), filled(email=me.email, groups=[role(name) for name in groups]))

    me = User.objects.get(pk=me.pk)
    assert me.is_active
    assert [group.name for group in me.groups.all()] == ["administrator"]
    assert me.first_name == "Anna"


def test_an_invited_colleague_is_not_switched_on_by_a_form(administrator: Client) -> None:
    administrator.post(reverse("wagtailusers_users:add"), filled())
    anna = User.objects.get(email="anna@example.org")

    administrator.post(reverse("wagtailusers_users:edit", args=[anna.pk]), filled(is_active="on", first_name="Annette"))

    anna = User.objects.get(pk=anna.pk)
    assert (anna.first_name, anna.is_active) == ("Annette", False)


@pytest.mark.parametrize("who", [Role.EDITOR, Role.CHIEF, Role.AUDIENCE_OFFICER, Role.PROOF_READER])
def test_nobody_else_makes_changes_or_deletes_people(db: None, who: Role) -> None:
    ben = person(Role.EDITOR, "ben@example.org")
    desk = at_the_desk(who)
    me = User.objects.get(email=f"{who.value}@example.org")

    desk.post(reverse("wagtailusers_users:add"), filled(groups=[role("administrator")]))
    for somebody in (ben, me):
        desk.post(
            reverse("wagtailusers_users:edit", args=[somebody.pk]), filled(email=somebody.email, is_active="on", groups=[role("administrator")])
        )
    desk.post(reverse("wagtailusers_users:delete", args=[ben.pk]))
    desk.post(bulk("assign_role", ben), {"role": role("administrator")})

    assert User.objects.count() == 2
    assert not any(user.has_role(Role.ADMINISTRATOR) for user in User.objects.all())


def bulk(action: str, *people: User) -> str:
    return reverse("wagtail_bulk_action", args=["brand", "user", action]) + "?" + "&".join(f"id={somebody.pk}" for somebody in people)


@pytest.mark.parametrize(
    ("action", "form"), [("delete", {}), ("set_active_state", {"mark_as_active": "False"}), ("assign_role", {"role": "administrator"})]
)
def test_nothing_is_done_to_many_at_once(administrator: Client, action: str, form: dict[str, str]) -> None:
    ben, other = person(Role.EDITOR, "ben@example.org"), person(Role.ADMINISTRATOR, "other@example.org")
    form = {name: str(role(value)) if name == "role" else value for name, value in form.items()}

    answer = administrator.post(bulk(action, ben, other), form, follow=True)

    assert "Personen werden einzeln geändert." in answer.content.decode()
    assert User.objects.filter(is_active=True).count() == 3
    assert not User.objects.get(pk=ben.pk).has_role(Role.ADMINISTRATOR)
    assert 'name="bulk' not in administrator.get(reverse("wagtailusers_users:index")).content.decode()


def test_an_account_is_deleted_at_the_desk_but_not_ones_own(administrator: Client) -> None:
    ben, me = person(Role.EDITOR, "ben@example.org"), User.objects.get(email="administrator@example.org")
    inside = log_in(ben)

    administrator.post(reverse("wagtailusers_users:delete", args=[ben.pk]))
    administrator.post(reverse("wagtailusers_users:delete", args=[me.pk]))

    assert [user.email for user in User.objects.all()] == ["administrator@example.org"]
    assert not is_in(inside)


def test_the_list_tells_roles_factors_and_states_in_a_few_queries(administrator: Client, django_assert_max_num_queries: Any) -> None:
    for number in range(12):
        give_app(person(Role.CHIEF, f"person{number}@example.org"))
    administrator.post(reverse("wagtailusers_users:add"), filled())
    administrator.get(reverse("wagtailusers_users:index"))

    with django_assert_max_num_queries(32):
        page = administrator.get(reverse("wagtailusers_users:index")).content.decode()

    assert len(re.findall(r"<td[^>]*>\s*ja\s*</td>", page)) == 12
    assert "eingeladen" in page
    assert "Chefredaktion" in page


def test_people_are_found_by_role(administrator: Client) -> None:
    person(Role.CHIEF, "carl@example.org")

    page = administrator.get(reverse("wagtailusers_users:index"), {"role": "chief"}).content.decode()

    assert "carl@example.org" in page
    assert "administrator@example.org" not in page


def test_the_own_account_page_offers_neither_password_nor_address(administrator: Client) -> None:
    page = administrator.get(reverse("wagtailadmin_account")).content.decode()

    assert 'type="password"' not in page
    assert 'name="name_email-email"' not in page
    for name in ("mfa_index", "account_sessions", "account_change_password"):
        assert reverse(name) in page
