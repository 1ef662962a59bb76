"""Taking an import back: as long as nothing was sent, and without reviving anybody."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from depesche.audience import folding, withdrawal
from depesche.audience.importing import running, undoing
from depesche.audience.models import Consent, FormVersion, ImportedRow, ImportRun, Subscriber
from depesche.audience.withdrawal import Route
from depesche.kernel.refusal import Refusal
from depesche.ledger import book, verification
from tests.audience.exports import is_known, live, order, row, suppressions, table, take_in, write
from tests.cast import MONDAY_8AM
from tests.mailing.conftest import Place, make_place

pytestmark = pytest.mark.django_db
LATER = MONDAY_8AM + timedelta(hours=1)


def undo(run: ImportRun) -> undoing.Undone:
    return undoing.undo(run, now=lambda: LATER)


def test_whom_only_the_import_brought_is_erased(signup_form: FormVersion, tmp_path: Path) -> None:
    rows = [row("fritz@example.org"), row("greta@example.org", evidence=",,,"), row("hugo@example.org", status="bounced")]
    run = take_in(write(tmp_path, "old.csv", table(*rows)))
    fritz = Subscriber.objects.get(mailbox="fritz@example.org")

    undone = undo(run)

    assert (undone.erased, undone.ended, undone.freed) == (2, 1, 1)
    assert not Subscriber.objects.exists()
    assert book.events(fritz.pk) == []
    assert book.of_kind("suppression_added") == []
    assert suppressions("hugo@example.org") == set()
    assert ImportRun.objects.get().state == "undone"
    assert folding.compare() == []
    assert verification.verify(log="consent").ok


def test_who_was_here_before_keeps_what_they_had(anna: Subscriber, tmp_path: Path) -> None:
    withdrawal.withdraw(anna, purposes=["special-offers"], at=MONDAY_8AM, route=Route.LINK)
    run = take_in(
        write(tmp_path, "old.csv", table(row("anna@example.org", "product-news special-offers"))), purposes=("product-news", "special-offers")
    )
    assert run.counts["known"] == 1  # what lives is there, what she left stays left

    undo(run)

    assert live("anna@example.org") == {"product-news", "financial-news"}
    assert folding.compare() == []


def test_a_second_import_keeps_what_it_brought_itself(signup_form: FormVersion, tmp_path: Path) -> None:
    first = take_in(write(tmp_path, "one.csv", table(row("fritz@example.org"), row("hugo@example.org", "", status="left"))))
    both = ("product-news", "financial-news")
    second = take_in(
        write(tmp_path, "two.csv", table(row("fritz@example.org", ";".join(both)), row("hugo@example.org", "", status="left"))), purposes=both
    )
    assert live("fritz@example.org") == set(both)
    assert second.counts["known"] == 1

    undo(second)
    assert live("fritz@example.org") == {"product-news"}
    assert book.events(Subscriber.objects.get().pk)[-1].kind == "import_undone"
    assert suppressions("hugo@example.org") == {("all", "withdrawn")}
    undo(first)

    assert not is_known("fritz@example.org")
    assert folding.compare() == []


def test_consents_that_it_ended_stay_ended(anna: Subscriber, tmp_path: Path) -> None:
    run = take_in(write(tmp_path, "old.csv", table(row("anna@example.org", "", status="unsubscribed"))))

    undo(run)

    assert live("anna@example.org") == set()
    assert ("product-news", "withdrawn") in suppressions("anna@example.org")
    assert folding.compare() == []


def test_after_a_campaign_there_is_no_way_back(db: None, tmp_path: Path) -> None:
    place: Place = make_place()
    run = take_in(write(tmp_path, "old.csv", table(row("fritz@example.org", place.news.key))), purposes=(place.news.key,))
    fritz = Subscriber.objects.get(mailbox="fritz@example.org")
    delivery_for(place, fritz)

    with pytest.raises(Refusal) as refused:
        undo(run)

    assert refused.value.code == "already-sent"
    assert live("fritz@example.org") == {place.news.key}


def delivery_for(place: Place, person: Subscriber) -> None:
    from depesche.mailing.models import Campaign, Delivery

    campaign = Campaign.objects.create(purpose=place.news, subject="Montag", slug="montag", created_at=MONDAY_8AM, last_edited_at=MONDAY_8AM)
    grant = Consent.objects.get(address=person).grant
    Delivery.objects.create(campaign=campaign, address=person, grant=grant)


def test_an_undone_import_can_be_done_again(signup_form: FormVersion, tmp_path: Path) -> None:
    path = write(tmp_path, "old.csv", table(row("fritz@example.org")))
    undo(take_in(path))
    with pytest.raises(Refusal):
        undo(ImportRun.objects.get())

    take_in(path)

    assert live("fritz@example.org") == {"product-news"}
    assert folding.compare() == []


def test_an_interrupted_import_goes_on_where_it_was(signup_form: FormVersion, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from depesche.audience.importing import batches, ordering

    monkeypatch.setattr(batches, "ROWS", 3)
    rows = [row("gone@example.org", "", status="left"), *(row(f"fritz{number}@example.org") for number in range(10)), "broken"]
    wanted = order(write(tmp_path, "old.csv", table(*rows)))
    run = ordering.place(wanted, state=ImportRun.State.WAITING, at=MONDAY_8AM)
    running.claim(run, at=MONDAY_8AM)
    with monkeypatch.context() as once:
        answers = iter([False, False, True])
        once.setattr(running.stopping, "asked", lambda: next(answers))
        assert not running.carry_out(run, wanted.sources, report=tmp_path / "report.csv", now=lambda: MONDAY_8AM)
    between = Subscriber.objects.count()
    assert 0 < between < 10
    with pytest.raises(Refusal) as refused:
        running.claim(run, at=MONDAY_8AM)
    assert refused.value.code == "import-running"

    running.claim(run, at=LATER)
    assert running.carry_out(run, wanted.sources, report=tmp_path / "report.csv", now=lambda: LATER)

    assert Subscriber.objects.count() == ImportedRow.objects.filter(outcome="mailable").count() == 10
    assert run.counts["rows"] == len(rows)
    assert (tmp_path / "report.csv").read_text().count("columns,") == 1
    assert folding.compare() == []
