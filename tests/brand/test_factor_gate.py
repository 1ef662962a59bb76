"""Whoever needs a second factor and has none gets nowhere but to setting one up, and out."""

from __future__ import annotations

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.contrib.auth.models import Group
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from depesche.brand import second_factors
from depesche.brand.models import Invitation, User
from depesche.brand.people import Role
from depesche.kernel import clock
from tests.brand.conftest import at_the_desk, person
from tests.brand.entrance import give_app

SET_UP = "/desk/login/2fa/"
ADDRESSES = [
    "/desk/",
    "/desk/pages/",
    "/desk/users/",
    "/desk/users/new/",
    "/desk/security/",
    "/desk/account/",
    "/desk/campaigns/",
    "/desk/api/main/pages/",
    "/desk/jsi18n/",
    "/desk/reports/site-history/",
    "/desk/reports/site-history/?export=csv",
    "/desk/nowhere/",
    "/desk//",
    "/desk/%6cogin/../users/",
    "/desk/login/sessions/",
    "/desk/login/password/change/",
    "/desk/login/2fa/totp/deactivate/",
    "/desk/images/",
    "/desk/documents/",
    "/desk/editing-sessions/",
]


@pytest.fixture(autouse=True)
def demanded(db: None) -> None:
    cache.clear()
    second_factors.demand([Role.ADMINISTRATOR], by=None, at=clock.now())


@pytest.fixture
def boss() -> Client:
    return at_the_desk(Role.ADMINISTRATOR)


@pytest.mark.parametrize("method", ["get", "head", "post", "put", "patch", "delete", "options"])
@pytest.mark.parametrize("address", ADDRESSES)
def test_every_address_leads_to_the_setting_up(boss: Client, method: str, address: str) -> None:
    answer = getattr(boss, method)(address)

    assert (answer.status_code, answer.get("Location")) == (302, SET_UP)


def test_programs_of_the_desk_are_told_in_json(boss: Client) -> None:
    for headers in ({"accept": "application/json"}, {"x-requested-with": "XMLHttpRequest"}):
        answer = boss.post("/desk/users/new/", headers=headers)
        assert answer.status_code == 403
        assert answer.json()["error_code"] == "factor-needed"


def test_a_crafted_post_does_nothing(boss: Client) -> None:
    form = {"email": "eve@example.org", "first_name": "E", "last_name": "V", "groups": [Group.objects.get(name="administrator").pk]}

    boss.post("/desk/users/new/", form)
    boss.post("/desk/security/", {})

    assert not Invitation.objects.exists()
    assert second_factors.security.current().second_factor_roles == ["administrator"]


@pytest.mark.parametrize("name", ["mfa_index", "mfa_activate_totp", "mfa_add_webauthn", "account_logout", "account_reset_password"])
def test_setting_up_and_leaving_stay_open(boss: Client, name: str) -> None:
    answer = boss.get(reverse(name))

    assert answer.status_code in {200, 302}
    assert answer.get("Location", "") != SET_UP or name == "mfa_index"


def test_the_page_says_why(boss: Client) -> None:
    page = boss.get(SET_UP).content.decode()

    assert "Ihre Rolle braucht einen zweiten Faktor." in page
    assert 'href="/desk/"' not in page
    assert reverse("account_logout") in page


def test_logging_out_works(boss: Client) -> None:
    boss.post(reverse("account_logout"))

    assert boss.get("/desk/")["Location"].startswith("/desk/login/?next=")


def test_with_a_factor_the_desk_opens(boss: Client) -> None:
    give_app(User.objects.get(email="administrator@example.org"))

    assert boss.get("/desk/").status_code == 200


def test_recovery_codes_alone_are_no_factor(boss: Client) -> None:
    RecoveryCodes.activate(User.objects.get(email="administrator@example.org"))

    assert boss.get("/desk/")["Location"] == SET_UP


def test_a_role_that_is_given_counts_from_the_next_request() -> None:
    desk = at_the_desk(Role.EDITOR)
    assert desk.get("/desk/").status_code == 200

    User.objects.get(email="editor@example.org").groups.add(Group.objects.get(name="administrator"))

    assert desk.get("/desk/")["Location"] == SET_UP


def test_a_demand_that_is_made_counts_from_the_next_request() -> None:
    desk = at_the_desk(Role.EDITOR)
    assert desk.get("/desk/").status_code == 200

    second_factors.demand([Role.EDITOR], by=None, at=clock.now())

    assert desk.get("/desk/")["Location"] == SET_UP
    second_factors.demand([], by=None, at=clock.now())
    assert desk.get("/desk/").status_code == 200


def test_superusers_are_held_to_what_administrators_are_and_to_no_more() -> None:
    user = person(None, "root@example.org")
    User.objects.filter(pk=user.pk).update(is_superuser=True)
    client = Client(headers={"host": "testserver.localhost"})
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get("/desk/")["Location"] == SET_UP

    second_factors.demand([Role.EDITOR, Role.PROOF_READER], by=None, at=clock.now())

    assert client.get("/desk/").status_code == 200


@pytest.mark.parametrize("address", ["/robots.txt", "/health/live", "/search/?q=gold"])
def test_what_readers_see_stays_open(boss: Client, address: str) -> None:
    assert boss.get(address).status_code == 200
