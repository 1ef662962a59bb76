"""The team's entrance."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import NoReverseMatch, reverse

from depesche.brand import password_requests
from depesche.brand.models import User
from depesche.brand.people import Role
from depesche.courier.models import OutboxMessage
from depesche.kernel import clock, options
from tests.brand.conftest import PASSWORD, at_the_desk, person


@pytest.fixture(autouse=True)
def nobody_was_limited(db: None, settings: Any) -> None:
    settings.EMAIL_BACKEND = "depesche.brand.accounts.OutboxBackend"  # Django's test environment puts another one in its place
    cache.clear()


def test_the_desk_sends_strangers_to_the_login(stranger: Client) -> None:
    answer = stranger.get("/desk/")

    assert answer.status_code == 302
    assert answer["Location"] == "/desk/login/?next=/desk/"
    assert reverse("wagtailadmin_login") == reverse("account_login") == "/desk/login/"


def test_the_page_is_german_and_tells_browsers_what_to_fill_in(stranger: Client) -> None:
    page = stranger.get("/desk/login/").content.decode()

    assert "Anmeldung in der Redaktion" in page
    assert 'autocomplete="current-password"' in page
    assert re.search(r'autocomplete="(email|username)"', page)
    assert "signup" not in page
    assert not re.search(r"<script(?![^>]*(?:src=|application/json))", page)  # nothing that the entrance's policy would stop


def test_anna_logs_in_and_out(stranger: Client) -> None:
    person(Role.EDITOR)
    answer = stranger.post("/desk/login/?next=/desk/", {"login": "EDITOR@example.org", "password": PASSWORD, "next": "/desk/"}, follow=True)
    assert answer.request["PATH_INFO"] == "/desk/"
    assert answer.status_code == 200

    stranger.post(reverse("wagtailadmin_logout"))

    assert stranger.get("/desk/").status_code == 302


def test_a_link_alone_logs_nobody_out(db: None) -> None:
    desk = at_the_desk(Role.EDITOR)

    assert desk.get(reverse("account_logout")).status_code == 200
    assert desk.get("/desk/").status_code == 200
    desk.post(reverse("account_logout"))
    assert desk.get("/desk/").status_code == 302


def test_after_login_nobody_is_led_elsewhere(stranger: Client) -> None:
    person(Role.EDITOR)
    answer = stranger.post(
        "/desk/login/?next=https://evil.example/", {"login": "editor@example.org", "password": PASSWORD, "next": "https://evil.example/"}
    )

    assert answer["Location"] == "/desk/"


def test_guessing_is_slowed_down(stranger: Client) -> None:
    person(Role.EDITOR)
    for _attempt in range(12):
        stranger.post("/desk/login/", {"login": "editor@example.org", "password": "wrong"})

    answer = stranger.post("/desk/login/", {"login": "editor@example.org", "password": PASSWORD})

    assert answer.status_code in {200, 429}
    assert stranger.get("/desk/").status_code == 302


@pytest.mark.parametrize("address", ["/desk/login/signup/", "/accounts/signup/", "/desk/signup/", "/desk/login/email/", "/desk/login/social/"])
def test_there_is_no_address_to_register_at(stranger: Client, address: str) -> None:
    assert stranger.get(address).status_code in {302, 404}
    assert stranger.post(address, {"email": "a@example.org", "password1": "gold-silber-1", "password2": "gold-silber-1"}).status_code in {
        302,
        404,
        403,
    }
    assert not User.objects.exists()
    with pytest.raises(NoReverseMatch):
        reverse("account_signup")


def test_a_forgotten_password_is_reset_by_mail(stranger: Client) -> None:
    person(Role.EDITOR)

    with options.using(site_url="https://news.example"):
        stranger.post(reverse("account_reset_password"), {"email": "editor@example.org"})
        password_requests.work_off(at=clock.now())

    mail = OutboxMessage.objects.get()
    assert (mail.kind, mail.recipient) == ("account", "editor@example.org")
    text = bytes(mail.content).decode().replace("=\r\n", "").replace("=3D", "=")
    link = re.search(r"https://news\.example(/desk/login/password/reset/key/\S+)", text)
    assert link is not None, text
    form = stranger.get(link[1], follow=True)
    assert 'autocomplete="new-password"' in form.content.decode()
    stranger.post(form.request["PATH_INFO"], {"password1": "ganz-neues-wort", "password2": "ganz-neues-wort"})
    assert User.objects.get().check_password("ganz-neues-wort")


def test_an_unknown_address_gets_no_mail_and_the_same_answer(stranger: Client) -> None:
    person(Role.EDITOR)
    known = stranger.post(reverse("account_reset_password"), {"email": "editor@example.org"})
    unknown = stranger.post(reverse("account_reset_password"), {"email": "stranger@example.org"})
    password_requests.work_off(at=clock.now())

    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])
    assert OutboxMessage.objects.get().recipient == "editor@example.org"


@pytest.mark.parametrize("name", ["mfa_index", "mfa_activate_totp", "mfa_list_webauthn", "mfa_add_webauthn", "account_reauthenticate"])
def test_second_factors_have_their_pages(stranger: Client, name: str) -> None:
    person(Role.EDITOR)
    stranger.post("/desk/login/", {"login": "editor@example.org", "password": PASSWORD})

    assert stranger.get(reverse(name), follow=True).status_code == 200


def test_somebody_who_left_cannot_log_in(stranger: Client) -> None:
    user = person(Role.EDITOR)
    User.objects.filter(pk=user.pk).update(is_active=False)

    stranger.post("/desk/login/", {"login": "editor@example.org", "password": PASSWORD})

    assert stranger.get("/desk/").status_code == 302
