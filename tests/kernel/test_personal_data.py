"""Whose address a text holds: Anna's is not Joanna's."""

from __future__ import annotations

import uuid

import pytest

from depesche.kernel.personal_data import Person

ANNA = Person(subject=uuid.uuid4(), address="anna@example.org", lookup="")


@pytest.mark.parametrize(
    "text",
    [
        "anna@example.org",
        "Bitte an Anna@Example.org.",
        "(anna@example.org)",
        "<a href='mailto:anna@example.org'>",
        "joanna@example.org oder anna@example.org?",
        "Adresse:anna@example.org;",
        "-anna@example.org",
        "Schreiben Sie mir … anna@example.org – danke",
    ],
)
def test_annas_address_is_found_however_it_is_written(text: str) -> None:
    assert ANNA.is_named_in("", text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "joanna@example.org",
        "Jo.Anna@example.org",
        "jo-anna@example.org",
        "jo+anna@example.org",
        "jo_anna@example.org",
        "ö'anna@example.org",
        "anna@example.organic",
        "anna@example.org.uk",
        "anna@example.org-news.example",
        "anna @example.org",
    ],
)
def test_somebody_elses_is_not_hers(text: str) -> None:
    assert not ANNA.is_named_in(text)


def test_signs_of_a_pattern_in_an_address_mean_themselves() -> None:
    odd = Person(subject=uuid.uuid4(), address="a.b+c@example.org", lookup="")

    assert odd.is_named_in("an a.b+c@example.org")
    assert not odd.is_named_in("an aXb+c@example.org")
