"""The doctor: each finding says what to do next."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from django.test import Client

from depesche.audience import intake, limits
from depesche.kernel import clock, options
from depesche.operations import doctor
from depesche.operations.doctor import address, disk, keys, mail, signups
from depesche.operations.doctor.finding import Finding, State


@pytest.fixture
def found(db: None) -> dict[str, Finding]:
    return dict(doctor.findings())


def test_a_healthy_installation_without_mail(found: dict[str, Finding]) -> None:
    assert {name for name, finding in found.items() if finding.state == State.FAILURE} == {"mail"}
    assert {"database", "guards", "mail", "ledger", "keys", "address", "disk", "time"} <= set(found)


def test_what_is_not_well_comes_with_the_next_step(found: dict[str, Finding]) -> None:
    assert all(finding.next_step for finding in found.values() if finding.state != State.OK)


@pytest.mark.once
@pytest.mark.parametrize(
    ("site", "state"), [("https://news.example", State.OK), ("http://news.example", State.FAILURE), ("http://127.0.0.1:8000", State.WARNING)]
)
def test_addresses(site: str, state: State) -> None:
    with options.using(site_url=site):
        assert address.check().state == state


@pytest.mark.once
def test_keys_that_others_may_read_are_a_failure(tmp_path: Path) -> None:
    shutil.copy(options.current().home / "keys.json", tmp_path / "keys.json")
    with options.using(home=tmp_path):
        (tmp_path / "keys.json").chmod(0o600)
        assert keys.check().state == State.OK
        (tmp_path / "keys.json").chmod(0o640)
        assert keys.check().state == State.FAILURE


@pytest.mark.once
@pytest.mark.parametrize(("free", "state"), [(100, State.FAILURE), (1000, State.WARNING), (5000, State.OK)])
def test_room(monkeypatch: pytest.MonkeyPatch, free: int, state: State) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda path: shutil._ntuple_diskusage(0, 0, free * 1024 * 1024))  # type: ignore[attr-defined]

    assert disk.check().state == state


def test_probes(db: None) -> None:
    client = Client(headers={"host": "testserver.localhost"})

    assert client.get("/health/live").json() == {"status": "ok"}
    assert client.get("/health/ready").json() == {"status": "ok"}
    assert client.post("/health/live").status_code == 405


@pytest.mark.once
def test_a_mail_server_that_does_not_answer_is_a_failure_without_its_password() -> None:
    with options.using(smtp_url="smtp://anna:geheim@127.0.0.1:1"):
        finding = mail.check()

    assert finding.state == State.FAILURE
    assert "anna:***@127.0.0.1" in finding.message
    assert "geheim" not in finding.message + finding.next_step


@pytest.mark.parametrize(
    ("site", "others", "state"), [("https://news.example", 0, "failure"), ("https://news.example", 5, "ok"), ("http://127.0.0.1", 0, "ok")]
)
def test_sign_ups_that_all_come_from_the_proxy_are_a_failure(db: None, site: str, others: int, state: str) -> None:
    at = clock.now()
    for _ in range(25):
        limits.note(limits.bucket(intake.CLIENT, intake.NEARBY), at=at)
    for number in range(others):
        limits.note(limits.bucket(intake.CLIENT, f"203.0.{number}.0/24"), at=at)

    with options.using(site_url=site):
        assert signups.check().state == State(state)
