"""The counts of the days: kept by the deeds themselves, and the same as a count of the whole log."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from depesche.audience import figures, folding, withdrawal
from depesche.audience.importing import undoing
from depesche.audience.models import DailyFigure, FormVersion, Subscriber
from depesche.audience.withdrawal import Route
from tests.audience.exports import row, table, take_in, write
from tests.cast import MONDAY_8AM, confirm, sign_up

pytestmark = pytest.mark.django_db


def counts() -> set[tuple[str, str, str, int]]:
    return set(DailyFigure.objects.values_list("deed", "purpose", "detail", "count"))


def test_who_confirms_and_who_leaves_is_counted_once(anna: Subscriber, clara: Subscriber) -> None:
    withdrawal.withdraw(anna, purposes=["special-offers"], at=MONDAY_8AM, route=Route.ONE_CLICK)
    withdrawal.withdraw(anna, purposes=["special-offers"], at=MONDAY_8AM, route=Route.ONE_CLICK)

    assert {line for line in counts() if line[1] == "special-offers"} == {
        ("gained", "special-offers", "form:newsletter", 1),
        ("lost", "special-offers", "one-click", 1),
    }
    assert ("lost", "product-news", "link", 1) in counts()
    assert {line[2] for line in counts() if line[0] == "page"} == {"/"}


@pytest.mark.rule("I-6")
@pytest.mark.parametrize(
    ("page", "counted"), [("/x/?email=ben@example.org#top", {"/x/"}), ("/ben@example.org/", set()), ("/ben%40example.org/", set()), ("", set())]
)
def test_a_page_that_is_counted_names_nobody(signup_form: FormVersion, page: str, counted: set[str]) -> None:
    figures.page(page, at=MONDAY_8AM)

    assert {line[2] for line in counts()} == counted


def test_the_days_are_what_the_log_says(anna: Subscriber, clara: Subscriber, tmp_path: Path) -> None:
    run = take_in(write(tmp_path, "old.csv", table(row("fritz@example.org"), row("greta@example.org"), row("anna@example.org", "", status="left"))))
    sign_up("fritz@example.org", "financial-news")
    confirm("fritz@example.org")
    undoing.undo(run, now=lambda: MONDAY_8AM + timedelta(days=2))
    kept = set(DailyFigure.objects.exclude(detail__startswith="import").values_list("day", "deed", "purpose", "detail", "count"))

    figures.rebuild()

    fresh = set(DailyFigure.objects.exclude(detail__startswith="import").values_list("day", "deed", "purpose", "detail", "count"))
    assert fresh == kept
    assert ("gained", "product-news", f"import:{run.pk}", 1) in counts()  # fritz; greta is erased


def test_an_import_and_its_undoing_are_counted(signup_form: FormVersion, tmp_path: Path) -> None:
    run = take_in(write(tmp_path, "old.csv", table(row("fritz@example.org"), row("greta@example.org"))))
    assert counts() == {("gained", "product-news", f"import:{run.pk}", 2)}

    undoing.undo(run)

    assert ("lost", "product-news", "import-undone", 2) in counts()


@pytest.mark.once
def test_every_kind_of_entry_that_gives_or_ends_a_consent_is_counted() -> None:
    assert set(figures._GIVING) == folding.GIVING
    assert set(figures._ENDING) == folding.ENDING
