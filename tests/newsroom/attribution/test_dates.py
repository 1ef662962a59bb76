"""The day on which something was said, counted from the day of the article."""

from __future__ import annotations

from datetime import date

import pytest

from depesche.newsroom.attribution import dates

pytestmark = pytest.mark.once
MONDAY = date(2024, 10, 21)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("am Sonntag", date(2024, 10, 20)),
        ("am Montagabend", MONDAY),
        ("am vergangenen Montag", date(2024, 10, 14)),
        ("gestern", date(2024, 10, 20)),
        ("vorgestern", date(2024, 10, 19)),
        ("heute", MONDAY),
        ("am Sonntag, dem 20. Oktober", date(2024, 10, 20)),
        ("am 30. Dezember", date(2023, 12, 30)),
        ("am 3. Oktober 2023", date(2023, 10, 3)),
        ("am 20.10.2024", date(2024, 10, 20)),
        ("on Sunday evening", date(2024, 10, 20)),
        ("on October 18", date(2024, 10, 18)),
        ("yesterday", date(2024, 10, 20)),
    ],
)
def test_a_named_day(text: str, day: date) -> None:
    assert dates.said_on(f"Das sagte sie {text} in Brüssel.", MONDAY) == (day, "day")


def test_a_clock_time_makes_it_exact_to_the_minute() -> None:
    assert dates.said_on("Sie sprach am Sonntag um 14:30 Uhr.", MONDAY) == (date(2024, 10, 20), "minute")


def test_earlier_without_a_day_is_before_the_article() -> None:
    assert dates.said_on("Zuvor hatte sie gewarnt.", MONDAY) == (None, "before-article")


def test_what_is_to_come_was_not_said_then() -> None:
    assert dates.said_on("Am kommenden Freitag tagt der Rat.", MONDAY) == (None, "unknown")


def test_without_the_day_of_the_article_only_full_dates_count() -> None:
    assert dates.said_on("am Sonntag", None) == (None, "unknown")
    assert dates.said_on("am 3. Oktober 2023", None) == (date(2023, 10, 3), "day")
    assert dates.said_on("am 31. Februar 2023", None) == (None, "unknown")
