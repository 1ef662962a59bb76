"""Second factors: kept sealed, used once, demanded of roles, reset by an administrator."""

from __future__ import annotations

from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.urls import reverse

from depesche.brand import second_factors
from depesche.brand.audit import Deed
from depesche.brand.models import Security, User
from depesche.brand.people import Role
from depesche.kernel import clock
from depesche.kernel.refusal import Refusal
from tests.brand.conftest import PASSWORD, at_the_desk, person
from tests.brand.entrance import SECRET, browser, code, give_app, history, is_in, log_in, subjects


@pytest.fixture(autouse=True)
def nobody_was_limited(db: None) -> None:
    cache.clear()


@pytest.fixture
def anna() -> User:
    return person(Role.EDITOR, "anna@example.org")


def set_up_app(client: Any) -> str:
    """Set up an app as a person does; return its secret."""
    client.get(reverse("mfa_activate_totp"))
    secret = str(client.session["mfa.totp.secret"])
    client.post(reverse("mfa_activate_totp"), {"code": code(secret)})
    return secret


def test_the_secret_of_an_app_is_not_readable_in_the_database(anna: User) -> None:
    factor = give_app(anna)

    assert SECRET not in str(factor.data)
    assert factor.data["secret"].startswith("sealed.1.")


def test_anna_sets_up_an_app_right_after_login_and_is_told(anna: User, django_capture_on_commit_callbacks: Any) -> None:
    client = log_in(anna)

    with django_capture_on_commit_callbacks(execute=True):
        secret = set_up_app(client)

    assert second_factors.has_one(anna)
    assert subjects("anna@example.org") == ["Ein zweiter Faktor wurde hinzugefügt"]
    assert history(anna) == [Deed.LOGIN, Deed.FACTOR_ADDED]
    assert secret not in str(list(Authenticator.objects.values_list("data", flat=True)))
    assert client.get(reverse("mfa_view_recovery_codes")).content.decode().count("<code>") == 10


def test_with_the_first_factor_other_sessions_end(anna: User) -> None:
    here, elsewhere = log_in(anna), log_in(anna)

    set_up_app(here)

    assert is_in(here)
    assert not is_in(elsewhere)


def test_a_password_alone_is_not_enough_then(anna: User) -> None:
    give_app(anna)
    client = browser()

    answer = client.post("/desk/login/", {"login": anna.email, "password": PASSWORD})

    assert answer["Location"] == reverse("mfa_authenticate")
    assert not is_in(client)
    client.post(reverse("mfa_authenticate"), {"code": "000000"})
    assert not is_in(client)
    client.post(reverse("mfa_authenticate"), {"code": code()})
    assert is_in(client)
    assert history(anna) == [Deed.FACTOR_ADDED, Deed.LOGIN_FAILED, Deed.LOGIN]


@pytest.mark.parametrize("steps", [-1, 0, 1])
def test_a_code_is_used_once(anna: User, steps: int) -> None:
    give_app(anna)
    seen = code(steps=steps)
    results = []
    for client in (browser(), browser()):
        client.post("/desk/login/", {"login": anna.email, "password": PASSWORD})
        client.post(reverse("mfa_authenticate"), {"code": seen})
        results.append(is_in(client))

    assert results == [True, False]


def test_a_code_of_long_ago_is_refused(anna: User) -> None:
    give_app(anna)
    client = browser()
    client.post("/desk/login/", {"login": anna.email, "password": PASSWORD})

    client.post(reverse("mfa_authenticate"), {"code": code(steps=-3)})

    assert not is_in(client)


def test_guessing_codes_is_slowed_down(anna: User) -> None:
    give_app(anna)
    client = browser()
    client.post("/desk/login/", {"login": anna.email, "password": PASSWORD})
    for guess in range(6):
        client.post(reverse("mfa_authenticate"), {"code": f"00000{guess}"})

    client.post(reverse("mfa_authenticate"), {"code": code()})

    assert not is_in(client)


def test_a_recovery_code_opens_once(anna: User) -> None:
    client = log_in(anna)
    set_up_app(client)
    stored = Authenticator.objects.get(user=anna, type="recovery_codes")
    spare = stored.wrap().generate_codes()[0]
    assert stored.data["seed"].startswith("sealed.")
    results = []
    for one in (browser(), browser()):
        one.post("/desk/login/", {"login": anna.email, "password": PASSWORD})
        one.post(reverse("mfa_authenticate"), {"code": spare})
        results.append(is_in(one))

    assert results == [True, False]


def test_removing_asks_again_who_it_is(anna: User, settings: Any) -> None:
    settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = 0
    client = log_in(anna)
    give_app(anna)

    answers = [client.get(reverse("mfa_deactivate_totp")), client.post(reverse("mfa_deactivate_totp"))]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert all(answer["Location"].startswith(reverse("account_reauthenticate")) for answer in answers)
    assert second_factors.has_one(anna)


def test_anna_removes_her_app_and_is_told(anna: User) -> None:
    give_app(anna)
    client = log_in(anna)

    client.post(reverse("mfa_deactivate_totp"))

    assert not second_factors.has_one(anna)
    assert subjects("anna@example.org")[-1] == "Ein zweiter Faktor wurde entfernt"
    assert history(anna)[-1] == Deed.FACTOR_REMOVED


def test_the_last_factor_stays_where_the_role_needs_one(anna: User) -> None:
    second_factors.demand([Role.EDITOR], by=None, at=clock.now())
    factor = give_app(anna)
    client = log_in(anna)

    page = client.get(reverse("mfa_deactivate_totp"))
    client.post(reverse("mfa_deactivate_totp"))

    assert "Ihre Rolle braucht einen zweiten Faktor" in page.content.decode()
    assert Authenticator.objects.filter(pk=factor.pk).exists()
    with pytest.raises(Refusal) as refused:
        factor.delete()
    assert refused.value.code == "factor-needed"


def test_of_two_keys_one_may_go(anna: User) -> None:
    second_factors.demand([Role.EDITOR], by=None, at=clock.now())
    give_app(anna)
    key = Authenticator.objects.create(user=anna, type="webauthn", data={"name": "blauer Schlüssel", "credential": {}})
    client = log_in(anna)

    client.post(reverse("mfa_remove_webauthn", args=[key.pk]))

    assert not Authenticator.objects.filter(pk=key.pk).exists()
    assert [factor.name for factor in second_factors.of(anna)] == ["Authenticator-App"]


def test_the_last_key_stays_too_and_nobody_removes_anothers(anna: User) -> None:
    second_factors.demand([Role.EDITOR], by=None, at=clock.now())
    key = Authenticator.objects.create(user=anna, type="webauthn", data={"name": "blauer Schlüssel", "credential": {}})
    own = browser()
    own.force_login(anna, backend="django.contrib.auth.backends.ModelBackend")
    stranger = log_in(person(Role.CHIEF, "carl@example.org"))

    own.post(reverse("mfa_remove_webauthn", args=[key.pk]))
    assert stranger.post(reverse("mfa_remove_webauthn", args=[key.pk])).status_code == 404

    assert Authenticator.objects.filter(pk=key.pk).exists()


def test_an_administrator_resets_lost_factors(anna: User) -> None:
    boss = person(Role.ADMINISTRATOR)
    give_app(anna)
    inside = log_in(anna)

    second_factors.reset(anna, by=boss, at=clock.now())

    assert not Authenticator.objects.filter(user=anna).exists()
    assert not is_in(inside)
    assert subjects("anna@example.org")[-1] == "Ihre zweiten Faktoren wurden zurückgesetzt"
    assert history(anna)[-1] == Deed.FACTORS_RESET
    assert Deed.FACTOR_REMOVED not in history(anna)


def test_nobody_resets_their_own_or_what_is_not_there(anna: User) -> None:
    give_app(anna)
    codes = []
    for who, by in ((anna, anna), (person(Role.CHIEF), anna)):
        with pytest.raises(Refusal) as refused:
            second_factors.reset(who, by=by, at=clock.now())
        codes.append(refused.value.code)

    assert codes == ["own-factors", "no-factor"]


def test_with_the_account_its_factors_go_without_a_word(anna: User) -> None:
    second_factors.demand([Role.EDITOR], by=None, at=clock.now())
    give_app(anna)

    anna.delete()

    assert not Authenticator.objects.exists()
    assert subjects("anna@example.org") == ["Ein zweiter Faktor wurde hinzugefügt"]


def test_the_desk_demands_and_shows_who_has_none(anna: User) -> None:
    desk = at_the_desk(Role.ADMINISTRATOR)

    page = desk.post(reverse("security_demands"), {"roles": ["editor", "chief"]}, follow=True).content.decode()

    assert Security.objects.get().second_factor_roles == ["editor", "chief"]
    assert "Ohne zweiten Faktor" in page
    assert history()[-1] == Deed.SECURITY
    desk.post(reverse("security_demands"), {"roles": ["nonsense"]})
    assert Security.objects.get().second_factor_roles == ["editor", "chief"]


@pytest.mark.parametrize("role", [Role.EDITOR, Role.CHIEF, Role.AUDIENCE_OFFICER, Role.PROOF_READER])
def test_nobody_else_lowers_the_demand(db: None, role: Role) -> None:
    second_factors.demand([Role.ADMINISTRATOR], by=None, at=clock.now())

    at_the_desk(role).post(reverse("security_demands"), {})

    assert Security.objects.get().second_factor_roles == ["administrator"]


def test_administrators_without_a_factor_are_found(anna: User) -> None:
    boss, other = person(Role.ADMINISTRATOR), person(Role.ADMINISTRATOR, "other@example.org")
    give_app(boss)

    assert second_factors.administrators_without() == [other]
