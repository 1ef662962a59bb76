"""Where somebody is logged in: seen, ended, forgotten in time, and never with a whole network address."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from depesche.brand import browsers, sessions
from depesche.brand.audit import Deed
from depesche.brand.models import User
from depesche.brand.people import Role
from depesche.kernel import clock
from tests.brand.conftest import at_the_desk, person
from tests.brand.entrance import browser, history, is_in, log_in

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1"
EDGE = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36 Edg/126.0.0.0"


@pytest.fixture(autouse=True)
def nobody_was_limited(db: None) -> None:
    cache.clear()


@pytest.fixture
def anna() -> User:
    return person(Role.EDITOR, "anna@example.org")


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        (FIREFOX, "Firefox, Linux"),
        (IPHONE, "Safari, iPhone"),
        (EDGE, "Edge, Windows"),
        ("curl/8.1", "unbekannter Browser"),
        ("", "unbekannter Browser"),
    ],
)
def test_a_browser_has_the_name_that_people_know(agent: str, name: str) -> None:
    assert browsers.name(agent) == name


@pytest.mark.parametrize(
    ("whole", "kept", "shown"),
    [
        ("203.0.113.77", "203.0.113.0", "203.0.113.…"),
        ("2001:db8:1234:5678::1", "2001:db8:1234::", "2001:db8:1234:…"),
        ("::ffff:203.0.113.77", "203.0.113.0", "203.0.113.…"),
        ("unix:", "::", ""),
    ],
)
def test_the_last_part_of_an_address_is_cut_off(whole: str, kept: str, shown: str) -> None:
    assert sessions.shorten(whole) == kept
    assert sessions.shown_network(kept) == shown


def test_no_whole_address_is_ever_stored(anna: User) -> None:
    client = log_in(anna, browser(REMOTE_ADDR="203.0.113.77"))
    UserSession.objects.update(last_seen_at=clock.now() - timedelta(hours=1))
    client.get("/desk/", REMOTE_ADDR="203.0.114.88")

    assert UserSession.objects.get().ip == "203.0.114.0"


def test_anna_sees_her_devices_and_which_one_this_is(anna: User) -> None:
    log_in(anna, browser(IPHONE))
    here = log_in(anna, browser(FIREFOX))

    page = here.get(reverse("account_sessions")).content.decode()

    assert "Safari, iPhone" in page
    assert "Firefox, Linux" in page
    assert page.count("dieses Gerät") == 1
    assert [place.is_this for place in sessions.places(anna, this=here.session.session_key)] == [True, False]


def test_an_ended_session_is_out_at_its_next_request(anna: User) -> None:
    phone, here = log_in(anna, browser(IPHONE)), log_in(anna, browser(FIREFOX))
    other = next(place for place in sessions.places(anna, this=here.session.session_key) if not place.is_this)

    here.post(reverse("account_sessions"), {"end": other.number})

    assert not is_in(phone)
    assert is_in(here)
    assert history(anna)[-1] == Deed.SESSIONS_ENDED


def test_all_others_end_and_this_one_goes_on(anna: User) -> None:
    others = [log_in(anna), log_in(anna)]
    here = log_in(anna)
    before = here.session.session_key

    here.post(reverse("account_sessions"), {"end_others": "1"})

    assert is_in(here)
    assert here.session.session_key != before
    assert not any(is_in(other) for other in others)
    assert len(sessions.places(anna)) == 1


def test_a_session_that_no_row_tells_of_ends_too(anna: User) -> None:
    thief, here = log_in(anna), log_in(anna)
    UserSession.objects.exclude(session_key=here.session.session_key).delete()

    here.post(reverse("account_sessions"), {"end_others": "1"})

    assert not is_in(thief)


def test_nobody_ends_the_session_of_somebody_else(anna: User) -> None:
    phone = log_in(anna, browser(IPHONE))
    ben = log_in(person(Role.CHIEF, "ben@example.org"))

    for number in (UserSession.objects.get(user=anna).pk, "x", "9" * 30, "-1"):
        ben.post(reverse("account_sessions"), {"end": number})

    assert is_in(phone)


def test_an_administrator_ends_all_sessions_of_a_colleague(anna: User) -> None:
    phone = log_in(anna, browser(IPHONE))
    desk = at_the_desk(Role.ADMINISTRATOR)
    assert "Safari, iPhone" in desk.get(reverse("people_access", args=[anna.pk])).content.decode()

    desk.post(reverse("people_end_sessions", args=[anna.pk]))

    assert not is_in(phone)
    assert is_in(desk)


def test_a_changed_password_ends_the_others(anna: User) -> None:
    phone, here = log_in(anna, browser(IPHONE)), log_in(anna)

    here.post(reverse("account_change_password"), {"oldpassword": "a long password", "password1": "ganz-neues-wort", "password2": "ganz-neues-wort"})

    assert is_in(here)
    assert not is_in(phone)
    assert len(sessions.places(anna)) == 1


def test_login_begins_a_new_session(anna: User) -> None:
    client = browser()
    client.get("/desk/login/")
    client.cookies["sessionid"] = planted = "a" * 32

    log_in(anna, client)

    assert is_in(client)
    assert client.session.session_key != planted
    assert not Session.objects.filter(session_key=planted).exists()


def test_being_here_is_written_at_most_every_five_minutes(anna: User, django_assert_num_queries: Any) -> None:
    client = log_in(anna)
    before = UserSession.objects.get().last_seen_at
    client.get("/desk/")
    assert UserSession.objects.get().last_seen_at == before
    UserSession.objects.update(last_seen_at=before - timedelta(minutes=6))

    client.get("/desk/")

    assert UserSession.objects.get().last_seen_at >= before


def test_a_session_of_former_times_gets_its_row_at_the_next_request(anna: User) -> None:
    client = Client(headers={"host": "testserver.localhost", "user-agent": FIREFOX})
    client.force_login(anna, backend="django.contrib.auth.backends.ModelBackend")
    assert not UserSession.objects.exists()

    client.get("/desk/")

    assert [place.browser for place in sessions.places(anna)] == ["Firefox, Linux"]


def test_sessions_that_are_over_are_forgotten(anna: User) -> None:
    log_in(anna)
    log_in(anna)
    assert sessions.purge(at=clock.now()) == 0
    Session.objects.filter(session_key=UserSession.objects.first().session_key).update(expire_date=clock.now() - timedelta(seconds=1))  # type: ignore[union-attr]

    assert sessions.purge(at=clock.now()) == 1
    assert (Session.objects.count(), UserSession.objects.count()) == (1, 1)
