"""A forgotten password: one answer for everybody, one mail for those who work here, one use of the link."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.http import int_to_base36

from depesche.brand import password_requests
from depesche.brand.audit import Deed
from depesche.brand.models import PasswordRequest, User
from depesche.brand.people import Role
from depesche.kernel import clock
from depesche.kernel.refusal import Refusal
from tests.brand.conftest import PASSWORD, person
from tests.brand.entrance import browser, give_app, history, is_in, link, log_in, mails, subjects

NEW = {"password1": "ganz-neues-wort", "password2": "ganz-neues-wort"}


@pytest.fixture(autouse=True)
def nobody_was_limited(db: None) -> None:
    cache.clear()


@pytest.fixture
def anna() -> User:
    return person(Role.EDITOR, "anna@example.org")


def later(**passed: int) -> datetime:
    """Django's links count in local time, so the travel has to keep the time zone."""
    return (clock.now() + timedelta(**passed)).astimezone(ZoneInfo("Europe/Berlin"))


def ask(address: str, client: Client | None = None) -> Any:
    return (client or browser()).post(reverse("account_reset_password"), {"email": address})


def mailed(anna: User) -> str:
    ask(anna.email)
    password_requests.work_off(at=clock.now())
    return link(mails(anna.email)[-1], "password/reset/key")


def choose(address: str, client: Client, **changes: str) -> Any:
    form = client.get(address, follow=True)
    return client.post(form.request["PATH_INFO"], {**NEW, **changes})


def test_the_answer_costs_the_same_for_every_address(anna: User) -> None:
    counted, answers = [], []
    for address in ("anna@example.org", "nobody@example.org", "ANNA@Example.org"):
        cache.clear()
        with CaptureQueriesContext(
            connection,
        ) as queries:
            answers.append(ask(address))
        counted.append([query["sql"].split()[0] for query in queries.captured_queries])

    assert counted[0] == counted[1] == counted[2]
    assert {(answer.status_code, answer["Location"]) for answer in answers} == {(302, reverse("account_reset_password_done"))}
    assert mails("anna@example.org") == []


def test_the_worker_mails_those_who_work_here(publisher: Any, anna: User) -> None:
    gone, nina = person(Role.EDITOR, "gone@example.org"), person(Role.EDITOR, "nina@example.org")
    User.objects.filter(pk__in=[gone.pk, nina.pk]).update(is_active=False)
    for address in ("anna@example.org", "Anna@example.org", "gone@example.org", "nina@example.org", "nobody@example.org"):
        ask(address)

    assert password_requests.work_off(at=clock.now()) == 2
    assert not PasswordRequest.objects.exists()
    assert subjects("anna@example.org") == ["Ein neues Passwort für die Redaktion von Beispiel Edelmetalle"] * 2
    assert mails("gone@example.org") == mails("nina@example.org") == []


def test_anna_chooses_a_new_password_and_everything_else_ends(anna: User) -> None:
    inside = log_in(anna)
    address = mailed(anna)
    client = browser()

    choose(address, client)

    assert not is_in(inside)
    assert not is_in(client)
    assert is_in(log_in(anna, password="ganz-neues-wort"))
    assert subjects(anna.email)[-1] == "Ihr Passwort wurde geändert"
    assert [deed for deed in history(anna) if "password" in deed] == [Deed.PASSWORD_ASKED, Deed.PASSWORD_RESET]


def test_the_link_works_once(anna: User) -> None:
    address = mailed(anna)
    choose(address, browser())

    page = browser().get(address, follow=True).content.decode()

    assert "Dieser Link gilt nicht mehr" in page
    choose(address, browser(), password1="noch-ein-wort-9", password2="noch-ein-wort-9")
    assert User.objects.get(pk=anna.pk).check_password("ganz-neues-wort")


def test_the_link_dies_after_two_hours(anna: User) -> None:
    address = mailed(anna)
    with time_machine.travel(later(hours=1, minutes=58)):
        assert "password1" in browser().get(address, follow=True).content.decode()
    with time_machine.travel(later(hours=2, minutes=1)):
        choose(address, browser())

    assert User.objects.get(pk=anna.pk).check_password(PASSWORD)


def test_an_earlier_link_dies_with_a_login(anna: User) -> None:
    address = mailed(anna)
    with time_machine.travel(later(minutes=1)):
        log_in(anna)

    choose(address, browser())

    assert User.objects.get(pk=anna.pk).check_password(PASSWORD)


def test_the_second_factor_is_asked_for_all_the_same(anna: User) -> None:
    give_app(anna)
    choose(mailed(anna), browser())
    client = browser()

    answer = client.post("/desk/login/", {"login": anna.email, "password": "ganz-neues-wort"})

    assert answer["Location"] == reverse("mfa_authenticate")
    assert not is_in(client)


def test_a_link_for_one_is_none_for_another(anna: User) -> None:
    ben = person(Role.CHIEF, "ben@example.org")
    address = mailed(anna).replace(f"/key/{int_to_base36(anna.pk)}-", f"/key/{int_to_base36(ben.pk)}-")

    choose(address, browser())

    assert User.objects.get(pk=ben.pk).check_password(PASSWORD)


def test_a_weak_password_comes_back(anna: User) -> None:
    answer = choose(mailed(anna), browser(), password1="kurz", password2="kurz")

    assert "zu kurz" in answer.content.decode()
    assert User.objects.get(pk=anna.pk).check_password(PASSWORD)


def test_asking_too_often_is_refused_alike(anna: User) -> None:
    for address in ("anna@example.org", "nobody@example.org"):
        cache.clear()
        statuses = [ask(address).status_code for _attempt in range(6)]
        assert statuses == [302, 302, 302, 302, 302, 429]
    page = ask("nobody@example.org").content.decode()
    assert "Zu viele Versuche" in page


def test_one_changes_the_own_password_with_the_present_one(anna: User) -> None:
    client = log_in(anna)

    client.post(reverse("account_change_password"), {"oldpassword": "wrong", **NEW})
    assert User.objects.get(pk=anna.pk).check_password(PASSWORD)
    answer = client.post(reverse("account_change_password"), {"oldpassword": PASSWORD, **NEW})

    assert answer["Location"] == reverse("wagtailadmin_account")
    assert User.objects.get(pk=anna.pk).check_password("ganz-neues-wort")
    assert subjects(anna.email) == ["Ihr Passwort wurde geändert"]


def test_the_shell_gives_a_link_to_active_people_only(anna: User) -> None:
    address = password_requests.link_from_shell(anna, at=clock.now(), source="shell: root")
    choose(address[address.index("/desk/") :], browser())
    assert User.objects.get(pk=anna.pk).check_password("ganz-neues-wort")

    User.objects.filter(pk=anna.pk).update(is_active=False)
    with pytest.raises(Refusal):
        password_requests.link_from_shell(User.objects.get(pk=anna.pk), at=clock.now(), source="shell: root")
