"""What of the installation stands on the desk's first page, the page behind it, and the samples of its health."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError
from django.test import Client
from django.test.client import ClientHandler
from django.urls import reverse
from django_tasks_db.models import DBTaskResult

from depesche.brand import gauges
from depesche.brand.home.waiting import Urgency
from depesche.brand.people import Role, User
from depesche.kernel import clock
from depesche.newsroom import founding
from depesche.operations import chores, cli, doctor, examining, health_figures
from depesche.operations.doctor.finding import Finding, State
from depesche.press import first_edition, store
from tests.brand.conftest import HOST, person
from tests.brand.first_page import rows_of, words

pytestmark = pytest.mark.django_db
NOW = clock.now().replace(microsecond=0)
FINE, WRONG, BROKEN = Finding(State.OK, "Well."), Finding(State.WARNING, "Hm.", "Look."), Finding(State.FAILURE, "No.", "Mend it.")


@pytest.fixture
def otto(db: None) -> User:
    """An administrator."""
    return person(Role.ADMINISTRATOR, "otto@example.org")


@pytest.fixture
def at_the_desk(otto: User) -> Client:
    client = Client(headers={"host": HOST})
    client.force_login(otto, backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_what_the_doctor_found_is_one_row_until_all_is_well(otto: User) -> None:
    assert rows_of(otto, at=NOW) == {}
    examining.keep([("disk", WRONG), ("mail", FINE)], at=NOW - timedelta(hours=2))
    examining.keep([("disk", WRONG), ("mail", FINE)], at=NOW)

    row = rows_of(otto, at=NOW)["doctor"]
    assert (row.count, row.urgency, row.since, row.detail) == (1, Urgency.LATER, NOW - timedelta(hours=2), "Festplatte")
    assert row.url == reverse("operations-health")
    examining.keep([("disk", WRONG), ("mail", BROKEN)], at=NOW)
    assert (rows_of(otto, at=NOW)["doctor"].count, rows_of(otto, at=NOW)["doctor"].urgency) == (2, Urgency.NOW)
    for role in (Role.CHIEF, Role.EDITOR, Role.AUDIENCE_OFFICER, Role.PROOF_READER):
        assert {"doctor", "ledger"} & set(rows_of(person(role), at=NOW)) == set()

    examining.keep([("disk", FINE), ("mail", FINE)], at=NOW)
    assert rows_of(otto, at=NOW) == {}


def test_a_ledger_that_does_not_verify_stands_alone_and_first(otto: User) -> None:
    examining.keep([("ledger", BROKEN), ("disk", WRONG)], at=NOW)

    found = rows_of(otto, at=NOW)
    assert list(found) == ["ledger", "doctor"]
    assert (found["ledger"].urgency, found["ledger"].detail) == (Urgency.NOW, "Mend it.")
    assert found["doctor"].count == 1
    examining.keep([("ledger", FINE)], at=NOW)
    assert rows_of(otto, at=NOW) == {}


def test_a_doctor_that_did_not_look_for_hours_is_told_of(otto: User) -> None:
    examining.keep([("disk", FINE)], at=NOW - timedelta(hours=4))

    row = rows_of(otto, at=NOW)["doctor"]
    assert row.sentence == "Seit Stunden wurde nichts geprüft: Läuft der Planer?"
    assert row.urgency is Urgency.NOW


def test_the_quick_round_leaves_out_what_reads_everything_and_keeps_what_it_found(otto: User) -> None:
    examining.keep([("ledger", BROKEN), ("gone", BROKEN)], at=NOW - timedelta(hours=1))
    chores.examine(at=NOW)

    found = {one.name: one for one in examining.last()}
    assert found["ledger"].at == NOW - timedelta(hours=1)
    assert "consents" not in found
    assert found["disk"].at == NOW
    chores.examine_everything(at=NOW)
    found = {one.name: one for one in examining.last()}
    assert found["ledger"].state is State.OK
    assert "gone" not in found
    assert set(found) == {name for name, _finding in doctor.findings()}


def test_the_shell_s_round_is_seen_at_the_desk(otto: User, capsys: pytest.CaptureFixture[str]) -> None:
    examining.keep([("ledger", BROKEN)], at=NOW)
    cli.main(["doctor", "--json"])
    capsys.readouterr()

    assert "ledger" not in rows_of(otto)


def test_a_round_in_the_shell_needs_no_database_that_writes(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_name: object, **_data: object) -> None:
        raise DatabaseError("attempt to write a readonly database")

    monkeypatch.setattr(gauges, "keep", refuse)
    examining.keep_if_possible([("disk", FINE)], at=NOW)

    assert examining.last() == []


def test_no_address_of_a_colleague_is_kept(otto: User) -> None:
    examining.examine(at=NOW, slow=False)

    written = json.dumps(gauges.taken([examining.GAUGE])[examining.GAUGE].data)
    assert "second factors" in written
    assert "otto@example.org" not in written


def test_the_page_says_each_finding_with_its_next_step_and_asks_the_worker_for_a_new_round(at_the_desk: Client) -> None:
    page = reverse("operations-health")
    assert "Noch wurde nichts geprüft" in words(at_the_desk.get(page).content.decode())
    examining.keep([("disk", WRONG), ("mail", BROKEN), ("time", FINE)], at=NOW)

    said = words(at_the_desk.get(page).content.decode())
    assert said.index("Fehler Weg der Mails nach draußen No. Nächster Schritt: Mend it.") < said.index("Warnung Festplatte Hm.")
    assert "in Ordnung Uhr Well." in said

    assert at_the_desk.post(page).headers["Location"] == page
    assert DBTaskResult.objects.get().task_path.endswith("examine_now")
    assert "disk" in {one.name for one in examining.last()}


# Health.


@pytest.fixture
def rendering(db: None) -> Iterator[Callable[[], list[str]]]:
    """Render pages by Django itself, within the test's own transaction; give what was asked for."""
    founding.found(site_url=f"http://{HOST}")
    handler, asked = ClientHandler(), list[str]()

    def application(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        asked.append(environ["PATH_INFO"])
        answer = handler(environ)
        start(f"{answer.status_code} said", [])
        return [answer.content]

    first_edition.use(application)
    yield lambda: asked
    first_edition.use(None)


def samples() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = gauges.taken([health_figures.GAUGE])[health_figures.GAUGE].data["samples"]
    return found


def test_a_sample_tells_pages_rendering_queue_and_room(rendering: Callable[[], list[str]]) -> None:
    DBTaskResult.objects.all().delete()  # what founding the site left for the worker
    chores.examine_now.enqueue()
    chores.look_after_health(at=NOW)

    (sample,) = samples()
    assert rendering() == ["/"]
    assert sample["render_ms"] >= 0
    assert sample["tasks"] == 1
    assert sample["mails"] == 0
    assert sample["free_mb"] > 0
    assert sample["stored"] is None  # no store in this home
    kept = store.of_home()
    kept.prepare(made_for="test")
    try:
        chores.look_after_health(at=NOW)
        chores.look_after_health(at=NOW + timedelta(minutes=10))
        assert (samples()[0]["stored"], samples()[0]["waiting"]) == (0, 0)  # looking stores nothing
    finally:
        kept.discard()


def test_one_sample_for_three_hours_of_a_week_is_kept(rendering: Callable[[], list[str]]) -> None:
    start = NOW.replace(hour=0, minute=0, second=0)
    for hours in (0, 1, 2, 3, 6, 24 * 8):
        health_figures.take(at=start + timedelta(hours=hours))
        if hours == 6:
            assert [one["at"][11:13] for one in samples()] == ["02", "03", "06"]

    assert len(samples()) == 1


def test_the_plots_say_how_it_is_now(rendering: Callable[[], list[str]]) -> None:
    for hours in (0, 3, 6):
        health_figures.take(at=NOW + timedelta(hours=hours))
    said = samples()
    said[-1] |= {"stored": 1234, "waiting": 5, "render_ms": 87, "tasks": 2, "mails": 3, "free_mb": 35_840}

    found = {plot.key: plot for plot in health_figures.draw({"samples": said}, at=NOW)}

    assert found["pages"].sentence == "1.234 Seiten sind gespeichert, 5 sind neu zu erzeugen."
    assert found["render"].sentence == "Zuletzt brauchte sie 87 Millisekunden."
    assert found["queue"].sentence == "2 Aufgaben und 3 einzelne Mails warten."
    assert found["disk"].sentence == "35,0 GB sind frei."
    assert all(plot.drawing and len(plot.cells) == 3 for plot in found.values())
    assert health_figures.draw({"samples": []}, at=NOW) == []


def test_a_front_page_that_cannot_be_made_and_a_store_that_is_off_are_said(rendering: Callable[[], list[str]]) -> None:
    health_figures.take(at=NOW)
    broken = [{**samples()[0], "render_ms": None, "stored": None, "waiting": None}]

    found = {plot.key: plot for plot in health_figures.draw({"samples": broken}, at=NOW)}

    assert "ließ sich beim letzten Versuch nicht erzeugen" in found["render"].sentence
    assert "Seiten werden nicht gespeichert" in found["pages"].sentence
    assert (found["render"].drawing, found["pages"].drawing) == (None, None)
