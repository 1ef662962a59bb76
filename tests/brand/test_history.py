"""The history at the desk: who did what, for administrators, and nothing in it that was typed in secret."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from wagtail.log_actions import registry
from wagtail.models import ModelLogEntry

from depesche.brand import audit, entering, history_sentences, second_factors, staffing
from depesche.brand.audit import Deed
from depesche.brand.models import User
from depesche.brand.people import Role
from depesche.brand.staffing import Wanted
from depesche.kernel import clock, options
from tests.brand.conftest import at_the_desk, person
from tests.brand.entrance import browser, history, log_in, subjects

ADDRESS = "/desk/reports/site-history/"


@pytest.fixture(autouse=True)
def nobody_was_limited(db: None) -> None:
    cache.clear()


@pytest.fixture
def anna() -> User:
    return person(Role.EDITOR, "anna@example.org")


@pytest.fixture
def desk() -> Client:
    return at_the_desk(Role.ADMINISTRATOR)


def rows(desk: Client, **wanted: object) -> list[dict[str, str]]:
    answer = desk.get(ADDRESS, {**wanted, "export": "csv"})
    text = b"".join(answer.streaming_content).decode()  # type: ignore[arg-type]
    return list(csv.DictReader(io.StringIO(text)))


def test_every_deed_has_its_words() -> None:
    assert set(history_sentences.LABELS) == set(Deed)
    for deed in Deed:
        assert registry.action_exists(str(deed))


def test_login_and_logout_are_written_with_means_and_browser(anna: User, desk: Client) -> None:
    client = log_in(anna)
    client.post(reverse("account_logout"))

    told = [(row["Wer"], row["Was"], row["An wem oder woran"]) for row in rows(desk)]

    assert told == [("A B", "Abmeldung", "A B"), ("A B", "Anmeldung: Passwort; Firefox, Linux", "A B")]


def test_what_was_typed_is_not_kept(anna: User, desk: Client) -> None:
    stranger = browser()
    for login, password in (("anna@example.org", "geheim-1"), ("mein-passwort@example.org", "geheim-2"), ("passwort-im-falschen-feld", "geheim-3")):
        stranger.post("/desk/login/", {"login": login, "password": password})

    stored = str(list(ModelLogEntry.objects.values("label", "data", "action")))

    assert not [secret for secret in ("geheim", "mein-passwort", "falschen-feld") if secret in stored]
    assert [(row["Wer"], row["An wem oder woran"]) for row in rows(desk)] == [
        ("jemand ohne Anmeldung", "unbekannte Adresse"),
        ("jemand ohne Anmeldung", "A B"),
    ]


def test_guessing_does_not_fill_the_history(anna: User, desk: Client) -> None:
    at = clock.now()
    for minute in range(50):
        entering.failed("anna@example.org", how="password", at=at + timedelta(minutes=minute))
        entering.failed("nobody@example.org", how="password", at=at + timedelta(minutes=minute))
    entering.failed("anna@example.org", how="code", at=at + timedelta(minutes=61))

    assert len(history()) == 3
    assert "Fehlgeschlagene Anmeldung: 50 Versuche innerhalb einer Stunde (Passwort)" in {row["Was"] for row in rows(desk)}


def test_a_person_is_found_as_doer_and_as_done_to(anna: User, desk: Client) -> None:
    boss = User.objects.get(email="administrator@example.org")
    ben = person(Role.CHIEF, "ben@example.org")
    staffing.change(ben, Wanted("ben@example.org", "Ben", "C", frozenset({Role.EDITOR})), by=boss, at=clock.now())
    log_in(anna)

    assert {row["An wem oder woran"] for row in rows(desk, person=ben.pk)} == {"Ben C"}
    assert {row["Wer"] for row in rows(desk, person=boss.pk)} == {"A B"}
    assert len(rows(desk, person=boss.pk)) == len(rows(desk, person=ben.pk)) == 2
    assert len(rows(desk)) == 3


@pytest.mark.parametrize(("kind", "deeds"), [("entering", 1), ("means", 1), ("team", 1), ("others", 1), ("nonsense", 0)])
def test_a_kind_is_chosen(anna: User, desk: Client, kind: str, deeds: int) -> None:
    boss = User.objects.get(email="administrator@example.org")
    log_in(anna)
    second_factors.demand([Role.EDITOR], by=boss, at=clock.now())
    staffing.change(anna, Wanted("anna@example.org", "Anna", "C"), by=boss, at=clock.now())
    registry.log(anna, "wagtail.edit", user=boss)

    found = rows(desk, kind=kind)

    assert len(found) == (deeds or 4)


def test_a_time_is_chosen(anna: User, desk: Client) -> None:
    log_in(anna)
    ModelLogEntry.objects.update(timestamp=clock.now() - timedelta(days=10))
    log_in(anna)
    yesterday = (clock.now() - timedelta(days=1)).date().isoformat()

    assert len(rows(desk, timestamp_from=yesterday)) == 1
    assert len(rows(desk, timestamp_to=yesterday)) == 1


def test_the_screen_shows_and_exports_the_same(anna: User, desk: Client) -> None:
    log_in(anna)

    page = desk.get(ADDRESS).content.decode()

    assert "Anmeldung: Passwort; Firefox, Linux" in page
    assert "export=csv" in page
    assert "export=xlsx" not in page
    assert desk.get("/desk/reports/site-history/results/").status_code == 200


def test_a_table_program_runs_nothing_from_the_file(desk: Client) -> None:
    boss = User.objects.get(email="administrator@example.org")
    eve = person(Role.EDITOR, "eve@example.org")
    staffing.change(eve, Wanted("eve@example.org", "=HYPERLINK(1)", "x"), by=boss, at=clock.now())

    assert rows(desk)[0]["An wem oder woran"] == "'=HYPERLINK(1) x"


@pytest.mark.parametrize("role", [Role.EDITOR, Role.CHIEF, Role.AUDIENCE_OFFICER, Role.PROOF_READER])
def test_nobody_else_reads_it(anna: User, role: Role) -> None:
    log_in(anna)
    client = at_the_desk(role)

    for address in (ADDRESS, ADDRESS + "results/", ADDRESS + "?export=csv"):
        answer = client.get(address)
        assert (answer.status_code, answer["Location"]) == (302, "/desk/")


def test_whose_account_is_gone_is_still_named(anna: User, desk: Client) -> None:
    boss = User.objects.get(email="administrator@example.org")
    log_in(anna)
    staffing.remove(anna, by=boss, at=clock.now())

    assert [row["Wer"] for row in rows(desk)] == ["A B", "A B"]


def test_old_entries_are_forgotten_and_articles_keep_theirs(anna: User) -> None:
    log_in(anna)
    registry.log(anna, "wagtail.edit")
    with options.using(audit_days=30):
        assert audit.purge(at=clock.now() + timedelta(days=29)) == 0
        assert audit.purge(at=clock.now() + timedelta(days=31)) == 1

    assert ModelLogEntry.objects.get().action == "wagtail.edit"


def test_a_new_browser_is_told_by_mail_and_a_known_one_is_not(anna: User) -> None:
    log_in(anna)
    log_in(anna)
    assert subjects("anna@example.org") == []

    log_in(anna, browser("Mozilla/5.0 (Windows NT 10.0) Chrome/126.0 Safari/537.36"))

    assert subjects("anna@example.org") == ["Anmeldung mit einem neuen Browser"]


def test_wagtails_own_entries_stand_beside(desk: Client, anna: User) -> None:
    registry.log(anna, "wagtail.edit", user=anna)

    assert [row["Wer"] for row in rows(desk, kind="others")] == ["A B"]


def test_the_shell_is_named(anna: User, desk: Client) -> None:
    audit.record(Deed.INVITED, anna, by=None, at=clock.now(), roles=["editor"], source="shell: root")
    audit.record(Deed.INVITATION_WITHDRAWN, anna, by=None, at=clock.now(), source="clean-up")

    assert {row["Wer"] for row in rows(desk)} == {"die Kommandozeile (root)", "Depesche selbst"}
