"""Colleagues change: name, address, roles, whether they may enter. Always one administrator stays."""

from __future__ import annotations

from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core.cache import cache
from wagtail.models import ModelLogEntry

from depesche.brand import invitations, legal, password_requests, staffing
from depesche.brand.audit import Deed
from depesche.brand.models import LegalText, User
from depesche.brand.people import Role
from depesche.brand.staffing import Wanted
from depesche.kernel import clock
from depesche.kernel.refusal import Refusal
from tests.brand.conftest import PASSWORD, person
from tests.brand.entrance import browser, history, is_in, log_in, mails, subjects


@pytest.fixture(autouse=True)
def nobody_was_limited(db: None) -> None:
    cache.clear()


@pytest.fixture
def boss() -> User:
    return person(Role.ADMINISTRATOR)


@pytest.fixture
def ben() -> User:
    return person(Role.EDITOR, "ben@example.org")


def wanted(who: User, **changes: Any) -> Wanted:
    return Wanted(**{"email": who.email, "first_name": who.first_name, "last_name": who.last_name, **changes})


def afresh(who: User) -> User:
    return User.objects.get(pk=who.pk)


def test_roles_change_and_the_history_tells_from_what_to_what(boss: User, ben: User) -> None:
    staffing.change(ben, wanted(ben, roles=frozenset({Role.CHIEF, Role.PROOF_READER})), by=boss, at=clock.now())

    assert afresh(ben).roles() == {Role.CHIEF, Role.PROOF_READER}
    entry = ModelLogEntry.objects.get(action=Deed.ROLES)
    assert (entry.data["before"], entry.data["after"]) == (["editor"], ["chief", "proof-reader"])
    assert entry.user == boss
    assert str(entry.message) == "Rollen geändert: von Redaktion zu Chefredaktion, Nachweise lesen"


def test_saving_without_a_change_writes_nothing(boss: User, ben: User) -> None:
    staffing.change(ben, wanted(ben, roles=frozenset({Role.EDITOR}), is_active=True), by=boss, at=clock.now())

    assert history() == []
    assert mails("ben@example.org") == []


@pytest.mark.parametrize("change", [{"roles": frozenset({Role.CHIEF})}, {"is_active": False}])
def test_nobody_changes_their_own_roles(boss: User, change: dict[str, Any]) -> None:
    person(Role.ADMINISTRATOR, "second@example.org")

    with pytest.raises(Refusal) as refused:
        staffing.change(boss, wanted(boss, **change), by=boss, at=clock.now())

    assert refused.value.code == "own-roles"


def test_deactivation_ends_every_session_at_once(boss: User, ben: User) -> None:
    first, second = log_in(ben), log_in(ben)
    assert is_in(first)

    staffing.change(ben, wanted(ben, is_active=False), by=boss, at=clock.now())

    assert not is_in(first)
    assert not is_in(second)
    assert not is_in(log_in(ben))
    staffing.change(afresh(ben), wanted(ben, is_active=True), by=boss, at=clock.now())
    assert not is_in(first)
    assert is_in(log_in(ben))
    assert [deed for deed in history(ben) if "person" in deed] == [Deed.DEACTIVATED, Deed.REACTIVATED]


@pytest.mark.parametrize("superuser", [True, False])
@pytest.mark.parametrize("change", [{"roles": frozenset({Role.EDITOR})}, {"is_active": False}])
def test_the_last_administrator_stays(boss: User, superuser: bool, change: dict[str, Any]) -> None:
    User.objects.filter(pk=boss.pk).update(is_superuser=superuser)
    left = person(Role.ADMINISTRATOR, "left@example.org")
    User.objects.filter(pk=left.pk).update(is_active=False)

    with pytest.raises(Refusal) as refused:
        staffing.change(afresh(boss), wanted(boss, **change), by=left, at=clock.now())

    assert refused.value.code == "last-administrator"
    assert afresh(boss).is_active
    assert afresh(boss).has_role(Role.ADMINISTRATOR)
    assert history() == []


def test_an_invited_administrator_is_none_yet(boss: User) -> None:
    invitations.invite(invitations.Invitee("nina@example.org", "N", "N", [Role.ADMINISTRATOR]), by=boss, at=clock.now())
    nina = User.objects.get(email="nina@example.org")

    with pytest.raises(Refusal):
        staffing.change(boss, wanted(boss, is_active=False), by=nina, at=clock.now())


def test_a_superuser_without_the_role_is_none_any_more(boss: User) -> None:
    first = person(Role.ADMINISTRATOR, "first@example.org")
    User.objects.filter(pk=first.pk).update(is_superuser=True)

    staffing.change(afresh(first), wanted(first, roles=frozenset({Role.EDITOR})), by=boss, at=clock.now())

    assert not afresh(first).is_superuser
    assert not afresh(first).has_perm("brand.change_user")


def test_an_account_is_deleted_and_the_history_remembers(boss: User, ben: User) -> None:
    inside = log_in(ben)

    staffing.remove(ben, by=boss, at=clock.now())

    assert not User.objects.filter(email="ben@example.org").exists()
    assert not is_in(inside)
    entry = ModelLogEntry.objects.get(action=Deed.DELETED)
    assert (entry.label, entry.data["by"]) == ("A B", "A B")


def test_neither_oneself_nor_the_last_administrator_is_deleted(boss: User, ben: User) -> None:
    codes = []
    for who, by in ((boss, boss), (boss, ben)):
        with pytest.raises(Refusal) as refused:
            staffing.remove(who, by=by, at=clock.now())
        codes.append(refused.value.code)

    assert codes == ["own-account", "last-administrator"]


def test_who_published_something_is_deactivated_instead(boss: User, ben: User) -> None:
    legal.publish(LegalText.objects.create(slug="terms", title="AGB"), body="<p>x</p>", by=ben, at=clock.now())

    with pytest.raises(Refusal) as refused:
        staffing.remove(ben, by=boss, at=clock.now())

    assert refused.value.code == "has-traces"
    assert User.objects.filter(pk=ben.pk).exists()
    assert history() == []


def test_a_new_address_is_told_to_both_and_the_old_one_opens_nothing(boss: User, ben: User) -> None:
    EmailAddress.objects.create(user=ben, email="ben@example.org", verified=True, primary=True)

    staffing.change(ben, wanted(ben, email="Benjamin@Example.org"), by=boss, at=clock.now())

    assert afresh(ben).email == "benjamin@example.org"
    assert subjects("ben@example.org") == subjects("benjamin@example.org") == ["Ihre Adresse wurde geändert"]
    nobody = browser()
    nobody.post("/desk/login/", {"login": "ben@example.org", "password": PASSWORD})
    assert not is_in(nobody)
    password_requests.ask("ben@example.org", at=clock.now())
    assert password_requests.work_off(at=clock.now()) == 0
    assert is_in(log_in(afresh(ben)))


def test_the_invitation_follows_the_address(boss: User) -> None:
    invitations.invite(invitations.Invitee("nina@example.org", "N", "N", [Role.EDITOR]), by=boss, at=clock.now())
    nina = User.objects.get(email="nina@example.org")

    staffing.change(nina, wanted(nina, email="n.neumann@example.org"), by=boss, at=clock.now())

    assert subjects("n.neumann@example.org")[0].startswith("Ihr Zugang")
    with pytest.raises(Refusal):
        staffing.change(afresh(nina), wanted(afresh(nina), is_active=True), by=boss, at=clock.now())


def test_two_people_never_get_one_address(boss: User, ben: User) -> None:
    with pytest.raises(Refusal) as refused:
        staffing.change(ben, wanted(ben, email=boss.email), by=boss, at=clock.now())

    assert refused.value.code == "address-taken"
