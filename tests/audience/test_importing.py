"""Moving in: only proven rows become mailable, leavers win, nobody is revived (L-28)."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from depesche.audience import erasure, folding, forgetting, permission, proof
from depesche.audience.models import Consent, FormVersion, Grant, ImportedRow, ImportRun, Subscriber
from depesche.audience.signup import lookup_of
from depesche.courier.models import OutboxMessage
from depesche.kernel import options, since_backup
from depesche.ledger import book, proof_archive, verification
from tests.audience.exports import is_known, live, row, suppressions, table, take_in, write
from tests.cast import MONDAY_8AM, confirm, sign_up

pytestmark = pytest.mark.django_db

OPTED_IN = "2024-03-01T10:00:00Z,192.0.2.1,,"
NOTHING = ",,,"


def test_a_proven_row_is_mailable_and_bound_to_its_wording(signup_form: FormVersion, tmp_path: Path) -> None:
    run = take_in(write(tmp_path, "old.csv", table(row("fritz@example.org"))))

    fritz = Subscriber.objects.get(mailbox="fritz@example.org")
    assert permission.allows(fritz, "product-news", at=MONDAY_8AM)
    grant = Grant.objects.get(subject=fritz.pk)
    assert grant.granted_at == datetime(2024, 3, 1, 10, 5, tzinfo=UTC)
    assert grant.form.slug == "imported"
    assert "Widerruf jederzeit" in grant.form.text.wording
    (event,) = book.events(fritz.pk)
    assert event.kind == "imported"
    assert event.body["grade"] == "confirmed-time-and-ip"
    assert event.body["file_sha256"] == run.files[0]["sha256"]
    assert not OutboxMessage.objects.exists()
    assert folding.compare() == []
    assert verification.verify(log="consent").ok


@pytest.mark.parametrize(
    ("evidence", "wording", "grade"),
    [
        (OPTED_IN, "Ich willige ein.", "opt-in-time"),
        (NOTHING, "Ich willige ein.", "none"),
        ("2024-03-01T10:00:00Z,,2024-03-01T10:05:00Z,", "", "confirmed-time"),  # proven, but to what?
        ("2024-03-01T10:00:00Z,,2124-03-01T10:05:00Z,192.0.2.1", "Ich willige ein.", "opt-in-time"),  # confirmed in a hundred years
        ("2024-03-01T10:00:00Z,,2024-02-01T10:05:00Z,192.0.2.1", "Ich willige ein.", "opt-in-time"),  # confirmed before asking
    ],
)
def test_what_is_not_proven_is_kept_and_never_mailed(signup_form: FormVersion, tmp_path: Path, evidence: str, wording: str, grade: str) -> None:
    run = take_in(write(tmp_path, "old.csv", table(row("fritz@example.org", evidence=evidence, wording=wording))))

    fritz = Subscriber.objects.get(mailbox="fritz@example.org")
    assert run.counts["unproven"] == 1
    assert run.counts[grade] == 1
    assert ImportedRow.objects.get(subject=fritz.pk).outcome == "imported_unproven"
    assert not Consent.objects.exists()
    assert not permission.allows(fritz, "product-news", at=MONDAY_8AM)
    assert folding.compare() == []


def test_a_leaver_wins_in_the_file_whatever_the_order(signup_form: FormVersion, tmp_path: Path) -> None:
    for name, rows in {
        "first.csv": [row("fritz@example.org", status="unsubscribed"), row("fritz@example.org")],
        "last.csv": [row("greta@example.org"), row("greta@example.org", status="unsubscribed")],
    }.items():
        run = take_in(write(tmp_path, name, table(*rows)))
        assert (run.counts["suppressed"], run.counts["refused"], run.counts["mailable"]) == (1, 1, 0)

    assert not is_known("fritz@example.org")
    assert not is_known("greta@example.org")
    assert suppressions("fritz@example.org") == {("product-news", "withdrawn")}
    assert folding.compare() == []


def test_bounced_people_and_complaints_are_suppressed_for_everything(signup_form: FormVersion, tmp_path: Path) -> None:
    take_in(write(tmp_path, "old.csv", table(row("fritz@example.org", status="bounced"), row("greta@example.org", status="complaint"))))

    assert suppressions("fritz@example.org") == {("all", "hard_bounce")}
    assert suppressions("greta@example.org") == {("all", "complaint")}
    assert not Subscriber.objects.exists()
    assert {event.kind for event in book.of_kinds(["suppression_added"])} == {"suppression_added"}


def test_a_leaver_elsewhere_ends_what_lives_here(anna: Subscriber, tmp_path: Path) -> None:
    take_in(write(tmp_path, "old.csv", table(row("anna@example.org", "", status="unsubscribed"))))

    assert live("anna@example.org") == set()
    assert book.events(anna.pk)[-2].body["channel"] == "import"
    assert not permission.allows(anna, "product-news", at=MONDAY_8AM)
    assert folding.compare() == []


def test_nobody_who_left_here_is_revived(clara: Subscriber, dora: Subscriber, emil: str, tmp_path: Path) -> None:
    names = ["clara@example.org", "dora@example.org", emil]
    run = take_in(write(tmp_path, "old.csv", table(*(row(name, "product-news;financial-news") for name in names))), purposes=ALL)

    assert run.counts["refused"] == 3
    assert live("clara@example.org") == set()
    assert not permission.allows(dora, "financial-news", at=MONDAY_8AM)
    assert not is_known(emil)
    assert folding.compare() == []


def test_who_left_elsewhere_comes_back_by_signing_up(signup_form: FormVersion, tmp_path: Path) -> None:
    take_in(write(tmp_path, "old.csv", table(row("fritz@example.org", "", status="unsubscribed"))))
    sign_up("fritz@example.org", at=MONDAY_8AM)
    fritz = confirm("fritz@example.org", at=MONDAY_8AM)

    assert permission.allows(fritz, "product-news", at=MONDAY_8AM)
    assert folding.compare() == []
    erasure.erase(fritz, reason="asked", at=MONDAY_8AM)
    assert folding.compare() == []
    assert not ImportedRow.objects.exists()


def test_the_same_file_twice_changes_nothing(anna: Subscriber, tmp_path: Path) -> None:
    path = write(tmp_path, "old.csv", table(row("fritz@example.org"), row("greta@example.org", status="left"), row("anna@example.org")))
    first = take_in(path)
    before = verification.verify(log="consent").logs[0].entries

    assert take_in(path) == first
    assert verification.verify(log="consent").logs[0].entries == before
    second = take_in(write(tmp_path, "again.csv", path.read_bytes() + b"\n"))  # the same people in a file with another digest

    assert (second.counts["rows"], second.counts["known"]) == (3, 3)
    assert verification.verify(log="consent").logs[0].entries == before + 1  # that there was an import


def test_a_better_file_later_proves_what_was_kept(signup_form: FormVersion, tmp_path: Path) -> None:
    take_in(write(tmp_path, "poor.csv", table(row("fritz@example.org", evidence=NOTHING))))
    assert live("fritz@example.org") == set()

    take_in(write(tmp_path, "good.csv", table(row("fritz@example.org"))))

    assert live("fritz@example.org") == {"product-news"}
    assert Subscriber.objects.count() == 1
    assert folding.compare() == []


def test_every_row_counts_once(anna: Subscriber, clara: Subscriber, tmp_path: Path) -> None:
    rows = [
        row("fritz@example.org"),
        row("fritz@example.org"),
        row("anna@example.org"),
        row("clara@example.org"),
        row("greta@example.org", evidence=NOTHING),
        row("hugo@example.org", status="cleaned"),
        row("no address"),
        row("ida@example.org", status="frozen"),
        "too,few",
    ]
    run = take_in(write(tmp_path, "old.csv", table(*rows)))

    counted = {name: run.counts[name] for name in ("mailable", "unproven", "suppressed", "known", "refused", "rejected")}
    assert counted == {"mailable": 1, "unproven": 1, "suppressed": 1, "known": 2, "refused": 1, "rejected": 3}
    assert run.counts["rows"] == len(rows)
    report = (tmp_path / f"report-{run.pk}.csv").read_text()
    for line, code in ((5, "suppressed"), (8, "bad-address"), (9, "unknown-status"), (10, "columns")):
        assert f"old.csv,{line}," in report
        assert f",{code}," in report
    assert "example.org" not in report


def test_the_proof_of_an_imported_person_verifies(signup_form: FormVersion, tmp_path: Path) -> None:
    take_in(write(tmp_path, "old.csv", table(row("fritz@example.org"))))
    data = proof.build(Subscriber.objects.get(mailbox="fritz@example.org"), at=MONDAY_8AM)

    verdict = proof_archive.check(data, vkey=None)
    assert verdict.ok, verdict.problem
    assert "wording/imported-1.html" in verdict.members


def test_export_and_erasure_cover_imports(signup_form: FormVersion, tmp_path: Path) -> None:
    take_in(write(tmp_path, "old.csv", table(row("fritz@example.org"))))
    fritz = Subscriber.objects.get(mailbox="fritz@example.org")

    said = forgetting.keeper().export(forgetting.person_of(fritz))
    assert isinstance(said, dict)
    assert said["imports"][0]["outcome"] == "mailable"
    erasure.erase(fritz, reason="asked", at=MONDAY_8AM)

    assert not ImportedRow.objects.exists()
    assert book.events(fritz.pk) == []
    assert folding.compare() == []
    assert verification.verify(log="consent").ok
    assert ImportRun.objects.get().counts["mailable"] == 1


ALL = ("product-news", "financial-news", "special-offers")


def test_a_leaver_of_a_file_stays_away_after_a_restore(signup_form: FormVersion, tmp_path: Path) -> None:
    take_in(write(tmp_path, "old.csv", table(row("fritz@example.org", status="unsubscribed"))))

    noted = since_backup.read(since_backup.files(options.current().home / since_backup.FOLDER))
    assert lookup_of("fritz@example.org") in {line.fields[0] for line in noted if line and line.kind == since_backup.SUPPRESSED}
