"""Sentences and headings that need a source."""

from __future__ import annotations

import pytest

from depesche.newsroom.attribution.proposing import unsourced
from tests.newsroom.attribution import labels

pytestmark = pytest.mark.once


def reasons(text: str, language: str = "de") -> tuple[str, ...]:
    found = unsourced(text, language=language)
    return found[0].reasons if found else ()


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Rund 1.500 Menschen kamen.", "figure"),
        ("Das sagte der Wirt.", "speech"),
        ("Den Berichten nach war es still.", "speech"),
        ("Die Lage sei ernst.", "conjunctive"),
        ("Die Leitung funktioniere wieder.", "conjunctive"),
        ("Sie sollen dort sein.", "hedge"),
        ("„Das war so nicht geplant“, hieß es.", "quote"),
        ("Das wurde bestritten.", "denial"),
        ("Die Regierung in Seoul bestellte ihn ein.", "actor"),
        ("Russland und Nordkorea dementieren", "denial"),
    ],
)
def test_what_can_be_checked_needs_a_source(text: str, reason: str) -> None:
    assert reason in reasons(text)


@pytest.mark.parametrize("text", ["Was nun?", "Danach wurde es still.", "Addieren darf man sie nicht.", "Und dann?"])
def test_what_states_nothing_needs_none(text: str) -> None:
    assert reasons(text) == ()


def test_a_heading_counts_too_and_says_that_it_is_one() -> None:
    found = unsourced("Moskau dementiert\n\nDanach wurde es still.")

    assert [(sentence.text, sentence.heading) for sentence in found] == [("Moskau dementiert", True)]


def test_nearly_every_sentence_that_quotes_somebody_is_found() -> None:
    """Recall >= 0.85 of sentences that hold labelled speech, over our own texts."""
    found = asked = 0
    for code in ("de", "en"):
        for row in labels.rows(code):
            start, end = int(str(row["start"])), int(str(row["end"]))
            asked += 1
            found += any(one.start < end and start < one.end for one in unsourced(str(row["text"]), language=code))

    assert found / asked >= 0.95


def test_english_sentences_are_checked_as_english() -> None:
    assert "speech" in reasons("The minister said it was over.", "en")
    assert "hedge" in reasons("It was reportedly over.", "en")
    assert reasons("Then it was quiet.", "en") == ()
