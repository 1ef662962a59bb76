"""Somebody with full rights drops the triggers and changes the ledger: the verifier names what and where. Official erasure is no alarm."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction

from depesche.kernel import canonical_json, clock, options
from depesche.kernel.refusal import Refusal
from depesche.ledger import book, checkpoints, commitment, guards, tree, verification
from depesche.ledger.book import Fact
from depesche.ledger.models import Body, Checkpoint, Entry, Erasure, Log, Tile
from depesche.ledger.report import What
from tests.ledger.conftest import ANNA, BEN, EMIL, MONDAY, confirmed

pytestmark = pytest.mark.django_db
ENTRIES = 600


@pytest.fixture(autouse=True)
def written(db, append) -> None:
    """600 entries and an erasure, checkpoints at 100, 300 and the end; then all triggers dropped."""
    append(*(confirmed((ANNA, BEN, EMIL)[number % 3], number) for number in range(100)))
    checkpoints.sign("consent", at=MONDAY)
    append(*(confirmed((ANNA, BEN, EMIL)[number % 3], number) for number in range(100, 300)), at=MONDAY + timedelta(hours=1))
    checkpoints.sign("consent", at=MONDAY)
    append(*(confirmed((ANNA, BEN, EMIL)[number % 3], number) for number in range(300, ENTRIES)), at=MONDAY + timedelta(hours=2))
    with transaction.atomic():
        book.erase([event.index for event in book.events(EMIL)], reason="asked", at=MONDAY + timedelta(hours=3))
    checkpoints.sign("consent", at=MONDAY)
    drop_triggers()


def drop_triggers() -> None:
    with connection.cursor() as cursor:
        for guard in guards.registered():
            for statement in guard.statements:
                if (found := guards.TRIGGER.match(statement)) and guard.table.startswith("ledger_"):
                    cursor.execute(f"DROP TRIGGER {found[1]}" + (f" ON {guard.table}" if connection.vendor == "postgresql" else ""))


def found() -> list[tuple[int | None, str]]:
    return [(one.index, str(one.what)) for one in verification.verify(log="consent").deviations]


def entry(index: int) -> Entry:
    return Entry.objects.get(log="consent", index=index)


def test_an_untouched_ledger_with_an_official_erasure_is_no_alarm() -> None:
    guards.install()
    report = verification.verify()

    assert report.ok, report
    assert [(one.log, one.entries, one.erased, one.checkpoints, one.signed_size) for one in report.logs] == [
        ("consent", 601, 200, 3, 601),
        ("editorial", 0, 0, 0, 0),
    ]


def test_dropped_triggers_are_named() -> None:
    report = verification.verify()

    assert not report.deviations
    assert not report.ok
    assert "ledger body: ledger_body_delete" in report.guards
    assert len(report.guards) >= 15


def change_body(index: int, **changes: Any) -> None:
    body = Body.objects.get(entry=entry(index))
    said = canonical_json.load(bytes(body.body))
    assert isinstance(said, dict)
    Body.objects.filter(pk=body.pk).update(body=canonical_json.dump({**said, **changes}))


def rewrite(index: int, *, tiles: bool) -> None:
    """Change an event so that body, salt and commitment (and the tile) agree with each other."""
    content = commitment.content("consent", "confirmed", {"form": "forged"}, subject=ANNA, at=MONDAY)
    salt = secrets.token_bytes(32)
    Body.objects.filter(entry=entry(index)).update(body=content, salt=salt, recorded_at=MONDAY, subject=ANNA)
    Entry.objects.filter(log="consent", index=index).update(commitment=commitment.commit(salt, content))
    if tiles:
        kept: dict[tuple[int, int], bytes] = {}
        leaves = [tree.leaf_hash(bytes(one)) for one in Entry.objects.filter(log="consent").order_by("index").values_list("commitment", flat=True)]
        for (level, number), hashes in tree.grow(lambda level, number: kept.get((level, number), b""), 0, leaves).items():
            Tile.objects.filter(log="consent", level=level, index=number).update(hashes=hashes)


def swap(left: int, right: int) -> None:
    first, second = entry(left), entry(right)
    Entry.objects.filter(pk=first.pk).update(index=10_000)
    Entry.objects.filter(pk=second.pk).update(index=left)
    Entry.objects.filter(pk=first.pk).update(index=right)


def remove(index: int) -> None:
    row = entry(index)
    Body.objects.filter(entry=row).delete()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM ledger_entry WHERE id = %s", [row.pk])


def insert_at(index: int) -> None:
    content = commitment.content("consent", "confirmed", {"form": "forged"}, subject=ANNA, at=MONDAY)
    salt = secrets.token_bytes(32)
    for later in range(ENTRIES, index - 1, -1):
        Entry.objects.filter(log="consent", index=later).update(index=later + 1)
    forged = Entry.objects.create(log_id="consent", index=index, commitment=commitment.commit(salt, content))
    Body.objects.create(entry=forged, kind="confirmed", subject=ANNA, recorded_at=MONDAY, salt=salt, body=content)


def test_a_changed_body_is_named() -> None:
    change_body(7, body={"form": "other"})
    assert found() == [(7, "changed")]


def test_a_changed_salt_and_a_changed_commitment_are_named() -> None:
    Body.objects.filter(entry=entry(9)).update(salt=bytes(32))
    Entry.objects.filter(log="consent", index=300).update(commitment=bytes(32))
    assert found() == [(9, "changed"), (300, "changed"), (300, "changed")]


def test_a_rewritten_entry_is_found_by_the_tree() -> None:
    rewrite(12, tiles=False)
    assert found() == [(12, "changed")]


def test_a_rewritten_history_is_found_by_the_signed_checkpoint() -> None:
    rewrite(150, tiles=True)
    report = verification.verify(log="consent")
    assert [(one.index, str(one.what)) for one in report.deviations] == [(100, "checkpoint"), (None, "checkpoint")]
    assert "entries 100 to 299" in report.deviations[0].detail


def test_a_back_dated_entry_is_named() -> None:
    Body.objects.filter(entry=entry(400)).update(recorded_at=MONDAY - timedelta(days=30))
    change_body(499, at=clock.to_milliseconds(MONDAY - timedelta(days=30)))
    assert found() == [(400, "back-dated"), (499, "back-dated")]


def test_an_entry_given_to_another_person_is_named() -> None:
    Body.objects.filter(entry=entry(3)).update(subject=BEN)
    Body.objects.filter(entry=entry(4)).update(kind="withdrawn")
    assert found() == [(3, "changed"), (4, "changed")]


def test_two_swapped_entries_are_named() -> None:
    swap(30, 451)
    assert sorted(found()) == [(30, "re-ordered"), (451, "re-ordered")]


def test_a_removed_entry_is_named() -> None:
    remove(42)
    assert found() == [(42, "removed")]


def test_removed_entries_at_the_end_are_named() -> None:
    newest = entry(ENTRIES)
    Erasure.objects.all().delete()
    Body.objects.filter(entry=newest).delete()
    remove(ENTRIES)
    Log.objects.filter(pk="consent").update(size=ENTRIES)
    assert (ENTRIES, "removed") in found()
    assert (None, "size") in found()


def test_a_whole_end_cut_off_is_found_by_the_checkpoint_that_signed_it() -> None:
    Erasure.objects.all().delete()
    for index in range(598, ENTRIES + 1):
        remove(index)
    Log.objects.filter(pk="consent").update(size=598)
    tile = Tile.objects.get(log="consent", level=0, index=2)
    Tile.objects.filter(pk=tile.pk).update(hashes=bytes(tile.hashes)[: (598 - 512) * 32])
    assert (598, "removed") in found()


def test_a_body_removed_without_an_erasure_is_named() -> None:
    Body.objects.filter(entry=entry(6)).delete()
    assert found() == [(6, "removed")]


def test_an_erasure_that_no_erased_entry_names_is_named() -> None:
    Body.objects.filter(entry=entry(6)).delete()
    Erasure.objects.create(entry=entry(6), by=entry(ENTRIES))
    assert found() == [(6, "erasure"), (ENTRIES, "erasure")]


def test_an_erased_body_that_is_there_again_is_named() -> None:
    content = commitment.content("consent", "confirmed", {"form": "forged"}, subject=EMIL, at=MONDAY)
    Body.objects.create(entry=entry(2), kind="confirmed", subject=EMIL, recorded_at=MONDAY, salt=bytes(32), body=content)
    assert (2, "changed") in found()
    assert (ENTRIES, "erasure") in found()


def test_an_inserted_entry_is_named_and_so_are_those_it_moved() -> None:
    insert_at(595)
    named = verification.verify(log="consent").deviations
    assert (595, What.CHANGED) in {(one.index, one.what) for one in named}
    assert {one.index for one in named if one.what == What.REORDERED} == set(range(596, 601))
    assert (601, What.INSERTED) in {(one.index, one.what) for one in named}


def test_an_appended_entry_outside_the_tree_is_named() -> None:
    Entry.objects.create(log_id="consent", index=601, commitment=bytes(32))
    assert (601, "inserted") in found()


def test_changed_and_missing_tiles_are_named() -> None:
    upper = Tile.objects.get(log="consent", level=1)
    Tile.objects.filter(pk=upper.pk).update(hashes=bytes(64))
    assert found() == [(0, "tree")]
    with connection.cursor() as cursor:
        cursor.execute('DELETE FROM ledger_tile WHERE level = 0 AND "index" = 1')
    assert (256, "tree") in found()


def test_a_changed_checkpoint_is_named(append) -> None:
    Checkpoint.objects.filter(size=100).update(root=bytes(32))
    row = Checkpoint.objects.get(size=300)
    Checkpoint.objects.filter(pk=row.pk).update(note=row.note.replace("\n300\n", "\n301\n"))
    assert found() == [(100, "checkpoint"), (300, "checkpoint")]


def test_a_checkpoint_signed_by_a_stranger_is_named() -> None:
    row = Checkpoint.objects.get(size=300)
    Checkpoint.objects.filter(pk=row.pk).update(note=row.note[:-8] + ("AAAA" if row.note[-8:-4] != "AAAA" else "BBBB") + row.note[-4:])
    assert found() == [(300, "checkpoint")]


def test_a_gone_log_is_named() -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM ledger_log WHERE name = 'editorial'")
    assert [str(one) for one in verification.verify().deviations] == ["editorial: removed: the log's own row is gone"]


def test_checkpoints_survive_a_move_to_another_domain(append) -> None:
    guards.install()
    with options.using(site_url="https://gold.example"):
        append(confirmed(ANNA))
        signed = checkpoints.sign("consent", at=MONDAY)
        assert signed.note.startswith("gold.example/consent-log\n602\n")
        assert found() == []


def test_a_tree_that_no_longer_holds_what_was_signed_is_not_signed_again(append: Callable[..., Any]) -> None:
    rewrite(150, tiles=True)
    guards.install()
    append(confirmed(ANNA))
    with pytest.raises(Refusal) as refused:
        checkpoints.sign("consent", at=MONDAY)
    assert refused.value.code == "ledger-broken"


@pytest.mark.skipif(connection.vendor != "sqlite", reason="only SQLite stores text in a column for bytes")
@pytest.mark.parametrize(
    "change",
    [
        "UPDATE ledger_body SET body = CAST(body AS TEXT) WHERE entry_id = (SELECT id FROM ledger_entry WHERE log_id = 'consent' AND [index] = 256)",
        "UPDATE ledger_entry SET commitment = CAST(commitment AS TEXT) WHERE log_id = 'consent' AND [index] = 256",
        "UPDATE ledger_tile SET hashes = CAST(hashes AS TEXT) WHERE log_id = 'consent' AND level = 0 AND [index] = 1",
    ],
)
def test_text_in_place_of_bytes_is_named_and_stops_nothing(change: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(change)

    assert found() == [(256, "changed")]


def test_a_body_of_ten_thousand_brackets_is_a_changed_body() -> None:
    Body.objects.filter(entry=entry(7)).update(body=b"[" * 10_000)

    assert found() == [(7, "changed")]


def test_nothing_is_appended_while_the_triggers_are_missing(append: Callable[..., Any]) -> None:
    with pytest.raises(RuntimeError, match="triggers"):
        append(confirmed(ANNA))
    with pytest.raises(RuntimeError, match="triggers"), transaction.atomic():
        book.erase([0], reason="asked", at=MONDAY)
    assert found() == []


def test_an_unknown_log_is_refused() -> None:
    with pytest.raises(Refusal, match="gossip"):
        verification.verify(log="gossip")


def test_the_report_is_one_json_document(append) -> None:
    guards.install()
    append(Fact("corrected", {}, log="editorial"))
    drop_triggers()
    change_body(7, body={})
    said = verification.verify().as_json()
    assert said["ok"] is False
    assert canonical_json.dump(said)
