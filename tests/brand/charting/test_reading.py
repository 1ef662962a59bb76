"""Tables as people paste them: from spreadsheets, German and English, with slips."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from depesche.brand.charting import chart, moments, numbers, reading
from depesche.brand.charting.chart import Kind
from depesche.brand.charting.moments import Grain
from depesche.brand.charting.numbers import Style
from depesche.kernel.refusal import Refusal

pytestmark = pytest.mark.once
AMOUNTS = st.decimals(min_value=-(10**14), max_value=10**14, places=3, allow_nan=False, allow_infinity=False)


@pytest.mark.parametrize(
    ("cell", "style", "value", "unit"),
    [
        ("1.234,50 €", Style.GERMAN, "1234.50", "€"),
        ("€1,234.50", Style.ENGLISH, "1234.50", "€"),
        ("EUR 12", Style.GERMAN, "12", "EUR"),
        ("12,5 %", Style.GERMAN, "12.5", "%"),
        ("-3,2%", Style.GERMAN, "-3.2", "%"),
        ("− 3,2", Style.GERMAN, "-3.2", ""),
        ("–5", Style.GERMAN, "-5", ""),
        ("+0,4", Style.GERMAN, "0.4", ""),
        ("1 234,5", Style.GERMAN, "1234.5", ""),
        ("1\u202f234\u202f567", Style.GERMAN, "1234567", ""),
        ("1'234.50", Style.ENGLISH, "1234.50", ""),
        ("12 kg", Style.GERMAN, "12", "kg"),
        ("0,5 t/Jahr", Style.GERMAN, "0.5", "t/Jahr"),
        ("1.234", Style.GERMAN, "1234", ""),
        ("1.234", Style.ENGLISH, "1.234", ""),
    ],
)
def test_a_cell_is_read_as_it_was_meant(cell: str, style: Style, value: str, unit: str) -> None:
    found = numbers.read(cell, style)

    assert found is not None
    assert (found.value, found.unit) == (Decimal(value), unit)


@pytest.mark.parametrize(
    "cell", ["zwei", "12O", "1.23.4", "1,2,3", "1e5", "NaN", "Infinity", "0x1F", "1234567890123456", "0,1234567", "12 / 3", "½", "१२"]
)
def test_what_is_no_number_is_none(cell: str) -> None:
    assert numbers.read(cell, Style.GERMAN) is None


@given(value=AMOUNTS, language=st.sampled_from(["de", "en"]), unit=st.sampled_from(["", "%", "€", "kg", "CHF"]))
def test_what_readers_are_shown_can_be_pasted_again(value: Decimal, language: str, unit: str) -> None:
    with translation.override(language):
        written = numbers.with_unit(numbers.write(value, 3), unit)

    found = numbers.read(written, Style.GERMAN if language == "de" else Style.ENGLISH)

    assert found == numbers.Quantity(value, 3, unit)


@given(
    day=st.dates(min_value=date(1000, 1, 1), max_value=date(2999, 12, 31)), grain=st.sampled_from(list(Grain)), language=st.sampled_from(["de", "en"])
)
def test_dates_that_readers_are_shown_can_be_pasted_again(day: date, grain: Grain, language: str) -> None:
    moment = moments.Moment(day.replace(day=day.day if grain is Grain.DAY else 1, month=1 if grain is Grain.YEAR else day.month), grain)
    if language == "de" or grain is not Grain.DAY:
        with translation.override(language):
            assert moments.read(moments.write(moment)) == moment
    assert moments.read(day.isoformat()) == moments.Moment(day, Grain.DAY)


@pytest.mark.parametrize("separator", ["\t", ";", ","])
def test_tabs_semicolons_and_commas_set_columns_apart(separator: str) -> None:
    rows = [["Jahr", "Gold", "Silber"], ["2023", "1.234.567", '"12"'], ["2024", "1.300.000", "–"]]

    found = reading.table("\r\n".join(separator.join(row) for row in rows))

    assert (found.corner, found.names, found.has_moments) == ("Jahr", ("Gold", "Silber"), True)
    assert [row.values for row in found.rows] == [(Decimal(1234567), Decimal(12)), (Decimal(1300000), None)]


def test_one_clear_number_decides_how_the_others_are_read() -> None:
    german, english = "was;wert\na;1.234\nb;1,5", "was;wert\na;1.234\nb;2.5"

    assert [row.values[0] for row in reading.table(german).rows] == [Decimal(1234), Decimal("1.5")]
    assert [row.values[0] for row in reading.table(english).rows] == [Decimal("1.234"), Decimal("2.5")]


@pytest.mark.parametrize(("language", "value"), [("de", "1234"), ("en", "1.234")])
def test_where_nothing_decides_the_language_of_the_desk_does(language: str, value: str) -> None:
    with translation.override(language):
        assert reading.table("was;wert\na;1.234").rows[0].values == (Decimal(value),)


def test_an_editor_can_say_how_numbers_are_written() -> None:
    assert reading.table("was;wert\na;1.234", style=Style.ENGLISH).rows[0].values == (Decimal("1.234"),)


@pytest.mark.parametrize(
    ("pasted", "said"),
    [
        ("", "nur eine Spalte"),
        ("a;b", "mindestens eine Zeile mit Zahlen"),
        ("a;b\nx;1\ny;zwei", "Zeile 3, Spalte 2 („b“): „zwei“ ist keine Zahl."),
        ("a;b\nx;1,5\n\ny;1.5", "ist nicht geschrieben wie die anderen Zahlen"),
        ("a,b\nx,1,2", "Zeile 2 hat 3 Spalten"),
        ("a;b;\nx;1;2", "Zeile 2 hat 3 Spalten"),
        ("a;;c\nx;1;2", "Zeile 1, Spalte 2: Die Spalte hat keinen Namen."),
        ("a;b;b\nx;1;2", "heißen zwei Spalten „b“"),
        ("x;1,5\ny;2,5", "Zeile 1, Spalte 2"),
        ("a;b\n;1", "Zeile 2, Spalte 1"),
        ("a;b\nx;3 €\ny;4 %", "Zeile 3, Spalte 2"),
        ("a;b\nx;3\ny;4\nz;5 €", "Zeile 4, Spalte 2 („b“): „5 €“ hat eine Einheit"),
        ("a;b\nx;–", "Spalte 2 („b“) enthält keine Zahlen."),
        ("Tag;b\n01.02.2024;1\n31.02.2024;2\n01.03.2024;3", "Zeile 3, Spalte 1: „31.02.2024“"),
        ("Tag;b\n01.02.2024;1\n2024-02-01;2", "Zeile 3 gehört zum selben Datum wie Zeile 2."),
        ("a;" + ";".join("bcdefghijk") + "\nx;1", "Zeile 1 benennt 11 Spalten"),
        ("a;b\n" + "x;1\n" * 401, "401 Zeilen"),
    ],
)
def test_a_slip_is_named_with_row_and_column(pasted: str, said: str) -> None:
    with translation.override("de"), pytest.raises(Refusal) as refused:
        reading.table(pasted)

    assert said in str(refused.value)


@pytest.mark.parametrize(
    ("kind", "pasted", "said"),
    [
        (Kind.STACKED, "a;b\nx;-1", "Zeile 2, Spalte 2 („b“)"),
        (Kind.RANGE, "a;b\nx;1", "zwei Spalten mit Zahlen"),
        (Kind.RANGE, "a;b;c\nx;2;1", "Zeile 2: Die niedrigste Zahl ist höher als die höchste."),
        (Kind.LINE, "a;b;c\nx;2 €;1 %", "Spalte 3 („c“) ist in %"),
        (Kind.BAR, "a;b;c;d;e;f;g;h\nx;1;1;1;1;1;1;1", "höchstens 6"),
    ],
)
def test_a_chart_refuses_figures_that_it_cannot_show(kind: Kind, pasted: str, said: str) -> None:
    with translation.override("de"), pytest.raises(Refusal) as refused:
        chart.check(reading.table(pasted), kind)

    assert said in str(refused.value)


@given(text=st.text(alphabet=st.sampled_from("aé1234567890.,;\t\n\r\"'€% -–\x00\ud7ff"), max_size=200))
def test_whatever_is_pasted_is_read_or_refused_with_a_sentence(text: str) -> None:
    try:
        found, refused = reading.table(text), None
    except Refusal as refusal:
        found, refused = None, refusal

    if refused is not None:
        assert refused.code == "table-unreadable"
        assert refused.message
    else:
        assert found is not None
        assert found.rows
        assert all(len(row.values) == len(found.names) for row in found.rows)
