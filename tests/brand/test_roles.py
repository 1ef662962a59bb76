"""What each role may do at the desk."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission
from django.urls import reverse
from wagtail.models import Workflow

from depesche.brand import roles
from depesche.brand.models import User
from depesche.brand.people import Role
from tests.brand.conftest import at_the_desk, person


def test_every_permission_that_a_role_names_exists(db: None) -> None:
    for role, names in roles.PERMISSIONS.items():
        found = {f"{permission.content_type.app_label}.{permission.codename}" for permission in roles.named(names)}
        assert found == set(names), role


def test_synchronising_twice_changes_nothing_and_mends_what_was_bent(db: None) -> None:
    before = {group.name: set(group.permissions.values_list("pk", flat=True)) for group in Group.objects.all()}
    Group.objects.get(name="editor").permissions.set(Permission.objects.all())
    Group.objects.get(name="chief").permissions.clear()

    roles.synchronise()
    roles.synchronise()

    assert {group.name: set(group.permissions.values_list("pk", flat=True)) for group in Group.objects.all()} == before
    assert set(before) == set(Role.values)


@pytest.mark.parametrize(
    ("role", "may", "may_not"),
    [
        (Role.EDITOR, "newsroom.add_topic", "mailing.approve_campaign"),
        (Role.EDITOR, "mailing.add_campaign", "audience.view_addresses"),
        (Role.EDITOR, "brand.view_callbackrequest", "brand.change_publisher"),
        (Role.CHIEF, "mailing.send_campaign", "audience.view_proof"),
        (Role.CHIEF, "brand.change_publisher", "brand.change_user"),
        (Role.AUDIENCE_OFFICER, "audience.view_addresses", "newsroom.add_topic"),
        (Role.AUDIENCE_OFFICER, "audience.publish_texts", "audience.view_proof"),
        (Role.PROOF_READER, "audience.view_proof", "audience.view_addresses"),
        (Role.ADMINISTRATOR, "brand.change_user", "auth.change_group"),
    ],
)
def test_a_role_may_this_and_not_that(db: None, role: Role, may: str, may_not: str) -> None:
    user = User.objects.get(pk=person(role).pk)

    assert user.has_perm(may)
    assert not user.has_perm(may_not)
    assert user.has_role(role)


def test_what_editors_submit_waits_for_a_chief(db: None) -> None:
    workflow = Workflow.objects.get()

    assert workflow.name == "Freigabe durch die Chefredaktion"
    assert [group.name for task in workflow.tasks for group in task.specific.groups.all()] == ["chief"]


SCREENS = {
    "wagtailusers_users:index": {Role.ADMINISTRATOR},
    "security_demands": {Role.ADMINISTRATOR},
    "wagtailadmin_reports:site_history": {Role.ADMINISTRATOR},
    "wagtailsnippets_brand_callbackrequest:list": {Role.EDITOR, Role.CHIEF, Role.ADMINISTRATOR},
    "wagtailsnippets_brand_legaltext:list": {Role.CHIEF, Role.ADMINISTRATOR},
    "wagtailsnippets_newsroom_topic:list": {Role.EDITOR, Role.CHIEF, Role.ADMINISTRATOR},
    "wagtailimages:index": {Role.EDITOR, Role.CHIEF, Role.ADMINISTRATOR},
    "wagtailredirects:index": {Role.CHIEF, Role.ADMINISTRATOR},
    "wagtailusers_groups:index": set(),
    "wagtailsites:index": set(),
}


@pytest.mark.parametrize("role", list(Role))
def test_screens_open_for_those_whose_work_they_are(db: None, role: Role) -> None:
    desk = at_the_desk(role)

    open_to = {screen for screen in SCREENS if desk.get(reverse(screen)).status_code == 200}

    assert open_to == {screen for screen, who in SCREENS.items() if role in who}


@pytest.mark.parametrize("setting", ["publisher", "menus"])
def test_the_publisher_is_edited_by_chiefs(db: None, setting: str) -> None:
    address = reverse("wagtailsettings:edit", args=["brand", setting])

    assert at_the_desk(Role.CHIEF).get(address, follow=True).status_code == 200
    assert b'name="' not in at_the_desk(Role.EDITOR).get(address).content


def test_somebody_without_a_role_does_not_get_in(db: None) -> None:
    assert at_the_desk(None).get("/desk/").status_code in {302, 403}


@pytest.mark.parametrize(("language", "name"), [("en", "Approval by a chief"), ("de", "Freigabe durch die Chefredaktion")])
def test_the_way_to_approval_is_named_in_the_sites_language(db: None, settings: Any, language: str, name: str) -> None:
    settings.LANGUAGE_CODE = language

    roles.synchronise()

    assert Workflow.objects.get().name == name
    assert Workflow.objects.get().tasks.get().name == name


def test_a_name_that_people_gave_stays(db: None) -> None:
    Workflow.objects.update(name="Vier Augen")

    roles.synchronise()

    assert Workflow.objects.get().name == "Vier Augen"
