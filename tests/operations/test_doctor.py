"""The doctor: each finding says what to do next."""

from __future__ import annotations

import shutil
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.utils import translation
from wagtail.models import Site

from depesche.audience import intake, limits
from depesche.brand.models import Publisher
from depesche.brand.people import Role
from depesche.chores.models import Slot
from depesche.courier.sending_domain import looking
from depesche.kernel import clock, options
from depesche.newsroom import founding as newsroom_founding
from depesche.newsroom.models import ArticlePage, HomePage, SearchEntry, SectionPage
from depesche.operations import doctor, founding
from depesche.operations.doctor import (
    address,
    disk,
    keys,
    mail,
    page_store,
    periodic_work,
    search,
    second_factors,
    security_text,
    sending_domain,
    signups,
)
from depesche.operations.doctor.finding import Finding, State
from depesche.press import store
from tests.brand.entrance import give_app
from tests.courier.name_server import serving


@pytest.fixture
def found(db: None) -> dict[str, Finding]:
    return dict(doctor.findings())


def test_a_healthy_installation_without_mail(found: dict[str, Finding]) -> None:
    assert {name for name, finding in found.items() if finding.state == State.FAILURE} == {"mail"}
    assert {"database", "guards", "mail", "ledger", "keys", "address", "disk", "time", "search"} <= set(found)


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


@pytest.mark.once
def test_a_page_store_that_cannot_be_used_is_a_failure(tmp_path: Path) -> None:
    with options.using(home=tmp_path, page_store=True):
        assert page_store.check() == Finding(State.OK, "There is no page store yet; the next start of `depesche serve` makes it.")
        kept = store.of_home()
        kept.prepare(made_for="this")
        assert page_store.check() == Finding(State.OK, "The page store holds 0 pages.")

        kept.index.file.rename(tmp_path / "elsewhere")
        assert page_store.check().state == State.FAILURE
        kept.index.file.write_bytes(b"")
        assert "index" in page_store.check().message
        kept.mend()
        assert page_store.check().state == State.OK
        (kept.folder / ".new").rmdir()
        (kept.folder / ".new").write_bytes(b"")
        finding = page_store.check()

    assert (finding.state, "No page can be stored" in finding.message, bool(finding.next_step)) == (State.FAILURE, True, True)


@pytest.mark.rule("L-45")
@pytest.mark.django_db
@pytest.mark.parametrize(("days", "state"), [(-1, State.FAILURE), (29, State.WARNING), (60, State.OK)])
def test_security_txt_is_watched(days: int, state: State) -> None:
    assert security_text.check().state == State.OK  # half a year ahead by itself

    with options.using(security_expires=(clock.now() + timedelta(days=days)).date().isoformat()):
        finding = security_text.check()

    assert finding.state == state
    assert bool(finding.next_step) == (state != State.OK)


def test_probes(db: None) -> None:
    client = Client(headers={"host": "testserver.localhost"})

    assert client.get("/health/live").json() == {"status": "ok"}
    assert client.get("/health/ready").json() == {"status": "ok"}
    assert client.post("/health/live").status_code == 405


@pytest.mark.once
@pytest.mark.django_db
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


def test_an_administrator_with_a_password_alone_is_a_warning(db: None) -> None:
    assert second_factors.check().state == State.OK
    boss = founding.add_person("boss@example.org", "ein langes Kennwort 27", role=Role.ADMINISTRATOR, at=clock.now())

    finding = second_factors.check()
    assert finding.state == State.WARNING
    assert finding.message == "1 administrator has no second factor: boss@example.org."

    give_app(boss)
    assert second_factors.check().state == State.OK


def test_the_doctor_sees_that_the_search_lacks_an_article(home: HomePage) -> None:
    section = home.add_child(instance=SectionPage(title="M", slug="m"))
    section.add_child(instance=ArticlePage(title="Gold", body=[("heading", "Gold")]))
    assert search.check().state == State.OK

    SearchEntry.objects.all().delete()

    assert search.check().state == State.WARNING
    assert "depesche search rebuild" in search.check().next_step


@pytest.fixture
def home(db: None) -> HomePage:
    return newsroom_founding.found(site_url="http://testserver.localhost")


@pytest.mark.once
@pytest.mark.rule("S-10")
@pytest.mark.django_db
def test_the_sending_domain_is_looked_up_where_mail_goes_to_real_receivers() -> None:
    assert sending_domain.check().state == State.OK

    Publisher.objects.update_or_create(site=Site.objects.get(is_default_site=True), defaults={"name": "Zeitung", "email": "post@zeitung.example"})
    looking.forget()
    with serving() as names, translation.override("en"), options.using(site_url="https://zeitung.example", smtp_url="smtp://127.0.0.1:25"):
        names.records = {"zeitung.example": "v=spf1 mx -all", "_dmarc.zeitung.example": "v=DMARC1; p=none; pct=10"}
        finding = sending_domain.check()
        assert (finding.state, "pct" in finding.message, bool(finding.next_step)) == (State.WARNING, True, True)

        looking.forget()
        names.records["_dmarc.zeitung.example"] = "v=DMARC1; p=none"
        assert sending_domain.check().state == State.OK

        looking.forget()
        del names.records["zeitung.example"]
        finding = sending_domain.check()
        assert (finding.state, finding.message) == (State.FAILURE, "There is no SPF record at zeitung.example.")
    looking.forget()


def test_periodic_work_that_fails_again_and_again_is_named(db: None) -> None:
    at = clock.now()
    Slot.objects.create(job="mailing.chores.make_digests", due_at=at, taken_by="", leased_until=at, attempts=3)
    Slot.objects.create(job="press.chores.sweep", due_at=at, taken_by="a", leased_until=at, attempts=5, finished_at=at)
    Slot.objects.create(job="website.chores.count", due_at=at, taken_by="a", leased_until=at, attempts=4, finished_at=at)

    finding = periodic_work.check()

    assert (finding.state, finding.message) == (
        State.WARNING,
        "Periodic work fails again and again: mailing.chores.make_digests, press.chores.sweep.",
    )
    assert "log" in finding.next_step


def test_periodic_work_that_nobody_does_is_found_out(db: None) -> None:
    assert periodic_work.check().state == State.OK
    slot = Slot.objects.create(job="a", due_at=clock.now(), taken_by="a", leased_until=clock.now(), finished_at=clock.now())
    assert periodic_work.check() == Finding(State.OK, "Periodic work is done.")

    Slot.objects.filter(pk=slot.pk).update(due_at=clock.now() - timedelta(minutes=16))

    assert periodic_work.check().message.startswith("No periodic work has been begun since ")
    assert "depesche serve" in periodic_work.check().next_step
