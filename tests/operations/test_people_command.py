"""``depesche people``: the team from the shell, also when nobody gets in any more."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.core.cache import cache
from wagtail.models import ModelLogEntry

from depesche.brand.models import Invitation, User
from depesche.brand.people import Role
from depesche.kernel import clock
from depesche.operations import cli, founding
from tests.brand.entrance import browser, give_app, is_in, log_in, subjects

PASSWORD = "ein langes Kennwort 27"


@pytest.fixture(autouse=True)
def _ready(monkeypatch: pytest.MonkeyPatch, db: None) -> None:
    """Django is set up already, and the options of this process are the test's."""
    monkeypatch.setattr(cli, "set_up_django", lambda: None)
    monkeypatch.setattr(cli, "_choose_home", lambda home, *, for_help: None)
    cache.clear()


@pytest.fixture
def boss() -> User:
    return founding.add_person("boss@example.org", PASSWORD, role=Role.ADMINISTRATOR, at=clock.now())


def call(*words: str) -> int:
    return cli.main(["people", *words])


def path(said: str) -> str:
    return said.strip().splitlines()[-1].removeprefix("http://testserver.localhost")


def test_somebody_is_invited_and_the_link_is_printed(capsys: Any) -> None:
    assert call("invite", "Nina@example.org", "--role", "editor", "--role", "chief", "--first-name", "Nina") == 0

    client = browser()
    client.post(path(capsys.readouterr().out), {"password1": PASSWORD, "password2": PASSWORD})
    assert is_in(client)
    assert User.objects.get(email="nina@example.org").has_role(Role.CHIEF)
    assert ModelLogEntry.objects.filter(action="depesche.invitation").get().data["source"].startswith("shell: ")


@pytest.mark.parametrize("words", [("invite", "nonsense", "--role", "editor"), ("invite", "boss@example.org", "--role", "editor")])
def test_what_cannot_be_is_refused_in_one_line(boss: User, words: tuple[str, ...], capsys: Any) -> None:
    assert call(*words) == 1

    assert capsys.readouterr().err.startswith("depesche: ")
    assert not Invitation.objects.exists()


def test_the_list_tells_who_has_what(boss: User, capsys: Any) -> None:
    give_app(boss)
    call("invite", "nina@example.org", "--role", "editor")
    capsys.readouterr()

    assert call("list", "--json") == 0

    told = json.loads(capsys.readouterr().out)
    assert [(row["email"], row["state"], row["roles"], row["second_factors"]) for row in told] == [
        ("boss@example.org", "active", ["administrator"], 1),
        ("nina@example.org", "invited", ["editor"], 0),
    ]
    assert call("list") == 0
    assert "boss@example.org  active  administrator  second factors: 1" in capsys.readouterr().out


def test_the_last_administrator_gets_in_again(boss: User, capsys: Any) -> None:
    give_app(boss)
    assert call("reset-factors", "BOSS@example.org") == 0
    capsys.readouterr()
    assert call("new-password", "boss@example.org") == 0

    client = browser()
    form = client.get(path(capsys.readouterr().out), follow=True)
    client.post(form.request["PATH_INFO"], {"password1": "ganz-neues-wort", "password2": "ganz-neues-wort"})

    assert is_in(log_in(boss, password="ganz-neues-wort"))
    assert subjects("boss@example.org")[-2:] == ["Ihre zweiten Faktoren wurden zurückgesetzt", "Ihr Passwort wurde geändert"]


@pytest.mark.parametrize("deed", ["new-password", "reset-factors"])
def test_a_stranger_is_refused(deed: str, capsys: Any) -> None:
    assert call(deed, "nobody@example.org") == 1
    assert "Nobody here has the address nobody@example.org." in capsys.readouterr().err


def test_a_person_made_from_the_shell_may_enter_at_once_even_if_invited() -> None:
    call("invite", "nina@example.org", "--role", "editor")

    nina = founding.add_person("nina@example.org", PASSWORD, role=Role.CHIEF, at=clock.now())

    assert not Invitation.objects.exists()
    assert is_in(log_in(nina, password=PASSWORD))
    assert ModelLogEntry.objects.filter(action="depesche.person.added", object_id=str(nina.pk)).exists()
