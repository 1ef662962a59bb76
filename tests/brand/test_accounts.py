"""allauth, our way: nobody is led elsewhere, asked twice in a minute, or told who works here."""

from __future__ import annotations

import re
import time
from typing import Any

import pytest
from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import translation

from depesche.brand.models import User
from depesche.brand.people import Role
from tests.brand.conftest import PASSWORD, person
from tests.brand.entrance import browser, code, give_app, is_in, log_in

ELSEWHERE = [
    "https://evil.example/",
    "//evil.example/",
    "///evil.example",
    "\\\\evil.example",
    "http:evil.example",
    "javascript:alert(1)",
    "http://localhost:9999/",
    "http://127.0.0.1/",
    "https://testserver.localhost.evil.example/",
    "\thttps://evil.example",
]


@pytest.fixture(autouse=True)
def nobody_was_limited(db: None) -> None:
    cache.clear()


@pytest.fixture
def anna() -> User:
    return person(Role.EDITOR, "anna@example.org")


@pytest.mark.parametrize("place", ELSEWHERE)
def test_nobody_is_led_elsewhere(anna: User, place: str) -> None:
    client = browser()
    login = client.post("/desk/login/", {"login": anna.email, "password": PASSWORD, "next": place})
    again = client.post(reverse("account_reauthenticate"), {"password": PASSWORD, "next": place})
    out = client.post(reverse("account_logout"), {"next": place})

    assert [answer["Location"] for answer in (login, again, out)] == ["/desk/", "/desk/", "/"]


def test_one_is_led_back_to_where_one_wanted_to_go(anna: User) -> None:
    answer = browser().post("/desk/login/", {"login": anna.email, "password": PASSWORD, "next": "/desk/account/"})

    assert answer["Location"] == "/desk/account/"


def test_with_a_second_factor_too(anna: User) -> None:
    give_app(anna)
    client = browser()
    client.post("/desk/login/", {"login": anna.email, "password": PASSWORD, "next": "/desk/account/"})

    assert client.post(reverse("mfa_authenticate"), {"code": code()})["Location"] == "/desk/account/"


def test_a_foreign_host_gets_nothing(anna: User) -> None:
    for host in ("evil.example", "testserver.localhost.evil.example", "testserver.localhost:80@evil.example"):
        answer = browser().post(reverse("account_reset_password"), {"email": anna.email}, headers={"host": host})
        assert answer.status_code == 400


def test_a_post_that_has_to_wait_for_the_password_goes_on_afterwards(anna: User) -> None:
    """The desk's transaction must not swallow allauth's question: it answered 500 before."""
    client = log_in(anna)
    give_app(anna)
    session = client.session
    session["account_authentication_methods"] = [{"method": "password", "at": time.time() - 3600}]
    session.save()

    asked = client.post(reverse("mfa_generate_recovery_codes"))
    assert asked["Location"].startswith(f"{reverse('account_reauthenticate')}?next=")
    answer = client.post(asked["Location"], {"password": PASSWORD, "next": reverse("mfa_generate_recovery_codes")})

    assert answer["Location"] == reverse("mfa_view_recovery_codes")


def test_a_wrong_password_is_not_told_from_an_unknown_address(anna: User) -> None:
    said = []
    for address in ("anna@example.org", "nobody@example.org"):
        page = browser().post("/desk/login/", {"login": address, "password": "wrong"}).content.decode().replace(address, "ADDRESS")
        said.append(re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", page))

    assert said[0] == said[1]
    assert "errorlist" in said[0]


def test_guessing_takes_the_same_time_for_known_and_unknown(anna: User, settings: Any) -> None:
    """With the hashing of the product, slow on purpose, a difference of one round of it would show."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]
    anna.set_password(PASSWORD)
    anna.save()
    nina = person(Role.EDITOR, "nina@example.org")
    User.objects.filter(pk=nina.pk).update(password="!", is_active=False)
    taken: dict[str, list[float]] = {}
    for _round in range(4):
        for address in ("anna@example.org", "nobody@example.org", "nina@example.org"):
            cache.clear()
            client = Client(headers={"host": "testserver.localhost"})
            begun = time.thread_time()
            client.post("/desk/login/", {"login": address, "password": "wrong"})
            taken.setdefault(address, []).append(time.thread_time() - begun)

    least = {address: min(times) for address, times in taken.items()}
    assert max(least.values()) < 1.5 * min(least.values()), least


def test_a_flood_of_addresses_does_not_push_out_what_was_counted(anna: User) -> None:
    client = browser()
    for _attempt in range(6):
        client.post("/desk/login/", {"login": anna.email, "password": "wrong"})
    for number in range(700):
        cache.set(f"allauth:rl:flood:{number:05}", [1.0], 300)

    client = browser(REMOTE_ADDR="203.0.113.9")
    client.post("/desk/login/", {"login": anna.email, "password": PASSWORD})

    assert not is_in(client)


@pytest.mark.parametrize("adapter", [DefaultAccountAdapter, DefaultMFAAdapter])
def test_what_allauth_says_is_german_and_polite(adapter: Any) -> None:
    names = {
        *("email_password_mismatch", "too_many_login_attempts", "incorrect_password", "enter_current_password", "rate_limited", "account_inactive"),
        *("incorrect_code", "cannot_delete_authenticator", "cannot_generate_recovery_codes"),
    }
    said = {name: text for name, text in adapter.error_messages.items() if name in names}
    with translation.override("en"):
        english = {name: str(text) for name, text in said.items()}
    with translation.override("de"):
        german = {name: str(text) for name, text in said.items()}

    assert said
    assert {name for name in said if english[name] == german[name]} == set()
    assert not [text for text in german.values() if re.search(r"\b(du|dein|deine|dich|dir|gib|habe)\b", text, re.IGNORECASE)]


def test_the_entrance_runs_no_script_but_our_own(anna: User) -> None:
    client = log_in(anna)
    for name in ("account_login", "mfa_index", "mfa_add_webauthn", "account_sessions", "account_change_password"):
        policy = client.get(reverse(name))["Content-Security-Policy"]
        assert "script-src 'self';" in policy
        assert "unsafe" not in policy
    assert is_in(client)
