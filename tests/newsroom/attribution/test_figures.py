"""Figures with comparator and unit, German and English."""

from __future__ import annotations

from decimal import Decimal

import pytest

from depesche.newsroom.attribution import figures

pytestmark = pytest.mark.once


@pytest.mark.parametrize(
    ("text", "comparator", "low", "high", "unit"),
    [
        ("rund 12.000 Soldaten", "~", 12000, 12000, "Soldaten"),
        ("etwa 3,5 Mio. Euro", "~", Decimal("3500000"), Decimal("3500000"), "Euro"),
        ("ca. 40 Tonnen Öl", "~", 40, 40, "Tonnen"),
        ("knapp 37 Millionen Euro", "~", 37_000_000, 37_000_000, "Euro"),
        ("gut zwölftausend Menschen", "~", 12000, 12000, "Menschen"),
        ("fast 90 %", "~", 90, 90, "%"),
        ("mehr als 1.000 Soldaten", ">", 1000, None, "Soldaten"),
        ("über 60 Prozent", ">", 60, None, "%"),
        ("mindestens fünf Verletzte", "≥", 5, None, "Verletzte"),
        ("höchstens drei russische Schiffe", "≤", None, 3, "Schiffe"),
        ("bis zu 2,5 Milliarden Dollar", "≤", None, 2_500_000_000, "Dollar"),
        ("weniger als 50 Mitglieder", "<", None, 50, "Mitglieder"),
        ("unter 50 Grad", "<", None, 50, "Grad"),
        ("zwischen 200 und 230 Euro", "range", 200, 230, "Euro"),
        ("von 200 bis 230 Euro", "range", 200, 230, "Euro"),
        ("50 bis 60 Fahrzeuge", "range", 50, 60, "Fahrzeuge"),
        ("zwischen 3 und 5 Millionen Menschen", "range", 3_000_000, 5_000_000, "Menschen"),
        ("1,5 bis 2 Mrd. Euro", "range", 1_500_000_000, 2_000_000_000, "Euro"),
        ("zwischen 900.000 und 1,2 Millionen Menschen", "range", 900_000, 1_200_000, "Menschen"),
        ("3 Millionen bis 5 Millionen Euro", "range", 3_000_000, 5_000_000, "Euro"),
        ("vier Brigaden", "=", 4, 4, "Brigaden"),
        ("einundzwanzig Häuser", "=", 21, 21, "Häuser"),
        ("7000 neue Stellen", "=", 7000, 7000, "Stellen"),
        ("1 500 Soldaten", "=", 1500, 1500, "Soldaten"),
    ],
)
def test_german(text: str, comparator: str, low: object, high: object, unit: str) -> None:
    found = figures.read(f"Es waren {text}, hieß es.")

    assert found is not None
    assert (found.comparator, found.low, found.high, found.unit) == (comparator, low, high, unit)


@pytest.mark.parametrize(
    ("text", "comparator", "low", "high", "unit"),
    [
        ("about 12,000 North Korean soldiers", "~", 12000, 12000, "soldiers"),
        ("more than 1.5 million people", ">", 1_500_000, None, "people"),
        ("four brigades", "=", 4, 4, "brigades"),
        ("between 200 and 230 euros", "range", 200, 230, "Euro"),
        ("between 3 and 5 million people", "range", 3_000_000, 5_000_000, "people"),
        ("up to $12 million", "≤", None, 12_000_000, "Dollar"),
        ("at least twelve villages", "≥", 12, None, "villages"),
        ("nearly three dozen houses", "~", 36, 36, "houses"),
        ("fifty-four percent", "=", 54, 54, "%"),
    ],
)
def test_english(text: str, comparator: str, low: object, high: object, unit: str) -> None:
    found = figures.read(f"There were {text}, they said.", "en")

    assert found is not None
    assert (found.comparator, found.low, found.high, found.unit) == (comparator, low, high, unit)


@pytest.mark.parametrize(
    "text", ["am 21. Oktober 2024", "um 16:41 Uhr", "im Jahr 2006", "auf Platz 3", "ein 20-Jähriger", "seit 1998", "eine Brücke"]
)
def test_dates_times_ranks_and_articles_are_no_figures(text: str) -> None:
    assert figures.read(f"Das geschah {text}.") is None


def test_the_words_are_those_of_the_text() -> None:
    found = figures.read("Insgesamt soll das Land die Entsendung von etwa 12.000 Soldaten beschlossen haben.")

    assert found is not None
    assert found.words == "etwa 12.000 Soldaten"
