"""Writing into the ledger: what is appended stays, what is erased officially is gone, and the tree still holds."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import transaction

from depesche.kernel.canonical_json import NotCanonical
from depesche.ledger import book, commitment, growth, tree, verification
from depesche.ledger.book import Erased, Fact
from depesche.ledger.models import Body, Entry, Erasure, Log, Tile
from tests.ledger.conftest import ANNA, BEN, EMIL, MONDAY, confirmed


@pytest.mark.django_db
def test_anna_is_found_again_as_she_was_recorded(append) -> None:
    append(confirmed(BEN))
    (receipt,) = append(confirmed(ANNA), at=MONDAY + timedelta(microseconds=1_999))

    (event,) = book.events(ANNA)

    assert (event.log, event.index, event.kind, event.subject) == ("consent", 1, "confirmed", ANNA)
    assert event.body == {"form": "article", "number": 1}
    assert event.recorded_at == MONDAY + timedelta(milliseconds=1)
    assert event.commitment == receipt.commitment == commitment.commit(event.salt, event.content)
    assert book.event("consent", 1) == event


@pytest.mark.django_db
def test_two_leaves_of_anna_have_nothing_in_common(append) -> None:
    first, second = append(confirmed(ANNA), confirmed(ANNA))

    assert first.commitment != second.commitment
    assert len({bytes(salt) for salt in Body.objects.values_list("salt", flat=True)}) == 2


@pytest.mark.django_db
@pytest.mark.parametrize("batches", [[1, 1, 1], [255, 1, 1], [600], [256, 256]])
def test_the_stored_tree_is_the_tree_of_the_entries(append, batches: list[int]) -> None:
    for batch in batches:
        append(*(confirmed(ANNA, number) for number in range(batch)))

    size = Log.objects.get(pk="consent").size
    frontier = tree.Frontier()
    for one in Entry.objects.filter(log="consent").order_by("index").values_list("commitment", flat=True):
        frontier.add(tree.leaf_hash(bytes(one)))
    assert size == sum(batches) == frontier.size
    assert tree.root(growth.tiles("consent"), size) == frontier.root()


@pytest.mark.django_db
def test_logs_count_for_themselves(append) -> None:
    receipts = append(confirmed(ANNA), Fact("corrected", {"claim": "gold"}, log="editorial"), confirmed(BEN))

    assert [(receipt.log, receipt.index) for receipt in receipts] == [("consent", 0), ("editorial", 0), ("consent", 1)]
    assert book.events(ANNA, log="editorial") == []


@pytest.mark.django_db
def test_growing_the_tree_takes_few_statements(append, django_assert_max_num_queries) -> None:
    append(*(confirmed(ANNA, number) for number in range(10)))
    with django_assert_max_num_queries(14):
        append(*(confirmed(ANNA, number) for number in range(300)))


@pytest.mark.django_db
def test_after_the_official_erasure_emil_is_gone_and_his_leaf_stays(append) -> None:
    append(confirmed(ANNA), confirmed(EMIL), confirmed(EMIL, 2), confirmed(BEN))
    root = tree.root(growth.tiles("consent"), 4)

    with transaction.atomic():
        receipt = book.erase([1, 2], reason="asked", at=MONDAY)

    assert book.events(EMIL) == []
    assert not Body.objects.filter(subject=EMIL).exists()
    assert Entry.objects.filter(log="consent").count() == 5
    assert sorted(Erasure.objects.values_list("entry__index", "by__index")) == [(1, 4), (2, 4)]
    assert book.event("consent", receipt.index).body == {"leaves": [1, 2], "reason": "asked"}
    assert tree.root(growth.tiles("consent"), 4) == root
    with pytest.raises(Erased):
        book.event("consent", 1)


@pytest.mark.django_db
@pytest.mark.parametrize("indices", [[], [7], [0, 7]])
def test_what_is_not_there_cannot_be_erased(append, indices: list[int]) -> None:
    append(confirmed(ANNA))

    with pytest.raises(Erased), transaction.atomic():
        book.erase(indices, reason="asked", at=MONDAY)

    assert Entry.objects.filter(log="consent").count() == 1


@pytest.mark.django_db
def test_emil_cannot_be_erased_twice(append) -> None:
    append(confirmed(EMIL))
    with transaction.atomic():
        book.erase([0], reason="asked", at=MONDAY)

    with pytest.raises(Erased), transaction.atomic():
        book.erase([0], reason="asked", at=MONDAY)


@pytest.mark.django_db
def test_a_body_with_a_float_is_refused_and_nothing_is_written(append) -> None:
    with pytest.raises(NotCanonical):
        append(confirmed(ANNA), Fact("priced", {"gold": 2.5}))

    assert Log.objects.get(pk="consent").size == 0
    assert not Tile.objects.exists()


@pytest.mark.django_db
def test_an_erasure_is_not_appended_by_hand(append) -> None:
    with pytest.raises(ValueError, match="only"):
        append(Fact("erased", {"leaves": [0], "reason": "sly"}))


def test_the_ledger_is_written_inside_a_transaction_only(committed_db) -> None:
    for deed in (lambda: book.append(confirmed(ANNA), at=MONDAY), lambda: book.erase([0], reason="asked", at=MONDAY)):
        with pytest.raises(transaction.TransactionManagementError):
            deed()


@pytest.mark.django_db
def test_an_unknown_log_is_a_mistake(append) -> None:
    with pytest.raises(LookupError, match="gossip"):
        append(Fact("heard", {}, log="gossip"))


@pytest.mark.django_db
@pytest.mark.parametrize("number", [1, 49, 50, 501, 1_100])
def test_a_batch_of_any_size_is_stored_whole_and_in_order(append, number: int) -> None:
    """However many statements, or which kind of them, a batch takes."""
    append(confirmed(BEN))
    receipts = append(*(Fact("confirmed", {"name": "Änne", "place": place}, subject=None if place % 2 else ANNA) for place in range(number)))

    events = book.of_kind("confirmed")[1:]
    assert [receipt.index for receipt in receipts] == [event.index for event in events] == list(range(1, number + 1))
    assert [event.body["place"] for event in events] == list(range(number))
    assert [event.subject for event in events[:2]] == [ANNA, None][:number]
    assert [receipt.entry_id for receipt in receipts] == list(Entry.objects.order_by("index").values_list("pk", flat=True))[1:]
    assert verification.verify().ok
