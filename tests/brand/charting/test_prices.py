"""Prices as people paste or type them."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from depesche.brand.charting import money, prices
from depesche.brand.charting.prices import Price
from depesche.kernel.refusal import Refusal

pytestmark = pytest.mark.once
AMOUNTS = st.decimals(min_value=Decimal("0.01"), max_value=10**9, places=2)


def only(text: str, currency: str = "EUR") -> Price:
    (found,) = prices.prices(text, currency=currency)
    return found


def test_of_two_changes_the_missing_one_is_computed() -> None:
    up, down = only("Gold;1 oz;2.100,00 €;+100,00 €"), only("Silber;1 kg;900;;-10 %")

    assert (up.change, up.percent) == (Decimal("100.00"), Decimal("5.00"))
    assert (down.change, down.percent) == (Decimal("-100.00"), Decimal(-10))


def test_a_change_in_per_cent_may_stand_in_the_place_of_the_other() -> None:
    assert only("Gold;1 oz;2.100,00;+5 %").change == Decimal("100.00")


def test_a_first_row_may_name_the_columns() -> None:
    assert only("Metall\tEinheit\tPreis\nGold\t1 oz\t2.100,5") == Price("Gold", "1 oz", Decimal("2100.5"), 1)


def test_both_changes_stand_as_they_were_typed() -> None:
    found = only("Gold;1 oz;2.100;3,10;0,2")

    assert (found.change, found.percent) == (Decimal("3.10"), Decimal("0.2"))


@given(price=AMOUNTS, change=AMOUNTS, currency=st.sampled_from(["EUR", "CHF", "USD"]), language=st.sampled_from(["de", "en"]))
def test_prices_that_readers_are_shown_can_be_pasted_again(price: Decimal, change: Decimal, currency: str, language: str) -> None:
    with translation.override(language):
        written = f"Gold\t1 oz\t{money.text(price, currency)}\t{money.text(-change, currency)}"
        found = only(written, currency)

    assert (found.price, found.change) == (price, -change)
    assert found.percent is not None
    assert abs(found.percent - -change / (price + change) * 100) <= Decimal("0.005")


@pytest.mark.parametrize(
    ("pasted", "said"),
    [
        ("", "nur eine Spalte"),
        ("Metall;Einheit;Preis", "keine Zeile mit einem Preis"),
        ("Gold;1 oz;2;1\nSilber;1 kg", "Zeile 2 hat 2 Spalten"),
        ("Gold;1 oz;1;2;3;4", "Zeile 1 hat 6 Spalten"),
        ("Gold;1 oz;1\n;1 kg;2", "Zeile 2, Spalte 1"),
        ("Gold;1 oz;1\nSilber;1 kg;–", "Zeile 2, Spalte 3: Hier muss ein Preis stehen."),
        ("Gold;1 oz;1\nSilber;1 kg;-3", "Zeile 2, Spalte 3"),
        ("Gold;1 oz;1\nSilber;1 kg;teuer", "Zeile 2, Spalte 3: „teuer“ ist keine Zahl."),
        ("Gold;1 oz;1 $", "Zeile 1, Spalte 3: „1 $“ ist nicht in EUR."),
        ("Gold;1 oz;1;2 %;3", "Zeile 1, Spalte 4: Die Änderung in Prozent gehört in Spalte 5."),
        ("Gold;1 oz;1;0,5;-3", "Zeile 1: Die eine Änderung geht nach oben, die andere nach unten."),
        ("Gold;1 oz;1;2", "Zeile 1: Der Preis vor der Änderung wäre null oder weniger gewesen."),
        ("Gold;1 oz;1;;-100", "Zeile 1: Der Preis vor der Änderung"),
        ("Gold;1 oz;1\n" * 61, "61 Zeilen"),
    ],
)
def test_a_slip_is_named_with_row_and_column(pasted: str, said: str) -> None:
    with translation.override("de"), pytest.raises(Refusal) as refused:
        prices.prices(pasted, currency="EUR")

    assert said in str(refused.value)


@given(text=st.text(alphabet=st.sampled_from("aé1234567890.,;\t\n\"'€% -+–\x00"), max_size=120))
def test_whatever_is_pasted_is_read_or_refused_with_a_sentence(text: str) -> None:
    try:
        found, code = prices.prices(text, currency="EUR"), ""
    except Refusal as refusal:
        found, code = (), refusal.code

    assert found or code == "table-unreadable"


def test_amounts_are_written_as_readers_of_each_language_do() -> None:
    with translation.override("de"):
        assert money.text(Decimal("-1234.5"), "EUR") == "−1.234,50\xa0€"
    with translation.override("en"):
        assert money.text(Decimal("-1234.5"), "EUR") == "−€1,234.50"
        assert money.text(Decimal("1234.5"), "CHF") == "1,234.50\xa0CHF"
